"""A case of the last hour: the first 24 hours of a freeze are running."""

from datetime import timedelta

import pytest

from tests import build


@pytest.fixture
def desk(fang, cai, mo):
    """Everybody is there: parts without a holder would fall to the manager."""


@pytest.fixture
def case(fang, desk, noon):
    return build.case(fang, at=noon - timedelta(hours=1))


@pytest.fixture
def court_case(fang, desk, noon):
    return build.case(fang, at=noon - timedelta(hours=1), **build.court(noon))
