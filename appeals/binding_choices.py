"""What counsel decides about binding: the order of the groups, copies, the channel's limit; and the electronic seal."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals import numbering
from appeals.models import BindingChoice, Bundle, BundleSeal, Pack
from appeals.paper import require_bound
from cases import history
from cases.models import Case
from documents import sealing, splitting, storing, verifying
from documents.models import StoredFile
from documents.verifying import Verdict

PDF = "application/pdf"
MB = 2**20


@transaction.atomic
def choose(
    case: Case, *, order: Sequence[str], copies: int, limit_mb: int | None, by: User, at: datetime
) -> BindingChoice:
    """A changed order changes every exhibit's number, so a pack that waits for approval is void by it."""
    case.require(by, Can.REVIEW_EVIDENCE)
    if sorted(order) != sorted(numbering.ORDER):
        raise ValidationError(
            {"order": ValidationError(_("Give each group a place of its own."), code="order_incomplete")}
        )
    row, _made = BindingChoice.objects.update_or_create(
        case=case,
        defaults={"order": list(order), "copies": copies, "limit_mb": limit_mb, "changed_by": by, "changed_at": at},
    )
    data = {"order": list(order), "copies": copies, "limit_mb": limit_mb}
    history.record(case, "binding.chosen", by=by, at=at, data=data)
    return row


def seal(pack: Pack, *, by: User, at: datetime) -> BundleSeal:
    """A sealed copy beside the bundle; the bundle itself, and the hash that was approved, stay as they are."""
    pack.case.require(by, Can.APPROVE_PACK)
    bundle = require_bound(pack)
    if BundleSeal.objects.filter(bundle=bundle).exists():
        raise ValidationError(_("This bundle is sealed already."), code="sealed_already")
    with tempfile.TemporaryDirectory(prefix="fd-seal-") as folder:
        out = Path(folder) / "sealed.pdf"
        sealing.seal(copied(bundle.file, Path(folder)), out)
        said = sealing.read(out)
        if said is None or not said.is_whole:
            raise ValidationError(_("The seal did not hold when it was read again."), code="not_whole")
        name = f"{Path(bundle.file.name).stem}-sealed-electronically.pdf"
        file = storing.keep(
            out, name=name, mime=PDF, organisation=pack.case.organisation, at=at, pages=bundle.pages,
            facts={"made": "seal"},
        )  # fmt: skip
    try:
        with transaction.atomic():
            row = BundleSeal.objects.create(
                bundle=bundle,
                file=file,
                signer=said.signer[:200],
                stamped_at=said.stamped_at,
                sealed_by=by,
                sealed_at=at,
            )
            data = {"pack": pack.pk, "sha256": file.sha256, "stamped": bool(said.stamped_at)}
            history.record(pack.case, "bundle.sealed", by=by, at=at, data=data)
    except IntegrityError:
        raise ValidationError(_("This bundle is sealed already."), code="sealed_already") from None
    return row


def seal_of(bundle: Bundle | None) -> BundleSeal | None:
    rows = BundleSeal.objects.select_related("file", "sealed_by")
    return rows.filter(bundle=bundle).first() if bundle else None


def verify(bundle: Bundle, file: StoredFile) -> Verdict:
    """Is what lies in the storage still what was bound?"""
    with tempfile.TemporaryDirectory(prefix="fd-verify-") as folder:
        return verifying.verify(copied(file, Path(folder)), sha256=file.sha256)


def parts(bundle: Bundle, limit_mb: int) -> list[tuple[int, int]]:
    """The printed pages of each part; asked for at every look at the page, and computed once."""

    def planned() -> list[tuple[int, int]]:
        with tempfile.TemporaryDirectory(prefix="fd-parts-") as folder:
            return splitting.planned(copied(bundle.file, Path(folder)), limit_mb * MB)[2]

    return cache.get_or_set(f"parts/{bundle.sha256}/{limit_mb}", planned, 86_400) or []


def part(bundle: Bundle, number: int, limit_mb: int, folder: Path) -> tuple[Path, int]:
    """Part n of the bundle for a channel with that limit, and how many there are."""
    name = Path(bundle.file.name).stem
    parts = splitting.split(copied(bundle.file, folder), limit_mb * MB, lambda n, m: folder / f"{name}_{n}of{m}.pdf")
    if not 1 <= number <= len(parts):
        raise ValidationError(_("There is no such part."), code="no_such_part")
    return parts[number - 1].path, len(parts)


def copied(file: StoredFile, folder: Path) -> Path:
    path = folder / "bundle.pdf"
    with storing.open_original(file) as source, path.open("wb") as target:
        while block := source.read(MB):
            target.write(block)
    return path
