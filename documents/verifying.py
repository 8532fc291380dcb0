"""Is this bundle still what was bound? Recomputes the list of hashes inside it, and names the first wrong page.

Needs nothing but the file; with the originals beside it, those are hashed as well.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pikepdf import Array, Dictionary

from documents import pageprints, sealing

SHOWN = re.compile(rb"<([0-9a-f]+)> Tj")
PAIR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]{4,8})>")

SAYS: dict[str, Promise] = {
    "unreadable": _("This file is not a PDF that can be opened."),
    "damaged": _("The structure of the file is damaged."),
    "no_manifest": _("The list of hashes inside the file is missing, so nothing can be compared."),
    "count": _("The list names %(wanted)s pages, the file has %(found)s."),
    "changed": _("The content of this page is not what was bound."),
    "number": _("The number printed on this page is not its place in the file."),
    "label": _("The page label is not the number of the page."),
    "bookmark": _("A bookmark leads to another page than its title says."),
    "printed": _("The certificate of contents does not print the hash of exhibit %(exhibit)s."),
    "original": _("No file in the folder is the original of exhibit %(exhibit)s."),
    "file": _("The SHA-256 of the file is not the one that was recorded."),
    "seal": _("The electronic seal does not cover the file as it is now."),
}


@dataclass(frozen=True)
class Fault:
    code: str
    page: int = 0  # 0: the file as a whole
    params: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        return str(SAYS[self.code]) % dict(self.params)


@dataclass(frozen=True)
class Verdict:
    pages: int
    sha256: str
    faults: tuple[Fault, ...]
    seal: "sealing.Seal | None" = None

    @property
    def is_whole(self) -> bool:
        return not self.faults

    @property
    def first_page(self) -> int | None:
        """The first page that is wrong; None when no page is."""
        return min((fault.page for fault in self.faults if fault.page), default=None)


def verify(path: Path, *, sha256: str = "", originals: Path | None = None) -> Verdict:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    faults = [Fault("file")] if sha256 and sha256 != digest else []
    try:
        pdf = pikepdf.open(path)
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError):
        return Verdict(0, digest, (*faults, Fault("unreadable")))
    with pdf:
        if pdf.get_warnings():
            faults.append(Fault("damaged"))
        manifest = manifest_in(pdf)
        pages = [page.obj for page in pdf.pages]
        if manifest is None:
            faults.append(Fault("no_manifest"))
        else:
            faults += compared(manifest, pages)
            faults += [Fault("printed", **named(e)) for e in not_printed(path, manifest)]
            faults += of_originals(manifest, originals) if originals else []
        faults += labelled(pdf, len(pages))
        faults += misled(pdf)
    seal = sealing.read(path)
    if seal is not None and not seal.is_whole:
        faults.append(Fault("seal"))
    ordered = sorted(faults, key=lambda fault: (fault.page == 0, fault.page))
    return Verdict(len(pages), digest, tuple(ordered), seal)


def named(exhibit: str) -> dict[str, Any]:
    return {"params": (("exhibit", exhibit),)}


def manifest_in(pdf: pikepdf.Pdf) -> dict[str, Any] | None:
    try:
        tree = pdf.Root.Names.EmbeddedFiles.Names
        place = next(i for i in range(0, len(tree), 2) if str(tree[i]) == "manifest.json")
        found = json.loads(bytes(tree[place + 1].EF.F.read_bytes()))
        return found if isinstance(found["page_prints"], list) and isinstance(found["items"], list) else None
    except (AttributeError, KeyError, StopIteration, TypeError, ValueError, pikepdf.PdfError):
        return None


def compared(manifest: dict[str, Any], pages: list[Any]) -> list[Fault]:
    prints, faults = manifest["page_prints"], []
    if len(prints) != len(pages):
        at = min(len(prints), len(pages)) + (len(pages) > len(prints))
        faults.append(Fault("count", at, (("wanted", str(len(prints))), ("found", str(len(pages))))))
    seen: pageprints.Seen = {}
    faces: dict[tuple[int, int], dict[bytes, bytes]] = {}
    for number, (page, wanted) in enumerate(zip(pages, prints, strict=False), 1):
        try:
            if pageprints.of_bound_page(page, seen) != wanted:
                faults.append(Fault("changed", number))
            if number_on(page, faces) != str(number):
                faults.append(Fault("number", number))
        except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError):
            faults.append(Fault("changed", number))
    return faults


def number_on(page: Any, faces: dict[tuple[int, int], dict[bytes, bytes]]) -> str:
    """What the stamp says, read back through the table of its font. Nothing else may stand in the page's content."""
    words = b"".join(pageprints.data_of(each) for each in listed(page.get("/Contents")))
    said = SHOWN.findall(words)
    face = page.Resources.Font.FdFont
    if face.objgen not in faces:
        faces[face.objgen] = dict(PAIR.findall(pageprints.data_of(face.ToUnicode)))
    codes = said[0] if said else b""
    table = faces[face.objgen]
    return "".join(
        bytes.fromhex(table.get(codes[i : i + 4], b"").decode()).decode("utf-16-be") for i in range(0, len(codes), 4)
    )


def listed(contents: Any) -> list[Any]:
    return list(contents) if isinstance(contents, Array) else [contents]


def labelled(pdf: pikepdf.Pdf, pages: int) -> list[Fault]:
    labels = pdf.Root.get("/PageLabels")
    numbers = labels.get("/Nums") if isinstance(labels, Dictionary) else None
    plain = (
        isinstance(numbers, Array)
        and len(numbers) == 2
        and int(numbers[0]) == 0
        and str(numbers[1].get("/S")) == "/D"
        and int(numbers[1].get("/St", 1)) == 1
        and "/P" not in numbers[1]
    )
    return [] if plain or not pages else [Fault("label", 1)]


def misled(pdf: pikepdf.Pdf) -> list[Fault]:
    """Bookmarks carry their page in the title: both must agree."""
    numbers = {page.obj.objgen: i for i, page in enumerate(pdf.pages, 1)}
    faults = []

    def walk(entries: Any) -> None:
        for entry in entries:
            said = re.search(r"(?:第(\d+)页|p\. (\d+))$", str(entry.title))
            place = entry.destination
            there = numbers.get(place[0].objgen, 0) if isinstance(place, (Array, list)) and len(place) else 0
            if said and int(said[1] or said[2]) != there:
                faults.append(Fault("bookmark", int(said[1] or said[2])))
            walk(entry.children)

    try:
        with pdf.open_outline() as outline:
            walk(outline.root)
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError):
        faults.append(Fault("damaged"))
    return faults


def not_printed(path: Path, manifest: dict[str, Any]) -> list[str]:
    """Exhibits whose hash stands in the list inside, but not on paper: somebody exchanged the list."""
    wanted = {row["exhibit"]: row["sha256"] for row in manifest["items"] if row["sha256"]}
    first = max((row["last_page"] for row in manifest["items"]), default=0)
    document = pypdfium2.PdfDocument(str(path))
    try:
        last = [document[i].get_textpage().get_text_bounded() for i in range(min(first, len(document)), len(document))]
    except pypdfium2.PdfiumError:
        last = []
    finally:
        document.close()
    said = re.sub(r"\s", "", "".join(last))
    return [exhibit for exhibit, digest in wanted.items() if digest not in said]


def of_originals(manifest: dict[str, Any], folder: Path) -> list[Fault]:
    there = set()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                there.add(hashlib.file_digest(file, "sha256").hexdigest())
    return [
        Fault("original", row["first_page"], (("exhibit", row["exhibit"]),))
        for row in manifest["items"]
        if row["sha256"] and row["exhibit"] and row["sha256"] not in there
    ]
