"""What a person decides about a message that did not arrive, or perhaps did."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from audit import log
from notifications.models import Channel, Message, State

OPEN = (State.UNCERTAIN, State.DEAD)


@transaction.atomic
def send_again(message: Message, *, by: User, at: datetime) -> None:
    """It goes out again with the same Message-ID, to the address the person has now; it says so when the first may have
    arrived."""
    _decide(message, by=by)
    perhaps = message.state == State.UNCERTAIN
    _change(
        message,
        state=State.PENDING,
        send_at=at,
        not_after=None,
        attempts=0,
        last_error="",
        to=_address(message),
        resent=F("resent") + (1 if perhaps else 0),
    )
    _note(message, "message.sent_again", by=by, at=at)


@transaction.atomic
def settle(message: Message, *, by: User, at: datetime) -> None:
    """The receiver has it, or knows it by other means: nothing more is sent."""
    _decide(message, by=by)
    if message.state == State.UNCERTAIN:
        _change(message, state=State.SENT, sent_at=message.sent_at or at, provider_ref="confirmed by a person")
    else:
        _change(message, state=State.CANCELLED)
    _note(message, "message.settled", by=by, at=at)


def _address(message: Message) -> str:
    """A wrong address is why it died: once somebody has put it right, the new one is meant."""
    reader = message.recipient
    return reader.email if reader is not None and message.channel == Channel.MAIL else message.to


def _decide(message: Message, *, by: User) -> None:
    if message.organisation_id is None:
        raise PermissionDenied(_("This message belongs to no organisation; only its sender can repeat it."))
    if not by.can(Can.MANAGE_PEOPLE, message.organisation_id):
        by.require(Can.ASSIGN, message.organisation_id)


def _change(message: Message, **fields: object) -> None:
    old = message.state
    if old not in OPEN or not Message.objects.filter(pk=message.pk, state=old).update(**fields):
        raise ValidationError(_("Somebody has decided on this message already. Reload the page."), code="decided")
    message.refresh_from_db()


def _note(message: Message, action: str, *, by: User, at: datetime) -> None:
    chain = f"org/{message.organisation_id}"
    log.record(chain=chain, action=action, by=by, at=at, data={"message": message.pk, "kind": message.kind})
