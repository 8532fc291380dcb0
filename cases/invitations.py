"""Dates as calendar invitations by mail, for owners who choose so: put in, moved, taken out (RFC 5546).

Derived from what stands now and from what was mailed before, like the reminders: nothing has to be called when a date
changes, and a round that was missed is made up by the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from cases import calendar
from cases.models import Deadline
from notifications import ics, posting
from notifications.models import Channel, Message

KIND = "calendar-invitation"
AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Mailed:
    """The last that went to this person about one date."""

    name: str
    sequence: int
    method: str
    text: str


def derive(*, at: datetime) -> int:
    """One round over everybody who has chosen it. Returns how many mails were written."""
    readers = User.objects.filter(preference__calendar_by_mail=True, is_active=True).order_by("pk")
    return sum(_post(reader, each, at=at) for reader in readers for each in _owed(reader, at))


def _owed(reader: User, at: datetime) -> Iterator[tuple[ics.Entry | None, Mailed]]:
    """What must be mailed so that the calendar there shows what stands here. No entry: it is taken out."""
    mailed = _mailed(reader, at)
    standing = {_name(entry): entry for entry in _standing(reader, at)}
    for name, entry in standing.items():
        last = mailed.get(name)
        if last is None:
            yield entry, Mailed(name, entry.sequence, ics.REQUEST, "")
        elif last.method == ics.CANCEL or last.sequence < entry.sequence:
            sequence = max(entry.sequence, last.sequence + 1)
            yield replace(entry, sequence=sequence), Mailed(name, sequence, ics.REQUEST, "")
    for name, last in mailed.items():
        if name not in standing and last.method == ics.REQUEST and ics.ends_after(last.text, at):
            yield None, Mailed(name, last.sequence + 1, ics.CANCEL, last.text)


def _standing(reader: User, at: datetime) -> list[ics.Entry]:
    rows = (
        Deadline.objects.visible_to(reader)
        .running()
        .filter(owner=reader, due_at__gte=at, due_at__lt=at + AHEAD)
        .select_related("case")
        .order_by("due_at", "pk")[: calendar.MOST]
    )
    return calendar.of(rows, [], reader=reader)


def _mailed(reader: User, at: datetime) -> dict[str, Mailed]:
    rows = Message.objects.filter(recipient=reader, kind=KIND, created_at__gte=at - AHEAD).order_by("pk")
    found = {}
    for dedupe, attachments in rows.values_list("dedupe", "attachments"):
        _invite, name, _reader, sequence, method = dedupe.split("/")
        found[name] = Mailed(name, int(sequence), method, attachments[0]["text"])
    return found


def _post(reader: User, owed: tuple[ics.Entry | None, Mailed], *, at: datetime) -> int:
    entry, mail = owed
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = ics.Person(name or "FreezeDesk", address)
    if entry is None:
        text, summary = ics.cancellation(mail.text, sequence=mail.sequence, at=at)
        body = ""
    else:
        attendee = ics.Person(reader.name, reader.email)
        text = ics.invitation(entry, method=ics.REQUEST, organizer=organizer, attendee=attendee).decode()
        summary, body = entry.summary, f"{entry.description}\n\n{entry.url}\n"
    with translation.override(reader.language):
        if entry is None:
            body = _("This date no longer stands, or is no longer yours. Your calendar takes it out.") + "\n"
            summary = _("Taken out: %(what)s") % {"what": summary}
        posting.post(
            channel=Channel.MAIL,
            organisation=None,
            recipient=reader,
            kind=KIND,
            about=f"calendar/{mail.name}"[:60],
            subject=summary,
            body=body,
            attachments=[{"name": "date.ics", "type": f"text/calendar; method={mail.method}", "text": text}],
            dedupe=f"invitation/{mail.name}/{reader.pk}/{mail.sequence}/{mail.method}",
            at=at,
        )
    return 1


def _name(entry: ics.Entry) -> str:
    return entry.uid.partition("@")[0]
