"""The addresses of what is said to and fro: the log, calls, mails, drafts, promises, disclosures; the directory."""

from django.urls import path

from web import comms_notes, directory, drafts_out, mails, messages, promises

CASE = "cases/<slug:ref>/comms/"
urlpatterns = [
    path(CASE, messages.messages, name="case-messages"),
    path(f"{CASE}log.csv", messages.table, name="case-messages-table"),
    path(f"{CASE}mails/", mails.take, name="case-mail-in"),
    path(f"{CASE}mails/<int:pk>/", mails.mail, name="case-mail"),
    path(f"{CASE}call/", comms_notes.call, name="case-call"),
    path(f"{CASE}call/<int:pk>/exhibit/", comms_notes.call_as_exhibit, name="case-call-exhibit"),
    path(f"{CASE}drafts/", drafts_out.listing, name="case-drafts"),
    path(f"{CASE}drafts/<int:pk>/", drafts_out.draft, name="case-draft"),
    path(f"{CASE}drafts/<int:pk>/<slug:act>/", drafts_out.act, name="case-draft-act"),
    path(f"{CASE}promises/", promises.page, name="case-promises"),
    path(f"{CASE}promises/<int:pk>/<slug:act>/", promises.settle, name="case-promise-act"),
    path(f"{CASE}offers/", promises.offer, name="case-offers"),
    path(f"{CASE}offers/<int:pk>/<slug:act>/", promises.move, name="case-offer-act"),
    path(f"{CASE}disclosures/", comms_notes.disclosures, name="case-disclosures"),
    path("directory/", directory.listing, name="directory"),
    path("directory/<slug:code>/", directory.entry, name="directory-entry"),
    path("directory/<slug:code>/<slug:kind>/", directory.change, name="directory-change"),
    path("directory/<slug:code>/<slug:kind>/checked/", directory.check, name="directory-check"),
    path("mail-in/", mails.waiting, name="mail-in"),
    path("mail-in/<int:pk>/<slug:act>/", mails.decide, name="mail-in-act"),
]
