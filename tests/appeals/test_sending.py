"""The appeal goes out by mail, by post or by a portal: named files, another channel, a register that fills itself."""

import itertools
import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.utils import parseaddr

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation

from appeals import binding_choices, bundle, channels, enclosures, evidence, mailing, shipping, submission
from appeals.models import Appeal, Bundle, Shipment, Submission
from comms import sending, taking
from comms.models import Disclosure, OutMail
from comms.parcels import MB, Limit
from documents import splitting, storing
from documents.models import StoredFile
from tests.appeals import world
from tests.comms.reports import block, delivery, whole
from web import portal


@pytest.fixture
def ready(case, fang, cai, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    pack = world.approved(appeal, fang, cai, at=noon)
    file = storing.store(world.pdf("bound", 9), name="bundle.pdf", organisation=case.organisation, at=noon)
    bundle.arrived(pack, file, None, {}, [], by=fang, at=noon, total=9)
    appeal.refresh_from_db()
    return appeal


def test_a_bound_file_too_large_goes_in_parts_and_what_is_sealed_is_in_the_mail_or_named(
    ready, case, fang, noon, monkeypatch
):
    pack = submission.require_ready(ready)
    sealed = storing.store(world.pdf("secret", 3), name="sealed.pdf", organisation=case.organisation, at=noon)
    Bundle.objects.filter(pack=pack).update(sealed_file=sealed)
    StoredFile.objects.filter(pk=pack.bundle.file_id).update(size=38 * MB)

    def halves(path, limit, name):
        for n in (1, 2):
            name(n, 2).write_bytes(world.pdf(f"part {n}"))
        return [splitting.Part(name(n, 2), n, n) for n in (1, 2)]

    monkeypatch.setattr(splitting, "split", halves)
    how = {"why": "账户冻结", "language": "zh-Hans", "each": False, "limit": Limit(20)}
    with pytest.raises(ValidationError) as caught:
        mailing.plan(ready, pack, **how)
    assert caught.value.error_list[0].code == "file_too_large"
    plans = mailing.plan(ready, pack, **how, cut_at=noon)
    assert [file.name.rpartition("_")[2] for each in plans for file in each.files] == ["1of2.pdf", "2of2.pdf"]
    assert "另有密封卷一册（3页）" in mailing.apart(pack, plans, "zh-Hans")
    along = mailing.plan(ready, pack, **how, cut_at=noon, sealed=True)
    assert mailing.apart(pack, along, "zh-Hans") == ""
    assert along[-1].files[-1].name == f"99-99_密封卷_{case.ref}-v1.pdf"
    given = {"to": "c@provider.example", "words": "请查收。", "language": "en", "by": fang, "at": noon}
    made = mailing.make(ready, plans, **given)[0]
    with default_storage.open(made.eml.key) as file:
        read = message_from_bytes(file.read(), policy=policy.default)
    assert "A sealed volume (3 pages)" in read.get_body().get_content()


def test_a_portal_speaks_the_language_of_the_other_side_and_no_number_stands_twice_in_a_name(ready, case, fang, page):
    pack = submission.require_ready(ready)
    item = pack.items.get(exhibit="2.1")
    item.title_en = f"Contract {item.evidence.reference}"
    assert enclosures.name_of(item, "en") == "02-01_Contract_HL-118_20250812.pdf"
    address = f"/cases/{case.ref}/submissions/portal/"
    assert "00-00_evidence-pack_" in page(fang).get(address).text
    assert "00-00_证据材料_" in page(fang).get(f"{address}?language=zh-Hans").text
    assert "evidence-pack" in page(fang).get(f"{address}1/?language=en").headers["Content-Disposition"]


def test_by_mail_post_and_register(ready, case, fang, mo, noon, settings, page):
    """One world for the whole way: looked at, made as files, sent, recorded, delivered."""
    pack = submission.require_ready(ready)
    names = [file.name for file in enclosures.files(pack, each=True)]
    assert names[0].startswith(f"00-00_证据材料_{case.ref}-v1_")
    assert "02-01_采购合同_HL-118_20250812.pdf" in names
    plans = mailing.plan(ready, pack, why="账户冻结", language="zh-Hans", each=True, limit=Limit())
    given = {"to": "c@provider.example", "words": "请查收。", "language": "zh-Hans", "by": fang, "at": noon}

    made = mailing.make(ready, plans, **given)[0]
    with default_storage.open(made.eml.key) as file:
        read = message_from_bytes(file.read(), policy=policy.default)
    assert read["Subject"] == f"关于账户冻结的申诉申请-申诉人{case.party.name}"
    assert [part.get_filename() for part in read.iter_attachments()] == names
    assert not Submission.objects.exists()
    assert not Disclosure.objects.exists()

    shown = page(fang).get(f"/cases/{case.ref}/submissions/portal/?language=zh-Hans").text
    assert "02-01_采购合同_HL-118_20250812.pdf" in shown
    answer = page(fang).get(f"/cases/{case.ref}/submissions/portal/1/?language=zh-Hans")
    assert "%E8%AF%81%E6%8D%AE" in answer.headers["Content-Disposition"]

    settings.MAIL_CHANNEL = "smtp"
    sent = mailing.send(ready, plans, **given, rechecked=True)
    case.refresh_from_db()
    assert (sent.receipt, case.stage) == ("pending", "follow_up")
    assert OutMail.objects.filter(way="smtp").count() == 1
    row = Disclosure.objects.get(case=case)
    assert [file["sha256"] for file in row.files] == [file.sha256 for each in plans for file in each.files]
    with pytest.raises(ValidationError) as caught:
        shipping.hand_in(sent, carrier="EMS", waybill="EX123", copies=3, originals=1, by=fang, at=noon)
    assert caught.value.code == "not_by_post"
    here = f"/cases/{case.ref}/submissions/{sent.pk}/waybill/"
    given = {"carrier": "EMS", "waybill": "EX123", "copies": "3", "originals": "1"}
    assert "A waybill belongs to one that was sent by post." in page(fang, "en").get(here).text
    assert page(fang, "en").post(here, given).status_code == 422
    assert not Shipment.objects.exists()

    second = Appeal(case=case, round=2)
    with pytest.raises(ValidationError) as caught:
        channels.require_another(second, "email", "C@provider.example", meant=False)
    assert caught.value.error_dict["same_again"][0].code == "same_channel"
    channels.require_another(second, "email", "C@provider.example", meant=True)
    channels.require_another(second, "post", "", meant=False)


def test_an_appeal_whose_mail_came_back_says_so_where_it_was_sent_and_where_it_is_recorded(
    ready, case, firm, fang, noon, page
):
    """Also one that went out by one's own mail program: the file carries the number by which the report finds it."""
    settle = {"why": "账户冻结", "language": "zh-Hans", "each": True, "limit": Limit()}
    plans = mailing.plan(ready, submission.require_ready(ready), **settle)
    given = {"to": "c@provider.example", "words": "请查收。", "language": "zh-Hans", "by": fang, "at": noon}
    mailing.make(ready, plans, **given)
    kept = mailing.make(ready, plans, **given)[0]
    taking.take_in(delivery(block(), original=whole(kept.mail_id)), organisation=firm, by=None, at=noon)
    assert page(fang).get(f"/cases/{case.ref}/submissions/mail/").text.count("没有这个地址") == 1
    submission.submit(
        ready, channel_kind="email", channel_address="c@provider.example", receipt="pending", submitted_at=noon,
        rechecked=True, by=fang, at=noon,
    )  # fmt: skip
    shown = page(fang).get(f"/cases/{case.ref}/submissions/").text
    assert shown.count("没有这个地址") == 1
    assert reverse("case-mail", args=[case.ref, kept.reports.get().pk]) in shown


def test_a_parcel_that_arrives_later_than_it_was_sent_moves_the_dates_of_the_answer(case, fang, cai, mo, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    sent = world.sent(appeal, fang, cai, mo, at=noon, by_post=True)
    before = case.deadlines.filter(rule_kind="response-due", actor="them", trigger_at=noon).count()
    assert before
    shipping.hand_in(sent, carrier="EMS", waybill="EX123", copies=3, originals=1, by=fang, at=noon)
    later = noon + timedelta(days=3)
    with pytest.raises(ValidationError):
        shipping.delivered(Shipment.objects.get(), delivered_at=noon - timedelta(days=1), by=fang, at=later)
    assert len(shipping.delivered(Shipment.objects.get(), delivered_at=later, by=fang, at=later)) >= before
    assert case.deadlines.open().filter(rule_kind="response-due", trigger_at=later).count() == before


def test_the_refusal_of_an_unsigned_pack_leads_to_where_it_is_signed(ready, case, fang, page):
    given = {"channel_kind": "post", "receipt": "pending", "submitted_at": "2026-01-05T13:00", "rechecked": "on"}
    answer = page(fang).post(f"/cases/{case.ref}/submissions/", given)
    assert answer.status_code == 422
    errors = re.search(r'<div class="errs".*?</div>', answer.text, re.DOTALL)[0]
    assert f'href="/cases/{case.ref}/packs/1/binding/"' in errors


@pytest.mark.parametrize(
    "to",
    ["a@b.example, c@d.example", "a@b.example；c@d.example", "a@b.example c@d.example", "a@b", "银行", "<a@b.example"],
)
def test_one_mail_has_one_receiver_and_a_second_is_not_dropped_in_silence(to):
    with pytest.raises(ValidationError) as caught:
        sending.receiver(to)
    assert caught.value.error_dict["to"][0].code == "no_address"


def test_a_wrong_receiver_is_said_with_the_rest_also_to_who_only_looks(ready, case, fang, page):
    given = {"to": "a@b.example, c@d.example", "why": "", "language": "zh-Hans", "words": "x", "enclosed": "bound"}
    for look in ({"look": "1"}, {}):
        answer = page(fang).post(f"/cases/{case.ref}/submissions/mail/", given | look)
        assert answer.status_code == 422
        assert 'href="#id_to"' in answer.text
        assert 'href="#id_why"' in answer.text
    assert not OutMail.objects.exists()


@pytest.mark.parametrize("to", ["a@b.example", " A.B+c@b.example ", "合规部 <a@b.example>", '"Desk" <a@b.example>'])
def test_a_receiver_may_have_a_name(to):
    assert parseaddr(sending.receiver(to))[1] in to


def test_words_nobody_touched_follow_the_language_of_the_mail(ready, case, fang, page):
    address = f"/cases/{case.ref}/submissions/mail/"
    given = {
        "to": "a@b.example",
        "why": mailing.matter(case, "en"),
        "words": mailing.words(case, "en").replace("\n", "\r\n"),
        "language": "zh-Hans",
        "enclosed": "bound",
    }
    looked = page(fang).post(address, given | {"look": "1"})
    assert (looked.status_code, "此致" in looked.text, "Dear Sir" in looked.text) == (200, True, False)
    assert f"关于{mailing.matter(case, 'zh-Hans')}的申诉申请" in looked.text
    refused = page(fang).post(address, given)
    assert (refused.status_code, 'href="#id_language"' in refused.text, "此致" in refused.text) == (422, True, True)
    assert not OutMail.objects.exists()
    own = page(fang).post(address, given | {"why": "账户冻结", "words": "My own words."})
    assert own.status_code == 302


def test_a_limit_of_the_form_is_found_in_either_language(ready, case):
    for language, printed in itertools.product(("zh-hans", "en"), ("摘要", "Summary", "summary")):
        with translation.override(language):
            found = portal.asked_for(case, ready, {printed: 30, "Own field": 9}, "zh-Hans")
        assert [field.limit for field in found if field.limit] == [30, 9], (language, printed)
        assert found[-1].name == "Own field"


def test_the_sheet_and_the_waybill_speak_of_the_copies_that_are_printed(ready, case, fang, cai, noon, page):
    order = evidence.order_of(case)
    binding_choices.choose(case, order=order, copies=4, limit_mb=None, by=cai, at=noon)
    shown = page(fang).get(f"/cases/{case.ref}/submissions/post/").text
    assert re.search(r"<dd>4\b", shown)
