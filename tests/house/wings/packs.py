"""The letter, the packs made of it, and the bundle."""

from tests.house.filled import At, Forms, as_shown

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
case-appeals           GET     in     200  .    .    .    .    .    404  .    .
case-appeals:fresh     POST    in     302  .    .    403  .    404  .    .    .
case-appeals:fresh     EMPTY   in     422  .    .    .    .    404  .    .    .
case-appeal            GET     in     200  .    .    .    .    .    404  .    .
case-appeal            POST    in     302  .    .    403  .    .    404  .    .
case-appeal            EMPTY   in     409  .    .    403  .    .    404  .    .
case-letter-pdf        GET     in     200  .    .    .    .    .    404  .    .
case-packs             GET     in     200  .    .    .    .    .    404  .    .
case-packs             POST    in     302  .    .    403  .    .    404  .    .
case-pack-bind         POST    in     302  .    .    403  .    404  .    .    .
case-binding           GET     in     200  .    .    .    .    404  .    .    .
case-binding           POST    in     403  302  403  .    .    404  .    .    .
case-binding           EMPTY   in     403  422  403  .    .    404  .    .    .
case-binding-act:sign  POST    in     302  .    .    403  .    404  .    .    .
case-binding-act:seal  POST    in     403  302  .    403  .    404  .    .    .
case-binding-act:scan  EMPTY   in     422  .    .    403  .    404  .    .    .
case-binding-act:x     POST    in     404  .    .    .    .    .    .    .    .
case-binding-file      GET     in     200  .    .    .    .    404  .    .    .
case-binding-file:none GET     in     404  .    .    .    .    .    .    .    .
case-bundle            GET     in     200  .    .    .    .    404  .    .    .
case-bundle-volume     GET     in     404  .    .    .    .    .    .    .    .
"""

AT: At = {
    "case-binding": lambda h: {"ref": h.approved.ref, "number": 1},
    "case-binding-act:sign": lambda h: {"ref": h.approved.ref, "number": 1, "act": "sign"},
    "case-binding-act:seal": lambda h: {"ref": h.approved.ref, "number": 1, "act": "seal"},
    "case-binding-act:scan": lambda h: {"ref": h.approved.ref, "number": 1, "act": "scan"},
    "case-binding-act:x": lambda h: {"ref": h.approved.ref, "number": 1, "act": "x"},
    "case-binding-file": lambda h: {"ref": h.approved.ref, "number": 1, "what": "sheet"},
    "case-binding-file:none": lambda h: {"ref": h.approved.ref, "number": 1, "what": "part-1"},
    "case-appeals:fresh": lambda h: {"ref": h.fresh.ref},
    "case-appeal": lambda h: {"ref": h.case.ref, "round": 1},
    "case-letter-pdf": lambda h: {"ref": h.case.ref, "round": 1, "language": "zh-Hans"},
    "case-pack-bind": lambda h: {"ref": h.waiting.ref, "number": 1},
    "case-bundle": lambda h: {"ref": h.approved.ref, "number": 1},
    "case-bundle-volume": lambda h: {"ref": h.approved.ref, "number": 1, "volume": "sealed"},
}

FORMS: Forms = {
    "case-binding": lambda h: {
        "first": "evidence",
        "second": "letters",
        "third": "identity",
        "fourth": "law",
        "copies": 4,
    },
    "case-binding-act:sign": lambda h: {"kind": "letter"},
    "case-binding-act:seal": lambda h: {},
    "case-binding-act:x": lambda h: {},
    "case-appeals:fresh": lambda h: {"letter": as_shown(h, "case-appeals", h.fresh)["letter"], "language": "both"},
    "case-appeal": lambda h: {**as_shown(h, "case-appeal", h.case, 1), "do": "save"},
    "case-packs": lambda h: {"note": "请看第二页"},
    "case-pack-bind": lambda h: {},
}
