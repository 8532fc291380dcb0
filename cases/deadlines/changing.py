"""What papers do to a date: the authority extends it, renews a freeze or prints its end, and the sides disagree."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from cases.deadlines import moving, proposing, reckoning, rows
from cases.models import Case, ClockChange, Deadline, Freeze
from documents.models import StoredFile
from knowledge.amounts import Part
from knowledge.refusals import Refused
from knowledge.rules import parse_rule

LONGEST = 3660  # of any unit: more is a slip of the finger


@dataclass(frozen=True)
class Paper:
    """What says so: a letter, ruling or notice with its number and day; the file where there is one."""

    words: str
    file: StoredFile | None = None


NO_PAPER = Paper("")


@transaction.atomic
def extend(
    deadline: Deadline,
    *,
    paper: Paper,
    by: User,
    at: datetime,
    until: date | None = None,
    amount: int | None = None,
    because: str = "",
) -> Deadline:
    """The authority grants more time: to a day, or by a length in the rule's own unit. One of the two."""
    _open_to(deadline, by, paper)
    if (until is None) == (amount is None):
        raise _at("until", _("Give the new day, or the added length; one of the two."), "day_or_length")
    changes = _until(deadline, until, paper, "granted_end") if until else _longer(deadline, amount or 0, paper)
    if changes["due_at"] <= deadline.due_at:
        raise _at("until", _("An extension ends later than the date it extends. Check the day."), "not_later")
    why = said(because, _("Extension granted"))
    return moving.take_over(
        deadline, kind=ClockChange.Kind.EXTENDED, why=why, by=by, at=at, paper=paper.words, file=paper.file, **changes
    )


def _open_to(deadline: Deadline, by: User, paper: Paper) -> None:
    """Whoever works on the case may record what a paper says; people confirm it afterwards where it matters."""
    deadline.case.require(by, Can.WORK_ON_CASE)
    if not deadline.is_open:
        raise ValidationError(_("This date is settled already. Open the newer one."), code="not_open")
    if not paper.words.strip():
        raise _at("paper", _("Name the paper that says so: its number and its day."), "paper_missing")


def _at(field: str, message: Any, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})


def said(because: str, otherwise: Any) -> tuple[str, str]:
    """A person's words stand in both languages as written."""
    because = because.strip()
    return (because, because) if because else both(otherwise)


def _until(deadline: Deadline, until: date, paper: Paper, step: str) -> dict[str, Any]:
    before = reckoning.Given.of(deadline).told_again()
    given = replace(before, until=until, until_is=step, paper=paper.words.strip()[:200])
    if deadline.rule is not None:
        try:
            due = reckoning.reckon_again(deadline, given=given)
        except Refused as refused:
            raise proposing.refusal(refused, "until") from None
        return reckoning.columns(due, actor=deadline.actor, given=given)
    told = {"day": until.isoformat(), "paper": {"zh": given.paper, "en": given.paper}}
    return _stated(deadline, until, [{"code": step, "params": told}]) | {"given": given.as_json()}


def _stated(deadline: Deadline, on: date, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """A date without a rule: the steps so far stay, and what happened since stands below them."""
    return {
        "due_on": on,
        "due_at": rows.end_of(on, deadline.zone),
        "has_time": False,
        "provisional": False,
        "trace": [*deadline.trace, *steps],
        "ruler": [],
        "later_on": None,
    }


def _longer(deadline: Deadline, amount: int, paper: Paper) -> dict[str, Any]:
    if deadline.rule is None:
        raise _at("amount", _("A paper set this date, so its extension states the new day."), "day_needed")
    if not 0 < amount <= LONGEST:
        raise _at("amount", _("Enter a length from 1 to 3660."), "length_out_of_range")
    unit = parse_rule(deadline.rule.content).unit
    before = reckoning.Given.of(deadline)
    given = replace(before, added=(*before.added, Part(amount, unit)), paper=paper.words.strip()[:200])
    try:
        due = reckoning.reckon_again(deadline, given=given)
    except Refused as refused:
        raise proposing.refusal(refused, "amount") from None
    plain = reckoning.columns(due, actor=deadline.actor, given=replace(given, disputed=None))
    given = given.moved((plain["due_on"] - reckoning.our_day(deadline)).days)
    return reckoning.columns(due, actor=deadline.actor, given=given)


# --- the end of a freeze ---------------------------------------------------------------------------------------------


@transaction.atomic
def renew(
    deadline: Deadline, *, paper: Paper, by: User, at: datetime, until: date | None = None, because: str = ""
) -> Deadline:
    """A freeze goes on for another term: to the day that the paper prints, or for the rule's own length."""
    _open_to(deadline, by, paper)
    _must_be_freeze_end(deadline)
    until = until or _next_term(deadline)
    if until <= deadline.due_on:
        raise _at("until", _("A renewed freeze ends later than before. Check the day."), "not_later")
    _freeze_ends(deadline.case, until)
    return moving.take_over(
        deadline,
        kind=ClockChange.Kind.RENEWED,
        why=said(because, _("The freeze was renewed")),
        by=by,
        at=at,
        paper=paper.words,
        file=paper.file,
        **_until(deadline, until, paper, "renewed"),
    )


def _must_be_freeze_end(deadline: Deadline) -> None:
    if deadline.kind != Deadline.Kind.FREEZE_END:
        raise ValidationError(
            _("Only the end of a freeze is renewed or printed. Record an extension instead."), code="not_a_freeze_end"
        )


def _next_term(deadline: Deadline) -> date:
    """The rule's own term again, from the day on which the freeze would have ended; it never moves off a rest day."""
    rule = parse_rule(deadline.rule.content) if deadline.rule else None
    if rule is None or not rule.renewable:
        raise _at("until", _("No rule says for how long: enter the day that the paper prints."), "day_needed")
    past = deadline.case.clock_changes.filter(code=deadline.code, kind=ClockChange.Kind.RENEWED).count()
    if rule.max_renewals is not None and past >= rule.max_renewals:
        raise _at(
            "until",
            _("The rule allows no further renewal. Show counsel the paper, and enter the day that it prints."),
            "renewed_too_often",
        )
    assert deadline.rule is not None
    try:
        due = reckoning.reckon(deadline.rule, trigger=deadline.due_on, zone=deadline.zone)
    except Refused as refused:
        raise proposing.refusal(refused, "until") from None
    return _day(due.due_local)


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _freeze_ends(case: Case, on: date) -> None:
    Freeze.objects.filter(case=case).update(ends_on=on, term_state=Freeze.Fact.KNOWN)
    case.freeze.refresh_from_db()


@transaction.atomic
def printed_end(deadline: Deadline, *, on: date, paper: Paper, by: User, at: datetime, because: str = "") -> Deadline:
    """Chinese notices often print the eve of the computed day. What is printed prevails; the rest stays shown."""
    _open_to(deadline, by, paper)
    _must_be_freeze_end(deadline)
    if on < deadline.case.freeze.began_on:
        raise _at("until", _("The freeze ends before it began. Check both dates."), "ends_before_start")
    if on == deadline.due_on:
        raise _at("until", _("The freeze ends on that day already."), "same_day")
    _freeze_ends(deadline.case, on)
    return moving.take_over(
        deadline,
        kind=ClockChange.Kind.PRINTED,
        why=said(because, _("End date printed in the notice")),
        by=by,
        at=at,
        paper=paper.words,
        file=paper.file,
        **_until(deadline, on, paper, "printed_on_paper"),
    )


@transaction.atomic
def set_aside(computed: Deadline, *, printed: Deadline, by: User, at: datetime) -> None:
    """A computed end of the freeze gives way to the one that the notice prints; how far apart they lie is kept."""
    rows.supersede(computed, printed, at=at)
    why = both(_("End date printed in the notice"))
    rows.note_change(ClockChange.Kind.PRINTED, computed, printed, why=why, by=by, at=at)
    rows.keep_next(computed.case)


# --- two dates are said ----------------------------------------------------------------------------------------------


@transaction.atomic
def dispute(deadline: Deadline, *, on: date, who: str, ours: str, by: User, at: datetime, paper: str = "") -> Deadline:
    """The other side names another day. Both stay; we act and remind by the earlier one."""
    _open_to(deadline, by, Paper(paper or "-"))
    if on == deadline.due_on:
        raise _at("on", _("Both sides name the same day."), "same_day")
    if not who.strip() or not ours.strip():
        raise _at("who", _("Say who names which day, and on what ground."), "who_says_what")
    told = reckoning.Disputed(on, who.strip()[:300], ours.strip()[:300])
    given = replace(reckoning.Given.of(deadline), disputed=told)
    return moving.take_over(
        deadline,
        kind=ClockChange.Kind.DISPUTED,
        why=(told.who, told.who),
        by=by,
        at=at,
        paper=paper,
        trace=[*deadline.trace, reckoning.other_side_says(told)],
        given=given.as_json(),
        **reckoning.both_days(deadline.due_on, deadline.due_at, deadline.later_on, told, deadline.zone),
    )


@transaction.atomic
def settle_dispute(deadline: Deadline, *, on: date, paper: Paper, because: str, by: User, at: datetime) -> Deadline:
    """It is clear which day counts. The later one of a lost right still takes two people."""
    _open_to(deadline, by, paper)
    deadline.case.require(by, Can.CONFIRM_CLOCKS)
    if deadline.later_on is None:
        raise ValidationError(_("This date is not disputed."), code="not_disputed")
    if on not in (deadline.due_on, deadline.later_on):
        raise _at("on", _("Choose one of the two days."), "one_of_two")
    if not because.strip():
        raise _at("because", _("Say why this day counts."), "reason_missing")
    words = {"zh": because.strip(), "en": because.strip()}
    given = reckoning.Given.of(deadline)
    if given.disputed is None or on != reckoning.our_day(deadline):
        # The count itself gives another day, or both: what was agreed prevails over it from now on, like a granted end.
        given = replace(given, until=on, until_is="settled_on", paper=because.strip()[:200])
    return moving.take_over(
        deadline,
        kind=ClockChange.Kind.SETTLED,
        why=said(because, ""),
        by=by,
        at=at,
        paper=paper.words,
        file=paper.file,
        due_on=on,
        due_at=deadline.due_at if on == deadline.due_on else rows.end_of(on, deadline.zone),
        later_on=None,
        given=replace(given, disputed=None).as_json(),
        trace=[*deadline.trace, {"code": "settled_on", "params": {"day": on.isoformat(), "why": words}}],
    )
