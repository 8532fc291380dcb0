"""An institution changes its rules: noted once, read by each person, and reviewed once for every account (row 5.3d)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can
from accounts.words import both
from audit import log
from cases import policy_items
from cases.models import Account, Item, PolicyRead, PolicyReview, PolicyUpdate
from cases.models.register import AccountQuerySet

Answer = PolicyReview.Answer


@transaction.atomic
def note(organisation: Organisation, values: Mapping[str, Any], *, by: User, at: datetime) -> PolicyUpdate:
    """One review an account that the firm holds there today; a later account gets its own when it is opened."""
    by.require(Can.EDIT_REGISTER, organisation.pk)
    said, wrong = checked(organisation, values, at=at)
    if wrong:
        raise ValidationError(wrong)
    update = PolicyUpdate.objects.create(organisation=organisation, noted_by=by, noted_at=at, **said)
    made = policy_items.open_for(update, affected(update), by=by, at=at)
    PolicyRead.objects.create(update_of=update, reader=by, read_at=at)
    log.record(
        chain=f"org/{organisation.pk}",
        action="policy.noted",
        by=by,
        at=at,
        data={"policy": update.pk, "count": made, "since": update.effective_on.isoformat()},
        private={"institution": str(update), "text": update.what},
    )
    return update


def checked(
    organisation: Organisation, values: Mapping[str, Any], *, at: datetime, before: PolicyUpdate | None = None
) -> tuple[dict[str, Any], dict[str, ValidationError]]:
    """What is kept, and all that is wrong. A day of review that a correction leaves as it was may have passed."""
    said: dict[str, Any] = {
        name: " ".join(str(values.get(name) or "").split()) for name in ("institution", "legal_entity", "source")
    }
    said["what"] = str(values.get("what") or "").strip()
    said |= {name: values.get(name) for name in ("effective_on", "review_by", "reviewer")}
    wrong: dict[str, ValidationError] = {}
    for name, sentence in (
        ("institution", _("Say which institution has changed its rules.")),
        ("what", _("Say what has changed.")),
        ("source", _("Say where this stands: the page, the mail, the letter.")),
    ):
        if not said[name]:
            wrong[name] = ValidationError(sentence, code=f"{name}_missing")
    if not said["effective_on"]:
        wrong["effective_on"] = ValidationError(_("Enter from when it applies."), code="effective_missing")
    is_as_before = before is not None and said["review_by"] == before.review_by
    if not said["review_by"] or (said["review_by"] < organisation.day_of(at) and not is_as_before):
        wrong["review_by"] = ValidationError(
            _("Say by when the accounts are reviewed: today or a later day."), code="review_by_missing"
        )
    if said["reviewer"] is None or not said["reviewer"].can(Can.EDIT_REGISTER, organisation.pk):
        wrong["reviewer"] = ValidationError(_("Choose who reviews the accounts."), code="reviewer_missing")
    return said, wrong


def affected(update: PolicyUpdate) -> AccountQuerySet:
    """Those in use today."""
    return touched(update.organisation_id, update.institution, update.legal_entity).active()


def touched(organisation_id: int, institution: str, legal_entity: str) -> AccountQuerySet:
    """By institution, and by legal entity where the change names one; an account that states none counts as well."""
    found = Account.objects.filter(organisation_id=organisation_id, institution__iexact=institution)
    if legal_entity:
        found = found.filter(Q(legal_entity__iexact=legal_entity) | Q(legal_entity=""))
    return found


def take_up(account: Account, *, by: User, at: datetime) -> int:
    """An account opened after the change was noted gets its own review of every change at its institution."""
    updates = PolicyUpdate.objects.filter(
        organisation_id=account.organisation_id, institution__iexact=account.institution
    ).select_related("reviewer", "organisation")
    fitting = [
        update
        for update in updates
        if not (update.legal_entity and account.legal_entity)
        or update.legal_entity.casefold() == account.legal_entity.casefold()
    ]
    return sum(policy_items.open_for(update, [account], by=by, at=at) for update in fitting)


def open_missing(*, at: datetime) -> int:
    """What two people who acted at once have left out. Run again it makes nothing."""
    made = 0
    for update in PolicyUpdate.objects.select_related("reviewer", "organisation").order_by("pk"):
        reviewed = PolicyReview.objects.standing().filter(update_of=update).values("account")
        made += policy_items.open_for(update, affected(update).exclude(pk__in=reviewed), by=None, at=at)
    return made


@transaction.atomic
def include(update: PolicyUpdate, account: Account, *, by: User, at: datetime) -> PolicyReview:
    """An account that the name of its institution did not find."""
    by.require(Can.EDIT_REGISTER, update.organisation_id)
    if account.organisation_id != update.organisation_id:
        raise ValidationError(_("This account is not in the register of the firm."), code="unknown_account")
    if not policy_items.open_for(update, [account], by=by, at=at):
        raise ValidationError(
            {"number": ValidationError(_("This account is among the affected ones already."), code="already_in")}
        )
    log.record(
        chain=f"org/{update.organisation_id}",
        action="policy.included",
        by=by,
        at=at,
        data={"policy": update.pk, "account": account.pk},
    )
    return PolicyReview.objects.get(update_of=update, account=account)


@transaction.atomic
def read(update: PolicyUpdate, *, by: User, at: datetime) -> None:
    """One's own tick; a second one changes nothing, unless the change was corrected in between."""
    row, is_new = PolicyRead.objects.get_or_create(update_of=update, reader=by, defaults={"read_at": at})
    if not is_new and update.corrected_at:
        before = PolicyRead.objects.filter(pk=row.pk, read_at__lt=update.corrected_at)
        is_new = bool(before.update(read_at=at))
    if is_new:
        log.record(
            chain=f"org/{update.organisation_id}", action="policy.read", by=by, at=at, data={"policy": update.pk}
        )


@transaction.atomic
def answer(review: PolicyReview, values: Mapping[str, Any], *, by: User, at: datetime) -> PolicyReview:
    """Fits, needs a change (what, by when: it becomes an item of its own), or is not affected (why)."""
    update, account = review.update_of, review.account
    by.require(Can.EDIT_REGISTER, update.organisation_id)
    given, said = str(values.get("answer") or ""), str(values.get("note") or "").strip()
    change_by: date | None = values.get("change_by") if given == Answer.CHANGE else None
    wrong: dict[str, ValidationError] = {}
    if given not in Answer.values:
        wrong["answer"] = ValidationError(_("Choose what the review has found."), code="answer_missing")
    if given == Answer.CHANGE and not said:
        wrong["note"] = ValidationError(_("Say what must be changed."), code="note_missing")
    if given == Answer.NOT_AFFECTED and not said:
        wrong["note"] = ValidationError(_("Say why the change does not touch this account."), code="note_missing")
    if given == Answer.CHANGE and (change_by is None or change_by < update.organisation.day_of(at)):
        wrong["change_by"] = ValidationError(
            _("Say by when it is changed: today or a later day."), code="change_by_missing"
        )
    if wrong:
        raise ValidationError(wrong)
    follow_up = _follow_up(review, said, change_by, by=by) if change_by else None
    answered = PolicyReview.objects.open().filter(pk=review.pk)
    if not answered.update(
        answer=given, note=said, change_by=change_by, follow_up=follow_up, answered_by=by, answered_at=at
    ):
        if PolicyReview.objects.standing().filter(pk=review.pk).exists():
            raise ValidationError(
                _("Somebody else has answered this first. Their answer stands."), code="answered_already"
            )
        raise ValidationError(
            _("The change was corrected and leaves this account alone: no answer is needed any more."),
            code="withdrawn",
        )
    Item.objects.open().filter(pk=review.item_id).update(
        state=Item.State.DONE, settled_by=by, settled_at=at, note=str(Answer(given).label)
    )
    review.refresh_from_db()
    log.record(
        chain=f"org/{update.organisation_id}",
        action="policy.answered",
        by=by,
        at=at,
        data={"policy": update.pk, "account": account.pk, "answer": given},
        private={"note": said},
    )
    return review


def _follow_up(review: PolicyReview, what: str, by_when: date, *, by: User) -> Item:
    account, organisation = review.account, review.update_of.organisation
    zh, en = both(
        _("%(institution)s (%(account)s): %(what)s"),
        institution=account.institution,
        account=account.spaced,
        what=what,
    )
    return Item.objects.create(
        organisation=organisation,
        account=account,
        code=f"policy-change-{review.pk}",
        title_zh=zh[:300],
        title_en=en[:300],
        role=by.roles[organisation.pk],
        assignee=by,
        origin=Item.Origin.REGISTER,
        due_at=policy_items.evening(organisation, by_when),
    )
