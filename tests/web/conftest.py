"""Pages are shown with the real knowledge: routes, time limits, checklists and providers as they ship."""

from datetime import UTC, datetime

import pytest

from knowledge import loading


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        loading.load(at=datetime(2026, 11, 23, tzinfo=UTC))
