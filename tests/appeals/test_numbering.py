"""Numbers follow from the order: nothing is typed, so nothing can be wrong after a reorder."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from appeals.numbering import ORDER, annex_numbers, exhibit_numbers, file_name, letter_numbers, moved


def test_each_group_counts_for_itself_and_the_letter_opens_the_first():
    sections = ["letters", "evidence", "evidence", "identity", "law"]
    assert exhibit_numbers(sections, letters=1) == ["1.2", "2.1", "2.2", "3.1", "4.1"]


def test_a_letter_in_both_languages_takes_two_numbers():
    assert letter_numbers(2) == ["1.1", "1.2"]
    assert exhibit_numbers(["letters"], letters=2) == ["1.3"]


def test_new_papers_are_annexes_in_the_order_of_the_pack():
    assert annex_numbers(["receipt", "poa"]) == {"receipt": 1, "poa": 2}


def test_a_paper_moves_and_the_others_close_the_gap():
    assert moved(["a", "b", "c"], "c", 0) == ["c", "a", "b"]
    assert moved(["a", "b", "c"], "a", 99) == ["b", "c", "a"]
    assert moved(["a", "b", "c"], "b", -3) == ["b", "a", "c"]


@given(st.lists(st.integers(), unique=True, min_size=1), st.integers(-5, 50), st.data())
def test_moving_loses_nothing_and_doubles_nothing(items, to, data):
    item = data.draw(st.sampled_from(items))
    assert sorted(moved(items, item, to)) == sorted(items)


@given(st.lists(st.sampled_from(ORDER), max_size=40), st.integers(1, 2))
def test_no_two_exhibits_share_a_number(sections, letters):
    numbers = exhibit_numbers(sections, letters=letters) + letter_numbers(letters)
    assert len(set(numbers)) == len(numbers)


def test_a_file_name_carries_place_kind_number_and_date():
    assert (
        file_name("2.1", "采购合同", "HL-2026-118", date(2026, 8, 12), ".PDF")
        == "02-01_采购合同_HL-2026-118_20260812.pdf"
    )


def test_what_is_not_known_is_left_out_of_a_file_name():
    assert file_name("3.10", "Business licence", "", None, ".pdf") == "03-10_Business-licence.pdf"


def test_a_file_name_cannot_climb_out_of_its_folder():
    assert file_name("1.2", "../../etc", "a/b\\c:d", None, ".pdf") == "01-02_etc_a-b-c-d.pdf"
