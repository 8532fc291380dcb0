"""For pages the clock stands still too: a door reads it, so the test stops it there."""

from datetime import timedelta

import pytest

from tests import build


@pytest.fixture
def noon_everywhere(monkeypatch, noon):
    """Every page that asks what time it is hears noon."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return noon


@pytest.fixture
def case(fang, cai, mo, noon):
    """Logged yesterday, with everybody there. A page that needs another one has its own."""
    return build.case(fang, at=noon - timedelta(days=1))
