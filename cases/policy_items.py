"""One review an account after a change of rules, and the item that somebody finds on their desk (row 5.3d)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Role
from accounts.words import both
from cases.models import Account, Item, PolicyReview, PolicyUpdate

END_OF_DAY = time(18)
BATCH = 500
OF_THE_CHANGE = ["title_zh", "title_en", "assignee", "role", "due_at"]  # what its items take from a change


def open_for(update: PolicyUpdate, accounts: Iterable[Account], *, by: User | None, at: datetime) -> int:
    """Exactly one an account, whoever asks and how often: who loses a race to the constraint looks again."""
    wanted = list(accounts)
    if not wanted:  # the round of every hour finds none, for nearly every change
        return 0
    for _attempt in range(2):
        try:
            with transaction.atomic():
                return _create(update, wanted, by=by, at=at)
        except IntegrityError:
            continue
    return 0


def _create(update: PolicyUpdate, accounts: list[Account], *, by: User | None, at: datetime) -> int:
    """What an earlier correction closed is opened again: its row stands there already."""
    known = {row.account_id: row for row in PolicyReview.objects.filter(update_of=update).select_related("item")}
    fresh = [account for account in accounts if account.pk not in known]
    items = Item.objects.bulk_create([_item(update, account) for account in fresh], batch_size=BATCH)
    PolicyReview.objects.bulk_create(
        [
            PolicyReview(update_of=update, account=account, item=item, created_at=at, opened_by=by)
            for account, item in zip(fresh, items, strict=True)
        ],
        batch_size=BATCH,
    )
    again = [account for account in accounts if account.pk in known and known[account.pk].withdrawn_at]
    if again:
        closed = PolicyReview.objects.filter(pk__in=[known[account.pk].pk for account in again])
        closed.update(withdrawn_at=None, created_at=at, opened_by=by)
        rows = [_worded(known[account.pk].item, update, account) for account in again]
        for item in rows:
            item.state, item.note, item.settled_by, item.settled_at = Item.State.TODO, "", None, None
        Item.objects.bulk_update(rows, [*OF_THE_CHANGE, "state", "note", "settled_by", "settled_at"], batch_size=BATCH)
    return len(fresh) + len(again)


def _item(update: PolicyUpdate, account: Account) -> Item:
    item = Item(
        organisation_id=update.organisation_id, account=account, code=f"policy-{update.pk}", origin=Item.Origin.POLICY
    )
    return _worded(item, update, account)


def _worded(item: Item, update: PolicyUpdate, account: Account) -> Item:
    """What the item takes from the change: its words, its day, whose it is."""
    zh, en = both(
        _("Rules of %(institution)s change on %(day)s: review account %(account)s"),
        institution=account.institution,
        day=update.effective_on.isoformat(),
        account=account.spaced,
    )
    item.title_zh, item.title_en = zh[:300], en[:300]
    item.assignee, item.role = update.reviewer, update.reviewer.roles.get(update.organisation_id, Role.FINANCE)
    item.due_at = evening(update.organisation, update.review_by)
    return item


def renew(update: PolicyUpdate) -> None:
    """After a correction the open items say, to whom it belongs now, what stands now."""
    found = PolicyReview.objects.open().filter(update_of=update).select_related("item", "account")
    rows = [_worded(review.item, update, review.account) for review in found]
    Item.objects.bulk_update(rows, OF_THE_CHANGE, batch_size=BATCH)


def evening(organisation: Organisation, day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, ZoneInfo(organisation.time_zone))
