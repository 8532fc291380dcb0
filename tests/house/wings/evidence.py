"""The exhibits of a case."""

from documents.models import HeldFile
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
case-on-hold           POST    in     302  .    .    403  .    404  .    .    .
case-redact            GET     in     200  .    .    403  .    .    404  .    .
case-redact            POST    in     302  .    .    403  .    .    404  .    .
case-redact            EMPTY   in     422  .    .    403  .    .    404  .    .
case-redact-undo       POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-original  GET     in     200  .    .    .    .    .    404  .    .
case-exhibit-mark      POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-declare   POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-waive     POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-waive     EMPTY   in     302  .    .    403  .    .    404  .    .
case-exhibit-replace   POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-replace   EMPTY   in     422  .    .    .    .    .    404  .    .
case-exhibit-unpack    POST    in     302  .    .    403  .    .    404  .    .
case-evidence-held     POST    in     302  .    .    403  .    .    404  .    .
case-evidence-sectors  POST    in     302  .    .    403  .    .    404  .    .
case-evidence-waive    POST    in     403  302  403  .    .    .    404  .    .
case-proof             GET     in     200  .    .    .    .    .    404  .    .
case-tracing           GET     in     200  .    .    .    .    .    404  .    .
case-tracing           POST    in     302  .    .    403  .    .    404  .    .
case-tracing           EMPTY   in     422  .    .    .    .    .    404  .    .
case-tracing-strike    POST    in     302  .    .    403  .    .    404  .    .
case-sheet             POST    in     302  .    .    403  .    .    404  .    .
case-exhibit-page      GET     in     200  .    .    .    .    .    404  .    .
"""

AT: At = {
    "case-on-hold": lambda h: {"ref": h.case.ref, "pk": HeldFile.objects.get(about=h.case.chain).pk},
    "case-redact": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-redact-undo": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-move": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-remove": lambda h: {"ref": h.case.ref, "pk": h.appeal["licence"].pk},
    "case-exhibit-mark": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-declare": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-waive": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-replace": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-unpack": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-tracing-strike": lambda h: {"ref": h.case.ref, "pk": h.appeal["traced"].pk},
    "case-sheet": lambda h: {"ref": h.case.ref, "kind": "declaration"},
    "case-exhibit-original": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk},
    "case-exhibit-page": lambda h: {"ref": h.case.ref, "pk": h.appeal["contract"].pk, "page": 2},
}

FORMS: Forms = {
    "case-on-hold": lambda h: {},
    "case-redact": lambda h: {"page": 1, "left": 10, "top": 8, "width": 30, "height": 4, "because": "个人信息"},
    "case-redact-undo": lambda h: {},
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
    "case-exhibit-mark": lambda h: {"page": "2"},
    "case-exhibit-declare": lambda h: {},
    "case-exhibit-waive": lambda h: {"code": "blurred", "page": "1", "because": "原件已褪色"},
    "case-exhibit-replace": lambda h: {"paper": paper("better.pdf"), "because": "原扫描模糊"},
    "case-exhibit-unpack": lambda h: {},
    "case-tracing": lambda h: {
        "booked_on": "2025-12-16",
        "direction": "in",
        "amount": "486200.00",
        "currency": "EUR",
        "other_side": "Marmara Teknik",
        "reason_zh": "货款",
        "is_flagged": "on",
    },
    "case-tracing-strike": lambda h: {},
    "case-sheet": lambda h: {},
    "case-evidence-held": lambda h: {"paper": "ready"},
    "case-evidence-sectors": lambda h: {"sector": ["gambling"]},
    "case-evidence-waive": lambda h: {"paper": "sector-licence", "because": "监管机关已留存"},
}
