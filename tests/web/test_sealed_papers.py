"""A sealed paper is for the people who work on the case: whoever only reads learns that it is there, and no more."""

import pytest
from django.urls import reverse

from appeals import evidence
from tests.appeals import world


@pytest.fixture
def sealed(firm, fang, mo, noon):
    case = world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
    item = world.papers(case, fang, at=noon)["contract"]
    evidence.describe(item, {"confidentiality": "sealed"}, by=fang, at=noon)
    return item


def doors(item):
    ref = item.case.ref
    return [
        reverse("case-exhibit", args=[ref, item.pk]),
        reverse("case-exhibit-original", args=[ref, item.pk]),
        reverse("case-exhibit-page", args=[ref, item.pk, 1]),
    ]


def test_an_auditor_is_told_that_the_paper_is_sealed_and_gets_neither_page_nor_original(page, sealed, udo):
    browser = page(udo)
    for door in doors(sealed):
        answer = browser.get(door)
        assert answer.status_code == 403, door
        assert "该材料已密封" in answer.content.decode()


def test_counsel_and_finance_open_it_as_before(page, sealed, fang, cai):
    for person in (fang, cai):
        assert [page(person).get(door).status_code for door in doors(sealed)] == [200, 200, 200]
