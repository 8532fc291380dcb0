"""The dates of a case: started, confirmed, put off, changed, met; and what was asked to go faster."""

from tests.house.filled import (
    COMPLAINED,
    At,
    Forms,
    an_hour_ago,
    clock,
    expected,
    legal,
    local,
    soon_after_it_began,
    today,
)

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
case-clocks            GET     in     200  .    .    .    .    .    404  .    .
case-date              GET     in     200  .    .    .    .    404  .    .    .
case-date-put-off      POST    in     302  .    .    403  .    404  .    .    .
case-date-put-off      EMPTY   in     422  .    .    403  .    404  .    .    .
case-clock-outage      POST    in     302  .    .    403  .    .    404  .    .
case-clock-outage      EMPTY   in     422  .    .    403  .    .    404  .    .
case-expedite          POST    in     302  .    .    403  .    404  .    .    .
case-expedite          EMPTY   in     422  .    .    403  .    404  .    .    .
case-expedite-decide   POST    in     403  .    302  403  .    .    404  .    .
case-expedite-decide   EMPTY   in     403  .    422  403  .    .    404  .    .
case-clock-start       GET     in     200  .    .    403  .    .    404  .    .
case-clock-start       POST    in     302  .    .    403  .    .    404  .    .
case-clock-start       EMPTY   in     422  .    .    403  .    .    404  .    .
case-clock-day         GET     in     200  .    .    403  .    404  .    .    .
case-clock-day         POST    in     302  .    .    403  .    404  .    .    .
case-clock-day         EMPTY   in     422  .    .    403  .    404  .    .    .
case-clock-change:extend GET   in     200  .    .    403  .    404  .    .    .
case-clock-change:extend POST  in     302  .    .    403  .    404  .    .    .
case-clock-change:extend EMPTY in     422  .    .    403  .    404  .    .    .
case-clock-change:suspend GET  in     403  200  .    403  .    404  .    .    .
case-clock-change:suspend POST in     403  302  .    403  .    404  .    .    .
case-clock-change:suspend EMPTY in    403  422  .    403  .    404  .    .    .
case-clock-change:nonsense GET in     404  .    .    .    .    .    .    .    .
case-clock-change:nonsense POST in    404  .    .    .    .    .    .    .    .
case-clock-act:confirm POST    in     403  302  .    403  .    404  .    .    .
case-clock-act:acknowledge POST in    302  .    .    403  .    404  .    .    .
case-clock-act:meet    POST    in     302  .    .    403  .    404  .    .    .
case-clock-act:waive   POST    in     403  302  .    403  .    404  .    .    .
case-clock-act:waive   EMPTY   in     422  .    .    .    .    404  .    .    .
case-clock-act:nonsense POST   in     404  .    .    .    .    .    .    .    .
"""

AT: At = {
    "case-expedite": lambda h: {"ref": h.sent.ref},
    "case-expedite-decide": lambda h: {"ref": h.case.ref, "pk": h.case.expeditings.get(state="asked").pk},
    "case-date": lambda h: {"ref": h.fresh.ref, "pk": clock(h, "live").pk},
    "case-date-put-off": lambda h: {"ref": h.fresh.ref, "pk": h.ahead.pk},
    "case-clock-day": lambda h: {"ref": h.fresh.ref, "pk": clock(h, "live", rule__isnull=False).pk},
    "case-clock-change:extend": lambda h: {"ref": h.fresh.ref, "pk": legal(h).pk, "how": "extend"},
    "case-clock-change:suspend": lambda h: {"ref": h.fresh.ref, "pk": clock(h, "live").pk, "how": "suspend"},
    "case-clock-change:nonsense": lambda h: {"ref": h.fresh.ref, "pk": clock(h, "live").pk, "how": "nonsense"},
    "case-clock-act:confirm": lambda h: {"ref": h.fresh.ref, "pk": clock(h, "proposed").pk, "act": "confirm"},
    "case-clock-act:acknowledge": lambda h: {"ref": h.fresh.ref, "pk": clock(h, "live").pk, "act": "acknowledge"},
    "case-clock-act:meet": lambda h: {"ref": h.fresh.ref, "pk": clock(h, "live").pk, "act": "meet"},
    "case-clock-act:waive": lambda h: {"ref": h.fresh.ref, "pk": clock(h, "live").pk, "act": "waive"},
    "case-clock-act:nonsense": lambda h: {"ref": h.fresh.ref, "pk": clock(h, "live").pk, "act": "nonsense"},
}

FORMS: Forms = {
    "case-date-put-off": lambda h: {"until": local(h, hours=-30), "because": "等银行回电"},
    "case-expedite": lambda h: {"standard_fee": "200", "currency": "EUR", "because": "周四发工资"},
    "case-expedite-decide": lambda h: {"do": "approve"},
    "case-clock-outage": lambda h: {"first_on": today(h), "last_on": today(h), "because": "官网公告"},
    "case-clock-start": lambda h: {"event": COMPLAINED, "day": today(h), "clock": "", "tick": expected(h)},
    "case-clock-day": lambda h: {**an_hour_ago(h), "because": "签收单"},
    "case-clock-change:extend": lambda h: {"until": "2099-01-05", "paper": "示例文书一号"},
    "case-clock-change:suspend": lambda h: {**soon_after_it_began(h), "because": "对方中止办理"},
    "case-clock-change:nonsense": lambda h: {},
    "case-clock-act:confirm": lambda h: {},
    "case-clock-act:acknowledge": lambda h: {"back": "board"},
    "case-clock-act:meet": lambda h: {"note": "已办", "back": "case"},
    "case-clock-act:waive": lambda h: {"because": "不适用"},
    "case-clock-act:nonsense": lambda h: {},
}
