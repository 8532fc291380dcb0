"""Stage 1 begins: a freeze is logged, and everything that follows from who froze it is set in motion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Can, Role
from accounts.words import both
from cases import (
    causes,
    checklists,
    deadlines,
    history,
    news,
    parties,
    people,
    timeline,
    totals,
    triggers,
    verification,
)
from cases.answers import FreezeAnswers
from cases.models import Account, Case, Draft, Freeze, Party
from cases.zones import zone_of
from knowledge import amounts, institutions, providers, routes
from knowledge.models import Edition, Kind
from knowledge.words import Words

UNKNOWN_BODY = "unknown"


# --- what an answer sets off, before anything is created (the right-hand column of the wizard) -----------------------


@dataclass(frozen=True)
class OfferedClock:
    rule: str
    title: Words
    starts: str  # the happening: frozen, known, submitted
    kind: str  # legal, target, end
    period: Words  # "15 working days"
    ticked: bool


@dataclass(frozen=True)
class Preview:
    route: Words | None  # None: counsel defines the route
    counsel_only: bool
    channels: Sequence[Any]
    clocks: tuple[OfferedClock, ...]

    def difference(self, other: "Preview") -> tuple[list[OfferedClock], list[OfferedClock]]:
        """(clocks that fall away, clocks that come) when the answer changes from this one to the other (row 2.1c)."""
        mine, theirs = {c.rule: c for c in self.clocks}, {c.rule: c for c in other.clocks}
        return [c for r, c in mine.items() if r not in theirs], [c for r, c in theirs.items() if r not in mine]


def preview(answers: FreezeAnswers) -> Preview:
    """Which route, which channels, which clocks. The same answers give the same preview; nothing is stored."""
    route = route_of(answers)
    provider = providers.get(answers.provider) if answers.provider else None
    return Preview(
        route=route.name if route else None,
        counsel_only=routes.body_kind(answers.body_kind).is_authority,
        channels=provider.channels if provider else (),
        clocks=tuple(offered_clocks(answers)),
    )


def route_of(answers: FreezeAnswers) -> "routes.Route | None":
    if answers.body_kind == UNKNOWN_BODY:
        return None
    found = routes.route_for(answers.body_kind, answers.jurisdiction or answers.country)
    return found if isinstance(found, routes.Route) else None


def offered_clocks(answers: FreezeAnswers) -> list[OfferedClock]:
    """Counsel within 24 hours, then what the route counts from the freeze, from our knowledge, and from our appeal."""
    wanted = [(deadlines.COUNSEL_CLOCK, triggers.KNOWN)]
    if route := route_of(answers):
        for happening in (triggers.FROZEN, triggers.KNOWN, triggers.SUBMITTED):
            names = triggers.names_of(happening)
            wanted += [(clock.rule_id, happening) for clock in routes.clock_chain(route) if clock.starts_at in names]
    editions = {
        e.code: e for e in Edition.objects.current(Kind.TIME_LIMIT).filter(code__in=[rule for rule, _h in wanted])
    }
    offered = []
    for rule, happening in dict(wanted).items():
        if (edition := editions.get(rule)) is None:
            continue
        body = edition.content
        kind = deadlines.KIND_OF_RULE.get(body["kind"])
        if kind is None or (kind == "end" and answers.ends_on):
            continue  # the printed end date prevails over a computed one
        offered.append(
            OfferedClock(
                rule=rule,
                title=edition.names,
                starts=happening,
                kind=kind,
                period=period_of(body),
                ticked=rule not in triggers.ONLY_IF,
            )
        )
    return offered


def period_of(body: dict[str, Any]) -> Words:
    """A rule's length in words: 15 business days."""
    amount, unit = body.get("amount"), body.get("unit")
    if amount is None or unit not in amounts.UNITS:
        return Words(*both(_("no fixed length")))
    if not amount:
        return Words(*both(_("at once")))
    said = amounts.amount_phrase((amounts.Part(int(amount), unit),))
    return Words(said.text("zh-hans"), said.text("en"))


# --- creating the case -----------------------------------------------------------------------------------------------


@transaction.atomic
def log_freeze(
    answers: FreezeAnswers, *, organisation: Organisation, by: User, at: datetime, draft: Draft | None = None
) -> Case:
    """Create the case with its people, checklists, clocks and notices. All of it, or none of it."""
    by.require(Can.LOG_FREEZE, organisation.pk)
    check(answers, organisation, at=at)
    party = _party(answers, organisation, by=by, at=at)
    account = _account(answers, party, by=by, at=at)
    route = route_of(answers)
    owner = _person(answers.owner_id, organisation) or (
        by if by.roles.get(organisation.pk) == Role.FINANCE else people.holder_of(organisation, Role.FINANCE)
    )
    counsel = _person(answers.counsel_id, organisation) or next(iter(people.members(organisation, Role.COUNSEL)), None)
    manager = people.holder_of(organisation, Role.MANAGER)
    stand_in = next((p for p in people.members(organisation, Role.FINANCE) if p != owner), None)
    number = _next_number(organisation)
    known_at = answers.known_at or at
    case = Case.objects.create(
        organisation=organisation,
        number=number,
        ref=f"{organisation.prefix}-{number:04d}",
        party=party,
        account=account,
        owner=owner,
        manager=manager,
        counsel=counsel,
        deputy=stand_in,
        route=Edition.objects.pick(Kind.ROUTE, route.code) if route else None,
        cause_refused=answers.cause_refused,
        opened_at=at,
        logged_by=by,
        last_activity_at=at,
    )
    frozen_at = answers.frozen_at or known_at
    Freeze.objects.create(
        case=case,
        body_kind=answers.body_kind,
        body_state=Freeze.Fact.UNKNOWN if answers.body_kind == UNKNOWN_BODY else Freeze.Fact.KNOWN,
        body_name=answers.body_name or (answers.institution if answers.body_kind in {"provider", "bank"} else ""),
        jurisdiction=answers.jurisdiction or answers.country,
        instrument_no=answers.instrument_no,
        instrument_state=answers.instrument_state,
        amount=answers.amount,
        amount_state=answers.amount_state,
        currency=answers.currency,
        balance=answers.balance,
        scope=answers.scope,
        frozen_at=frozen_at,
        known_at=known_at,
        zone=zone_of(answers.jurisdiction or answers.country, otherwise=organisation.time_zone),
        notice_on=answers.notice_on,
        ends_on=answers.ends_on,
        term_state=answers.term_state,
        learned_by=list(answers.learned_by),
        reason_quoted=answers.reason_quoted,
        clause_quoted=answers.clause_quoted,
        notice_file=draft.notice_file if draft else None,
    )
    zh, en = both(
        _("Account frozen: %(institution)s %(account)s"), institution=account.institution, account=account.spaced
    )
    notice = draft.notice_file if draft else None
    frozen = timeline.note_event(
        case, "frozen", happened_at=frozen_at, zh=zh, en=en, by=by, at=at, zone=case.freeze.zone, file=notice
    )
    checklists.open_items(case, at=at)
    _chase_unknowns(case, at=at)
    _start_clocks(case, answers, frozen=frozen, by=by, at=at)
    if answers.causes:
        causes.decide(case, answers.causes, refused=answers.cause_refused, by=by, at=at)
    if answers.verified:
        verification.verify(case, how=answers.verified_how, when=answers.verified_at or at, by=by, at=at)
    if draft is not None and not Draft.objects.filter(pk=draft.pk, case=None).update(case=case):
        raise ValidationError(_("The case has been created from this draft already."), code="draft_used")
    totals.keep(organisation.pk)
    news.case_opened(case, by=by, at=at)
    history.record(
        case,
        "case.logged",
        by=by,
        at=at,
        data={
            "ref": case.ref,
            "body": answers.body_kind,
            "amount": str(answers.amount) if answers.amount is not None else None,
            "currency": answers.currency,
            "route": route.code if route else None,
        },
        private={"account": account.number, "party": party.name},
    )
    case.refresh_from_db()
    return case


def check(answers: FreezeAnswers, organisation: Organisation, *, at: datetime) -> None:
    """Everything wrong at once, each beside its field: a person corrects a page in one go."""
    wrong: dict[str, list[ValidationError]] = {}

    def say(name: str, message: Any, code: str) -> None:
        wrong.setdefault(name, []).append(ValidationError(message, code=code))

    number = institutions.compact(answers.account_number)
    if not number:
        say("account_number", _("Enter the IBAN or the account number."), "number_missing")
    elif (found := institutions.look_up(number, country=answers.country)) and not found.is_valid:
        say("account_number", found.reason, "number_wrong")
    if not answers.institution.strip():
        say("institution", _("Enter the name of the institution that keeps the account."), "institution_missing")
    if not answers.party_id and not answers.party_name.strip():
        say("party_name", _("Enter the account holder as the licence shows it."), "party_missing")
    if answers.body_kind != UNKNOWN_BODY and answers.body_kind not in {kind.code for kind in routes.body_kinds()}:
        say("body_kind", _("Choose who ordered the freeze, or “I do not know”."), "body_unknown")
    if answers.instrument_state == "known" and not answers.instrument_no.strip():
        say("instrument_no", _("Enter the number, or tick “unknown”."), "instrument_missing")
    if answers.amount_state == "known" and answers.amount is None:
        say("amount", _("Enter the amount, or tick “unknown”."), "amount_missing")
    if answers.amount is not None and answers.amount <= 0:
        say(
            "amount",
            _("The frozen amount must be more than 0. If you do not know it, tick “unknown”."),
            "amount_not_positive",
        )
    if answers.amount is not None and answers.amount >= Decimal(10) ** 16:
        say("amount", _("This amount is too large to be right. Check the decimal point."), "amount_too_large")
    if answers.balance is not None and answers.balance < 0:
        say("balance", _("Enter the balance as 0 if the account is overdrawn."), "balance_negative")
    known_at = answers.known_at or at
    if known_at > at + timedelta(minutes=5):
        say(
            "known_at",
            _("The moment you learned of it lies in the future. Enter when you really learned of it."),
            "in_future",
        )
    if answers.frozen_at and answers.frozen_at > at + timedelta(minutes=5):
        say("frozen_at", _("The freeze lies in the future. Enter the day it began, today or earlier."), "in_future")
    there = ZoneInfo(zone_of(answers.jurisdiction or answers.country, otherwise=organisation.time_zone))
    if answers.notice_on and answers.notice_on > at.astimezone(there).date():
        say("notice_on", _("The date of the notice must be today or earlier."), "in_future")
    if answers.term_state == "known" and answers.ends_on is None:
        say("ends_on", _("Enter the printed end date, or tick “unknown”."), "term_missing")
    if answers.ends_on and answers.frozen_at and answers.ends_on < answers.frozen_at.astimezone(there).date():
        say("ends_on", _("The freeze ends before it began. Check both dates."), "ends_before_start")
    if answers.verified and not answers.verified_how.strip():
        say(
            "verified_how",
            _("Say which official channel was used: the number called, the page opened."),
            "channel_missing",
        )
    if wrong:
        raise ValidationError(wrong)


def _party(answers: FreezeAnswers, organisation: Organisation, *, by: User, at: datetime) -> Party:
    known = Party.objects.filter(organisation=organisation)
    if answers.party_id:
        if party := known.filter(pk=answers.party_id).first():
            return party
        raise ValidationError(
            {"party_name": ValidationError(_("Choose the holder from the register again."), code="party_unknown")}
        )
    if party := known.filter(name=answers.party_name.strip()).first():
        return party
    return parties.new_party(
        organisation,
        {"name": answers.party_name, "name_en": answers.party_name_en, "country": organisation.country},
        by=by,
        at=at,
    )


def _account(answers: FreezeAnswers, party: Party, *, by: User, at: datetime) -> Account:
    number = institutions.compact(answers.account_number)
    status = Account.Status.PARTLY_FROZEN if answers.scope == Freeze.Scope.SUM else Account.Status.FROZEN
    account = Account.objects.filter(organisation_id=party.organisation_id, number=number).first()
    if account is None:
        found = institutions.look_up(number, country=answers.country)
        account = parties.new_account(
            party,
            {
                "number": number,
                "is_iban": found.is_iban,
                "institution": answers.institution.strip(),
                "legal_entity": answers.legal_entity,
                "provider": Edition.objects.current(Kind.PROVIDER).filter(code=answers.provider).first(),
                "bic": found.bic,
                "country": answers.country or found.country,
                "currency": answers.currency,
            },
            by=by,
            at=at,
        )
    Account.objects.filter(pk=account.pk).update(status=status)
    # Same institution, same holder: at risk too, until counsel has looked (row 2.2c).
    Account.objects.filter(party=party, institution=account.institution, status=Account.Status.USABLE).exclude(
        pk=account.pk
    ).update(status=Account.Status.LINKED)
    account.refresh_from_db()
    return account


def _person(pk: int | None, organisation: Organisation) -> User | None:
    if pk is None:
        return None
    return User.objects.filter(pk=pk, memberships__organisation=organisation, memberships__ended_at=None).first()


def _next_number(organisation: Organisation) -> int:
    """The database counts: two clerks who log at once get two numbers."""
    Organisation.objects.filter(pk=organisation.pk).update(next_case_number=F("next_case_number") + 1)
    return Organisation.objects.values_list("next_case_number", flat=True).get(pk=organisation.pk) - 1


def _chase_unknowns(case: Case, *, at: datetime) -> None:
    """Each of the four facts that is unknown becomes exactly one line, due the next working day (row 2.1b)."""
    freeze = case.freeze
    asked = (
        ("body", freeze.body_state, _("Find out who ordered the freeze")),
        ("instrument", freeze.instrument_state, _("Ask for the number of the freezing instrument")),
        ("amount", freeze.amount_state, _("Ask for the frozen amount")),
        ("term", freeze.term_state, _("Ask until when the freeze runs")),
    )
    unknown = [(code, question) for code, state, question in asked if state == Freeze.Fact.UNKNOWN]
    for code, question in unknown:
        zh, en = both(question)
        checklists.chase_unknown(case, code, zh=zh, en=en, at=at)
    if not unknown:
        checklists.settle(case, "four-facts", by=case.logged_by, at=at)


def _start_clocks(case: Case, answers: FreezeAnswers, *, frozen: Any, by: User, at: datetime) -> None:
    """Proposed, each with its reasons; a person confirms them. What the notice prints needs no arithmetic."""
    accepted = answers.accepted_clocks
    moments = {triggers.FROZEN: case.freeze.frozen_at, triggers.KNOWN: case.freeze.known_at}
    for clock in offered_clocks(answers):
        wanted = clock.ticked if accepted is None else clock.rule in accepted
        if wanted and clock.starts in moments:
            deadlines.propose(
                case, clock.rule, trigger=clock.starts, trigger_at=moments[clock.starts], by=by, at=at, event=frozen
            )
    if answers.ends_on:
        zh, en = both(_("The freeze ends, as printed in the notice"))
        source_zh, source_en = both(_("End date printed in the notice"))
        deadlines.set_date(
            case,
            code="freeze-end-printed",
            kind="end",
            actor="them",
            zh=zh,
            en=en,
            due_on=answers.ends_on,
            zone=case.freeze.zone,
            trigger=triggers.FROZEN,
            trigger_at=case.freeze.frozen_at,
            source_zh=source_zh,
            source_en=source_en,
            by=by,
            at=at,
            event=frozen,
        )
