"""Dates as a calendar file (RFC 5545): what a phone or a calendar programme reads. Pure: no database, no today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Component, Event, vCalAddress, vText, vUri

PRODUCT = "-//FreezeDesk//Dates//EN"
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
FETCH_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One date. The uid stays the same however often it moves; each move has a higher sequence (RFC 5545, 3.8.7.4)."""

    uid: str
    sequence: int
    status: str
    summary: str
    description: str
    start: datetime | date  # a whole day, or the last moment
    stamp: datetime  # when this version of it came about
    url: str


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str


def calendar(entries: Iterable[Entry], *, name: str, language: str, alarm: bool = False) -> bytes:
    """A feed: all entries, to be fetched again and again. The same entries give the same bytes."""
    made = _calendar(PUBLISH)
    made.add("x-wr-calname", vText(name, params={"language": language}))
    made.add("refresh-interval", FETCH_AGAIN, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for entry in entries:
        made.add_component(_event(entry, alarm=alarm))
    return bytes(made.to_ical())


def invitation(entry: Entry, *, method: str, organizer: Person, attendee: Person) -> bytes:
    """One entry for a mail: METHOD:REQUEST to put it into the calendar or move it, CANCEL to take it out (RFC 5546)."""
    made = _calendar(method)
    event = _event(entry, alarm=False)
    event.add("organizer", _address(organizer))
    guest = _address(attendee)
    guest.params["ROLE"], guest.params["PARTSTAT"], guest.params["RSVP"] = "REQ-PARTICIPANT", "ACCEPTED", "FALSE"
    event.add("attendee", guest)
    made.add_component(event)
    return bytes(made.to_ical())


def cancellation(text: str, *, sequence: int, at: datetime) -> tuple[str, str]:
    """The entry of an earlier invitation, taken out again; and its summary."""
    made = Calendar.from_ical(text)
    made["METHOD"] = vText(CANCEL)
    event = _only(made)
    for name in ("SEQUENCE", "STATUS", "DTSTAMP", "LAST-MODIFIED"):
        event.pop(name, None)
    event.add("sequence", sequence)
    event.add("status", CANCELLED)
    event.add("dtstamp", at.astimezone(UTC))
    return made.to_ical().decode(), str(event["SUMMARY"])


def ends_after(text: str, moment: datetime) -> bool:
    """Does the entry of this invitation still lie ahead? A day is over everywhere after twelve hours more."""
    start = _only(Calendar.from_ical(text)).decoded("dtstart")
    if isinstance(start, datetime):
        return bool(start > moment)
    return bool(datetime.combine(start + timedelta(days=1), time(12), UTC) > moment)


def _only(made: Component) -> Component:
    return made.walk("VEVENT")[0]


def _calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    return made


def _event(entry: Entry, *, alarm: bool) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("last-modified", entry.stamp.astimezone(UTC))
    event.add("status", entry.status)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", vUri(entry.url))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # a date to meet, no appointment that keeps one from others
    if isinstance(entry.start, datetime):
        event.add("dtstart", entry.start.astimezone(UTC))
    else:
        event.add("dtstart", entry.start)
        event.add("dtend", entry.start + timedelta(days=1))
    if alarm and entry.status != CANCELLED:
        bell = Alarm()
        bell.add("action", "DISPLAY")
        bell.add("description", entry.summary)
        bell.add("trigger", timedelta(days=-1))
        event.add_component(bell)
    return event


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"MAILTO:{person.email}")
    address.params["CN"] = vText(person.name)
    return address
