"""The end of a case: the account is tried before it counts as released, and nobody closes without saying what prevents
the next freeze (rows 1.4, 5.1d).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can, Role
from accounts.words import both, told
from cases import checklists, history, moves, workdays
from cases.models import Case, Item
from cases.stages import FIVE, Outcome, Stage
from knowledge import checklists as lists
from knowledge.checklists import ChecklistItem

UNFREEZE, PREVENTION = "unfreeze", "prevention"
NONE = "prevention-none"
WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Closing:
    """What was checked and what is to be done, as the report prints it."""

    checked: Sequence[Item]
    prevention: Sequence[Item]
    none_because: str


def unfreeze_lines(case: Case) -> list[ChecklistItem]:
    return [line for line in lists.list_of(UNFREEZE).items if line.is_for(case.freeze.body_kind)]


def prevention_lines(case: Case) -> list[ChecklistItem]:
    return [line for line in lists.list_of(PREVENTION).items if line.is_for(case.freeze.body_kind)]


def require_whole(
    case: Case, outcome: Outcome | str, *, checked: Collection[str], prevention: Collection[str], none_because: str
) -> None:
    """What a case is not closed without: all of it is said at once, also beside a form that lacks other things."""
    wrong: dict[str, ValidationError] = {}
    missing = [line for line in unfreeze_lines(case) if line.code not in checked]
    if outcome == Outcome.RELEASED and missing:
        wrong["checked"] = ValidationError(
            _("The account counts as released once all of this is checked. Still open: %(open)s"),
            code="unfreeze_open",
            params={"open": told(line.name for line in missing)},
        )
    if not prevention and not none_because.strip():
        wrong["prevention"] = ValidationError(
            _("Choose what prevents a repetition, or say why nothing is needed."), code="prevention_missing"
        )
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def finish(
    case: Case,
    outcome: Outcome | str,
    *,
    lessons: str,
    checked: Collection[str],
    prevention: Collection[str],
    none_because: str,
    by: User,
    at: datetime,
) -> Case:
    case.require(by, Can.CLOSE_CASE)
    require_whole(case, outcome, checked=checked, prevention=prevention, none_because=none_because)
    stage = case.stage if case.stage in FIVE else Stage.SECOND_APPEAL
    for position, line in enumerate(unfreeze_lines(case), start=60):
        if line.code in checked:
            _keep(case, line, stage, position, Item.State.DONE, by=by, at=at)
    if not prevention:
        zh, en = both(_("Nothing prevents a repetition better than before"))
        Item.objects.create(
            organisation_id=case.organisation_id,
            case=case,
            code=NONE,
            stage=stage,
            position=95,
            title_zh=zh,
            title_en=en,
            role=Role.MANAGER,
            assignee=by,
            origin=Item.Origin.OWN,
            state=Item.State.WAIVED,
            note=none_because.strip(),
            settled_by=by,
            settled_at=at,
        )
    moves.close(case, outcome, lessons=lessons, by=by, at=at)
    for line in prevention_lines(case):
        if line.code in prevention:
            _ahead(case, line, at=at)
    history.record(
        case,
        "case.finished",
        by=by,
        at=at,
        data={"checked": sorted(checked), "prevention": sorted(prevention)},
        private={"none_because": none_because.strip()} if none_because.strip() else None,
    )
    return case


def _keep(case: Case, line: ChecklistItem, stage: str, position: int, state: str, *, by: User, at: datetime) -> None:
    Item.objects.update_or_create(
        case=case,
        code=line.code,
        defaults={
            "organisation_id": case.organisation_id,
            "stage": stage,
            "position": position,
            "title_zh": line.name.zh,
            "title_en": line.name.en,
            "role": checklists.ROLE_OF[line.who],
            "assignee": by,
            "origin": Item.Origin.OWN,
            "state": state,
            "settled_by": by,
            "settled_at": at,
        },
    )


def _ahead(case: Case, line: ChecklistItem, *, at: datetime) -> None:
    """On the account, not on the case: it goes on when the case is closed."""
    due = workdays.after(at, str(line.offset), case=case) if str(line.offset) not in ("", "0") else at + WITHIN
    Item.objects.create(
        organisation_id=case.organisation_id,
        account=case.account,
        code=f"{line.code}-{case.pk}",
        title_zh=line.name.zh,
        title_en=line.name.en,
        role=checklists.ROLE_OF[line.who],
        assignee=checklists.person_for(case, checklists.ROLE_OF[line.who]),
        origin=Item.Origin.REGISTER,
        due_at=due,
    )


def read(case: Case) -> Closing:
    codes = [line.code for line in unfreeze_lines(case)]
    none = case.items.filter(code=NONE).first()
    ahead = [f"{line.code}-{case.pk}" for line in prevention_lines(case)]
    return Closing(
        list(
            case.items.filter(code__in=codes, state=Item.State.DONE).select_related("settled_by").order_by("position")
        ),
        list(
            Item.objects.filter(account=case.account_id, code__in=ahead).select_related("assignee").order_by("due_at")
        ),
        none.note if none else "",
    )
