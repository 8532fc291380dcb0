"""The catalogue of time limits: both languages, consistent in itself, each rule with an example that holds."""

import re
from datetime import date, datetime

import pytest

from knowledge import catalogue
from knowledge.calendars import UnknownCalendar
from knowledge.profiles import HOME_CALENDARS, PROFILES
from knowledge.timelimits import Refused, compute, written

ROWS = catalogue.time_limits()["rules"]
EXAMPLES = [(row["id"], example) for row in ROWS for example in row["examples"]]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_there_are_173_rules_and_no_id_twice():
    assert len(ROWS) == len(catalogue.rules()) == 173


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=[f"{code}-{n}" for n, (code, _) in enumerate(EXAMPLES)])
def test_each_rule_keeps_its_own_examples(code, example):
    text = example["trigger"]
    trigger = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    asked = {"trigger": trigger, "zone": example["zone"], "calendars": catalogue.calendars()}
    if "refused" in example:
        with pytest.raises(Refused) as refusal:
            compute(catalogue.rule(code), **asked)
        assert refusal.value.code == example["refused"]
    else:
        assert written(compute(catalogue.rule(code), **asked).due_local) == example["due"]


@pytest.mark.parametrize("rule", catalogue.rules().values(), ids=str)
def test_each_rule_can_be_read_in_both_languages(rule):
    for words in (rule.name, rule.event, rule.note, rule.law):
        assert CHINESE.search(words.zh), words
        assert not CHINESE.search(words.en.replace("法释〔2018〕1号", "")), words
    assert rule.article.zh
    assert rule.edition.zh


def test_an_event_has_one_name_everywhere():
    names = {}
    for row in ROWS:
        assert names.setdefault(row["trigger_event"], row["trigger"]) == row["trigger"]


def test_each_rule_names_a_profile_and_a_calendar_that_exist():
    for rule in catalogue.rules().values():
        assert rule.profile in PROFILES
        assert rule.calendar in catalogue.calendars()


def test_the_file_and_the_programme_know_the_same_ways_of_counting():
    described = catalogue.time_limits()["counting_profiles"]
    assert set(described) == set(PROFILES)
    for key, profile in PROFILES.items():
        assert (described[key]["en"], described[key]["zh"]) == (profile.name.en, profile.name.zh)
        assert bool(described[key]["trigger_day_counts"]) == profile.event_day_counts


def test_a_profile_is_at_home_in_a_calendar_that_exists():
    assert set(HOME_CALENDARS) <= set(PROFILES)
    assert all(key in catalogue.calendars() for key in HOME_CALENDARS.values())


def test_every_calendar_named_in_the_file_is_on_file():
    assert all(key in catalogue.calendars() for key in catalogue.time_limits()["calendars"])


def test_rules_that_point_at_others_point_at_rules_that_exist():
    for rule in catalogue.rules().values():
        for code in (rule.extends, rule.precedes, rule.chained_to, rule.superseded_by):
            assert code is None or code in catalogue.rules()


def test_an_unknown_calendar_is_not_guessed():
    with pytest.raises(UnknownCalendar):
        catalogue.calendars()["CN-WORKS"]
