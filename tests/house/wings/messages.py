"""What leaves and what arrives: the mailbox, who wants to be told what, webhooks, what could not be delivered."""

from datetime import timedelta

from tests.house.filled import At, Forms

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
mailbox                GET     in     200  .    .    .    .    .    .    .    .
mail                   GET     in     200  404  .    .    .    .    .    .    .
mail-page              GET     in     200  404  .    .    .    .    .    .    .
notices                GET     in     200  .    .    .    .    .    .    .    .
notices                POST    in     302  .    .    .    .    .    .    .    .
webhooks               GET     in     403  .    .    200  403  .    .    .    200
webhook-add            POST    in     403  .    .    200  403  .    .    .    422
webhook-add            EMPTY   in     403  .    .    422  403  .    .    .    422
webhook                GET     in     404  .    .    200  404  .    .    .    .
webhook-act:ring       POST    in     404  .    .    302  404  .    .    .    .
webhook-act:off        POST    in     404  .    .    302  404  .    .    .    .
webhook-act:rotate     POST    in     404  .    .    200  404  .    .    .    .
webhook-act:remove     POST    in     404  .    .    302  404  .    .    .    .
webhook-act:nonsense   POST    in     404  .    .    .    .    .    .    .    .
undelivered            GET     in     403  .    200  .    403  .    .    200  .
undelivered-act:again  POST    in     404  .    302  .    404  .    .    .    .
undelivered-act:settle POST    in     404  .    302  .    404  .    .    .    .
undelivered-act:nonsense POST  in     404  .    .    .    .    .    .    .    .
my-notifications       GET     in     200  .    .    .    .    .    .    .    .
my-notifications       POST    in     302  .    .    .    .    .    .    .    .
my-notifications       EMPTY   in     422  .    .    .    .    .    .    .    .
my-away                POST    in     302  .    422  302  .    422  .    .    .
my-away                EMPTY   in     422  .    .    .    .    .    .    .    .
my-back                POST    in     302  404  .    .    .    .    .    .    .
absences               GET     in     403  .    200  403  .    .    .    200  403
absences               POST    in     403  .    302  403  .    .    .    422  403
absences               EMPTY   in     403  .    422  403  .    .    .    422  403
absence-end            POST    in     403  .    302  403  .    .    .    404  403
"""

AT: At = {
    "mail": lambda h: {"pk": h.mail.pk},
    "mail-page": lambda h: {"pk": h.mail.pk},
    "webhook": lambda h: {"pk": h.hook.pk},
    **{
        f"webhook-act:{act}": lambda h, act=act: {"pk": h.hook.pk, "act": act}
        for act in ("ring", "off", "rotate", "remove", "nonsense")
    },
    "undelivered-act:again": lambda h: {"pk": h.stuck.pk, "act": "again"},
    "undelivered-act:settle": lambda h: {"pk": h.stuck.pk, "act": "settle"},
    "undelivered-act:nonsense": lambda h: {"pk": h.stuck.pk, "act": "nonsense"},
    "my-back": lambda h: {"pk": h.away.pk},
    "absence-end": lambda h: {"pk": h.away.pk},
}

FORMS: Forms = {
    "notices": lambda h: {},
    "webhook-add": lambda h: {
        "organisation": h.firm.pk,
        "url": "https://other.example.com/hook",
        "kinds": ["case.moved"],
    },
    **{f"webhook-act:{act}": lambda h: {} for act in ("ring", "off", "rotate", "remove", "nonsense")},
    "undelivered-act:again": lambda h: {},
    "undelivered-act:settle": lambda h: {},
    "undelivered-act:nonsense": lambda h: {},
    "my-notifications": lambda h: {
        "legal": ["mail"],
        "morning": "07:30",
        "grace_hours": "2",
        "weekdays": ["1", "2", "3"],
        "digest_at": "07:00",
    },
    "my-away": lambda h: {
        "starts_on": (h.at + timedelta(days=60)).date().isoformat(),
        "ends_on": (h.at + timedelta(days=64)).date().isoformat(),
        "deputy": h.people["mo"].pk,
    },
    "my-back": lambda h: {},
    "absences": lambda h: {
        "person": h.people["fang"].pk,
        "starts_on": (h.at + timedelta(days=80)).date().isoformat(),
        "ends_on": (h.at + timedelta(days=84)).date().isoformat(),
        "deputy": h.people["cai"].pk,
    },
    "absence-end": lambda h: {},
}
