"""What stands around every page: language, theme, help, one's own settings, the people of the firm, /health."""

from tests.house.filled import At, Forms

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
icons                  GET     200    .    .    .    .    .    .    .    .    .
language               POST    302    .    .    .    .    .    .    .    .    .
language               EMPTY   400    .    .    .    .    .    .    .    .    .
theme                  POST    302    .    .    .    .    .    .    .    .    .
stay                   POST    in     302  .    .    .    .    .    .    .    .
help                   GET     200    .    .    .    .    .    .    .    .    .
unsent                 GET     in     302  .    .    .    .    .    .    .    .
unsent                 POST    in     302  .    .    .    .    .    .    .    .
profile                GET     in     200  .    .    .    .    .    .    .    .
profile                POST    in     302  .    .    .    .    .    .    .    .
profile                EMPTY   in     422  .    .    .    .    .    .    .    .
people                 GET     in     403  .    .    200  403  .    .    .    200
people-invite          POST    in     403  .    .    302  403  .    .    .    302
people-invite          EMPTY   in     403  .    .    422  403  .    .    .    422
people-role            POST    in     404  .    .    302  404  .    .    .    .
people-end             POST    in     404  .    .    302  404  .    .    .    .
people-link            POST    in     404  .    .    302  404  .    .    .    .
recovery               GET     in     403  .    .    200  403  .    .    .    200
recovery-open          POST    in     404  .    .    302  404  .    .    .    .
recovery-confirm       POST    in     404  .    .    302  404  .    .    .    .
recovery-confirm       EMPTY   in     404  .    .    422  404  .    .    .    .
recovery-refuse        POST    in     404  .    .    302  404  .    .    .    .
health                 GET     503    .    .    .    .    .    .    .    .    .
"""

AT: At = {
    "icons": lambda h: {"version": "1"},
    "people-role": lambda h: {"pk": h.membership("cai").pk},
    "people-end": lambda h: {"pk": h.membership("cai").pk},
    "people-link": lambda h: {"pk": h.membership("cai").pk},
    "recovery-open": lambda h: {"pk": h.membership("cai").pk},
    "recovery-confirm": lambda h: {"pk": h.lost.pk},
    "recovery-refuse": lambda h: {"pk": h.lost.pk},
}

FORMS: Forms = {
    "language": lambda h: {"language": "en", "next": "/help/"},
    "theme": lambda h: {"theme": "dark"},
    "stay": lambda h: {},
    "unsent": lambda h: {},
    "profile": lambda h: {"name": "N", "language": "en", "time_zone": "Europe/Brussels"},
    "people-invite": lambda h: {"name": "Ines", "email": "ines@hl.example", "role": "finance", "language": "en"},
    "people-role": lambda h: {"role": "manager"},
    "people-end": lambda h: {},
    "people-link": lambda h: {},
    "recovery-open": lambda h: {},
    "recovery-confirm": lambda h: {"how": "视频通话，问了工号"},
    "recovery-refuse": lambda h: {},
}
