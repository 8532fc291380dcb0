"""For pages the clock stands still too: a door reads it, so the test stops it there."""

import pytest


@pytest.fixture
def noon_everywhere(monkeypatch, noon):
    """Every page that asks what time it is hears noon."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return noon
