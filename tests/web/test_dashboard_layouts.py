"""The dashboard as a list, a week, a board and a wall: each keeps the filters; how much falls in which week."""

import re

import pytest

from accounts.models import Visit
from cases.models import Deadline
from tests import build
from tests.web.test_desk_pages import date_of, shown
from web import board_ask
from web.board_columns import code_of, week_of

pytestmark = pytest.mark.usefixtures("noon_everywhere")


# --- institution, stage, day -----------------------------------------------------------------------------------------


def test_institutions_are_offered_once_and_narrow(case, page, fang, noon):
    court = build.case(fang, at=noon, **build.court(noon))
    assert board_ask.institutions(fang.organisation_ids) == sorted({"iBanFirst SA", "示例银行苏州分行"})
    ours, theirs = date_of(case, fang, noon, days=3), date_of(court, fang, noon, days=3)

    def found(query):
        return {r.deadline for g in shown(page(fang), f"/deadlines/?{query}")["groups"] for r in g.rows}

    assert ours in found("institution=iBanFirst SA")
    assert theirs not in found("institution=iBanFirst SA")
    assert {ours, theirs} <= found(f"stage={case.stage}")
    assert not {ours, theirs} & found("stage=appeal")
    assert {ours, theirs} <= found(f"on={ours.due_on.isoformat()}")
    assert not {ours, theirs} & found("on=2026-03-01")
    assert {ours, theirs} <= found("on=nonsense")


# --- week, board, wall -----------------------------------------------------------------------------------------------


def test_the_week_shows_each_date_on_its_day(case, page, fang, noon):
    wednesday = date_of(case, fang, noon, days=2)
    columns = shown(page(fang), "/deadlines/week/")["columns"]
    assert columns[0].day.isoformat() == "2026-01-05"
    assert wednesday in [row.deadline for row in columns[2].rows]
    assert columns[0].is_today
    assert columns[5].is_off
    following = shown(page(fang), "/deadlines/week/?week=2026-W03")["columns"]
    assert following[0].day.isoformat() == "2026-01-12"
    assert wednesday not in [row.deadline for column in following for row in column.rows]


@pytest.mark.parametrize("wanted", ["", "2026", "2026-W99", "99999-W01", "x-Wy", "２０２６-W02", "2026-W-1"])
def test_a_week_that_is_none_is_this_week(noon, wanted):
    assert code_of(week_of(wanted, noon)) == "2026-W02"


def test_the_board_has_a_column_a_stage_and_a_column_a_person(case, page, fang, mo, noon):
    mine, his = date_of(case, fang, noon, days=2), date_of(case, fang, noon, days=2, owner=mo, code="his")
    stages = {
        column.code: [row.deadline for row in column.rows]
        for column in shown(page(fang), "/deadlines/board/")["columns"]
    }
    assert len(stages) == 5
    assert {mine, his} <= set(stages[f"stage={case.stage}"])
    people = {
        column.code: [row.deadline for row in column.rows]
        for column in shown(page(fang), "/deadlines/board/?by=owner")["columns"]
    }
    assert mine in people["owner=me"]
    assert his in people[f"owner={mo.pk}"]
    assert his not in people["owner=me"]


def test_every_layout_keeps_the_filters(case, page, fang, mo, noon):
    mine, his = date_of(case, fang, noon, days=2, owner=fang), date_of(case, fang, noon, days=2, owner=mo, code="his")
    for layout in ("", "week/", "board/", "wall/"):
        context = shown(page(fang), f"/deadlines/{layout}?owner={mo.pk}&kind=legal")
        boxes = context["columns"] if "columns" in context else context["groups"]
        found = [row.deadline for box in boxes for row in box.rows]
        assert his in found, layout
        assert mine not in found, layout
        for _name, _label, url in context.get("layouts", ()):
            assert f"owner={mo.pk}" in url


def test_the_wall_names_nobody_and_refreshes_itself(case, page, fang, mo, noon):
    date_of(case, fang, noon, days=1, owner=mo)
    text = page(fang).get("/deadlines/wall/").text
    assert case.ref in text
    words = re.sub(r'value="\w{64}"', "", text)  # a token can hold any two letters
    for name in (case.party.name, case.party.name_en, str(fang), str(mo)):
        assert name not in words
    assert '<meta http-equiv="refresh" content="60">' in text
    assert "http-equiv" not in page(fang).get("/deadlines/wall/?refresh=off").text
    assert not Visit.objects.exists(), "a screen on the wall is no visit"


# --- load ------------------------------------------------------------------------------------------------------------


def test_the_load_counts_weeks_and_what_is_late_stands_in_the_first(case, page, fang, noon):
    Deadline.objects.all().delete()
    for n, days in enumerate((-2, 1, 8, 9, 16)):
        date_of(case, fang, noon, days=days, code=f"d{n}")
    date_of(case, fang, noon, days=8, code="end", kind="end")
    targets = Deadline.objects.filter(kind="target")
    targets.delete()
    weeks = shown(page(fang), "/deadlines/")["weeks"]
    assert [(bar.count, bar.late) for bar in weeks] == [(2, 1), (2, 0), (1, 0), (0, 0)]
    text = page(fang, language="en").get("/deadlines/").text
    assert "Week 2: 2." in text
    assert '<th scope="row">W2</th>' in text


def test_a_count_that_nobody_reads_is_cut(case, page, fang, noon, monkeypatch):
    monkeypatch.setattr("web.board_figures.COUNTED_UP_TO", 2)
    for n in range(4):
        date_of(case, fang, noon, days=-2, code=f"late-{n}")
    assert shown(page(fang), "/deadlines/")["figures"][0].value == "2+"
