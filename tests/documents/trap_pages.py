"""Pages of a PDF as nasty as they come, for traps.py: turned, cut, unbalanced, shared, active, damaged."""

import io
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from documents.pagebox import Frame
from documents.pdf_files import frame_of
from tests.documents.corpus.pdfs import raw_pdf, stream

A4 = (0, 0, 595, 842)
WORDS = "Statement of account, payments received under contract HL-2026-118"


def mark(paper, page=1):
    return f"MK{paper:03d}{page:03d}"


def ink(said, frame, size=12.0):
    """Words upright at the reader's upper left, whatever the page's turn, box and unit."""
    size = min(size, frame.width / 12, frame.height / 9)
    matrix = " ".join(f"{v:g}" for v in frame.matrix)
    lines = [said, WORDS[:34], WORDS[34:]]
    shown = "".join(
        f"BT /F1 {size:g} Tf {frame.width * 0.08:g} {frame.height - size * 2.2 * (n + 1):g} Td ({line}) Tj ET "
        for n, line in enumerate(lines)
    )
    return f"q {matrix} cm {shown}Q".encode()


class Sheaf:
    """A PDF in the making, one page after the other."""

    def __init__(self, number):
        self.number, self.pdf = number, pikepdf.new()
        self.font = self.pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))

    def page(self, box=A4, before=b"", after=b"", **keys):
        self.pdf.add_blank_page()
        page = self.pdf.pages[-1].obj
        page.MediaBox = Array(box)
        for key, value in keys.items():
            page[f"/{key}"] = value
        page.Resources = Dictionary(Font=Dictionary(F1=self.font))
        frame = frame_of(page)
        said = ink(mark(self.number, len(self.pdf.pages)), frame)
        page.Contents = self.pdf.make_stream(before + said + after)
        return page

    def bytes(self, **how):
        out = io.BytesIO()
        self.pdf.save(out, **({"deterministic_id": True} | how))
        return out.getvalue()


def simple(*boxes, **keys):
    """One page a box, all with the same entries."""

    def make(number):
        sheaf = Sheaf(number)
        for box in boxes or (A4,):
            sheaf.page(box, **keys)
        return sheaf.bytes()

    return make


def around(before=b"", after=b"", **keys):
    def make(number):
        sheaf = Sheaf(number)
        sheaf.page(before=before, after=after, **keys)
        return sheaf.bytes()

    return make


def with_pdf(change, pages=1, **how):
    def make(number):
        sheaf = Sheaf(number)
        for _n in range(pages):
            sheaf.page()
        change(sheaf.pdf, sheaf)
        return sheaf.bytes(**how)

    return make


# --- structure -------------------------------------------------------------------------------------------------------


def inherited(pdf, _sheaf):
    tree = pdf.Root.Pages
    tree.MediaBox, tree.CropBox = Array([0, 0, 700, 1000]), Array([50, 80, 645, 922])
    tree.Resources = pdf.pages[0].obj.Resources
    for page in pdf.pages:
        page.obj.Contents = pdf.make_stream(ink(mark(_sheaf.number, page.index + 1), Frame((50, 80, 645, 922), 0)))
        del page.obj.MediaBox, page.obj.Resources


def split_operator(pdf, _sheaf):
    page = pdf.pages[0].obj
    words = page.Contents.read_bytes()
    cuts = [0, words.index(b"Tf"), words.index(b"Tj"), len(words)]
    page.Contents = Array([pdf.make_stream(words[a:b]) for a, b in pairwise(cuts)])


def shared_everything(pdf, _sheaf):
    """Two pages of one stream; the second is the same page object's twin with resources of another name table."""
    first, second = pdf.pages[0].obj, pdf.pages[1].obj
    shared = pdf.make_stream(b"/Both Do " + b"q 0.9 g 100 200 300 100 re f Q")
    for n, page in enumerate((first, second), 1):
        form = pdf.make_stream(
            ink(mark(_sheaf.number, n), Frame(A4, 0)), Type=Name.XObject, Subtype=Name.Form, BBox=list(A4),
            Resources=page.Resources,
        )  # fmt: skip
        page.Contents = shared
        page.Resources = pdf.make_indirect(Dictionary(XObject=Dictionary(Both=form)))


def stamped_names(pdf, _sheaf):
    """The page uses, for itself, the very names that a binder may think its own."""
    page = pdf.pages[0].obj
    page.Resources.Font.FdFont = page.Resources.Font.F1
    page.Resources.XObject = Dictionary(
        FdPage=pdf.make_stream(b"0.8 g 100 300 200 80 re f", Type=Name.XObject, Subtype=Name.Form, BBox=list(A4))
    )
    page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"/F1", b"/FdFont") + b" /FdPage Do")


def own_labels(pdf, _sheaf):
    pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(S=Name.r, P=String("A-"))])
    pdf.Root.PageMode = Name.FullScreen
    pdf.Root.OpenAction = Array([pdf.pages[1].obj, Name.Fit])


def circular_outline(pdf, _sheaf):
    one = pdf.make_indirect(Dictionary(Title=String("one"), Dest=[pdf.pages[0].obj, Name.Fit]))
    two = pdf.make_indirect(Dictionary(Title=String("two"), Dest=[pdf.pages[0].obj, Name.Fit], Next=one, Prev=one))
    one.Next, one.First, one.Last, one.Count = two, two, one, 99
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=one, Last=two, Count=2))


def active(pdf, _sheaf):
    page, script = pdf.pages[0].obj, Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    page.AA = Dictionary(O=script)
    pdf.Root.AA = Dictionary(WC=script)
    kinds = [
        {"Subtype": Name.Link, "A": script},
        {"Subtype": Name.Link, "A": Dictionary(S=Name.Launch, F=String("calc.exe"))},
        {"Subtype": Name.Link, "A": Dictionary(S=Name.GoToR, F=String("other.pdf"), D=[0, Name.Fit])},
        {"Subtype": Name.Link, "A": Dictionary(S=Name.URI, URI=String("https://provider.example"), Next=script)},
        {"Subtype": Name.Link, "A": Dictionary(S=Name.GoTo, D=[page, Name.FitR, 0, 0, 9, 9], Next=script)},
        {"Subtype": Name.FileAttachment, "FS": Dictionary(F=String("a.exe"))},
        {"Subtype": Name.Screen, "A": Dictionary(S=Name.Rendition)},
        {"Subtype": Name.Text, "Contents": String("a note"), "AA": Dictionary(E=script)},
        {"Subtype": Name.Popup},
    ]
    page.Annots = Array(
        pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[60, 400 + 20 * n, 90, 415 + 20 * n], **kind))
        for n, kind in enumerate(kinds)
    )


def portfolio(pdf, _sheaf):
    pdf.attachments["inner.pdf"] = b"%PDF-1.4 inner"
    pdf.attachments["账册.xlsx"] = b"PK\x03\x04 inert"
    pdf.Root.Collection = Dictionary(View=Name.T)


def broken_annotations(pdf, _sheaf):
    page = pdf.pages[0].obj
    page.Annots = Array([Dictionary(Subtype=Name.Link), 7, String("x"), Dictionary(Type=Name.Annot, Rect=[1, 2])])


def links(pdf, _sheaf):
    """By name, by page, by number of the page, and to nowhere; another paper uses the same names."""
    page = pdf.pages[0].obj
    goals = [String("chapter1"), [pdf.pages[1].obj, Name.FitH, 700], [1, Name.XYZ, 0, 800, 4], String("nowhere")]
    page.Annots = Array(
        pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[60, 300 + 30 * n, 260, 320 + 30 * n], Dest=goal)
        )
        for n, goal in enumerate(goals)
    )
    leaf = Dictionary(
        Names=[String("chapter1"), Dictionary(D=[pdf.pages[2].obj, Name.Fit])],
        Limits=[String("chapter1"), String("chapter1")],
    )
    pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=[pdf.make_indirect(leaf)]))


def form(value, kind=Name.Tx, **more):
    def change(pdf, _sheaf):
        widget = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=kind, T=String("name"), V=value, F=4,
                Rect=[60, 400, 400, 430], DA=String("/F1 12 Tf 0 g"), **more,
            )
        )  # fmt: skip
        pdf.pages[0].obj.Annots = Array([widget])
        pdf.Root.AcroForm = pdf.make_indirect(
            Dictionary(Fields=[widget], NeedAppearances=True, DA=String("/F1 12 Tf 0 g"),
                       DR=Dictionary(Font=Dictionary(F1=_sheaf.font)))
        )  # fmt: skip

    return change


def xfa(pdf, sheaf):
    form(String("Value of the form"))(pdf, sheaf)
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp:xdp/>")


def signed(pdf, sheaf):
    value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=[0, 9, 99, 9], Contents=String("0" * 64))
    form(pdf.make_indirect(value), Name.Sig)(pdf, sheaf)


def layers(pdf, _sheaf):
    off, on = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(word))) for word in ("draft", "final"))
    member = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=[off], P=Name.AllOn))
    page = pdf.pages[0].obj
    page.Resources.Properties = Dictionary(L1=off, L2=on, L3=member)
    page.Contents = pdf.make_stream(
        page.Contents.read_bytes()
        + b" /OC /L1 BDC 0 g 100 350 300 100 re f EMC /OC /L2 BDC 0.8 g 100 200 90 90 re f EMC"
        + b" /OC /L3 BDC 0 g 100 480 300 60 re f EMC"
    )
    pdf.Root.OCProperties = Dictionary(OCGs=[off, on], D=Dictionary(Order=[off, on], BaseState=Name.OFF, ON=[on]))


def transparent(pdf, _sheaf):
    page = pdf.pages[0].obj
    page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, I=True, K=True)
    page.Resources.ExtGState = Dictionary(G=Dictionary(ca=0.4, BM=Name.Multiply))
    page.Contents = pdf.make_stream(
        page.Contents.read_bytes() + b" q /G gs 0 1 1 0 k 100 200 200 200 re f 1 0 0 0 k 200 300 200 200 re f Q"
    )


def type3(pdf, _sheaf):
    glyph = pdf.make_stream(b"700 0 0 0 600 700 d1 0 0 600 700 re f")
    pdf.pages[0].obj.Resources.Font.T3 = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 600, 700], FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
            CharProcs=Dictionary(a=glyph), Encoding=Dictionary(Differences=[97, Name.a]), FirstChar=97, LastChar=97,
            Widths=[700],
        )
    )  # fmt: skip
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" BT /T3 14 Tf 60 300 Td (aaaa) Tj ET")


def escaped_names(number):
    said = ink(mark(number), Frame(A4, 0)).replace(b"/F1", b"/F#31#20x")
    return raw_pdf(
        "<</Type/Catalog/Pages 2 0 R/Open#41ction<</S/J#61vaScript/JS(1)>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/P#61ge/Parent 2 0 R/Media#42ox[0 0 595 842]/Cont#65nts 4 0 R"
        "/Resources<</Font<</F1#20x<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        stream(said),
    )


def deep_tree(number):
    """A page tree of thirty levels with one page at the end of each."""
    levels, objects = 12, ["<</Type/Catalog/Pages 2 0 R>>"]
    for n in range(levels):
        node, page, content = 2 + 3 * n, 3 + 3 * n, 4 + 3 * n
        more = f" {node + 3} 0 R" if n < levels - 1 else ""
        parent = (
            f"/Parent {node - 3} 0 R"
            if n
            else "/MediaBox[0 0 595 842]/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        )
        objects += [
            f"<</Type/Pages/Kids[{page} 0 R{more}]/Count {levels - n}{parent}>>",
            f"<</Type/Page/Parent {node} 0 R/Contents {content} 0 R>>",
            stream(ink(mark(number, n + 1), Frame(A4, 0))),
        ]
    return raw_pdf(*objects)


def damaged(cut):
    def make(number):
        return cut(simple(A4, A4)(number))

    return make


def incremental(number):
    """Saved again at its end: the second version of the page counts."""
    made = around(after=b" q 0.8 g 100 300 99 99 re f Q")(number)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        key = pdf.pages[0].obj.objgen[0]
        words = pdf.pages[0].obj.unparse(resolved=True).decode()
        size = int(pdf.trailer.Size)
        root = pdf.Root.objgen[0]
    table = made.rfind(b"startxref")
    before = int(made[table + 9 :].split()[0])
    body = f"{key} 0 obj\n{words.replace('842', '840')}\nendobj\n".encode()
    at = len(made) + 1
    tail = (
        f"xref\n0 1\n0000000000 65535 f \n{key} 1\n{at:010d} 00000 n \n"
        f"trailer\n<</Size {size}/Root {root} 0 R/Prev {before}>>\nstartxref\n{at + len(body)}\n%%EOF\n"
    )
    return made + b"\n" + body + tail.encode()


def encrypted(strength):
    def make(number):
        sheaf = Sheaf(number)
        sheaf.page()
        return sheaf.bytes(deterministic_id=False, encryption=pikepdf.Encryption(owner="owner", user="", R=strength))

    return make


UP = pikepdf.ObjectStreamMode
TURNED = {
    f"turn {turn} with an offset cut": simple((-100, 50, 600, 1050), CropBox=Array([-50, 130, 545, 972]), Rotate=turn)
    for turn in (90, 180, 270, -90, 450)
}
SHAPES = {
    "unit 2": simple((0, 0, 297.5, 421), UserUnit=2),
    "unit 0.5 turned": simple((0, 0, 1190, 1684), UserUnit=0.5, Rotate=90),
    "landscape A3": simple((0, 0, 1191, 842)),
    "drawing A0": simple((0, 0, 2384, 3370)),
    "14,400 points": simple((0, 0, 14400, 14400)),
    "till receipt": simple((0, 0, 164, 700)),
    "business card": simple((0, 0, 255, 153)),
    "banner": simple((0, 0, 4000, 400)),
    "reversed box": simple((595, 842, 0, 0)),
    "cut outside the paper": simple(A4, CropBox=Array([-500, -500, 2000, 2000])),
    "cut beside the paper": simple(A4, CropBox=Array([700, 900, 900, 1000])),
    "box of fractions": simple((0.5, 0.25, 595.276, 841.89)),
}
CONTENT = {
    "open q": around(before=b"q q q ", after=b" q 3 0 0 3 0 0 cm"),
    "too many Q": around(after=b" Q Q Q Q"),
    "open text": around(after=b" BT /F1 9 Tf 3 Tr 50 Tz"),
    "open clip and mark": around(after=b" /Span BMC 0 0 10 10 re W n"),
    "bare matrix": around(after=b" -1 0 0 -1 595 842 cm 1 0 0 RG"),
    "dark foot": around(before=b"0.1 g 0 0 595 70 re f 0 g "),
    "grey page": around(before=b"0.35 g 0 0 595 760 re f 0 g "),
    "own footer": around(after=b" BT /F1 11 Tf 540 16 Td (77) Tj ET BT /F1 8 Tf 60 16 Td (Page 77 of 80) Tj ET"),
    "white text": around(after=b" 1 g"),
    "inline picture": around(after=b" q 90 0 0 90 100 300 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\x80\xc0\x40 EI Q"),
    "unknown operators": around(after=b" foo BX bar EX 1 2 3 baz"),
}
STRUCTURE = {
    "inherited boxes": with_pdf(inherited, pages=3),
    "split before operators": with_pdf(split_operator),
    "shared stream": with_pdf(shared_everything, pages=2),
    "names of the binder": with_pdf(stamped_names),
    "labels of its own": with_pdf(own_labels, pages=2),
    "circular outline": with_pdf(circular_outline),
    "acts": with_pdf(active),
    "portfolio": with_pdf(portfolio),
    "broken annotations": with_pdf(broken_annotations),
    "links one": with_pdf(links, pages=3),
    "links two": with_pdf(links, pages=3),
    "form one": with_pdf(form(String("Value one"))),
    "form two": with_pdf(form(String("第二个值"))),
    "form choice": with_pdf(form(String("EUR"), Name.Ch, Opt=[String("EUR"), String("CNY")], Ff=131072)),
    "xfa": with_pdf(xfa),
    "signed": with_pdf(signed),
    "layers": with_pdf(layers),
    "transparent": with_pdf(transparent),
    "type 3": with_pdf(type3),
    "object streams": with_pdf(lambda *_a: None, pages=3, object_stream_mode=UP.generate),
    "linearised": with_pdf(lambda *_a: None, pages=2, linearize=True, deterministic_id=False),
    "escaped names": escaped_names,
    "deep tree": deep_tree,
    "incremental": incremental,
    "encrypted RC4": encrypted(4),
    "encrypted AES": encrypted(6),
    "no table": damaged(lambda data: data.replace(b"startxref", b"startxxxx")),
    "table moved": damaged(lambda data: data[:9] + b"%" + b"x" * 40 + b"\n" + data[9:]),
    "junk before": damaged(lambda data: b"\r\n\r\n  \r\n" + data),
    "wrong length": damaged(lambda data: data.replace(b"/Length ", b"/Length 9", 1)),
    "end cut off": damaged(lambda data: data[: data.rfind(b"xref\n0") + 40]),
}
