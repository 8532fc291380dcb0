"""The page of a case's route: steps, papers, order, copies, seal, time limits, and what is never offered there."""

import pytest

from knowledge import routes
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("knowledge")]


def frozen(fang, noon, **freeze):
    return build.case(fang, at=noon, **freeze)


def test_a_route_says_all_that_a_pack_and_its_filing_need(page, fang, cai, noon):
    case = frozen(fang, noon, body_kind="administrative", jurisdiction="CN")
    shown = page(cai).get(f"/cases/{case.ref}/route/")
    assert shown.status_code == 200
    route = routes.of(case.route)
    assert [line.step.number for line in shown.context["lines"]] == [step.number for step in route.steps]
    for said in (str(route.name), str(route.note), str(route.copies.note), str(shown.context["seal"])):
        assert said in shown.text
    for line in shown.context["lines"]:
        for each in (*line.ours, *line.theirs, *line.papers):
            assert each in shown.text.replace("&#x27;", "'"), each


def test_a_criminal_freeze_never_shows_reconsideration_among_its_steps(page, fang, cai, noon):
    case = frozen(fang, noon, body_kind="police-criminal", jurisdiction="CN")
    shown = page(cai).get(f"/cases/{case.ref}/route/")
    steps = " ".join(str(line.step.name) + str(line.step.note) for line in shown.context["lines"])
    assert "econsideration" not in steps
    assert "admin-remedy-on-criminal-freeze" in {stop.code for stop in shown.context["never"]}


def test_where_no_route_is_known_counsel_defines_it_and_no_step_is_shown(page, fang, cai, noon):
    case = frozen(fang, noon, body_kind="unknown", jurisdiction="")
    shown = page(cai).get(f"/cases/{case.ref}/route/")
    assert (shown.status_code, shown.context["route"], shown.context["lines"]) == (200, None, [])
    assert shown.context["papers"]


def test_the_overview_leads_there(page, fang, noon):
    case = frozen(fang, noon)
    assert f'href="/cases/{case.ref}/route/"' in page(fang).get(f"/cases/{case.ref}/").text
