"""Dates ticked on the dashboard: acknowledged or handed over at once, and each is told."""

import pytest

from audit import log
from cases import deadlines, handing
from cases.models import Deadline
from notifications.models import Message
from tests.web.test_desk_pages import date_of

pytestmark = pytest.mark.usefixtures("noon_everywhere")


def test_ticked_dates_are_acknowledged_at_once_and_each_is_told(case, page, fang, mo, noon):
    dates = [date_of(case, fang, noon, days=days, code=f"d{days}") for days in (-2, 1, 5)]
    client = page(mo, language="en")
    answer = client.post("/deadlines/?kind=legal", {"act": "acknowledge", "pick": [d.pk for d in dates]}, follow=True)
    assert answer.redirect_chain == [("/deadlines/?kind=legal", 302)]
    assert [(one["pk"], one["is_done"]) for one in answer.context["results"]] == [(d.pk, True) for d in dates]
    assert set(Deadline.objects.filter(acknowledged_by=mo)) == set(dates)
    assert not client.get("/deadlines/?kind=legal").context["results"], "told once"


def test_a_refused_date_keeps_its_tick_and_says_why_and_the_others_are_done(case, page, fang, mo, noon):
    seen, fresh = (date_of(case, fang, noon, days=2, code=code) for code in ("seen", "fresh"))
    deadlines.acknowledge(seen, by=fang, at=noon)
    answer = page(mo, language="en").post("/deadlines/", {"act": "acknowledge", "pick": [seen.pk, fresh.pk]})
    assert answer.status_code == 422
    assert {one["pk"]: one["is_done"] for one in answer.context["results"]} == {seen.pk: False, fresh.pk: True}
    assert "acknowledged or settled already" in answer.text
    ticked = [r.deadline for g in answer.context["groups"] for r in g.rows if getattr(r, "is_picked", False)]
    assert ticked == [seen]


def test_ticked_dates_go_to_another_person_with_their_reminders(case, page, fang, cai, mo, noon):
    date = date_of(case, fang, noon, days=9)
    deadlines.acknowledge(date, by=fang, at=noon)
    assert page(mo).post("/deadlines/", {"act": "reassign", "to": cai.pk, "pick": [date.pk]}).status_code == 302
    date.refresh_from_db()
    assert (date.owner, date.acknowledged_at) == (cai, None)
    waiting = Message.objects.filter(about=f"deadline/{date.pk}", state="pending")
    assert cai in {message.recipient for message in waiting}
    assert fang not in {message.recipient for message in waiting}
    assert "deadline.handed_over" in [entry.action for entry in log.entries(case.chain)]


def test_a_date_that_comes_back_reminds_again_and_the_manager_never_lost_his(case, fang, cai, mo, noon):
    date = date_of(case, fang, noon, days=9)

    def reminded():
        return set(
            Message.objects.filter(about=f"deadline/{date.pk}", state="pending").values_list("kind", "recipient")
        )

    before = reminded()
    handing.reassign(date, to=cai, by=mo, at=noon)
    assert {pair for pair in reminded() if pair[1] == case.manager_id} == {p for p in before if p[1] == case.manager_id}
    handing.reassign(date, to=fang, by=mo, at=noon)
    assert reminded() == before


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "acknowledge"},
        {"act": "reassign"},
        {"act": "x", "pick": "1"},
        {"act": "acknowledge", "pick": ["x", "-1", "9" * 30]},
    ],
)
def test_nothing_ticked_or_nothing_chosen_is_said(case, page, fang, sent):
    answer = page(fang).post("/deadlines/", sent)
    assert answer.status_code == 422
    assert answer.context["bulk"].errors


def test_who_takes_the_dates_must_be_chosen_and_the_ticks_stay(case, page, fang, noon):
    date = date_of(case, fang, noon, days=2)
    answer = page(fang).post("/deadlines/", {"act": "reassign", "pick": [date.pk]})
    assert answer.context["bulk"].errors["to"].as_data()[0].code == "nobody_chosen"
    assert [r.deadline for g in answer.context["groups"] for r in g.rows if getattr(r, "is_picked", False)] == [date]


def test_nobody_without_the_role_is_given_a_date(case, page, fang, udo, xu, noon):
    date = date_of(case, fang, noon, days=2)
    for person, status in ((udo, 422), (xu, 422)):
        assert (
            page(fang).post("/deadlines/", {"act": "reassign", "to": person.pk, "pick": [date.pk]}).status_code
            == status
        )
    date.refresh_from_db()
    assert date.owner == fang


def test_a_stranger_acknowledges_nothing_of_ours(case, page, fang, xu, noon, other_firm):
    from accounts.models import Membership

    Membership.objects.filter(user=xu).update(role="manager")
    date = date_of(case, fang, noon, days=2)
    answer = page(xu).post("/deadlines/", {"act": "acknowledge", "pick": [date.pk]})
    assert answer.status_code == 422
    assert case.ref not in answer.text
    date.refresh_from_db()
    assert date.acknowledged_at is None


def test_an_auditor_has_no_boxes_to_tick(case, page, udo, fang, noon):
    date_of(case, fang, noon, days=2)
    assert 'type="checkbox"' not in page(udo).get("/deadlines/").text
    assert page(udo).post("/deadlines/", {"act": "acknowledge"}).status_code == 403
