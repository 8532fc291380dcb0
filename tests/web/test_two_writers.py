"""Two people fill in one letter: what one changed is taken, what both changed is chosen, and nothing typed is lost."""

import pytest
from django.urls import reverse

from appeals import case_letters, drafting
from tests.appeals import world
from tests.house.browser import shown_form
from web import two_writers

FIRST, SECOND = "l:payment:0:purpose:zh", "l:payment:1:purpose:zh"


@pytest.fixture
def case(firm, fang, cai, mo, noon, knowledge):
    return world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)


@pytest.fixture
def letter(case, fang, noon):
    """Wages and tax, asked to be paid from the frozen money."""
    made = case_letters.start(case, "request-release-essential-payments", by=fang, at=noon)
    rows = [
        {"purpose": {"zh": zh, "en": en}, "amount": {"money": money}}
        for zh, en, money in (("工资", "Wages", "CNY 50000.00"), ("税款", "Tax", "CNY 28400.00"))
    ]
    return case_letters.write(made, {"lists": {"payment": rows}}, version=1, by=fang, at=noon)


def opened(letter, page, who, reader="en"):
    """(where, the reader's window, the form as it stands there)."""
    url = reverse("case-letter", args=[letter.case.ref, letter.number])
    client = page(who, reader)
    return url, client, shown_form(client.get(url).text)


def test_two_who_changed_different_fields_are_joined_without_a_question(letter, fang, cai, page):
    url, first, mine = opened(letter, page, fang)
    _url, second, theirs = opened(letter, page, cai)
    second.post(url, theirs | {FIRST: "工资（十一月）", "recipient": "某银行"})
    answer = first.post(url, mine | {SECOND: "增值税"})
    assert answer.status_code == 409
    assert 'name="keep:' not in answer.text
    first.post(url, shown_form(answer.text) | {"do": "save"})
    letter.refresh_from_db()
    assert [row["purpose"]["zh"] for row in letter.lists["payment"]] == ["工资（十一月）", "增值税"]
    assert letter.recipient == "某银行"


@pytest.mark.parametrize(
    ("keep", "said"), [("mine", "mine"), ("theirs", "theirs"), ("both", "mine; theirs")], ids=["mine", "theirs", "both"]
)
def test_a_field_that_both_changed_is_chosen_and_mine_theirs_or_both_is_saved(letter, fang, cai, page, keep, said):
    url, first, mine = opened(letter, page, fang)
    _url, second, theirs = opened(letter, page, cai)
    name = "l:payment:0:purpose:en"
    second.post(url, theirs | {name: "theirs"})
    answer = first.post(url, mine | {name: "mine"})
    assert answer.status_code == 409
    form = shown_form(answer.text)
    assert form[f"keep:{name}"] == "mine"
    first.post(url, form | {f"keep:{name}": keep, "do": "save"})
    letter.refresh_from_db()
    assert letter.lists["payment"][0]["purpose"]["en"] == said


def test_a_line_taken_out_by_one_does_not_push_the_others_words_into_another_line(letter, fang, cai, page):
    url, first, mine = opened(letter, page, fang)
    _url, second, theirs = opened(letter, page, cai)
    second.post(url, theirs | {key: "" for key in theirs if key.startswith("l:payment:0:")})
    answer = first.post(url, mine | {SECOND: "增值税"})
    assert 'name="keep:' not in answer.text
    first.post(url, shown_form(answer.text) | {"do": "save"})
    letter.refresh_from_db()
    assert [row["purpose"] for row in letter.lists["payment"]] == [{"zh": "增值税", "en": "Tax"}]


def test_a_line_that_one_took_out_and_the_other_changed_is_asked_about_as_a_whole(letter, fang, cai, page):
    url, first, mine = opened(letter, page, fang)
    _url, second, theirs = opened(letter, page, cai)
    second.post(url, theirs | {FIRST: "工资（十一月）"})
    answer = first.post(url, mine | {key: "" for key in mine if key.startswith("l:payment:0:")})
    form = shown_form(answer.text)
    assert [key for key in form if key.startswith("keep:")] == ["keep:l:payment:0"]
    first.post(url, form | {"keep:l:payment:0": "theirs", "do": "save"})
    letter.refresh_from_db()
    assert letter.lists["payment"][0]["purpose"] == {"zh": "工资（十一月）", "en": "Wages"}
    assert len(letter.lists["payment"]) == 2


def test_lines_that_both_added_are_both_kept(letter, fang, cai, page):
    url, first, mine = opened(letter, page, fang)
    _url, second, theirs = opened(letter, page, cai)
    third = {"rows:payment": "3", "l:payment:2:purpose:en": "Rent"}
    second.post(url, theirs | third)
    answer = first.post(url, mine | third | {"l:payment:2:purpose:en": "Power"})
    first.post(url, shown_form(answer.text) | {"do": "save"})
    letter.refresh_from_db()
    assert [row["purpose"]["en"] for row in letter.lists["payment"]] == ["Wages", "Tax", "Power", "Rent"]


def test_one_more_line_does_not_hide_that_somebody_saved_meanwhile(letter, fang, cai, page):
    url, first, mine = opened(letter, page, fang)
    _url, second, theirs = opened(letter, page, cai)
    second.post(url, theirs | {FIRST: "theirs"})
    longer = shown_form(first.post(url, mine | {"do": "more-payment"}).text)
    assert first.post(url, longer | {FIRST: "mine", "do": "save"}).status_code == 409


def test_a_third_who_saves_during_the_choice_is_heard_as_well(letter, fang, cai, mo, page, noon):
    url, first, mine = opened(letter, page, fang)
    _url, second, theirs = opened(letter, page, cai)
    second.post(url, theirs | {FIRST: "second"})
    chosen = shown_form(first.post(url, mine | {FIRST: "first"}).text)
    letter.refresh_from_db()
    case_letters.write(letter, {"recipient": "third"}, version=letter.version, by=cai, at=noon)
    again = first.post(url, chosen | {f"keep:{FIRST}": "both", "do": "save"})
    assert again.status_code == 409
    assert shown_form(again.text)[FIRST] == "first; second"
    first.post(url, shown_form(again.text) | {"do": "save"})
    letter.refresh_from_db()
    assert (letter.recipient, letter.lists["payment"][0]["purpose"]["zh"]) == ("third", "first; second")


def test_the_language_that_is_not_shown_keeps_its_words(letter, fang, page):
    url, client, form = opened(letter, page, fang)
    client.post(url, form | {"language": "en"})
    _url, _client, english = opened(letter, page, fang)
    assert FIRST not in english
    client.post(url, english | {"l:payment:0:purpose:en": "Salaries"})
    letter.refresh_from_db()
    assert letter.lists["payment"][0]["purpose"] == {"zh": "工资", "en": "Salaries"}


def test_words_typed_into_a_letter_that_was_filed_meanwhile_are_shown_to_be_copied(letter, fang, cai, page):
    url, client, form = opened(letter, page, fang)
    type(letter).objects.filter(pk=letter.pk).update(status="filed", approved_by=cai)
    answer = client.post(url, form | {FIRST: "不要丢失"})
    assert answer.status_code == 422
    assert "不要丢失" in answer.text


def test_a_text_that_is_too_long_is_refused_and_not_cut(letter, fang, page):
    url, client, form = opened(letter, page, fang)
    answer = client.post(url, form | {FIRST: "长" * 2_001})
    assert answer.status_code == 422
    assert shown_form(answer.text)[FIRST] == "长" * 2_001


def test_a_fault_in_the_appeal_letter_does_not_hide_that_somebody_saved_meanwhile(case, fang, cai, noon, page):
    appeal = world.letter(case, fang, at=noon)[0]
    url = reverse("case-appeal", args=[case.ref, 1])
    client = page(fang)
    form = shown_form(client.get(url).text)
    drafting.write(appeal, {"request_en": "lift it at once"}, version=appeal.version, by=cai, at=noon)
    faulty = client.post(url, form | {"request_en": "lift it now", "letter_on": "yesterday", "do": "save"})
    assert faulty.status_code == 422
    mended = shown_form(faulty.text) | {"letter_on": form["letter_on"], "do": "save"}
    answer = client.post(url, mended)
    assert answer.status_code == 409
    assert "lift it at once" in answer.text
    client.post(url, shown_form(answer.text) | {"keep:request_en": "both", "do": "save"})
    appeal.refresh_from_db()
    assert appeal.request_en == "lift it now; lift it at once"


@pytest.mark.parametrize(
    ("own", "other", "both"),
    [
        ("Wages.", "Tax.", "Wages. Tax."),
        ("Wages", "Tax", "Wages; Tax"),
        ("工资", "税款", "工资；税款"),
        ("工资。", "税款。", "工资。税款。"),
        ("Wages", "Wages and tax", "Wages and tax"),
        ("", "Tax", "Tax"),
    ],
)
def test_both_is_mine_then_theirs_and_what_holds_the_other_is_said_once(own, other, both):
    assert two_writers.joined(own, other) == both
