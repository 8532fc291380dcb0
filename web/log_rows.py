"""The answers of a draft as rows to read: for the check page, and for choosing between two windows' answers."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases import intake
from cases.answers import FreezeAnswers
from cases.models import Draft, Freeze
from knowledge import institutions, routes
from knowledge.models import Edition, Kind
from web import shown
from web.forms import log as steps
from web.joined import joined
from web.log_effects import FROM, ICONS

BECOMES_ITEM = _("Unknown: an item is added to find out")
NOT_GIVEN = _("not given")


@dataclass(frozen=True)
class Row:
    label: Any
    text: str
    url: str
    item: bool = False  # unknown, and therefore work
    lang: str = ""


@dataclass(frozen=True)
class Group:
    step: str
    title: Any
    url: str
    rows: list[Row]


@dataclass(frozen=True)
class Tick:
    clock: intake.OfferedClock
    icon: str
    since: Any
    control: Any


def spoken(field: forms.Field, value: Any) -> str:
    """A typed value as the reader would say it."""
    if isinstance(field, forms.BooleanField):
        return str(_("Yes") if value else _("No"))
    if isinstance(field, forms.ChoiceField):
        said = dict(_flat(field.choices))
        values = value if isinstance(value, list) else [value] if value else []
        return joined(*(said.get(str(one), one) for one in values))
    return str(value or "")


def _flat(choices: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            found += _flat(label)
        else:
            found.append((str(value), label))
    return found


def ticks(form: steps.CheckStep) -> list[Tick]:
    boxes = {str(box.data["value"]): box.tag() for box in form["accepted_clocks"].subwidgets}
    return [Tick(c, ICONS[c.kind], FROM[c.starts], boxes[c.rule]) for c in form.clocks]


def groups(draft: Draft, answers: FreezeAnswers) -> list[Group]:
    def link(step: str, field: str) -> str:
        return f"{reverse('log-step', args=[draft.key, step])}?then=check#id_{field}"

    made = []
    for step, rows in (
        ("account", _account(draft, answers)),
        ("who", _who(answers)),
        ("amounts", _amounts(answers)),
        ("causes", _causes(answers)),
    ):
        found = [Row(label, text or str(NOT_GIVEN), link(step, field), item) for field, label, text, item in rows]
        made.append(Group(step, steps.TITLES[step], f"{reverse('log-step', args=[draft.key, step])}?then=check", found))
    return made


Said = tuple[str, Any, str, bool]


def _account(draft: Draft, answers: FreezeAnswers) -> list[Said]:
    institution = answers.institution
    if answers.legal_entity and answers.legal_entity != institution:
        institution = f"{institution} ({answers.legal_entity})"
    verified = answers.verified_how
    if answers.verified_at:
        verified = joined(verified, shown.moment(answers.verified_at))
    return [
        ("account_number", _("IBAN or account number"), institutions.look_up(answers.account_number).spaced, False),
        ("institution", _("Institution"), institution, False),
        ("party_name", _("Account holder"), answers.party_name, False),
        ("learned_by_0", _("How did you learn of it?"), _labels(Freeze.LearnedBy, answers.learned_by), False),
        (
            "verified_0",
            _("Verified through an official channel"),
            verified if answers.verified else str(_("Not yet: an item is added for today")),
            not answers.verified,
        ),
        ("notice", _("Photo or file of the notice"), draft.notice_file.name if draft.notice_file else "", False),
    ]


def _who(answers: FreezeAnswers) -> list[Said]:
    unknown = answers.body_kind == intake.UNKNOWN_BODY
    country = answers.jurisdiction or answers.country
    return [
        (
            "who_0",
            _("Who ordered the freeze?"),
            str(BECOMES_ITEM if unknown else routes.body_kind(answers.body_kind)),
            unknown,
        ),
        ("jurisdiction", _("Country"), str(shown.locale().territories.get(country, country)) if country else "", False),
        ("body_name", _("Name on the notice"), answers.body_name, False),
        ("instrument_no", _("Document or case number"), *_fact(answers.instrument_state, answers.instrument_no)),
        ("notice_on", _("Date of the notice"), shown.day(answers.notice_on) if answers.notice_on else "", False),
        ("scope_0", _("What is frozen?"), str(Freeze.Scope(answers.scope or "unknown").label), False),
    ]


def _amounts(answers: FreezeAnswers) -> list[Said]:
    def sum_of(amount: Any) -> str:
        return shown.money(amount, answers.currency) if amount is not None else ""

    return [
        ("amount", _("Frozen amount"), *_fact(answers.amount_state, sum_of(answers.amount))),
        ("balance", _("Balance of the account"), sum_of(answers.balance), False),
        (
            "frozen_at",
            _("Frozen since"),
            shown.moment(answers.frozen_at)
            if answers.frozen_at
            else str(_("Not known: the day you learned of it counts")),
            False,
        ),
        ("known_at", _("When did you learn of it?"), shown.moment(answers.known_at) if answers.known_at else "", False),
        (
            "ends_on",
            _("End date printed in the notice"),
            *_fact(answers.term_state, shown.day(answers.ends_on) if answers.ends_on else ""),
        ),
    ]


def _causes(answers: FreezeAnswers) -> list[Said]:
    named = Edition.objects.current(Kind.CAUSE).filter(code__in=answers.causes)
    causes = joined(*(cause.title for cause in named))
    if answers.cause_refused:
        causes = str(_("The other side refuses to name a reason"))
    return [
        ("causes_0", _("What may be the reason?"), causes or str(_("Not known yet")), False),
        ("reason_quoted", _("Reason in the notice, word for word"), answers.reason_quoted, False),
        ("clause_quoted", _("Clause relied on"), answers.clause_quoted, False),
    ]


def _fact(state: str, text: str) -> tuple[str, bool]:
    if state == "known":
        return text, False
    return (str(BECOMES_ITEM), True) if state == "unknown" else (str(_("The notice states none")), False)


def _labels(choices: type[TextChoices], values: Any) -> str:
    return joined(*(choices(value).label for value in values if value in choices.values))
