"""A firm in need of money, with everybody at the desk."""

import pytest

from tests.funds.world import firm_in_need


@pytest.fixture
def desk(fang, cai, mo, noon):
    """(case, party, usable account)"""
    return firm_in_need(fang, at=noon)
