"""The letters beside the appeal: chosen, filled in, approved by another person, filed, printed."""

from tests.house.filled import At, Forms, as_shown, paper

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
case-letter-versions   GET     in     200  .    .    .    .    .    404  .    .
case-letter-word       GET     in     200  .    .    .    .    .    404  .    .
case-letter-returned   POST    in     422  .    .    403  .    .    404  .    .
case-letter-returned   EMPTY   in     422  .    .    403  .    .    404  .    .
case-letter-allow      POST    in     403  302  403  .    .    .    404  .    .
case-letter-allow      EMPTY   in     403  302  403  .    .    .    404  .    .
case-letters           GET     in     200  .    .    .    .    .    404  .    .
case-letters           POST    in     302  .    .    403  .    .    404  .    .
case-letters           EMPTY   in     422  .    .    403  .    .    404  .    .
case-letter            GET     in     200  .    .    .    .    .    404  .    .
case-letter            POST    in     302  .    .    403  .    .    404  .    .
case-letter            EMPTY   in     422  .    .    403  .    .    404  .    .
case-letter-print      GET     in     200  .    .    .    .    .    404  .    .
case-letter-beside-word     GET   in 200 .  .    .    .    .    404  .    .
case-letter-beside-returned POST  in 422 .  .    403  .    .    404  .    .
case-letter-beside-returned EMPTY in 422 .  .    403  .    .    404  .    .
case-letter-approve    POST    in     403  422  .    403  .    .    404  .    .
case-letter-approve    EMPTY   in     403  422  .    403  .    .    404  .    .
case-letter-file       POST    in     422  .    .    403  .    .    404  .    .
case-letter-file       EMPTY   in     422  .    .    403  .    .    404  .    .
"""


AT: At = {
    "case-letter-versions": lambda h: {"ref": h.case.ref, "round": 1},
    "case-letter-word": lambda h: {"ref": h.case.ref, "round": 1},
    "case-letter-returned": lambda h: {"ref": h.case.ref, "round": 1},
    "case-letter-allow": lambda h: {"ref": h.case.ref, "round": 1},
    "case-letter": lambda h: {"ref": h.case.ref, "number": 1},
    "case-letter-print": lambda h: {"ref": h.case.ref, "number": 1, "language": "zh-Hans"},
    "case-letter-beside-word": lambda h: {"ref": h.case.ref, "number": 1},
    "case-letter-beside-returned": lambda h: {"ref": h.case.ref, "number": 1},
    "case-letter-approve": lambda h: {"ref": h.case.ref, "number": 1},
    "case-letter-file": lambda h: {"ref": h.case.ref, "number": 1},
}

FORMS: Forms = {
    "case-letter-returned": lambda h: {"word": paper("no.docx")},
    "case-letter-allow": lambda h: {"sentence": "We never said this."},
    "case-letters": lambda h: {"letter": "chaser", "language": "en"},
    "case-letter": lambda h: {**as_shown(h, "case-letter", h.case, 1), "do": "save"},
    "case-letter-beside-returned": lambda h: {"word": paper("no.docx")},
    "case-letter-approve": lambda h: {"version": "1"},
    "case-letter-file": lambda h: {},
}
