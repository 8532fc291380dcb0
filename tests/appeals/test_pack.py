"""A pack is exactly what was approved, and visibly no longer so when anything changed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from appeals import drafting, evidence, facts, paper_forms, review
from appeals import pack as packs
from appeals.models import Appeal, Approval, Pack
from cases import parties
from cases.models import Event, Item
from notifications.models import Message as Mail
from tests.appeals import world


def done(case, code):
    return not Item.objects.get(case=case, code=code).is_open


def test_a_pack_keeps_letters_and_exhibits_as_they_stood(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    assert (pack.number, pack.state) == (1, Pack.State.WITH_COUNSEL)
    assert list(pack.letters) == ["zh-Hans", "en"]
    assert [item.exhibit for item in pack.items.all()] == ["1.3", "2.1", "2.2", "3.1", "4.1"]
    assert {len(item.sha256) for item in pack.items.all()} == {64}
    assert Appeal.objects.get(pk=appeal.pk).status == Appeal.Status.IN_REVIEW


def test_sending_settles_what_it_did_and_tells_counsel(case, fang, cai, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    packs.send_to_counsel(appeal, by=fang, at=noon)
    for code in ("letter", "facts-matrix", "collect-evidence", "identity-set", "channel"):
        assert done(case, code), code
    assert not done(case, "approve")
    assert Mail.objects.filter(recipient=cai, kind="pack-for-review").count() == 1
    assert Event.objects.get(case=case, kind="pack_sent").sha256 == packs.newest(case).content_hash


def test_the_same_content_gives_the_same_hash(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    assert packs.current_hash(appeal) == packs.current_hash(appeal)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    assert pack.content_hash == packs.current_hash(appeal)
    kept = Pack.objects.get(pk=pack.pk)
    assert packs.content_hash(kept.letters, tuple(kept.items.all())) == pack.content_hash


@pytest.mark.parametrize("what", ["word", "fact", "order", "title", "paper added", "paper out", "register"])
def test_any_change_voids_the_pack(case, fang, noon, what):
    appeal, made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    assert not packs.is_void(pack)
    appeal.refresh_from_db()
    party = case.party
    changes = {
        "word": lambda: drafting.write(
            appeal, {"request_en": "lift it today"}, version=appeal.version, by=fang, at=noon
        ),
        "fact": lambda: facts.write(
            case, fact=case.facts.first(), text_zh="另述。", text_en="Otherwise.", by=fang, at=noon
        ),
        "order": lambda: evidence.step(made["lading"], -1, by=fang, at=noon),
        "title": lambda: evidence.describe(made["lading"], {"proves_en": "something else"}, by=fang, at=noon),
        "paper added": lambda: world.paper(case, fang, at=noon, mark="late", section="law"),
        "paper out": lambda: evidence.remove(made["licence"], by=fang, at=noon, because="expired"),
        "register": lambda: parties.change_party(
            party, {"reg_no": "913302009999"}, version=party.version, by=fang, at=noon
        ),
    }
    changes[what]()
    assert packs.is_void(pack)


def test_putting_everything_back_makes_it_stand_again(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    evidence.step(made["lading"], -1, by=fang, at=noon)
    evidence.step(made["lading"], 1, by=fang, at=noon)
    assert not packs.is_void(pack)


def test_a_newer_pack_takes_the_place_of_the_older(case, fang, noon):
    appeal, made = world.letter(case, fang, at=noon)
    first = packs.send_to_counsel(appeal, by=fang, at=noon)
    evidence.describe(made["lading"], {"proves_en": "shipped"}, by=fang, at=noon)
    second = packs.send_to_counsel(appeal, by=fang, at=noon)
    first.refresh_from_db()
    assert (first.state, second.number) == (Pack.State.VOID, 2)


def test_the_same_pack_is_not_sent_twice(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    packs.send_to_counsel(appeal, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        packs.send_to_counsel(appeal, by=fang, at=noon)
    assert caught.value.code == "with_counsel_already"


# --- four eyes -------------------------------------------------------------------------------------------------------


def test_counsel_approves_exactly_this_hash(case, fang, cai, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        review.approve(pack, content_hash="0" * 64, by=cai, at=noon)
    assert caught.value.code == "hash_differs"
    approval = review.approve(pack, content_hash=pack.content_hash, by=cai, at=noon)
    assert (approval.decided_by, approval.requested_by, approval.content_hash) == (cai, fang, pack.content_hash)
    assert pack.state == Pack.State.APPROVED
    for code in ("approve", "three-tests", "authorities"):
        assert done(case, code), code
    assert Mail.objects.filter(recipient=fang, kind="pack-approved").exists()


def test_nobody_approves_what_they_wrote_or_sent(case, fang, cai, mo, noon):
    appeal, _made = world.letter(case, cai, at=noon)
    pack = packs.send_to_counsel(appeal, by=mo, at=noon)
    for person in (cai, mo):
        with pytest.raises(PermissionDenied):
            review.approve(pack, content_hash=pack.content_hash, by=person, at=noon)
    assert not Approval.objects.exists()


def test_finance_does_not_approve(case, fang, cai, noon):
    appeal, _made = world.letter(case, cai, at=noon)
    pack = packs.send_to_counsel(appeal, by=cai, at=noon)
    with pytest.raises(PermissionDenied):
        review.approve(pack, content_hash=pack.content_hash, by=fang, at=noon)


def test_a_changed_pack_cannot_be_approved(case, fang, cai, noon):
    appeal, made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    evidence.step(made["lading"], -1, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        review.approve(pack, content_hash=pack.content_hash, by=cai, at=noon)
    assert caught.value.code == "void"


def test_it_goes_back_with_reasons_and_a_day(case, fang, cai, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    pack = packs.send_to_counsel(appeal, by=fang, at=noon)
    with pytest.raises(ValidationError):
        review.give_back(pack, reasons=" ", fix_by=None, by=cai, at=noon)
    review.give_back(pack, reasons="The amounts differ on page 14.", fix_by=noon.date(), by=cai, at=noon)
    assert pack.state == Pack.State.RETURNED
    assert Appeal.objects.get(pk=appeal.pk).status == Appeal.Status.RETURNED
    assert Mail.objects.filter(recipient=fang, kind="pack-returned").exists()


def test_a_pack_is_decided_once(case, fang, cai, mo, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    pack = world.approved(appeal, fang, cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        review.give_back(pack, reasons="too late", fix_by=None, by=mo, at=noon)
    assert caught.value.code == "decided_already"


def test_what_counsel_has_is_not_sent_twice_the_page_says_what_comes_next(case, fang, cai, noon, page):
    appeal, made = world.letter(case, fang, at=noon)
    sent = packs.send_to_counsel(appeal, by=fang, at=noon)
    address, note = f"/cases/{case.ref}/packs/", 'name="note"'
    assert "Review pack v1" in page(cai, language="en").get(address).text
    shown = page(fang, language="en").get(address).text
    assert "Open pack v1" in shown
    assert note not in shown
    review.approve(sent, content_hash=sent.content_hash, by=cai, at=noon)
    assert "To the submission" in page(fang, language="en").get(address).text
    evidence.remove(made["contract"], because="twice", by=fang, at=noon)
    assert note in page(fang, language="en").get(address).text


def test_a_pack_for_belgium_says_what_its_papers_need_there(case, fang, noon, page):
    world.letter(case, fang, at=noon)
    found = paper_forms.of(case, evidence.numbered(case))
    assert found.profile.jurisdiction == "BE"
    assert "3.1" in [exhibit for exhibit, _item in found.translated]
    shown = page(fang, "en").get(f"/cases/{case.ref}/packs/").text
    assert "sworn translation may be ordered" in shown
    assert "宣誓译员译本" in page(fang).get(f"/cases/{case.ref}/packs/").text


def test_papers_of_the_same_country_need_no_translation_there(case, fang, noon):
    world.letter(case, fang, at=noon)
    type(case.party).objects.filter(pk=case.party_id).update(country="BE")
    case.refresh_from_db()
    found = paper_forms.of(case, evidence.numbered(case))
    assert (found.translated, found.legalised) == ([], [])
