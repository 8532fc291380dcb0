"""The number of the other side is found where the case already holds it, and nothing else is taken for it."""

from datetime import timedelta

import pytest

from appeals import case_letters, receipt_numbers
from appeals.receipt_numbers import numbers
from cases import contact
from cases.models import Message
from tests.appeals import world
from tests.house.filled import shown_form


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("您的投诉已收到，受理编号为CMP-88213。", ["CMP-88213"]),
        ("受理编号：2026-0118-77", ["2026-0118-77"]),
        ("贵司申诉已登记，案号【20260118774】。", ["20260118774"]),
        ("Your reference number is CMP-88213. Please quote it.", ["CMP-88213"]),
        ("Ticket #4471120 has been opened.", ["4471120"]),
        ("Complaint no. C/2026/00417 was registered.", ["C/2026/00417"]),
        ("Our Ref: IBF.2026.7781", ["IBF.2026.7781"]),
        ("Reference 2026-01-05", []),
        ("Your case is closed. In case 12 papers are missing, call us.", []),
        ("受理编号将另行通知。", []),
        ("Call +32 2 555 01 18.", []),
        ("We paid EUR 486200 in this case.", []),
    ],
)
def test_a_number_is_known_by_the_word_before_it(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("[CMP-88213] We received your complaint", ["CMP-88213"]),
        ("Re: 关于账户冻结的申诉 (#7712345)", ["7712345"]),
        ("RE: TKT0099812 appeal", ["TKT0099812"]),
        ("Your complaint of 5 January", []),
    ],
)
def test_machines_write_it_into_the_subject(subject, found):
    assert numbers(subject, is_subject=True) == found


@pytest.fixture
def sent(case, fang, cai, mo, noon):
    """A first appeal that went out without a number."""
    appeal, _made = world.letter(case, fang, at=noon)
    return world.sent(appeal, fang, cai, mo, at=noon, receipt="pending", receipt_no="")


def came(case, by, at, *, subject="Your appeal", text, **more):
    return contact.log_message(
        case, way=Message.Way.IN, channel=Message.Channel.EMAIL, subject=subject, text=text, happened_at=at,
        other_side="Complaints", by=by, at=at, **more,
    )  # fmt: skip


def test_the_newest_answer_stands_first_and_our_own_numbers_are_not_offered(case, sent, cai, noon):
    assert receipt_numbers.for_case(case) == []
    later = noon + timedelta(hours=1)
    came(case, cai, noon, text=f"Your ref: {case.ref}, account ref BE47914999000180, contract ref. HL-118000")
    case.evidence.filter(reference="HL-118").update(reference="HL-118000")
    came(case, cai, noon, text="受理编号：CMP-88213")
    came(case, cai, later, subject="Your ticket", text="Ticket number 4471120 replaces reference CMP-88213.")
    came(case, cai, later, text="Reference: SECRET-12345", is_privileged=True)
    found = receipt_numbers.for_case(case)
    assert found[0].source == "message"
    assert [each.number for each in found] == ["4471120", "CMP-88213"]
    assert found[0].about == "Your ticket"


def test_what_came_before_the_appeal_went_out_is_about_something_else(case, sent, cai, noon):
    came(case, cai, noon - timedelta(days=1), text="Reference: OLD-99120")
    assert receipt_numbers.for_case(case) == []


# --- where it is offered -----------------------------------------------------------------------------------------------


def test_the_second_letter_offers_the_number_and_takes_it_over_by_one_click(case, sent, cai, fang, noon, page):
    came(case, cai, noon, subject="Your ticket", text="Ticket number 4471120 was opened.")
    sent.appeal.refresh_from_db()
    second = world.answered(world.rejected(sent.appeal, cai, at=noon), fang, at=noon)
    here = f"/cases/{case.ref}/appeals/2/"
    client = page(fang, "en")
    shown = client.get(here).text
    assert 'value="use-first.receipt:4471120"' in shown
    assert "“Your ticket”" in shown
    form = shown_form(shown)
    answer = client.post(here, form | {"request_zh": "解除限制", "do": "use-first.receipt:4471120"})
    assert answer.url == f"{here}#gaps"
    second.refresh_from_db()
    assert second.fields["first.receipt"] == {"zh": "4471120", "en": "4471120"}
    assert second.request_zh == "解除限制"  # what was typed beside it is saved with it


def test_a_letter_beside_the_appeal_offers_it_too(case, sent, cai, fang, noon, page):
    came(case, cai, noon, text="Ticket number 4471120 was opened.")
    case_letters.start(case, "chaser", by=fang, at=noon)
    client, here = page(fang, "en"), f"/cases/{case.ref}/letters/1/"
    form = shown_form(client.get(here).text)
    answer = client.post(here, form | {"do": "use-receipt.number:4471120"})
    assert shown_form(answer.text)["f:receipt.number:same"] == "4471120"


def test_the_receipt_that_is_chased_is_offered_where_it_is_recorded(case, sent, cai, fang, noon, page):
    came(case, cai, noon, text="受理编号：CMP-88213")
    shown = page(fang).get(f"/cases/{case.ref}/submissions/").text
    assert 'name="receipt_no" value="CMP-88213"' in shown
    came(case, cai, noon, text="Ticket number 4471120 was opened.")
    shown = page(fang).get(f"/cases/{case.ref}/submissions/").text
    assert 'name="receipt_no" value="CMP-88213"' not in shown  # two are a choice
    assert "CMP-88213" in shown
    assert "4471120" in shown
