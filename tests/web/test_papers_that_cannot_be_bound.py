"""A file that no PDF can be made of: what its pages say, and that they show nothing broken."""

import pytest
from django.urls import reverse

from tests.appeals import world


@pytest.fixture
def photo(firm, fang, cai, mo, noon):
    case = world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
    paper = world.paper(case, fang, at=noon, mark="photo", section="evidence", title_zh="照片", title_en="Photo")
    paper.file.facts = {**paper.file.facts, "prepared": 1, "bindable": False}
    paper.file.save(update_fields=["facts"])
    return paper


def test_the_list_says_what_to_do(page, photo, fang):
    shown = page(fang, language="en").get(reverse("case-evidence", args=[photo.case.ref])).content.decode()
    assert "Save it as PDF, and upload that instead of it." in shown


def test_its_page_shows_no_broken_picture(page, photo, fang):
    shown = page(fang, language="en").get(reverse("case-exhibit", args=[photo.case.ref, photo.pk])).content.decode()
    assert "No page to show" in shown
    assert reverse("case-exhibit-page", args=[photo.case.ref, photo.pk, 1]) not in shown


@pytest.mark.parametrize(("pages", "words"), [(1, ">1 page<"), (4, ">4 pages<")])
def test_its_pages_are_counted_as_one_speaks(page, photo, fang, pages, words):
    photo.file.pages = pages
    photo.file.save(update_fields=["pages"])
    shown = page(fang, language="en").get(reverse("case-exhibit", args=[photo.case.ref, photo.pk])).content.decode()
    assert words in shown


def test_pages_that_nobody_counted_are_not_named(page, photo, fang):
    photo.file.pages = None
    photo.file.save(update_fields=["pages"])
    shown = page(fang, language="en").get(reverse("case-exhibit", args=[photo.case.ref, photo.pk])).content.decode()
    assert "? page" not in shown
