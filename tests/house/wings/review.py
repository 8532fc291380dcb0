"""Counsel's review of a pack: read, said, judged, compared, decided; and the notes that only counsel opens."""

from tests.house.filled import At, Forms

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
review-queue           GET     in     403  200  .    403  .    .    .    200  403
case-pack:waiting      GET     in     200  .    .    .    .    404  .    .    .
case-pack:approved     GET     in     200  .    .    .    .    404  .    .    .
case-pack-page         GET     in     200  .    .    .    .    404  .    .    .
case-pack-read         POST    in     302  .    .    .    .    404  .    .    .
case-pack-assess       POST    in     403  302  403  .    .    404  .    .    .
case-pack-assess       EMPTY   in     403  422  403  .    .    404  .    .    .
case-pack-comments     GET     in     200  .    .    .    .    404  .    .    .
case-pack-say          POST    in     302  .    .    403  .    404  .    .    .
case-pack-say          EMPTY   in     422  .    .    403  .    404  .    .    .
case-pack-comment:reply  POST  in     302  .    .    403  .    404  .    .    .
case-pack-comment:reply  EMPTY in     422  .    .    403  .    404  .    .    .
case-pack-comment:settle POST  in     302  .    .    403  .    404  .    .    .
case-pack-comment:nonsense POST in    404  .    .    .    .    .    .    .    .
case-pack-search       GET     in     200  .    .    .    .    404  .    .    .
case-pack-compare      GET     in     404  .    .    .    .    .    .    .    .
case-pack-approve      GET     in     403  200  .    403  .    404  .    .    .
case-pack-approve      POST    in     403  302  .    403  .    404  .    .    .
case-pack-approve      EMPTY   in     403  422  .    403  .    404  .    .    .
case-pack-return       GET     in     403  200  .    403  .    404  .    .    .
case-pack-return       POST    in     403  302  .    403  .    404  .    .    .
case-pack-return       EMPTY   in     403  422  .    403  .    404  .    .    .
case-notes             GET     in     403  200  403  .    .    .    404  .    .
case-notes             POST    in     403  302  403  .    .    .    404  .    .
case-notes             EMPTY   in     403  422  403  .    .    .    404  .    .
"""

AT: At = {
    "case-pack:approved": lambda h: {"ref": h.approved.ref, "number": 1},
    **{
        f"case-pack{what}": lambda h: {"ref": h.waiting.ref, "number": 1}
        for what in (":waiting", "-comments", "-say", "-search", "-compare", "-approve", "-return")
    },
    **{
        f"case-pack-{what}": lambda h: {"ref": h.waiting.ref, "number": 1, "item": h.pack.items.first().pk}
        for what in ("read", "assess")
    },
    "case-pack-page": lambda h: {"ref": h.waiting.ref, "number": 1, "item": h.pack.items.first().pk, "page": 1},
    **{
        f"case-pack-comment:{act}": lambda h, act=act: {
            "ref": h.waiting.ref,
            "number": 1,
            "pk": h.pack.comments.get().pk,
            "act": act,
        }
        for act in ("reply", "settle", "nonsense")
    },
}

FORMS: Forms = {
    "case-pack-approve": lambda h: {"content_hash": h.pack.content_hash, "read": "on"},
    "case-pack-return": lambda h: {"reasons": "缺提单"},
    "case-pack-read": lambda h: {"page": "1", "what": "page"},
    "case-pack-assess": lambda h: {"legality": "yes"},
    "case-pack-say": lambda h: {"text": "金额不一致", "kind": "must", "place": "sheet", "x": "10", "y": "10"},
    "case-pack-comment:reply": lambda h: {"text": "已更正"},
    "case-pack-comment:settle": lambda h: {},
    "case-pack-comment:nonsense": lambda h: {},
    "case-notes": lambda h: {"text": "权限存疑", "defects": ["seal"]},
}
