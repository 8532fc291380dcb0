"""A vague point is not guessed at: the other side is asked in writing what it means, and by when (row 6.1d)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from accounts.words import both
from appeals import case_letter_words, case_letters
from appeals.models import CaseLetter, Rejection
from cases import deadlines, history, workdays
from cases.models import Case, Deadline

LETTER = "request-written-reasons"
ANSWER_WITHIN = "+10wd"
CLOCK = "written-reasons-due"


def is_offered(case: Case) -> bool:
    """Courts and the police answer by orders: their routes know no such letter."""
    return any(letter.code == LETTER for letter in case_letter_words.offered(case))


def begun(rejection: Rejection) -> CaseLetter | None:
    """The request that was begun since this answer came."""
    rows = CaseLetter.objects.filter(case=rejection.appeal.case_id, letter=LETTER)
    return rows.filter(created_at__gte=rejection.recorded_at).order_by("-number").first()


@transaction.atomic
def ask(rejection: Rejection, *, by: User, at: datetime) -> CaseLetter:
    """The letter, with each vague sentence word for word, and a day on which somebody looks for the answer."""
    case = rejection.appeal.case
    case.require(by, Can.WORK_ON_CASE)
    vague = list(rejection.points.filter(is_point=True, is_vague=True).order_by("position"))
    if not vague:
        raise ValidationError(
            _("No point is marked as vague. Tick “Vague” beside the sentence and save first."), code="nothing_vague"
        )
    if (found := begun(rejection)) is not None and found.is_open:
        return found
    letter = case_letters.start(case, LETTER, language=rejection.appeal.language, by=by, at=at)
    zone = ZoneInfo(case.organisation.time_zone)
    due_on = workdays.after(at, ANSWER_WITHIN, case=case).astimezone(zone).date()
    values = {
        "fields": {
            "rejection.date": {"date": rejection.received_at.astimezone(ZoneInfo(case.freeze.zone)).date().isoformat()},
            "reply.by": {"date": due_on.isoformat()},
        },
        "lists": {
            "rejection": [
                {"no": {"same": str(point.number)}, "quote": {"zh": point.quote, "en": point.quote}} for point in vague
            ]
        },
    }
    case_letters.write(letter, values, version=letter.version, by=by, at=at)
    zh, en = both(_("Written reasons for the rejection of appeal %(round)s"), round=rejection.appeal.round)
    source_zh, source_en = both(_("Asked for in our request for written reasons"))
    deadlines.set_date(
        case,
        code=CLOCK,
        kind=Deadline.Kind.TARGET,
        actor=Deadline.Actor.THEM,
        zh=zh,
        en=en,
        due_on=due_on,
        zone=case.organisation.time_zone,
        trigger="written_reasons_asked",
        trigger_at=at,
        source_zh=source_zh,
        source_en=source_en,
        by=by,
        at=at,
    )
    history.record(
        case,
        "rejection.reasons_asked",
        by=by,
        at=at,
        data={"rejection": rejection.pk, "points": [point.number for point in vague], "letter": letter.number},
    )
    return letter
