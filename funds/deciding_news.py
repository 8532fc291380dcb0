"""Whoever may decide is told that a decision waits; whoever asked is told how it was decided, and how long it took.

In the app and by mail, as each has chosen, in their language. A row of the outbox: what carries it comes later.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from cases.people import members
from cases.readers import Book
from funds.models import Decision, Delegation
from notifications import posting
from notifications.models import Channel

PAGE = "/approvals/"


def asked(decision: Decision, *, at: datetime) -> None:
    """Managers, and the delegates whose limit is for this."""
    today = decision.organisation.day_of(at)
    held = Delegation.objects.filter(
        organisation_id=decision.organisation_id,
        subject=decision.subject,
        ended_at=None,
        valid_from__lte=today,
        valid_to__gte=today,
    ).select_related("person")
    people = [*members(decision.organisation, Role.MANAGER), *(each.person for each in held)]
    readers = {person.pk: person for person in people if person.pk != decision.asked_by_id}
    _tell(readers.values(), decision, "decision_asked", at=at)


def made(decision: Decision, *, at: datetime) -> None:
    """The asker; and while a second person is wanted, whoever may be that one."""
    if decision.is_open:
        people = members(decision.organisation, Role.MANAGER)
        others = [each for each in people if each.pk not in (decision.first_by_id, decision.asked_by_id)]
        _tell(others, decision, "decision_asked", at=at)
    else:
        _tell([decision.asked_by], decision, "decision_made", at=at)


def _tell(readers: Iterable[User], decision: Decision, notice: str, *, at: datetime) -> None:
    found = list(readers)
    book = Book(found)
    for person in found:
        channels = book.reader(person).channels("") or [Channel.MAIL]
        with translation.override(person.language):
            context = {"decision": decision, "reader": person, "url": settings.SITE_URL.rstrip("/") + PAGE}
            text = render_to_string(f"notices/{notice}.txt", context)
        subject, _blank, body = text.strip().partition("\n")
        for channel in channels:
            posting.post(
                channel=channel,
                organisation=decision.organisation,
                recipient=person,
                kind=notice.replace("_", "-"),
                about=f"party/{decision.party_id}",
                url=PAGE,
                subject=subject.strip(),
                body=body.strip() + "\n",
                language=person.language,
                dedupe=f"{notice}/{decision.pk}/{decision.state}/{person.pk}/{channel}",
                at=at,
            )
