"""Deadlines of a case: proposed with their reasons, confirmed by a person, met, moved or superseded; never edited."""

from cases.deadlines.changing import Paper, dispute, extend, printed_end, renew, set_aside, settle_dispute
from cases.deadlines.confirming import acknowledge, confirm, from_checklist_confirmed
from cases.deadlines.pausing import resume, suspend
from cases.deadlines.proposing import COUNSEL_CLOCK, KIND_OF_RULE, propose, set_date, start_chain
from cases.deadlines.reading import Clocks, changes, clocks, from_events, has_limitation, of_a_case
from cases.deadlines.reckoning import Given
from cases.deadlines.recomputing import Shift, correct_day, events, pending, preview, recompute_all
from cases.deadlines.rows import TARGET_BEFORE_LEGAL
from cases.deadlines.settling import end_with_case, hand_over, meet, meet_code, meet_started_by, waive
from cases.deadlines.starting import Offer, check_moment, event_names, happened, offered

__all__ = [
    "COUNSEL_CLOCK",
    "KIND_OF_RULE",
    "TARGET_BEFORE_LEGAL",
    "Clocks",
    "Given",
    "Offer",
    "Paper",
    "Shift",
    "acknowledge",
    "changes",
    "check_moment",
    "clocks",
    "confirm",
    "correct_day",
    "dispute",
    "end_with_case",
    "event_names",
    "events",
    "extend",
    "from_checklist_confirmed",
    "from_events",
    "hand_over",
    "happened",
    "has_limitation",
    "meet",
    "meet_code",
    "meet_started_by",
    "of_a_case",
    "offered",
    "pending",
    "preview",
    "printed_end",
    "propose",
    "recompute_all",
    "renew",
    "resume",
    "set_aside",
    "set_date",
    "settle_dispute",
    "start_chain",
    "suspend",
    "waive",
]
