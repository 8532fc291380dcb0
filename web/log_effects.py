"""What an answer sets off, beside the wizard: route, channel, calendar, counsel, clocks, hours left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases import intake, triggers
from cases.answers import FreezeAnswers
from cases.checklists import GOLDEN_HOURS
from knowledge import institutions, providers, routes
from knowledge.providers import Channel
from knowledge.words import Words
from web.shown import locale

FROM = {
    triggers.FROZEN: _("from the freeze"),
    triggers.KNOWN: _("from the day you learned of it"),
    triggers.SUBMITTED: _("from your submission"),
}
ICONS = {"legal": "scale", "target": "target", "end": "snowflake"}
CHANNELS_SHOWN = 2


@dataclass(frozen=True)
class Clock:
    kind: str
    icon: str
    title: Words
    period: Words
    since: Any


@dataclass(frozen=True)
class Effects:
    institution: str
    holder: str  # known to the register already
    legal_entity: str
    entity_is_certain: bool
    profile: str
    number_problem: str
    route: Words | None
    body_known: bool
    counsel_only: bool
    channels: Sequence[Channel]
    stale: Sequence[str]  # kinds of channel nobody has opened for half a year
    calendars: Sequence[str]
    clocks: Sequence[Clock]
    end_is_counted: bool  # printed in the notice, or computed by a rule of the route
    has_own_end: bool  # a court or police freeze ends by itself, also where no rule computes it
    before: str  # the answer the change is measured from: body and law
    gone: Sequence[Any]
    come: Sequence[Any]
    route_changed: bool
    contact_changed: bool
    hours_left: int
    golden_over: bool

    @property
    def changed(self) -> bool:
        return bool(self.gone or self.come or self.route_changed or self.contact_changed)

    @property
    def has_institution(self) -> bool:
        return bool(self.institution)


def effects(
    answers: FreezeAnswers,
    *,
    organisation: Organisation,
    found: institutions.Lookup | None,
    before: str,
    seen: bool,
    at: datetime,
    holder: str = "",
) -> Effects:
    now = intake.preview(answers)
    body = routes.body_kind(answers.body_kind)
    here = f"{answers.body_kind}.{answers.jurisdiction or answers.country}"
    then = _as_before(answers, before)
    was = intake.preview(then) if then else None
    gone, come = was.difference(now) if was else ([], [])
    left = (answers.known_at or at) + GOLDEN_HOURS - at
    channels = list(now.channels)[:CHANNELS_SHOWN] if not (now.counsel_only and seen) else []
    return Effects(
        institution=answers.institution,
        holder=holder,
        legal_entity=answers.legal_entity,
        entity_is_certain=bool(found and found.entity_is_certain),
        profile=_profile(answers),
        number_problem=found.reason if found and found.problem and found.number else "",
        route=now.route,
        body_known=answers.body_kind != intake.UNKNOWN_BODY,
        counsel_only=now.counsel_only and seen,
        channels=channels,
        stale=[channel.kind for channel in channels if channel.is_stale(organisation.day_of(at))],
        calendars=_calendars(answers, organisation),
        clocks=[Clock(c.kind, ICONS[c.kind], c.title, c.period, FROM[c.starts]) for c in now.clocks if c.ticked],
        end_is_counted=bool(answers.ends_on) or any(c.kind == "end" for c in now.clocks),
        has_own_end=body.freeze_has_own_end,
        before=before if then else (here if seen else ""),
        gone=gone,
        come=come,
        route_changed=bool(was and str(was.route) != str(now.route)),
        contact_changed=bool(was and was.counsel_only != now.counsel_only),
        hours_left=max(int(left / timedelta(hours=1)), 0),
        golden_over=left <= timedelta(0),
    )


def _as_before(answers: FreezeAnswers, before: str) -> FreezeAnswers | None:
    """The same answers with the body the page showed first; nothing when it is the same, or was never chosen."""
    kind, _dot, law = before.partition(".")
    if not kind or before == f"{answers.body_kind}.{answers.jurisdiction or answers.country}":
        return None
    if kind not in {body.code for body in routes.body_kinds()}:
        return None
    return replace(answers, body_kind=kind, jurisdiction=law)


def _profile(answers: FreezeAnswers) -> str:
    profile = providers.current().get(answers.provider)
    return str(profile.names) if profile else ""


def _calendars(answers: FreezeAnswers, organisation: Organisation) -> list[str]:
    """The institution's country, the authority's, and our own: their holidays all count."""
    names = locale().territories
    codes = dict.fromkeys(code for code in (answers.country, answers.jurisdiction, organisation.country) if code)
    return [str(names.get(code, code)) for code in codes]
