"""The deadline dashboard: what stands in which group, for whom, and what is counted."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cases import checklists, deadlines, learning, moves, people, totals, watch
from cases.models import Case, Deadline, Item, Party
from tests import build
from tests.web.test_desk_pages import date_of, shown

pytestmark = pytest.mark.usefixtures("noon_everywhere")


def rows(context, code):
    return [row.deadline for group in context["groups"] if group.code == code for row in group.rows]


def test_each_date_stands_in_the_group_of_its_urgency(case, page, fang, noon):
    late = date_of(case, fang, noon, days=-2, code="late")
    soon = date_of(case, fang, noon, days=0, code="soon")
    later = date_of(case, fang, noon, days=9, code="later")
    end = date_of(case, fang, noon, days=9, code="end", kind="end")
    far = date_of(case, fang, noon, days=90, code="far")
    context = shown(page(fang), "/deadlines/")
    assert late in rows(context, "overdue")
    assert soon in rows(context, "soon")
    assert later in rows(context, "later")
    assert end in rows(context, "ends")
    assert far not in [row.deadline for group in context["groups"] for row in group.rows]


def test_an_overdue_date_is_acknowledged_from_the_case_and_back_on_the_dashboard(case, page, fang, mo, noon):
    late = date_of(case, fang, noon, days=-2)
    answer = page(mo).post(f"/cases/{case.ref}/dates/{late.pk}/acknowledge/", {"back": "board"})
    assert answer.url == "/deadlines/"
    assert late in rows(shown(page(fang), "/deadlines/"), "overdue"), "acknowledged is not met"
    assert late not in rows(shown(page(fang), "/deadlines/?only=unacknowledged"), "overdue")


def test_a_date_that_was_met_leaves_the_dashboard(case, page, fang, noon):
    late = date_of(case, fang, noon, days=-2)
    deadlines.meet(late, by=fang, at=noon)
    assert late not in rows(shown(page(fang), "/deadlines/"), "overdue")


def test_the_dates_of_a_closed_case_leave_with_it(case, page, fang, mo, noon):
    date_of(case, fang, noon, days=-2)
    moves.close(case, "released", lessons="先核实。", by=mo, at=noon)
    context = shown(page(fang), "/deadlines/")
    assert not context["groups"]
    assert context["open_cases"] == "0"


def test_what_they_owe_us_is_waiting_and_not_our_delay(case, page, fang, noon):
    theirs = date_of(case, fang, noon, days=5, actor="them")
    context = shown(page(fang), "/deadlines/?only=waiting")
    assert [r.state for group in context["groups"] for r in group.rows if r.deadline == theirs] == ["wait"]


def test_the_filters_narrow(case, page, fang, mo, noon):
    mine = date_of(case, fang, noon, days=3, owner=fang, code="mine")
    his = date_of(case, fang, noon, days=3, owner=mo, code="his")

    def found(query):
        return {row.deadline for group in shown(page(fang), f"/deadlines/?{query}")["groups"] for row in group.rows}

    assert {mine, his} <= found("")
    assert mine in found("owner=me")
    assert his not in found("owner=me")
    assert his in found(f"owner={mo.pk}")
    assert not {mine, his} & found("kind=end")
    assert not {mine, his} & found("body=tax")
    assert {mine, his} <= found("kind=nonsense"), "a filter that is none filters nothing"


def cases_in(context, code):
    return [row.case for group in context["groups"] if group.code == code for row in group.rows]


def test_a_case_without_an_entry_for_three_working_days_is_silent_unless_paused(fang, cai, mo, page, noon):
    quiet = build.case(fang, at=noon - timedelta(days=10))
    paused = build.case(fang, at=noon - timedelta(days=10), **build.court(noon))
    moves.pause(paused, because="等提单", by=fang, at=noon - timedelta(days=9))
    context = shown(page(fang), "/deadlines/")
    assert cases_in(context, "silent") == [quiet]
    assert cases_in(context, "paused") == [paused]
    alone = shown(page(fang), "/deadlines/?only=silent")
    assert [group.code for group in alone["groups"]] == ["silent"]


def test_silence_is_counted_in_the_working_days_of_the_country_where_the_party_sits(fang, cai, mo, page, monkeypatch):
    """Over the Spring Festival nobody in China is silent; in Belgium the days run, and those who answer hear of it."""
    before, after = datetime(2026, 2, 13, 4, tzinfo=UTC), datetime(2026, 2, 20, 9, tzinfo=UTC)
    build.case(fang, at=before)
    case = build.case(fang, at=before, **build.court(before))
    abroad = Party.objects.create(organisation=case.organisation, name="Sample BV", country="BE", created_at=before)
    Case.objects.filter(pk=case.pk).update(party=abroad)
    monkeypatch.setattr(timezone, "now", lambda: after)
    context = shown(page(fang), "/deadlines/")
    assert cases_in(context, "silent") == [case] == list(watch.silent(Case.objects.all(), at=after))
    assert [figure.value for figure in context["figures"] if "silent" in figure.url] == ["1"]


def test_the_first_day_is_counted(case, page, fang, cai, noon):
    (golden,) = shown(page(fang), "/deadlines/")["golden"]
    assert golden.case == case
    assert golden.ends_at == case.freeze.known_at + timedelta(hours=24)
    assert golden.hours <= 24
    item = case.items.filter(is_golden=True, state=Item.State.TODO).exclude(code="verify-notice").first()
    checklists.complete(item, by=cai, at=noon)
    (after,) = shown(page(fang), "/deadlines/")["golden"]
    assert (after.done, after.total) == (golden.done + 1, golden.total)


def test_totals_keep_currencies_apart_and_drills_out(fang, cai, mo, page, noon):
    build.case(fang, at=noon)
    build.case(fang, at=noon, **build.court(noon))
    drill = build.case(fang, at=noon, account_number="BE68539007547034", provider="", institution="KBC")
    Case.objects.filter(pk=drill.pk).update(is_drill=True)
    totals.keep(drill.organisation_id)
    (figure,) = [one for one in shown(page(fang, language="en"), "/deadlines/")["figures"] if one.label == "frozen"]
    assert "486,200" in figure.value
    assert "486,200" in figure.hint
    assert "972,400" not in figure.value + figure.hint


def frozen(client):
    return {str(one.label): one.value for one in shown(client, "/deadlines/")["figures"]}.get("frozen", "")


def test_what_is_frozen_changes_with_the_case(fang, cai, mo, page, noon):
    client = page(fang, language="en")
    case = build.case(fang, at=noon, amount=None, amount_state="unknown")
    assert frozen(client) == ""
    learning.learn(case, learning.Learned(amount=Decimal("1200.00")), by=fang, at=noon)
    assert frozen(client) == "€1,200"
    case.refresh_from_db()
    moves.close(case, "released", lessons="先核实。", by=mo, at=noon)
    assert frozen(client) == ""


def test_a_guest_sees_the_sum_of_the_one_case(case, mo, fang, page, noon):
    other = build.case(fang, at=noon, account_number="BE68539007547034", provider="", institution="KBC")
    guest = people.invite_guest(
        case, email="gus@outside.example", name="Gus", expires_at=noon + timedelta(days=3650), by=mo, at=noon
    ).user
    assert other.freeze.amount == case.freeze.amount
    assert frozen(page(guest, language="en")) == "€486,200"


def test_a_plan_that_nobody_made_is_no_figure(case, page, fang):
    runway = shown(page(fang, language="en"), "/deadlines/")["figures"][-1]
    assert (runway.value, runway.hint, runway.url) == ("–", "no plan yet", "/money/")


def test_a_case_without_a_limitation_is_marked(case, page, fang, noon):
    date = date_of(case, fang, noon, days=1)
    (row,) = [
        r for g in shown(page(fang), "/deadlines/")["groups"] for r in g.rows if getattr(r, "deadline", 0) == date
    ]
    assert row.lacks_limitation
    assert "no limitation date" in page(fang, language="en").get("/deadlines/").text
    Deadline.objects.filter(pk=date.pk).update(rule_kind="limitation")
    (row,) = [
        r for g in shown(page(fang), "/deadlines/")["groups"] for r in g.rows if getattr(r, "deadline", 0) == date
    ]
    assert not row.lacks_limitation


def test_a_line_tells_how_far_the_gate_is(case, page, fang, noon):
    date = date_of(case, fang, noon, days=1)
    gates = case.items.filter(is_gate=True, stage=case.stage)
    done = gates.exclude(state=Item.State.TODO).count()
    (row,) = [
        r for g in shown(page(fang), "/deadlines/")["groups"] for r in g.rows if getattr(r, "deadline", 0) == date
    ]
    assert (row.gate.done, row.gate.total) == (done, gates.count())


def test_why_a_date_is_that_day_is_told_in_one_line_and_in_full(case, page, fang, noon):
    date_of(case, fang, noon, days=3)
    text = page(fang).get("/deadlines/").text
    assert "对方来函，1月5日 周一" in text
    assert "按所述日期" in text


# --- the edges of the groups -----------------------------------------------------------------------------------------


def test_what_falls_on_the_weekend_is_due_before_it(case, fang, page, noon, monkeypatch):
    """On a Thursday in China the next working day is Friday; a date of Saturday belongs to this week."""
    thursday = noon + timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: thursday)
    friday = date_of(case, fang, thursday, days=1, code="fri")
    saturday = date_of(case, fang, thursday, days=2, code="sat")
    monday = date_of(case, fang, thursday, days=4, code="mon")
    context = shown(page(fang), "/deadlines/")
    assert friday in rows(context, "soon")
    assert saturday in rows(context, "week")
    assert monday in rows(context, "later")


def test_no_date_stands_in_two_groups(case, fang, page, noon):
    for days in range(-3, 20):
        date_of(case, fang, noon, days=days, code=f"d{days}")
    found = [
        row.deadline.pk
        for group in shown(page(fang), "/deadlines/")["groups"]
        for row in group.rows
        if not hasattr(row, "code")
    ]
    assert len(found) == len(set(found))


def test_a_long_group_leads_to_all_of_it_page_by_page(case, page, fang, noon):
    for n in range(23):
        date_of(case, fang, noon, days=-2, code=f"late-{n}")
    text = page(fang).get("/deadlines/").text
    assert 'href="?only=overdue"' in text
    (group,) = shown(page(fang), "/deadlines/?only=overdue")["groups"]
    assert len(group.rows) == Deadline.objects.filter(due_at__lt=noon).count()


def test_the_next_page_goes_on_where_this_one_ended(case, page, fang, noon, monkeypatch):
    monkeypatch.setattr("web.board_rows.MOST_ALONE", 5)
    for n in range(12):
        date_of(case, fang, noon, days=-2, code=f"late-{n}")
    everything = Deadline.objects.filter(due_at__lt=noon, kind="legal").count()
    seen, after = [], ""
    for _page in range(10):
        (group,) = shown(page(fang), f"/deadlines/?only=overdue&kind=legal&after={after}")["groups"]
        seen += [row.deadline.pk for row in group.rows]
        after = group.after.replace("+", "%2B")
        if not after:
            break
    assert len(seen) == len(set(seen)) == everything


@pytest.mark.parametrize("after", ["x", "2026-01-01T00:00:00_1", "2026-01-01T00:00:00+00:00_99999999999999999999", "_"])
def test_a_place_that_is_none_begins_at_the_beginning(case, page, fang, noon, after):
    late = date_of(case, fang, noon, days=-2)
    context = shown(page(fang), f"/deadlines/?only=overdue&after={after.replace('+', '%2B')}")
    assert late in rows(context, "overdue") or "+" in after


# --- clocks that stand still, and dates that are disputed ------------------------------------------------------------


def test_a_clock_that_stands_still_is_not_late(case, page, fang, noon):
    date = date_of(case, fang, noon, days=-2)
    Deadline.objects.filter(pk=date.pk).update(status="paused", paused_from=noon - timedelta(days=3))
    context = shown(page(fang), "/deadlines/")
    assert date not in rows(context, "overdue")
    assert date in rows(context, "still")
    (row,) = [row for group in context["groups"] for row in group.rows if getattr(row, "deadline", None) == date]
    assert row.state == "wait"


def test_a_disputed_date_says_the_later_one_and_is_found_alone(case, page, fang, noon):
    date, other = date_of(case, fang, noon, days=2), date_of(case, fang, noon, days=2, code="other")
    Deadline.objects.filter(pk=date.pk).update(
        later_on=(noon + timedelta(days=9)).date(), says_zh="x", later_says_zh="对方", later_says_en="The other side"
    )
    client = page(fang, language="en")
    assert "disputed: Wed 14 Jan says The other side" in client.get("/deadlines/").text
    found = {row.deadline for group in shown(client, "/deadlines/?only=disputed")["groups"] for row in group.rows}
    assert date in found
    assert other not in found
