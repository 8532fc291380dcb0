"""A letter writes dates, money and pages the way its language does."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from appeals import wording
from appeals.filling import Place, Ref


def test_a_date_is_written_out_in_both_languages():
    assert wording.day(date(2026, 11, 4), "zh-Hans") == "2026年11月4日"
    assert wording.day(date(2026, 11, 4), "en") == "4 November 2026"
    assert wording.day(None, "en") == ""


def test_a_moment_is_dated_where_it_happened():
    late_in_brussels = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert wording.day_of(late_in_brussels, "Europe/Brussels", "en") == "19 November 2026"
    assert wording.day_of(late_in_brussels, "America/New_York", "en") == "18 November 2026"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 24), "二〇二六年十一月二十四日"),
        (date(2030, 1, 10), "二〇三〇年一月十日"),
        (date(2026, 10, 20), "二〇二六年十月二十日"),
    ],
)
def test_the_date_under_a_chinese_signature_is_in_words(on, words):
    assert wording.day_in_words_zh(on) == words


def test_money_carries_its_currency_the_way_of_the_language():
    assert wording.money(Decimal("486200"), "EUR", "en") == "EUR 486,200.00"
    assert wording.money(Decimal("486200"), "EUR", "zh-Hans") == "486,200.00欧元"
    assert wording.money(Decimal("300000"), "CNY", "zh-Hans") == "300,000.00元"
    assert wording.money(None, "EUR", "en") == ""


def test_capital_amounts_name_the_currency():
    assert wording.capital_amount(Decimal("486200"), "EUR") == "肆拾捌万陆仟贰佰欧元整"
    assert wording.capital_amount(Decimal("300000.50"), "CNY") == "叁拾万元伍角"


def test_headings_count_in_their_own_numerals():
    assert [wording.numeral(n, "zh-Hans") for n in (1, 5, 10, 11)] == ["一、", "五、", "十、", "十一、"]
    assert [wording.numeral(n, "en") for n in (1, 4, 9, 12)] == ["I.", "IV.", "IX.", "XII."]


def test_pages_of_one_exhibit_stand_together():
    refs = [Ref(7, "2.1", 1), Ref(7, "2.1", 6), Ref(8, "2.3", 1)]
    places = {7: Place(9, 16), 8: Place(23, 26)}
    assert wording.references(refs, places, "zh-Hans") == ["证据2.1，第9、14页", "证据2.3，第23页"]
    assert wording.references(refs, places, "en") == ["Exhibit 2.1, pp. 9, 14", "Exhibit 2.3, p. 23"]


def test_before_the_bundle_is_laid_out_the_sheet_of_the_paper_stands_in_and_says_so():
    assert wording.references([Ref(7, "2.1", 6)], {}, "en") == ["Exhibit 2.1, sheet 6"]
    assert wording.references([Ref(7, "2.1", 6)], {}, "zh-Hans") == ["证据2.1，该件第6页"]


def test_a_sheet_past_the_end_of_a_paper_is_its_last():
    assert wording.references([Ref(7, "2.1", 99)], {7: Place(9, 16)}, "en") == ["Exhibit 2.1, p. 16"]


def test_a_paper_that_answers_two_points_names_both():
    assert wording.points([3, 1], "zh-Hans") == "1、3"
    assert wording.points([3, 1, 2], "en") == "1, reason 2 and reason 3"


def test_a_channel_reads_after_by():
    assert wording.channel("email", "complaints@bank.example", "en") == "e-mail to complaints@bank.example"
    assert wording.channel("post", "", "zh-Hans") == "挂号邮寄"


def test_two_channels_that_read_alike_are_one_choice_and_what_was_chosen_stays():
    offered = wording.channel_names("en", first=["phone-inquiry", "in-app"])
    assert list(offered)[:2] == ["phone-inquiry", "in-app"]
    assert sorted(set(offered.values())) == sorted(offered.values())
    assert "post-tracked" not in offered
    assert wording.channel_names("zh", chosen=("post-tracked",))["post-tracked"] == "挂号邮寄"
    assert "post" not in wording.channel_names("zh", chosen=("post-tracked",))
