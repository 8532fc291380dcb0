"""What the forms of the walk are filled in with: days and moments as a person types them, rows of the house, a paper."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases import deadlines
from cases.models import Case, Deadline
from tests.appeals.world import pdf
from tests.house.browser import shown_form
from tests.house.world import House

Filled = dict[str, Any]
At = Forms = dict[str, Callable[[House], Filled]]
COMPLAINED = "complaint_received_by_provider"


def local(house: House, **back: float) -> str:
    return timezone.localtime(house.at - timedelta(**back)).strftime("%Y-%m-%dT%H:%M")


def day(house: House, ahead: int = 0) -> str:
    return (timezone.localdate(house.at) + timedelta(days=ahead)).isoformat()


def clock(house: House, status: str, **more: Any) -> Deadline:
    found = house.fresh.deadlines.filter(status=status, **more).exclude(rule_kind="limitation").order_by("pk").first()
    assert found is not None, f"The fresh case has no date that is {status}."
    return found


def legal(house: House) -> Deadline:
    found = house.fresh.deadlines.open().filter(kind="legal").order_by("pk").first()
    assert found is not None
    return found


def soon_after_it_began(house: House) -> Filled:
    live = clock(house, "live")
    moment = (live.trigger_at + timedelta(minutes=2)).astimezone(ZoneInfo(live.zone))
    return {"day": f"{moment:%Y-%m-%d}", "clock": f"{moment:%H:%M}"}


def expected(house: House) -> list[str]:
    offers = deadlines.offered(house.case, COMPLAINED, moment=house.at)
    return [offer.code for offer in offers if offer.is_ticked]


def today(house: House) -> str:
    """That has begun wherever one of the cases is counted: at night it is tomorrow in Ningbo only."""
    zones = (case.freeze.zone for case in (house.fresh, house.case))
    return min(house.at.astimezone(ZoneInfo(zone)).date() for zone in zones).isoformat()


def an_hour_ago(house: House) -> Filled:
    """After the freeze and before now, on the clock of the case."""
    moment = (house.at - timedelta(hours=1)).astimezone(ZoneInfo(house.fresh.freeze.zone))
    return {"day": moment.date().isoformat(), "clock": f"{moment:%H:%M}"}


def as_shown(house: House, name: str, case: Case, *more: int) -> Filled:
    """The page's own form as a browser would send it back."""
    page = house.client("fang").get(reverse(name, args=[case.ref, *more]))
    return shown_form(page.text)


def paper(name: str = "paper.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(name), content_type="application/pdf")
