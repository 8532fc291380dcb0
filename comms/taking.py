"""A mail comes in: kept byte for byte, read, laid on its case, its files looked at. The same mail twice is one mail."""

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from accounts.words import both
from audit import log
from cases import history, timeline
from cases.models import Case, Message
from comms import matching, reading, undelivered
from comms.models import InMail, MailFile
from comms.reading import Attached, Read
from documents import intake, storing
from documents.models import StoredFile
from documents.names import safe_name

EML = "message/rfc822"


def take_in(
    raw: bytes, *, organisation: Organisation, by: User | None, at: datetime, case: Case | None = None
) -> tuple[InMail, bool]:
    """The mail, and whether it is new. `case`: a person hands it to this case; `by` is None for the mailbox itself."""
    if case is not None and by is not None:
        case.require(by, Can.WORK_ON_CASE)
    digest = hashlib.sha256(raw).hexdigest()
    known = InMail.objects.filter(organisation=organisation, sha256=digest).select_related("case").first()
    if known is not None:
        return (assign(known, case, by=by, at=at), False) if case and known.case is None and by else (known, False)
    read = reading.read(raw)
    found, how = (case, InMail.Matched.PERSON) if case else matching.case_for(read, organisation)
    # Outside the transaction: looking into files takes seconds, and a file kept twice is one file.
    original = _kept(raw, read, organisation, at=at)
    files = [_looked_at(each, organisation, at=at) for each in read.attached]
    try:
        with transaction.atomic():
            return _recorded(read, digest, original, files, organisation, found, how, by=by, at=at), True
    except IntegrityError:  # taken in twice in the same moment
        return InMail.objects.get(organisation=organisation, sha256=digest), False


def _kept(raw: bytes, read: Read, organisation: Organisation, *, at: datetime) -> StoredFile:
    """Not judged: it is what came. It is handed out as a download only, never opened here."""
    with tempfile.TemporaryDirectory(prefix="fd-mail-") as folder:
        path = Path(folder) / "original.eml"
        path.write_bytes(raw)
        name = f"{read.subject[:80] or 'mail'}.eml"
        return storing.keep(path, name=name, mime=EML, organisation=organisation, at=at, facts={"made": "mail"})


def _looked_at(each: Attached, organisation: Organisation, *, at: datetime) -> MailFile:
    row = MailFile(
        name=safe_name(each.name)[:200],
        kind=each.kind[:100],
        size=len(each.data),
        sha256=hashlib.sha256(each.data).hexdigest(),
        inside=each.inside[:200],
    )
    try:
        row.file = storing.store(each.data, name=each.name, organisation=organisation, at=at, prepare_now=False)
    except ValidationError as refused:
        error = refused.error_list[0]
        row.refused = str(error.code or "other")[:40]
        row.refused_with = {name: str(value) for name, value in (error.params or {}).items()}
    return row


def why_refused(file: MailFile) -> str:
    """The sentence of the intake, in the reader's language."""
    sentence = intake.REASONS.get(file.refused)
    try:
        return str(sentence) % file.refused_with if sentence and file.refused_with else str(sentence or file.refused)
    except (KeyError, TypeError, ValueError):
        return str(sentence)


def _recorded(
    read: Read,
    digest: str,
    original: StoredFile,
    files: list[MailFile],
    organisation: Organisation,
    case: Case | None,
    how: str,
    *,
    by: User | None,
    at: datetime,
) -> InMail:
    mail = InMail.objects.create(
        organisation=organisation,
        original=original,
        sha256=digest,
        subject=read.subject,
        sender=read.sender,
        sender_name=read.sender_name,
        text=read.text,
        sent_at=read.sent_at,
        sent_written=read.sent_written,
        mail_id=read.message_id,
        problems=read.problems,
        automatic=read.returned.kind,
        about_mail=undelivered.about_of(read.returned.ids, case) if case is not None else None,
        returned_to=read.returned.to,
        returned_status=read.returned.status,
        returned_said=read.returned.said,
        taken_at=at,
        taken_by=by,
    )
    for position, row in enumerate(files, start=1):
        row.mail, row.position = mail, position
    MailFile.objects.bulk_create(files)
    if case is not None:
        return _laid_on(mail, case, how, by=by, at=at)
    log.record(chain=f"org/{organisation.pk}", action="mail.waiting", by=by or "mailbox", at=at, data={"mail": mail.pk})
    return mail


def _laid_on(mail: InMail, case: Case, how: str, *, by: User | None, at: datetime) -> InMail:
    """Into the log of the case, where the other contacts stand."""
    # A sender's clock may be wrong: what came cannot have been sent later.
    happened_at = min(mail.sent_at, at) if mail.sent_at else at
    message = Message.objects.create(
        case=case,
        way=Message.Way.IN,
        channel=Message.Channel.EMAIL,
        subject=(mail.subject or str(_("(no subject)")))[:200],
        text=mail.text,
        other_side=(f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender)[:200],
        happened_at=happened_at,
        file=mail.original,
        recorded_at=at,
        recorded_by=by,
    )
    taken = InMail.objects.filter(pk=mail.pk, case=None).update(
        case=case, message=message, matched=how, set_aside_at=None, set_aside_because=""
    )
    if not taken:
        raise ValidationError(_("Somebody has just laid this mail on a case."), code="assigned_already")
    mail.refresh_from_db()
    if mail.automatic:
        zh, en = undelivered.in_both(mail)
    else:
        zh, en = both(_("Mail received: %(subject)s"), subject=message.subject)
    timeline.note_event(
        case, "mail_received", happened_at=happened_at, zh=zh, en=en, by=by, at=at, file=mail.original,
        sha256=mail.sha256,
    )  # fmt: skip
    undelivered.note(mail, case, at=at)
    history.record(
        case,
        "mail.taken",
        by=by,
        at=at,
        data={"mail": mail.pk, "message": message.pk, "how": how, "files": mail.files.count(), "sha256": mail.sha256}
        | ({"automatic": mail.automatic, "about": mail.about_mail_id} if mail.automatic else {}),
        private={"subject": mail.subject, "from": mail.sender},
    )
    return mail


@transaction.atomic
def assign(mail: InMail, case: Case, *, by: User, at: datetime) -> InMail:
    """A mail that found no case by itself: a person says to which it belongs."""
    case.require(by, Can.WORK_ON_CASE)
    if mail.organisation_id != case.organisation_id:
        raise ValidationError(_("This mail belongs to another organisation."), code="other_organisation")
    if mail.case_id:
        raise ValidationError(_("Somebody has just laid this mail on a case."), code="assigned_already")
    return _laid_on(mail, case, InMail.Matched.PERSON, by=by, at=at)


@transaction.atomic
def set_aside(mail: InMail, *, because: str, by: User, at: datetime) -> InMail:
    """It belongs to no case: kept, with the reason, and out of the list."""
    by.require(Can.WORK_ON_CASE, mail.organisation_id)
    if not because.strip():
        raise ValidationError(
            {"because": ValidationError(_("Say why this mail belongs to no case."), code="reason_missing")}
        )
    if not InMail.objects.filter(pk=mail.pk, case=None, set_aside_at=None).update(
        set_aside_at=at, set_aside_because=because.strip()[:300]
    ):
        raise ValidationError(_("Somebody has just decided on this mail."), code="decided_already")
    mail.refresh_from_db()
    log.record(
        chain=f"org/{mail.organisation_id}", action="mail.set_aside", by=by, at=at, data={"mail": mail.pk},
        private={"because": because.strip()},
    )  # fmt: skip
    return mail
