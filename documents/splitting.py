"""Cut a bundle too large for its channel: 1/2, 2/2, each with cover and index, the printed numbers running on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pikepdf import Array, Dictionary, Name

from documents import merging
from documents.merging import Piece
from documents.stampfont import cut
from documents.verifying import manifest_in

ROOM = 0.96  # of the limit: tables and names take some


@dataclass(frozen=True)
class Part:
    path: Path
    first_page: int  # printed numbers
    last_page: int


def split(path: Path, limit: int, name: Callable[[int, int], Path]) -> list[Part]:
    """Write the parts; `name` gives the place of part n of m. Whole exhibits where they fit, else whole pages."""
    manifest, front, spans = planned(path, limit)
    parts = []
    for n, (first, last) in enumerate(spans, 1):
        out = name(n, len(spans))
        write(path, out, front, first, last, f"{n}/{len(spans)}", manifest)
        if out.stat().st_size > limit:
            raise ValidationError(
                _("Page %(page)s alone is larger than the channel allows. Choose another channel."),
                code="page_too_large",
                params={"page": first},
            )
        parts.append(Part(out, first, last))
    return parts


def planned(path: Path, limit: int) -> tuple[dict[str, Any], int, list[tuple[int, int]]]:
    """What the bundle says of itself, how many pages every part begins with, and the printed pages of each part."""
    with pikepdf.open(path) as pdf:
        manifest = manifest_in(pdf)
        pages = [page.obj for page in pdf.pages]
        sizes = weights(pages)
    if manifest is None or not manifest["items"]:
        raise ValidationError(_("Only a bundle made here can be split."), code="not_a_bundle")
    front = int(manifest["items"][0]["first_page"]) - 1
    starts = {row["first_page"] for row in manifest["items"]}
    return manifest, front, cuts(sizes, front, starts, limit * ROOM)


def weights(pages: list[Any]) -> list[int]:
    """Bytes a page brings, told by its headers; what pages share counts where it first stands."""
    seen: set[tuple[int, int]] = set()

    def weigh(thing: Any, depth: int) -> int:
        if isinstance(thing, pikepdf.Stream):
            if thing.objgen in seen:
                return 0
            seen.add(thing.objgen)
            return int(thing.get("/Length", 0)) + 200 + weigh(thing.get("/Resources"), depth + 1)
        if isinstance(thing, (Dictionary, Array)) and depth < 16:
            if thing.is_indirect:
                if thing.objgen in seen:
                    return 0
                seen.add(thing.objgen)
            inner = [v for k, v in thing.items() if k != "/Parent"] if isinstance(thing, Dictionary) else list(thing)
            return 40 + sum(weigh(each, depth + 1) for each in inner)
        return 8

    return [weigh(page.get("/Contents"), 0) + weigh(page.get("/Resources"), 0) + 600 for page in pages]


def cuts(sizes: list[int], front: int, starts: set[int], limit: float) -> list[tuple[int, int]]:
    """First and last printed page of each part."""
    own = sum(sizes[:front])
    found, first, weight, last_start = [], front + 1, own, 0
    page = front + 1
    while page <= len(sizes):
        if page in starts:
            last_start = page
        if weight + sizes[page - 1] > limit and page > first:
            cut_at = last_start if last_start > first else page
            found.append((first, cut_at - 1))
            first = page = cut_at
            weight = own
            continue
        weight += sizes[page - 1]
        page += 1
    found.append((first, len(sizes)))
    return found


def write(path: Path, out: Path, front: int, first: int, last: int, mark: str, manifest: dict[str, Any]) -> None:
    pieces = [Piece(path, f"1-{front}"), Piece(path, f"{first}-{last}")]
    with merging.merged(pieces) as pdf:
        pages = [page.obj for page in pdf.pages]
        here = {page.objgen for page in pages}
        for page in pages:
            drop_dead_links(page, here)
        pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(S=Name.D, St=1), front, Dictionary(S=Name.D, St=first)])
        pdf.Root.PageMode = Name.UseOutlines
        pdf.Root.OpenAction = Array([pages[0], Name.XYZ, None, None, 1])
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.docinfo["/Title"] = f"{manifest['case']} {mark}"
        write_mark(pdf, pages[0], f"{mark}   {first}–{last}")
        with pdf.open_outline() as outline:
            for row in manifest["items"]:
                at = max(row["first_page"], first)
                if at <= min(row["last_page"], last):
                    place = Array([pages[front + at - first], Name.XYZ, None, None, 0])
                    outline.root.append(pikepdf.OutlineItem(f"{row['exhibit']} {row['title']} · {at}", place))
        pdf.save(
            out,
            static_id=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=False,
        )


def drop_dead_links(page: Any, here: set[tuple[int, int]]) -> None:
    notes = page.get("/Annots")
    if not isinstance(notes, Array):
        return
    kept = []
    for note in notes:
        to = note.get("/Dest") if isinstance(note, Dictionary) else None
        if isinstance(to, Array) and (not isinstance(to[0], Dictionary) or to[0].objgen not in here):
            continue
        kept.append(note)
    page.Annots = Array(kept)


def write_mark(pdf: pikepdf.Pdf, page: Any, text: str) -> None:
    """Which part this is, at the head of the cover, in the type of the page numbers."""
    font = cut()
    if font is None or not font.knows(text):
        return
    size = 14.0
    x, y = float(page.MediaBox[2]) - 57 - font.width(text, size), float(page.MediaBox[3]) - 70
    said = (
        f"q BT /FdMark {size:g} Tf 0.086 0.114 0.141 rg {x:.2f} {y:.2f} Td ".encode() + font.encoded(text) + b" Tj ET Q"
    )
    page.Contents = Array([page.Contents, pdf.make_stream(b"\n" + said)])
    fonts = Dictionary(dict(page.Resources.Font.items()))
    fonts["/FdMark"] = font.embed(pdf)
    resources = Dictionary(dict(page.Resources.items()))
    resources.Font = fonts
    page.Resources = resources
