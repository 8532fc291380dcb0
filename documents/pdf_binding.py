"""The PDF that is bound: the same pages, but open, whole, with its form filled in as print and nothing that acts.

Made only when needed. The original stays as it came; every reason for making this one is a finding of the file.
"""

import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2 import raw

from documents import marks, pagetree
from documents.seen import Refused, Seen

# What a link may do: stay in the document, or name an address. Everything else leaves or acts.
TAME = ("/GoTo", "/URI", "/Named")
LIVE_ANNOTATIONS = ("/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Rendition")
NEEDS_A_COPY = {
    "encrypted", "repaired", "junk_before_header", "form", "layers", "xfa", "signed", "script", "starts_program",
    "attachment", "media", "sends_data", "other_file", "acts_by_itself",
}  # fmt: skip
OF_THE_DOCUMENT = (
    "/Names", "/OpenAction", "/AA", "/AcroForm", "/StructTreeRoot", "/MarkInfo", "/Dests", "/Collection", "/AF",
)  # fmt: skip
# An address that only a browser or a mail program opens, or one without a scheme.
HARMLESS = re.compile(r"\s*(?:https?:|mailto:|tel:|www\.|[^:\\]*\Z)", re.IGNORECASE)


def write(path: Path, out: Path, seen: Seen) -> bool:
    """Write the PDF for binding to `out`; False when the original can be bound as it is."""
    reasons = {f["code"] for f in seen.findings}
    source, marked, filled = path, out.with_suffix(".marked.pdf"), out.with_suffix(".drawn.pdf")
    straight = out.with_suffix(".straight.pdf")
    is_straightened = pagetree.straighten(path, straight)
    if is_straightened:
        source = straight
        seen.note("repaired")
    has_marks = marks.burn(source, marked, seen)
    if has_marks:
        source = marked
    if "form" in reasons and appearances_missing(source):
        draw_form(source, filled)
        source = filled
    with pikepdf.open(source) as pdf:
        changed = has_marks or is_straightened or bool(reasons & NEEDS_A_COPY)
        if "/AcroForm" in pdf.Root:
            if "/XFA" in pdf.Root.AcroForm:
                del pdf.Root.AcroForm["/XFA"]
            pdf.flatten_annotations("all")
            changed = True
        if "layers" in reasons:
            mark_hidden_layers(pdf)
        places = named_places(pdf)
        for page in pdf.pages:
            changed |= tame(pdf, page.obj, places)
        if "other_file" in reasons:
            changed |= close_windows(pdf)
        if changed:
            for key in OF_THE_DOCUMENT:
                if key in pdf.Root:
                    del pdf.Root[key]
            pdf.trailer.Size = len(pdf.objects)  # a damaged file may have lost its own, and qpdf fills in, adds none
            pdf.remove_unreferenced_resources()
            pdf.save(out, encryption=False, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    for made in (straight, marked, filled):
        made.unlink(missing_ok=True)
    return changed


def appearances_missing(path: Path) -> bool:
    """Some forms leave the drawing of their values to the viewer."""
    with pikepdf.open(path) as pdf:
        form = pdf.Root.get("/AcroForm")
        if form is None:
            return False
        if bool(form.get("/NeedAppearances", False)):
            return True
        return any(
            note.get("/Subtype") == "/Widget"
            and "/AP" not in note
            and "/V" in (note if "/V" in note else note.get("/Parent", note))
            for page in pdf.pages
            for note in annotations(page.obj)
        )


def draw_form(path: Path, out: Path) -> None:
    """Let the drawing program write the values into the page: qpdf's own writer turns Chinese ones into question marks.

    It drops links on the way, so those are put back afterwards, by page number.
    """
    with pikepdf.open(path) as pdf:
        places = named_places(pdf)
        numbers = {page.obj.objgen: i for i, page in enumerate(pdf.pages)}
        kept: list[list[tuple[list[float], int]]] = []
        for page in pdf.pages:
            links = []
            for note in annotations(page.obj):
                target = destination(note, places) if note.get("/Subtype") == "/Link" else None
                if (
                    target is not None
                    and len(target)
                    and isinstance(target[0], pikepdf.Dictionary)
                    and target[0].objgen in numbers
                ):
                    links.append(([float(v) for v in note.Rect], numbers[target[0].objgen]))
            kept.append(links)
    document = pypdfium2.PdfDocument(str(path))
    try:
        document.init_forms()
        for i in range(len(document)):
            page = document[i]
            if page.flatten(raw.FLAT_PRINT) == raw.FLATTEN_FAIL:
                raise Refused("form_cannot_be_printed", page=i + 1)
            page.close()
        document.save(str(out))
    finally:
        document.close()
    with pikepdf.open(out, allow_overwriting_input=True) as pdf:
        for page, links in zip(pdf.pages, kept, strict=True):
            for rect, number in links:
                link = pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=rect, Border=[0, 0, 0],
                    Dest=[pdf.pages[number].obj, pikepdf.Name.XYZ, None, None, None],
                )  # fmt: skip
                if "/Annots" not in page.obj:
                    page.obj.Annots = pikepdf.Array()
                page.obj.Annots.append(pdf.make_indirect(link))
        pdf.save(out, deterministic_id=True)


def annotations(page: Any) -> list[Any]:
    notes = page.get("/Annots")
    return [n for n in notes if isinstance(n, pikepdf.Dictionary)] if isinstance(notes, pikepdf.Array) else []


def named_places(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Names that links use; two files may use the same name for different pages, so none survives binding."""
    places: dict[str, Any] = {}
    old = pdf.Root.get("/Dests")
    if isinstance(old, pikepdf.Dictionary):
        places.update({str(k).lstrip("/"): v for k, v in old.items()})
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and isinstance(names.get("/Dests"), pikepdf.Dictionary):
        try:
            places.update({str(k): v for k, v in pikepdf.NameTree(names.Dests).items()})
        except (RuntimeError, ValueError, KeyError):  # a damaged tree: its links lose their target, the page stays
            return places
    return places


def destination(note: Any, places: dict[str, Any]) -> Any:
    """Where a link goes, as an explicit [page, how, ...], or None."""
    target = note.get("/Dest")
    action = note.get("/A")
    if target is None and isinstance(action, pikepdf.Dictionary) and action.get("/S") == "/GoTo":
        target = action.get("/D")
    if isinstance(target, (pikepdf.String, pikepdf.Name, str)):
        target = places.get(str(target).lstrip("/"))
    if isinstance(target, pikepdf.Dictionary):
        target = target.get("/D")
    return target if isinstance(target, pikepdf.Array) else None


def tame(pdf: pikepdf.Pdf, page: Any, places: dict[str, Any]) -> bool:
    """Take away what acts, and turn links by name into links by page. True when something changed."""
    changed = False
    for key in ("/AA", "/AF", "/StructParents", "/Tabs", "/PieceInfo"):
        if key in page:
            del page[key]
            changed |= key in ("/AA", "/AF")
    said = page.get("/Annots")
    if said is None:
        return changed
    notes = annotations(page)
    kept = []
    for note in notes:
        if str(note.get("/Subtype")) in LIVE_ANNOTATIONS or note.get("/Subtype") == "/Widget":
            changed = True
            continue
        changed |= without_action(note)
        action = note.get("/A")
        named: Any = note.get("/Dest")
        if named is None and isinstance(action, pikepdf.Dictionary):
            named = action.get("/D")
        if isinstance(named, (pikepdf.String, pikepdf.Name, str)):
            target = destination(note, places)
            for key in ("/A", "/Dest"):
                if key in note:
                    del note[key]
            changed = True
            if target is None:
                continue
            named = note.Dest = pikepdf.Array(list(target))
        first: Any = named[0] if isinstance(named, pikepdf.Array) and len(named) else None
        if isinstance(first, int):
            # A number counts the pages of this file; in the bundle it would count those of all.
            changed = True
            if not 0 <= first < len(pdf.pages):
                continue
            named[0] = pdf.pages[first].obj
        kept.append(note)
    if not isinstance(said, pikepdf.Array) or len(kept) != len(said):
        page.Annots = pikepdf.Array(kept)
        changed = True
    return changed


def without_action(note: Any) -> bool:
    """Take away what the note starts: another program, a script, also one that stands second in a row of actions."""
    changed = False
    action = note.get("/A")
    if action is not None and not (
        isinstance(action, pikepdf.Dictionary)
        and str(action.get("/S")) in TAME
        and (action.get("/S") != "/URI" or HARMLESS.match(str(action.get("/URI", ""))))
    ):
        del note["/A"]
        changed = True
    elif action is not None and "/Next" in action:
        del action["/Next"]
        changed = True
    for key in ("/AA", "/PA"):
        if key in note:
            del note[key]
            changed = True
    return changed


def close_windows(pdf: pikepdf.Pdf) -> bool:
    """A drawing that shows a page of another file, or swaps itself for one, shows only what it brought along."""
    changed = False
    for thing in pdf.objects:
        for key in ("/Ref", "/OPI") if isinstance(thing, pikepdf.Stream) else ():
            if key in thing:
                del thing[key]
                changed = True
    return changed


def mark_hidden_layers(pdf: pikepdf.Pdf) -> None:
    """The list of hidden layers belongs to the document and is lost in binding: each layer carries its own mark."""
    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary) or not isinstance(properties.get("/D"), pikepdf.Dictionary):
        return
    usual = properties.D
    hidden = {layer.objgen for layer in usual.get("/OFF", [])}
    everything_off = usual.get("/BaseState") == "/OFF"
    shown = {layer.objgen for layer in usual.get("/ON", [])}
    for layer in properties.get("/OCGs", []):
        if layer.objgen in hidden or (everything_off and layer.objgen not in shown):
            layer["/FreezeDeskHidden"] = True
