"""The rows of a reminder: written with the date, kept in step with it, written again if one is lost.

A reminder is a row in the outbox with its moment, in the transaction of the act that made it necessary. derive() writes
what is missing, at any time, any number of times: the key names date, step and reader, so nobody hears a thing twice.
Who hears what, and when, stands in ladder.py.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from cases import ladder
from cases.ladder import Step
from cases.models import Case, Deadline
from cases.readers import Book
from notifications import posting
from notifications.models import Channel, Message, State

logger = logging.getLogger(__name__)

STALE_AFTER = timedelta(days=3)
WINDOW_BACK, WINDOW_AHEAD = timedelta(days=3), timedelta(days=10)
CHUNK = 500


def about(deadline: Deadline) -> str:
    return f"deadline/{deadline.pk}"


def key(deadline: Deadline, step: Step, channel: str = Channel.MAIL) -> str:
    """The date is inside: a moved date gets new reminders, the same date never a second one."""
    name = f"{about(deadline)}/{step.code}/{deadline.due_at:%Y%m%dT%H%M}/{step.reader.user.pk}"
    return name if channel == Channel.MAIL else f"{name}/{channel}"


def derive_for(deadline: Deadline, *, at: datetime, book: Book | None = None) -> int:
    """Bring the rows of one date in line with it: what is wanted waits, what is not is taken back, what left has left.

    Steps whose moment has passed are left out: the next one is soon enough.
    """
    deadline = whole().get(pk=deadline.pk)
    wanted = wanted_of(deadline, book or Book()) if deadline.is_live else {}
    rows = {row.dedupe: row for row in Message.objects.filter(about=about(deadline))}
    for name, row in rows.items():
        step = wanted[name][0] if name in wanted else None
        if step is not None and step.send_at >= at:
            posting.reschedule(row, send_at=step.send_at, not_after=step.send_at + STALE_AFTER)
        elif step is None or row.send_at > at:  # else it is due this minute, and about to leave
            posting.take_back(row, at=at)
    missing = {name: found for name, found in wanted.items() if name not in rows and found[0].send_at >= at}
    return _post(deadline, missing, at=at)


def derive_for_reader(user: User, *, at: datetime) -> None:
    """After somebody changed when they are reminded, or said that they are away: all their dates, as owner or next."""
    book = Book()
    theirs = Deadline.objects.running().filter(case__closed_at=None)
    for part in ("owner", "case__deputy", "case__manager"):
        for deadline in theirs.filter(**{part: user}, due_at__gte=at - WINDOW_BACK).only("pk").iterator():
            derive_for(deadline, at=at, book=book)


def derive(*, at: datetime) -> int:
    """The sweep: whatever should exist around now and does not is written again."""
    written, book = 0, Book()
    rows = near(at).iterator(chunk_size=CHUNK)
    while some := list(islice(rows, CHUNK)):
        known = set(Message.objects.filter(about__in=[about(d) for d in some]).values_list("dedupe", flat=True))
        for deadline in some:
            try:
                written += _write_missing(deadline, known, book, at=at)
            except Exception:  # one date that cannot be told of keeps nobody else's reminder back
                logger.exception("The reminders of date %s cannot be written.", deadline.pk)
    return written


def _write_missing(deadline: Deadline, known: set[str], book: Book, *, at: datetime) -> int:
    missing = {
        name: (step, channel)
        for name, (step, channel) in wanted_of(deadline, book).items()
        if name not in known and step.send_at >= deadline.created_at and step.send_at > at - STALE_AFTER
    }
    with transaction.atomic():
        return _post(deadline, missing, at=at)


def cancel(deadline: Deadline, *, at: datetime) -> None:
    posting.cancel(about=about(deadline), at=at)


def near(at: datetime) -> "QuerySet[Deadline]":
    """The running dates whose reminders lie around now."""
    around = whole().filter(status=Deadline.Status.LIVE, due_at__gte=at - WINDOW_BACK, due_at__lt=at + WINDOW_AHEAD)
    return around.order_by("due_at", "pk")


def whole() -> "QuerySet[Deadline]":
    """A date with all that its reminders speak of."""
    return Deadline.objects.select_related(
        "case__party", "case__organisation", "case__manager", "case__deputy", "case__freeze", "owner"
    ).prefetch_related("snoozes__by")


def address_of(deadline: Deadline) -> str:
    """The page of the date itself: to acknowledge it or to put it off takes a click there, never the link alone."""
    return f"{settings.SITE_URL.rstrip('/')}/cases/{deadline.case.ref}/dates/{deadline.pk}/"


def wanted_of(deadline: Deadline, book: Book) -> dict[str, tuple[Step, Channel]]:
    """Every reminder that should exist about a running date, by its key."""
    return {
        key(deadline, step, channel): (step, channel)
        for step in ladder.steps(deadline, book)
        for channel in step.reader.channels(deadline.kind)
    }


def _post(deadline: Deadline, wanted: dict[str, tuple[Step, Channel]], *, at: datetime) -> int:
    case: Case = deadline.case
    for name, (step, channel) in wanted.items():
        subject, body = text_of(deadline, step)
        posting.post(
            channel=channel,
            organisation=case.organisation,
            recipient=step.reader.user,
            kind=f"deadline-{step.name}",
            about=about(deadline),
            url=f"/cases/{case.ref}/dates/{deadline.pk}/",
            subject=subject,
            body=body,
            language=step.reader.user.language,
            send_at=step.send_at,
            not_after=step.send_at + STALE_AFTER,
            dedupe=name,
            at=at,
        )
    return len(wanted)


def text_of(deadline: Deadline, step: Step) -> tuple[str, str]:
    """Subject and body as they read on the day they arrive, in the reader's language and time."""
    reader = step.reader.user
    with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
        text = render_to_string(
            "notices/deadline.txt",
            {
                "deadline": deadline,
                "case": deadline.case,
                "step": step,
                "is_today": step.reader.habits.local(step.send_at).date() == deadline.due_on,
                "is_late": step.send_at >= deadline.due_at,
                "reader": reader,
                "url": address_of(deadline),
            },
        )
    subject, _blank, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def readers_of(deadline: Deadline) -> Iterable[Message]:
    """What has gone out about a date and what waits, for its page."""
    return (
        Message.objects.filter(about=about(deadline))
        .exclude(state=State.CANCELLED)
        .select_related("recipient")
        .order_by("send_at", "pk")
    )
