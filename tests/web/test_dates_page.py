"""The page of a case's dates, as a clerk uses it: without a script, and nothing typed is lost."""

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from appeals import replies
from cases import deadlines
from tests import build
from tests.cases.clocks import COMPLAINT, RULING, confirmed, rule, stated
from web.case_notes import page_of


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def case(fang, cai, mo, now):
    return build.case(fang, at=now - timedelta(days=3))


def dates(case):
    return reverse("case-clocks", args=[case.ref])


def test_a_case_without_a_limitation_says_so_in_red(case, fang, page):
    answer = page(fang, "en").get(dates(case))
    assert "No date is known on which a right is lost." in answer.text


def test_an_extension_is_recorded_and_its_difference_shown(case, fang, cai, page, now):
    legal = stated(case, fang, now)
    url = reverse("case-clock-change", args=[case.ref, legal.pk, "extend"])
    client = page(cai, "en")
    lost = client.post(url, {"until": "", "paper": "Letter no. 7", "because": "kept words"})
    assert lost.status_code == 422
    assert "kept words" in lost.text
    later = legal.due_on + timedelta(days=7)
    assert client.post(url, {"until": later.isoformat(), "paper": "Letter no. 7"}).status_code == 302
    shown = client.get(dates(case)).text
    assert "+7 days" in shown
    assert "Letter no. 7" in shown


def test_a_clock_that_stands_still_has_a_group_of_its_own(case, fang, cai, page, now):
    legal = stated(case, fang, now - timedelta(hours=2))
    deadlines.suspend(legal, since=now - timedelta(hours=1), because="Talks", by=cai, at=now)
    shown = page(cai, "en").get(dates(case)).text
    assert "Stand still" in shown
    assert reverse("case-clock-change", args=[case.ref, case.deadlines.paused().get().pk, "resume"]) in shown


@pytest.mark.parametrize("code", ["chaser", "chaser-counsel"])
def test_the_line_about_chasing_leads_to_the_enquiry_that_stands_ready(case, code):
    assert page_of(code, case)[0] == dates(case)


def test_what_would_move_is_shown_before_it_moves(case, fang, cai, page, now):
    reply = confirmed(rule(case, COMPLAINT, trigger_at=now - timedelta(days=2), by=fang, at=now), cai, at=now)
    url = reverse("case-clock-day", args=[case.ref, reply.pk])
    day = (now - timedelta(days=1)).date().isoformat()
    client = page(fang, "en")
    shown = client.post(url, {"day": day, "show": "1"})
    assert (shown.status_code, "What would move" in shown.text) == (200, True)
    reply.refresh_from_db()
    assert reply.is_live
    assert client.post(url, {"day": day, "because": ""}).status_code == 422
    assert client.post(url, {"day": day, "because": "Delivered", "paper": RULING.words}).status_code == 302
    reply.refresh_from_db()
    assert not reply.is_live


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2026-03-29", "clock": "02:30"}, "did not exist"),  # Brussels put its clocks forward
        ({"day": "2026-02-30"}, "Enter a real date"),
        ({"day": "2026-01-05", "clock": "25:99"}, "Enter a time of day"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_beside_its_field(case, fang, page, typed, said):
    answer = page(fang, "en").get(
        reverse("case-clock-start", args=[case.ref]), {"event": "complaint_received_by_provider", **typed}
    )
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("en", -400, "before the freeze"),
        ("zh-hans", -400, "早于冻结"),
        ("en", 2, "in the future"),
        ("zh-hans", 2, "晚于现在"),
    ],
)
def test_a_day_that_cannot_be_is_told_at_the_first_look(case, fang, page, now, language, days, words):
    day = (now + timedelta(days=days)).date().isoformat()
    answer = page(fang, language).get(
        reverse("case-clock-start", args=[case.ref]), {"event": "complaint_received_by_provider", "day": day}
    )
    assert (answer.status_code, words in answer.text) == (422, True)


def test_a_limit_of_hours_is_not_counted_from_a_day_alone(case, fang, page, now):
    """From noon it might be half a day wrong: the page asks for the time instead."""
    asked = {"event": "complaint_submitted", "day": now.date().isoformat(), "rule": "be-ibanfirst-ack-24h"}
    answer = page(fang, "en").get(reverse("case-clock-start", args=[case.ref]), asked)
    assert "runs in hours: the event needs a time of day" in answer.text


@pytest.mark.parametrize(("language", "words"), [("en", "enter the time of day"), ("zh-hans", "请一并填写时刻")])
def test_correcting_the_day_of_a_limit_of_hours_asks_for_the_time(case, fang, page, now, language, words):
    counsel = case.deadlines.get(code="seed-consult-lawyer-24h")
    day = (now - timedelta(days=1)).date().isoformat()
    given = {"day": day, "clock": "", "because": "Slip", "paper": "", "show": "1"}
    answer = page(fang, language).post(reverse("case-clock-day", args=[case.ref, counsel.pk]), given)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors["clock"])
    assert f'value="{day}"' in answer.text


@pytest.mark.parametrize(("language", "words"), [("en", "Time in Brussels."), ("zh-hans", "布鲁塞尔时间。")])
def test_a_time_of_day_says_by_which_clock_it_is_read(case, fang, cai, page, now, language, words):
    counsel = case.deadlines.get(code="seed-consult-lawyer-24h")
    for address, who in (
        (reverse("case-clock-start", args=[case.ref]), fang),
        (reverse("case-clock-day", args=[case.ref, counsel.pk]), fang),
        (reverse("case-clock-change", args=[case.ref, counsel.pk, "suspend"]), cai),
    ):
        assert words in page(who, language).get(address).text


@pytest.mark.parametrize(("language", "words"), [("en", "Time in Beijing."), ("zh-hans", "北京时间。")])
def test_a_moment_is_read_by_the_clock_of_whoever_types_it_and_says_so(case, fang, page, language, words):
    for name in ("case-status", "case-timeline"):
        assert words in page(fang, language).get(reverse(name, args=[case.ref])).text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_papers_wanted_at_an_hour_are_wanted_at_that_hour_wherever_it_is_read(case, fang, page, now, language):
    """In the time of the freezing body, with its city; where only a day was named, no hour is made up."""
    at = (now - timedelta(hours=2)).replace(minute=30, second=0)
    day = (now + timedelta(days=9)).astimezone(ZoneInfo("Europe/Brussels")).date()
    status, overview = (reverse(name, args=[case.ref]) for name in ("case-status", "case"))
    client = page(fang, language)
    for minutes, hour, times in ((0, time(17, 7), (1, 1)), (1, None, (1, 0))):  # the older line stays on the first page
        since = at + timedelta(minutes=minutes)
        replies.set_status(case, "more_material", since=since, due_on=day, due_time=hour, by=fang, at=now)
        for address, expected in zip((status, overview), times, strict=True):
            lines = [line for line in client.get(address).text.splitlines() if 'data-s="now"' in line]
            assert sum(line.count("17:07") for line in lines) == expected, address
            assert not any("23:59" in line for line in lines), address


def test_a_wrong_day_and_an_unknown_rule_are_told_at_once(case, fang, page, now):
    asked = {"event": "complaint_received_by_provider", "day": (now + timedelta(days=9)).date(), "rule": "no-such"}
    answer = page(fang, "en").get(reverse("case-clock-start", args=[case.ref]), asked)
    assert set(answer.context["form"].errors) == {"day", "rule"}


def test_an_unknown_rule_is_told_on_the_page(case, fang, page, now):
    answer = page(fang, "en").get(
        reverse("case-clock-start", args=[case.ref]),
        {"event": "complaint_received_by_provider", "day": now.date().isoformat(), "rule": "xx-nonsense"},
    )
    assert (answer.status_code, "xx-nonsense" in answer.text) == (422, True)


@pytest.mark.parametrize(("language", "words"), [("en", "lies outside"), ("zh-hans", "超出日历")])
@pytest.mark.parametrize("day", ["2100-01-05", "9999-12-31", "0001-01-01"])
def test_a_year_without_calendars_gives_no_date_and_no_fault(case, fang, page, now, language, words, day):
    client = page(fang, language)
    legal = stated(case, fang, now)
    start = client.get(
        reverse("case-clock-start", args=[case.ref]), {"event": "complaint_received_by_provider", "day": day}
    )
    extend = client.post(
        reverse("case-clock-change", args=[case.ref, legal.pk, "extend"]), {"until": day, "paper": "x"}
    )
    for answer in (start, extend):
        assert (answer.status_code, words in answer.text) == (422, True)


def test_a_corrected_entry_of_the_timeline_offers_to_move_its_dates(case, fang, cai, page, now):
    """Service was a day later than entered: the entry is corrected, and what would move is shown at once."""
    was = now - timedelta(days=2)
    deadlines.happened(
        case, "complaint_received_by_provider", moment=was, ticked=[COMPLAINT], reasons={}, by=fang, at=now
    )
    reply = case.deadlines.get(code=COMPLAINT)
    client = page(fang, "en")
    assert (
        reverse("case-event", args=[case.ref, reply.event_id])
        in client.get(reverse("case-timeline", args=[case.ref])).text
    )
    zone = ZoneInfo("Asia/Shanghai")
    later = (was + timedelta(days=1)).astimezone(zone)
    answer = client.post(
        reverse("case-event", args=[case.ref, reply.event_id]),
        {"text": reply.event.text_en, "happened_at": f"{later:%Y-%m-%dT%H:%M}"},
        follow=True,
    )
    preview, _status = answer.redirect_chain[0]
    assert preview.startswith(reverse("case-clock-day", args=[case.ref, reply.pk]))
    assert "What would move" in answer.text
    assert f"{later.astimezone(ZoneInfo(case.freeze.zone)):%Y-%m-%d}" in answer.text
    reply.refresh_from_db()
    assert reply.is_proposed  # nothing moved yet
    newer = case.events.get(corrects=reply.event)
    assert (newer.text_zh, newer.text_en) == (reply.event.text_zh, reply.event.text_en)


def test_a_sheet_of_one_case_names_its_own_firm_alone_at_its_head(case, firm, other_firm, fang, page, now):
    """Somebody of two firms prints it; a list of both firms' cases names both."""
    Membership.objects.create(user=fang, organisation=other_firm, role="finance", since=now)
    client = page(fang, "en")

    def head(address):
        return re.search(r'class="printed"><div>\s*<b>(.*?)</b>', client.get(address).text, re.S)[1]

    assert head(dates(case)) == head(f"/money/{case.party_id}/") == firm.name
    assert head("/cases/") == f"{other_firm.name} / {firm.name}"
