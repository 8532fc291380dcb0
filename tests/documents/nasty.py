"""Papers as they really come: turned, cropped, offset, shared, unbalanced, forms, layers, scans on grey."""

import io
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.documents.samples import pdf, photo

INK = "BT /F1 12 Tf 60 300 Td (Evidence of the trade) Tj ET"


def saved(made):
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


def changed(change, **more):
    with pikepdf.open(io.BytesIO(pdf(**more))) as made:
        for page in made.pages:
            change(made, page.obj)
        return saved(made)


def turned(degrees):
    return lambda: changed(lambda made, page: page.__setitem__("/Rotate", degrees))


def boxed(media, crop=None, **more):
    def change(made, page):
        page.MediaBox = Array(media)
        if crop:
            page.CropBox = Array(crop)
        for key, value in more.items():
            page[f"/{key}"] = value
        page.Contents = made.make_stream(
            f"q 1 0 0 1 {min(media[0], media[2])} {min(media[1], media[3])} cm {INK} Q".encode()
        )

    return lambda: changed(change)


def content(words):
    def change(made, page):
        page.Contents = made.make_stream(words.encode())

    return lambda: changed(change)


def inherited():
    """Box, turn and resources stand on the page tree and not on the page."""
    with pikepdf.open(io.BytesIO(pdf(pages=2))) as made:
        tree = made.Root.Pages
        tree.MediaBox, tree.Rotate, tree.Resources = Array([0, 0, 595, 842]), 90, made.pages[0].obj.Resources
        for page in made.pages:
            del page.obj.MediaBox, page.obj.Resources
        return saved(made)


def shared():
    """Two pages, one content stream, two fonts under one name."""
    with pikepdf.open(io.BytesIO(pdf(pages=2))) as made:
        other = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier))
        made.pages[1].obj.Contents = made.pages[0].obj.Contents
        made.pages[1].obj.Resources = made.make_indirect(Dictionary(Font=Dictionary(F1=other)))
        return saved(made)


def split():
    """The content is cut in the middle of an operator."""

    def change(made, page):
        words = INK.encode()
        page.Contents = Array([made.make_stream(words[:20]), made.make_stream(words[20:])])

    return changed(change)


def dark_foot():
    return content(f"0.1 g 0 0 595 60 re f 0 g {INK}")()


def own_number():
    return content(f"{INK} BT /F1 11 Tf 540 16 Td (77) Tj ET")()


def form(value="甲方 Hailan", *, drawn=False):
    """A form whose value only a viewer draws; the same field name in every such file."""

    def change(made, page):
        widget = made.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=pikepdf.String("name"),
                V=pikepdf.String(value),
                Rect=[100, 400, 400, 430],
                DA=pikepdf.String("/F1 12 Tf 0 g"),
                F=4,
            )
        )
        page.Annots = Array([widget])
        made.Root.AcroForm = made.make_indirect(
            Dictionary(
                Fields=[widget], NeedAppearances=not drawn, DR=page.Resources, DA=pikepdf.String("/F1 12 Tf 0 g")
            )
        )

    return changed(change)


def layers():
    """A layer called draft, switched off."""
    with pikepdf.open(io.BytesIO(pdf())) as made:
        draft = made.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("draft")))
        page = made.pages[0].obj
        page.Resources.Properties = Dictionary(L1=draft)
        page.Contents = made.make_stream(f"{INK} /OC /L1 BDC 0 g 100 350 300 200 re f EMC".encode())
        made.Root.OCProperties = Dictionary(OCGs=[draft], D=Dictionary(Order=[draft], OFF=[draft]))
        return saved(made)


def named(target):
    """A link by name, and another file uses the same name for another page."""
    with pikepdf.open(io.BytesIO(pdf(pages=3))) as made:
        made.pages[0].obj.Annots = Array(
            [
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=[60, 300, 260, 320],
                    A=Dictionary(S=Name.GoTo, D=pikepdf.String("chapter1")),
                )
            ]
        )
        tree = Dictionary(Names=[pikepdf.String("chapter1"), [made.pages[target].obj, Name.Fit]])
        made.Root.Names = Dictionary(Dests=made.make_indirect(tree))
        return saved(made)


def no_contents():
    def change(made, page):
        del page.Contents, page.Resources

    return changed(change)


def drawn_nowhere():
    """An empty page as some writers leave it: fonts at hand, and a list of contents with nothing in it."""
    return changed(lambda made, page: page.__setitem__("/Contents", Array([])))


PAPERS = {
    "plain": lambda: pdf(pages=2),
    "turn-90": turned(90),
    "turn-180": turned(180),
    "turn-270": turned(270),
    "turn-minus-90": turned(-90),
    "landscape": lambda: pdf(size=(842, 595)),
    "offset": boxed([200, 300, 795, 1142]),
    "reversed": boxed([595, 842, 0, 0]),
    "cropped": boxed([0, 0, 700, 1000], [50, 80, 645, 922]),
    "cropped-turned": boxed([0, 0, 700, 1000], [50, 80, 645, 922], Rotate=90),
    "unit": boxed([0, 0, 297.5, 421], UserUnit=2),
    "turn-of-no-quarter": turned(45),
    "turn-that-is-a-word": turned(pikepdf.Name.Landscape),
    "unit-that-is-a-word": lambda: changed(lambda made, page: page.__setitem__("/UserUnit", pikepdf.Name.Big)),
    "unit-of-nothing": lambda: changed(lambda made, page: page.__setitem__("/UserUnit", 0)),
    "ticket": lambda: pdf(size=(90, 160)),
    "receipt": lambda: pdf(size=(200, 600)),
    "drawing": lambda: pdf(size=(2384, 1684)),
    "open-q": content(f"q q 3 0 0 3 0 0 cm {INK}"),
    "extra-Q": content(f"{INK} Q Q Q"),
    "open-BT": content("BT /F1 12 Tf 60 300 Td (Evidence of the trade) Tj"),
    "clipped": content(f"{INK} 0 0 100 100 re W n"),
    "bare-cm": content(f"{INK} -1 0 0 -1 595 842 cm"),
    "inherited": inherited,
    "shared": shared,
    "split": split,
    "dark-foot": dark_foot,
    "own-number": own_number,
    "form-one": lambda: form("Value one"),
    "form-two": lambda: form("Value two"),
    "layers": layers,
    "named-1": lambda: named(1),
    "named-2": lambda: named(2),
    "no-contents": no_contents,
    "drawn-nowhere": drawn_nowhere,
    "照片（收据）": lambda: photo((900, 1200)),
}


@lru_cache(maxsize=1)
def made():
    """Each paper's bytes, made once."""
    return {name: make() for name, make in PAPERS.items()}
