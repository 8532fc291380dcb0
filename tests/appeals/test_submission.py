"""The appeal goes out with a proof or a running chase, and what is owed us from then on is counted."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from appeals import bundle, drafting, evidence, submission
from appeals.models import Appeal, Pack, Submission
from cases.models import Deadline, Event, Freeze, Item
from cases.stages import Stage
from comms import directory
from documents import storing
from tests.appeals import world


@pytest.fixture
def ready(case, fang, cai, noon):
    """Approved and bound; the binding itself is tested in test_bundle."""
    appeal, _made = world.letter(case, fang, at=noon)
    pack = world.approved(appeal, fang, cai, at=noon)
    file = storing.store(world.pdf("bound", 9), name="bundle.pdf", organisation=case.organisation, at=noon)
    bundle.arrived(pack, file, None, {}, [], by=fang, at=noon, total=9)
    appeal.refresh_from_db()
    return appeal


def send(appeal, by, at, **how):
    values = {
        "channel_kind": "email",
        "channel_address": "complaints@provider.example",
        "receipt": "number",
        "receipt_no": "CMP-88213",
        "submitted_at": at,
        "rechecked": True,
    }
    return submission.submit(appeal, **(values | how), by=by, at=at)


def codes(caught):
    if hasattr(caught.value, "error_dict"):
        return {error.code for errors in caught.value.error_dict.values() for error in errors}
    return {error.code for error in caught.value.error_list}


def test_it_goes_out_with_exactly_the_bound_file_and_the_stage_follows(ready, case, fang, noon):
    sent = send(ready, fang, noon)
    case.refresh_from_db()
    assert case.stage == Stage.FOLLOW_UP
    assert sent.sha256 == sent.pack.bundle.sha256
    assert Event.objects.get(case=case, kind="submission_made").sha256 == sent.sha256
    assert Appeal.objects.get(pk=ready.pk).status == Appeal.Status.SUBMITTED
    assert Pack.objects.get(pk=sent.pack_id).state == Pack.State.SUBMITTED
    assert not Item.objects.get(case=case, code="submit").is_open


def test_the_clocks_of_the_answer_start(ready, case, fang, noon):
    send(ready, fang, noon)
    assert case.deadlines.filter(rule_kind="response-due", actor="them").exists()


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"receipt": ""}, "receipt_missing"),
        ({"receipt_no": " "}, "receipt_no_missing"),
        ({"receipt": "screenshot", "receipt_no": ""}, "screenshot_missing"),
        ({"channel_kind": ""}, "channel_missing"),
    ],
)
def test_without_a_receipt_a_screenshot_or_a_chase_it_is_not_submitted(ready, case, fang, noon, how, code):
    with pytest.raises(ValidationError) as caught:
        send(ready, fang, noon, **how)
    assert code in codes(caught)
    assert not Submission.objects.exists()


def test_a_channel_nobody_checked_for_180_days_wants_a_tick_and_the_directory_keeps_it(ready, case, fang, noon):
    address = directory.channel_of(case, "email").address
    with pytest.raises(ValidationError) as caught:
        send(ready, fang, noon, channel_address=address, rechecked=False)
    assert codes(caught) == {"channel_stale"}
    send(ready, fang, noon, channel_address=address)
    known = directory.channel_of(case, "email")
    assert (known.verified_on, known.verified_by) == (noon.date(), str(fang))
    assert not known.is_stale(noon.date())


def test_an_address_that_the_directory_does_not_know_wants_the_tick_too(ready, case, firm, ada, fang, noon):
    """Row 3.1a: one wrong letter and the mail goes astray."""
    directory.change(firm, "ibanfirst-be", "email", {"address": "complaints@provider.example"}, by=ada, at=noon)
    with pytest.raises(ValidationError) as caught:
        send(ready, fang, noon, channel_address="complaints@provide.example", rechecked=False)
    assert "other_address" in codes(caught)
    before = directory.channel_of(case, "email")
    send(ready, fang, noon, channel_address="complaints@provide.example")
    assert directory.channel_of(case, "email") == before


def test_a_pending_receipt_is_chased_the_next_working_day(ready, case, fang, noon):
    send(ready, fang, noon, receipt="pending", receipt_no="")
    chase = case.deadlines.get(code=submission.CHASE)
    assert (chase.due_on.isoformat(), chase.is_live) == ("2026-01-06", True)
    assert Item.objects.get(case=case, code="receipt-chase").is_open


def test_the_receipt_ends_the_chase(ready, case, fang, noon):
    sent = send(ready, fang, noon, receipt="pending", receipt_no="")
    submission.record_receipt(sent, receipt_no="CMP-1", received_at=noon, by=fang, at=noon)
    assert case.deadlines.get(code=submission.CHASE).status == Deadline.Status.MET
    assert not Item.objects.get(case=case, code="receipt-chase").is_open
    with pytest.raises(ValidationError) as caught:
        submission.record_receipt(sent, receipt_no="CMP-2", received_at=noon, by=fang, at=noon)
    assert codes(caught) == {"receipt_already"}


def test_a_screenshot_is_a_receipt(ready, case, fang, noon):
    shot = storing.store(world.pdf("shot"), name="receipt.pdf", organisation=case.organisation, at=noon)
    assert send(ready, fang, noon, receipt="screenshot", receipt_no="", receipt_file=shot).receipt_file == shot


def test_nothing_leaves_before_the_notice_is_verified(ready, case, fang, noon):
    Freeze.objects.filter(case=case).update(verified_at=None, verified_how="", verified_by=None)
    ready.refresh_from_db()
    with pytest.raises(ValidationError) as caught:
        send(Appeal.objects.get(pk=ready.pk), fang, noon)
    assert codes(caught) == {"not_verified"}


def test_nothing_leaves_unapproved_unbound_or_changed(case, fang, cai, noon):
    appeal, made = world.letter(case, fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        send(appeal, fang, noon)
    assert codes(caught) == {"not_approved"}
    world.approved(appeal, fang, cai, at=noon)
    with pytest.raises(ValidationError) as caught:
        send(appeal, fang, noon)
    assert codes(caught) == {"not_bound"}
    evidence.step(made["lading"], -1, by=fang, at=noon)
    with pytest.raises(ValidationError) as caught:
        send(appeal, fang, noon)
    assert codes(caught) == {"void"}


def test_an_open_gate_line_holds_it_unless_a_manager_says_why(ready, case, fang, mo, noon):
    Item.objects.filter(case=case, code="three-tests").update(state="todo", settled_at=None, settled_by=None)
    with pytest.raises(ValidationError) as caught:
        send(ready, fang, noon)
    assert codes(caught) == {"gate_unmet"}
    send(ready, mo, noon, because="counsel confirmed by telephone")
    assert "three-tests" in case.moves.get(to=Stage.FOLLOW_UP).past_gate


def test_finance_does_not_send_to_an_authority(firm, fang, cai, mo, noon):
    case = world.at_appeal(world.freeze(firm, fang, at=noon, body="police-criminal", **world.IN_CHINA), mo, at=noon)
    appeal = drafting.start(case, by=fang, at=noon)
    with pytest.raises(PermissionDenied):
        send(appeal, fang, noon)


def test_it_goes_out_once(ready, fang, noon):
    send(ready, fang, noon)
    with pytest.raises(ValidationError) as caught:
        send(Appeal.objects.get(pk=ready.pk), fang, noon)
    assert codes(caught) == {"already_submitted"}


def test_everything_that_stands_against_it_is_said_at_once(ready, case, fang, noon):
    Item.objects.filter(case=case, code="three-tests").update(state="todo", settled_at=None, settled_by=None)
    with pytest.raises(ValidationError) as caught:
        send(ready, fang, noon, channel_kind="post", receipt_no="", rechecked=False)
    assert codes(caught) == {
        "address_of_another_channel", "channel_stale", "gate_unmet", "not_signed", "receipt_no_missing",
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "address"), [("post", "complaints@provider.example"), ("email", "350 Avenue Louise")])
def test_an_address_belongs_to_its_channel(ready, fang, noon, kind, address):
    with pytest.raises(ValidationError) as caught:
        send(ready, fang, noon, channel_kind=kind, channel_address=address)
    assert "address_of_another_channel" in codes(caught)
    assert not Submission.objects.exists()


def test_a_form_without_its_moment_is_told_the_rest_as_well_each_beside_its_field(ready, case, fang, page):
    given = {"channel_kind": "email", "channel_address": "350 Avenue Louise", "receipt": "number"}
    answer = page(fang).post(f"/cases/{case.ref}/submissions/", given)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"submitted_at", "receipt_no", "channel_address", "rechecked"}
    shown = re.search(r'<div class="errs".*?</div>', answer.text, re.DOTALL)[0]
    places = [shown.index(f'"#id_{name}"') for name in ("channel_address", "submitted_at", "receipt_no", "rechecked")]
    assert places == sorted(places)  # as the fields stand on the page


def test_a_file_that_is_refused_does_not_hide_what_else_is_wrong(ready, case, fang, page):
    given = {
        "channel_kind": "post", "channel_address": "a@b.example", "receipt": "screenshot", "submitted_at": "2099-01-01T10:00",
        "receipt_file": SimpleUploadedFile("receipt.pdf", b"no pdf at all", "application/pdf"),
    }  # fmt: skip
    errors = page(fang).post(f"/cases/{case.ref}/submissions/", given).context["form"].errors
    assert set(errors) == {"receipt_file", "channel_address", "submitted_at", "rechecked", "__all__"}
    assert len(errors["receipt_file"]) == 1


def test_a_receipt_says_all_that_is_wrong_at_once(ready, case, fang, noon, page):
    sent = send(ready, fang, noon, receipt="pending", receipt_no="")
    address = f"/cases/{case.ref}/submissions/{sent.pk}/receipt/"
    for when, wrong in (("2099-01-01T10:00", "in_future"), ("2026-01-05T11:59", "before_sending")):
        answer = page(fang).post(address, {"received_at": when})
        found = answer.context["receipt_form"].errors.as_data()
        assert (found["received_at"][0].code, found["receipt_no"][0].code) == (wrong, "receipt_missing")
