"""What goes out beside the letter, and what each file is called there: 02-01_采购合同_HL-118_20250812.pdf."""

import re
from collections.abc import Mapping

from appeals.models import Bundle, Evidence, Pack, PackItem
from comms import sending
from comms.parcels import Enclosed
from documents.models import StoredFile

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
    section, _dot, place = item.exhibit.partition(".")
    number = f"{int(section):02}-{int(place):02}" if section.isdecimal() and place.isdecimal() else item.exhibit
    day = f"{item.dated_on:%Y%m%d}" if item.dated_on else ""
    return joined(number, title, item.evidence.reference, day) + f".{_extension(item.file)}"


def bundle_name(bundle: Bundle, language: str = "zh") -> str:
    pack = bundle.pack
    kind = BOUND["en" if language.startswith("en") else "zh"]
    return joined("00-00", kind, f"{pack.case.ref}-v{pack.number}", f"{pack.made_at:%Y%m%d}") + ".pdf"


def joined(*parts: str) -> str:
    """Nothing in a name that a form or a disk might refuse; no part is longer than a person reads."""
    clean = (FORBIDDEN.sub("-", part.strip()).strip("-")[:40] for part in parts if part and part.strip())
    return "_".join(part for part in clean if part)


def _extension(file: StoredFile) -> str:
    own = file.name.rpartition(".")[2].lower()
    return TYPES.get(file.mime) or (own if own.isalnum() and len(own) <= 5 else "bin")


def files(pack: Pack, *, each: bool = False, language: str = "zh") -> list[Enclosed]:
    """The bound file first; with `each` every paper as well, in the order of the pack: the order of uploading.

    What is confidential or sealed is handed in apart, by a person, and goes out with nothing else.
    """
    bundle = Bundle.objects.select_related("file", "pack__case").get(pack=pack)
    found = [sending.enclosed(bundle.file, bundle_name(bundle, language))]
    if each:
        items = pack.items.filter(confidentiality=Evidence.Confidentiality.PUBLIC).select_related("file", "evidence")
        found += [sending.enclosed(item.file, name_of(item, language)) for item in items.order_by("position")]
    return found
