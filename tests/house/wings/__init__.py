"""The house, wing by wing: who gets what from each address (ROWS), the object behind it (AT), its form filled in (FORMS).

How a line of ROWS is read stands in tests/house/matrix.py. An address that AT does not know takes the number of the
case, or nothing.
"""

from tests.house.wings import (
    api,
    cases,
    clocks,
    comms,
    desk,
    door,
    evidence,
    follow_up,
    frame,
    letters,
    library,
    log,
    messages,
    money,
    packs,
    register,
    review,
)

ALL = {
    "desk": desk,
    "messages": messages,
    "log": log,
    "cases": cases,
    "clocks": clocks,
    "evidence": evidence,
    "packs": packs,
    "review": review,
    "letters": letters,
    "follow_up": follow_up,
    "comms": comms,
    "register": register,
    "library": library,
    "money": money,
    "frame": frame,
    "door": door,
    "api": api,
}
