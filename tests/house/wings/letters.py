"""The letters beside the appeal: chosen, filled in, approved by another person, filed, printed."""

from tests.house.filled import At, Forms, as_shown

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
case-letters           GET     in     200  .    .    .    .    .    404  .    .
case-letters           POST    in     302  .    .    403  .    .    404  .    .
case-letters           EMPTY   in     422  .    .    403  .    .    404  .    .
case-letter            GET     in     200  .    .    .    .    .    404  .    .
case-letter            POST    in     302  .    .    403  .    .    404  .    .
case-letter            EMPTY   in     422  .    .    403  .    .    404  .    .
case-letter-print      GET     in     200  .    .    .    .    .    404  .    .
case-letter-approve    POST    in     403  422  .    403  .    .    404  .    .
case-letter-approve    EMPTY   in     403  422  .    403  .    .    404  .    .
case-letter-file       POST    in     422  .    .    403  .    .    404  .    .
case-letter-file       EMPTY   in     422  .    .    403  .    .    404  .    .
"""


AT: At = {
    "case-letter": lambda h: {"ref": h.case.ref, "number": 1},
    "case-letter-print": lambda h: {"ref": h.case.ref, "number": 1, "language": "zh-Hans"},
    "case-letter-approve": lambda h: {"ref": h.case.ref, "number": 1},
    "case-letter-file": lambda h: {"ref": h.case.ref, "number": 1},
}

FORMS: Forms = {
    "case-letters": lambda h: {"letter": "chaser", "language": "en"},
    "case-letter": lambda h: {**as_shown(h, "case-letter", h.case, 1), "do": "save"},
    "case-letter-approve": lambda h: {"version": "1"},
    "case-letter-file": lambda h: {},
}
