"""Quarantine: kept sealed while the scanner is away, looked at again by itself, and never opened before."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from documents.heldfile import HeldFile
from documents.intake import Verdict
from documents.storing import put

AGAIN = timedelta(minutes=2)


@dataclass(frozen=True)
class Place:
    """Where a file belongs that must wait, and what was said of it."""

    about: str
    by: User
    params: Mapping[str, Any]


def _said() -> ValidationError:
    return ValidationError(
        _(
            "The virus scanner does not answer, so the file is on hold: kept, and opened by nobody. It is looked at "
            "again by itself. You need not upload it again."
        ),
        code="on_hold",
    )


def hold(
    path: Path, verdict: Verdict, *, place: Place, name: str, organisation: Organisation, at: datetime
) -> ValidationError:
    """Keep it, and return what is said to who handed it in. The same bytes for the same place wait once."""
    waiting = HeldFile.objects.filter(about=place.about, sha256=verdict.sha256, state=HeldFile.State.WAITING)
    if waiting.exists():
        return _said()
    key = put(path, organisation)
    try:
        with transaction.atomic():
            HeldFile.objects.create(
                organisation=organisation, about=place.about, given_name=name[:500], sha256=verdict.sha256,
                size=verdict.size, key=key, params=dict(place.params), held_by=place.by, held_at=at, tried_at=at,
            )  # fmt: skip
    except IntegrityError:
        default_storage.delete(key)
    return _said()


def due(at: datetime, most: int) -> list[HeldFile]:
    """Those whose turn it is, claimed by the moment of the last try: two who look at once do not both take one."""
    rows = HeldFile.objects.filter(state=HeldFile.State.WAITING, tried_at__lte=at - AGAIN).order_by("tried_at", "pk")
    return [
        row
        for row in rows.select_related("organisation", "held_by")[:most]
        if HeldFile.objects.filter(pk=row.pk, tried_at=row.tried_at, state=HeldFile.State.WAITING).update(tried_at=at)
    ]


def write_to(held: HeldFile, path: Path) -> None:
    with default_storage.open(held.key) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, 2**20)


def settle(held: HeldFile, state: HeldFile.State, sentence: str = "") -> bool:
    """It waits no longer, and its bytes go. False: somebody else has settled it."""
    shown = (HeldFile.State.WAITING, HeldFile.State.REFUSED)
    if not HeldFile.objects.filter(pk=held.pk, state__in=shown).update(state=state, key="", sentence=sentence[:400]):
        return False
    if held.key:
        transaction.on_commit(lambda: default_storage.delete(held.key))
    return True
