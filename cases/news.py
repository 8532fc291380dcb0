"""Who hears of what about a case, in their own language."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from cases.models import Case
from notifications import posting
from notifications.models import Channel


def case_opened(case: Case, *, by: User, at: datetime) -> None:
    """Owner, counsel and manager are told at once; whoever logged the freeze knows it already."""
    readers = {person.pk: person for person in (case.owner, case.counsel, case.manager) if person is not None}
    for reader in readers.values():
        if reader != by:
            tell(case, reader, "case_opened", at=at)


def tell(case: Case, reader: User, notice: str, *, at: datetime, key: str = "", **context: object) -> None:
    """One mail from templates/notices/<notice>.txt: its first line is the subject. The same key is told once."""
    with translation.override(reader.language):
        text = render_to_string(
            f"notices/{notice}.txt", {"case": case, "reader": reader, "url": address_of(case), **context}
        )
    subject, _blank, body = text.strip().partition("\n")
    posting.post(
        channel=Channel.MAIL,
        organisation=case.organisation,
        recipient=reader,
        kind=notice.replace("_", "-"),
        about=f"case/{case.pk}",
        subject=subject.strip(),
        body=body.strip() + "\n",
        language=reader.language,
        send_at=at,
        dedupe=f"{notice}/{case.pk}/{key}/{reader.pk}",
        at=at,
    )


def address_of(case: Case) -> str:
    """The case's page, as a mail needs it: with the host."""
    return f"{settings.SITE_URL.rstrip('/')}/cases/{case.ref}/"
