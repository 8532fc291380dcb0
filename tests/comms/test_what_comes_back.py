"""A mail of ours that fails, waits or is opened: the machine's report finds it, the log says so, a failure is loud."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from cases import checklists
from cases.models import Freeze
from comms import addresses, reading, sending, taking
from comms.models import InMail
from comms.parcels import Limit
from comms.returned import Kind
from tests import build
from tests.comms import mails
from tests.comms.reports import WHERE, block, delivery, opening, report, whole


@pytest.fixture
def case(fang, noon, knowledge):
    made = build.case(fang, at=noon)
    Freeze.objects.filter(case=made).update(verified_at=noon, verified_by=fang, verified_how="telephone")
    made.freeze.refresh_from_db()
    return made


@pytest.fixture(autouse=True)
def _domain(settings):
    settings.CASE_MAIL_DOMAIN = "mail.hl.example"


@pytest.fixture
def sent(case, fang, noon):
    plans = sending.plan("账户冻结", "测试公司", "zh-hans", [], Limit())
    return sending.send(case, plans, to=WHERE, words="您好", language="zh-hans", way="eml", by=fang, at=noon)[0]


def taken(raw, firm, at):
    return taking.take_in(raw, organisation=firm, by=None, at=at)[0]


# --- which mail it is about ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [b"message/rfc822", b"text/rfc822-headers", b"message/rfc822-headers"])
def test_a_bounce_finds_the_mail_that_came_back_by_the_head_it_encloses(case, firm, noon, sent, kind):
    mail = taken(delivery(block(), original=whole(sent.mail_id, kind)), firm, noon)
    assert (mail.case, mail.matched, mail.about_mail) == (case, InMail.Matched.ANSWER, sent)
    assert (mail.automatic, mail.returned_to, mail.returned_status) == (Kind.FAILED, WHERE, "5.1.1")
    assert mail.returned_said == "550 5.1.1 User unknown"


def test_a_receipt_of_opening_is_matched_by_the_number_it_names(case, firm, noon, sent):
    mail = taken(opening(sent.mail_id), firm, noon)
    assert (mail.case, mail.about_mail, mail.automatic) == (case, sent, Kind.OPENED)
    assert not case.items.filter(code__startswith="undelivered-").exists()


def test_a_bounce_to_the_address_of_the_case_is_about_no_mail_of_another_case(case, firm, fang, noon, sent):
    other = build.case(fang, at=noon)
    raw = b"To: " + addresses.of(other).encode() + b"\r\n" + delivery(block(), original=whole(sent.mail_id))
    mail = taken(raw, firm, noon)
    assert (mail.case, mail.about_mail, mail.automatic) == (other, None, Kind.FAILED)
    assert other.items.filter(code=f"undelivered-in-{mail.pk}").exists()


# --- what it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (delivery(block()), Kind.FAILED),
        (delivery(block(b"delayed", b"4.4.1")), Kind.DELAYED),
        (delivery(block(b"delivered", b"2.0.0")), Kind.DELIVERED),
        (delivery(block(b"delivered", b"2.0.0", "a@b.example"), block()), Kind.FAILED),
        (opening("<1@x>"), Kind.OPENED),
        (opening("<1@x>", b"automatic-action/MDN-sent-automatically; deleted"), Kind.UNOPENED),
        (opening("<1@x>", b"automatic-action/MDN-sent-automatically; dispatched"), Kind.DELIVERED),
        (report(b"message/feedback-report", b"feedback-report", b"Feedback-Type: abuse\r\n"), Kind.OTHER),
        (delivery(b"rubbish"), Kind.OTHER),
        (mails.plain(extra=b"X-Failed-Recipients: complaints@bank.example\r\n"), Kind.FAILED),
        (mails.plain(b"DMARC report", extra=b"Message-ID: <9@x>\r\n"), Kind.NONE),
        (mails.mixed(mails.TEXT, b"Content-Type: message/rfc822\r\n\r\n" + delivery(block())), Kind.NONE),
    ],
)
def test_each_kind_of_automatic_mail_is_told_from_the_others(raw, kind):
    assert reading.read(raw).returned.kind == kind


def test_the_status_is_found_in_the_words_of_the_server_where_its_line_is_missing():
    found = reading.read(delivery(block(status=b"", said=b"x-qq; 552 5.2.2 mailbox full"))).returned
    assert (found.status, found.said) == ("5.2.2", "552 5.2.2 mailbox full")


@pytest.mark.parametrize(
    ("status", "zh", "en"),
    [(b"5.1.1", "没有这个地址", "no such address"), (b"5.2.2", "已满", "full"), (b"5.9.9", "原因", "no reason")],
)
def test_the_log_says_in_both_languages_that_it_did_not_arrive_and_why(
    case, firm, fang, noon, sent, page, status, zh, en
):
    mail = taken(delivery(block(status=status, said=b"smtp; 550 <script>no"), original=whole(sent.mail_id)), firm, noon)
    event = case.events.get(kind="mail_received")
    assert (WHERE in event.text_zh, WHERE in event.text_en) == (True, True)
    assert (zh in event.text_zh, en in event.text_en) == (True, True)
    for language, words in (("zh-hans", zh), ("en", en)):
        for address in (reverse("case-messages", args=[case.ref]), reverse("case-mail", args=[case.ref, mail.pk])):
            told = page(fang, language=language).get(address).text
            assert words in told
            assert sent.subject in told
            assert "550 &lt;script&gt;no" in told


def test_the_mail_of_ours_says_itself_what_became_of_it(case, firm, fang, noon, page, settings):
    settings.MAIL_CHANNEL = "smtp"
    plans = sending.plan("账户冻结", "测试公司", "zh-hans", [], Limit())
    ours = sending.send(case, plans, to=WHERE, words="您好", language="zh-hans", way="smtp", by=fang, at=noon)[0]
    address = f"{reverse('case-messages', args=[case.ref])}?way=out"
    assert "未送达" not in page(fang).get(address).text
    taken(delivery(block(b"delayed", b"4.4.1"), original=whole(ours.mail_id)), firm, noon)
    assert "尚未送达" in page(fang).get(address).text
    failed = taken(delivery(block(), original=whole(ours.mail_id)).replace(b"<dsn@", b"<second@"), firm, noon)
    taken(opening(ours.mail_id).replace(b"<dsn@", b"<third@"), firm, noon)
    for language, words in (("zh-hans", "没有这个地址"), ("en", "no such address")):
        told = page(fang, language).get(address).text
        assert (words in told, "尚未送达" in told, reverse("case-mail", args=[case.ref, failed.pk]) in told) == (
            True, False, True,
        )  # fmt: skip


# --- a failure is loud -----------------------------------------------------------------------------------------------


def test_a_mail_that_did_not_arrive_is_the_next_step_of_the_case_once(case, firm, fang, noon, sent, page):
    raw = delivery(block(), original=whole(sent.mail_id))
    taken(raw, firm, noon)
    taken(raw.replace(b"<dsn@", b"<second@"), firm, noon)
    line = case.items.get(code=f"undelivered-{sent.pk}")
    assert (line.assignee, line.stage, line.is_open) == (fang, case.stage, True)
    assert WHERE in line.title_zh
    assert WHERE in line.title_en
    with translation.override("en"):
        assert str(line).startswith("Send again")
    assert line.title_zh in page(fang).get(reverse("case", args=[case.ref])).text
    assert line.title_zh in page(fang).get(reverse("today")).text
    checklists.complete(line, by=fang, at=noon)
    taken(raw.replace(b"<dsn@", b"<third@"), firm, noon)
    line.refresh_from_db()
    assert not line.is_open


def test_where_only_counsel_writes_counsel_sends_again(fang, cai, mo, firm, noon, knowledge):
    case = build.case(fang, at=noon, **build.court(noon))
    raw = b"To: " + addresses.of(case).encode() + b"\r\n" + delivery(block())
    mail = taken(raw, firm, noon)
    line = case.items.get(code=f"undelivered-in-{mail.pk}")
    assert line.assignee == checklists.person_for(case, line.role)
    assert line.role == "counsel"


def test_a_bounce_handed_in_by_a_person_is_told_like_one_from_the_mailbox(case, fang, sent, page):
    raw = delivery(block(), original=whole(sent.mail_id))
    answer = page(fang).post(
        reverse("case-mail-in", args=[case.ref]), {"eml": SimpleUploadedFile("退信.eml", raw, "message/rfc822")}
    )
    assert answer.status_code == 302
    assert InMail.objects.get(case=case).about_mail == sent
    assert case.items.filter(code=f"undelivered-{sent.pk}").exists()


def test_a_mail_of_a_person_carries_nothing_of_a_report(case, firm, noon):
    mail = taken(mails.plain(extra=b"To: " + addresses.of(case).encode() + b"\r\n"), firm, noon)
    assert mail.automatic == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        InMail.objects.filter(pk=mail.pk).update(returned_to=WHERE)
