from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases import checklists, contact, drafts, learning, moves, parties, people, timeline, verification
from cases.models import Case, Deadline, Guest, Item, Party
from tests import build


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon)


@pytest.fixture
def at_court(fang, cai, mo, noon):
    return build.case(fang, at=noon, **build.court(noon))


def said(case, by, at, **other):
    given = {"way": "out", "channel": "phone", "subject": "x", "text": "", "other_side": "", "happened_at": at}
    return contact.log_message(case, **{**given, **other}, by=by, at=at)


# --- who may speak to whom -------------------------------------------------------------------------------------------


def test_finance_calls_a_provider_but_not_a_court(case, at_court, fang, cai, noon):
    said(case, fang, noon)
    with pytest.raises(PermissionDenied):
        said(at_court, fang, noon)
    said(at_court, cai, noon)


def test_finance_may_log_what_a_court_said(at_court, fang, noon):
    assert said(at_court, fang, noon, way="in").way == "in"


def test_an_unknown_body_is_locked_like_an_authority(fang, cai, mo, noon):
    case = build.case(fang, at=noon, body_kind="unknown")
    with pytest.raises(PermissionDenied):
        said(case, fang, noon)


def test_no_paper_leaves_before_the_notice_is_verified(case, fang, noon):
    with pytest.raises(ValidationError) as refused:
        contact.require_verified(case)
    assert refused.value.code == "not_verified"
    verification.verify(case, how="官网电话", when=noon, by=fang, at=noon)
    contact.require_verified(case)
    assert case.items.get(code="verify-notice").state == Item.State.DONE


def test_the_notice_is_verified_once_and_says_how(case, fang, noon):
    with pytest.raises(ValidationError):
        verification.verify(case, how=" ", when=noon, by=fang, at=noon)
    verification.verify(case, how="官网电话", when=noon, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        verification.verify(case, how="again", when=noon, by=fang, at=noon)
    assert refused.value.code == "verified_already"


# --- items -----------------------------------------------------------------------------------------------------------


def test_an_item_waits_for_what_comes_before_it(case, cai, noon):
    approve = case.items.get(code="approve")
    with pytest.raises(ValidationError) as refused:
        checklists.complete(approve, by=cai, at=noon)
    assert refused.value.code == "cannot_start_yet"


def test_a_gate_line_is_waived_by_a_manager_with_a_reason_only(case, fang, mo, noon):
    item = case.items.get(code="service-date")
    with pytest.raises(PermissionDenied):
        checklists.waive(item, by=fang, at=noon, because="not needed")
    with pytest.raises(ValidationError):
        checklists.waive(item, by=mo, at=noon, because="")
    checklists.waive(item, by=mo, at=noon, because="Printed on the notice")
    assert item.state == Item.State.WAIVED


def test_the_second_to_tick_is_told(case, fang, cai, noon):
    item = case.items.get(code="service-date")
    stale = Item.objects.get(pk=item.pk)
    checklists.complete(item, by=cai, at=noon)
    with pytest.raises(ValidationError) as refused:
        checklists.complete(stale, by=fang, at=noon)
    assert refused.value.code == "settled_already"


def test_the_golden_hours_count_stage_lines_and_their_own(case, mo, cai, noon):
    before = checklists.golden(case)
    assert before.total >= 6
    people.engage_counsel(case, by=mo, at=noon, counsel=cai)
    after = checklists.golden(case)
    assert (after.done, after.total) == (before.done + 1, before.total)
    assert after.ends_at == case.freeze.known_at + timedelta(hours=24)


def test_each_line_has_a_person_and_a_missing_role_falls_to_the_manager(fang, mo, noon):
    case = build.case(fang, at=noon)  # nobody is counsel here
    assert case.counsel is None
    assert {item.assignee for item in case.items.filter(role="counsel")} == {mo}
    assert not case.items.filter(assignee=None).exists()


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_xu_sees_nothing_of_ours(case, xu):
    assert not Case.objects.visible_to(xu).exists()
    assert not Item.objects.visible_to(xu).exists()
    assert not Deadline.objects.visible_to(xu).exists()
    assert not Party.objects.visible_to(xu).exists()


def test_a_guest_sees_one_case_until_the_date(case, at_court, mo, noon, django_user_model):
    guest = people.invite_guest(
        case, email="out@side.example", name="Out", expires_at=noon + timedelta(days=3650), by=mo, at=noon
    )
    person = django_user_model.objects.get(pk=guest.user_id)
    assert list(Case.objects.visible_to(person)) == [case]
    assert set(Item.objects.visible_to(person).values_list("case", flat=True)) == {case.pk}
    with pytest.raises(PermissionDenied):
        timeline.add_event(case, text="x", happened_at=noon, by=person, at=noon)
    people.end_guest(guest, by=mo, at=noon)
    assert not Case.objects.visible_to(django_user_model.objects.get(pk=guest.user_id)).exists()


def test_a_guest_whose_date_has_passed_sees_nothing(case, mo, noon, django_user_model):
    guest = people.invite_guest(
        case, email="o@s.example", name="O", expires_at=noon + timedelta(hours=1), by=mo, at=noon
    )
    assert Guest.objects.filter(pk=guest.pk).exists()
    assert not Case.objects.visible_to(django_user_model.objects.get(pk=guest.user_id)).exists()  # noon was in January


# --- the register ----------------------------------------------------------------------------------------------------


def test_a_new_legal_representative_is_told_to_every_institution(case, fang, noon):
    party = case.party
    parties.new_account(party, {"number": "BE03914999000584", "institution": "KBC"}, by=fang, at=noon)
    parties.change_party(party, {"legal_rep": "新代表"}, version=party.version, by=fang, at=noon)
    told = Item.objects.filter(origin=Item.Origin.REGISTER)
    assert sorted(item.account.institution for item in told) == ["KBC", "iBanFirst SA"]
    assert all(item.due_at for item in told)


def test_the_second_to_change_a_party_is_told(case, fang, mo, noon):
    party = case.party
    parties.change_party(party, {"phone": "1"}, version=1, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        parties.change_party(party, {"phone": "2"}, version=1, by=mo, at=noon)
    assert refused.value.code == "saved_meanwhile"


def test_an_old_proof_of_address_is_late_at_the_freeze_date(case, fang, noon):
    on = noon.date()
    parties.add_paper(case.party, kind="proof-of-address", by=fang, at=noon, issued_on=on - timedelta(days=120))
    assert [f.code for f in parties.findings(case.party, on=on) if f.severity == "late"] == ["paper_expired"]


def test_two_papers_with_different_addresses_make_one_finding_naming_both(case, fang, noon):
    for kind, address in (("business-licence", "海晏北路88号"), ("proof-of-address", "海晏北路80号")):
        parties.add_paper(case.party, kind=kind, by=fang, at=noon, issued_on=date(2025, 12, 20), shows_address=address)
    found = [f for f in parties.findings(case.party, on=noon.date()) if f.code == "papers_differ"]
    assert len(found) == 1
    for kind in ("business-licence", "proof-of-address"):
        assert str(parties.papers.paper_title(kind)) in str(found[0].sentence)


def test_of_several_papers_it_is_said_which_of_them_shows_what(case, fang, noon):
    for kind, address in (
        ("business-licence", "海晏北路88号"), ("power-of-attorney", "海晏北路88号"), ("proof-of-address", "海晏北路80号"),
    ):  # fmt: skip
        parties.add_paper(case.party, kind=kind, by=fang, at=noon, issued_on=date(2025, 12, 20), shows_address=address)
    (found,) = [f for f in parties.findings(case.party, on=noon.date()) if f.code == "papers_differ"]
    licence, power, proof = (
        str(parties.papers.paper_title(kind)) for kind in ("business-licence", "power-of-attorney", "proof-of-address")
    )
    said = str(found.sentence)
    assert said.index("海晏北路88号") < said.index(licence) < said.index(power) < said.index("海晏北路80号")
    assert said.index("海晏北路80号") < said.index(proof)


# --- drafts and the timeline -----------------------------------------------------------------------------------------


def test_two_browsers_saving_one_draft_the_second_decides(fang, cai, firm, noon):
    draft = drafts.start(firm, by=fang, at=noon)
    drafts.save(draft, "account", {"institution": "KBC"}, version=1, by=fang, at=noon)
    with pytest.raises(ValidationError) as refused:
        drafts.save(draft, "account", {"institution": "ING"}, version=1, by=cai, at=noon)
    assert refused.value.code == "saved_meanwhile"
    assert refused.value.params["theirs"] == {"institution": "KBC"}


def test_the_same_answers_saved_again_are_no_conflict(fang, firm, noon):
    draft = drafts.start(firm, by=fang, at=noon)
    drafts.save(draft, "account", {"institution": "KBC"}, version=1, by=fang, at=noon)
    drafts.save(draft, "account", {"institution": "KBC"}, version=1, by=fang, at=noon)
    assert draft.version == 2


def test_an_entry_is_corrected_by_a_new_one_beside_the_old(case, fang, noon):
    event = timeline.add_event(case, text="电话 10:20", happened_at=noon - timedelta(hours=1), by=fang, at=noon)
    newer = timeline.correct_event(event, text="电话 10:40", happened_at=noon - timedelta(hours=1), by=fang, at=noon)
    assert newer.corrects == event
    with pytest.raises(ValidationError) as refused:
        timeline.correct_event(event, text="again", happened_at=noon, by=fang, at=noon)
    assert refused.value.code == "corrected_already"


def test_an_event_cannot_lie_in_the_future(case, fang, noon):
    with pytest.raises(ValidationError) as refused:
        timeline.add_event(case, text="x", happened_at=noon + timedelta(days=1), by=fang, at=noon)
    assert refused.value.code == "event_in_future"


# --- what was unknown becomes known ----------------------------------------------------------------------------------


def test_naming_the_body_later_brings_route_items_and_clocks(fang, cai, mo, noon):
    case = build.case(fang, at=noon, **build.court(noon, body_kind="unknown", jurisdiction=""))
    assert case.route is None
    learned = learning.Learned(
        body_kind="court-preservation", jurisdiction="CN", instrument_no="（2026）示0591财保23号"
    )
    learning.learn(case, learned, by=fang, at=noon)
    case.refresh_from_db()
    assert case.route.code == "cn-court-preservation"
    assert case.deadlines.filter(code="cn-cpl-preservation-review-5d", status="proposed").exists()
    assert case.items.filter(code__in=["ask-body", "ask-instrument"], state="done").count() == 2
    assert case.items.filter(code="outbound-lock").exists()
    assert learning.unknown(case) == ["term"]


def test_naming_a_provider_later_lets_finance_speak(fang, cai, mo, noon):
    case = build.case(fang, at=noon, body_kind="unknown", jurisdiction="")
    learning.learn(case, learning.Learned(body_kind="provider", jurisdiction="BE"), by=fang, at=noon)
    assert said(case, fang, noon).pk


def test_a_printed_end_learned_later_replaces_the_computed_one(at_court, fang, noon):
    assert at_court.deadlines.filter(kind="end", status="proposed").exists()
    learning.learn(at_court, learning.Learned(ends_on=date(2026, 12, 1)), by=fang, at=noon)
    standing = at_court.deadlines.standing().filter(kind="end")
    assert [(d.code, d.due_on) for d in standing] == [("freeze-end-printed", date(2026, 12, 1))]


def test_learning_nothing_is_refused(case, fang, noon):
    with pytest.raises(ValidationError) as refused:
        learning.learn(case, learning.Learned(), by=fang, at=noon)
    assert refused.value.code == "nothing_learned"


def test_a_released_account_is_usable_again(case, mo, noon):
    moves.close(case, "released", lessons="Papers were ready.", by=mo, at=noon)
    case.account.refresh_from_db()
    assert case.account.status == "usable"
