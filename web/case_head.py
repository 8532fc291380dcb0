"""The head of every page of a case: number, party, what is frozen, the five stages, the three clocks, the tabs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals.models import Appeal, Evidence, Pack, ProviderStatus, Submission
from cases import contact, deadlines
from cases.models import Case, Message
from cases.stages import FIVE, Stage
from comms.directory import Known
from web import shown
from web.clock_card import Card, cards
from web.requests import Request

Words = str | Promise


@dataclass(frozen=True)
class Act:
    """A link at the right of the title. At most one of a page is primary, and it stands last."""

    label: Words
    url: str
    icon: str = "plus"
    primary: bool = False


@dataclass(frozen=True)
class Tab:
    code: str
    label: Words
    url: str
    count: str = ""


@dataclass(frozen=True)
class Stop:
    """One of the five stages on the rail, and how far it is."""

    stage: Stage
    state: str  # done, now, block, todo: data-s of the design
    on: datetime | None = None
    day: int = 0
    why: Words = ""

    @property
    def icon(self) -> str:
        return {"done": "circle-check", "now": "circle-dot", "block": "lock"}.get(self.state, "circle-dashed")


@dataclass(frozen=True)
class Head:
    case: Case
    tab: str
    tabs: Sequence[Tab]
    acts: Sequence[Act] = ()
    rail: Sequence[Stop] = ()
    cards: Sequence[Card] = ()
    provider: ProviderStatus | None = None
    counsel_only: bool = False
    no_limitation: bool = False  # nobody has said yet by when the case is lost
    may_verify: bool = False
    contact_person: str = ""  # at the institution, as the directory names them (row 5.3b)
    crumbs: Sequence[tuple[Words, str]] = field(default_factory=tuple)

    @property
    def is_verified(self) -> bool:
        return self.case.freeze.is_verified

    @property
    def joint(self) -> str:
        """Between short facts: a comma in Chinese, a middle dot in English."""
        return "，" if shown.speaks_chinese() else " · "

    @property
    def party_lang(self) -> str:
        """The name is written in one language, whatever the page is written in."""
        party = self.case.party
        written = "en" if party.name_in(get_language()) == party.name_en else "zh-Hans"
        if written == "zh-Hans" and party.name.isascii():
            written = "en"
        return "" if shown.speaks_chinese() == (written == "zh-Hans") else written


def visible(request: Request) -> QuerySet[Case]:
    """What a page of a case needs of it, in one query; with the counts that stand on the tabs."""
    return _of(request).annotate(**_figures())


def _of(request: Request) -> QuerySet[Case]:
    return Case.objects.visible_to(request.user).select_related(
        "party", "account", "freeze", "owner", "manager", "counsel", "organisation", "route"
    )


def _figures() -> dict[str, Any]:
    def count_of(rows: QuerySet[Any], field_name: str = "case") -> Coalesce:
        grouped = rows.filter(**{field_name: OuterRef("pk")}).order_by().values(field_name).annotate(n=Count("pk"))
        return Coalesce(Subquery(grouped.values("n")), 0)

    newest_pack = Pack.objects.filter(appeal__case=OuterRef("pk")).order_by("-number").values("number")[:1]
    return {
        "evidence_count": count_of(Evidence.objects.standing()),
        "appeal_count": count_of(Appeal.objects.all()),
        "message_count": count_of(Message.objects.filter(is_privileged=False)),
        "submission_count": count_of(Submission.objects.all(), "appeal__case"),
        "pack_number": Subquery(newest_pack),
        "knows_limitation": deadlines.of_a_case(OuterRef("pk")),
    }


def case_or_404(request: Request, ref: str) -> Case:
    """A foreign case answers as a missing one. A form that is sent shows no tabs, unless it comes back: see head()."""
    return get_object_or_404(_of(request) if request.method == "POST" else visible(request), ref=ref)


def _counted(case: Case, user: User) -> Case:
    """After a form was refused: the figures for the tabs of the page that comes back, as they are by now."""
    if not hasattr(case, "evidence_count"):
        figures = Case.objects.visible_to(user).filter(pk=case.pk).values(**_figures()).first()
        for name, value in (figures or {}).items():
            setattr(case, name, value)
    return case


def head(
    case: Case,
    user: User,
    tab: str,
    *,
    acts: Sequence[Act] = (),
    rail: bool = False,
    clocks: bool = False,
    dates: bool = False,
    contact_person: Known | None = None,
) -> Head:
    now = timezone.now()
    return Head(
        case=_counted(case, user),
        tab=tab,
        tabs=_tabs(case, user),
        acts=acts,
        rail=_rail(case, now) if rail else (),
        cards=cards(case, deadlines.clocks(case), user, now) if clocks else (),
        provider=ProviderStatus.objects.filter(case=case).order_by("-since", "-pk").first(),
        counsel_only=contact.counsel_only(case),
        no_limitation=(clocks or dates) and not case.is_closed and not getattr(case, "knows_limitation", True),
        may_verify=case.allows(user, Can.WORK_ON_CASE) and not case.is_closed,
        contact_person=contact_person.written if contact_person else "",
        crumbs=((_("Cases"), reverse("cases")), (case.ref, reverse("case", args=[case.ref]))),
    )


def _tabs(case: Case, user: User) -> list[Tab]:
    def count(name: str, prefix: str = "") -> str:
        number = getattr(case, name, None)
        return f"{prefix}{number}" if number else ""

    wanted: list[tuple[str, Words, str, str]] = [
        ("overview", _("Overview"), "case", ""),
        ("causes", _("Causes"), "case-causes", ""),
        ("evidence", _("Evidence"), "case-evidence", count("evidence_count")),
        ("packs", _("Packs"), "case-packs", count("pack_number", "v")),
        ("appeals", _("Appeals"), "case-appeals", count("appeal_count")),
        ("submissions", _("Submission"), "case-submissions", count("submission_count")),
        ("rejections", _("Rejections"), "case-rejections", ""),
        ("messages", _("Messages"), "case-messages", count("message_count")),
        ("people", _("People"), "case-people", ""),
    ]
    if case.allows(user, Can.SEE_MONEY):
        wanted.insert(1, ("money", _("Money"), "case-money", ""))
    if case.allows(user, Can.READ_PRIVILEGED):
        wanted.append(("notes", _("Privileged notes"), "case-notes", ""))
    if case.allows(user, Can.SEE_AUDIT):
        wanted.append(("audit", _("Audit"), "case-audit", ""))
    return [Tab(code, label, reverse(name, args=[case.ref]), number) for code, label, name, number in wanted]


def _rail(case: Case, now: datetime) -> list[Stop]:
    """Solid behind us, dashed where we are, dotted where something is missing."""
    moves = list(case.moves.all())
    left = {move.frm: move.at for move in moves}
    entered = {move.to: move.at for move in moves}
    current = case.stage if not case.is_closed else (moves[-1].frm if moves else Stage.CONFIRM)
    here = FIVE.index(Stage(current))
    submitted = getattr(case, "submission_count", 0)
    stops = []
    for place, stage in enumerate(FIVE):
        if place < here or (case.is_closed and stage in left):
            stops.append(Stop(stage, "done", on=left.get(stage)))
        elif place == here and not case.is_closed:
            since = entered.get(stage, case.opened_at)
            days = (timezone.localdate(now) - timezone.localdate(since)).days + 1
            stops.append(Stop(stage, "now", day=max(days, 1)))
        elif stage == Stage.FOLLOW_UP and not submitted and not case.is_closed:
            stops.append(Stop(stage, "block", why=_("Cannot start: nothing sent")))
        elif stage == Stage.SECOND_APPEAL:
            stops.append(Stop(stage, "todo", why=_("Only if rejected")))
        else:
            stops.append(Stop(stage, "todo", why=_("Not needed") if case.is_closed else _("Not begun")))
    return stops
