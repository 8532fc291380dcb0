"""What each paper proves and how well: marked pages, where it came from, who vouches for it, who can be asked."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals.facts import require_page
from appeals.models import Evidence, PageMark
from cases import history
from cases.models import Case

WITNESS = "witness-statement"


# --- key pages -------------------------------------------------------------------------------------------------------


@transaction.atomic
def mark(item: Evidence, page: int, *, by: User, at: datetime) -> PageMark:
    """The page that proves it: index and pack point at it (guide 四.1, 关键页标注)."""
    case = _open_case(item, by)
    require_page(case, item, page)
    try:
        with transaction.atomic():
            made = PageMark.objects.create(evidence=item, page=page, marked_by=by, marked_at=at)
    except IntegrityError:
        return PageMark.objects.get(evidence=item, page=page)
    history.record(case, "evidence.marked", by=by, at=at, data={"evidence": item.pk, "page": page})
    return made


@transaction.atomic
def unmark(item: Evidence, page: int, *, by: User, at: datetime) -> None:
    case = _open_case(item, by)
    gone, _rows = PageMark.objects.filter(evidence=item, page=page).delete()
    if gone:
        history.record(case, "evidence.unmarked", by=by, at=at, data={"evidence": item.pk, "page": page})


def marked(case: Case) -> dict[int, list[int]]:
    """Evidence to its marked pages, for every standing paper of the case."""
    found: dict[int, list[int]] = {}
    for pk, page in PageMark.objects.filter(evidence__case=case).values_list("evidence", "page"):
        found.setdefault(pk, []).append(page)
    return found


# --- who vouches -----------------------------------------------------------------------------------------------------


@transaction.atomic
def declare(item: Evidence, *, by: User, at: datetime) -> Evidence:
    """Compared with its original: the declaration of authenticity names the paper, the person and the day."""
    case = _open_case(item, by)
    if not Evidence.objects.filter(pk=item.pk, declared_at=None, removed_at=None).update(
        declared_by=by, declared_at=at
    ):
        raise ValidationError(_("This paper is declared authentic already."), code="declared_already")
    item.refresh_from_db()
    history.record(case, "evidence.declared", by=by, at=at, data={"evidence": item.pk, "sha256": item.file.sha256})
    return item


@transaction.atomic
def withdraw_declaration(item: Evidence, *, by: User, at: datetime) -> Evidence:
    case = _open_case(item, by)
    if Evidence.objects.filter(pk=item.pk, declared_at__isnull=False).update(declared_by=None, declared_at=None):
        history.record(case, "evidence.undeclared", by=by, at=at, data={"evidence": item.pk})
    item.refresh_from_db()
    return item


def require_reachable(item: Evidence, values: Mapping[str, object]) -> None:
    """Row 4.3b: a witness whom nobody can ask proves nothing."""

    def value(name: str) -> str:
        return str(values.get(name, getattr(item, name)) or "").strip()

    if value("kind") == WITNESS and not value("witness_name"):
        raise ValidationError({"witness_name": ValidationError(_("Say who the witness is."), code="witness_missing")})
    if value("witness_name") and not value("witness_contact"):
        raise ValidationError(
            {
                "witness_contact": ValidationError(
                    _("Give a telephone number or an e-mail address of the witness."), code="contact_missing"
                )
            }
        )


def masked(contact: str) -> str:
    """For readers other than counsel: enough to recognise, not enough to call."""
    if "@" in contact:
        name, _at, host = contact.partition("@")
        return f"{name[:1]}•••@{host}"
    return "•••" + contact[-3:] if len(contact) > 5 else "•••"


def contact_for(item: Evidence, reader: User) -> str:
    if not item.witness_contact or item.case.allows(reader, Can.READ_PRIVILEGED):
        return item.witness_contact
    return masked(item.witness_contact)


def _open_case(item: Evidence, by: User) -> Case:
    case = item.case
    case.require(by, Can.WORK_ON_CASE)
    if case.is_closed:
        raise ValidationError(_("The case is closed. Its evidence stays as it is."), code="case_closed")
    if item.removed_at is not None:
        raise ValidationError(_("Somebody has just taken this paper out."), code="removed_meanwhile")
    return case
