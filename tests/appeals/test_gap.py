"""The pause after a rejection (row 5.3a): at 23 h 59 min the next appeal is too early, at 24 h it may go."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from appeals import gap, second
from appeals.models import Appeal, Pack
from cases import moves
from cases.stages import Stage
from tests.appeals import world


@pytest.fixture
def again(case, fang, cai, mo, noon):
    """Rejected at noon, and the second appeal begun. Nothing is bound: that is tested elsewhere."""
    appeal, _made = world.letter(case, fang, at=noon)
    pack = world.approved(appeal, fang, cai, at=noon)
    Pack.objects.filter(pk=pack.pk).update(state=Pack.State.SUBMITTED)
    Appeal.objects.filter(pk=appeal.pk).update(status=Appeal.Status.SUBMITTED)
    moves.move(case, Stage.FOLLOW_UP, by=mo, at=noon, because="test", past_gate=True)
    appeal.refresh_from_db()
    return second.start(world.rejected(appeal, cai, at=noon), by=fang, at=noon)


def asks(appeal, by, moment, because=""):
    return gap.require_gap(appeal, submitted_at=moment, because=because, by=by)


def test_a_minute_too_early_is_refused_and_the_full_day_is_not(again, fang, noon):
    received = gap.earliest(again) - timedelta(hours=24)
    with pytest.raises(ValidationError) as refused:
        asks(again, fang, received + timedelta(hours=23, minutes=59))
    assert refused.value.error_dict["submitted_at"][0].code == "too_soon"
    assert asks(again, fang, received + timedelta(hours=24)) is False


def test_counsel_goes_past_it_with_a_reason_and_nobody_else(again, fang, cai, mo, noon):
    soon = gap.earliest(again) - timedelta(hours=3)
    assert asks(again, cai, soon, "The limit ends tonight") is True
    for person, because in ((cai, " "), (fang, "x"), (mo, "x")):
        with pytest.raises(ValidationError):
            asks(again, person, soon, because)


def test_a_first_appeal_waits_for_nothing(case, fang, noon):
    appeal, _made = world.letter(case, fang, at=noon)
    assert gap.earliest(appeal) is None
