"""PDF files that act, swell, loop or lie."""

import base64
import io
import struct
import zlib

import pikepdf
from pikepdf import Dictionary, Name

from tests.documents.corpus.pictures import jpeg2000, jpeg_header
from tests.documents.corpus.verdicts import CAREFUL, EICAR, NO, TAKEN, flate
from tests.documents.hostile import office, with_root
from tests.documents.samples import pdf


def raw_pdf(*objects, trailer="", root=1, version=b"1.7"):
    """Objects written as they are given, numbered from 1: what no library would write."""
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + (body if isinstance(body, bytes) else body.encode()) + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    end = f"trailer\n<</Size {len(objects) + 1}/Root {root} 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"
    out.write(end.encode())
    return out.getvalue()


def stream(data, **entries):
    words = "".join(f"/{key} {value}" for key, value in entries.items())
    return f"<<{words}/Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"


def one_page(content=b"0 0 m", more="", page_more="", *rest, **entries):
    if "/Resources" not in page_more:
        page_more += "/Resources<<>>"
    return raw_pdf(
        f"<</Type/Catalog/Pages 2 0 R{more}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R{page_more}>>",
        stream(content, **entries),
        *rest,
    )


def filtered(data, *names, more=""):
    return one_page(data, "", "", Filter="[" + "".join("/" + n for n in names) + "]" + more)


def picture_in_pdf(data, name, width, height, more="", space="/DeviceGray", bits=8):
    return one_page(
        b"q 500 0 0 700 0 0 cm /I Do Q",
        "",
        "/Resources<</XObject<</I 5 0 R>>>>",
        stream(
            data, Type="/XObject", Subtype="/Image", Width=width, Height=height, ColorSpace=space,
            BitsPerComponent=bits, Filter=f"/{name}{more}",
        ),
    )  # fmt: skip


def annotated(annotation):
    return one_page(b"", "", f"/Annots[{annotation}]")


def nested(depth):
    return one_page(b"", f"/Deep {'[' * depth}{']' * depth}")


def circle_of_pages():
    return raw_pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 1>>",
    )


def circle_of_tables():
    made = one_page()
    start = made.rfind(b"xref\n0")
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def circle_of_forms():
    return one_page(
        b"/F Do", "", "/Resources<</XObject<</F 5 0 R>>>>",
        stream(b"/F Do /F Do", Type="/XObject", Subtype="/Form", BBox="[0 0 9 9]", Resources="<</XObject<</F 5 0 R>>>>"),
    )  # fmt: skip


def laughing_forms(levels=12, times=12):
    """Each form draws the next one a dozen times: twelve to the twelfth drawings."""
    forms = [
        stream(
            b"/F Do " * times, Type="/XObject", Subtype="/Form", BBox="[0 0 9 9]",
            Resources=f"<</XObject<</F {6 + i} 0 R>>>>",
        )
        for i in range(levels)
    ]  # fmt: skip
    last = stream(b"0 0 m 9 9 l S", Type="/XObject", Subtype="/Form", BBox="[0 0 9 9]")
    return one_page(b"/F Do", "", "/Resources<</XObject<</F 5 0 R>>>>", *forms, last)


def many_pages(number):
    kids = "".join(f"{i + 3} 0 R " for i in range(number))
    return raw_pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {number}/MediaBox[0 0 9 9]>>",
        *["<</Type/Page/Parent 2 0 R/Resources<<>>>>"] * number,
    )


def shared_pages(levels=9, times=10):
    """A page tree whose branches are the same: ten to the ninth pages in a kilobyte."""
    nodes = [f"<</Type/Pages/Kids[{f'{i + 3} 0 R ' * times}]/Count {times ** (levels - i)}>>" for i in range(levels)]
    return raw_pdf("<</Type/Catalog/Pages 2 0 R>>", *nodes, "<</Type/Page/MediaBox[0 0 9 9]/Resources<<>>>>")


def locked_pdf(user, owner="o", r=6):
    with pikepdf.open(io.BytesIO(pdf())) as made:
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(owner=owner, user=user, R=r))
        return out.getvalue()


def embedded(name=b"tool.exe", data=b"MZ\x90\x00 inert"):
    def change(made):
        made.attachments[name.decode()] = data

    return with_root(change)


def in_object_stream():
    """A script packed away where a search in the bytes sees nothing."""

    def change(made):
        made.Root.OpenAction = made.make_indirect(Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)")))

    with pikepdf.open(io.BytesIO(with_root(change))) as made:
        out = io.BytesIO()
        made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


PDFS = [
    ("openaction-js.pdf", lambda: one_page(b"", "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), CAREFUL),
    ("names-js.pdf", lambda: one_page(b"", "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>"), CAREFUL),
    ("js-objstm.pdf", in_object_stream, CAREFUL),
    ("js-hex.pdf", lambda: one_page(b"", "/OpenAction<</S/J#61va#53cript/#4a#53(1)>>"), CAREFUL),
    ("page-aa.pdf", lambda: one_page(b"", "", "/AA<</O<</S/JavaScript/JS(1)>>>>"), CAREFUL),
    ("launch.pdf", lambda: annotated("<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(calc.exe)>>>>"), CAREFUL),
    ("open-launch.pdf", lambda: one_page(b"", "/OpenAction<</S/Launch/Win<</F(cmd.exe)>>>>"), CAREFUL),
    ("open-uri.pdf", lambda: one_page(b"", "/OpenAction<</S/URI/URI(http://198.51.100.7/x)>>"), CAREFUL),
    ("uri-js.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(javascript:alert\\(1\\))>>>>"), CAREFUL),
    ("uri-file.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(file:///etc/passwd)>>>>"), CAREFUL),
    ("uri-unc.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(\\\\\\\\198.51.100.7\\\\s)>>>>"), CAREFUL),
    ("gotor.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/GoToR/F(\\\\\\\\198.51.100.7\\\\s)/D[0]>>>>"), CAREFUL),
    ("gotoe.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/GoToE/T<</R/C/N(a.pdf)>>/D[0]>>>>"), CAREFUL),
    ("submit.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/SubmitForm/F(http://198.51.100.7)>>>>"), CAREFUL),
    ("import.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/ImportData/F(a.fdf)>>>>"), CAREFUL),
    ("thread.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/GoTo3DView>>>>"), TAKEN | NO),
    ("richmedia.pdf", lambda: annotated("<</Subtype/RichMedia/Rect[0 0 9 9]/RichMediaContent<<>>>>"), CAREFUL),
    ("threed.pdf", lambda: annotated("<</Subtype/3D/Rect[0 0 9 9]>>"), CAREFUL),
    ("screen.pdf", lambda: annotated("<</Subtype/Screen/Rect[0 0 9 9]/A<</S/Rendition>>>>"), CAREFUL),
    ("fileattachment.pdf", lambda: annotated("<</Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(a.exe)>>>>"), CAREFUL),
    ("embedded-exe.pdf", embedded, CAREFUL),
    ("embedded-pdf.pdf", lambda: embedded(b"inner.pdf", pdf()), CAREFUL),
    ("portfolio.pdf", lambda: one_page(b"", "/Collection<</View/D>>"), CAREFUL),
    ("xfa.pdf", lambda: one_page(b"", "/AcroForm<</Fields[]/XFA(<xdp/>)>>"), CAREFUL),
    ("ref-xobject.pdf", lambda: one_page(b"/F Do", "", "/Resources<</XObject<</F 5 0 R>>>>", stream(b"", Type="/XObject", Subtype="/Form", BBox="[0 0 9 9]", Ref="<</F(http://198.51.100.7/a.pdf)/Page 0>>")), CAREFUL),
    ("external-stream.pdf", lambda: one_page(b"", F="(http://198.51.100.7/a)"), CAREFUL),
    ("js-in-annot-hidden.pdf", lambda: annotated("<</Subtype/Widget/FT/Tx/T(a)/Rect[0 0 0 0]/AA<</K<</S/JavaScript/JS(1)>>>>>>"), CAREFUL),
    ("locked.pdf", lambda: locked_pdf("secret"), CAREFUL),
    ("locked-rc4.pdf", lambda: locked_pdf("", r=4), CAREFUL),
    ("flate-bomb.pdf", lambda: filtered(flate(100), "FlateDecode"), NO),
    ("flate-twice.pdf", lambda: filtered(flate(300, 2), "FlateDecode", "FlateDecode"), NO),
    ("flate-thrice.pdf", lambda: filtered(flate(300, 3), "FlateDecode", "FlateDecode", "FlateDecode"), NO),
    ("hex-flate.pdf", lambda: filtered(flate(100).hex().encode() + b">", "ASCIIHexDecode", "FlateDecode"), NO),
    ("a85-flate.pdf", lambda: filtered(base64.a85encode(flate(100)) + b"~>", "ASCII85Decode", "FlateDecode"), NO),
    ("runlength.pdf", lambda: filtered(zlib.compress(b"\x81 " * 2_000_000, 9), "FlateDecode", "RunLengthDecode"), NO),
    ("lzw.pdf", lambda: filtered(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 10, "LZWDecode"), TAKEN | NO),
    ("many-filters.pdf", lambda: filtered(b"x", *["FlateDecode"] * 60), CAREFUL),
    ("predictor.pdf", lambda: one_page(flate(100), Filter="/FlateDecode", DecodeParms="<</Predictor 12/Columns 1000000000>>"), NO),
    ("xref-bomb.pdf", lambda: one_page().replace(b"/Size 5", b"/Size 2147483647"), TAKEN | NO),
    ("picture-flate.pdf", lambda: picture_in_pdf(flate(100, byte=b"\0"), "FlateDecode", 30_000, 30_000), NO),
    ("picture-small-header.pdf", lambda: picture_in_pdf(flate(100, byte=b"\0"), "FlateDecode", 10, 10), NO),
    ("jbig2.pdf", lambda: picture_in_pdf(b"\0\0\0\0\x30\0\1\0\0\0\x13" + struct.pack(">II", 2**31 - 1, 2**31 - 1) + b"\0" * 11, "JBIG2Decode", 100, 100, bits=1), TAKEN | NO),
    ("jbig2-huge.pdf", lambda: picture_in_pdf(b"\0" * 60, "JBIG2Decode", 100_000, 100_000, bits=1), NO),
    ("jpx-huge.pdf", lambda: picture_in_pdf(jpeg2000(60_000, 60_000), "JPXDecode", 60_000, 60_000), NO),
    ("jpx-lies.pdf", lambda: picture_in_pdf(jpeg2000(60_000, 60_000), "JPXDecode", 10, 10), NO),
    ("jpeg-lies.pdf", lambda: picture_in_pdf(jpeg_header(65_000, 65_000), "DCTDecode", 10, 10), NO),
    ("ccitt.pdf", lambda: picture_in_pdf(b"\0" * 40, "CCITTFaxDecode", 1_000_000, 1_000_000, "/DecodeParms<</Columns 1000000/Rows 1000000/K -1>>", bits=1), NO),
    ("negative-size.pdf", lambda: picture_in_pdf(b"\0", "FlateDecode", -5, -7), TAKEN | NO),
    ("silly-size.pdf", lambda: picture_in_pdf(b"\0", "FlateDecode", "(a)", "/B"), TAKEN | NO),
    ("circle-pages.pdf", circle_of_pages, NO | {"flag"}),
    ("circle-xref.pdf", circle_of_tables, TAKEN | NO),
    ("circle-forms.pdf", circle_of_forms, NO),
    ("laughing-forms.pdf", laughing_forms, NO | {"flag"}),
    ("circle-outline.pdf", lambda: one_page(b"", "/Outlines 5 0 R", "", "<</First 6 0 R/Last 6 0 R>>", "<</Title(a)/Next 6 0 R/Parent 5 0 R>>"), TAKEN | NO),
    ("circle-names.pdf", lambda: one_page(b"", "/Names<</Dests 5 0 R>>", "", "<</Kids[5 0 R]>>"), TAKEN | NO),
    ("circle-parent.pdf", lambda: raw_pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>", "<</Type/Page/Parent 2 0 R>>"), TAKEN | NO),
    ("self-reference.pdf", lambda: raw_pdf("1 0 R"), NO),
    ("length-loop.pdf", lambda: one_page(b"").replace(b"/Length 0", b"/Length 4 0 R"), TAKEN | NO),
    ("nested-100k.pdf", lambda: nested(100_000), CAREFUL),
    ("nested-400.pdf", lambda: nested(400), TAKEN | NO),
    ("pages-12k.pdf", lambda: many_pages(12_000), NO),
    ("pages-shared.pdf", shared_pages, NO),
    ("count-lies.pdf", lambda: pdf().replace(b"/Count 1", b"/Count 9"), TAKEN | NO),
    ("zero-pages.pdf", lambda: raw_pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"), NO),
    ("no-catalog.pdf", lambda: raw_pdf("<</Nothing 1>>"), NO),
    ("no-root.pdf", lambda: b"%PDF-1.7\ntrailer<</Size 1>>\nstartxref\n0\n%%EOF", NO),
    ("header-only.pdf", lambda: b"%PDF-1.7\n", NO),
    ("cut.pdf", lambda: pdf(pages=30)[:3000], CAREFUL),
    ("random.pdf", lambda: b"%PDF-1.4\n" + bytes(range(256)) * 400, NO),
    ("null-bytes.pdf", lambda: b"\0" * 5000, NO),
    ("zip-after.pdf", lambda: pdf() + office(), CAREFUL),
    ("html-after.pdf", lambda: pdf() + b"<html><script>alert(1)</script></html>", CAREFUL),
    ("html-before.pdf", lambda: b"<html><script>alert(1)</script></html>\n" + pdf(), NO),
    ("gif-before.pdf", lambda: b"GIF89a/*" + pdf(), NO),
    ("exe-after.pdf", lambda: pdf() + b"MZ\x90\x00" + b"\0" * 5000, CAREFUL),
    ("exe-before.pdf", lambda: b"MZ\x90\x00" + pdf(), NO),
    ("html-in-content.pdf", lambda: one_page(b"<html><script>alert(1)</script></html>"), TAKEN),
    ("eicar-in.pdf", lambda: one_page(EICAR), TAKEN | CAREFUL),
    ("tiny-box.pdf", lambda: one_page(b"", "", "/CropBox[0 0 0 0]"), TAKEN | NO),
    ("huge-box.pdf", lambda: raw_pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 1000000000 1000000000]>>"), TAKEN | NO),
    ("nan-box.pdf", lambda: raw_pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[(a) null /x 9e99]/Rotate /R/UserUnit -3>>"), TAKEN | NO),
    ("type3-font.pdf", lambda: one_page(b"BT /T 9 Tf (a) Tj ET", "", "/Resources<</Font<</T 5 0 R>>>>", "<</Type/Font/Subtype/Type3/FontBBox[0 0 0 0]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 4 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[9]>>"), TAKEN | NO),
    ("function-circle.pdf", lambda: one_page(b"/S sh", "", "/Resources<</Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 9 9]/Function 5 0 R>>>>>>", "<</FunctionType 3/Domain[0 1]/Functions[5 0 R 5 0 R]/Bounds[.5]/Encode[0 1 0 1]>>"), TAKEN | NO),
    ("tiling.pdf", lambda: one_page(b"/Pattern cs /P scn 0 0 595 842 re f", "", "/Resources<</Pattern<</P 5 0 R>>>>", stream(b"0 0 1 1 re f", PatternType=1, PaintType=1, TilingType=1, BBox="[0 0 1 1]", XStep=".0001", YStep=".0001", Resources="<<>>")), NO),
]  # fmt: skip
