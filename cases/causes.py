"""Why the account may be frozen. Possible explanations, never an admission; counsel says how likely each is."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases import checklists, gates, history
from cases.models import Case, CaseCause
from knowledge.models import Edition, Kind

SECURITY = "security-compromise"


@transaction.atomic
def decide(case: Case, likelihoods: Mapping[str, str], *, refused: bool, by: User, at: datetime) -> Case:
    """`likelihoods` is the whole picture: cause code to likely, possible or ruled_out. A code left out is taken back.

    A cause named once keeps the edition of the knowledge it was named with.
    """
    case.require(by, Can.WORK_ON_CASE)
    editions = {e.code: e for e in Edition.objects.current(Kind.CAUSE).filter(code__in=likelihoods)}
    for code, likelihood in likelihoods.items():
        if code not in editions:
            raise ValidationError(_("“%(code)s” is no known cause."), code="unknown_cause", params={"code": code})
        if likelihood not in CaseCause.Likelihood.values:
            raise ValidationError(
                _("Say whether the cause is likely, possible or ruled out."), code="unknown_likelihood"
            )
    before = {cause.code: cause for cause in case.causes.all()}
    for code, likelihood in likelihoods.items():
        known = before.pop(code, None)
        if known is None:
            CaseCause.objects.create(
                case=case, code=code, cause=editions[code], likelihood=likelihood, decided_by=by, decided_at=at
            )
        elif known.likelihood != likelihood:
            CaseCause.objects.filter(pk=known.pk).update(likelihood=likelihood, decided_by=by, decided_at=at)
    CaseCause.objects.filter(pk__in=[cause.pk for cause in before.values()]).delete()
    Case.objects.filter(pk=case.pk).update(cause_refused=refused)
    case.refresh_from_db()
    set_aside: list[str] = []
    if not case.is_closed:
        if likelihoods.get(SECURITY) in (CaseCause.Likelihood.LIKELY, CaseCause.Likelihood.POSSIBLE):
            checklists.lock(case, at=at)
        else:
            set_aside = checklists.unlock(case, by=by, at=at)
    if gates.cause_is_named(case):
        checklists.settle(case, "cause", by=by, at=at)
    history.record(
        case,
        "causes.decided",
        by=by,
        at=at,
        data={
            "causes": dict(likelihoods),
            "refused": refused,
            "taken_back": sorted(before),
            "set_aside": set_aside,
        },
    )
    return case
