"""Mails find their case, drafts to an authority wait for counsel, promises and offers keep their order."""

import hashlib
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage

from cases import contact
from cases.models import Freeze, Message
from comms import addresses, drafts, notes, promises, sending, taking
from comms.models import Commitment, Disclosure, InMail, Offer, OutMail
from comms.parcels import Limit
from documents import storing
from notifications.models import Message as Posted
from tests import build
from tests.comms import mails


@pytest.fixture
def case(fang, cai, noon, knowledge):
    made = build.case(fang, at=noon)
    Freeze.objects.filter(case=made).update(verified_at=noon, verified_by=fang, verified_how="telephone")
    made.freeze.refresh_from_db()
    return made


@pytest.fixture
def court_case(fang, noon, knowledge):
    return build.case(fang, at=noon, **build.court(noon))


@pytest.fixture(autouse=True)
def _domain(settings):
    settings.CASE_MAIL_DOMAIN = "mail.hl.example"


def answer(to="x@hl.example", **heads):
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = mails.ZH, "银行 <c@bank.example>", to
    for name, value in heads.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(mails.ZH)
    mail.add_attachment(mails.PDF, maintype="application", subtype="pdf", filename="要求.pdf")
    mail.add_attachment(b"MZ....", maintype="application", subtype="octet-stream", filename="virus.exe")
    return mail.as_bytes()


def codes(caught):
    if hasattr(caught.value, "error_dict"):
        return {error.code for errors in caught.value.error_dict.values() for error in errors}
    return {error.code for error in caught.value.error_list}


# --- in --------------------------------------------------------------------------------------------------------------


def test_a_mail_to_the_address_of_the_case_lands_there_with_its_files(case, firm, fang, noon):
    raw = answer(to=f"{addresses.of(case)}, other@x.example")
    mail, is_new = taking.take_in(raw, organisation=firm, by=None, at=noon)
    assert (mail.case, mail.matched, is_new) == (case, InMail.Matched.ADDRESS, True)
    with storing.open_original(mail.original) as kept:
        assert kept.read() == raw
    kept, refused = mail.files.all()
    assert (kept.name, kept.file is None) == ("要求.pdf", True) or kept.file.sha256 == kept.sha256
    assert (refused.name, refused.refused, refused.sha256) == (
        "virus.exe", "type_not_taken", hashlib.sha256(b"MZ....").hexdigest(),
    )  # fmt: skip
    assert mail.message.subject == mails.ZH
    assert taking.take_in(raw, organisation=firm, by=None, at=noon) == (mail, False)
    assert case.events.filter(kind="mail_received").count() == 1


def test_a_guessed_address_or_a_number_in_the_subject_opens_no_case(case, firm, noon):
    guessed = f"{case.ref.lower()}+{'a' * 26}@mail.hl.example"
    raw = answer(to=guessed).replace(b"To:", f"X-Ref: {case.ref}\r\nTo:".encode())
    assert taking.take_in(raw, organisation=firm, by=None, at=noon)[0].case is None


def test_an_answer_finds_the_case_of_the_mail_it_answers(case, firm, fang, noon):
    sent = made(case, fang, noon, way="eml")[0]
    first, _new = taking.take_in(
        answer(In_Reply_To=sent.mail_id, Message_ID="<1@bank>"), organisation=firm, by=None, at=noon
    )
    assert (first.case, first.matched) == (case, InMail.Matched.ANSWER)
    second, _new = taking.take_in(answer(References="<0@x> <1@bank>"), organisation=firm, by=None, at=noon)
    assert (second.case, second.matched) == (case, InMail.Matched.THREAD)


def test_another_firms_mailbox_does_not_reach_our_case(case, fang, other_firm, xu, noon):
    sent = made(case, fang, noon, way="eml")[0]
    for raw in (answer(In_Reply_To=sent.mail_id), answer(to=addresses.of(case))):
        assert taking.take_in(raw, organisation=other_firm, by=None, at=noon)[0].case is None
    assert not InMail.objects.visible_to(fang).exists()


def test_a_mail_without_a_case_waits_for_a_person_or_is_set_aside_with_a_reason(case, firm, cai, noon):
    mail, _new = taking.take_in(answer(), organisation=firm, by=None, at=noon)
    with pytest.raises(ValidationError) as caught:
        taking.set_aside(mail, because=" ", by=cai, at=noon)
    assert codes(caught) == {"reason_missing"}
    taking.assign(mail, case, by=cai, at=noon)
    assert Message.objects.get(case=case).recorded_by == cai
    with pytest.raises(ValidationError) as caught:
        taking.assign(mail, case, by=cai, at=noon)
    assert codes(caught) == {"assigned_already"}


def test_every_malformed_mail_is_kept_byte_for_byte(case, firm, fang, noon):
    for fault in ("another boundary declared", "winmail.dat", "name in plain GBK", "only zero bytes"):
        raw, names = mails.MALFORMED[fault]
        mail, _new = taking.take_in(raw, organisation=firm, by=fang, at=noon, case=case)
        assert mail.sha256 == mail.original.sha256 == hashlib.sha256(raw).hexdigest()
        assert [file.name for file in mail.files.all()] == names


# --- out -------------------------------------------------------------------------------------------------------------


def made(case, by, at, *, way="eml", limit=None, sizes=(1,)):
    files = [
        storing.store(f"{n} {'x' * size}".encode(), name=f"材料{n}.txt", organisation=case.organisation, at=at)
        for n, size in enumerate(sizes)
    ]
    plans = sending.plan(
        "账户冻结", case.party.name, "zh-Hans", [sending.enclosed(file) for file in files], limit or Limit()
    )
    why = ("提交申诉", "Appeal submitted")
    return sending.send(
        case, plans, to="complaints@bank.example", words="请查收。", language="zh-Hans", way=way, by=by, at=at, why=why
    )


def test_a_mail_as_a_file_opens_with_subject_names_and_a_receipt_asked_for(case, fang, noon):
    mail = made(case, fang, noon)[0]
    with default_storage.open(mail.eml.key) as file:
        read = message_from_bytes(file.read())
    assert addresses.of(case) == read["Reply-To"] == read["Disposition-Notification-To"]
    assert read["Message-ID"] == mail.mail_id
    assert mail.subject == f"关于账户冻结的申诉申请-申诉人{case.party.name}"
    assert not Disclosure.objects.exists()  # nothing has left yet


def test_two_parts_are_two_rows_and_each_file_goes_once(case, fang, noon):
    plans = sending.plan(
        "冻结", "海岚", "zh-Hans",
        [sending.Enclosed(f"{n}.pdf", "application/pdf", 2 * 2**20, str(n)) for n in range(19)], Limit(20),
    )  # fmt: skip
    assert [plan.subject[-6:] for plan in plans] == [" (1/2)", " (2/2)"]
    assert sorted(file.sha256 for plan in plans for file in plan.files) == sorted(str(n) for n in range(19))


def test_by_a_mail_server_it_enters_outbox_log_and_register(case, fang, noon, settings):
    settings.MAIL_CHANNEL = "smtp"
    mail = made(case, fang, noon, way="smtp")[0]
    posted = Posted.objects.get(pk=mail.carried_id)
    assert (posted.message_id, posted.on_doubt) == (mail.mail_id, "hold")
    assert posted.headers["Disposition-Notification-To"] == addresses.of(case)
    assert [each["name"] for each in posted.attachments] == ["材料0.txt"]
    assert case.messages.get().way == "out"
    row = Disclosure.objects.get(case=case)
    assert [file["sha256"] for file in row.files] == [file["sha256"] for file in mail.files]


@pytest.mark.parametrize(("change", "code"), [({"to": "nobody"}, "no_address"), ({"way": "smtp"}, "no_mail_server")])
def test_what_cannot_be_sent_is_refused(case, fang, noon, change, code):
    given = {"to": "a@b.example", "words": "x", "language": "en", "way": "eml", "by": fang, "at": noon} | change
    plans = sending.plan("a", "b", "en", [])
    with pytest.raises(ValidationError) as caught:
        sending.send(case, plans, **given)
    assert codes(caught) == {code}
    assert not OutMail.objects.exists()


# --- to an authority -------------------------------------------------------------------------------------------------

SAID = {"channel": "post", "other_side": "示例法院", "subject": "说明", "text": "现说明如下。"}


def test_finance_drafts_and_counsel_lets_out_exactly_these_words(court_case, fang, cai, noon):
    draft = drafts.write(court_case, given=SAID, by=fang, at=noon)
    assert not Message.objects.exists()
    with pytest.raises(PermissionDenied):
        drafts.decide(draft, approve=True, content_hash=draft.content_hash, by=fang, at=noon)
    seen = draft.content_hash
    drafts.rewrite(draft, given=SAID | {"text": "另行说明。"}, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        drafts.decide(draft, approve=True, content_hash=seen, by=cai, at=noon)
    assert codes(caught) == {"hash_differs"}
    with pytest.raises(ValidationError) as caught:
        drafts.sent(draft, happened_at=noon, by=cai, at=noon)
    assert codes(caught) == {"not_approved"}
    drafts.decide(draft, approve=True, content_hash=draft.content_hash, by=cai, at=noon)
    with pytest.raises(PermissionDenied):
        drafts.sent(draft, happened_at=noon, by=fang, at=noon)
    assert drafts.sent(draft, happened_at=noon, by=cai, at=noon).message.text == "另行说明。"


def test_a_draft_goes_back_only_with_reasons(court_case, fang, cai, noon):
    draft = drafts.write(court_case, given=SAID, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        drafts.decide(draft, approve=False, content_hash=draft.content_hash, by=cai, at=noon)
    assert codes(caught) == {"reasons_missing"}


# --- promises, offers, notes -----------------------------------------------------------------------------------------


def test_a_promise_is_entered_by_counsel_and_settled_once(case, fang, cai, noon):
    given = {"text": "周五前补交", "to_whom": "银行", "given_on": noon.date(), "at": noon}
    with pytest.raises(PermissionDenied):
        promises.commit(case, by=fang, **given)
    row = promises.commit(case, by=cai, **given)
    promises.settle(row, Commitment.State.KEPT, by=fang, at=noon)
    with pytest.raises(ValidationError):
        promises.settle(row, Commitment.State.WITHDRAWN, by=fang, at=noon)


def test_an_offer_is_approved_by_another_before_it_is_made_and_not_after_it_ran_out(case, fang, mo, noon):
    row = promises.propose(
        case, kind="security", terms="保函", expires_on=noon.date() + timedelta(days=2), by=fang, at=noon
    )
    with pytest.raises(ValidationError) as caught:
        promises.move(row, Offer.State.MADE, by=fang, at=noon)
    assert codes(caught) == {"order"}
    promises.decide(row, approve=True, by=mo, at=noon)
    with pytest.raises(ValidationError) as caught:
        promises.move(row, Offer.State.MADE, by=fang, at=noon + timedelta(days=4))
    assert codes(caught) == {"expired"}
    assert promises.move(row, Offer.State.MADE, by=fang, at=noon).state == Offer.State.MADE


def test_an_offer_that_has_run_out_is_not_asked_for(case, fang, noon):
    given = {"kind": "security", "terms": "保函", "by": fang, "at": noon}
    with pytest.raises(ValidationError) as caught:
        promises.propose(case, expires_on=noon.date() - timedelta(days=1), **given)
    assert codes(caught) == {"expired"}
    assert promises.propose(case, expires_on=noon.date(), **given).expires_on == noon.date()


def test_promises_and_offers_are_dates_of_the_case_until_they_are_settled(case, fang, cai, mo, noon):
    day = noon.date() + timedelta(days=9)
    promise = promises.commit(case, text="补交提单", to_whom="X", given_on=noon.date(), due_on=day, by=cai, at=noon)
    given = {"kind": "security", "terms": "保函", "expires_on": day}
    offer = promises.propose(case, **given, by=fang, at=noon)
    dates = case.deadlines.open().filter(due_on=day)
    assert [row.title_zh for row in dates] == ["履行承诺：补交提单"]
    promises.decide(offer, approve=True, by=mo, at=noon)
    assert dates.all().count() == 2
    promises.settle(promise, "kept", by=fang, at=noon)
    for state in ("made", "accepted"):
        promises.move(offer, state, by=cai, at=noon)
    assert not dates.all().exists()


def test_what_is_privileged_only_counsel_finds(case, fang, cai, mo, noon):
    given = {"channel": "email", "subject": "意见", "text": "密", "other_side": "", "happened_at": noon, "at": noon}
    with pytest.raises(PermissionDenied):
        contact.log_message(case, way="in", by=fang, is_privileged=True, **given)
    kept = contact.log_message(case, way="in", by=cai, is_privileged=True, **given)
    assert list(Message.objects.visible_to(cai)) == [kept]
    for person in (fang, mo):
        assert not Message.objects.visible_to(person).exists()


def test_the_log_page_shows_and_exports_what_one_may_read(case, fang, cai, noon, page):
    given = {"channel": "chat", "text": "", "other_side": "银行", "happened_at": noon, "at": noon, "way": "in"}
    contact.log_message(case, by=cai, is_privileged=True, subject="秘密", **given)
    contact.log_message(case, by=fang, subject="=1+1", **given)
    url = f"/cases/{case.ref}/comms/"
    assert "秘密" in page(cai).get(url).text
    shown = page(fang).get(url).text
    assert ("秘密" in shown, "=1+1" in shown) == (False, True)
    assert "=1+1" not in page(fang).get(f"{url}?q=nothing").text
    table = b"".join(page(fang).get(f"{url}log.csv")).decode()
    assert ("秘密" in table, ",'=1+1," in table) == (False, True)
    assert "秘密" in b"".join(page(cai).get(f"{url}log.csv")).decode()


def test_the_note_of_a_call_is_on_the_timeline_and_can_be_an_exhibit(case, fang, noon, page):
    note = notes.log_call(
        case, given={"way": "out", "subject": "CMP-1", "happened_at": noon, "attitude": "要提单"}, by=fang, at=noon
    )
    assert case.events.filter(kind="call").exists()
    assert page(fang).post(f"/cases/{case.ref}/comms/call/{note.pk}/exhibit/").status_code == 302
    exhibit = case.evidence.get()
    with storing.open_original(exhibit.file) as file:
        assert "要提单" in file.read().decode()


def test_a_saved_mail_is_taken_in_on_the_page_and_shows_each_files_verdict(case, fang, page, tmp_path):
    path = tmp_path / "a.eml"
    path.write_bytes(answer())
    with path.open("rb") as file:
        shown = page(fang, "en").post(f"/cases/{case.ref}/comms/mails/", {"eml": file}, follow=True).text
    for words in ("要求.pdf", "virus.exe", "Files of this type are not taken", mails.ZH):
        assert words in shown
