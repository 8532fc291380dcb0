"""A mail goes out: by the outbox or as a file for the own mail program; recorded with each file's hash either way.

Nothing leaves by itself, and nothing leaves twice: when a server took the text and never answered, a person decides.
"""

import re
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import contact, history
from cases.models import Case, Message
from comms import addresses, disclosures, parcels, writing
from comms.models import OutMail
from comms.parcels import NO_LIMIT, Enclosed, Limit
from documents import storing
from documents.models import StoredFile
from notifications import posting
from notifications.models import Channel, OnDoubt

KIND = "case-mail"
_PLACE = r"[^\s@<>,;:，；、：\"()（）]+@[^\s@<>,;:，；、：\"()（）.]+(?:\.[^\s@<>,;:，；、：\"()（）.]+)+"
ONE_ADDRESS = re.compile(rf"(?P<address>{_PLACE})|(?P<name>[^@<>,;，；、]*)<\s*(?P<named>{_PLACE})\s*>")
NOT_FOR_MACHINES = {"Auto-Submitted": "no"}


@dataclass(frozen=True)
class Plan:
    """What would go out: one line a mail, before anything is made."""

    subject: str
    files: tuple[Enclosed, ...]
    part: int
    parts: int
    limit: Limit = NO_LIMIT

    @property
    def size(self) -> int:
        return parcels.total(self.files)

    @property
    def encoded(self) -> int:
        return sum(parcels.encoded(file.size) for file in self.files) + 2000

    @property
    def is_heavy(self) -> bool:
        """The files keep the limit, but the mail as it travels does not: a third is added to carry them."""
        return self.limit.size is not None and not self.limit.is_encoded and self.encoded > self.limit.size


def sends() -> bool:
    """Whether this installation has a mail server. Without one a mail is made as a file."""
    return settings.MAIL_CHANNEL in ("smtp", "api")


def enclosed(file: StoredFile, name: str = "") -> Enclosed:
    return Enclosed(name or file.name, file.mime, file.size, file.sha256, file.key, file.pk)


def plan(why: str, name: str, language: str, files: Sequence[Enclosed], limit: Limit = NO_LIMIT) -> list[Plan]:
    """Refuses when a single file exceeds the limit."""
    packed = parcels.pack(parcels.unlike_names(files), limit)
    total = len(packed)
    return [
        Plan(writing.subject(why, name, language, part=number, parts=total), tuple(some), number, total, limit)
        for number, some in enumerate(packed, start=1)
    ]


@transaction.atomic
def send(
    case: Case,
    plans: Sequence[Plan],
    *,
    to: str,
    words: str,
    language: str,
    way: str,
    by: User,
    at: datetime,
    about: str = "",
    answers: str = "",
    why: tuple[str, str] = ("", ""),
    is_disclosed: bool = False,
) -> list[OutMail]:
    """All parts or none. `way`: through the outbox, or as files that open in the own mail program.

    `is_disclosed`: the act around this one has written the line of the register.
    """
    case.require(by, Can.WORK_ON_CASE)
    contact.require_contact(case, by)
    contact.require_verified(case)
    to = receiver(to)
    if way == OutMail.Way.SMTP and not sends():
        raise ValidationError(
            _("No mail server is set up here. Make the mail as a file and send it from your own mail program."),
            code="no_mail_server",
        )
    made = [
        _one(case, each, to=to, words=words, language=language, way=way, by=by, at=at, about=about, answers=answers)
        for each in plans
    ]
    if way == OutMail.Way.SMTP and not is_disclosed:
        files = [file for each in plans for file in each.files]
        disclosures.note(case, to_whom=to, why=why, files=files, by=by, at=at, about=about)
    history.record(
        case,
        "mail.sent" if way == OutMail.Way.SMTP else "mail.made",
        by=by,
        at=at,
        data={
            "mails": [mail.pk for mail in made],
            "about": about,
            "files": [file.sha256 for each in plans for file in each.files],
        },
        private={"to": to, "subject": plans[0].subject},
    )
    return made


def receiver(to: str) -> str:
    """One address, with or without a name. A second one beside it is refused: the parser would drop it in silence."""
    found = ONE_ADDRESS.fullmatch(" ".join(to.split()))
    if found is None:
        raise ValidationError(
            {
                "to": ValidationError(
                    _("Enter one e-mail address, for example complaints@bank.example."), code="no_address"
                )
            }
        )
    name, address = (found["name"] or "").strip(' "'), found["named"] or found["address"]
    return f"{name} <{address}>" if name else str(address)


def _one(
    case: Case,
    each: Plan,
    *,
    to: str,
    words: str,
    language: str,
    way: str,
    by: User,
    at: datetime,
    about: str,
    answers: str,
) -> OutMail:
    body = writing.body(words, [file.name for file in each.files], language, part=each.part, parts=each.parts)
    text = writing.Text(
        sender=settings.DEFAULT_FROM_EMAIL if way == OutMail.Way.SMTP else case.party.email or by.email,
        to=to,
        subject=each.subject,
        body=body,
        language=language,
        reply_to=addresses.of(case) or by.email,
        answers=answers,
    )
    row = OutMail(
        case=case,
        about=about,
        way=way,
        to=parseaddr(to)[1][:254],
        subject=each.subject,
        part=each.part,
        parts=each.parts,
        files=[{"name": file.name, "sha256": file.sha256, "size": file.size, "file": file.file} for file in each.files],
        made_by=by,
        made_at=at,
    )
    if way == OutMail.Way.SMTP:
        _post(row, text, each, case, by=by, at=at)
    else:
        row.mail_id = f"<{uuid.uuid4().hex}@{(text.reply_to.rpartition('@')[2] or 'localhost')}>"
        row.eml = _as_file(row, text, each, case, at=at)
    row.save()
    return row


def _post(row: OutMail, text: writing.Text, each: Plan, case: Case, *, by: User, at: datetime) -> None:
    row.carried = posting.post(
        channel=Channel.MAIL,
        kind=KIND,
        about=f"case/{case.pk}",
        subject=text.subject,
        body=text.body,
        dedupe=f"{KIND}/{uuid.uuid4().hex}",
        organisation=case.organisation,
        to=text.to,
        language=text.language.lower(),
        headers=writing.headers_of(text) | NOT_FOR_MACHINES,
        attachments=[{"name": file.name, "type": file.kind, "file": file.key} for file in each.files],
        on_doubt=OnDoubt.HOLD,
        at=at,
    )
    row.mail_id = row.carried.message_id
    row.message = Message.objects.create(
        case=case,
        way=Message.Way.OUT,
        channel=Message.Channel.EMAIL,
        subject=each.subject[:200],
        text=text.body,
        other_side=text.to[:200],
        happened_at=at,
        recorded_at=at,
        recorded_by=by,
    )


def _as_file(row: OutMail, text: writing.Text, each: Plan, case: Case, *, at: datetime) -> StoredFile:
    files = [(file.name, file.kind, _bytes(file)) for file in each.files]
    raw = writing.as_eml(text, files, message_id=row.mail_id, at=at)
    with tempfile.TemporaryDirectory(prefix="fd-eml-") as folder:
        path = Path(folder) / "mail.eml"
        path.write_bytes(raw)
        number = f"-{each.part}-{each.parts}" if each.parts > 1 else ""
        return storing.keep(
            path,
            name=f"{case.ref}{number}.eml",
            mime="message/rfc822",
            organisation=case.organisation,
            at=at,
            facts={"made": "mail"},
        )


def _bytes(file: Enclosed) -> bytes:
    with default_storage.open(file.key) as source:
        return bytes(source.read())
