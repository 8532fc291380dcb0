"""The deadline dashboard: what stands in which group, four ways to look, ticked dates, saved views, what is new."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import SavedView, Visit
from audit import log
from cases import checklists, deadlines, handing, learning, moves, people, totals, watch
from cases.models import Case, Deadline, Item, Party
from notifications.models import Message
from tests import build
from tests.web.test_desk_pages import date_of, shown
from web import board_ask
from web.board_columns import code_of, week_of

pytestmark = pytest.mark.usefixtures("noon_everywhere")


@pytest.fixture
def case(fang, cai, mo, noon):
    return build.case(fang, at=noon - timedelta(days=1))


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
    for name in (case.party.name, case.party.name_en, str(fang), str(mo)):
        assert name not in text
    assert '<meta http-equiv="refresh" content="60">' in text
    assert "http-equiv" not in page(fang).get("/deadlines/wall/?refresh=off").text
    assert not Visit.objects.exists(), "a screen on the wall is no visit"


# --- ticked dates ----------------------------------------------------------------------------------------------------


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


# --- what is new -----------------------------------------------------------------------------------------------------


def new_ones(context):
    return [row.deadline for group in context["groups"] for row in group.rows if getattr(row, "is_new", False)]


@pytest.fixture
def at(monkeypatch, noon):
    def clock(**later):
        moment = noon + timedelta(**later)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return clock


def test_what_came_since_the_last_visit_is_new_until_the_next(case, page, fang, at):
    at(minutes=0)
    assert not new_ones(shown(page(fang), "/deadlines/")), "on the first visit nothing is new"
    came = at(hours=5)
    date = date_of(case, fang, came, days=3)
    at(hours=6)
    assert date in new_ones(shown(page(fang), "/deadlines/"))
    at(hours=6, minutes=10)
    assert shown(page(fang), "/deadlines/week/")
    assert date in new_ones(shown(page(fang), "/deadlines/")), "still the same visit"
    at(hours=9)
    assert not new_ones(shown(page(fang), "/deadlines/"))


def test_what_a_browser_fetches_in_advance_is_not_a_visit(case, page, fang, at):
    at(minutes=0)
    shown(page(fang), "/deadlines/")
    date = date_of(case, fang, at(hours=1), days=3)
    at(hours=2)
    for header in ({"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}):
        assert page(fang).get("/deadlines/", headers=header).status_code == 200
    at(hours=3)
    assert date in new_ones(shown(page(fang), "/deadlines/"))


def test_all_is_marked_as_seen(case, page, fang, at):
    client = page(fang)
    at(minutes=0)
    shown(client, "/deadlines/")
    date_of(case, fang, at(hours=1), days=3)
    at(hours=2)
    client = page(fang)
    assert new_ones(shown(client, "/deadlines/"))
    assert client.post("/deadlines/seen/", {"back": "/deadlines/?kind=legal"}).url == "/deadlines/?kind=legal"
    assert not new_ones(shown(client, "/deadlines/"))
    for bad in ("https://elsewhere.example/deadlines/", "//elsewhere.example", "/cases/"):
        assert client.post("/deadlines/seen/", {"back": bad}).url == "/deadlines/"


def test_a_visit_is_ones_own(case, page, fang, mo, at):
    client = page(fang)
    at(minutes=0)
    shown(client, "/deadlines/")
    shown(page(mo), "/deadlines/")
    date_of(case, fang, at(hours=1), days=3)
    at(hours=2)
    page(mo).post("/deadlines/seen/")
    client = page(fang)
    assert new_ones(shown(client, "/deadlines/"))


# --- saved views -----------------------------------------------------------------------------------------------------


def save(client, query="kind=legal&owner=me&layout=week", **given):
    return client.post(f"/deadlines/views/?{query}", {"name": "我的法定期限", **given})


def test_a_view_keeps_filters_and_layout_under_a_name(case, page, fang, cai, firm):
    answer = save(page(fang))
    view = SavedView.objects.get()
    assert answer.url == f"/deadlines/week/?owner=me&kind=legal&view={view.pk}"
    assert (view.owner, view.layout, view.filters) == (fang, "week", {"kind": "legal", "owner": "me"})
    assert [tab.label for tab in shown(page(fang), answer.url)["tabs"] if tab.is_current] == ["我的法定期限"]
    assert "我的法定期限" not in page(cai).get("/deadlines/").text, "a view of one's own is nobody else's"
    assert log.entries(f"org/{firm.pk}").last().action == "view.saved"


def test_what_is_no_filter_of_ours_is_not_saved(page, fang, noon):
    save(page(fang), "kind=nonsense&owner=999999&x=1&layout=wall&only=overdue")
    view = SavedView.objects.get()
    assert (view.layout, view.filters) == ("list", {"only": "overdue"})


def test_a_shared_view_is_everybodys_in_the_firm_and_me_is_whoever_looks(case, page, fang, cai, xu, noon):
    save(page(fang), is_shared="on")
    date = date_of(case, fang, noon, days=2, owner=cai)
    (tab,) = [tab for tab in shown(page(cai), "/deadlines/")["tabs"] if tab.is_shared]
    assert date in [row.deadline for column in shown(page(cai), tab.url)["columns"] for row in column.rows]
    assert not [tab for tab in shown(page(xu), "/deadlines/")["tabs"] if tab.is_shared]


def test_a_name_is_needed_and_is_used_once(page, fang):
    assert save(page(fang), name=" ").status_code == 422
    save(page(fang))
    answer = save(page(fang), name="我的法定期限")
    assert answer.status_code == 422
    assert answer.context["form"].errors["name"].as_data()[0].code == "name_taken"
    assert 'value="我的法定期限"' in answer.text


def test_the_dashboard_opens_with_the_chosen_view_and_with_all_again(page, fang):
    client = page(fang)
    save(client, "kind=legal&layout=list", opens="on")
    view = SavedView.objects.get()
    assert client.get("/deadlines/").url == f"/deadlines/?kind=legal&view={view.pk}"
    assert client.get("/deadlines/?view=all").status_code == 200
    client.post("/deadlines/views/all-first/")
    assert client.get("/deadlines/").status_code == 200


def test_a_view_that_is_taken_back_opens_nothing(page, fang, mo):
    save(page(fang), is_shared="on")
    view = SavedView.objects.get()
    page(mo).post(f"/deadlines/views/{view.pk}/first/")
    assert page(mo).get("/deadlines/").status_code == 302
    page(fang).post(f"/deadlines/views/{view.pk}/", {"name": "新名称"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("新名称", False)
    assert page(mo).get("/deadlines/").status_code == 200
    assert page(mo).post(f"/deadlines/views/{view.pk}/first/").status_code == 404


def test_a_view_is_deleted_by_its_owner_and_a_shared_one_by_the_manager(page, fang, cai, mo, firm):
    save(page(fang), is_shared="on", opens="on")
    view = SavedView.objects.get()
    assert page(cai).post(f"/deadlines/views/{view.pk}/delete/").status_code == 403
    assert page(mo).post(f"/deadlines/views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()
    assert page(fang).get("/deadlines/").status_code == 200
    assert log.entries(f"org/{firm.pk}").last().action == "view.deleted"


def test_an_auditor_keeps_views_and_shares_none(page, udo):
    assert "is_shared" not in page(udo).get("/deadlines/views/").context["form"].fields
    save(page(udo), is_shared="on")
    assert not SavedView.objects.get().is_shared


def test_views_have_an_end(page, fang, firm, noon):
    SavedView.objects.bulk_create(
        SavedView(organisation=firm, owner=fang, page="deadlines", name=f"v{n}", created_at=noon) for n in range(30)
    )
    answer = save(page(fang))
    assert answer.context["form"].non_field_errors().as_data()[0].code == "too_many_views"


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
