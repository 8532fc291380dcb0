"""Another round: a new letter that answers the rejection, carrying over to whom it goes and what is asked for."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import drafting, letters
from appeals.models import Appeal, Rejection
from cases import history, moves, timeline
from cases.stages import Stage

CARRIED = (
    "recipient",
    "department_zh",
    "department_en",
    "channel_kind",
    "channel_address",
    "request_zh",
    "request_en",
    "language",
)


@transaction.atomic
def start(rejection: Rejection, *, by: User, at: datetime, because: str = "") -> Appeal:
    """Begins when the rejection has been read to the end. The stage follows; a third round is only a higher number."""
    first = rejection.appeal
    case = first.case
    case.require(by, Can.WORK_ON_CASE)
    if rejection.analysed_at is None:
        raise ValidationError(
            _("Mark every sentence of the rejection first: the new letter answers its points."), code="not_analysed"
        )
    if case.appeals.filter(round__gt=first.round).exists():
        raise ValidationError(_("The next appeal has been begun already. Open it."), code="round_exists")
    if case.stage_now == Stage.FOLLOW_UP:
        moves.move(case, Stage.SECOND_APPEAL, by=by, at=at, because=because, past_gate=bool(because))
    elif case.stage_now != Stage.SECOND_APPEAL:
        raise ValidationError(
            _("The case stands in “%(now)s”. Move it to “%(wanted)s” first."),
            code="wrong_stage",
            params={"now": case.stage_now.label, "wanted": Stage.FOLLOW_UP.label},
        )
    carried = {name: getattr(first, name) for name in CARRIED} | {"fields": letters.translated(first)}
    appeal = drafting.open_round(case, first.round + 1, by=by, at=at, **carried)
    zh, en = both(_("Appeal %(round)s begun"), round=appeal.round)
    timeline.note_event(case, "second_appeal_started", happened_at=at, zh=zh, en=en, by=by, at=at)
    history.record(
        case,
        "appeal.started",
        by=by,
        at=at,
        data={"appeal": appeal.pk, "round": appeal.round, "letter": appeal.letter, "rejection": rejection.pk},
    )
    return appeal
