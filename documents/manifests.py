"""A bundle described in a file: read it, check it, take its papers in. For the command line, without a database."""

import json
import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, get_args

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from documents import intake
from documents.bundlespec import Both, BundleItem, BundleSection, BundleSpec, Confidentiality, Form, Language

MOST_ITEMS = 20_000
HALVES = re.compile("[\ud800-\udfff]")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def wrong(sentence: str, **params: Any) -> ValidationError:
    return ValidationError(sentence, code="manifest", params=params)


def both(entry: dict[str, Any], name: str) -> Both:
    """`title` stands for both languages unless `title_zh` or `title_en` say otherwise."""
    plain = words(entry, name)
    return Both(words(entry, f"{name}_zh") or plain, words(entry, f"{name}_en") or plain)


def words(entry: dict[str, Any], name: str) -> str:
    """What stands there, as it can be printed: without controls, and without the halves of characters JSON may hold."""
    return HALVES.sub("\ufffd", UNSEEN.sub("", str(entry.get(name) or "")))


def found(base: Path, name: str) -> Path:
    """The file of that name; also where an archive from a Mac wrote its letters in pieces, or blanks stand round it."""
    for each in (name, name.strip()):
        if is_file(base / each):
            return base / each
    wanted = unicodedata.normalize("NFC", name.strip())
    folder = (base / wanted).parent
    try:
        alike = [each for each in folder.iterdir() if unicodedata.normalize("NFC", each.name) == Path(wanted).name]
    except (OSError, ValueError):
        alike = []
    return alike[0] if len(alike) == 1 else base / name


def is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long, or one that cannot be
        return False


def day(text: Any) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise wrong(_("“%(text)s” is not a date. Write it as 2026-11-23."), text=text) from None


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def choice(entry: dict[str, Any], name: str, allowed: Any, default: str) -> Any:
    value = entry.get(name) or default
    if value not in get_args(allowed):
        raise wrong(_("“%(value)s” is not allowed as %(name)s."), value=value, name=name)
    return value


def read(path: Path) -> dict[str, Any]:
    try:
        whole = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise wrong(_("There is no file %(path)s."), path=path) from None
    except (OSError, ValueError) as problem:
        raise wrong(_("%(path)s is not a readable manifest: %(problem)s."), path=path, problem=problem) from None
    if not isinstance(whole, dict) or not isinstance(whole.get("sections"), list):
        raise wrong(_("%(path)s is not a manifest: it needs a list of sections."), path=path)
    return whole


def spec_of(
    path: Path, folder: Path, *, ocr: bool | None = None, said: Callable[[int, int], None] = lambda done, total: None
) -> BundleSpec:
    """Read the manifest and take every file in; copies for binding go to `folder`, which must outlive the binding."""
    whole = read(path)
    entries = []
    for s, section in enumerate(whole["sections"], 1):
        if not isinstance(section, dict) or not isinstance(section.get("items", []), list):
            raise wrong(_("Section %(number)s of the manifest needs a list of items."), number=s)
        section["items"] = [{"file": each} if isinstance(each, str) else each for each in section.get("items", [])]
        for i, entry in enumerate(section["items"], 1):
            if not isinstance(entry, dict) or not isinstance(entry.get("file"), str) or not entry["file"].strip():
                raise wrong(_("Item %(number)s of the manifest names no file."), number=f"{s}.{i}")
            entries.append((f"{s}.{i}", entry))
    if not entries:
        raise wrong(_("The manifest names no files."))
    if len(entries) > MOST_ITEMS:
        raise wrong(_("The manifest names more than %(limit)s files. Split it."), limit=MOST_ITEMS)
    with_ocr = bool(whole.get("ocr")) if ocr is None else ocr
    done = 0
    items: dict[str, BundleItem] = {}
    # Each paper is opened in a child of its own: two of them keep two processors busy.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for item in pool.map(lambda e: taken_in(e[0], e[1], path.parent, folder, ocr=with_ocr), entries):
            done += 1
            said(done, len(entries))
            items[item.exhibit] = item
    sections = tuple(
        BundleSection(both(section, "title"), tuple(items[f"{s}.{i}"] for i in range(1, len(section["items"]) + 1)))
        for s, section in enumerate(whole["sections"], 1)
    )
    return BundleSpec(
        title=both(whole, "title") or Both("证据材料", "Evidence bundle"),
        case=words(whole, "case"),
        language=choice(whole, "language", Language, "zh+en"),
        dated=day(whole.get("date")) or date(1970, 1, 1),
        sections=sections,
        receipt=words(whole, "receipt"),
        version=words(whole, "version"),
        submitted_by=both(whole, "submitted_by"),
    )


def taken_in(exhibit: str, entry: dict[str, Any], base: Path, folder: Path, *, ocr: bool) -> BundleItem:
    """One paper of the manifest; a file that cannot be bound becomes a placeholder that says why."""
    source = found(base, entry["file"])
    known = {
        "exhibit": exhibit,
        "title": both(entry, "title") or both({"name": source.name}, "name"),
        "dated": day(entry.get("date")),
        "source": both(entry, "source"),
        "proves": both(entry, "proves"),
        "form": choice(entry, "form", Form, ""),
        "confidentiality": choice(entry, "confidentiality", Confidentiality, "public"),
        "key_pages": tuple(int(page) for page in as_list(entry.get("key_pages")) if str(page).isdecimal()),
        "is_new": bool(entry.get("is_new")),
    }
    if not is_file(source):
        missing = Both("清单所列文件不存在。", "The file named in the manifest is not there.")
        return BundleItem(path=None, sha256="", trouble=missing, **known)
    out = folder / f"{exhibit}.pdf"
    verdict = intake.inspect(source, name=source.name, out=out, ocr=ocr)
    if not verdict.taken or not verdict.bindable:
        return BundleItem(path=None, sha256=verdict.sha256, trouble=why(verdict), **known)
    return BundleItem(
        path=verdict.derivative or source,
        sha256=verdict.sha256,
        feet=verdict.facts["feet"],
        prints=verdict.facts["prints"],
        layers=any(f["code"] == "layers" for f in verdict.findings),
        notes=tuple(dict.fromkeys(f["code"] for f in verdict.findings)),
        **known,
    )


def why(verdict: intake.Verdict) -> Both:
    """The reason in both languages: it is printed on the placeholder page."""

    def said() -> str:
        return verdict.reason if not verdict.taken else intake.note({"code": "no_office_program"})

    with override("zh-hans"):
        chinese = said()
    with override("en"):
        return Both(chinese, said())
