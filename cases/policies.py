"""An institution changes its rules: noted once, read by each person, and reviewed once for every account (row 5.3d)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can, Role
from accounts.words import both
from audit import log
from cases.models import Account, Item, PolicyRead, PolicyReview, PolicyUpdate
from cases.models.register import AccountQuerySet

END_OF_DAY = time(18)
BATCH = 500
Answer = PolicyReview.Answer


@transaction.atomic
def note(organisation: Organisation, values: Mapping[str, Any], *, by: User, at: datetime) -> PolicyUpdate:
    """One review an account that the firm holds there today; a later account gets its own when it is opened."""
    by.require(Can.EDIT_REGISTER, organisation.pk)
    said = {name: " ".join(str(values.get(name) or "").split()) for name in ("institution", "legal_entity", "source")}
    said["what"] = str(values.get("what") or "").strip()
    wrong: dict[str, ValidationError] = {}
    for name, sentence in (
        ("institution", _("Say which institution has changed its rules.")),
        ("what", _("Say what has changed.")),
        ("source", _("Say where this stands: the page, the mail, the letter.")),
    ):
        if not said[name]:
            wrong[name] = ValidationError(sentence, code=f"{name}_missing")
    if not values.get("effective_on"):
        wrong["effective_on"] = ValidationError(_("Enter from when it applies."), code="effective_missing")
    if not values.get("review_by") or values["review_by"] < organisation.day_of(at):
        wrong["review_by"] = ValidationError(
            _("Say by when the accounts are reviewed: today or a later day."), code="review_by_missing"
        )
    reviewer: User | None = values.get("reviewer")
    if reviewer is None or not reviewer.can(Can.EDIT_REGISTER, organisation.pk):
        wrong["reviewer"] = ValidationError(_("Choose who reviews the accounts."), code="reviewer_missing")
    if wrong or reviewer is None:
        raise ValidationError(wrong)
    update = PolicyUpdate.objects.create(
        organisation=organisation,
        effective_on=values["effective_on"],
        review_by=values["review_by"],
        reviewer=reviewer,
        noted_by=by,
        noted_at=at,
        **said,
    )
    made = _open(update, affected(update), at=at)
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


def affected(update: PolicyUpdate) -> AccountQuerySet:
    """By institution, and by legal entity where the change names one; an account that states none counts as well."""
    found = Account.objects.active().filter(
        organisation_id=update.organisation_id, institution__iexact=update.institution
    )
    if update.legal_entity:
        found = found.filter(Q(legal_entity__iexact=update.legal_entity) | Q(legal_entity=""))
    return found


def take_up(account: Account, *, at: datetime) -> int:
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
    return sum(_open(update, [account], at=at) for update in fitting)


def open_missing(*, at: datetime) -> int:
    """What two people who acted at once have left out. Run again it makes nothing."""
    made = 0
    for update in PolicyUpdate.objects.select_related("reviewer", "organisation").order_by("pk"):
        made += _open(update, affected(update).exclude(policy_reviews__update_of=update), at=at)
    return made


@transaction.atomic
def include(update: PolicyUpdate, account: Account, *, by: User, at: datetime) -> PolicyReview:
    """An account that the name of its institution did not find."""
    by.require(Can.EDIT_REGISTER, update.organisation_id)
    if account.organisation_id != update.organisation_id:
        raise ValidationError(_("This account is not in the register of the firm."), code="unknown_account")
    if not _open(update, [account], at=at):
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
    """One's own tick; a second one changes nothing."""
    _row, is_new = PolicyRead.objects.get_or_create(update_of=update, reader=by, defaults={"read_at": at})
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
        raise ValidationError(_("Somebody else has answered this first. Their answer stands."), code="answered_already")
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
        due_at=_evening(organisation, by_when),
    )


def _open(update: PolicyUpdate, accounts: Iterable[Account], *, at: datetime) -> int:
    """Exactly one an account, whoever asks and how often: who loses a race to the constraint looks again."""
    wanted = list(accounts)
    if not wanted:  # the round of every hour finds none, for nearly every change
        return 0
    for _attempt in range(2):
        try:
            with transaction.atomic():
                return _create(update, wanted, at=at)
        except IntegrityError:
            continue
    return 0


def _create(update: PolicyUpdate, accounts: list[Account], *, at: datetime) -> int:
    known = set(PolicyReview.objects.filter(update_of=update).values_list("account_id", flat=True))
    fresh = [account for account in accounts if account.pk not in known]
    items = Item.objects.bulk_create([_item(update, account) for account in fresh], batch_size=BATCH)
    PolicyReview.objects.bulk_create(
        [
            PolicyReview(update_of=update, account=account, item=item, created_at=at)
            for account, item in zip(fresh, items, strict=True)
        ],
        batch_size=BATCH,
    )
    return len(fresh)


def _item(update: PolicyUpdate, account: Account) -> Item:
    zh, en = both(
        _("Rules of %(institution)s change on %(day)s: review account %(account)s"),
        institution=account.institution,
        day=update.effective_on.isoformat(),
        account=account.spaced,
    )
    return Item(
        organisation_id=update.organisation_id,
        account=account,
        code=f"policy-{update.pk}",
        title_zh=zh[:300],
        title_en=en[:300],
        role=update.reviewer.roles.get(update.organisation_id, Role.FINANCE),
        assignee=update.reviewer,
        origin=Item.Origin.POLICY,
        due_at=_evening(update.organisation, update.review_by),
    )


def _evening(organisation: Organisation, day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, ZoneInfo(organisation.time_zone))
