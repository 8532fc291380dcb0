"""The days of the sample desk fit together at every hour: while it is night in Beijing, it is yesterday in Brussels."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from demo.days import BEIJING, BRUSSELS, Days


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_notice_of_a_day_is_not_dated_after_the_morning_on_which_it_was_read(hour, count):
    days = Days(datetime(2026, 11, 23, hour, 30, tzinfo=UTC))
    read = days.back(count, 10, 30, zone=BRUSSELS)
    assert days.on(count) == days.on(count, zone=BRUSSELS)
    assert days.on(count) <= read.astimezone(ZoneInfo(BRUSSELS)).date()
    assert days.back(count, zone=BEIJING) <= days.now
