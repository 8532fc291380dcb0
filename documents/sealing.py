"""An electronic seal on a bundle: PAdES by the firm's own certificate, with a time-stamp of the authority configured.

Optional: without SEAL_CERTIFICATE nothing is sealed, and the library is loaded only then. The seal is added behind the
file as it was bound, so the bundle's own bytes and hash stay within it.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pikepdf import Array, Dictionary

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.timestamps import TimeStamper

FIELD = "FreezeDeskSeal"
ROOM = 32_768  # bytes kept free for the signature, its chain and the time-stamp


@dataclass(frozen=True)
class Seal:
    """What a seal says, as far as it can be read here."""

    signer: str
    stamped_at: datetime | None  # by the time-stamping authority
    is_whole: bool  # covers the file, byte for byte
    is_trusted: bool  # leads to a certificate this house trusts


def is_configured() -> bool:
    return bool(settings.SEAL_CERTIFICATE)


def signer() -> "SimpleSigner":
    from pyhanko.sign import signers

    if not is_configured():
        raise ValidationError(
            _("No certificate for sealing is configured. The administrator sets SEAL_CERTIFICATE and SEAL_PASSWORD."),
            code="seal_not_configured",
        )
    load: Any = signers.SimpleSigner.load_pkcs12  # the library types some of its functions only
    found: SimpleSigner | None = load(settings.SEAL_CERTIFICATE, passphrase=settings.SEAL_PASSWORD.encode() or None)
    if found is None:
        raise ValidationError(
            _(
                "The certificate for sealing cannot be opened. "
                "The administrator checks SEAL_CERTIFICATE and SEAL_PASSWORD."
            ),
            code="seal_unreadable",
        )
    return found


def authority() -> "TimeStamper | None":
    """The configured RFC 3161 authority; None: a seal without a time-stamp."""
    if not settings.TIMESTAMP_URL:
        return None
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(settings.TIMESTAMP_URL, timeout=20)


def seal(
    source: Path, out: Path, *, identity: "SimpleSigner | None" = None, stamper: "TimeStamper | None" = None
) -> None:
    """Write the sealed file to `out`. A file of 224 MB is not held in memory: the seal is appended to a copy."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.timestamps import TimestampRequestError

    who = identity or signer()
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, name=None
    )
    shutil.copyfile(source, out)
    try:
        with out.open("r+b") as file:
            writer = IncrementalPdfFileWriter(file)
            signers.PdfSigner(meta, signer=who, timestamper=stamper or authority()).sign_pdf(
                writer, in_place=True, bytes_reserved=ROOM
            )
    except (TimestampRequestError, OSError) as problem:
        out.unlink(missing_ok=True)
        raise ValidationError(
            _("The time-stamping authority gave no answer, so nothing was sealed. Try again in a moment."),
            code="no_timestamp",
        ) from problem


def read(path: Path) -> Seal | None:
    """The last seal of the file and whether it holds; None when there is none."""
    with pikepdf.open(path) as pdf:
        form = pdf.Root.get("/AcroForm")
        fields = form.get("/Fields") if isinstance(form, Dictionary) else None
        if not isinstance(fields, Array) or not any(f.get("/FT") == "/Sig" and "/V" in f for f in fields):
            return None
    with path.open("rb") as file:
        return judged(file)


def judged(file: IO[bytes]) -> Seal:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        found = PdfFileReader(file).embedded_regular_signatures[-1]
        roots = trusted()
        context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
        status: Any = validate_pdf_signature(found, context, context)
        name = found.signer_cert.subject.native.get("common_name") or found.signer_cert.subject.human_friendly
    except (PdfError, SignatureValidationError, ValueError, IndexError, KeyError, AttributeError):
        return Seal("", None, is_whole=False, is_trusted=False)
    stamp = status.timestamp_validity
    whole = status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    whole = whole and (stamp is None or (stamp.intact and stamp.valid))
    return Seal(str(name), stamp.timestamp if stamp else None, bool(whole), bool(status.trusted))


def trusted() -> list[Any]:
    """The certificates in SEAL_TRUST, and the chain of our own."""
    from pyhanko import keys

    load: Any = keys.load_certs_from_pemder
    roots: list[Any] = list(load([settings.SEAL_TRUST])) if settings.SEAL_TRUST else []
    if is_configured():
        roots += list(signer().cert_registry)
    return roots
