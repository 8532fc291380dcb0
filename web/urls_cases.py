"""The addresses of the hall: logging a freeze, the cases and their pages, the register."""

from django.urls import path

from web import (
    case_audit,
    case_causes,
    case_files,
    case_moves,
    case_timeline,
    cases,
    clock_changes,
    clock_events,
    clocks,
    closing,
    expediting,
    export,
    items,
    log,
    people_of_case,
    policies,
    register,
    reminding,
    reviews,
    route,
)

LOG = [
    path("log/", log.start, name="log"),
    path("log/<str:key>/discard", log.discard, name="log-discard"),
    path("log/<str:key>/<slug:step>/", log.step, name="log-step"),
    path("log/<str:key>/<slug:step>/save", log.save, name="log-save"),
]

CASES = [
    path("cases/", cases.listing, name="cases"),
    path("cases/<slug:ref>/", cases.overview, name="case"),
    path("cases/<slug:ref>/timeline/", case_timeline.whole, name="case-timeline"),
    path("cases/<slug:ref>/timeline/<int:pk>/", case_timeline.correct_event, name="case-event"),
    path("cases/<slug:ref>/files/<int:pk>/", case_files.file, name="case-file"),
    path("cases/<slug:ref>/route/", route.route, name="case-route"),
    path("cases/<slug:ref>/verify/", case_moves.verify, name="case-verify"),
    path("cases/<slug:ref>/facts/", case_moves.learn, name="case-learn"),
    path("cases/<slug:ref>/move/", case_moves.move, name="case-move"),
    path("cases/<slug:ref>/pause/", case_moves.pause, name="case-pause"),
    path("cases/<slug:ref>/resume/", case_moves.resume, name="case-resume"),
    path("cases/<slug:ref>/close/", closing.close, name="case-close"),
    path("cases/<slug:ref>/report.pdf", closing.report, name="case-report"),
    path("cases/<slug:ref>/items/", items.items, name="case-items"),
    path("cases/<slug:ref>/items/<int:pk>/", items.item, name="case-item"),
    path("cases/<slug:ref>/items/<int:pk>/<slug:act>/", items.act, name="case-item-act"),
    path("cases/<slug:ref>/dates/", clocks.clocks, name="case-clocks"),
    path("cases/<slug:ref>/dates/<int:pk>/", reminding.date, name="case-date"),
    path("cases/<slug:ref>/dates/<int:pk>/put-off/", reminding.put_off, name="case-date-put-off"),
    path("cases/<slug:ref>/dates/outage/", clocks.outage, name="case-clock-outage"),
    path("cases/<slug:ref>/dates/expedite/", expediting.ask, name="case-expedite"),
    path("cases/<slug:ref>/dates/expedite/<int:pk>/", expediting.decide, name="case-expedite-decide"),
    path("cases/<slug:ref>/dates/start/", clock_events.start, name="case-clock-start"),
    path("cases/<slug:ref>/dates/<int:pk>/day/", clock_events.day, name="case-clock-day"),
    path("cases/<slug:ref>/dates/<int:pk>/change/<slug:how>/", clock_changes.change, name="case-clock-change"),
    path("cases/<slug:ref>/dates/<int:pk>/<slug:act>/", clocks.act, name="case-clock-act"),
    path("cases/<slug:ref>/causes/", case_causes.causes, name="case-causes"),
    path("cases/<slug:ref>/people/", people_of_case.people, name="case-people"),
    path("cases/<slug:ref>/people/engage/", people_of_case.engage, name="case-engage"),
    path("cases/<slug:ref>/people/guests/", people_of_case.invite, name="case-guests"),
    path("cases/<slug:ref>/people/guests/<int:pk>/end/", people_of_case.end_guest, name="case-guest-end"),
    path("cases/<slug:ref>/audit/", case_audit.audit, name="case-audit"),
    path("cases/<slug:ref>/export/", export.export, name="case-export"),
    path("cases/<slug:ref>/export/<int:pk>/", export.take, name="case-export-file"),
]

REGISTER = [
    path("accounts-register/", register.accounts, name="accounts"),
    path("accounts-register/parties/", register.party_list, name="parties"),
    path("accounts-register/parties/new/", register.new_party, name="party-new"),
    path("accounts-register/parties/<int:pk>/", register.party, name="party"),
    path("accounts-register/parties/<int:pk>/edit/", register.edit_party, name="party-edit"),
    path("accounts-register/parties/<int:pk>/papers/", register.add_paper, name="party-papers"),
    path("accounts-register/parties/<int:pk>/papers/<int:paper_pk>/", register.paper_file, name="party-paper"),
    path(
        "accounts-register/parties/<int:pk>/papers/<int:paper_pk>/authenticity/",
        register.declare,
        name="party-paper-authenticity",
    ),
    path("accounts-register/parties/<int:pk>/accounts/", register.add_account, name="party-accounts"),
    path("accounts-register/parties/<int:pk>/items/<int:item_pk>/done/", register.item_done, name="party-item-done"),
]

REVIEWS = [
    path("policy-changes/", policies.listing, name="policies"),
    path("policy-changes/new/", policies.new, name="policy-new"),
    path("policy-changes/<int:pk>/", policies.policy, name="policy"),
    path("policy-changes/<int:pk>/correct/", policies.correct, name="policy-correct"),
    path("policy-changes/<int:pk>/read/", policies.read, name="policy-read"),
    path("policy-changes/<int:pk>/accounts/", policies.add_account, name="policy-accounts"),
    path("policy-changes/reviews/<int:pk>/", policies.review, name="policy-review"),
    path("health-reviews/", reviews.listing, name="health-reviews"),
    path("health-reviews/<int:pk>/", reviews.review, name="health-review"),
]

urlpatterns = [*LOG, *CASES, *REGISTER, *REVIEWS]
