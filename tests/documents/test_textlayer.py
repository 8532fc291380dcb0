"""Words of pages: found as people type them, in both languages, whatever the file did to them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import pages, storing, textlayer
from documents.models import PageText
from tests.documents.samples import pdf


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("合 同 总 价 为 486,200.00 欧 元", "合同总价"),
        ("合同总\n价为", "总价"),
        ("总价４８６，２００．００欧元", "486,200.00"),
        ("The Buyer shall pay the con-\ntract price", "contract price"),
        ("TOTAL   Price", "total price"),
        ("⽂件编号", "文件"),  # radicals, as some programs write them
    ],
)
def test_it_is_found_as_it_is_typed(page, asked):
    assert all(term in textlayer.fold(page) for term in textlayer.terms(asked))
    assert all(term in textlayer.fold(page) for term in textlayer.terms(f"“{asked}”"))


def test_words_count_each_and_quotation_marks_keep_them_together():
    assert textlayer.terms('buyer "contract price" 总价') == ["buyer", "contractprice", "总价"]
    assert textlayer.terms("  ") == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=5), st.text(max_size=60))
def test_what_stands_around_a_find_is_the_page_itself(before, asked, after):
    text = textlayer.BLANKS.sub(" ", textlayer.HYPHEN.sub("", before + asked + after)).strip()
    for term in textlayer.terms(asked):
        left, hit, right = textlayer.snippet(text, term)
        assert left.strip("…") + hit + right.strip("…") in text or "…" in text


@pytest.mark.django_db
def test_files_are_read_once_and_together_and_a_silent_one_keeps_empty_pages(firm, noon, monkeypatch):
    files = [
        storing.store(pdf(pages=3, text="Contract"), name="a.pdf", organisation=firm, at=noon),
        storing.store(pdf(pages=1, text=""), name="b.pdf", organisation=firm, at=noon),
    ]
    asked = []
    drawn = pages.drawn
    monkeypatch.setattr(pages, "drawn", lambda question: asked.append(question) or drawn(question))
    assert textlayer.read(files, at=noon) == []
    assert textlayer.read(files, at=noon) == []
    assert len(asked) == 1
    assert PageText.objects.filter(file=files[0], folded__contains="contractpage2").get().page == 2
    assert PageText.objects.filter(file=files[1]).count() == 1


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_named(firm, noon, monkeypatch):
    file = storing.store(pdf(text="Contract"), name="a.pdf", organisation=firm, at=noon)
    monkeypatch.setattr(pages, "SECONDS", 0.001)
    assert textlayer.read([file], at=noon) == [file]
    assert not PageText.objects.exists()


@pytest.mark.django_db
def test_the_sheets_behind_the_open_one_are_drawn_with_it(firm, noon, monkeypatch):
    file = storing.store(pdf(pages=4, text="Contract"), name="a.pdf", organisation=firm, at=noon)
    pages.draw(file, 1, at=noon, ahead=2)
    assert sorted(file.renditions.filter(kind="page").values_list("page", flat=True)) == [1, 2, 3]
    monkeypatch.setattr(pages, "drawn", lambda question: pytest.fail("drawn twice"))
    assert pages.words_on(pages.draw(file, 3, at=noon))[0][0] == "Contract page 3"
