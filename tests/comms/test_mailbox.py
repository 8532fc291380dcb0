"""The mailbox is read once a round: each mail is kept once, marked as read only then, and nothing is deleted."""

import json

import pytest
from django.core.management import CommandError, call_command

from comms import addresses, imap, taking
from comms.models import InMail
from tests import build
from tests.comms import mailbox, mails


def test_unread_mails_come_in_once_and_are_marked_only_when_kept(
    firm, fang, noon, knowledge, settings, capsys, monkeypatch
):
    settings.CASE_MAIL_DOMAIN = "mail.hl.example"
    case = build.case(fang, at=noon)
    ours = mails.plain(mails.ZH.encode("gbk"), extra=f"Delivered-To: {addresses.of(case)}\r\n".encode())
    with mailbox.holding(ours, mails.MALFORMED["boundary not declared"][0], b"\0", mails.plain(b"stays")) as (url, box):
        settings.IMAP_URL = url
        broken = taking.take_in

        def take_in(raw, **given):
            if b"stays" in raw:
                raise RuntimeError("the disk is full")
            return broken(raw, **given)

        monkeypatch.setattr(taking, "take_in", take_in)
        call_command("poll_mail")
        assert json.loads(capsys.readouterr().out) == {"taken": 3, "known": 0, "failed": 1, "too_large": 0}
        assert [mail["seen"] for mail in box.values()] == [True, True, True, False]
        monkeypatch.setattr(taking, "take_in", broken)
        box[1]["seen"] = False
        call_command("poll_mail")
        assert json.loads(capsys.readouterr().out) == {"taken": 1, "known": 1, "failed": 0, "too_large": 0}
    assert InMail.objects.get(case=case).subject == mails.ZH
    assert InMail.objects.filter(case=None, organisation=firm).count() == 3


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "IMAP_URL is not set"),
        ("pop3://x", "not understood"),
        ("imap://a:b@mail.example/INBOX", "open line"),
        ("imap://a:b@127.0.0.1:1/INBOX", "refused"),
    ],
)
def test_a_mailbox_that_cannot_be_read_says_why(url, words, settings, firm):
    settings.IMAP_URL = url
    with pytest.raises(CommandError, match=words):
        call_command("poll_mail")


def test_a_wrong_password_and_a_mail_too_large_are_told(settings, firm):
    with mailbox.holding(mails.plain()) as (url, box):
        assert imap.poll(imap.box(url), lambda raw: True, limit_bytes=10).too_large == 1
        assert not box[1]["seen"]
        with pytest.raises(imap.Unreachable, match="no such user"):
            imap.poll(imap.box(url.replace("secret", "wrong")), lambda raw: True, limit_bytes=10)
