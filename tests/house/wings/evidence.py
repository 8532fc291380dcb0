"""The exhibits of a case."""

from tests.house.filled import At, Forms, paper

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
case-evidence          GET     in     200  .    .    .    .    .    404  .    .
case-evidence          POST    in     302  .    .    403  .    .    404  .    .
case-evidence          EMPTY   in     422  .    .    .    .    .    404  .    .
case-exhibit           GET     in     200  .    .    .    .    .    404  .    .
case-exhibit           POST    in     302  .    .    403  .    .    404  .    .
case-exhibit           EMPTY   in     422  .    .    .    .    .    404  .    .
case-exhibit-move      POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-remove    POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-remove    EMPTY   in     422  .    .    .    .    .    404  .    .
case-exhibit-original  GET     in     200  .    .    .    .    .    404  .    .
case-exhibit-page      GET     in     200  .    .    .    .    .    404  .    .
"""

AT: At = {
    "case-exhibit": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-move": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-remove": lambda h: {"ref": h.case.ref, "pk": h.appeal["licence"].pk},
    "case-exhibit-original": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-page": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk, "page": 2},
}

FORMS: Forms = {
    "case-evidence": lambda h: {"papers": [paper("a.pdf"), paper("b.pdf")], "kind": "", "section": "evidence"},
    "case-exhibit": lambda h: {
        "kind": "sales-contract",
        "title_zh": "采购合同",
        "title_en": "Contract",
        "reference": "HL-118",
        "dated_on": "2025-08-12",
        "source_class": "own",
        "proves_zh": "交易",
        "form": "copy",
        "confidentiality": "public",
    },
    "case-exhibit-move": lambda h: {"to": "down"},
    "case-exhibit-remove": lambda h: {"because": "另一份更清楚"},
}
