"""Dates for tests, made by the real acts: a limitation that two people confirmed, a reply that is owed to us."""

from datetime import timedelta

from cases import deadlines
from cases.deadlines import Paper
from notifications.models import Message, State

RULING = Paper("（2026）示0591民初7号通知书")
REVIEW = "cn-cpl-preservation-review-5d"  # five calendar days, moved off rest days: a right is lost
COMPLAINT = "eu-psd2-complaint-15bd"  # fifteen working days in which the provider answers


def confirmed(deadline, *people, at):
    """By all of them, in that order."""
    for person in people:
        deadlines.confirm(deadline, by=person, at=at)
    deadline.refresh_from_db()
    return deadline


def review(case, cai, mo, at):
    return confirmed(case.deadlines.get(code=REVIEW, status="proposed"), cai, mo, at=at)


def rule(case, code, *, trigger_at, by, at, trigger="freeze_known"):
    return deadlines.propose(case, code, trigger=trigger, trigger_at=trigger_at, by=by, at=at)


def stated(case, by, at, days=20, **other):
    given = {
        "code": "supplement", "kind": "legal", "actor": "us", "zh": "提交补充材料", "en": "Hand in the documents",
        "due_on": at.date() + timedelta(days=days), "zone": "Europe/Brussels", "trigger": "supplement_requested",
        "trigger_at": at, "source_zh": "来函载明", "source_en": "Stated in the request", "by": by, "at": at,
    }  # fmt: skip
    return deadlines.set_date(case, **{**given, **other})


def waiting_reminders(deadline):

    return Message.objects.filter(about=f"deadline/{deadline.pk}", state=State.PENDING)
