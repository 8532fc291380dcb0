"""The addresses of the appeal: evidence, letter, pack. What goes out and comes back is in urls_answers.py."""

from django.urls import path

from web import (
    case_letters,
    evidence,
    legal_notes,
    letter,
    pack,
    review,
    review_comments,
    review_compare,
    review_decide,
    review_find,
)

urlpatterns = [
    path("cases/<slug:ref>/evidence/", evidence.locker, name="case-evidence"),
    path("cases/<slug:ref>/evidence/<int:pk>/", evidence.exhibit, name="case-exhibit"),
    path("cases/<slug:ref>/evidence/<int:pk>/move/", evidence.move, name="case-exhibit-move"),
    path("cases/<slug:ref>/evidence/<int:pk>/remove/", evidence.remove, name="case-exhibit-remove"),
    path("cases/<slug:ref>/evidence/<int:pk>/original/", evidence.download, name="case-exhibit-original"),
    path("cases/<slug:ref>/evidence/<int:pk>/pages/<int:page>/", evidence.picture, name="case-exhibit-page"),
    path("cases/<slug:ref>/appeals/", letter.rounds, name="case-appeals"),
    path("cases/<slug:ref>/appeals/<int:round>/", letter.composer, name="case-appeal"),
    path("cases/<slug:ref>/appeals/<int:round>/letter-<str:language>.pdf", letter.pdf, name="case-letter-pdf"),
    path("cases/<slug:ref>/letters/", case_letters.listing, name="case-letters"),
    path("cases/<slug:ref>/letters/<int:number>/", case_letters.letter, name="case-letter"),
    path("cases/<slug:ref>/letters/<int:number>/approve/", case_letters.approve, name="case-letter-approve"),
    path("cases/<slug:ref>/letters/<int:number>/file/", case_letters.file, name="case-letter-file"),
    path("cases/<slug:ref>/letters/<int:number>/<str:language>.pdf", case_letters.pdf, name="case-letter-print"),
    path("cases/<slug:ref>/packs/", pack.listing, name="case-packs"),
    path("cases/<slug:ref>/notes/", legal_notes.notes, name="case-notes"),
    path("cases/<slug:ref>/packs/<int:number>/", review.page, name="case-pack"),
    path("cases/<slug:ref>/packs/<int:number>/pages/<int:item>/<int:page>/", review.picture, name="case-pack-page"),
    path("cases/<slug:ref>/packs/<int:number>/read/<int:item>/", review.read, name="case-pack-read"),
    path("cases/<slug:ref>/packs/<int:number>/assess/<int:item>/", review.assess, name="case-pack-assess"),
    path("cases/<slug:ref>/packs/<int:number>/comments/", review_comments.table, name="case-pack-comments"),
    path("cases/<slug:ref>/packs/<int:number>/comments/say/", review_comments.say, name="case-pack-say"),
    path(
        "cases/<slug:ref>/packs/<int:number>/comments/<int:pk>/<slug:act>/",
        review_comments.act,
        name="case-pack-comment",
    ),
    path("cases/<slug:ref>/packs/<int:number>/search/", review_find.search, name="case-pack-search"),
    path("cases/<slug:ref>/packs/<int:number>/compare/", review_compare.compare, name="case-pack-compare"),
    path("cases/<slug:ref>/packs/<int:number>/approve/", review_decide.approve, name="case-pack-approve"),
    path("cases/<slug:ref>/packs/<int:number>/return/", review_decide.give_back, name="case-pack-return"),
    path("cases/<slug:ref>/packs/<int:number>/bind/", pack.bind, name="case-pack-bind"),
    path("cases/<slug:ref>/packs/<int:number>/bundle/", pack.download, name="case-bundle"),
    path("cases/<slug:ref>/packs/<int:number>/bundle/<str:volume>/", pack.download, name="case-bundle-volume"),
]
