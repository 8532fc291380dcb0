"""Logging a freeze, step by step."""

from tests.house.filled import At, Forms, paper
from tests.house.world import ACCOUNT_STEP

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
log                    GET     in     200  .    .    403  .    .    .    200  403
log                    POST    in     302  .    .    403  .    .    .    404  403
log-discard            POST    in     302  .    .    403  .    404  .    .    .
log-step:account       GET     in     200  .    .    403  .    404  .    .    .
log-step:account       POST    in     302  .    .    403  .    404  .    .    .
log-step:account       EMPTY   in     422  .    .    403  .    404  .    .    .
log-step:who           GET     in     200  .    .    403  .    404  .    .    .
log-step:amounts       GET     in     200  .    .    403  .    404  .    .    .
log-step:causes        GET     in     200  .    .    403  .    404  .    .    .
log-step:check         GET     in     200  .    .    403  .    404  .    .    .
log-step:check         EMPTY   in     422  .    .    403  .    404  .    .    .
log-step:nonsense      GET     in     404  .    .    403  .    404  .    .    .
log-save               POST    in     200  .    .    403  .    404  .    .    .
"""

AT: At = {
    "log-discard": lambda h: {"key": h.draft.key},
    "log-step:account": lambda h: {"key": h.draft.key, "step": "account"},
    "log-step:who": lambda h: {"key": h.draft.key, "step": "who"},
    "log-step:amounts": lambda h: {"key": h.draft.key, "step": "amounts"},
    "log-step:causes": lambda h: {"key": h.draft.key, "step": "causes"},
    "log-step:check": lambda h: {"key": h.draft.key, "step": "check"},
    "log-step:nonsense": lambda h: {"key": h.draft.key, "step": "nonsense"},
    "log-save": lambda h: {"key": h.draft.key, "step": "account"},
}

FORMS: Forms = {
    "log": lambda h: {"organisation": h.firm.pk},
    "log-discard": lambda h: {},
    "log-step:account": lambda h: {**ACCOUNT_STEP, "version": h.draft.version, "notice": paper()},
    "log-save": lambda h: {**ACCOUNT_STEP, "institution": "KBC", "version": h.draft.version},
}
