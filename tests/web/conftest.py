"""For pages the clock stands still too: a door reads it, so the test stops it there."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth

from tests import build


@pytest.fixture(autouse=True)
def _the_digits_of_an_app_stand_still(monkeypatch):
    """They change twice a minute: on a busy machine between the line that reads them and the line that types them."""
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([58_600_000]))


@pytest.fixture
def noon_everywhere(monkeypatch, noon):
    """Every page that asks what time it is hears noon."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return noon


@pytest.fixture
def case(fang, cai, mo, noon):
    """Logged yesterday, with everybody there. A page that needs another one has its own."""
    return build.case(fang, at=noon - timedelta(days=1))
