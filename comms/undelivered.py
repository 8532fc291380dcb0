"""What became of a mail of ours, as a sentence in both languages; one that did not arrive is a line of the case."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from accounts.words import both
from cases import checklists, contact
from cases.models import Case
from comms.models import InMail, OutMail
from comms.returned import Kind

LINE = "undelivered-"
NOBODY = _("an address that is not named")
UNKNOWN = _("This mail did not arrive at %(to)s: the mail server gives no reason that is known here.")
# By the beginning of the status (RFC 3463), longer ones first.
FAILED: dict[str, str | Promise] = {
    "5.2.2": _("This mail did not arrive at %(to)s: the mailbox is full."),
    "4.2.2": _("This mail did not arrive at %(to)s: the mailbox is full."),
    "5.2.3": _("This mail did not arrive at %(to)s: the mail is too large."),
    "5.3.4": _("This mail did not arrive at %(to)s: the mail is too large."),
    "5.2.1": _("This mail did not arrive at %(to)s: the mailbox is closed."),
    "5.4.": _("This mail did not arrive at %(to)s: the mail server there could not be reached."),
    "4.4.": _("This mail did not arrive at %(to)s: the mail server there could not be reached."),
    "5.1.": _("This mail did not arrive at %(to)s: there is no such address."),
    "5.7.": _("This mail did not arrive at %(to)s: the mail server there refuses it."),
}
OTHERS: dict[str, str | Promise] = {
    Kind.DELAYED: _("This mail has not arrived at %(to)s yet: the mail server keeps trying."),
    Kind.DELIVERED: _("This mail was delivered to %(to)s. Nobody says that it was opened."),
    Kind.OPENED: _("This mail was opened by %(to)s. That is no reference number yet."),
    Kind.UNOPENED: _("This mail was put away by %(to)s without being opened."),
    Kind.OTHER: _("A machine wrote this mail. Read it: it may concern a mail of yours."),
}
STATE: dict[str, str] = {Kind.FAILED: "late", Kind.DELAYED: "soon", Kind.UNOPENED: "soon"}


def message_of(mail: InMail) -> str | Promise:
    if mail.automatic == Kind.FAILED:
        return next((said for start, said in FAILED.items() if mail.returned_status.startswith(start)), UNKNOWN)
    return OTHERS.get(mail.automatic, "")


def sentence(mail: InMail) -> str:
    """Empty for a mail that a person wrote."""
    message = message_of(mail)
    return str(message) % {"to": mail.returned_to or str(NOBODY)} if message else ""


@dataclass(frozen=True)
class Outcome:
    sentence: str
    state: str
    word: str
    about: OutMail | None
    said: str  # by the mail server, in its own words


def outcome(mail: InMail | None) -> Outcome | None:
    """For the page. Nothing for a mail that a person wrote."""
    if mail is None or not (told := sentence(mail)):
        return None
    said = " ".join(filter(None, (mail.returned_status, mail.returned_said)))
    return Outcome(told, STATE.get(mail.automatic, "ok"), mail.get_automatic_display(), mail.about_mail, said)


@dataclass(frozen=True)
class Fate:
    """What is known of a mail of ours, from what machines sent back about it."""

    mail: OutMail
    report: InMail

    @property
    def outcome(self) -> Outcome | None:
        return outcome(self.report)


def fates(mails: QuerySet[OutMail], *, by: str) -> dict[Any, list[Fate]]:
    """Of each mail that it did not arrive, whatever came besides, or what was told last; grouped by a field of it."""
    told: dict[int, Fate] = {}
    rows = InMail.objects.filter(about_mail__in=mails).select_related("about_mail")
    for report in rows.order_by("about_mail__made_at", "about_mail__part", "taken_at", "pk"):
        mail = report.about_mail
        if mail and (mail.pk not in told or told[mail.pk].report.automatic != Kind.FAILED):
            told[mail.pk] = Fate(mail, report)
    grouped: dict[Any, list[Fate]] = defaultdict(list)
    for fate in told.values():
        grouped[getattr(fate.mail, by)].append(fate)
    return grouped


def in_both(mail: InMail) -> tuple[str, str]:
    nobody_zh, nobody_en = both(NOBODY)
    message = message_of(mail)
    return both(message, to=mail.returned_to or nobody_zh)[0], both(message, to=mail.returned_to or nobody_en)[1]


def note(mail: InMail, case: Case, *, at: datetime) -> None:
    """Loud: first among what is to do, due the next working day, once for each mail of ours."""
    if mail.automatic != Kind.FAILED:
        return
    about = mail.about_mail
    to = mail.returned_to or (about.to if about else "")
    subject = about.subject if about else mail.subject
    zh, en = both(
        _("Send again, another way: “%(subject)s” did not arrive at %(to)s"), subject=subject[:120], to=to[:100] or "?"
    )
    role = Role.COUNSEL if contact.counsel_only(case) else Role.FINANCE
    checklists.send_again(case, f"{LINE}{about.pk if about else f'in-{mail.pk}'}", zh=zh, en=en, role=role, at=at)


def about_of(ids: list[str], case: Case) -> OutMail | None:
    """The mail of this case that the report is about."""
    return OutMail.objects.filter(case=case, mail_id__in=ids).order_by("-made_at", "-pk").first() if ids else None
