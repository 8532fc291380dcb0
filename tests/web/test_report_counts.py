"""What the reports call a case is a case: one that came back five times does not make a figure of five."""

from datetime import timedelta

import pytest

from appeals import rejection, replies
from appeals.models import ProviderStatus
from appeals.rejection import Decision
from knowledge import loading
from tests import made
from tests.appeals import world
from web import reports


@pytest.fixture
def case(firm, fang, noon, db):
    loading.load(at=made.LOADED)
    return world.freeze(firm, fang, at=noon)


def test_five_stays_of_one_case_are_too_few(case, fang, mo, noon):
    for day in range(11):
        state = ProviderStatus.State.COMPLETED if day % 2 else ProviderStatus.State.IN_REVIEW
        at = noon + timedelta(days=day)
        replies.set_status(case, state, since=at, by=fang, at=at)
    (row,) = reports.stage_times(mo, [case.pk])
    assert (row.n, row.days, row.is_too_few) == (1, 1.0, True)


def test_five_points_of_one_rejection_are_too_few(case, page, fang, cai, mo, noon):
    letter, _papers = world.letter(world.at_appeal(case, mo, at=noon), fang, at=noon, language="en")
    world.sent(letter, fang, cai, mo, at=noon)
    letter.refresh_from_db()
    text = " ".join(f"The paper number {n} is missing." for n in range(1, 6))
    found = rejection.record_rejection(letter, text=text, received_at=noon, by=cai, at=noon)
    points = [*found.points.all()]
    rejection.decide_all(
        found, {each.pk: Decision(is_point=True, category="missing") for each in points}, by=cai, at=noon
    )
    response = page(mo, language="en").get("/reports/")
    ((_institution, _category, n, cases),) = response.context["categories"]
    assert (n, cases) == (5, 1)
    assert "<small>too few to say</small>" in response.content.decode().split('id="rj"')[1].split("</section>")[0]
