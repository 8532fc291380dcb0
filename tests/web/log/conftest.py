"""Fang's browser, in English, and a draft that has just begun."""

import pytest

from cases.models import Draft


@pytest.fixture
def browser(page, fang, cai, mo):
    return page(fang, language="en")


@pytest.fixture
def draft(browser):
    address = browser.post("/log/").url
    return Draft.objects.get(key=address.split("/")[2])
