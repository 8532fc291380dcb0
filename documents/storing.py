"""Files are kept once an organisation by SHA-256, byte for byte, under a generated key; derivatives lie beside them."""

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeAlias

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from documents import intake
from documents.intake import Verdict
from documents.models import HeldFile, Rendition, StoredFile
from documents.names import safe_name
from documents.seen import RECORDINGS, TYPES
from documents.vault import SEALED, Unreadable

Upload: TypeAlias = "bytes | Path | IO[bytes] | File[Any]"  # quoted: File takes no brackets while running
PDF = "application/pdf"


def store(
    upload: Upload,
    *,
    name: str,
    organisation: Organisation,
    at: datetime,
    prepare_now: bool = True,
    recordings: bool = False,
    on_hold: Callable[[Path, Verdict], ValidationError] | None = None,
) -> StoredFile:
    """Take a stranger's file in: hash, inspect, keep. The same bytes twice are one file; a bad file is refused.

    `prepare_now=False` leaves the PDF for binding to a later prepare(), for a door that must answer at once.
    `on_hold` keeps what the virus scanner could not look at (holding.py); without it such a file is not taken.
    """
    with quarantine() as place:
        path = place / "original"
        digest, _size = receive(upload, path)
        known = StoredFile.objects.filter(organisation=organisation, sha256=digest).first()
        if known is not None:
            return known
        out = place / "binding.pdf" if prepare_now else None
        verdict = intake.inspect(path, name=name, out=out, sha256=digest, recordings=recordings)
        if verdict.verdict == "hold" and on_hold is not None:
            raise on_hold(path, verdict)
        if not verdict.taken:
            raise verdict.refusal()
        file = keep(
            path, name=name, mime=verdict.mime, organisation=organisation, at=at, sha256=digest, pages=verdict.pages,
            facts=facts_of(verdict), waits=True,
        )  # fmt: skip
        if prepare_now:
            keep_binding_copy(file, verdict, at=at)
    return file


def keep(
    path: Path, *, name: str, mime: str, organisation: Organisation, at: datetime, pages: int | None = None,
    facts: dict[str, Any] | None = None, sha256: str | None = None, waits: bool = False,
) -> StoredFile:  # fmt: skip
    """Keep a file we know: one that was inspected, or that we made ourselves, as a letter or a bundle."""
    digest = sha256 or intake.fingerprint(path)
    known = StoredFile.objects.filter(organisation=organisation, sha256=digest).first()
    if known is not None:
        return known
    key = put(path, organisation)
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                organisation=organisation,
                sha256=digest,
                size=path.stat().st_size,
                mime=mime,
                name=safe_name(name),
                given_name=name[:500],
                key=key,
                pages=pages,
                facts=facts or {},
                waits=waits,
                created_at=at,
            )
    except IntegrityError:
        # Somebody stored the same bytes while we were writing: theirs stands, ours goes.
        default_storage.delete(key)
        return StoredFile.objects.get(organisation=organisation, sha256=digest)
    except DatabaseError:
        default_storage.delete(key)
        raise


def prepare(file: StoredFile, *, at: datetime) -> None:
    """Make the PDF for binding, if it is not there yet. Safe to repeat: a job may be killed at any line."""
    if file.facts.get("prepared"):
        return
    with quarantine() as place:
        path = place / "original"
        with open_original(file) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 2**20)
        verdict = intake.inspect(
            path,
            name=f"file.{extension_for(file)}",
            out=place / "binding.pdf",
            sha256=file.sha256,
            recordings=is_recording(file),
        )
        if not verdict.taken:
            raise verdict.refusal()
        file.facts = facts_of(verdict)
        file.pages = verdict.pages
        StoredFile.objects.filter(pk=file.pk).update(facts=file.facts, pages=file.pages)
        keep_binding_copy(file, verdict, at=at)


def extension_for(file: StoredFile) -> str:
    return next(ext for ext, mime in (TYPES | RECORDINGS).items() if mime == file.mime)


def is_recording(file: StoredFile) -> bool:
    return file.mime in RECORDINGS.values()


def facts_of(verdict: Verdict) -> dict[str, Any]:
    return verdict.facts | {"findings": verdict.findings, "verdict": verdict.verdict}


def keep_binding_copy(file: StoredFile, verdict: Verdict, *, at: datetime) -> None:
    if verdict.derivative is not None and verdict.bindable:
        keep_rendition(
            file, verdict.derivative, Rendition.Kind.PDF, mime=PDF, pages=verdict.pages, at=at,
            facts={"sizes": verdict.facts["sizes"], "feet": verdict.facts["feet"]},
        )  # fmt: skip
    file.facts = file.facts | {"prepared": True, "bindable": verdict.bindable}
    file.waits = bool(file.facts.get("unread"))
    StoredFile.objects.filter(pk=file.pk).update(facts=file.facts, waits=file.waits)


def keep_rendition(
    file: StoredFile, path: Path, kind: Rendition.Kind, *, mime: str, at: datetime, page: int = 0, dpi: int = 0,
    pages: int | None = None, facts: dict[str, Any] | None = None,
) -> Rendition:  # fmt: skip
    key = put(path, file.organisation)
    try:
        with transaction.atomic():
            return Rendition.objects.create(
                file=file, kind=kind, page=page, dpi=dpi, mime=mime, sha256=intake.fingerprint(path),
                size=path.stat().st_size, key=key, pages=pages, facts=facts or {}, made_at=at,
            )  # fmt: skip
    except IntegrityError:
        default_storage.delete(key)
        return Rendition.objects.get(file=file, kind=kind, page=page, dpi=dpi)


def open_original(file: StoredFile) -> "File[Any]":
    """The bytes as they came. Close it."""
    return default_storage.open(file.key, "rb")


def take_apart(file: StoredFile, folder: Path) -> list[tuple[str, Path]]:
    """The attachments of a kept mail, in the folder, under the names the mail gives them."""
    path = folder / "mail"
    with open_original(file) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, 2**20)
    return intake.take_apart(path, folder)


def note(file: StoredFile, code: str, *, found: Iterable[dict[str, Any]] | None = None, **facts: Any) -> None:
    """Add what we did to a file ourselves to what the inspection saw, or to what else is known to hold of it."""
    known = file.findings if found is None else found
    findings = [*(row for row in known if row["code"] != code), {"code": code}]
    file.facts = file.facts | {"findings": findings} | facts
    StoredFile.objects.filter(pk=file.pk).update(facts=file.facts)


def is_bindable(file: StoredFile) -> bool:
    return bool(file.facts.get("bindable"))


def binding_copy(file: StoredFile) -> Rendition | None:
    return file.renditions.filter(kind=Rendition.Kind.PDF).first()


def open_pdf(file: StoredFile) -> "File[Any]":
    """The PDF that is bound: the original where it is fit, else its copy. Close it."""
    if not file.facts.get("prepared"):
        raise ValidationError(_("This file is still being prepared. Try again in a moment."), code="not_prepared")
    copy = binding_copy(file)
    if copy is not None:
        try:
            return default_storage.open(copy.key, "rb")
        except Unreadable:
            newer = binding_copy(file)  # a better copy took its place since we asked where it lies
            if newer is None or newer.key == copy.key:
                raise
            return default_storage.open(newer.key, "rb")
    if file.mime != PDF or not is_bindable(file):
        raise ValidationError(
            _("“%(name)s” cannot be bound: save it as PDF and upload that."),
            code="not_bindable",
            params={"name": file.name},
        )
    return open_original(file)


def feet_of(file: StoredFile) -> str:
    """One digit a page of the PDF that is bound: 1 where the foot is free for the page number."""
    return str(file.facts.get("feet", ""))


def prints_of(file: StoredFile) -> str:
    """A fingerprint a page of the PDF that is bound; see pageprints.py."""
    return str(file.facts.get("prints", ""))


def put(path: Path, organisation: Organisation) -> str:
    """Write to the storage under a key with nothing of the user's in it."""
    name = uuid.uuid4().hex
    with path.open("rb") as f:
        return default_storage.save(f"{organisation.pk}/{name[:2]}/{name}", File(f))


def receive(upload: Upload, path: Path) -> tuple[str, int]:
    """Stream into quarantine while hashing; stop reading past the limit."""
    digest, size = hashlib.sha256(), 0
    limit = settings.UPLOAD_LIMIT_MB * 2**20
    with path.open("wb") as target:
        path.chmod(0o600)
        for chunk in chunks(upload):
            size += len(chunk)
            if size > limit:
                raise Verdict("reject", "too_large", params={"limit": settings.UPLOAD_LIMIT_MB}).refusal()
            digest.update(chunk)
            target.write(chunk)
    if size == 0:
        raise Verdict("reject", "empty").refusal()
    return digest.hexdigest(), size


def chunks(upload: Upload) -> Iterator[bytes]:
    if isinstance(upload, bytes):
        yield upload
    elif isinstance(upload, Path):
        with upload.open("rb") as f:
            yield from iter(lambda: f.read(2**20), b"")
    elif isinstance(upload, File):
        yield from upload.chunks()
    else:
        yield from iter(lambda: upload.read(2**20), b"")


@contextmanager
def quarantine() -> Iterator[Path]:
    """A private folder that is gone afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="fd-intake-") as place:
        yield Path(place)


def orphans(keys: Iterable[str]) -> list[str]:
    """Of these storage keys, those that no row names: left by a process that died between writing and recording."""
    keys = list(keys)
    asked = {*keys, *(key.removesuffix(SEALED) for key in keys)}
    named = set(StoredFile.objects.filter(key__in=asked).values_list("key", flat=True))
    named |= set(HeldFile.objects.filter(key__in=keys).values_list("key", flat=True))
    named |= set(Rendition.objects.filter(key__in=asked).values_list("key", flat=True))
    return [key for key in keys if key not in named and key.removesuffix(SEALED) not in named]
