"""Where and when a period starts: the event, its zone, and which day it was at the body that acts."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.asking import Question
from knowledge.calendars import Calendar
from knowledge.counting import exists, is_twice, zone_info
from knowledge.phrases import Phrase, place
from knowledge.refusals import Refused
from knowledge.rules import Rule
from knowledge.trace import Step

ZONES = {
    "BE": "Europe/Brussels",
    "CH": "Europe/Zurich",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "HK": "Asia/Hong_Kong",
    "SG": "Asia/Singapore",
    "US": "America/New_York",
}

FIRST_PASS = Phrase("first", "第一次")
SECOND_PASS = Phrase("second", "第二次")


@dataclass(frozen=True)
class Start:
    day: date  # at the acting body
    moment: datetime | None  # where a time of day is known, in the zone of the event
    zone: str  # of the acting body: the last day begins and ends there
    steps: tuple[Step, ...]


def start_of(question: Question, calendar: Calendar) -> Start:
    trigger, rule = question.trigger, question.rule
    home = question.acting_zone or body_zone(rule, calendar) or question.zone
    known_zone(home)
    event = rule.event.as_json()
    if not isinstance(trigger, datetime):
        known_zone(question.zone)
        steps = [Step("event_day", {"event": event, "day": trigger.isoformat(), "place": place(home).as_json()})]
        if home != question.zone:
            steps.append(Step("day_of_body", {"place": place(home).as_json()}))
        return Start(trigger, None, home, tuple(steps))
    moment = localised(trigger, question.zone)
    told = {"event": event, "moment": _minute(moment), "place": place(question.zone).as_json()}
    steps = [Step("event_moment", told)]
    if is_twice(moment):
        which = SECOND_PASS if moment.fold else FIRST_PASS
        clock = {"time": moment.strftime("%H:%M"), "which": which.as_json(), "offset": offset(moment)}
        steps.append(Step("hour_twice", clock))
    there = moment.astimezone(zone_info(home))
    if home != question.zone and rule.unit != "hours":
        seen = {"place": place(home).as_json(), "moment": _minute(there), "day": there.date().isoformat()}
        steps.append(Step("event_elsewhere", seen))
    return Start(there.date(), moment, home, tuple(steps))


def body_zone(rule: Rule, calendar: Calendar) -> str | None:
    """Where the body sits whose day counts. Union law is applied where the calendar is."""
    if rule.jurisdiction == "EU":
        return calendar.zone or "Europe/Brussels"
    return ZONES.get(rule.jurisdiction) or calendar.zone


def known_zone(zone: str) -> ZoneInfo:
    try:
        return zone_info(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("unknown_zone", zone=zone) from None


def localised(trigger: datetime, zone: str) -> datetime:
    """A time without an offset is a wall clock in that zone, and must have been shown there."""
    there = known_zone(zone)
    if trigger.tzinfo is not None:
        return trigger.astimezone(there)
    moment = trigger.replace(tzinfo=there)
    if not exists(moment):
        raise Refused("time_does_not_exist", time=trigger.isoformat(" ", timespec="minutes"), place=place(zone))
    return moment


def offset(moment: datetime) -> str:
    """+08:00"""
    return moment.isoformat()[-6:]


def _minute(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds" if moment.second else "minutes")
