"""Sensitive sectors: a tick asks for three papers more; the pack waits for them or for counsel's waiver."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from appeals.models import SectorTick
from appeals.models.proof import SectorTick as Tick
from cases import history
from cases.models import Case
from knowledge import papers
from knowledge.papers import Because, RequiredPaper
from knowledge.words import Words

# Whatever the sector: that one may be in it, where the money came from, and who the other side is.
ALWAYS = ("sector-licence", "source-of-funds-file", "counterparty-due-diligence")
TOO = {SectorTick.Sector.ARMS: ("end-use-statement",)}


@transaction.atomic
def tick(case: Case, chosen: Iterable[str], *, by: User, at: datetime) -> list[str]:
    """The whole list at once: what is not chosen is unticked."""
    case.require(by, Can.WORK_ON_CASE)
    if case.is_closed:
        raise ValidationError(_("The case is closed. Its evidence stays as it is."), code="case_closed")
    wanted = set(chosen)
    if wanted - set(SectorTick.Sector.values):
        raise ValidationError(_("Choose from the sectors shown."), code="unknown_sector")
    before = set(case.sectors.values_list("sector", flat=True))
    if before == wanted:
        return sorted(wanted)
    case.sectors.exclude(sector__in=wanted).delete()
    SectorTick.objects.bulk_create(
        [Tick(case=case, sector=sector, ticked_by=by, ticked_at=at) for sector in sorted(wanted - before)]
    )
    history.record(case, "sectors.ticked", by=by, at=at, data={"sectors": sorted(wanted)})
    return sorted(wanted)


def asked_by(ticks: Sequence[SectorTick], already: Sequence[RequiredPaper]) -> list[RequiredPaper]:
    """The list of the case with what the sectors ask for on top, each paper once, with its reasons."""
    known = papers.current()
    found = {each.code: each for each in already}
    for row in ticks:
        zh, en = SECTORS[SectorTick.Sector(row.sector)]
        because = Because("sector", row.sector, Words(zh, en))
        for code in (*ALWAYS, *TOO.get(SectorTick.Sector(row.sector), ())):
            before = found.get(code)
            reasons = (*before.because, because) if before else (because,)
            if code in known:
                found[code] = RequiredPaper(known[code], "core", reasons)
    return list(found.values())


SECTORS: dict[SectorTick.Sector, tuple[str, str]] = {
    SectorTick.Sector.GAMBLING: ("博彩", "gambling"),
    SectorTick.Sector.ARMS: ("军火及两用物项", "arms and dual-use goods"),
    SectorTick.Sector.CRYPTO: ("加密资产", "crypto-assets"),
    SectorTick.Sector.METALS: ("贵金属与宝石", "precious metals and stones"),
    SectorTick.Sector.ADULT: ("成人内容", "adult content"),
    SectorTick.Sector.PHARMA: ("药品与化学品", "medicines and chemicals"),
    SectorTick.Sector.REMITTANCE: ("汇款与货币兑换", "money transfer and exchange"),
}
