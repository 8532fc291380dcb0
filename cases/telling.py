"""Tell a person something once, within their working hours, in their language; or whoever stands in for them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Organisation, User
from cases.readers import Book
from notifications import posting
from notifications.models import Channel, Message

CHUNK = 500
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Occasion:
    """What is told, by its key; the same key is told once."""

    key: str
    notice: str  # templates/notices/<notice>.txt: its first line is the subject
    to: User
    organisation: Organisation
    about: str
    url: str  # inside the app


def tell(occasion: Occasion, book: Book, *, at: datetime, **context: object) -> int:
    """1 when it is posted; 0 when the reader is not at work now: the next round asks again."""
    reader = book.reader(occasion.to)
    there = book.stands_in(occasion.to, reader.habits.local(at).date(), occasion.organisation.pk)
    if there != occasion.to:
        reader = book.reader(there, instead_of=occasion.to)
    if reader.habits.next_hour(at) > at:
        return 0
    address = settings.SITE_URL.rstrip("/") + occasion.url
    with translation.override(reader.user.language), timezone.override(reader.habits.zone):
        text = render_to_string(
            f"notices/{occasion.notice}.txt",
            {"reader": reader.user, "instead_of": reader.instead_of, "url": address, **context},
        )
    subject, _blank, body = text.strip().partition("\n")
    channels = reader.channels("") or [Channel.MAIL]
    for channel in channels:
        posting.post(
            channel=channel,
            organisation=occasion.organisation,
            recipient=reader.user,
            kind=occasion.notice.replace("_", "-"),
            about=occasion.about,
            url=occasion.url,
            subject=subject.strip(),
            body=body.strip() + "\n",
            language=reader.user.language,
            dedupe=occasion.key if channel == channels[0] else f"{occasion.key}/{channel}",
            at=at,
        )
    return 1


def not_told(occasions: Iterable[Occasion]) -> list[Occasion]:
    """Those among them that nobody has been told of, in one query."""
    wanted = {occasion.key: occasion for occasion in occasions}
    known = set(Message.objects.filter(dedupe__in=wanted).values_list("dedupe", flat=True))
    return [occasion for key, occasion in wanted.items() if key not in known]


def chunks(rows: "QuerySet[Row]") -> "Iterator[list[Row]]":
    found = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        yield some
