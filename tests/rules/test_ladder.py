"""The order of reminders, tried on dates, places, holidays and absences that nobody thought of."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from cases import ladder
from cases.mornings import Habits
from cases.readers import Reader
from knowledge import catalogue

CALENDARS = [
    catalogue.calendars()[key] for key in ("WEEKDAYS", *(k for k in catalogue.calendars() if k[:2] in ("CN", "BE")))
][:6]
ZONES = ["Asia/Shanghai", "Europe/Brussels", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata"]


class Nobody:
    """No absence: each hears what is theirs."""

    def belongs(self, person, organisation_id):
        return True

    def __init__(self, readers, away=()):
        self._readers, self._away = readers, away

    def reader(self, user, *, instead_of=None):
        return Reader(user, SimpleNamespace(grace_hours=user.grace), self._readers[user.name], instead_of)

    def stands_in(self, user, day, organisation_id):
        return next((deputy for who, start, end, deputy in self._away if who == user and start <= day <= end), user)


class Person(SimpleNamespace):
    def __hash__(self):
        return hash(self.name)


habits = st.builds(
    Habits,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    calendar=st.sampled_from(CALENDARS),
    morning=st.times(min_value=time(5), max_value=time(12)).map(lambda t: t.replace(second=0, microsecond=0)),
    weekdays=st.sets(st.integers(1, 7), min_size=1).map(frozenset),
    quiet=st.just(value=True),
)  # fmt: skip


@st.composite
def worlds(draw, *, with_absence=False):
    names = ("owner", "deputy", "manager", "stand-in")
    readers = {name: draw(habits) for name in names}
    owner, deputy, manager, other = (
        Person(pk=n, name=name, grace=draw(st.integers(0, 48))) for n, name in enumerate(names)
    )
    zone = draw(st.sampled_from(ZONES))
    day = draw(st.dates(min_value=date(2025, 1, 10), max_value=date(2027, 12, 1)))
    hour = draw(st.one_of(st.just(time(23, 59, 59)), st.times().map(lambda t: t.replace(microsecond=0))))
    due_at = datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
    away = []
    if with_absence:
        start = day - timedelta(days=draw(st.integers(0, 15)))
        away = [(owner, start, start + timedelta(days=draw(st.integers(0, 20))), other)]
    deadline = SimpleNamespace(
        due_at=due_at, due_on=day, zone=zone, trigger_at=due_at - timedelta(days=30), owner=owner, organisation_id=1,
        case=SimpleNamespace(deputy=draw(st.sampled_from([deputy, None])), manager=manager), acknowledged_at=None,
        confirmed_at=due_at - timedelta(days=29), created_at=due_at - timedelta(days=29), snoozes=SimpleNamespace(all=list),
    )  # fmt: skip
    return deadline, Nobody(readers, away)


RUNG = {"ahead-5": 0, "ahead-2": 1, "ahead-1": 2, "due": 3, "late": 4}


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_no_step_is_ever_after_the_next(world):
    deadline, book = world
    told = [(RUNG[step.code] + step.is_handed_on / 2, step.send_at) for step in ladder._all(deadline, book)]
    assert [moment for _rung, moment in sorted(told)] == sorted(moment for _rung, moment in told)


@settings(max_examples=150, deadline=None)
@given(worlds(with_absence=True))
def test_nor_when_somebody_stands_in_for_a_part_of_the_time(world):
    deadline, book = world
    told = [(RUNG[step.code] + step.is_handed_on / 2, step.send_at) for step in ladder._all(deadline, book)]
    assert [moment for _rung, moment in sorted(told)] == sorted(moment for _rung, moment in told)


@settings(max_examples=150, deadline=None)
@given(worlds(with_absence=True))
def test_no_reminder_falls_on_a_day_off_of_its_reader_unless_the_date_is_today(world):
    deadline, book = world
    for step in ladder._all(deadline, book):
        day = step.reader.habits.local(step.send_at).date()
        today = day in (deadline.due_on, step.reader.habits.local(deadline.due_at).date())
        assert step.reader.habits.works(day) or (today and step.code == "due"), step


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_what_warns_comes_before_the_date_and_what_says_late_after_it(world):
    deadline, book = world
    for step in ladder._all(deadline, book):
        assert (step.send_at >= deadline.due_at) if step.name == "late" else (step.send_at <= deadline.due_at), step


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_the_owner_hears_five_two_and_one_working_days_before_and_then_on_the_day(world):
    deadline, book = world
    own = [step for step in ladder._all(deadline, book) if step.reader.user == deadline.owner]
    assert [step.code for step in sorted(own, key=lambda step: step.send_at)] == [
        "ahead-5",
        "ahead-2",
        "ahead-1",
        "due",
        "late",
    ]
