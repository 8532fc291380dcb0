"""The knowledge, and a case on its way to an appeal."""

import pytest

from knowledge import loading
from knowledge.models import Edition
from tests import made
from tests.appeals import world


@pytest.fixture(autouse=True)
def knowledge(request):
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        if not Edition.objects.exists():  # a transactional test before this one emptied the tables
            loading.load(at=made.LOADED)


@pytest.fixture
def case(firm, fang, cai, mo, noon, knowledge):
    """A provider's own freeze, verified, in the stage of the appeal."""
    return world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)
