"""The tables of the hall: the register, the case, its items, its clocks, its timeline, and drafts."""

from cases.models.case import Case, CaseCause, Freeze, Guest, Move
from cases.models.clock import ClockChange, Deadline, Outage
from cases.models.draft import Draft
from cases.models.expediting import Expediting
from cases.models.item import Item
from cases.models.law import ApplicableLaw, CaseNote
from cases.models.policy import PolicyCorrection, PolicyRead, PolicyReview, PolicyUpdate
from cases.models.register import Account, Party, PartyChange, PartyPaper
from cases.models.reminding import Snooze
from cases.models.review import HealthReview
from cases.models.timeline import Event, Message
from cases.models.totals import FrozenTotal

__all__ = [
    "Account",
    "ApplicableLaw",
    "Case",
    "CaseCause",
    "CaseNote",
    "ClockChange",
    "Deadline",
    "Draft",
    "Event",
    "Expediting",
    "Freeze",
    "FrozenTotal",
    "Guest",
    "HealthReview",
    "Item",
    "Message",
    "Move",
    "Outage",
    "Party",
    "PartyChange",
    "PartyPaper",
    "PolicyCorrection",
    "PolicyRead",
    "PolicyReview",
    "PolicyUpdate",
    "Snooze",
]
