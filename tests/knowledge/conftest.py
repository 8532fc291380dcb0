"""The shipped knowledge, loaded once for all tests of this folder."""

from datetime import UTC, datetime

import pytest

from knowledge import loading
from knowledge.models import Edition

AT = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        loading.load(at=AT)


@pytest.fixture
def knowledge(db):
    if not Edition.objects.exists():  # a transactional test before this one emptied the tables
        loading.load(at=AT)
