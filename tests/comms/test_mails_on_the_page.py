"""A saved mail handed in on the page: whatever its sender's program wrote, it stands in the log and can be opened."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comms.models import InMail
from tests import build
from tests.comms import mails
from tests.comms.mails import B64, PDF, TEXT, ZH, file, mixed, plain


def charset(body, label, how=b"8bit"):
    return plain(
        body=body,
        extra=b"Content-Type: text/plain; charset=" + label + b"\r\nContent-Transfer-Encoding: " + how + b"\r\n",
    )


MANY = b"To: " + b",\r\n ".join(b"person%d@firm.example" % n for n in range(10_000)) + b"\r\n"
STRANGE = {
    "no end of the boundary": (mixed(TEXT, file(), end=b""), ["a.pdf"]),
    "a set that nobody knows": (charset(ZH.encode("gbk"), b"x-gbk-2000"), []),
    "a set with quotes and a blank": (charset(ZH.encode("gbk"), b'" gb2312 "'), []),
    "eight bits of GBK in every head": (
        b"From: " + "银行投诉部 <a@bank.example>".encode("gbk") + b"\r\nTo: " + "财务".encode("gbk") + b" <b@c.example>\r\n"
        b"Subject: " + ZH.encode("gbk") + b"\r\n\r\n" + ZH.encode("gbk"),
        [],
    ),
    "a name by RFC 2231 in five pieces, out of order": (
        mixed(TEXT, file(b"filename*2*=%90%8C; filename*0*=gb18030''%B2%C9; filename*4=f; filename*3=.pd; "
                         b"filename*1*=%B9%BA%BA%CF%CD%AC".replace(b"%90%8C; ", b"; "))),
        ["采购合同.pdf"],
    ),
    # The deeper mails lie whole in those above them.
    "ten mails one in another": (mails.within(10), [*(f"level {n}.eml" for n in range(8, 3, -1)), "deep.pdf"]),
    "a mail in a packet of winmail": (
        mixed(TEXT, file(b'filename="winmail.dat"', base64.b64encode(mails.tnef(("m.eml", mixed(TEXT, file())))),
                         kind=b"application/ms-tnef")),
        ["winmail.dat", "m.eml", "a.pdf"],
    ),
    "base64 with rubbish in it": (mixed(TEXT, file(data=b"\x00\xff" + B64[:30] + b"\r\n%%\x07\r\n" + B64[30:])), ["a.pdf"]),
    "a packet of winmail in a packet of winmail": (
        mixed(TEXT, file(b'filename="winmail.dat"', base64.b64encode(mails.tnef(("winmail.dat", mails.tnef(("合同.pdf", PDF))))),
                         kind=b"application/ms-tnef")),
        ["winmail.dat", "winmail.dat", "合同.pdf"],
    ),
    "no Message-ID": (plain(ZH.encode(), ZH.encode()), []),
    "two senders in one head": (plain(extra=b"From: c@d.example, e@f.example\r\n"), []),
    "two heads From": (b"From: x@y.example\r\n" + plain(), []),
    "a sender without an address": (b"From: " + "银行".encode() + b"\r\nSubject: y\r\n\r\nz", []),
    "the year 0": (plain(extra=b"Date: Mon, 1 Jan 0000 00:00:00 +0000\r\n"), []),
    "the year 1, before it began in the west": (plain(extra=b"Date: Mon, 1 Jan 0001 00:00:00 +1400\r\n"), []),
    "the year 100": (plain(extra=b"Date: Mon, 1 Jan 0100 00:00:00 +1400\r\n"), []),
    "the last second there is": (plain(extra=b"Date: Fri, 31 Dec 9999 23:59:59 -1200\r\n"), []),
    "the last second there is, in London": (plain(extra=b"Date: Fri, 31 Dec 9999 23:59:59 +0000\r\n"), []),
    "a zone of a hundred hours": (plain(extra=b"Date: Fri, 20 Nov 2026 10:00:00 +9999\r\n"), []),
    "ten thousand receivers": (plain(extra=MANY), []),
    "a body in UTF-16": (charset(ZH.encode("utf-16"), b"utf-16"), []),
    "a body in UTF-16 without a mark": (charset(ZH.encode("utf-16-le"), b"utf-16le"), []),
    "a body in UTF-32": (charset(ZH.encode("utf-32"), b"utf-32"), []),
    "a body in UTF-7": (charset(ZH.encode("utf-7"), b"utf-7"), []),
    "a body in ISO-2022-CN": (charset(b"\x1b$)A\x0e<SJ\x0f", b"iso-2022-cn"), []),
    "quoted-printable with bare returns": (
        charset(b"=E8=AF=B7=\r=E8=A1=A5=E5=85=85\r=\n=ZZ=E6=9D=90=E6=96=99=", b"utf-8", b"quoted-printable"), [],
    ),
    "an empty file": (mixed(TEXT, file(data=b"")), ["a.pdf"]),
    "a name of a thousand characters": (mixed(TEXT, file(('filename="' + "合" * 1000 + '.pdf"').encode())), None),
    "a name of dots": (mixed(TEXT, file(b'filename=".."')), None),
    "a name that turns round": (mixed(TEXT, file('filename="a\u202efdp.exe"'.encode())), None),
    "two files of one name": (mixed(TEXT, file(), file()), ["a.pdf", "a.pdf"]),
    "zero bytes in subject and words": (plain(b"a\0b", b"c\0d\0"), []),
    "lone surrogates": (plain(b"\xed\xa0\x80\xed\xb0\x80", b"\xed\xa0\x80"), []),
    "a subject of a hundred thousand characters": (plain(b"x" * 100_000), []),
    "a page as HTML that loads a script": (
        plain(extra=b"Content-Type: text/html; charset=gb2312\r\n",
              body="<title>x</title><script>alert(1)</script><b>请补充</b><img src=http://x.example/a>".encode("gbk")), [],
    ),
    "an image within the text": (
        mixed(TEXT, b"Content-Type: image/png\r\nContent-ID: <1>\r\nContent-Disposition: inline\r\n"
                    b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(b"\x89PNG\r\n\x1a\n123")), None,
    ),
    "an answer that says it was read": (
        b"From: a@b.example\r\nSubject: Read\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=R"
        b"\r\n\r\n--R\r\n\r\nread\r\n--R\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: "
        b"manual-action; displayed\r\n\r\n--R--\r\n", [],
    ),
    "sealed and signed": (
        mixed(b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
              b"Content-Transfer-Encoding: base64\r\n\r\nMIAG"), ["smime.p7m"],
    ),
}  # fmt: skip


@pytest.fixture
def case(firm, fang, knowledge, noon):
    return build.case(fang, at=noon)


@pytest.mark.parametrize("fault", STRANGE)
def test_a_strange_mail_stands_in_the_log_with_every_file(case, fang, page, fault):
    raw, names = STRANGE[fault]
    client = page(fang)
    answer = client.post(
        reverse("case-mail-in", args=[case.ref]), {"eml": SimpleUploadedFile("mail.eml", raw, "message/rfc822")}
    )
    assert answer.status_code == 302, answer.text[:2000]
    mail = InMail.objects.get(case=case)
    kept = [row.name for row in mail.files.order_by("position")]
    if names is None:
        assert kept
    else:
        assert kept == names
    for zone in ("Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"):
        type(fang).objects.filter(pk=fang.pk).update(time_zone=zone)
        for address in (
            reverse("case-mail", args=[case.ref, mail.pk]),
            reverse("case-messages", args=[case.ref]),
            reverse("case-messages-table", args=[case.ref]),
            reverse("case-timeline", args=[case.ref]),
        ):
            shown = client.get(address)
            assert shown.status_code == 200
            b"".join(shown) if shown.streaming else shown.content


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (b"Mon, 23 Nov 2026 10:00:00 +0100", ""),
        (b"Mon, 23 Nov 2026 10:00:00 CST", "in its date line: Mon, 23 Nov 2026 10:00:00 CST"),
        (b"Thu, 31 Foo 2026 99:10:00 +0200", "This is when it was taken in."),
    ],
    ids=["clear", "two zones", "no moment"],
)
def test_the_log_says_where_the_day_of_a_mail_is_in_doubt(date, said, case, fang, page):
    client = page(fang, "en")
    raw = SimpleUploadedFile("mail.eml", plain(extra=b"Date: " + date + b"\r\n"), "message/rfc822")
    client.post(reverse("case-mail-in", args=[case.ref]), {"eml": raw})
    log = client.get(reverse("case-messages", args=[case.ref])).text
    assert ("Date in doubt" in log) is bool(said)
    assert said in log


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


@pytest.mark.parametrize(
    ("raw", "code"),
    [(OLE, "outlook_file"), (PDF, "no_mail"), (b"PK\x03\x04" + b"a: b\r\n" * 9, "no_mail"), (b"just words", "no_mail"),
     (b"<html><p>x</p>", "no_mail"), (b" \r\n\0", "empty")],
)  # fmt: skip
def test_what_is_no_mail_is_refused_with_the_way_to_save_one(case, fang, page, raw, code):
    answer = page(fang).post(
        reverse("case-mail-in", args=[case.ref]),
        {"eml": SimpleUploadedFile("mail.msg", raw, "application/octet-stream")},
    )
    assert answer.status_code == 422
    assert [each.code for each in answer.context["eml"].errors.as_data()["eml"]] == [code]
    assert not InMail.objects.exists()


def test_a_doubtful_moment_says_so_beside_the_line_as_it_was_written(case, fang, page):
    client, line = page(fang), "Mon, 02 Mar 2026 10:00:00 CST"
    raw = plain(extra=f"Date: {line}\r\n".encode())
    client.post(reverse("case-mail-in", args=[case.ref]), {"eml": SimpleUploadedFile("mail.eml", raw)})
    mail = InMail.objects.get(case=case)
    assert (mail.sent_at.isoformat(), mail.problems) == ("2026-03-02T02:00:00+00:00", ["date_as_china"])
    shown = client.get(reverse("case-mail", args=[case.ref, mail.pk])).text
    assert line in shown
    assert "UTC+8" in shown
