"""A change of rules that was noted wrongly is corrected, with a reason; the answers already given stay (row 5.3d).

Another institution or legal entity closes the reviews of the accounts it no longer concerns, and opens those of the
accounts it does. An account that somebody added by hand keeps its review.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from audit import log
from cases import policies, policy_items
from cases.models import Item, PolicyCorrection, PolicyRead, PolicyReview, PolicyUpdate

WHERE = ("institution", "legal_entity")
WORDS = (*WHERE, "what", "source", "effective_on")  # what was read and ticked
FIELDS = (*WORDS, "review_by", "reviewer")


@transaction.atomic
def correct(
    update: PolicyUpdate, values: Mapping[str, Any], *, because: str, version: int, by: User, at: datetime
) -> PolicyCorrection:
    by.require(Can.EDIT_REGISTER, update.organisation_id)
    said, wrong = policies.checked(update.organisation, values, at=at, before=update)
    because = because.strip()
    if not because:
        wrong["because"] = ValidationError(_("Say why it is corrected."), code="reason_missing")
    if wrong:
        raise ValidationError(wrong)
    was = {name: getattr(update, name) for name in FIELDS}
    changed = [name for name in FIELDS if said[name] != was[name]]
    if not changed and version == update.version:
        raise ValidationError(
            _("Nothing differs from what is noted. Change what is wrong, or go back without saving."),
            code="nothing_changed",
        )
    is_reworded = any(name in WORDS for name in changed)
    new = said | ({"corrected_at": at} if is_reworded else {})
    if not PolicyUpdate.objects.filter(pk=update.pk, version=version).update(version=F("version") + 1, **new):
        raise ValidationError(
            _("Somebody corrected this change while you were writing. Compare with what is saved, then save again."),
            code="saved_meanwhile",
        )
    update.refresh_from_db()
    closed = opened = 0
    if any(name in WHERE for name in changed):
        closed = _close(update, was, because, by=by, at=at)
        opened = policy_items.open_for(update, policies.affected(update), by=by, at=at)
    policy_items.renew(update)
    if is_reworded:
        PolicyRead.objects.update_or_create(update_of=update, reader=by, defaults={"read_at": at})
    correction = PolicyCorrection.objects.create(
        update_of=update,
        changes={name: [_plain(was[name]), _plain(said[name])] for name in changed},
        because=because,
        opened=opened,
        closed=closed,
        made_by=by,
        made_at=at,
    )
    log.record(
        chain=f"org/{update.organisation_id}",
        action="policy.corrected",
        by=by,
        at=at,
        data={"policy": update.pk, "fields": sorted(changed), "opened": opened, "closed": closed},
        private={"because": because, **{name: correction.changes[name] for name in changed}},
    )
    return correction


def _close(update: PolicyUpdate, was: Mapping[str, Any], because: str, *, by: User, at: datetime) -> int:
    """Only what the old name found and the new one does not, and nobody has answered."""
    firm = update.organisation_id
    still = policies.touched(firm, update.institution, update.legal_entity)
    gone = policies.touched(firm, *(was[name] for name in WHERE)).exclude(pk__in=still.values("pk"))
    reviews = PolicyReview.objects.open().filter(update_of=update, account__in=gone.values("pk"))
    closed = reviews.update(withdrawn_at=at)
    if closed:
        items = Item.objects.open().filter(policy_review__update_of=update, policy_review__withdrawn_at=at)
        items.update(state=Item.State.WAIVED, note=because, settled_by=by, settled_at=at)
    return closed


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
