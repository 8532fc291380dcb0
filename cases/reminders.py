"""Who is reminded of a date, and when: the owner in good time, the one who stands in on the day, the manager when late.

A reminder is a row in the outbox with its moment, written in the same transaction as the date. derive() writes the rows
that are missing, at any time, any number of times: the key names date, step and reader, so nobody hears a thing twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from cases import news, workdays
from cases.models import Case, Deadline
from notifications import posting
from notifications.models import Channel, Message

MORNING = time(8, 30)
DAYS_AHEAD = (5, 2, 1)  # working days before the date, to its owner
STALE_AFTER = timedelta(days=3)
WINDOW_BACK, WINDOW_AHEAD = timedelta(days=3), timedelta(days=10)
SHORT_CLOCK = timedelta(hours=48)  # a clock of hours has no mornings before it


@dataclass(frozen=True)
class Step:
    code: str  # ahead-5, ahead-2, ahead-1, due, late
    reader: User
    send_at: datetime


def about(deadline: Deadline) -> str:
    return f"deadline/{deadline.pk}"


def key(deadline: Deadline, step: Step) -> str:
    """The date is inside: a moved date gets new reminders, the same date never a second one."""
    return f"{about(deadline)}/{step.code}/{deadline.due_at:%Y%m%dT%H%M}/{step.reader.pk}"


def steps(deadline: Deadline) -> Iterator[Step]:
    case, owner = deadline.case, deadline.owner
    if deadline.due_at - deadline.trigger_at > SHORT_CLOCK:
        for days in DAYS_AHEAD:
            on = workdays.before(deadline.due_on, days, case=case)
            yield Step(f"ahead-{days}", owner, datetime.combine(on, MORNING, ZoneInfo(owner.time_zone)))
        on_the_day = datetime.combine(deadline.due_on, MORNING, ZoneInfo(deadline.zone))
        yield from (Step("due", reader, on_the_day) for reader in _readers(owner, case.deputy))
        late = workdays.next_morning(deadline.due_at, at=MORNING, case=case)
        yield from (Step("late", reader, late) for reader in _readers(owner, case.manager))
    else:
        # Row 2.3a: when the hours are over, owner and manager hear of it at that moment, once each.
        yield from (Step("late", reader, deadline.due_at) for reader in _readers(owner, case.manager))


def _readers(*people: User | None) -> list[User]:
    return list({person.pk: person for person in people if person is not None}.values())


def derive_for(deadline: Deadline, *, at: datetime) -> int:
    """Write the reminders of one live date. Steps whose moment has passed are left out: the next one is soon enough."""
    return _post(deadline, [step for step in steps(deadline) if step.send_at >= at], at=at)


def derive(*, at: datetime) -> int:
    """The sweep: whatever should exist around now and does not is written again."""
    near = (
        Deadline.objects.running()
        .filter(due_at__gte=at - WINDOW_BACK, due_at__lt=at + WINDOW_AHEAD)
        .select_related("case__party", "case__organisation", "case__manager", "case__deputy", "case__freeze", "owner")
        .order_by("due_at", "pk")
    )
    written = 0
    for deadline in near.iterator(chunk_size=500):
        wanted = [
            step for step in steps(deadline) if step.send_at >= deadline.created_at and step.send_at > at - STALE_AFTER
        ]
        known = set(Message.objects.filter(about=about(deadline)).values_list("dedupe", flat=True))
        written += _post(deadline, [step for step in wanted if key(deadline, step) not in known], at=at)
    return written


def cancel(deadline: Deadline, *, at: datetime) -> None:
    posting.cancel(about=about(deadline), at=at)


def _post(deadline: Deadline, wanted: list[Step], *, at: datetime) -> int:
    case: Case = deadline.case
    for step in wanted:
        with translation.override(step.reader.language):
            text = render_to_string(
                "notices/deadline.txt",
                {
                    "deadline": deadline,
                    "case": case,
                    "step": step.code,
                    "reader": step.reader,
                    "url": news.address_of(case),
                },
            )
        subject, _blank, body = text.strip().partition("\n")
        posting.post(
            channel=Channel.MAIL,
            organisation=case.organisation,
            recipient=step.reader,
            kind=f"deadline-{step.code.partition('-')[0]}",
            about=about(deadline),
            subject=subject.strip(),
            body=body.strip() + "\n",
            language=step.reader.language,
            send_at=step.send_at,
            not_after=step.send_at + STALE_AFTER,
            dedupe=key(deadline, step),
            at=at,
        )
    return len(wanted)
