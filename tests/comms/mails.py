"""Mails as they really come: one builder a fault, each with the names of the files that must not be lost."""

import base64
import struct
from email.message import EmailMessage

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
B64 = base64.b64encode(PDF)
ZH = "关于账户冻结的答复：请补充材料"


def word(text, charset, label=None, how="b"):
    data = text.encode(charset)
    said = base64.b64encode(data).decode() if how == "b" else "".join(f"={byte:02X}" for byte in data)
    return f"=?{label or charset}?{how}?{said}?="


def plain(subject=b"x", body=b"hello", extra=b""):
    return b"From: a@bank.example\r\nTo: b@c.example\r\nSubject: " + subject + b"\r\n" + extra + b"\r\n" + body


def mixed(*parts, boundary=b"BBB", declared=b'boundary="BBB"', end=b"--BBB--\r\n", head=b""):
    start = (
        b"From: =?gb2312?B?0vjQ0A==?= <a@bank.example>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        + head
        + b"Content-Type: multipart/mixed; "
        + declared
        + b"\r\n\r\n"
    )
    return start + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + end


TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + ZH.encode()


def file(name=b'filename="a.pdf"', data=B64, how=b"base64", kind=b"application/pdf"):
    return (
        b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + how
        + b"\r\nContent-Disposition: attachment; " + name + b"\r\n\r\n" + data
    )  # fmt: skip


def tnef(*files):
    def record(level, tag, data):
        return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    packet = struct.pack("<IH", 0x223E9F78, 1) + record(1, 0x00069007, struct.pack("<II", 936, 0))
    for name, data in files:
        packet += record(2, 0x00069002, b"\0" * 14) + record(2, 0x00018010, name.encode("gbk") + b"\0")
        packet += record(2, 0x0006800F, data)
    return packet


def within(depth):
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "innermost", "a@b.example"
    mail.set_content("words")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="deep.pdf")
    for level in range(depth):
        outer = EmailMessage()
        outer["Subject"], outer["From"] = f"level {level}", "a@b.example"
        outer.set_content("see below")
        outer.add_attachment(mail)
        mail = outer
    return mail.as_bytes()


def nested(depth):
    body = file()
    for level in range(depth):
        mark = b"D%d" % level
        body = (
            b"Content-Type: multipart/mixed; boundary="
            + mark
            + b"\r\n\r\n--"
            + mark
            + b"\r\n"
            + body
            + b"\r\n--"
            + mark
            + b"--\r\n"
        )
    return b"From: a@b.example\r\nSubject: x\r\n" + body


NAME = "采购合同.pdf"
MALFORMED = {
    "no head at all": (b"just words", []),
    "empty": (b"", []),
    "only zero bytes": (b"\0" * 3000, []),
    "no end of the boundary": (mixed(TEXT, file(), end=b""), ["a.pdf"]),
    "boundary not declared": (mixed(TEXT, file(), declared=b"charset=utf-8"), ["a.pdf"]),
    "another boundary declared": (mixed(TEXT, file(), declared=b'boundary="other"'), ["a.pdf"]),
    "boundary with quotes and blanks": (
        mixed(TEXT, file(), boundary=b"a b+c", declared=b"boundary=a b+c", end=b"--a b+c--"), ["a.pdf"],
    ),
    "base64 cut off": (mixed(TEXT, file(data=B64[:-3])), ["a.pdf"]),
    "base64 with rubbish": (mixed(TEXT, file(data=B64[:20] + b"!!\r\n *" + B64[20:])), ["a.pdf"]),
    "unknown transfer encoding": (mixed(TEXT, file(how=b"x-own")), ["a.pdf"]),
    "unknown charset": (plain(word("a", "utf-8", "x-nobody").encode(), b"hello"), []),
    "name in plain GBK": (mixed(TEXT, file(b'filename="' + NAME.encode("gbk") + b'"')), [NAME]),
    "name in plain UTF-8": (mixed(TEXT, file(b'filename="' + NAME.encode() + b'"')), [NAME]),
    "name in an encoded word": (mixed(TEXT, file(b'filename="' + word(NAME, "gb18030").encode() + b'"')), [NAME]),
    "name by RFC 2231 in GBK": (
        mixed(TEXT, file(b"filename*=gb2312''%B2%C9%B9%BA%BA%CF%CD%AC.pdf")), [NAME],
    ),
    "name in pieces": (
        mixed(TEXT, file(b"filename*0*=utf-8''%E9%87%87%E8%B4%AD; filename*1*=%E5%90%88%E5%90%8C.pdf")), [NAME],
    ),
    "no name": (mixed(TEXT, file(b"x=y")), ["pdf-1.pdf"]),
    "a path as name": (mixed(TEXT, file(b'filename="../../etc/a.pdf"')), [".._.._etc_a.pdf"]),
    "mail within mail within mail": (within(3), ["level 1.eml", "level 0.eml", "innermost.eml", "deep.pdf"]),
    "winmail.dat": (
        mixed(TEXT, file(b'filename="winmail.dat"', base64.b64encode(tnef((NAME, PDF), ("b.pdf", PDF))),
                         kind=b"application/ms-tnef")),
        ["winmail.dat", NAME, "b.pdf"],
    ),
    "winmail.dat cut off": (
        mixed(TEXT, file(b'filename="winmail.dat"', base64.b64encode(tnef((NAME, PDF))[:70]))), ["winmail.dat"],
    ),
    "file written into the text": (
        plain(body=b"see\r\nbegin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\nbye"), ["a.txt"],
    ),
    "heads that never end": (b"X-A: b\r\n" * 5000, []),
    "a head with a line feed inside": (plain(b"x\r\n\tBcc: evil@x.example"), []),
    "a wrong day": (plain(extra=b"Date: 32 Foo 20299 99:99\r\n"), []),
    "a mail as octets": (
        mixed(TEXT, file(b'filename="m.eml"', b"Subject: y\r\n\r\nz", b"7bit", b"message/rfc822")), ["m.eml"],
    ),
    "part in a part without parts": (
        mixed(TEXT, b"Content-Type: multipart/alternative; boundary=Q\r\n\r\n", file()), ["a.pdf"],
    ),
    "eight bits in the head": (plain("关于冻结".encode("gb18030"), "正文".encode("gb18030")), []),
    "blank lines before the head": (b"\r\n\r\n" + mixed(TEXT, file()), ["a.pdf"]),
    "a byte order mark before the head": (b"\xef\xbb\xbf" + mixed(TEXT, file()), ["a.pdf"]),
    "a line of the head wrapped without a blank": (
        mixed(TEXT, file(), head=b"X-Spam: none\r\nof this is a head\r\n"), ["a.pdf"],
    ),
    "a blank before the colon": (mixed(TEXT, file()).replace(b"Content-Type: multi", b"Content-Type : multi"), ["a.pdf"]),
    "two kinds declared": (mixed(TEXT, file(), head=b"Content-Type: text/plain\r\n"), ["a.pdf"]),
    "parts under the kind text": (mixed(TEXT, file()).replace(b"multipart/mixed", b"text/plain"), ["a.pdf"]),
    "parts under no kind": (mixed(TEXT, file()).replace(b"multipart/mixed", b"multipart"), ["a.pdf"]),
    "a boundary in other letters": (mixed(TEXT, file(), boundary=b"bbb"), ["a.pdf"]),
    "an end before the last part": (
        mixed(TEXT) + b"--BBB\r\n" + file() + b"\r\n--BBB--\r\n", ["a.pdf"],
    ),
    "a blank line before the head of a part": (mixed(TEXT, b"\r\n" + file()), ["a.pdf"]),
    "a line that is no head in a part": (mixed(TEXT, b"garbage\r\n" + file()), ["a.pdf"]),
    "base64 with a comment": (mixed(TEXT, file(how=b"BASE64 (mime);")), ["a.pdf"]),
    "base64 under the label 8bit": (mixed(TEXT, file(how=b"8bit")), ["a.pdf"]),
    "base64 with a gateway's footer": (
        mixed(TEXT, file(data=B64 + b"\r\n-- \r\nThis mail was scanned by the gateway.")), ["a.pdf"],
    ),
    "base64 in two pieces": (
        mixed(TEXT, file(data=base64.b64encode(PDF[:25]) + b"\r\n" + base64.b64encode(PDF[25:]))), ["a.pdf"],
    ),
    "base64 in the alphabet of addresses": (
        mixed(TEXT, file(b'filename="b.bin"', base64.urlsafe_b64encode(b"\xfb\xff\xfe" * 9))), ["b.bin"],
    ),
    "a mail in base64": (
        mixed(TEXT, file(b'filename="m.eml"', base64.encodebytes(mixed(TEXT, file())), kind=b"message/rfc822")),
        ["m.eml", "a.pdf"],
    ),
    "a mail as a file of octets": (
        mixed(TEXT, file(b'filename="m.eml"', base64.encodebytes(mixed(TEXT, file())), kind=b"application/octet-stream")),
        ["m.eml", "a.pdf"],
    ),
    "all parts in base64": (
        plain(extra=b'Content-Transfer-Encoding: base64\r\nContent-Type: multipart/mixed; boundary="BBB"\r\n',
              body=base64.encodebytes(b"--BBB\r\n" + file() + b"\r\n--BBB--\r\n")),
        ["a.pdf"],
    ),
    "a thousand empty parts": (mixed(*([b"\r\n"] * 1000), file()), ["a.pdf"]),
    "thirty parts one in another": (nested(30), ["a.pdf"]),
    "fifteen mails one in another": (within(15), [*(f"level {n}.eml" for n in range(13, 8, -1)), "deep.pdf"]),
    "a name told twice": (
        mixed(TEXT, file(b'filename="caigou.pdf"; filename*=utf-8\'\'%E9%87%87%E8%B4%AD%E5%90%88%E5%90%8C.pdf')), [NAME],
    ),
    "a name by RFC 2231 without a set": (mixed(TEXT, file(b"filename*=%E9%87%87%E8%B4%AD%E5%90%88%E5%90%8C.pdf")), [NAME]),
    "a name by RFC 2231 in a set nobody knows": (
        mixed(TEXT, file(b"filename*=nonsense''%E9%87%87%E8%B4%AD%E5%90%88%E5%90%8C.pdf")), [NAME],
    ),
    "a name with a semicolon": (mixed(TEXT, file('filename="采购;合同.pdf"'.encode())), ["采购;合同.pdf"]),
    "a name with a semicolon and without quotes": (mixed(TEXT, file("filename=采购;合同.pdf".encode())), ["采购;合同.pdf"]),
    "a name with quotes in it": (mixed(TEXT, file(b'filename="a"b".pdf"')), ['a"b".pdf']),
    "a character set told as RFC 2231": (
        mixed(b"Content-Type: text/plain; charset*=utf-8''gb2312\r\n\r\n" + ZH.encode("gbk"), file()), ["a.pdf"],
    ),
    "a file that lies elsewhere": (
        mixed(TEXT, b"Content-Type: message/external-body; access-type=URL\r\n\r\nContent-Type: application/pdf\r\n\r\n"),
        ["external-body-1.txt"],
    ),
    "base64 with a mark behind each line": (mixed(TEXT, file(data=base64.encodebytes(PDF).replace(b"\n", b" !\n"))), ["a.pdf"]),
    "a boundary in single quotes": (mixed(TEXT, file(), declared=b"boundary='BBB'"), ["a.pdf"]),
    "an empty boundary": (mixed(TEXT, file(), declared=b'boundary=""'), ["a.pdf"]),
    "blanks behind the boundary": (mixed(TEXT, file()).replace(b"--BBB\r\n", b"--BBB   \r\n"), ["a.pdf"]),
    "no semicolon before the boundary": (
        mixed(TEXT, file()).replace(b"multipart/mixed; boundary", b"multipart/mixed boundary"), ["a.pdf"],
    ),
    "line ends of an old Macintosh": (mixed(TEXT, file()).replace(b"\r\n", b"\r"), ["a.pdf"]),
    "line ends the wrong way round": (mixed(TEXT, file()).replace(b"\r\n", b"\n\r"), ["a.pdf"]),
    "the line of a mailbox file before the head": (b"From a@b.example Mon Jan  5 10:00:00 2026\n" + mixed(TEXT, file()), ["a.pdf"]),
    "a zero byte in the words": (mixed(TEXT.replace(b"\r\n\r\n", b"\r\n\r\n\0"), file()), ["a.pdf"]),
    "a part of a mail that was cut in two": (
        b"Subject: p\r\nContent-Type: message/partial; id=a; number=1; total=2\r\n\r\n" + mixed(TEXT, file()), ["a.pdf"],
    ),
    "a report of a mail that did not arrive": (
        mixed(b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n", b"Content-Type: message/rfc822\r\n\r\n" + mixed(TEXT, file(), boundary=b"IN", declared=b"boundary=IN", end=b"--IN--\r\n")),
        ["x.eml", "a.pdf"],
    ),
    "a signed mail": (
        mixed(TEXT, file(b'filename="smime.p7s"', kind=b"application/pkcs7-signature"), file()).replace(b"multipart/mixed", b"multipart/signed"),
        ["smime.p7s", "a.pdf"],
    ),
    "a name by RFC 2231 in pieces of half a character": (
        mixed(TEXT, file(b"filename*0*=GBK''%B2%C9%B9; filename*1*=%BA%BA%CF%CD%AC.pdf")), [NAME],
    ),
    "eight bits under the label quoted-printable": (mixed(TEXT, file(how=b"quoted-printable", data=PDF)), ["a.pdf"]),
}  # fmt: skip
