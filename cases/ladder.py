"""The steps of a reminder, in order: owner 5, 2 and 1 working days before, then on the day, then late; and who is next.

No step comes after the one that follows it, and none falls on a day off of its reader unless the date is that day.
A step that nobody acknowledges goes to the next person when the reader's grace is over.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from cases.models import Deadline, Snooze
from cases.readers import Book, Reader

DAYS_AHEAD = (5, 2, 1)  # working days before the date, to its owner
SHORT_CLOCK = timedelta(hours=48)  # a clock of hours has no mornings before it
LEAST_LEFT = timedelta(hours=2)  # who stands in still has so long, if the hour of the date allows


@dataclass(frozen=True)
class Step:
    code: str  # ahead-5, ahead-2, ahead-1, due, late; again-7: put off by a person
    reader: Reader
    send_at: datetime
    is_handed_on: bool = False  # the first one did not answer

    @property
    def name(self) -> str:
        return self.code.partition("-")[0]


def steps(deadline: Deadline, book: Book) -> Iterator[Step]:
    """All steps of one date, earliest first, less those that an acknowledgement has made pointless."""
    yield from sorted(_needed(deadline, _all(deadline, book)), key=lambda step: step.send_at)


def _all(deadline: Deadline, book: Book) -> Iterator[Step]:
    if deadline.due_at - deadline.trigger_at <= SHORT_CLOCK:
        yield from _of_hours(deadline, book)
        return
    due = _on_the_day(deadline, book)
    yield from _ahead(deadline, book, not_after=due[0].send_at)
    yield from due
    yield from _late(deadline, book)
    for snooze in deadline.snoozes.all():
        if not book.belongs(snooze.by, deadline.organisation_id):
            continue
        yield Step(f"again-{snooze.pk}", book.reader(snooze.by), snooze.until)


def _needed(deadline: Deadline, found: Iterable[Step]) -> Iterator[Step]:
    """Seen before the day: nobody else is woken on it. Seen when late: nobody is told that it is late."""
    seen = deadline.acknowledged_at
    for step in found:
        if seen and step.name == "late" and seen >= deadline.due_at and step.send_at > seen:
            continue
        if seen and step.name == "due" and step.is_handed_on and step.send_at > seen:
            continue
        yield step


def _of_hours(deadline: Deadline, book: Book) -> Iterator[Step]:
    """Row 2.3a: when the hours are over, owner and manager hear of it at that moment, once each."""
    moment = _late_from(deadline)
    for person in _different(deadline.owner, deadline.case.manager):
        yield Step("late", _there(deadline, person, book, lambda reader: reader.habits.local(moment).date()), moment)


def _ahead(deadline: Deadline, book: Book, *, not_after: datetime) -> Iterator[Step]:
    """Counted in the working days of whoever hears it."""
    for count in reversed(DAYS_AHEAD):

        def day_for(reader: Reader, count: int = count) -> date:
            return reader.habits.back(reader.habits.day_for(deadline.due_at, deadline.due_on), count)

        reader = _there(deadline, deadline.owner, book, day_for)
        day = day_for(reader)
        while reader.habits.on(day) > not_after:  # another reader has the next step, on another calendar
            day = reader.habits.back(day)
        not_after = reader.habits.on(day)
        yield Step(f"ahead-{count}", reader, not_after)


def _on_the_day(deadline: Deadline, book: Book) -> list[Step]:
    def day_for(reader: Reader) -> date:
        return reader.habits.day_for(deadline.due_at, deadline.due_on)

    first = _there(deadline, deadline.owner, book, day_for)
    start = first.habits.on(day_for(first))
    told = [Step("due", first, start)]
    stand_in = deadline.case.deputy
    if stand_in is not None and stand_in not in (first.user, deadline.owner):
        second = _there(deadline, stand_in, book, day_for)
        if second.user != first.user and (moment := _handed_on(deadline, first, second, start)):
            told.append(Step("due", second, moment, is_handed_on=True))
    return told


def _handed_on(deadline: Deadline, first: Reader, second: Reader, start: datetime) -> datetime | None:
    """When the first one's grace is over, but with some hours left; None when no day of theirs is left before it."""
    waits = max([start, *(s.until for s in deadline.snoozes.all() if s.at >= start)])
    wanted = max(start, min(waits + first.grace, max(waits, deadline.due_at - LEAST_LEFT)))
    for moment in (wanted, start):
        day = second.habits.local(moment).date()
        if second.habits.hears(day) or day in (deadline.due_on, second.habits.local(deadline.due_at).date()):
            return moment
    return None


def _late(deadline: Deadline, book: Book) -> Iterator[Step]:
    since = _late_from(deadline)

    def day_for(reader: Reader) -> date:
        return reader.habits.next_morning(since).date()

    first = _there(deadline, deadline.owner, book, day_for)
    start = first.habits.next_morning(since)
    yield Step("late", first, start)

    def next_day(reader: Reader) -> date:
        return reader.habits.local(reader.habits.next_hour(start + first.grace)).date()

    second = _there(deadline, deadline.case.manager, book, next_day)
    if second.user != first.user:
        yield Step("late", second, second.habits.next_hour(start + first.grace), is_handed_on=True)


def _late_from(deadline: Deadline) -> datetime:
    """A date that is over already when it is written down is late from then on."""
    return max(deadline.due_at, deadline.confirmed_at or deadline.created_at)


def _there(deadline: Deadline, person: User, book: Book, day_for: Callable[[Reader], date]) -> Reader:
    """The person, or whoever stands in for them on the day in question. Who has left the firm hears nothing of it."""
    if not book.belongs(person, deadline.organisation_id):
        heir = book.heir(deadline.case)
        if heir is not None and heir != person:
            return book.reader(heir, instead_of=person)
    reader = book.reader(person)
    found = book.stands_in(person, day_for(reader), deadline.organisation_id)
    return reader if found == person else book.reader(found, instead_of=person)


def _different(*people: User | None) -> list[User]:
    return list({person.pk: person for person in people if person is not None}.values())


# --- putting off -----------------------------------------------------------------------------------------------------


def put_off_until(deadline: Deadline, book: Book, *, at: datetime) -> datetime:
    """The latest moment to which a reminder may be put off: the next step, and never beyond the date itself."""
    own = [step.send_at for step in _all(deadline, book) if not step.is_handed_on and step.name != "again"]
    return min([deadline.due_at, *(moment for moment in own if moment > at)])


def newest(deadline: Deadline) -> Snooze | None:
    return max(deadline.snoozes.all(), key=lambda snooze: snooze.at, default=None)
