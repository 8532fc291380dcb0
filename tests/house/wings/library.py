"""What is looked up: provisions and phrases, the firm's case notes, the register of applicable laws."""

from tests import build
from tests.house.filled import At, Forms, day

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
library                GET     in     200  .    .    .    .    403  .    200  .
library-provision      GET     in     200  .    .    .    .    403  .    200  .
library-note-new       GET     in     200  .    .    403  .    .    .    200  403
library-note-new       POST    in     302  .    .    403  .    .    .    302  403
library-note-new       EMPTY   in     422  .    .    403  .    .    .    422  403
library-note           GET     in     200  .    .    .    .    404  .    .    .
library-note-edit      GET     in     200  .    .    403  .    404  .    .    .
library-note-edit      POST    in     302  .    .    403  .    404  .    .    .
library-note-edit      EMPTY   in     422  .    .    403  .    404  .    .    .
library-note-verify    POST    in     403  302  403  .    .    404  .    .    .
library-note-verify    EMPTY   in     403  422  403  .    .    404  .    .    .
library-note-withdraw  POST    in     403  302  403  .    .    404  .    .    .
library-note-withdraw  EMPTY   in     403  422  403  .    .    404  .    .    .
library-laws           GET     in     200  .    .    .    .    403  .    200  .
library-law-new        GET     in     200  .    .    403  .    .    .    200  403
library-law-new        POST    in     302  .    .    403  .    .    .    422  403
library-law-new        EMPTY   in     422  .    .    403  .    .    .    422  403
library-law            GET     in     200  .    .    .    .    404  .    .    .
library-law-verify     POST    in     403  302  403  .    .    404  .    .    .
library-law-verify     EMPTY   in     403  422  403  .    .    404  .    .    .
library-law-end        POST    in     403  302  403  .    .    404  .    .    .
library-law-end        EMPTY   in     403  422  403  .    .    404  .    .    .
"""

NOTE = {**build.DECISION, "number": "（2025）示01民终9号", "decided_on": "2025-11-03"}

AT: At = {
    "library-provision": lambda h: {"code": "cn-apl-45"},
    "library-note": lambda h: {"pk": h.library["note"].pk},
    "library-note-edit": lambda h: {"pk": h.library["note"].pk},
    "library-note-verify": lambda h: {"pk": h.library["note"].pk},
    "library-note-withdraw": lambda h: {"pk": h.library["verified"].pk},
    "library-law": lambda h: {"pk": h.library["law"].pk},
    "library-law-verify": lambda h: {"pk": h.library["law"].pk},
    "library-law-end": lambda h: {"pk": h.library["law"].pk},
}

FORMS: Forms = {
    "library-note-new": lambda h: NOTE,
    "library-note-edit": lambda h: {**NOTE, "version": h.library["note"].version},
    "library-note-verify": lambda h: {"version": h.library["note"].version},
    "library-note-withdraw": lambda h: {"because": "已被再审推翻"},
    "library-law-new": lambda h: {"party": h.case.party_id, "citation": "cn-apl-63", "because": "处罚前须告知听证"},
    "library-law-verify": lambda h: {"until": day(h, 90)},
    "library-law-end": lambda h: {"because": "主体已注销"},
}
