"""The pack on paper: how many copies, which holds the originals, where ink is waited for (rows 4.2c, 4.2d)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import listed
from appeals.models import BindingChoice, Bundle, Pack, SignatureSlot, SignedScan
from cases import history
from cases.models import Case
from documents.models import StoredFile
from knowledge import routes

COPIES = 3  # where the route leaves the number to counsel: the guide's least of 3 to 5
# Ways that leave the house as paper; everything else is a file.
ON_PAPER = frozenset({"post", "post-tracked", "counter", "court-registry", "branch"})
# Of these, the ones that somebody carries and gives a number to; at a counter it is handed over.
CARRIED = frozenset({"post", "post-tracked", "court-registry"})


@dataclass(frozen=True)
class Copy:
    """One of the copies on paper."""

    number: int
    with_originals: bool
    pages: int


@dataclass(frozen=True)
class Plan:
    copies: tuple[Copy, ...]
    pages: int  # of one copy, the sealed volume included
    originals: int  # exhibits that are originals: their pages are put into copy 1
    original_pages: int

    @property
    def sheets(self) -> int:
        return sum(copy.pages for copy in self.copies)


def choice_of(case: Case) -> BindingChoice | None:
    return BindingChoice.objects.filter(case=case).first()


def copies_at_first(case: Case) -> int:
    """The least number that the case's route asks for."""
    route = routes.of(case.route) if case.route else None
    return (route.copies.min if route else None) or COPIES


def plan(pack: Pack) -> Plan:
    """Copy 1 holds the originals; the others are copies of it, page for page."""
    bundle = Bundle.objects.select_related("sealed_file").filter(pack=pack).first()
    choice = choice_of(pack.case)
    pages = (bundle.pages if bundle else 0) + ((bundle.sealed_file.pages or 0) if bundle and bundle.sealed_file else 0)
    originals = [item for item in pack.items.all() if item.form == "original"]
    count = choice.copies if choice else copies_at_first(pack.case)
    return Plan(
        tuple(Copy(n, n == 1, pages) for n in range(1, count + 1)),
        pages,
        len(originals),
        sum((item.last_page or 0) - (item.first_page or 1) + 1 for item in originals if item.first_page),
    )


def missing(pack: Pack) -> list[str]:
    """The slots that nobody has ticked yet, in the order in which one signs."""
    ticked = set(SignatureSlot.objects.filter(pack=pack).values_list("kind", flat=True))
    return [str(label) for kind, label in SignatureSlot.Kind.choices if kind not in ticked]


@transaction.atomic
def tick(pack: Pack, kind: str, *, by: User, at: datetime) -> None:
    pack.case.require(by, Can.WORK_ON_CASE)
    if kind not in SignatureSlot.Kind.values:
        raise ValidationError(_("There is no such place to sign."), code="no_such_slot")
    require_bound(pack)
    try:
        with transaction.atomic():
            SignatureSlot.objects.create(pack=pack, kind=kind, ticked_by=by, ticked_at=at)
    except IntegrityError:
        raise ValidationError(_("Somebody has ticked this already."), code="ticked_already") from None
    history.record(pack.case, "pack.signed", by=by, at=at, data={"pack": pack.pk, "slot": kind})


@transaction.atomic
def untick(pack: Pack, kind: str, *, by: User, at: datetime) -> None:
    pack.case.require(by, Can.WORK_ON_CASE)
    if pack.state == Pack.State.SUBMITTED:
        raise ValidationError(_("This pack has gone out. What was signed stays."), code="already_submitted")
    if SignatureSlot.objects.filter(pack=pack, kind=kind).delete()[0]:
        history.record(pack.case, "pack.unsigned", by=by, at=at, data={"pack": pack.pk, "slot": kind})


@transaction.atomic
def add_scan(pack: Pack, file: StoredFile, *, because: str, by: User, at: datetime) -> SignedScan:
    """The signed paper as a scan. Another number of pages than the bundle's is refused without a reason."""
    pack.case.require(by, Can.WORK_ON_CASE)
    bundle = require_bound(pack)
    pages = file.pages or 0
    if pages != bundle.pages and not because.strip():
        raise ValidationError(
            {
                "because": ValidationError(
                    _("The scan has %(found)s pages, the bundle %(wanted)s. Scan the missing pages, or say why."),
                    code="other_page_count",
                    params={"found": pages, "wanted": bundle.pages},
                )
            }
        )
    scan, _made = SignedScan.objects.update_or_create(
        pack=pack,
        defaults={"file": file, "pages": max(pages, 1), "because": because.strip(), "added_by": by, "added_at": at},
    )
    data = {"pack": pack.pk, "pages": pages, "sha256": file.sha256}
    history.record(pack.case, "pack.scanned", by=by, at=at, data=data, private={"because": scan.because})
    return scan


def require_bound(pack: Pack) -> Bundle:
    bundle = Bundle.objects.filter(pack=pack).first()
    if bundle is None:
        raise ValidationError(_("The pack is approved but not bound yet. Bind it first."), code="not_bound")
    return bundle


def require_signed(pack: Pack, channel_kind: str) -> None:
    """On paper nothing goes out without every signature and seal (row 4.2d)."""
    open_slots = missing(pack) if channel_kind in ON_PAPER else []
    if open_slots:
        raise ValidationError(
            _("Not signed yet on paper: %(open)s. Tick each place on the page of the binding."),
            code="not_signed",
            params={"open": listed(open_slots)},
        )
