"""Emergency funds: the position, payments, receipts, ways to money, decisions, licences."""

from funds import memos
from tests.house.filled import At, Forms, day

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
money                  GET     in     200  .    .    403  200  403  .    200  403
money-tiers            GET     in     200  .    .    403  200  403  .    200  403
money-tiers            POST    in     403  .    302  403  .    .    .    302  403
money-plan             GET     in     200  .    .    403  200  404  .    .    .
case-money             GET     in     200  .    .    403  200  403  404  .    .
money-export           GET     in     200  .    .    403  200  404  .    .    .
money-paper            GET     in     200  .    .    403  200  404  .    .    .
money-memo             GET     in     200  .    .    403  200  404  .    .    .
money-position         GET     in     200  .    .    403  200  404  .    .    .
money-position         POST    in     302  403  302  403  .    404  .    .    .
money-position         EMPTY   in     422  403  422  403  .    404  .    .    .
money-account:link     POST    in     302  403  302  403  .    404  .    .    .
money-account:nonsense POST    in     404  403  404  403  .    404  .    .    .
money-payments         GET     in     200  .    .    403  200  404  .    .    .
money-payments         POST    in     302  403  302  403  .    404  .    .    .
money-payments         EMPTY   in     422  403  422  403  .    404  .    .    .
money-payment:paid     POST    in     302  403  302  403  .    404  .    .    .
money-payment:cancel   POST    in     302  403  302  403  .    404  .    .    .
money-payment:ask      POST    in     302  403  302  403  .    404  .    .    .
money-payment:nonsense POST    in     404  403  404  403  .    404  .    .    .
money-recurring        GET     in     200  .    .    403  200  404  .    .    .
money-recurring        EMPTY   in     422  403  422  403  .    404  .    .    .
money-receipt:came     POST    in     302  403  302  403  .    404  .    .    .
money-receipt:redirect POST    in     403  302  403  .    .    404  .    .    .
money-receipt:nonsense POST    in     404  .    .    403  404  .    .    .    .
money-options          GET     in     200  .    .    403  200  404  .    .    .
money-options          POST    in     302  403  302  403  .    404  .    .    .
money-options          EMPTY   in     422  403  422  403  .    404  .    .    .
money-option:ask       POST    in     302  403  302  403  .    404  .    .    .
money-option:commit    POST    in     302  403  302  403  .    404  .    .    .
money-option:drop      POST    in     302  403  302  403  .    404  .    .    .
money-option:nonsense  POST    in     404  403  404  403  .    404  .    .    .
money-letter           GET     in     200  403  200  403  .    404  .    .    .
money-letter           EMPTY   in     422  403  422  403  .    404  .    .    .
money-assets           GET     in     200  .    .    403  200  404  .    .    .
money-assets           EMPTY   in     422  403  422  403  .    404  .    .    .
money-asset            POST    in     302  403  302  403  .    404  .    .    .
case-security          GET     in     200  .    .    403  200  403  404  .    .
case-security          EMPTY   in     422  .    .    403  .    .    404  .    .
case-security-act:approve POST in     403  .    302  403  .    .    404  .    .
case-security-act:drop POST    in     302  .    .    403  .    .    404  .    .
case-security-act:nonsense POST in    404  .    .    403  404  403  404  .    .
money-memos            GET     in     200  .    .    403  200  404  .    .    .
money-memos            EMPTY   in     422  403  422  403  .    404  .    .    .
money-memo-act:remind  POST    in     302  403  302  403  .    404  .    .    .
money-memo-act:lift    POST    in     302  403  302  403  .    404  .    .    .
money-memo-act:nonsense POST   in     404  403  404  403  .    404  .    .    .
memo-reading           GET     200    .    .    .    .    .    .    .    .    .
memo-reading           EMPTY   422    .    .    .    .    .    .    .    .    .
approvals              GET     in     200  .    .    403  200  403  .    200  403
approvals              POST    in     403  .    302  403  .    .    .    422  403
approvals              EMPTY   in     403  .    422  403  .    .    .    422  403
approval:approve       POST    in     302  .    .    404  302  404  .    .    .
approval:refuse        POST    in     302  .    .    404  302  404  .    .    .
approval:nonsense      POST    in     404  .    .    .    .    .    .    .    .
delegation-end         POST    in     403  .    302  404  403  404  .    .    .
case-licences          GET     in     200  .    .    403  200  403  404  .    .
case-licences          POST    in     302  .    .    403  .    .    404  .    .
case-licences          EMPTY   in     422  .    .    403  .    .    404  .    .
case-licence           GET     in     200  .    .    403  200  403  404  .    .
case-licence-letter    GET     in     200  .    .    403  200  403  404  .    .
case-licence-act:request POST  in     302  .    .    403  .    .    404  .    .
case-licence-act:refuse POST   in     302  .    .    403  .    .    404  .    .
case-licence-act:grant EMPTY   in     422  .    .    403  .    .    404  .    .
case-licence-act:book  EMPTY   in     422  .    .    403  .    .    404  .    .
case-licence-act:nonsense POST in     404  .    .    403  .    .    404  .    .
"""

AT: At = {
    **{
        name: lambda h: {"pk": h.party.pk}
        for name in (
            "money-plan",
            "money-export",
            "money-recurring",
            "money-memos",
            "money-assets",
            "money-paper",
            "money-memo",
            "money-position",
            "money-payments",
            "money-options",
        )
    },
    **{
        f"money-account:{act}": lambda h, act=act: {"pk": h.party.pk, "account": h.money["usable"].pk, "act": act}
        for act in ("link", "nonsense")
    },
    **{
        f"money-payment:{act}": lambda h, act=act: {"pk": h.party.pk, "row": h.money["wages"].pk, "act": act}
        for act in ("paid", "cancel", "ask", "nonsense")
    },
    **{
        f"money-receipt:{act}": lambda h, act=act: {"pk": h.party.pk, "row": h.money["receipt"].pk, "act": act}
        for act in ("came", "redirect", "nonsense")
    },
    **{
        f"money-option:{act}": lambda h, act=act: {"pk": h.party.pk, "row": h.money["option"].pk, "act": act}
        for act in ("ask", "commit", "drop", "nonsense")
    },
    **{
        f"approval:{act}": lambda h, act=act: {"pk": h.money["decision"].pk, "act": act}
        for act in ("approve", "refuse", "nonsense")
    },
    **{
        f"money-memo-act:{act}": lambda h, act=act: {"pk": h.party.pk, "number": 1, "act": act}
        for act in ("remind", "lift", "nonsense")
    },
    "memo-reading": lambda h: {"token": memos.token_of(h.money["memo"].readers.get())},
    "money-letter": lambda h: {"pk": h.party.pk, "row": h.money["extension"].pk},
    "money-asset": lambda h: {"pk": h.party.pk, "row": h.money["asset"].pk},
    **{
        f"case-security-act:{act}": lambda h, act=act: {"ref": h.case.ref, "row": h.money["security"].pk, "act": act}
        for act in ("approve", "drop", "nonsense")
    },
    "delegation-end": lambda h: {"pk": h.money["delegation"].pk},
    "case-licence": lambda h: {"ref": h.case.ref, "number": 1},
    "case-licence-letter": lambda h: {"ref": h.case.ref, "number": 1},
    **{
        f"case-licence-act:{act}": lambda h, act=act: {"ref": h.case.ref, "number": 1, "act": act}
        for act in ("request", "refuse", "grant", "book", "nonsense")
    },
}

FORMS: Forms = {
    "money-position": lambda h: {
        "what": "balance",
        "account": h.money["usable"].pk,
        "currency": "EUR",
        "amount": "5",
        "as_of": day(h),
    },
    "money-tiers": lambda _h: {"country": "CN", "tax": "1"},
    "money-asset": lambda _h: {"state": "pledged"},
    "money-payments": lambda h: {
        "what": "payment",
        "payee": "税务局",
        "kind": "tax",
        "amount": "18200.00",
        "currency": "EUR",
        "due_on": day(h),
    },
    "money-options": lambda h: {
        "kind": "shareholder_loan",
        "name": "股东借款",
        "lender": "股东",
        "amount": "60000",
        "currency": "EUR",
        "arrives_on": day(h),
        "days": "45",
        "rate": "0.05",
    },
    "approvals": lambda h: {
        "person": h.people["cai"].pk,
        "subject": "funding",
        "currency": "EUR",
        "limit": "5",
        "valid_from": day(h),
        "valid_to": day(h, 5),
    },
    "case-licences": lambda h: {"ground": "provider", "items": [h.money["wages"].pk], "why": "工资"},
    "money-receipt:redirect": lambda h: {"to": h.money["usable"].pk, "because": "不在冻结范围内"},
    **{f"money-receipt:{act}": lambda h: {} for act in ("came", "nonsense")},
    **{f"money-account:{act}": lambda h: {} for act in ("link", "nonsense")},
    **{f"money-payment:{act}": lambda h: {} for act in ("paid", "cancel", "ask", "nonsense")},
    **{f"money-option:{act}": lambda h: {} for act in ("ask", "commit", "drop", "nonsense")},
    **{f"approval:{act}": lambda h: {"because": "不合适"} for act in ("approve", "refuse", "nonsense")},
    "delegation-end": lambda h: {},
    **{f"money-memo-act:{act}": lambda h: {} for act in ("remind", "lift", "nonsense")},
    **{f"case-security-act:{act}": lambda h: {} for act in ("approve", "drop", "nonsense")},
    **{f"case-licence-act:{act}": lambda h: {} for act in ("request", "refuse", "nonsense")},
}
