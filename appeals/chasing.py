"""A promised answer is overdue: a polite enquiry stands ready in both languages, with the number (row 3.3a).

Nothing is stored. The draft follows from the date that runs and from what was sent: once an answer is recorded, the
date is met and the draft is gone; a chaser can never go out after the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from appeals import letters, material, wording
from appeals.filling import FilledLetter
from appeals.models import Submission
from cases import workdays
from cases.models import Case, Deadline
from knowledge import letters as templates

CHASER = "chaser"
SLACK = 1  # working day after the date; our own choice, not the guide's
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Chaser:
    deadline: Deadline
    letters: Sequence[FilledLetter]


def is_ready(deadline: Deadline, *, at: datetime) -> bool:
    """From the first working day after the date on, where the other side is."""
    if not (deadline.is_live and deadline.actor == Deadline.Actor.THEM and deadline.rule_kind == "response-due"):
        return False
    today = at.astimezone(ZoneInfo(deadline.zone)).date()
    country = deadline.case.account.country
    return today >= workdays.shift(deadline.due_on, SLACK, workdays.calendar_of(country))


def ready(case: Case, dates: Sequence[Deadline], *, at: datetime) -> list[Chaser]:
    """For each overdue answer of the case, from its last submission. Where nothing was sent, nothing is asked."""
    overdue = [row for row in dates if is_ready(row, at=at)]
    sent = Submission.objects.filter(appeal__case=case).order_by("-submitted_at", "-pk").first() if overdue else None
    return [Chaser(row, _drafts(row, sent, at=at)) for row in overdue] if sent else []


def _drafts(deadline: Deadline, sent: Submission, *, at: datetime) -> list[FilledLetter]:
    known = material.read(sent.appeal)
    appeal = known.appeal  # this copy is filled in and never saved
    appeal.letter_on = known.case.organisation.day_of(at)
    promised = {language: wording.day(deadline.due_on, language) for language in LANGUAGES}
    appeal.fields = {**appeal.fields, "promise.due": promised}
    known = replace(known, letter=templates.get(CHASER), first=sent, sent=sent)
    return [letters.fill_from(known, language) for language in LANGUAGES]
