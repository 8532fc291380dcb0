"""After the letter: submissions, receipts, the rejection and its points, the second appeal."""

from tests.house.filled import At, Forms, local, paper

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
case-submissions       GET     in     200  .    .    .    .    .    404  .    .
case-submissions:approved POST in     302  .    .    403  .    404  .    .    .
case-submissions:approved EMPTY in    422  .    .    403  .    404  .    .    .
case-send-mail:approved GET    in     200  .    .    403  .    404  .    .    .
case-send-mail:approved POST   in     302  .    .    403  .    404  .    .    .
case-send-mail:approved EMPTY  in     422  .    .    403  .    404  .    .    .
case-send-mail-now:approved POST in   422  .    .    403  .    404  .    .    .
case-send-mail-now:approved EMPTY in  422  .    .    403  .    404  .    .    .
case-send-post:approved GET    in     200  .    .    403  .    404  .    .    .
case-send-portal:approved GET  in     200  .    .    403  .    404  .    .    .
case-send-file:approved GET    in     200  .    .    403  .    404  .    .    .
case-shipment          GET     in     200  .    .    403  .    404  .    .    .
case-shipment          POST    in     302  .    .    403  .    404  .    .    .
case-shipment          EMPTY   in     422  .    .    403  .    404  .    .    .
case-delivery          POST    in     404  .    .    403  .    404  .    .    .
case-receipt           POST    in     302  .    .    403  .    404  .    .    .
case-receipt           EMPTY   in     422  .    .    403  .    404  .    .    .
case-status            GET     in     200  .    .    .    .    .    404  .    .
case-status            POST    in     302  .    .    403  .    .    404  .    .
case-status            EMPTY   in     422  .    .    .    .    .    404  .    .
case-grant             POST    in     302  .    .    403  .    404  .    .    .
case-grant             EMPTY   in     422  .    .    .    .    404  .    .    .
case-rejections        GET     in     200  .    .    .    .    .    404  .    .
case-rejections:sent   POST    in     302  .    .    403  .    404  .    .    .
case-rejections:sent   EMPTY   in     422  .    .    403  .    404  .    .    .
case-outside           GET     in     200  .    .    .    .    .    404  .    .
case-rejection         GET     in     200  .    .    .    .    404  .    .    .
case-rejection-mark    POST    in     302  .    .    403  .    404  .    .    .
case-rejection-answer  GET     in     200  .    .    .    .    404  .    .    .
case-rejection-answer  POST    in     302  .    .    403  .    404  .    .    .
case-rejection-reasons POST    in     422  .    .    403  .    404  .    .    .
case-second            POST    in     302  .    .    403  .    404  .    .    .
"""

AT: At = {
    "case-submissions:approved": lambda h: {"ref": h.approved.ref},
    "case-send-mail:approved": lambda h: {"ref": h.approved.ref},
    "case-send-mail-now:approved": lambda h: {"ref": h.approved.ref},
    "case-send-post:approved": lambda h: {"ref": h.approved.ref},
    "case-send-portal:approved": lambda h: {"ref": h.approved.ref},
    "case-send-file:approved": lambda h: {"ref": h.approved.ref, "place": 1},
    "case-shipment": lambda h: {"ref": h.sent.ref, "pk": h.submission.pk},
    "case-delivery": lambda h: {"ref": h.sent.ref, "pk": h.submission.pk},
    "case-receipt": lambda h: {"ref": h.sent.ref, "pk": h.submission.pk},
    "case-grant": lambda h: {"ref": h.sent.ref, "round": 1},
    "case-rejections:sent": lambda h: {"ref": h.sent.ref},
    "case-rejection": lambda h: {"ref": h.rejected.ref, "round": 1},
    "case-rejection-mark": lambda h: {"ref": h.rejected.ref, "round": 1},
    "case-rejection-answer": lambda h: {"ref": h.rejected.ref, "round": 1, "pk": h.point.pk},
    "case-rejection-reasons": lambda h: {"ref": h.rejected.ref, "round": 1},
    "case-second": lambda h: {"ref": h.rejected.ref, "round": 1},
}

MAIL = {
    "to": "complaints@provider.example",
    "why": "账户冻结",
    "language": "zh-Hans",
    "words": "请查收。",
    "enclosed": "bound",
    "rechecked": "on",
}
FORMS: Forms = {
    "case-send-mail:approved": lambda h: MAIL,
    "case-send-mail-now:approved": lambda h: MAIL,
    "case-shipment": lambda h: {"carrier": "EMS", "waybill": "EX1", "copies": "3", "originals": "1", "slip": paper()},
    "case-delivery": lambda h: {"delivered_at": local(h, minutes=1)},
    "case-submissions:approved": lambda h: {
        "channel_kind": "email",
        "channel_address": "complaints@provider.example",
        "submitted_at": local(h, hours=1),
        "receipt": "number",
        "receipt_no": "CMP-2",
        "because": "其余另行跟进",
        "rechecked": "on",
    },
    "case-receipt": lambda h: {"received_at": local(h, hours=1), "receipt_no": "CMP-3", "receipt_file": paper()},
    "case-status": lambda h: {"state": "in_review", "since": local(h, hours=1), "step": "manual"},
    "case-grant": lambda h: {"received_at": local(h, hours=1), "note": "已解除"},
    "case-rejections:sent": lambda h: {
        "received_at": local(h, hours=1),
        "text": "经审核，未予通过。一、缺少运输单据。",
        "language": "zh-Hans",
        "file": paper(),
    },
    "case-rejection-mark": lambda h: {},
    "case-rejection-answer": lambda h: {"kind": "add", "zh": "材料随函附上。"},
    "case-rejection-reasons": lambda h: {},
    "case-second": lambda h: {"because": "材料已补齐"},
}
