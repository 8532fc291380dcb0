"""What the reports call a case is a case: one that came back five times does not make a figure of five."""

from datetime import timedelta

import pytest

from appeals import replies
from appeals.models import ProviderStatus
from knowledge import loading
from tests import made
from tests.appeals import world
from web import reports


@pytest.fixture
def case(firm, fang, noon, db):
    loading.load(at=made.LOADED)
    return world.freeze(firm, fang, at=noon)


def test_five_stays_of_one_case_are_too_few(case, fang, mo, noon):
    for day in range(11):
        state = ProviderStatus.State.COMPLETED if day % 2 else ProviderStatus.State.IN_REVIEW
        at = noon + timedelta(days=day)
        replies.set_status(case, state, since=at, by=fang, at=at)
    (row,) = reports.stage_times(mo, [case.pk])
    assert (row.n, row.days, row.is_too_few) == (1, 1.0, True)
