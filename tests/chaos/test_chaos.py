"""The short storm of every run: killed, frozen, wiped and crashed, and every reminder arrives. `make chaos` is the long one."""

import pytest

from tests.chaos.storm import Plan, Storm
from tests.work.elsewhere import ENGINES

SHORT = {"count": 150, "seconds": 9.0, "senders": 3, "kills": 6, "freezes": 1, "flushes": 2, "lease": 2.0, "grace": 1.0}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_in_a_short_storm_nothing_is_lost_and_nothing_doubled(engine):
    told = Storm(Plan(engine, hostile=True, asked=True, seed=11, **SHORT)).run()
    assert (told.kills, told.freezes, told.flushes, told.redis_kills) == (6, 1, 2, 1)
    assert told.crashes == (engine == "postgresql")
    assert (told.lost, told.doubled, told.states) == (0, 0, {"sent": 150})
