"""Plant the sample desk: six cases and a half-filled draft, by the real acts, in dates counted from today."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts import saved_views
from accounts.models import Organisation
from appeals.models import Evidence
from cases import digests, drafts, reviews, weekly, workdays
from cases.models import Case, Draft
from demo import hailan, lawbook, money, others, rules
from demo.days import Days
from demo.people import Desk, open_desk
from demo.talks import talk
from funds import runways
from notifications import outbox
from notifications.models import Message


@dataclass(frozen=True)
class Planted:
    cases: int
    drafts: int
    papers: int


def plant(*, at: datetime) -> Planted:
    """FD-0006 was a test of the wizard and never became a case; the numbers jump, as they do in real desks."""
    days = Days(at)
    desk = open_desk(at=at)
    others.drill(desk, days)
    others.corvin(desk, days)
    others.tuopu(desk, days)
    others.qiheng(desk, days)
    others.meridian(desk, days)
    Organisation.objects.filter(pk=desk.organisation.pk).update(next_case_number=7)
    hailan.plant(desk, days)
    money.plant(desk, days)
    lawbook.fill(desk, days)
    rules.change(desk, days)
    _draft(desk, days)
    _views(desk, at)
    talk(desk, days)
    reviews.open_quarter(at=at)
    runways.reckon(at=at)
    _carry_the_mail(at)
    _last_working_morning(at)
    return Planted(Case.objects.count(), Draft.objects.unfinished().count(), Evidence.objects.count())


def _carry_the_mail(at: datetime) -> None:
    """What fell due in the weeks that the stories cover arrived then, in the mailbox, and not all at once today."""
    waiting = Message.objects.due(at).values_list("send_at", flat=True)
    for moment in sorted(set(waiting)):
        outbox.sweep(at=moment)


def _views(desk: Desk, at: datetime) -> None:
    """Counsel shares the view in which legal dates wait for somebody."""
    saved_views.save(
        "法定未知悉 Legal, unseen",
        {"kind": "legal", "only": "unacknowledged"},
        organisation=desk.organisation,
        page="deadlines",
        layout="list",
        is_shared=True,
        by=desk.chen,
        at=at,
    )


def _last_working_morning(at: datetime) -> None:
    """The summaries of the newest morning on which both Ningbo and Brussels work lie in the mailbox already."""
    brussels = ZoneInfo("Europe/Brussels")
    morning = datetime.combine(at.astimezone(brussels).date(), time(9), brussels)
    calendars = [workdays.calendar_of(country) for country in ("CN", "BE")]
    while morning > at or not all(calendar.is_working(morning.date()) for calendar in calendars):
        morning -= timedelta(days=1)
    digests.post_all(at=morning)
    weekly.post_all(at=morning)
    outbox.sweep(at=morning)


def _draft(desk: Desk, days: Days) -> None:
    """Left ten minutes ago, two steps in."""
    at = days.now - timedelta(minutes=10)
    local = at.astimezone(ZoneInfo("Asia/Shanghai"))
    draft = drafts.start(desk.organisation, by=desk.wang, at=at)
    draft = drafts.save(
        draft,
        "account",
        {
            "account_number": "BE78 9149 9900 0786",
            "institution": "iBanFirst SA",
            "country": "BE",
            "party_name": "厦门澜舟食品有限公司",
            "learned_by": ["email"],
            "verified": "no",
        },
        version=draft.version,
        by=desk.wang,
        at=at,
    )
    drafts.save(
        draft,
        "who",
        {"who": "institution", "body_name": "iBanFirst SA", "notice_on": f"{local:%Y-%m-%d}", "scope": "whole"},
        version=draft.version,
        by=desk.wang,
        at=at,
    )
