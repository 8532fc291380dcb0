"""What each statute adds to the count: versions, zones, pauses, chains, and the reasons that are given."""
# ruff: noqa: DTZ001  (people type what the clock on the wall showed)

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from knowledge import catalogue
from knowledge.amounts import Part
from knowledge.timelimits import Pause, Refused, RulerDay, Step, bare_rule, compute, lines

CALENDARS = catalogue.calendars()
SHANGHAI = "Asia/Shanghai"
BRUSSELS = "Europe/Brussels"


def due(code, trigger, zone=SHANGHAI, **options):
    return compute(catalogue.rule(code), trigger=trigger, zone=zone, calendars=CALENDARS, **options)


def refusal(code, trigger=date(2026, 3, 11), zone=SHANGHAI, **options):
    with pytest.raises(Refused) as refused:
        due(code, trigger, zone, **options)
    assert refused.value.text("en") != refused.value.text("zh-Hans")
    return refused.value.code


def codes(answer):
    return [step.code for step in answer.trace]


# --- what is refused -------------------------------------------------------------------------------------------------


def test_a_repealed_rule_names_its_successor():
    with pytest.raises(Refused) as refused:
        due("seed-hearing-request-3d", date(2026, 3, 11))
    assert refused.value.code == "rule_repealed"
    assert "cn-apl-hearing-request-5wd" in refused.value.text("zh-Hans")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("seed-reconsideration-60d", "rule_alias"),
        ("us-reg-e-not-business", "rule_warning"),
        ("hk-lnc-no-term", "rule_open_ended"),
        ("seed-supplement-in-set-period", "rule_needs_document"),
        ("cn-stop-payment-48h", "time_needed"),
    ],
)
def test_a_rule_without_a_date_says_why(code, reason):
    assert refusal(code) == reason


def test_an_unknown_rule_is_refused():
    with pytest.raises(Refused) as refused:
        catalogue.rule("cn-arl-apply-61d")
    assert refused.value.code == "unknown_rule"


def test_an_unknown_calendar_profile_or_zone_is_refused():
    assert refusal("cn-arl-apply-60d", calendar="MOON") == "unknown_calendar"
    assert refusal("cn-arl-apply-60d", profile="moon") == "unknown_profile"
    assert refusal("cn-arl-apply-60d", zone="Asia/Beijing") == "unknown_zone"
    assert refusal("seed-consult-lawyer-24h", datetime(2026, 3, 11, 9, 0), zone="../etc/passwd") == "unknown_zone"


def test_a_time_that_the_clocks_left_out_is_refused():
    assert refusal("be-ibanfirst-ack-24h", datetime(2026, 3, 29, 2, 30), BRUSSELS) == "time_does_not_exist"


@pytest.mark.parametrize("day", [date(2100, 1, 1), date(1989, 1, 1), date(9999, 12, 31), date(1, 1, 1)])
def test_a_year_far_away_is_refused(day):
    assert refusal("cn-arl-apply-60d", day) == "year_out_of_range"


def test_an_end_far_away_is_refused():
    assert refusal("cn-all-absolute-20y", date(2090, 1, 1)) == "year_out_of_range"
    assert refusal("seed-supplement-in-set-period", amount=(Part(9_000, "years"),)) == "year_out_of_range"
    assert refusal("seed-supplement-in-set-period", amount=(Part(10**9, "business_days"),)) == "amount_too_long"


def test_a_rule_that_is_not_yet_in_force_is_refused():
    assert refusal("eu-amld6-account-5wd", date(2027, 7, 9)) == "not_in_force"
    assert due("eu-amld6-account-5wd", date(2027, 7, 12)).due_local == date(2027, 7, 19)


def test_an_event_after_the_end_of_a_rule_is_refused():
    ended = replace(catalogue.rule("cn-arl-apply-60d"), effective_to=date(2026, 6, 30))
    with pytest.raises(Refused) as refused:
        compute(ended, trigger=date(2026, 7, 1), zone=SHANGHAI, calendars=CALENDARS)
    assert refused.value.code == "no_longer_in_force"
    assert compute(ended, trigger=date(2026, 6, 30), zone=SHANGHAI, calendars=CALENDARS).due_local


@pytest.mark.parametrize("mixed", [(Part(1, "months"), Part(3, "hours")), (Part(2, "hours"), Part(3, "calendar_days"))])
def test_hours_and_days_are_not_mixed(mixed):
    moment = datetime(2026, 1, 15, 10)
    assert refusal("seed-supplement-in-set-period", moment, amount=mixed) == "hours_stand_alone"


# --- versions --------------------------------------------------------------------------------------------------------


def test_the_day_of_posting_chooses_the_version():
    old, new = (due("de-delivery-fiction-4d", date(2024, 12, day), "Europe/Berlin") for day in (30, 31))
    assert (old.due_local, new.due_local) == (date(2025, 1, 2), date(2025, 1, 3))
    assert "earlier_version" in codes(old)
    assert due("de-delivery-fiction-4d", date(2025, 1, 2), "Europe/Berlin").due_local == date(2025, 1, 6)


def test_the_day_of_the_contract_chooses_the_version():
    told = date(2026, 6, 1)
    new = due("gb-psr-termination-90d", told, "Europe/London", contract_on=date(2026, 5, 1))
    old = due("gb-psr-termination-90d", told, "Europe/London", contract_on=date(2020, 5, 1))
    unknown = due("gb-psr-termination-90d", told, "Europe/London")
    assert (new.due_local, old.due_local) == (date(2026, 8, 30), date(2026, 8, 1))
    assert "older_contract" in codes(old)
    assert unknown.due_local == new.due_local
    assert [other.due_local for other in unknown.alternatives] == [old.due_local]


def test_an_old_event_under_a_younger_text_carries_a_warning():
    assert "text_is_younger" in codes(due("cn-mps-freeze-6m", date(2020, 3, 2)))


def test_the_length_in_the_document_replaces_the_rule():
    answer = due("seed-supplement-in-set-period", date(2026, 2, 11), amount=(Part(5, "calendar_days"),))
    assert answer.due_local == date(2026, 2, 16)
    assert "amount_given" in codes(answer)


# --- zones -----------------------------------------------------------------------------------------------------------


def test_the_day_at_the_acting_body_counts():
    """Half past midnight in Beijing is still the day before in Brussels."""
    answer = due("eu-gdpr-access-1m", datetime(2026, 3, 11, 0, 30), SHANGHAI)
    assert answer.due_local == date(2026, 4, 10)
    assert answer.zone == BRUSSELS
    assert "event_elsewhere" in codes(answer)


def test_a_day_ends_where_the_body_sits():
    assert due("cn-arl-apply-60d", date(2026, 1, 15)).due_utc == datetime(2026, 3, 16, 16, 0, tzinfo=UTC)
    assert due("eu-gc-annulment-2m", date(2026, 3, 16), "Europe/Luxembourg").due_utc == datetime(
        2026, 5, 26, 21, 59, tzinfo=UTC
    )


def test_hours_stay_on_the_clock_of_the_event_and_are_told_on_both():
    answer = due("seed-consult-lawyer-24h", datetime(2026, 10, 24, 23, 30), SHANGHAI, acting_zone=BRUSSELS)
    assert answer.due_local.isoformat() == "2026-10-25T16:30:00+01:00"
    assert "same_moment" in codes(answer)


def test_an_aware_moment_needs_no_guess():
    given = datetime(2026, 3, 28, 2, 15, tzinfo=UTC)
    assert due("cn-stop-payment-48h", given).due_local.isoformat() == "2026-03-30T10:15:00+08:00"


def test_the_hour_that_came_twice_is_told():
    answer = due("be-ibanfirst-ack-24h", datetime(2026, 10, 25, 2, 30, fold=1), BRUSSELS)
    assert "hour_twice" in codes(answer)
    assert answer.due_utc == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


# --- moving, not moving ----------------------------------------------------------------------------------------------


def test_a_freeze_lapses_on_a_holiday_and_the_other_reading_is_shown():
    answer = due("cn-acl-freeze-30d", date(2026, 4, 2))
    assert answer.due_local == date(2026, 5, 2)
    assert [other.due_local for other in answer.alternatives] == [date(2026, 5, 6)]
    assert answer.remind_by == date(2026, 5, 2)


def test_a_freeze_term_stays_even_with_a_calendar():
    answer = due("cn-mps-freeze-6m", date(2026, 4, 4), calendar="CN-WORK")
    assert answer.due_local == date(2026, 10, 4)
    assert "not_moved" in codes(answer)


def test_a_make_up_saturday_is_told_as_the_reason_for_not_moving():
    answer = due("cn-all-direct-6m", date(2025, 8, 31))
    assert answer.due_local == answer.nominal == date(2026, 2, 28)
    assert "worked_weekend" in codes(answer)


def test_a_printed_end_before_the_event_or_beyond_the_calendars_is_refused():
    freeze = "cn-mps-freeze-6m", date(2026, 5, 15)
    assert refusal(*freeze, printed_end=date(2026, 5, 14)) == "printed_end_too_early"
    assert refusal(*freeze, printed_end=date.max) == "year_out_of_range"
    assert due(*freeze, printed_end=date(2026, 5, 15)).due_local == date(2026, 5, 15)


def test_the_printed_end_prevails_and_the_computed_one_is_kept():
    answer = due("cn-mps-freeze-6m", date(2026, 5, 15), printed_end=date(2026, 11, 14))
    assert answer.due_local == date(2026, 11, 14)
    assert [other.due_local for other in answer.alternatives] == [date(2026, 11, 15)]


def test_waiting_is_told_with_the_first_day_on_which_one_may_act():
    answer = due("de-vwgo-inaction-3m", date(2026, 1, 15), "Europe/Berlin")
    last = answer.trace[-1]
    assert (last.code, last.params["day"], last.params["next_day"]) == ("not_before_day", "2026-04-15", "2026-04-16")


def test_a_period_counted_back_is_not_prolonged_but_the_day_before_is_named():
    answer = due("cn-pres-renewal-7d-before", date(2026, 5, 9), profile="cn-court", calendar="CN-WORK")
    assert answer.due_local == date(2026, 5, 2)
    assert answer.remind_by == date(2026, 4, 30)


def test_the_later_of_two_limits_counts():
    lodged, issued = date(2026, 3, 2), date(2026, 3, 25)
    answer = due("eu-eapo-creditor-sue-30-14d", lodged, BRUSSELS, also={"eapo_issued": issued})
    assert answer.due_local == date(2026, 4, 8)
    early = due("eu-eapo-creditor-sue-30-14d", lodged, BRUSSELS, also={"eapo_issued": date(2026, 3, 3)})
    assert early.due_local == date(2026, 4, 1)


def test_a_range_shows_its_earlier_end():
    answer = due("seed-provider-corporate-72h", datetime(2026, 11, 20, 17, 0), BRUSSELS)
    assert answer.window_from.isoformat() == "2026-11-22T17:00:00+01:00"


# --- chains, pauses, provisional years -------------------------------------------------------------------------------


def test_silence_starts_the_next_limit():
    accepted = due("cn-arl-review-5wd", date(2026, 4, 14))
    decision = due("cn-arl-decision-60d", accepted.due_local, parent=accepted)
    suit = due("cn-all-after-silence-15d", decision.due_local, parent=decision)
    assert (accepted.due_local, decision.nominal, decision.due_local) == (
        date(2026, 4, 21),
        date(2026, 6, 20),
        date(2026, 6, 22),
    )
    assert suit.due_local == date(2026, 7, 7)
    assert [other.due_local for other in suit.alternatives] == [date(2026, 7, 6)]  # from the unmoved 20 June: a Sunday
    assert suit.remind_by == date(2026, 7, 6)


def test_a_chain_from_a_provisional_date_is_provisional():
    parent = due("cn-arl-decision-60d", date(2026, 12, 1))
    assert parent.provisional
    assert due("cn-mps-freeze-6m", parent.due_local, parent=parent).provisional


def test_a_clock_that_stood_still_runs_on_by_exactly_the_paused_days():
    plain = due("cn-arl-decision-60d", date(2026, 1, 20))
    pause = Pause(date(2026, 2, 2), date(2026, 2, 11))
    paused = due("cn-arl-decision-60d", date(2026, 1, 20), paused=[pause])
    assert (paused.nominal - plain.nominal).days == 10
    assert "paused" in codes(paused)


def test_paused_working_days_are_not_counted():
    outage = Pause(date(2026, 4, 8), date(2026, 4, 8))
    paused = due("eu-psd2-complaint-15bd", date(2026, 3, 30), BRUSSELS, paused=[outage])
    assert paused.due_local == date(2026, 4, 23)


def test_a_pause_after_the_end_changes_nothing():
    late = Pause(date(2026, 9, 1), date(2026, 9, 10))
    assert due("cn-arl-decision-60d", date(2026, 1, 20), paused=[late]).due_local == date(2026, 3, 23)


def test_paused_hours_are_added():
    pause = Pause(datetime(2026, 3, 28, 12, 0), datetime(2026, 3, 28, 13, 30))
    answer = due("cn-stop-payment-48h", datetime(2026, 3, 28, 10, 15), paused=[pause])
    assert answer.due_local.isoformat() == "2026-03-30T11:45:00+08:00"


def test_a_date_that_rests_on_an_unpublished_year_is_provisional():
    answer = due("cn-arl-apply-60d", date(2026, 12, 1))
    assert answer.provisional
    assert "provisional" in codes(answer)
    assert not due("cn-arl-apply-60d", date(2026, 6, 1)).provisional
    assert any("2027 provisional" in version for version in answer.calendars)


def test_a_freeze_term_rests_on_no_calendar_and_is_never_provisional():
    assert not due("cn-mps-freeze-6m", date(2026, 11, 1)).provisional


def test_working_days_without_a_table_of_holidays_are_provisional():
    answer = due("ch-gwg-freeze-5wd", date(2026, 3, 5), "Europe/Zurich")
    assert answer.provisional
    assert "weekdays_only" in codes(answer)


# --- the reasons -----------------------------------------------------------------------------------------------------


def test_a_lawyer_reads_the_whole_reasoning_in_chinese():
    told = lines(due("cn-arl-apply-60d", date(2026, 1, 13)).trace, "zh-Hans")
    assert told == [
        f"起算：{catalogue.rule('cn-arl-apply-60d').event.zh}：2026年1月13日（星期二），北京时间。",
        "规则：《行政复议法》第20条第1款（2023年9月1日修订）：自事件次日起60日内。法定期限。规则编号：cn-arl-apply-60d。",
        "规则：自2024年1月1日（星期一）起施行。",
        "计算：《民事诉讼法》第85条、司法解释第125条：期间开始的时和日不计算在期间内，以时起算的自次时起算；"
        "届满的最后一日是法定休假日的，以休假日后的第一日为届满日；在期满前交邮的，不算过期。",
        "计算：第1日为2026年1月14日（星期三）。",
        "计算：60日至2026年3月14日（星期六）届满。",
        "结果：2026年3月14日（星期六）为休息日，届满日顺延至2026年3月16日（星期一）。"
        "其间休息日：2026年3月14日至15日（星期六、星期日）。",
        "日历：中国内地工作日，2026年：国务院办公厅关于部分节假日安排的通知（国办发明电〔2025〕7号）。",
        "结果：届满日：2026年3月16日（星期一），至24:00止，北京时间。",
    ]


def test_every_skipped_day_is_named():
    [skipped] = [
        step for step in due("cn-apl-hearing-request-5wd", date(2026, 2, 11)).trace if step.code == "not_counted"
    ]
    assert skipped.text("en") == "Rest days, not counted: 15 to 23 February 2026 (Spring Festival)."
    assert len(skipped.params["days"]) == 9


def test_the_reasons_survive_being_kept_as_json():
    answer = due("cn-tax-order-to-pay-15d", date(2026, 4, 28))
    kept = json.loads(json.dumps(answer.as_json()))
    steps = tuple(Step.from_json(step) for step in kept["trace"])
    assert lines(steps, "en") == lines(answer.trace, "en")
    assert lines(steps, "zh-Hans") == lines(answer.trace, "zh-Hans")
    assert tuple(RulerDay.from_json(day) for day in kept["ruler"]) == answer.ruler


def test_a_step_of_a_later_edition_is_shown_by_its_code():
    assert Step("not_yet_invented", {"x": 1}).text("en") == "not_yet_invented"


def test_a_weak_source_is_said_to_be_weak():
    assert "source_weak" in codes(due("be-ctif-opposition-5wd", date(2026, 5, 11), BRUSSELS))


def test_a_count_without_a_rule_names_its_profile():
    rule = bare_rule("de-bgb", (Part(1, "weeks"),), calendar="DE-LAND:BY")
    answer = compute(rule, trigger=date(2026, 5, 28), zone="Europe/Berlin", calendars=CALENDARS)
    assert answer.due_local == date(2026, 6, 5)
    assert "profile_only" in codes(answer)


# --- the ruler -------------------------------------------------------------------------------------------------------


def test_the_ruler_counts_skips_and_names():
    ruler = due("cn-apl-hearing-request-5wd", date(2026, 2, 11)).ruler
    assert [day.label("en") for day in ruler] == ["start", "1", "2", "3"] + ["Spring Festival"] * 9 + ["4", "5"]
    assert (ruler[0].is_start, ruler[-1].is_end, ruler[4].off) == (True, True, "holiday")
    assert ruler[4].label("zh-Hans") == "春节"


def test_the_ruler_of_a_rolled_end_shows_the_days_passed_over():
    ruler = due("cn-cpl-preservation-review-5d", date(2026, 9, 29)).ruler
    assert [day.count for day in ruler] == [None, 1, 2, 3, 4, 5, None, None, None, None]
    assert [day.off for day in ruler[-4:]] == ["holiday", "holiday", "holiday", ""]
    assert (ruler[-1].label("en"), ruler[-1].label("zh-Hans")) == ("end", "届满")


def test_a_ruler_counted_back_is_still_read_from_left_to_right():
    ruler = due("cn-apl-hearing-notice-7wd", date(2026, 10, 13)).ruler
    assert (ruler[0].day, ruler[0].count, ruler[0].is_end) == (date(2026, 9, 28), 7, True)
    assert (ruler[-1].day, ruler[-1].is_start) == (date(2026, 10, 13), True)


def test_a_long_ruler_leaves_out_the_middle_and_keeps_the_count():
    ruler = due("cn-arl-absolute-5y", date(2024, 3, 5)).ruler
    gaps = [day for day in ruler if day.gap]
    assert len(ruler) == 28
    assert len(gaps) == 1
    assert ruler[-1].count == (ruler[-1].day - ruler[0].day).days


def test_the_day_of_the_event_is_day_one_where_the_statute_says_so():
    ruler = due("gb-poca-moratorium-31d", date(2026, 4, 16), "Europe/London").ruler
    assert (ruler[0].count, ruler[-1].count) == (1, 31)
