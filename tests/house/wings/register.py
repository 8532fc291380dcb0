"""The companies and their accounts, and the quarterly look at them."""

from tests.house.filled import At, Forms, day, paper

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
accounts               GET     in     200  .    .    .    .    .    .    .    .
parties                GET     in     200  .    .    .    .    .    .    .    .
party-new              GET     in     200  .    .    403  .    .    .    200  403
party-new              POST    in     302  .    .    403  .    .    .    422  403
party-new              EMPTY   in     422  .    .    403  .    .    .    422  403
party                  GET     in     200  .    .    .    .    404  .    .    .
party-edit             GET     in     200  .    .    403  .    404  .    .    .
party-edit             POST    in     302  .    .    403  .    404  .    .    .
party-edit             EMPTY   in     422  .    .    403  .    404  .    .    .
party-papers           POST    in     302  .    .    403  .    404  .    .    .
party-papers           EMPTY   in     422  .    .    403  .    404  .    .    .
party-paper            GET     in     200  .    .    .    .    404  .    .    .
party-paper-authenticity POST  in     302  .    .    403  .    404  .    .    .
party-paper-authenticity EMPTY in     422  .    .    .    .    404  .    .    .
party-accounts         POST    in     302  .    .    403  .    404  .    .    .
party-accounts         EMPTY   in     422  .    .    403  .    404  .    .    .
party-item-done        POST    in     302  .    .    403  .    404  .    .    .
health-reviews         GET     in     200  .    .    .    .    .    .    .    .
health-review          GET     in     200  .    .    .    .    404  .    .    .
health-review          POST    in     302  .    .    403  .    404  .    .    .
health-review          EMPTY   in     422  .    .    403  .    404  .    .    .
policies               GET     in     200  .    .    .    .    .    .    .    .
policy-new             GET     in     200  .    .    403  .    .    .    200  403
policy-new             POST    in     302  .    .    403  .    .    .    422  403
policy-new             EMPTY   in     422  .    .    403  .    .    .    422  403
policy                 GET     in     200  .    .    .    .    404  .    .    .
policy-correct         GET     in     200  .    .    403  .    404  .    .    .
policy-correct         POST    in     302  .    .    403  .    404  .    .    .
policy-correct         EMPTY   in     422  .    .    403  .    404  .    .    .
policy-read            POST    in     302  .    .    .    .    404  .    .    .
policy-read            EMPTY   in     302  .    .    .    .    404  .    .    .
policy-accounts        POST    in     302  .    .    403  .    404  .    .    .
policy-accounts        EMPTY   in     422  .    .    403  .    404  .    .    .
policy-review          GET     in     200  .    .    .    .    404  .    .    .
policy-review          POST    in     302  .    .    403  .    404  .    .    .
policy-review          EMPTY   in     422  .    .    403  .    404  .    .    .
"""

PARTY = {"kind": "company", "name": "厦门澜舟食品有限公司", "country": "CN"}

AT: At = {
    "policy": lambda h: {"pk": h.policy.pk},
    "policy-correct": lambda h: {"pk": h.policy.pk},
    "policy-read": lambda h: {"pk": h.policy.pk},
    "policy-accounts": lambda h: {"pk": h.policy.pk},
    "policy-review": lambda h: {"pk": h.policy.reviews.order_by("pk")[0].pk},
    "health-review": lambda h: {"pk": h.review.pk},
    "party": lambda h: {"pk": h.case.party_id},
    "party-edit": lambda h: {"pk": h.case.party_id},
    "party-papers": lambda h: {"pk": h.case.party_id},
    "party-paper": lambda h: {"pk": h.case.party_id, "paper_pk": h.paper.pk},
    "party-paper-authenticity": lambda h: {"pk": h.case.party_id, "paper_pk": h.paper.pk},
    "party-accounts": lambda h: {"pk": h.case.party_id},
    "party-item-done": lambda h: {"pk": h.case.party_id, "item_pk": h.tell.pk},
}

FORMS: Forms = {
    "party-new": lambda h: {**PARTY, "organisation": h.firm.pk},
    "party-edit": lambda h: {**PARTY, "version": h.party.version},
    "party-papers": lambda h: {"kind": "business-licence", "issued_on": "2025-01-02", "file": paper()},
    "party-paper-authenticity": lambda h: {"state": "genuine"},
    "party-accounts": lambda h: {
        "number": "NL91 ABNA 0417 1643 00",
        "institution": "ABN AMRO",
        "currency": "EUR",
    },
    "party-item-done": lambda h: {"note": "已告知"},
    "policy-new": lambda h: {
        "institution": "KBC",
        "what": "费率变更",
        "source": "客户通知",
        "effective_on": day(h, 30),
        "review_by": day(h, 20),
        "reviewer": h.people["fang"].pk,
    },
    "policy-correct": lambda h: {
        "institution": "KBC",
        "what": "每年更新一次资料",
        "source": "客户通知",
        "effective_on": day(h, 30),
        "review_by": day(h, 20),
        "reviewer": h.people["fang"].pk,
        "because": "登记有误",
        "version": h.policy.version,
    },
    "policy-read": lambda h: {},
    "policy-accounts": lambda h: {"number": h.case.account.number},
    "policy-review": lambda h: {"answer": "fits"},
    "health-review": lambda h: {"last_update_on": "2026-01-05", "logins": "仅王敏"},
}
