"""Mails from outside are read whatever their senders wrote: the words, and every file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comms import charsets, reading
from tests.comms import mails

ZH_BYTES = mails.ZH.encode()


@pytest.mark.parametrize("fault", mails.MALFORMED)
def test_a_malformed_mail_goes_in_and_loses_no_file(fault):
    raw, names = mails.MALFORMED[fault]
    found = reading.read(raw)
    assert [each.name for each in found.attached] == names
    for each in found.attached:
        if each.name.endswith(".pdf") and fault != "base64 cut off":
            assert each.data.strip() == mails.PDF.strip(), each.name


@pytest.mark.parametrize("fault", [name for name in mails.MALFORMED if mails.TEXT in mails.MALFORMED[name][0]])
def test_the_words_of_a_malformed_mail_are_read_too(fault):
    assert reading.read(mails.MALFORMED[fault][0]).text.endswith(mails.ZH)


def test_a_mail_that_only_hands_on_another_says_what_that_one_says():
    raw = mails.mixed(b"Content-Type: message/rfc822\r\n\r\n" + mails.plain(body=mails.ZH.encode()))
    assert reading.read(raw).text == mails.ZH


@pytest.mark.parametrize(
    ("charset", "label"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb2312"),
        ("gbk", "gbk"),
        ("gb18030", "gb2312"),
        ("gbk", "utf-8"),  # says UTF-8 and is GBK
        ("utf-8", "gb2312"),  # and the other way round
        ("utf-8", "iso-8859-1"),
        ("gbk", "us-ascii"),
        ("gbk", "x-unknown"),
    ],
)
def test_chinese_subjects_and_words_are_read_whatever_the_label_says(charset, label):
    raw = (
        f"Subject: {mails.word(mails.ZH, charset, label)}\r\nFrom: a@b.example\r\n"
        f"Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode() + mails.ZH.encode(charset)
    found = reading.read(raw)
    assert (found.subject, found.text) == (mails.ZH, mails.ZH)


@pytest.mark.parametrize("label", ["big5", "utf-8", ""])
def test_traditional_characters_are_read_too(label):
    words = "關於帳戶凍結之申訴，請貴行於五個工作日內答覆並提供書面理由"
    assert charsets.text(words.encode("big5"), label) == words


def test_a_character_cut_between_two_encoded_words_is_one_character():
    data = mails.ZH.encode("gbk")
    cut = [mails.base64.b64encode(part).decode() for part in (data[:7], data[7:])]
    assert charsets.header(f"=?gb2312?B?{cut[0]}?=\r\n =?gb2312?B?{cut[1]}?=") == mails.ZH


def test_a_header_is_one_line_and_the_sender_is_found():
    found = reading.read(mails.MALFORMED["a head with a line feed inside"][0])
    assert found.subject == "x Bcc: evil@x.example"
    assert reading.read(mails.mixed(mails.TEXT)).sender_name == "银行"
    assert reading.read(mails.mixed(mails.TEXT)).text == mails.ZH


def test_an_answer_names_what_it_answers_newest_first():
    raw = mails.plain(extra=b"In-Reply-To: <2@x>\r\nReferences: <1@x>\r\n <2@x> rubbish\r\nMessage-ID: <3@y>\r\n")
    found = reading.read(raw)
    assert (found.message_id, found.answers_to) == ("<3@y>", ["<2@x>", "<1@x>"])


def test_an_html_mail_is_read_for_its_words():
    raw = mails.plain(
        body="<p>请补充<b>合同</b></p><script>x()</script>".encode(), extra=b"Content-Type: text/html\r\n"
    )
    assert reading.read(raw).text == "请补充合同"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600), st.sampled_from(sorted(mails.MALFORMED)), st.integers(0, 400))
def test_nothing_that_is_thrown_at_it_stops_the_post(noise, fault, place):
    raw = mails.MALFORMED[fault][0]
    reading.read(raw[:place] + noise + raw[place:])


def test_eight_bits_in_the_head_are_read():
    found = reading.read(mails.MALFORMED["eight bits in the head"][0])
    assert (found.subject, found.text) == ("关于冻结", "正文")


def test_a_sender_without_brackets_is_found_all_the_same():
    raw = "From: 银行客服 service@bank.example\r\nSubject: x\r\n\r\nx".encode()
    found = reading.read(raw)
    assert (found.sender, found.sender_name) == ("service@bank.example", "银行客服")


@pytest.mark.parametrize("label", ["hex", "undefined", "idna", "rot13", "unicode_escape", "a\0b", "punycode"])
def test_a_label_that_is_no_character_set_takes_nothing_with_it(label):
    data = ZH_BYTES + b"\\ud800"
    word = b"=?" + label.encode() + b"?b?" + mails.base64.b64encode(data) + b"?="
    found = reading.read(
        mails.mixed(mails.TEXT, mails.file(), head=b"X-A: b\r\n").replace(b"Subject: x", b"Subject: " + word)
    )
    assert found.subject.startswith(mails.ZH)
    assert [each.data for each in found.attached] == [mails.PDF]


def test_nothing_is_handed_on_that_a_database_cannot_keep():
    raw = mails.plain(
        body=b"+2AA-x",
        extra=b"Message-ID: <"
        + b"m" * 300
        + b"@x>\r\nIn-Reply-To: <a\0b@x>\r\nContent-Type: text/plain; charset=utf-7\r\n",
    )
    found = reading.read(raw)
    assert (found.message_id, found.answers_to) == ("", [])
    found.text.encode()
    zero = reading.read(mails.mixed(mails.file(b'filename="a\0.pdf"', kind=b"application/p\0df"))).attached[0]
    assert "\0" not in zero.name + zero.kind


def test_a_mail_within_a_mail_is_kept_as_it_came():
    inner = (
        b"Received: from a.example by b.example; Mon, 02 Mar 2026 10:00:00 +0800; and so on and so on, past one line\r\n"
        b"Subject:  two blanks\r\n" + mails.plain(mails.ZH.encode("gbk"), ZH_BYTES + b"\r\n.\r\nFrom here\r\n")
    )
    whole = mails.mixed(mails.TEXT, b"Content-Type: message/rfc822\r\n\r\n" + inner)
    assert reading.read(whole).attached[0].data == inner.replace(b":  two", b": two")
    encoded = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + mails.base64.encodebytes(
        inner
    )
    assert reading.read(mails.mixed(mails.TEXT, encoded)).attached[0].data == inner


def test_line_ends_with_one_return_too_many_are_line_ends():
    raw = mails.mixed(mails.TEXT, mails.file()).replace(b"\r\n", b"\r\r\n")
    assert [each.data for each in reading.read(raw).attached] == [mails.PDF]


def test_a_torn_line_of_the_head_does_not_grow_into_the_address():
    found = reading.read(b"From: court@example.org\r\nthis line is no head\r\nSubject: x\r\n\r\nx")
    assert (found.sender, found.subject) == ("court@example.org", "x")


def test_japanese_without_a_label_is_read():
    words = "凍結口座に関するお申し立てを受理いたしました"
    assert charsets.text(words.encode("shift_jis")) == words


def test_a_long_name_keeps_its_end_and_a_name_without_one_gets_it_from_the_kind():
    long, none = "长" * 230 + ".pdf", "冻结通知"
    names = [
        each.name
        for each in reading.read(
            mails.mixed(*[mails.file(f'filename="{name}"'.encode()) for name in (long, none, "...")])
        ).attached
    ]
    assert names == ["长" * 180 + ".pdf", "冻结通知.pdf", "3.pdf"]
