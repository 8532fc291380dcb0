"""What goes out beside the letter, and what each file is called there: 02-01_采购合同_HL-118_20250812.pdf."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from appeals import binding_choices, numbering
from appeals.models import Bundle, Evidence, Pack, PackItem
from comms import sending
from comms.parcels import Enclosed, Limit
from documents import splitting, storing
from documents.models import StoredFile

SEALED = {"zh": "密封卷", "en": "sealed-volume"}
BOUND = {"zh": "证据材料", "en": "evidence-pack"}
FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*，。；：（）()\s]+')
TYPES: Mapping[str, str] = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/tiff": "tif",
    "text/plain": "txt",
    "text/csv": "csv",
    "message/rfc822": "eml",
}


def name_of(item: PackItem, language: str = "zh") -> str:
    """NN-NN_类型_编号_日期: the exhibit, what it is, its number, its day. What is not known is left out."""
    title = item.title_en if language.startswith("en") else item.title_zh
    if reference := item.evidence.reference.strip():
        title = title.replace(reference, "").strip() or title  # its number has a place of its own
    return numbering.file_name(item.exhibit, title, reference, item.dated_on, f".{_extension(item.file)}")


def bundle_name(bundle: Bundle, language: str = "zh") -> str:
    pack = bundle.pack
    kind = BOUND["en" if language.startswith("en") else "zh"]
    return (
        joined(
            "00-00", kind, f"{pack.case.ref}-v{pack.number}", f"{pack.case.organisation.day_of(pack.made_at):%Y%m%d}"
        )
        + ".pdf"
    )


def joined(*parts: str) -> str:
    """Nothing in a name that a form or a disk might refuse; no part is longer than a person reads."""
    clean = (FORBIDDEN.sub("-", part.strip()).strip("-")[:40] for part in parts if part and part.strip())
    return "_".join(part for part in clean if part)


def _extension(file: StoredFile) -> str:
    own = file.name.rpartition(".")[2].lower()
    return TYPES.get(file.mime) or (own if own.isalnum() and len(own) <= 5 else "bin")


def sealed_of(pack: Pack) -> StoredFile | None:
    return Bundle.objects.select_related("sealed_file").get(pack=pack).sealed_file


def files(pack: Pack, *, each: bool = False, language: str = "zh", sealed: bool = False) -> list[Enclosed]:
    """The bound file first; with `each` every paper as well, in the order of the pack: the order of uploading.

    What is confidential or sealed lies in a volume of its own, and goes along only where a person says so.
    """
    bundle = Bundle.objects.select_related("file", "pack__case").get(pack=pack)
    found = [sending.enclosed(bundle.file, bundle_name(bundle, language))]
    if each:
        items = pack.items.filter(confidentiality=Evidence.Confidentiality.PUBLIC).select_related("file", "evidence")
        found += [sending.enclosed(item.file, name_of(item, language)) for item in items.order_by("position")]
    if sealed and (volume := sealed_of(pack)) is not None:
        kind = SEALED["en" if language.startswith("en") else "zh"]
        found.append(sending.enclosed(volume, joined("99-99", kind, f"{pack.case.ref}-v{pack.number}") + ".pdf"))
    return found


def cut(found: Sequence[Enclosed], pack: Pack, limit: Limit, *, at: datetime) -> list[Enclosed]:
    """A bound file that no mail of this channel takes goes in parts, each with cover and index (1of2, 2of2)."""
    bound, *rest = found
    if limit.largest is None or bound.size <= limit.largest:
        return list(found)
    bundle = Bundle.objects.select_related("file").get(pack=pack)
    stem = bound.name.removesuffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="fd-parts-") as folder:
        place = Path(folder)
        whole = binding_choices.copied(bundle.file, place)
        parts = splitting.split(whole, limit.largest, lambda n, m: place / f"{stem}_{n}of{m}.pdf")
        facts = {"made": "part", "of": bundle.sha256}
        kept = [
            storing.keep(
                part.path,
                name=part.path.name,
                mime="application/pdf",
                organisation=pack.case.organisation,
                at=at,
                facts=facts,
            )
            for part in parts
        ]
    return [*(sending.enclosed(file, part.path.name) for file, part in zip(kept, parts, strict=True)), *rest]
