"""The desk: today, the dates of everybody, reports, activity, work under way, the calendar."""

from tests.house.filled import At, Forms, clock

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
today                  GET     in     200  .    .    .    .    .    .    .    .
deadlines              GET     in     200  .    .    .    .    .    .    .    .
deadlines              POST    in     302  .    .    403  .    .    .    422  403
deadlines              EMPTY   in     422  .    .    403  .    .    .    422  403
deadlines-week         GET     in     200  .    .    .    .    .    .    .    .
deadlines-board        GET     in     200  .    .    .    .    .    .    .    .
deadlines-wall         GET     in     200  .    .    .    .    .    .    .    .
deadlines-seen         POST    in     302  .    .    .    .    .    .    .    .
deadlines-views        GET     in     200  .    .    .    .    .    .    .    .
deadlines-views        POST    in     302  .    .    .    .    403  .    302  .
deadlines-views        EMPTY   in     422  .    .    .    .    403  .    422  .
deadlines-first-all    POST    in     302  .    .    .    .    .    .    .    .
deadlines-view         GET     in     403  .    200  403  .    404  .    .    .
deadlines-view         POST    in     403  .    302  403  .    404  .    .    .
deadlines-view         EMPTY   in     403  .    422  403  .    404  .    .    .
deadlines-view-delete  POST    in     403  .    302  403  .    404  .    .    .
deadlines-view-first   POST    in     302  .    .    .    .    404  .    .    .
reports                GET     in     200  .    .    .    .    403  .    200  .
activity               GET     in     200  .    .    .    .    .    .    .    .
job                    GET     in     200  .    .    .    .    404  .    .    .
job-cancel             POST    in     302  .    .    403  .    404  .    .    .
calendar               GET     in     200  .    .    .    .    .    .    .    .
calendar               POST    in     200  .    .    .    .    .    .    .    .
calendar               EMPTY   in     422  .    .    .    .    .    .    .    .
calendar-feed:nonsense GET     404    .    .    .    .    .    .    .    .    .
"""

AT: At = {
    "job-cancel": lambda h: {"pk": h.job.pk},
    "deadlines-view": lambda h: {"pk": h.view.pk},
    "deadlines-view-delete": lambda h: {"pk": h.view.pk},
    "deadlines-view-first": lambda h: {"pk": h.view.pk},
    "calendar-feed:nonsense": lambda h: {"token": "x" * 43},
    "job": lambda h: {"pk": h.job.pk},
}

FORMS: Forms = {
    "job-cancel": lambda h: {},
    "calendar": lambda h: {"scope": "mine", "alarm": "on"},
    "deadlines": lambda h: {"act": "acknowledge", "pick": [clock(h, "live").pk]},
    "deadlines-seen": lambda h: {"back": "/deadlines/week/"},
    "deadlines-views": lambda h: {"name": "法定期限"},
    "deadlines-first-all": lambda h: {},
    "deadlines-view": lambda h: {"name": "我的期限", "is_shared": "on"},
    "deadlines-view-delete": lambda h: {},
    "deadlines-view-first": lambda h: {},
}
