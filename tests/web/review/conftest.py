"""A pack that waits for counsel."""

import pytest

from appeals import pack as packs
from tests.appeals import world


@pytest.fixture
def case(firm, fang, cai, mo, noon, knowledge):
    return world.at_appeal(world.freeze(firm, fang, at=noon), mo, at=noon)


@pytest.fixture
def made(case, fang, noon):
    return world.letter(case, fang, at=noon)[1]


@pytest.fixture
def pack(case, made, fang, noon):
    return packs.send_to_counsel(case.appeals.get(), by=fang, at=noon)
