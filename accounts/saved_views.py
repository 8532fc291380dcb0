"""Views of a list that people keep under a name: saved, shared, renamed, deleted, and the one a page opens with."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, SavedView, User, Visit
from accounts.roles import Can
from audit import log

MOST = 30  # of one person on one page: they stand side by side as tabs
WORDS = 200  # characters of one filter


@transaction.atomic
def save(
    name: str,
    filters: Mapping[str, str],
    *,
    organisation: Organisation,
    page: str,
    layout: str,
    is_shared: bool,
    by: User,
    at: datetime,
) -> SavedView:
    """Whoever belongs to the organisation keeps views of their own; sharing one takes the right to work on cases."""
    by.require(Can.WORK_ON_CASE if is_shared else Can.SEE_CASES, organisation.pk)
    if by.saved_views.filter(page=page).count() >= MOST:
        raise ValidationError(
            _("You have %(most)s views already. Delete one first."), code="too_many_views", params={"most": MOST}
        )
    kept = {key: str(value)[:WORDS] for key, value in filters.items() if value not in (None, "")}
    made = SavedView(
        organisation=organisation,
        owner=by,
        page=page,
        layout=layout,
        name=_named(name),
        filters=kept,
        is_shared=is_shared,
        created_at=at,
    )
    _write(made)
    _record(made, "view.saved", by=by, at=at)
    return made


@transaction.atomic
def change(view: SavedView, *, name: str, is_shared: bool, by: User, at: datetime) -> SavedView:
    must_change(view, by)
    if is_shared and not view.is_shared:
        by.require(Can.WORK_ON_CASE, view.organisation_id)
    before = view.name
    view.name, view.is_shared = _named(name), is_shared
    _write(view)
    _record(view, "view.changed", by=by, at=at, before=before)
    return view


@transaction.atomic
def delete(view: SavedView, *, by: User, at: datetime) -> None:
    """A page that opened with it opens with everything again."""
    must_change(view, by)
    _record(view, "view.deleted", by=by, at=at)
    view.delete()


@transaction.atomic
def open_with(page: str, view: SavedView | None, *, by: User, at: datetime) -> None:
    """The page opens with this view from now on; None: with everything."""
    visit, _made = Visit.objects.get_or_create(user=by, page=page, defaults={"since": at, "at": at})
    Visit.objects.filter(pk=visit.pk).update(opens_with=view)
    if view is not None:
        _record(view, "view.opened_first", by=by, at=at)


def may_change(view: SavedView, by: User) -> bool:
    """Its owner; and a shared one also who hands out work, because its owner may have left."""
    return view.owner_id == by.pk or (view.is_shared and by.can(Can.ASSIGN, view.organisation_id))


def must_change(view: SavedView, by: User) -> None:
    if not may_change(view, by):
        raise PermissionDenied(_("This view belongs to %(owner)s. Save one of your own.") % {"owner": view.owner})


def _named(name: str) -> str:
    if not (short := " ".join(name.split())[:60]):
        raise ValidationError({"name": ValidationError(_("Give the view a name."), code="name_missing")})
    return short


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as refused:
        raise ValidationError(
            {"name": ValidationError(_("You have a view of this name already. Choose another."), code="name_taken")}
        ) from refused


def _record(view: SavedView, action: str, *, by: User, at: datetime, **private: str) -> None:
    log.record(
        chain=f"org/{view.organisation_id}",
        action=action,
        by=by,
        at=at,
        data={"view": view.pk, "page": view.page, "shared": view.is_shared},
        private={"name": view.name, "filters": view.filters, **private},
    )
