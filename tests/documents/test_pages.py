"""Pages as pictures: drawn once, with the words where they stand, and never from a browser's own PDF reader."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from documents import pages, storing
from documents.models import Rendition
from tests.documents.samples import pdf, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(firm, noon):
    return storing.store(pdf(pages=2, text="Contract"), name="合同.pdf", organisation=firm, at=noon)


def test_a_page_is_drawn_once_and_kept(contract, noon, monkeypatch):
    first = pages.draw(contract, 2, 96, at=noon)
    monkeypatch.setattr(pages, "drawn", lambda question: pytest.fail("drawn twice"))
    assert pages.draw(contract, 2, 96, at=noon) == first
    with pages.open_picture(first) as f:
        picture = Image.open(io.BytesIO(f.read()))
    assert picture.format == "WEBP"
    assert abs(picture.width - 595 / 72 * 96) < 2


def test_the_words_of_a_page_lie_where_they_are_printed(contract, noon):
    words = pages.words_on(pages.draw(contract, 2, at=noon))
    said, left, top, width, height = words[0]
    assert said == "Contract page 2"
    assert 0.08 < left < 0.12
    assert 0.06 < top < 0.11
    assert 0 < width < 0.5
    assert 0 < height < 0.05


def test_a_photo_is_drawn_from_its_copy_for_binding(firm, noon):
    file = storing.store(photo((900, 1200)), name="a.jpg", organisation=firm, at=noon)
    drawn = pages.draw(file, 1, 50, at=noon)
    assert drawn.kind == Rendition.Kind.PAGE
    assert pages.words_on(drawn) == []


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_page_that_is_not_there_is_refused(contract, noon, number):
    with pytest.raises(ValidationError) as caught:
        pages.draw(contract, number, at=noon)
    assert caught.value.code == "no_such_page"


def test_only_four_sizes_are_ever_drawn(contract, noon):
    for dpi in (1, 90, 100, 5000):
        pages.draw(contract, 1, dpi, at=noon)
    assert set(contract.renditions.values_list("dpi", flat=True)) <= set(pages.SIZES)
    assert contract.renditions.count() == 3


def test_a_page_that_cannot_be_drawn_says_so(contract, noon, monkeypatch):
    monkeypatch.setattr(pages, "SECONDS", 0.001)
    with pytest.raises(ValidationError) as caught:
        pages.draw(contract, 1, at=noon)
    assert caught.value.code == "not_drawn"
