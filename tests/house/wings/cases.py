"""A case: its page, its timeline, its checklist, its people, its moves."""

from datetime import timedelta

from tests.house.filled import At, Forms, local, paper

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
cases                  GET     in     200  .    .    .    .    .    .    .    .
case                   GET     in     200  .    .    .    .    .    404  .    .
case:fresh             GET     in     200  .    .    .    .    404  .    .    .
case:closed            GET     in     200  .    .    .    .    404  .    .    .
case:paused            GET     in     200  .    .    .    .    404  .    .    .
case-timeline          GET     in     200  .    .    .    .    .    404  .    .
case-timeline          POST    in     302  .    .    403  .    .    404  .    .
case-timeline          EMPTY   in     422  .    .    403  .    .    404  .    .
case-event             GET     in     200  .    .    403  .    .    404  .    .
case-event             POST    in     302  .    .    403  .    .    404  .    .
case-event             EMPTY   in     422  .    .    403  .    .    404  .    .
case-file              GET     in     200  .    .    .    .    .    404  .    .
case-route             GET     in     200  .    .    .    .    .    404  .    .
case-verify            GET     in     200  .    .    .    .    .    404  .    .
case-verify:fresh      POST    in     302  .    .    403  .    404  .    .    .
case-verify:fresh      EMPTY   in     422  .    .    403  .    404  .    .    .
case-learn             GET     in     200  .    .    403  .    .    404  .    .
case-learn             EMPTY   in     422  .    .    403  .    .    404  .    .
case-move              GET     in     200  .    .    403  .    .    404  .    .
case-move              POST    in     403  .    302  403  .    .    404  .    .
case-move              EMPTY   in     422  .    .    403  .    .    404  .    .
case-pause             GET     in     200  .    .    403  .    .    404  .    .
case-pause             POST    in     302  .    .    403  .    .    404  .    .
case-pause             EMPTY   in     422  .    .    403  .    .    404  .    .
case-resume:paused     POST    in     302  .    .    403  .    404  .    .    .
case-report            GET    in     404  .    .    .    .    .    404  .    .
case-close             GET     in     403  .    200  403  .    .    404  .    .
case-close             POST    in     403  .    302  403  .    .    404  .    .
case-close             EMPTY   in     403  .    422  403  .    .    404  .    .
case-items             GET     in     200  .    .    .    .    .    404  .    .
case-items             POST    in     302  .    .    403  .    .    404  .    .
case-items             EMPTY   in     422  .    .    .    .    .    404  .    .
case-item              GET     in     200  .    .    .    .    .    404  .    .
case-item-act:done     POST    in     302  .    .    403  .    .    404  .    .
case-item-act:waive    POST    in     403  .    302  403  .    .    404  .    .
case-item-act:waive    EMPTY   in     422  .    .    .    .    .    404  .    .
case-item-act:assign   POST    in     302  .    .    403  .    .    404  .    .
case-item-act:assign   EMPTY   in     422  .    .    .    .    .    404  .    .
case-item-act:reopen   POST    in     302  .    .    403  .    .    404  .    .
case-item-act:nonsense POST    in     404  .    .    .    .    .    .    .    .
case-causes            GET     in     200  .    .    .    .    .    404  .    .
case-causes            POST    in     302  .    .    403  .    .    404  .    .
case-people            GET     in     200  .    .    .    .    .    404  .    .
case-people            POST    in     302  .    .    403  .    .    404  .    .
case-people            EMPTY   in     422  .    .    .    .    .    404  .    .
case-engage:fresh      POST    in     302  .    .    403  .    404  .    .    .
case-engage:fresh      EMPTY   in     422  .    .    .    .    404  .    .    .
case-guests            POST    in     403  302  .    403  .    .    404  .    .
case-guests            EMPTY   in     403  422  .    403  .    .    404  .    .
case-guest-end         POST    in     403  302  .    403  .    .    404  .    .
case-audit             GET     in     403  200  .    .    .    403  404  .    .
case-export            GET     in     403  200  .    .    .    403  404  .    .
case-export            POST    in     403  302  .    .    .    403  404  .    .
case-export-file       GET     in     403  404  .    .    .    403  404  .    .
"""

AT: At = {
    "case-export-file": lambda h: {"ref": h.case.ref, "pk": 1},
    "case": lambda h: {"ref": h.case.ref},
    "case:fresh": lambda h: {"ref": h.fresh.ref},
    "case:closed": lambda h: {"ref": h.closed.ref},
    "case:paused": lambda h: {"ref": h.paused.ref},
    "case-verify:fresh": lambda h: {"ref": h.fresh.ref},
    "case-resume:paused": lambda h: {"ref": h.paused.ref},
    "case-engage:fresh": lambda h: {"ref": h.fresh.ref},
    "case-event": lambda h: {"ref": h.case.ref, "pk": h.event.pk},
    "case-file": lambda h: {"ref": h.case.ref, "pk": h.notice.pk},
    "case-item": lambda h: {"ref": h.case.ref, "pk": h.open_item.pk},
    "case-item-act:done": lambda h: {"ref": h.case.ref, "pk": h.open_item.pk, "act": "done"},
    "case-item-act:waive": lambda h: {"ref": h.case.ref, "pk": h.gate_item.pk, "act": "waive"},
    "case-item-act:assign": lambda h: {"ref": h.case.ref, "pk": h.open_item.pk, "act": "assign"},
    "case-item-act:reopen": lambda h: {"ref": h.case.ref, "pk": h.done_item.pk, "act": "reopen"},
    "case-item-act:nonsense": lambda h: {"ref": h.case.ref, "pk": h.open_item.pk, "act": "nonsense"},
    "case-guest-end": lambda h: {"ref": h.case.ref, "pk": h.guest.pk},
}

FORMS: Forms = {
    "case-export": lambda h: {},
    "case-timeline": lambda h: {"text": "电话", "happened_at": local(h, hours=1), "file": paper()},
    "case-event": lambda h: {"text": "电话", "happened_at": local(h, hours=1)},
    "case-verify:fresh": lambda h: {"how": "官网电话", "when": local(h, hours=1)},
    "case-move": lambda h: {"to": "follow_up", "because": "材料随后补", "past_gate": "on"},
    "case-pause": lambda h: {"because": "等提单"},
    "case-resume:paused": lambda h: {},
    "case-close": lambda h: {"outcome": "upheld", "lessons": "先核实再收款。", "none_because": "流程已改"},
    "case-items": lambda h: {"title": "问业务员", "to": h.people["fang"].pk},
    "case-item-act:done": lambda h: {"note": "收到"},
    "case-item-act:waive": lambda h: {"because": "通知上已写明"},
    "case-item-act:assign": lambda h: {"to": h.people["cai"].pk},
    "case-item-act:reopen": lambda h: {"because": "缺一页"},
    "case-item-act:nonsense": lambda h: {},
    "case-causes": lambda h: {"cause_amount-out-of-profile": "likely"},
    "case-people": lambda h: {
        "owner": h.people["mo"].pk,
        "manager": h.people["mo"].pk,
        "counsel": h.people["cai"].pk,
    },
    "case-engage:fresh": lambda h: {"engaged": h.people["cai"].pk},
    "case-guests": lambda h: {
        "name": "Ines",
        "email": "ines@outside.example",
        "expires_on": (h.at + timedelta(days=9)).date().isoformat(),
    },
    "case-guest-end": lambda h: {},
}
