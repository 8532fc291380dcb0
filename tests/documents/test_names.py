"""A file's name as shown and offered: the user's words, without the tricks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.names import extension_of, safe_name, turns_direction


@given(st.text(max_size=400))
def test_no_name_leaves_its_folder_or_hides_a_control(name):
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set("/\\\0\r\n")
    assert not [c for c in safe if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")]
    assert safe[0] not in "=+@-."
    assert len(safe.encode()) <= 180


@given(st.text(max_size=60))
def test_a_safe_name_stays_as_it_is(name):
    assert safe_name(safe_name(name)) == safe_name(name)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("采购合同 HL-2026-118.pdf", "采购合同 HL-2026-118.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\notice.pdf", "notice.pdf"),
        ("=cmd|' \\C calc'!A0.csv", "C calc'!A0.csv"),
        ("＝SUM(A1).csv", "SUM(A1).csv"),
        ("con.pdf", "_con.pdf"),
        ("  .hidden. ", "hidden"),
        ("", "document"),
        ("\udcb6\udcb3\udcbd\udce1.pdf", "document.pdf"),
        ("\u200b.PDF", "document.PDF"),
        ("=.csv", "document.csv"),
    ],
)
def test_what_a_name_becomes(given_name, shown):
    assert safe_name(given_name) == shown


def test_a_long_chinese_name_keeps_its_extension():
    safe = safe_name("证" * 200 + ".pdf")
    assert safe.endswith(".pdf")
    assert len(safe.encode()) <= 180


def test_a_name_that_turns_its_direction_is_noticed():
    assert turns_direction("invoice_\u202efdp.exe")
    assert not turns_direction("发票.pdf")


def test_the_extension_is_read_from_the_safe_name():
    assert extension_of("A.PDF") == "pdf"
    assert extension_of("no extension") == ""
    assert extension_of("a.pdf\u200b") == "pdf"
