"""The morning's summary and the manager's week: from the dates themselves, once, in the reader's own time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cases import deadlines, digests, moves, people, snoozing, weekly, wishes
from cases.models import Deadline
from cases.readers import Book
from notifications.models import Message
from tests import build
from web import shown

BEIJING, BRUSSELS = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Brussels")


@pytest.fixture
def gu(firm, ada, noon):
    return build.member(firm, "Gu", "finance", by=ada, at=noon)


@pytest.fixture
def case(fang, cai, mo, noon):
    case = build.case(fang, at=noon)
    people.engage_counsel(case, by=mo, at=noon, counsel=cai)
    return case


def dated(case, by, on, at, *, code="supplement", kind="target", en="Hand in the documents", zh="提交补充材料"):
    return deadlines.set_date(
        case, code=code, kind=kind, actor="us", zh=zh, en=en, due_on=on, zone="Asia/Shanghai", trigger="note",
        trigger_at=at - timedelta(days=30), source_zh="自定", source_en="Ours", by=by, at=at,
    )  # fmt: skip


def written(day):
    """As a mail to Mo has it, with the year once that has passed."""
    with translation.override("en"):
        return shown.day(day, short=True)


def beijing(day, hour=8, minute=5):
    return datetime(2026, 1, day, hour, minute, tzinfo=BEIJING)


def said(person, at):
    reader = (book := Book()).reader(person)
    groups = digests.groups_of(reader, book, at=at)
    return {group.code: [getattr(row, "code", None) or row.ref for row in group.rows] for group in groups}


def summaries(**more):
    return Message.objects.filter(kind="digest", **more)


# --- every morning ---------------------------------------------------------------------------------------------------


def test_late_today_and_the_next_five_working_days_each_in_its_group(case, fang, noon):
    for on, code in ((6, "late"), (8, "today"), (9, "friday"), (15, "fifth"), (16, "beyond")):
        dated(case, fang, date(2026, 1, on), noon, code=code)
    assert said(fang, beijing(8)) == {"overdue": ["late"], "today": ["today"], "soon": ["friday", "fifth"]}


def test_the_end_of_a_day_in_brussels_is_today_in_beijing_and_not_tomorrow_morning(case, fang, noon):
    deadlines.set_date(
        case, code="reply", kind="target", actor="us", zh="答复", en="Reply", due_on=date(2026, 1, 8),
        zone="Europe/Brussels", trigger="note", trigger_at=noon - timedelta(days=30), source_zh="自定",
        source_en="Ours", by=fang, at=noon,
    )  # fmt: skip
    assert said(fang, beijing(8))["today"] == ["reply"]


def test_each_hears_once_a_day_at_their_own_hour(case, fang, mo, noon):
    dated(case, fang, date(2026, 1, 6), noon)
    assert digests.post_all(at=beijing(8, 7, 55)) == 0
    for _ in range(3):
        digests.post_all(at=beijing(8))
    assert [m.recipient.name for m in summaries()] == ["Fang"]  # it is one in the morning in Brussels
    digests.post_all(at=datetime(2026, 1, 8, 8, 5, tzinfo=BRUSSELS))
    assert sorted(m.recipient.name for m in summaries()) == ["Fang", "Mo"]
    digests.post_all(at=beijing(9))
    assert summaries(recipient=fang).count() == 2


def test_it_does_not_rest_on_the_rows_of_the_outbox(case, fang, noon):
    dated(case, fang, date(2026, 1, 6), noon)
    Message.objects.all().delete()
    digests.post_all(at=beijing(8))
    assert "提交补充材料" in summaries(recipient=fang).get().body


def test_a_machine_that_woke_late_still_posts_on_the_day_but_not_on_a_day_off(case, fang, noon):
    dated(case, fang, date(2026, 1, 6), noon)
    assert digests.post_all(at=beijing(10, 9)) == 0  # a Saturday
    digests.post_all(at=beijing(9, 21))
    assert summaries(recipient=fang).count() == 1


def test_nothing_to_say_is_not_said_unless_wanted(case, cai, noon):
    digests.post_all(at=beijing(8))
    assert not summaries(recipient=cai).exists()
    wishes.set_preference(cai, {"digest_when_empty": True}, by=cai, at=noon)
    digests.post_all(at=beijing(8))
    assert summaries(recipient=cai).exists()


def test_whoever_wants_none_gets_none(case, fang, noon):
    dated(case, fang, date(2026, 1, 6), noon)
    wishes.set_preference(fang, {"digest": False}, by=fang, at=noon)
    assert digests.post_all(at=beijing(8)) == 0


def test_who_stands_in_finds_the_dates_of_the_other(case, fang, gu, noon):
    dated(case, fang, date(2026, 1, 8), noon)
    wishes.be_away(fang, deputy=gu, starts_on=date(2026, 1, 7), ends_on=date(2026, 1, 9), by=fang, at=noon)
    digests.post_all(at=beijing(8))
    assert [m.recipient for m in summaries()] == [gu]
    assert "Fang" in summaries().get().body


def test_what_stands_still_what_ends_and_what_waits_to_be_confirmed(fang, cai, mo, noon):
    case = build.case(fang, at=noon, **build.court(noon), ends_on=date(2026, 1, 20), term_state="known")
    assert "cn-cpl-preservation-review-5d" in said(cai, beijing(8))["proposed"]
    assert case.deadlines.get(kind=Deadline.Kind.FREEZE_END).code in said(fang, beijing(8))["ends"]
    assert "proposed" not in said(fang, beijing(8))
    moves.pause(case, because="等法院", by=fang, at=noon)
    assert said(fang, beijing(8))["paused"] == [case.ref]


def test_a_clock_that_stands_still_reminds_nobody_and_is_named_in_the_summary(case, fang, cai, noon):
    running = dated(case, fang, date(2026, 1, 20), noon, kind="legal")
    stopped = deadlines.suspend(running, since=beijing(7), because="等法院", by=cai, at=beijing(7))
    assert not Message.objects.filter(about__in=[f"deadline/{running.pk}", f"deadline/{stopped.pk}"], state="pending")
    assert said(fang, beijing(8))["still"] == ["supplement"]
    digests.post_all(at=beijing(8))
    assert "已中止计算的期限" in summaries(recipient=fang).get().body


def test_a_summary_is_written_in_the_readers_language_as_text_and_as_a_page_to_print(case, fang, mo, noon):
    dated(case, fang, date(2026, 1, 6), noon)
    dated(case, fang, date(2026, 1, 8), noon, code="today")
    digests.post_all(at=datetime(2026, 1, 8, 10, 0, tzinfo=BRUSSELS))
    chinese, english = summaries(recipient=fang).get(), summaries(recipient=mo).get()
    assert chinese.subject == "逾期1项，今天到期1项：2026年1月8日（周四）"
    assert 'lang="zh-Hans"' in chinese.html
    assert english.subject == "1 overdue (Thu 8 Jan 2026)"
    assert "owner Fang" in english.body
    assert 'lang="en"' in english.html
    assert "@media print" in english.html


def test_other_firms_stay_unseen(case, fang, xu, noon):
    dated(case, fang, date(2026, 1, 6), noon)
    wishes.set_preference(xu, {"digest_when_empty": True}, by=xu, at=noon)
    digests.post_all(at=beijing(8, 17))
    assert case.ref not in summaries(recipient=xu).get().body


def test_many_dates_take_as_many_queries_as_few(case, fang, noon):
    counted = []
    for day in (7, 8):
        for n in range(20):
            dated(case, fang, date(2026, 1, 6) + timedelta(days=n % 8), noon, code=f"date-{day}-{n}")
        with CaptureQueriesContext(connection) as asked:
            digests.post_all(at=beijing(day))
        counted.append(len(asked))
    assert counted[0] == counted[1] < 40


# --- every week ------------------------------------------------------------------------------------------------------


def monday(hour=8, minute=5, day=12):
    return datetime(2026, 1, day, hour, minute, tzinfo=BRUSSELS)


def test_the_manager_hears_of_the_week_on_monday_morning_once(case, fang, mo, noon):
    dated(case, fang, date(2026, 1, 6), noon)
    dated(case, fang, date(2026, 1, 22), noon, code="later")
    snoozing.put_off(Deadline.objects.get(code="later"), until=beijing(13), because="等银行", by=fang, at=beijing(9))
    assert weekly.post_all(at=monday(7)) == 0
    assert weekly.post_all(at=monday()) == 1
    assert weekly.post_all(at=monday(11)) == 0
    assert weekly.post_all(at=monday(day=13)) == 0
    mail = Message.objects.get(kind="weekly")
    assert mail.recipient == mo
    assert mail.subject.startswith(f"Week of {written(date(2026, 1, 12))}: 1 late, ")
    for piece in ("Hand in the documents", "Fang: 0 / 1 / 0 / 0", "等银行"):
        assert piece in mail.body, mail.body
    assert "等银行" in mail.html


def test_the_week_names_the_hour_of_a_date_that_has_one(case, fang, mo, noon):
    late = dated(case, fang, date(2026, 1, 6), noon)
    Deadline.objects.filter(pk=late.pk).update(has_time=True, due_at=datetime(2026, 1, 6, 17, 0, tzinfo=BEIJING))
    assert weekly.post_all(at=monday()) == 1
    mail = Message.objects.get(kind="weekly")
    for text in (mail.body, mail.html):
        assert f"{written(date(2026, 1, 6))}, 17:00 Beijing" in text


def test_after_a_holiday_the_week_begins_on_its_first_working_day(case, fang, mo, noon):
    dated(case, fang, date(2026, 1, 6), noon)
    wishes.set_preference(mo, {"weekdays": "345"}, by=mo, at=noon)
    assert weekly.post_all(at=monday()) == 0
    assert weekly.post_all(at=monday(day=14)) == 1


def test_the_week_counts_what_did_not_arrive(case, mo, firm, noon):
    Message.objects.filter(organisation=firm).update(state="dead")
    assert weekly.week_of(firm, at=noon).undelivered == Message.objects.filter(organisation=firm).count() > 0


def test_the_hour_of_the_summary_is_the_hour_of_the_week(case, fang, mo, noon):
    dated(case, fang, date(2026, 1, 6), noon)
    wishes.set_preference(mo, {"digest_at": time(10)}, by=mo, at=noon)
    assert weekly.post_all(at=monday(9)) == 0
    assert weekly.post_all(at=monday(10)) == 1
