"""Asks the engine for a date, with everything that has happened to it since: pauses, extensions, a granted end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cases.deadlines import rows
from cases.models import Deadline
from knowledge import catalogue, timelimits
from knowledge.amounts import Amount, Part, amount_phrase
from knowledge.asking import Pause
from knowledge.counting import end_of_day
from knowledge.models import Edition, Kind
from knowledge.phrases import Phrase
from knowledge.refusals import Refused
from knowledge.rules import Rule, version_on
from knowledge.timelimits import Due
from knowledge.trace import Step

AS_COMPUTED = Phrase("as computed from the rule", "按规则推算")


@dataclass(frozen=True)
class Disputed:
    """The day that the other side names, noted by hand, in the words of both sides."""

    on: date
    who: str
    ours: str
    again: bool = False  # a paper has stated the end since: the words are kept, and told again if they still say so

    def as_json(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), "who": self.who, "ours": self.ours, "again": self.again}

    @classmethod
    def of(cls, data: Mapping[str, Any] | None) -> "Disputed | None":
        return cls(**{**data, "on": date.fromisoformat(data["on"])}) if data else None


@dataclass(frozen=True)
class Given:
    """What people and papers added to a rule. Kept on the row, so that a recomputation does not forget it."""

    pauses: tuple[Pause, ...] = ()
    added: Amount = ()  # granted by the authority, in the rule's own unit
    until: date | None = None  # an end that a paper states; it prevails over the count
    until_is: str = ""  # granted_end, renewed, printed_on_paper or settled_on
    paper: str = ""
    disputed: Disputed | None = None

    def as_json(self) -> dict[str, Any]:
        stated = {
            "pauses": [[pause.first.isoformat(), pause.last.isoformat()] for pause in self.pauses],
            "added": [[part.count, part.unit] for part in self.added],
            "until": self.until.isoformat() if self.until else "",
            "until_is": self.until_is,
            "paper": self.paper,
            "disputed": self.disputed.as_json() if self.disputed else None,
        }
        return {name: value for name, value in stated.items() if value}

    @classmethod
    def of(cls, deadline: Deadline) -> "Given":
        data: Mapping[str, Any] = deadline.given or {}
        return cls(
            pauses=tuple(Pause(_when(first), _when(last)) for first, last in data.get("pauses", ())),
            added=tuple(Part(count, unit) for count, unit in data.get("added", ())),
            until=date.fromisoformat(data["until"]) if data.get("until") else None,
            until_is=data.get("until_is", ""),
            paper=data.get("paper", ""),
            disputed=Disputed.of(data.get("disputed")),
        )

    def moved(self, days: int) -> "Given":
        """More time by so many days: the day that the other side names moves with ours."""
        told = self.disputed
        return replace(self, disputed=replace(told, on=told.on + timedelta(days=days))) if told else self

    def told_again(self) -> "Given":
        """A paper states the end for both sides. Whether they still dispute it, a person says."""
        return replace(self, disputed=replace(self.disputed, again=True)) if self.disputed else self


def _when(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def edition_of(code: str) -> Edition:
    """The rule in use today, or the engine's own refusal: "there is no rule …"."""
    found = Edition.objects.filter(kind=Kind.TIME_LIMIT, code=code, is_current=True).first()
    if found is None:
        raise Refused("unknown_rule", rule=code)
    return found


def reckon(
    edition: Edition, *, trigger: date | datetime, zone: str, given: Given = Given(), parent: Due | None = None
) -> Due:
    rule = timelimits.parse_rule(edition.content)
    if isinstance(trigger, datetime):
        trigger = trigger.astimezone(ZoneInfo(zone))
    due = timelimits.compute(
        rule,
        trigger=trigger,
        zone=zone,
        calendars=catalogue.calendars(),
        amount=_lengthened(rule, trigger, given.added),
        paused=given.pauses,
        parent=parent,
    )
    if given.added:
        told = {"amount": amount_phrase(given.added).as_json(), "paper": _words(given.paper)}
        due = replace(due, trace=(*due.trace, Step("granted_amount", told)))
    return _stated_end(due, given) if given.until else due


def _lengthened(rule: Rule, trigger: date | datetime, added: Amount) -> Amount | None:
    """The length of the version in force on the day of the event, and the granted length after it."""
    if not added:
        return None
    day = trigger.date() if isinstance(trigger, datetime) else trigger
    return (*version_on(rule, day, contract_on=None, amount=None).parts, *added)


def _stated_end(due: Due, given: Given) -> Due:
    assert given.until is not None
    says = "why" if given.until_is == "settled_on" else "paper"
    step = Step(given.until_is, {"day": given.until.isoformat(), says: _words(given.paper)})
    return replace(
        due,
        due_local=given.until,
        due_utc=end_of_day(given.until, due.zone),
        nominal=given.until,
        provisional=False,
        alternatives=(),
        trace=(*due.trace, step),
        drawn_from=replace(due.drawn_from, end=given.until),
    )


def _words(text: str) -> dict[str, str]:
    """A person's own words, the same in both languages; as a phrase they are never read as a day."""
    return {"en": text, "zh": text}


def reckon_again(
    deadline: Deadline,
    *,
    trigger: date | datetime | None = None,
    edition: Edition | None = None,
    given: Given | None = None,
    parent: Due | None = None,
) -> Due:
    """The same date with something changed; what is not named stays as it was. A date without a rule has no count."""
    rule = edition or deadline.rule
    if rule is None:
        raise Refused("rule_needs_document", rule=deadline.code)
    first = deadline.chained_from
    if parent is None and first is not None and first.rule is not None:
        parent = reckon_again(first)
    if trigger is None:
        trigger = deadline.trigger_at
        if first is not None:
            trigger = parent.due_local if parent else first.due_on
    zone = deadline.case.freeze.zone
    return reckon(rule, trigger=trigger, zone=zone, given=given or Given.of(deadline), parent=parent)


# --- from the engine's answer to the columns of a row ------------------------------------------------------------


def columns(due: Due, *, actor: str, given: Given = Given()) -> dict[str, Any]:
    """The row stands on the cautious date: where two can be argued, we act by the earlier, and the later is shown."""
    when, because = due.due_local, AS_COMPUTED
    latest, latest_because = due.due_local, AS_COMPUTED
    for other in due.alternatives:
        if actor == Deadline.Actor.US and due.direction != "not_before" and _day(other.due_local) < _day(when):
            when, because = other.due_local, other.why
        if _day(other.due_local) > _day(latest):
            latest, latest_because = other.due_local, other.why
    found: dict[str, Any] = {
        "zone": due.zone,
        "due_on": _day(when),
        "due_at": _moment(when, due),
        "has_time": isinstance(when, datetime),
        "provisional": due.provisional,
        "trace": [step.as_json() for step in due.trace],
        "ruler": [day.as_json() for day in due.ruler],
        "calendars": list(due.calendars),
        "given": given.as_json(),
        "later_on": None,
    }
    found |= dict.fromkeys(("says_zh", "says_en", "later_says_zh", "later_says_en"), "")
    if _day(latest) > _day(when):
        found |= {"later_on": _day(latest), "says_zh": because.zh[:300], "says_en": because.en[:300]}
        found |= {"later_says_zh": latest_because.zh[:300], "later_says_en": latest_because.en[:300]}
    if given.disputed and not given.disputed.again:
        found |= both_days(found["due_on"], found["due_at"], found["later_on"], given.disputed, due.zone)
        found["trace"].append(other_side_says(given.disputed))
    return found


def both_days(ours: date, ours_at: datetime, later: date | None, disputed: Disputed, zone: str) -> dict[str, Any]:
    """The row stands on the earlier day, the later one beside it with who says which. Equal days are no dispute."""
    theirs = disputed.on
    if theirs == ours:
        return {}
    first = min(theirs, ours)
    early, late = (disputed.who, disputed.ours) if theirs < ours else (disputed.ours, disputed.who)
    return {
        "due_on": first,
        "due_at": ours_at if first == ours else rows.end_of(first, zone),
        "later_on": max(theirs, ours, later or ours),
        **dict.fromkeys(("says_zh", "says_en"), early),
        **dict.fromkeys(("later_says_zh", "later_says_en"), late),
    } | ({} if first == ours else {"has_time": False})


def other_side_says(disputed: Disputed) -> dict[str, Any]:
    return {"code": "other_side_says", "params": {"day": disputed.on.isoformat(), "who": _words(disputed.who)}}


def our_day(deadline: Deadline) -> date:
    """What we rest on, whichever of two disputed days the row stands on."""
    told = Given.of(deadline).disputed
    if told is None or told.again or told.on != deadline.due_on or deadline.later_on is None:
        return deadline.due_on
    return deadline.later_on


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _moment(when: date | datetime, due: Due) -> datetime:
    """The last moment: 24:00 of the day, or 23:59 where a court closes then, exactly as the engine has it."""
    if when == due.due_local:
        return due.due_utc
    if isinstance(when, datetime):
        return when.astimezone(UTC)
    if isinstance(due.due_local, datetime):
        return end_of_day(when, due.zone)
    return end_of_day(when, due.zone) - (end_of_day(due.due_local, due.zone) - due.due_utc)
