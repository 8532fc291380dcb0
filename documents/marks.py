"""What somebody wrote, drew or stamped on a page: printed into the copy for binding, or named with its page.

A mark lies on the page as an object of its own. Readers draw it or not, print it or not, and some leave it to each
other what it looks like; its words stand in no text. In the bundle it is part of the page, the same on screen and on
paper. What opens with a click or is hidden is not bound, and said.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from documents import marklook
from documents.marklook import CannotBeDrawn, Look
from documents.pagebox import Box, normalised
from documents.pdf_files import frame_of, inherited
from documents.seen import Seen

HIDDEN, PRINTED, SCREENLESS = 2, 4, 32  # flags of ISO 32000, 12.5.3
# Not marks: links and fields are dealt with elsewhere, and what plays or carries a file is not bound.
OTHER = frozenset(
    {"/Link", "/Widget", "/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Rendition"}
)
WINDOWS = frozenset({"/Text", "/Popup"})  # open with a click
SAID_OUTSIDE = marklook.DRAWN - {"/FreeText", "/Stamp"}  # their words are a note, not part of what is drawn
MOST = 50  # pages named for one reason; a file with more is looked at anyway


def burn(path: Path, out: Path, seen: Seen) -> bool:
    """Write the file with its marks as part of its pages; False, and nothing written, when there are none."""
    with pikepdf.open(path) as pdf:
        marked = [number for number, page in enumerate(pdf.pages, 1) if any(marks_of(page.obj))]
        if not marked:
            return False
        for number in marked:
            burn_page(pdf, number, seen)
        pdf.trailer.Size = len(pdf.objects)  # see pdf_binding.py
        pdf.save(out, encryption=False, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return True


def marks_of(page: Any) -> Iterator[Any]:
    notes = page.get("/Annots")
    return filter(is_mark, notes) if isinstance(notes, Array) else iter(())


def is_mark(note: Any) -> bool:
    return isinstance(note, Dictionary) and "/Subtype" in note and str(note.Subtype) not in OTHER


def burn_page(pdf: pikepdf.Pdf, number: int, seen: Seen) -> None:
    page = pdf.pages[number - 1].obj
    drawn: list[bytes] = []
    resources = Dictionary(XObject=Dictionary(), Font=Dictionary(), ExtGState=Dictionary(), Properties=Dictionary())
    for note in marks_of(page):
        if reason := kept_off(note):
            if reason != "nothing":
                tell(seen, reason, number)
            continue
        if note.Subtype == "/Redact":
            tell(seen, "not_blacked_out", number)
        if str(note.Subtype) in SAID_OUTSIDE and said(note):
            tell(seen, "note_left_out", number)
        try:
            drawn.append(inked(pdf, page, note, resources, len(drawn) + 1))
        except CannotBeDrawn:
            tell(seen, "mark_not_drawn", number)
    page.Annots = Array([note for note in page.Annots if not is_mark(note)])
    if any(drawn):
        seen.note("marks")
        lay_over(pdf, page, drawn, resources)


def kept_off(note: Any) -> str:
    """Why this is no part of the page: hidden, a window, or nothing that anybody sees. Empty: it is drawn."""
    kind, flags = str(note.Subtype), whole(note.get("/F"))
    has_picture, has_words = picture_of(note) is not None, said(note)
    if flags & HIDDEN or (flags & SCREENLESS and not flags & PRINTED):
        return "mark_hidden" if kind != "/Popup" and (has_picture or has_words) else "nothing"
    if kind in WINDOWS:
        return "note_left_out" if has_words and kind == "/Text" else "nothing"
    if has_picture or kind in marklook.DRAWN or kind == "/Redact":
        return ""
    return "nothing"


def tell(seen: Seen, code: str, page: int) -> None:
    if sum(finding["code"] == code for finding in seen.findings) < MOST:
        seen.note(code, page=page)


def said(note: Any) -> bool:
    return bool(str(note.get("/Contents", "")).strip() or "/RC" in note)


def whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def picture_of(note: Any) -> Any:
    """How the mark looks now, where it says so itself; one of several looks is named by its state."""
    looks = note.get("/AP")
    look = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(look, Dictionary) and not isinstance(look, pikepdf.Stream):
        state = note.get("/AS")
        look = look.get(str(state)) if isinstance(state, Name) else None
    if not isinstance(look, pikepdf.Stream):
        return None
    # Some programs leave an empty picture for the next one to fill.
    is_empty = str(note.Subtype) in marklook.DRAWN and not marklook.content_of(look).strip()
    return None if is_empty else look


def inked(pdf: pikepdf.Pdf, page: Any, note: Any, resources: Any, number: int) -> bytes:
    """The operators that put this mark on the page, its pictures and faces added to the resources."""
    picture = picture_of(note)
    if picture is not None:
        place = placed(note, picture)
        picture[Name.Type], picture[Name.Subtype] = Name.XObject, Name.Form
        resources.XObject[f"/FdMark{number}"] = picture
        content = b"%s cm /FdMark%d Do" % (" ".join(f"{v:.6g}" for v in place).encode(), number)
    elif note.Subtype == "/Redact":
        return b""  # a wish, and without a look of its own nothing to be seen
    else:
        frame = frame_of(page)
        look: Look = marklook.of(note, frame.turn)
        if not meets(look.box, frame.box):
            raise CannotBeDrawn
        content = look.content
        if look.font is not None:
            resources.Font[f"/FdMarkFont{number}"] = look.font.embed(pdf)
            content = content.replace(b"/FdMarkFont ", b"/FdMarkFont%d " % number)
        if look.opacity < 1 or look.multiplies:
            resources.ExtGState[f"/FdMarkState{number}"] = Dictionary(
                ca=look.opacity, CA=look.opacity, BM=Name.Multiply if look.multiplies else Name.Normal
            )
            content = b"/FdMarkState%d gs " % number + content
    layer = note.get("/OC")
    if isinstance(layer, Dictionary):
        resources.Properties[f"/FdMarkLayer{number}"] = layer
        content = b"/OC /FdMarkLayer%d BDC %s EMC" % (number, content)
    return b"q " + content + b" Q"


def placed(note: Any, picture: Any) -> tuple[float, ...]:
    """Where the mark's own picture goes: its box, turned by its matrix, fitted into the place of the mark (12.5.5)."""
    box, matrix = marklook.numbers(picture.get("/BBox")), marklook.numbers(picture.get("/Matrix"))
    place = marklook.place_of(note)
    if len(box) != 4 or place is None:
        raise CannotBeDrawn
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    left, low = min(x for x, _y in corners), min(y for _x, y in corners)
    wide, high = max(x for x, _y in corners) - left, max(y for _x, y in corners) - low
    if wide <= 0 or high <= 0:
        raise CannotBeDrawn
    across, up = (place[2] - place[0]) / wide, (place[3] - place[1]) / high
    return across, 0, 0, up, place[0] - left * across, place[1] - low * up


def meets(box: Box, page: Box) -> bool:
    return box[0] < page[2] and box[2] > page[0] and box[1] < page[3] and box[3] > page[1]


def lay_over(pdf: pikepdf.Pdf, page: Any, drawn: list[bytes], resources: Any) -> None:
    """The page's own content becomes one closed object below, untouched: what it leaves open cannot move a mark."""
    contents = page.get("/Contents")
    if isinstance(contents, Array):
        page.Contents = Array([each for each in contents if isinstance(each, pikepdf.Stream)])
        pikepdf.Page(page).contents_coalesce()
        contents = page.get("/Contents")
    media = normalised(box) if len(box := marklook.numbers(inherited(page, "/MediaBox"))) == 4 else frame_of(page).box
    kept = inherited(page, "/Resources")
    own: dict[str, Any] = {
        "/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array(media),
        "/Resources": kept if kept is not None else Dictionary(),
    }  # fmt: skip
    below = pdf.make_stream(b"")
    if isinstance(contents, pikepdf.Stream):
        below = pdf.make_stream(contents.read_raw_bytes())
        own |= {key: contents[key] for key in ("/Filter", "/DecodeParms") if key in contents}
    if "/Group" in page:
        own["/Group"] = page.Group
    for key, value in own.items():
        below.stream_dict[key] = value
    resources.XObject.FdBelow = below
    page.Resources = resources
    page.Contents = pdf.make_stream(b"q /FdBelow Do Q\n" + b"\n".join(drawn))
