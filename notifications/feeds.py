"""A calendar feed at a secret address: whoever has the address may read it, so it can be changed and taken away.

The address holds 256 random bits and is shown once. The table keeps their SHA-256 only: who reads the database cannot
fetch a feed with it.
"""

import hashlib
import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import log
from notifications.models import CalendarFeed, FeedScope

LONGEST = 64  # what looks like no token of ours is not even looked up


@transaction.atomic
def open_feed(*, scope: str, alarm: bool, by: User, at: datetime) -> str:
    """A new address for oneself; an older one ends. Returns the secret part, which nobody can show again."""
    if scope not in FeedScope.values:
        raise ValidationError({"scope": ValidationError(_("Choose one from the list."), code="unknown_scope")})
    token = secrets.token_urlsafe(32)
    ended = _end(by, at=at)
    try:
        with transaction.atomic():
            CalendarFeed.objects.create(user=by, token_hash=_hashed(token), scope=scope, alarm=alarm, created_at=at)
    except IntegrityError as twice:
        raise ValidationError(
            _("You have just made an address in another window. Reload the page."), code="changed_meanwhile"
        ) from twice
    log.record(
        chain=f"user/{by.pk}", action="feed.rotated" if ended else "feed.opened", by=by, at=at, data={"scope": scope}
    )
    return token


@transaction.atomic
def close_feed(*, by: User, at: datetime) -> None:
    """From now on the address answers as if it had never been."""
    if not _end(by, at=at):
        raise ValidationError(_("There is no address to take away."), code="no_feed")
    log.record(chain=f"user/{by.pk}", action="feed.closed", by=by, at=at)


def feed_of(token: str) -> CalendarFeed | None:
    """Whose feed this is, if it is anybody's who may still sign in."""
    if not 40 <= len(token) <= LONGEST:
        return None
    return (
        CalendarFeed.objects.standing()
        .filter(token_hash=_hashed(token), user__is_active=True)
        .select_related("user")
        .first()
    )


def _end(user: User, *, at: datetime) -> int:
    return CalendarFeed.objects.standing().filter(user=user).update(revoked_at=at)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf8", "replace")).hexdigest()
