"""More traps for traps.py: what is hidden, what is left switched on, and trees of pages that do not add up."""

from pikepdf import Dictionary, Name, String

from documents.pagebox import Frame
from tests.documents.corpus.pdfs import raw_pdf, stream
from tests.documents.trap_pages import A4, damaged, ink, mark, with_pdf


def hidden_drawing(pdf, _sheaf):
    """A whole drawing on a layer that is off; other papers of the bundle have hidden layers too."""
    off = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
    drawing = pdf.make_stream(
        b"0 g 100 100 300 300 re f", Type=Name.XObject, Subtype=Name.Form, BBox=list(A4), OC=off
    )  # fmt: skip
    page = pdf.pages[0].obj
    page.Resources.XObject = Dictionary(Draft=drawing)
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" /Draft Do")
    pdf.Root.OCProperties = Dictionary(OCGs=[off], D=Dictionary(OFF=[off]))


def left_masked(pdf, _sheaf):
    """The page ends with everything made invisible; what comes after it must be seen."""
    mask = pdf.make_stream(
        b"0 g 0 0 595 842 re f", Type=Name.XObject, Subtype=Name.Form, BBox=list(A4),
        Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray),
    )  # fmt: skip
    page = pdf.pages[0].obj
    page.Resources.ExtGState = Dictionary(G=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask)))
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" /G gs")


def tree_with_holes(number):
    """Its list of pages names one that is nothing, and one that is not there."""
    return raw_pdf(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[null 3 0 R 9 0 R]/Count 3>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        stream(ink(mark(number), Frame(A4, 0))),
    )  # fmt: skip


TREES = {
    "layer of a drawing": with_pdf(hidden_drawing),
    "mask left on": with_pdf(left_masked),
    "tree with holes": tree_with_holes,
    "tree that miscounts": damaged(lambda data: data.replace(b"/Count 2", b"/Count 7")),
}
