"""The quarterly health review of each account: opened on the quarter's first day, filled in by a person (12.1a)."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can, Role
from audit import log
from cases import people, telling, workdays
from cases.models import Account, HealthReview
from cases.readers import Book
from cases.telling import Occasion

DUE_AFTER = 15  # working days of the organisation
FIELDS = ("last_use_on", "last_update_on", "logins", "note")
BATCH = 500


def quarter_of(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def open_quarter(*, at: datetime) -> int:
    """One review an account that was in the register when the quarter began. Run again it makes what is missing."""
    made = 0
    for organisation in Organisation.objects.order_by("pk"):
        zone = ZoneInfo(organisation.time_zone)
        quarter = quarter_of(at.astimezone(zone).date())
        began = datetime.combine(quarter, time(0), zone)
        wanted = (
            Account.objects.active()
            .filter(organisation=organisation, created_at__lt=began)
            .exclude(reviews__quarter=quarter)
            .order_by("pk")
        )
        due_on = workdays.shift(quarter, DUE_AFTER, workdays.calendar_of(organisation.country))
        rows = [
            HealthReview(organisation=organisation, account=account, quarter=quarter, due_on=due_on, created_at=at)
            for account in wanted.only("pk")
        ]
        if rows:
            made += _create(organisation, rows, quarter, at=at)
    return made


@transaction.atomic
def _create(organisation: Organisation, rows: list[HealthReview], quarter: date, *, at: datetime) -> int:
    before = HealthReview.objects.filter(organisation=organisation, quarter=quarter).count()
    HealthReview.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    made = HealthReview.objects.filter(organisation=organisation, quarter=quarter).count() - before
    if made:
        log.record(
            chain=f"org/{organisation.pk}",
            action="review.opened",
            by="clock",
            at=at,
            data={"quarter": quarter.isoformat(), "count": made},
        )
    return made


def tell(*, at: datetime) -> int:
    """Who keeps the register hears once that a quarter's reviews are open, and once more when some are late."""
    told, book = 0, Book()
    for organisation in Organisation.objects.order_by("pk"):
        today = organisation.day_of(at)
        quarter = quarter_of(today)
        left = HealthReview.objects.open().filter(organisation=organisation, quarter=quarter)
        if (first := left.order_by("pk").first()) is None:
            continue
        step = "late" if today > first.due_on else "open"
        reader = people.anybody(organisation, Role.FINANCE if step == "open" else Role.MANAGER)
        if reader is None:
            continue
        occasion = Occasion(
            key=f"reviews/{organisation.pk}/{quarter:%Y%m%d}/{step}",
            notice="reviews",
            to=reader,
            organisation=organisation,
            about=f"reviews/{organisation.pk}",
            url="/health-reviews/",
        )
        if telling.not_told([occasion]):
            told += telling.tell(occasion, book, at=at, count=left.count(), due_on=first.due_on, step=step)
    return told


@transaction.atomic
def fill_in(review: HealthReview, values: Mapping[str, Any], *, by: User, at: datetime) -> HealthReview:
    """What was found, by whom. A review is filled in once; what comes up later belongs to the next quarter."""
    by.require(Can.EDIT_REGISTER, review.organisation_id)
    today = review.organisation.day_of(at)
    wrong: dict[str, ValidationError] = {}
    for name in ("last_use_on", "last_update_on"):
        if values.get(name) and values[name] > today:
            wrong[name] = ValidationError(
                _("This day lies in the future. Enter today or an earlier day."), code="in_future"
            )
    if not values.get("last_update_on"):
        wrong["last_update_on"] = ValidationError(
            _("Say when the institution last got current data. Look it up there if you do not know."),
            code="update_missing",
        )
    if not str(values.get("logins") or "").strip():
        wrong["logins"] = ValidationError(
            _("Say who signed in during the quarter, or that nobody did."), code="logins_missing"
        )
    if wrong:
        raise ValidationError(wrong)
    found = {name: values[name] for name in FIELDS if name in values}
    done = HealthReview.objects.filter(pk=review.pk, done_at=None).update(**found, done_by=by, done_at=at)
    if not done:
        raise ValidationError(_("This review has been filled in already. Reload the page."), code="done_already")
    review.refresh_from_db()
    log.record(
        chain=f"org/{review.organisation_id}",
        action="review.done",
        by=by,
        at=at,
        data={"review": review.pk, "account": review.account_id, "quarter": review.quarter.isoformat()},
        private={"logins": review.logins, "note": review.note},
    )
    return review
