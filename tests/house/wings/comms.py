"""What is said to and fro: the log and its table, mails, calls, drafts to authorities, promises, offers."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.comms import mails
from tests.house.filled import At, Forms, day, local

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
case-messages          GET     in     200  .    .    .    .    .    404  .    .
case-messages          POST    in     302  .    .    403  .    .    404  .    .
case-messages          EMPTY   in     422  .    .    403  .    .    404  .    .
case-messages-table    GET     in     200  .    .    .    .    .    404  .    .
case-mail-in           POST    in     302  .    .    403  .    .    404  .    .
case-mail-in           EMPTY   in     422  .    .    403  .    .    404  .    .
case-mail              GET     in     200  .    .    .    .    .    404  .    .
case-call              GET     in     200  .    .    .    .    .    404  .    .
case-call              POST    in     302  .    .    403  .    .    404  .    .
case-call              EMPTY   in     422  .    .    403  .    .    404  .    .
case-call-exhibit      POST    in     302  .    .    403  .    .    404  .    .
case-drafts            GET     in     200  .    .    .    .    403  404  .    .
case-drafts            POST    in     302  .    .    403  .    .    404  .    .
case-drafts            EMPTY   in     422  .    .    403  .    .    404  .    .
case-draft             GET     in     200  .    .    .    .    403  404  .    .
case-draft             POST    in     302  .    .    403  .    .    404  .    .
case-draft             EMPTY   in     422  .    .    403  .    .    404  .    .
case-draft-act:approve POST    in     403  302  403  .    .    .    404  .    .
case-draft-act:return  POST    in     403  302  403  .    .    .    404  .    .
case-draft-act:sent    POST    in     302  .    .    403  .    .    404  .    .
case-draft-act:sent    EMPTY   in     422  .    .    .    .    403  404  .    .
case-draft-act:nonsense POST   in     404  .    .    .    .    403  404  .    .
case-promises          GET     in     200  .    .    .    .    403  404  .    .
case-promises          POST    in     403  302  .    403  .    .    404  .    .
case-promises          EMPTY   in     422  .    .    403  .    .    404  .    .
case-promise-act:kept  POST    in     302  .    .    403  .    .    404  .    .
case-promise-act:nonsense POST in     404  .    .    .    .    403  404  .    .
case-offers            POST    in     302  .    .    403  .    .    404  .    .
case-offers            EMPTY   in     422  .    .    403  .    .    404  .    .
case-offer-act:approve POST    in     403  302  .    403  .    .    404  .    .
case-offer-act:made    POST    in     302  .    .    403  .    .    404  .    .
case-offer-act:nonsense POST   in     404  .    .    .    .    403  404  .    .
case-disclosures       GET     in     200  .    .    .    .    403  404  .    .
directory              GET     in     200  .    .    .    .    403  .    200  .
directory              POST    in     403  .    .    302  403  .    .    .    302
directory              EMPTY   in     403  .    .    422  403  .    .    .    422
directory-entry        GET     in     200  .    .    .    .    403  .    200  .
directory-entry        POST    in     403  .    .    302  403  .    .    .    302
directory-entry        EMPTY   in     403  .    .    422  403  .    .    .    422
directory-entry:nonsense GET   in     404  .    .    .    .    403  .    404  .
directory-change       POST    in     403  .    .    302  403  .    .    .    302
directory-change       EMPTY   in     403  .    .    422  403  .    .    .    422
directory-check        POST    in     302  .    .    403  .    .    .    302  403
directory-check:nonsense POST  in     404  .    .    403  .    .    .    404  403
mail-in                GET     in     403  200  .    403  .    .    .    200  403
mail-in-act:assign     POST    in     404  302  .    404  .    .    .    .    .
mail-in-act:aside      POST    in     404  302  .    404  .    .    .    .    .
mail-in-act:nonsense   POST    in     404  .    .    .    .    .    .    .    .
"""

AT: At = {
    "case-mail": lambda h: {"ref": h.case.ref, "pk": h.comms["mail"].pk},
    "case-call-exhibit": lambda h: {"ref": h.case.ref, "pk": h.comms["call"].pk},
    "case-draft": lambda h: {"ref": h.case.ref, "pk": h.comms["draft"].pk},
    "case-draft-act:sent": lambda h: {"ref": h.case.ref, "pk": h.comms["approved"].pk, "act": "sent"},
    **{
        f"case-draft-act:{act}": lambda h, act=act: {"ref": h.case.ref, "pk": h.comms["draft"].pk, "act": act}
        for act in ("approve", "return", "nonsense")
    },
    **{
        f"case-promise-act:{act}": lambda h, act=act: {"ref": h.case.ref, "pk": h.comms["promise"].pk, "act": act}
        for act in ("kept", "nonsense")
    },
    "case-offer-act:made": lambda h: {"ref": h.case.ref, "pk": h.comms["offer approved"].pk, "act": "made"},
    **{
        f"case-offer-act:{act}": lambda h, act=act: {"ref": h.case.ref, "pk": h.comms["offer"].pk, "act": act}
        for act in ("approve", "nonsense")
    },
    **{
        f"mail-in-act:{act}": lambda h, act=act: {"pk": h.comms["waiting"].pk, "act": act}
        for act in ("assign", "aside", "nonsense")
    },
}

AT |= {
    "directory-entry": lambda h: {"code": "ibanfirst-be"},
    "directory-entry:nonsense": lambda h: {"code": "nobody"},
    "directory-change": lambda h: {"code": "ibanfirst-be", "kind": "email"},
    "directory-check": lambda h: {"code": "ibanfirst-be", "kind": "email"},
    "directory-check:nonsense": lambda h: {"code": "ibanfirst-be", "kind": "nonsense"},
}
SAID = {"channel": "post", "other_side": "示例公安局", "subject": "说明材料", "text": "现提交说明。"}
FORMS: Forms = {
    "case-messages": lambda h: {
        "way": "in",
        "channel": "email",
        "subject": "补充材料",
        "happened_at": local(h, hours=1),
    },
    "case-mail-in": lambda h: {"eml": SimpleUploadedFile("a.eml", mails.mixed(mails.TEXT, mails.file()))},
    "case-call": lambda h: {
        "way": "in",
        "subject": "CMP-88213",
        "happened_at": local(h, hours=1),
        "attitude": "需要提单",
    },
    "case-call-exhibit": lambda h: {},
    "case-drafts": lambda h: SAID,
    "case-draft": lambda h: SAID,
    "case-draft-act:approve": lambda h: {"content_hash": h.comms["draft"].content_hash},
    "case-draft-act:return": lambda h: {"content_hash": h.comms["draft"].content_hash, "reasons": "请更简短。"},
    "case-draft-act:sent": lambda h: {"happened_at": local(h, minutes=1)},
    "case-draft-act:nonsense": lambda h: {},
    "case-promises": lambda h: {"text": "周五前补交提单", "to_whom": "iBanFirst", "given_on": day(h)},
    "case-promise-act:kept": lambda h: {},
    "case-promise-act:nonsense": lambda h: {},
    "case-offers": lambda h: {"kind": "security", "terms": "银行保函", "amount": "1000", "currency": "EUR"},
    "case-offer-act:approve": lambda h: {},
    "case-offer-act:made": lambda h: {},
    "case-offer-act:nonsense": lambda h: {},
    "directory": lambda h: {"name_zh": "示例法院", "country": "CN", "body_kind": "court-preservation"},
    "directory-entry": lambda h: {"kind": "post", "address": "示例路1号", "field_limits": "摘要：500"},
    "directory-change": lambda h: {"email-address": "complaints@provider.example", "email-size_limit_mb": "20"},
    "directory-check": lambda h: {},
    "directory-check:nonsense": lambda h: {},
    "mail-in-act:assign": lambda h: {"case": h.case.ref},
    "mail-in-act:aside": lambda h: {"because": "广告"},
    "mail-in-act:nonsense": lambda h: {},
}
