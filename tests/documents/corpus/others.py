"""Mails, texts, tables, programs, archives and names."""

import base64
import gzip
import lzma

from tests.documents.corpus.office_files import matryoshka, zipped
from tests.documents.corpus.verdicts import CAREFUL, EICAR, NO, OLE, TAKEN, YES
from tests.documents.hostile import office
from tests.documents.samples import pdf, photo


def mail(*parts, head="", kind="mixed"):
    edge = "edge"
    body = "".join(f"--{edge}\r\n{part}\r\n" for part in parts)
    return (
        f"From: a@example.com\r\nTo: b@example.com\r\nDate: Wed, 18 Nov 2026 09:40:00 +0100\r\nSubject: x\r\n{head}"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="{edge}"\r\n\r\n{body}--{edge}--\r\n'
    ).encode()


def attached(name, data, kind="application/octet-stream"):
    words = base64.encodebytes(data).decode()
    return (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{words}'
    )


def nested_mail(depth):
    inner = "From: a@example.com\nTo: b@example.com\nSubject: s\nDate: x\n\nhi"
    for _ in range(depth):
        inner = f"From: a@example.com\nTo: b@example.com\nSubject: s\nDate: x\nContent-Type: message/rfc822\n\n{inner}"
    return inner.encode()


PLAIN = "Content-Type: text/plain\r\n\r\nhello"
OTHERS = [
    ("eicar.com", lambda: EICAR, NO),
    ("eicar.txt", lambda: EICAR, CAREFUL),
    ("eicar.pdf", lambda: EICAR, NO),
    ("eicar.zip", lambda: zipped(("eicar.com", EICAR)), NO),
    ("empty.pdf", lambda: b"", NO),
    ("empty.docx", lambda: b"", NO),
    ("empty.txt", lambda: b"", NO),
    ("nulls.txt", lambda: b"\0" * 9000, NO),
    ("nulls-in.txt", lambda: b"abc\0def\n" * 90, NO),
    ("nulls.csv", lambda: b"a,b\0\n" * 90, NO),
    ("tool.exe", lambda: b"MZ\x90\0", NO),
    ("tool.pdf", lambda: b"MZ\x90\0" * 90, NO),
    ("tool.txt", lambda: b"MZ\x90\0" * 90, NO),
    ("elf.jpg", lambda: b"\x7fELF\2\1\1" + b"\0" * 90, NO),
    ("elf.csv", lambda: b"\x7fELF\2\1\1" + b"\0" * 90, NO),
    ("notice.pdf.exe", lambda: b"MZ\x90\0", NO),
    ("notice.pdf.js", lambda: b"alert(1)", NO),
    ("notice.exe.pdf", lambda: pdf(), CAREFUL | YES),
    ("notice.js.txt", lambda: b"var a = new ActiveXObject('WScript.Shell');", CAREFUL | YES),
    ("link.lnk", lambda: b"L\0\0\0\x01\x14\2\0" + b"\0" * 70, NO),
    ("link.txt", lambda: b"L\0\0\0\x01\x14\2\0" + b"\0" * 70, NO),
    ("app.hta", lambda: b"<script>1</script>", NO),
    ("app.js", lambda: b"alert(1)", NO),
    ("app.vbs", lambda: b"MsgBox 1", NO),
    ("app.ps1", lambda: b"Get-Item", NO),
    ("app.bat", lambda: b"@echo off", NO),
    ("app.sh", lambda: b"#!/bin/sh", NO),
    ("sh.txt", lambda: b"#!/bin/sh\nrm -rf x\n", NO),
    ("page.html", lambda: b"<html/>", NO),
    ("page.xhtml", lambda: b"<html/>", NO),
    ("page.txt", lambda: b"<html><script>1</script>", NO),
    ("page-later.txt", lambda: b"hello\n\n<script>alert(1)</script>", CAREFUL | YES),
    ("page.csv", lambda: b"<html><script>1</script>", NO),
    ("page-bom.txt", lambda: b"\xef\xbb\xbf<html><script>1</script>", NO),
    ("page-comment.txt", lambda: b"<!-- a --><html><script>1</script>", NO),
    ("page-utf16.txt", lambda: "<html><script>1</script>".encode("utf-16"), NO),
    ("page.eml", lambda: b"<html><script>1</script>", NO),
    ("page.pdf", lambda: b"<html>%PDF-1.4", NO),
    ("page.mht", lambda: b"MIME-Version: 1.0", NO),
    ("a.iso", lambda: b"\0" * 90, NO),
    ("a.7z", lambda: b"7z\xbc\xaf\x27\x1c", NO),
    ("a.rar", lambda: b"Rar!\x1a\7\0", NO),
    ("a.gz", lambda: gzip.compress(b"x"), NO),
    ("a.xz", lambda: lzma.compress(b"x"), NO),
    ("a.zip", matryoshka, NO),
    ("zip.pdf", lambda: zipped(("a", b"b")), NO),
    ("zip.txt", lambda: zipped(("a", b"b")), NO),
    ("gz.pdf", lambda: gzip.compress(pdf()), NO),
    ("gz.csv", lambda: gzip.compress(b"a,b"), NO),
    ("rar.txt", lambda: b"Rar!\x1a\7\0" + bytes(range(1, 128)) * 9, NO),
    ("7z.txt", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(range(1, 128)) * 9, NO),
    ("pdf.txt", lambda: pdf(), NO),
    ("jpg.pdf", lambda: photo(), NO),
    ("pdf.jpg", lambda: pdf(), NO),
    ("png.jpg", lambda: photo((40, 40), kind="PNG"), NO),
    ("docx.pdf", lambda: office(), NO),
    ("pdf.docx", lambda: pdf(), NO),
    ("noextension", lambda: pdf(), NO),
    ("name\u202efdp.exe", lambda: b"MZ", NO),
    ("name\u202efdp.pdf", lambda: pdf(), NO),
    ("name\u2066gpj.pdf", lambda: pdf(), NO),
    ("formula.csv", lambda: b"=cmd|'/c calc'!A0,1\n@SUM(1),2\n", CAREFUL),
    ("hyperlink.csv", lambda: b'a,b\n=HYPERLINK("http://198.51.100.7","x"),1\n', CAREFUL),
    ("quotes.csv", lambda: b'"' * 100_001, NO | TAKEN),
    ("wide.csv", lambda: b"," * 500_000 + b"\n", NO | TAKEN),
    ("long-line.txt", lambda: b"a" * 5_000_000, NO | TAKEN),
    ("combining.txt", lambda: ("a" + "\u0301" * 50_000).encode(), NO | TAKEN),
    ("bidi.txt", lambda: "pay \u202e000.1 EUR".encode(), CAREFUL | YES),
    ("escapes.txt", lambda: b"\x1b]0;x\x07\x1b[2J" * 40, NO | TAKEN),
    ("exe.eml", lambda: mail(PLAIN, attached("tool.exe", b"MZ\x90\0" * 90)), CAREFUL),
    ("exe-as-pdf.eml", lambda: mail(PLAIN, attached("notice.pdf", b"MZ\x90\0" * 90)), CAREFUL),
    ("hta.eml", lambda: mail(PLAIN, attached("app.hta", b"<script>1</script>")), CAREFUL),
    ("html.eml", lambda: mail(PLAIN, attached("page.html", b"<script>1</script>", "text/html")), CAREFUL),
    ("docm.eml", lambda: mail(PLAIN, attached("a.docm", office(more=[("word/vbaProject.bin", OLE)]))), CAREFUL),
    ("zip.eml", lambda: mail(PLAIN, attached("a.zip", matryoshka(2))), CAREFUL),
    ("double.eml", lambda: mail(PLAIN, attached("notice.pdf.exe", b"MZ")), CAREFUL),
    ("rtlo.eml", lambda: mail(PLAIN, 'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8\'\'a%E2%80%AEfdp.exe\r\n\r\nMZ'), CAREFUL),
    ("eicar.eml", lambda: mail(PLAIN, attached("eicar.com", EICAR)), CAREFUL),
    ("script.eml", lambda: mail("Content-Type: text/html\r\n\r\n<p>hi<script>alert(1)</script><img src=x onerror=1>"), CAREFUL | YES),
    ("tracker.eml", lambda: mail("Content-Type: text/html\r\n\r\n<p>hi<img src=http://198.51.100.7/a.png>"), CAREFUL | YES),
    ("rfc822-deep.eml", lambda: nested_mail(60), CAREFUL),
    ("parts.eml", lambda: mail(*[PLAIN] * 5_000), NO),
    ("headers.eml", lambda: b"From: a@example.com\r\nDate: x\r\n" + b"X-A: b\r\n" * 200_000 + b"\r\nhi", NO | TAKEN),
    ("bad-charset.eml", lambda: mail("Content-Type: text/plain; charset=\"x-evil\"\r\n\r\nhello"), NO | TAKEN),
    ("bad-b64.eml", lambda: mail("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!"), NO | TAKEN),
    ("no-edge.eml", lambda: b"From: a@example.com\nDate: x\nContent-Type: multipart/mixed\n\nhi", NO | TAKEN),
    ("bad-date.eml", lambda: b"From: \xff\xfe <>\nDate: \x00\nSubject: =?x?q?=ff?=\n\nhi", NO | TAKEN),
    ("injected.eml", lambda: b"From: a@example.com\nDate: x\nSubject: =?utf-8?b?YQ0KQmNjOiBl?=\n\nhi", NO | TAKEN),
    ("uu.eml", lambda: b"From: a@example.com\nDate: x\nSubject: a\n\nbegin 644 tool.exe\n#35I0\n`\nend\n", CAREFUL | YES),
]  # fmt: skip
