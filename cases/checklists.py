"""The checklists of a case: what to do in each stage, by whom and by when, and what cannot start yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can, Role
from accounts.words import both
from cases import history, workdays
from cases.models import Case, Freeze, Item
from cases.stages import FIVE, Stage
from knowledge import checklists as lists

GOLDEN_HOURS = timedelta(hours=24)
# The first-24-hours list names steps that the stages hold as well. One tick must do for both.
GOLDEN_IN_STAGE = {
    "g-verify": "verify-notice",
    "g-facts": "four-facts",
    "g-spending": "spending-freeze",
    "g-reserve": "cash-position",
    "g-counsel": "engage-counsel",
    "g-open": "start-24h",
}
# What cannot start before what: the pack needs its papers, approval needs the pack, sending needs approval.
NEEDS: dict[str, tuple[str, ...]] = {
    "body-type": ("four-facts",),
    "accept-clocks": ("service-date",),
    "gap-decision": ("cash-position", "obligations"),
    "facts-matrix": ("collect-evidence",),
    "three-tests": ("collect-evidence",),
    "pack": ("collect-evidence", "letter"),
    "approve": ("pack",),
    "submit": ("approve", "verify-notice"),
    "point-table": ("read-rejection",),
    "new-channel": ("point-table",),
}
ROLE_OF = {"finance": Role.FINANCE, "counsel": Role.COUNSEL, "manager": Role.MANAGER, "admin": Role.ADMINISTRATOR}


# --- making the lists ------------------------------------------------------------------------------------------------


def open_items(case: Case, *, at: datetime) -> None:
    """All lines of the five stages, at once: a person sees from the first day what will be asked."""
    golden = {GOLDEN_IN_STAGE.get(i.code, i.code): i for i in lists.golden_hours(case.freeze.body_kind)}
    rows, seen = [], set()
    for stage in FIVE:
        for position, line in enumerate(lists.items_for(stage.value, case.freeze.body_kind)):
            rows.append(_row(case, line, stage, position, is_golden=line.code in golden))
            seen.add(line.code)
    for position, (code, line) in enumerate(golden.items(), start=90):
        if code not in seen:
            rows.append(_row(case, line, Stage.CONFIRM, position, is_golden=True, code=code))
    Item.objects.bulk_create(rows)
    event_happened(case, "freeze_known", case.freeze.known_at)
    event_happened(case, "case_opened", at)
    event_happened(case, "stage_started", at, stage=Stage.CONFIRM)


def add_missing(case: Case, *, at: datetime) -> None:
    """The body became known: the lines it adds join the lists; lines that are there already stay as they are."""
    known = set(case.items.values_list("code", flat=True))
    rows = [
        _row(case, line, stage, position, is_golden=False)
        for stage in FIVE
        for position, line in enumerate(lists.items_for(stage.value, case.freeze.body_kind), start=40)
        if line.code not in known
    ]
    Item.objects.bulk_create(rows)
    event_happened(case, "freeze_known", case.freeze.known_at)
    event_happened(case, "case_opened", case.opened_at)
    event_happened(case, "stage_started", at, stage=case.stage_now)


def lock(case: Case, *, at: datetime) -> None:
    """Somebody else may be in the account: what has to be done at once joins the stage the case is in (row 1.3c)."""
    lines = lists.list_of(lists.SECURITY_LOCK).items
    rows = case.items.filter(code__in=[line.code for line in lines])
    rows.filter(state=Item.State.WAIVED, note=_not_in_question()).update(
        state=Item.State.TODO, stage=case.stage_now, due_at=None, settled_by=None, settled_at=None, note=""
    )
    known = set(rows.values_list("code", flat=True))
    Item.objects.bulk_create(
        _row(case, line, case.stage_now, position, is_golden=False)
        for position, line in enumerate(lines, start=60)
        if line.code not in known
    )
    event_happened(case, "incident_known", at)


def unlock(case: Case, *, by: User, at: datetime) -> list[str]:
    """Nobody else was in the account: what is open of the lock asks for nothing, says why, and returns with the cause.

    What somebody did or waived with a reason of their own stays as it is.
    """
    codes = [line.code for line in lists.list_of(lists.SECURITY_LOCK).items]
    rows = case.items.filter(code__in=codes, state=Item.State.TODO)
    open_now = sorted(rows.values_list("code", flat=True))
    rows.update(state=Item.State.WAIVED, settled_by=by, settled_at=at, note=_not_in_question())
    return open_now


def _not_in_question() -> str:
    """Whoever reads it later may read the other language."""
    return " / ".join(both(_("Not needed: the cause is ruled out. It returns with the cause.")))


def _row(
    case: Case, line: "lists.ChecklistItem", stage: Stage, position: int, *, is_golden: bool, code: str = ""
) -> Item:
    role = ROLE_OF[line.who]
    return Item(
        organisation_id=case.organisation_id,
        case=case,
        code=code or line.code,
        stage=stage,
        position=position,
        title_zh=line.name.zh,
        title_en=line.name.en,
        role=role,
        assignee=person_for(case, role),
        is_gate=line.is_gate,
        is_golden=is_golden,
        starts_with=line.event,
        offset=str(line.offset),
    )


def person_for(case: Case, role: Role) -> User:
    """RACI on the case; a part nobody holds falls to the one who answers for it (row 7.3b)."""
    if role == Role.FINANCE:
        return case.owner
    if role == Role.COUNSEL:
        return case.counsel or case.manager
    return case.manager


def start_stage(case: Case, stage: Stage, *, at: datetime) -> None:
    event_happened(case, "stage_started", at, stage=stage)


def event_happened(
    case: Case, event: str, moment: datetime, *, stage: Stage | None = None, by_then: datetime | None = None
) -> None:
    """Set the time of every line that waits for this event: the day the other side named, or the line's own."""
    waiting = case.items.filter(starts_with=event, due_at=None)
    if stage is not None:
        waiting = waiting.filter(stage=stage)
    rows = list(waiting)
    for item in rows:
        # What begins with the event itself is asked for by the next working day: nothing is late when it begins.
        offset = item.offset if item.offset not in ("", "0") else "+1wd"
        item.due_at = by_then or workdays.after(moment, offset, case=case)
    Item.objects.bulk_update(rows, ["due_at"])


def chase_unknown(case: Case, code: str, *, zh: str, en: str, at: datetime) -> Item:
    """An answer of "unknown" becomes a line due the next working day (row 2.1b)."""
    return Item.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        code=f"ask-{code}",
        stage=Stage.CONFIRM,
        position=80,
        title_zh=zh,
        title_en=en,
        role=Role.FINANCE,
        assignee=case.owner,
        origin=Item.Origin.UNKNOWN,
        due_at=workdays.after(at, "+1wd", case=case),
    )


def send_again(case: Case, code: str, *, zh: str, en: str, role: Role, at: datetime) -> None:
    """A mail that did not arrive stands first in what is to do, once, due the next working day."""
    Item.objects.get_or_create(
        case=case,
        code=code,
        defaults={
            "organisation_id": case.organisation_id,
            "stage": case.stage,
            "title_zh": zh,
            "title_en": en,
            "role": role,
            "assignee": person_for(case, role),
            "origin": Item.Origin.RETURNED,
            "due_at": workdays.after(at, "+1wd", case=case),
        },
    )


# --- working them off ------------------------------------------------------------------------------------------------


@transaction.atomic
def complete(item: Item, *, by: User, at: datetime, note: str = "") -> Item:
    _require(item, by)
    _require_no_answer(item)
    if item.case and item.code in NEEDS and (reason := blocked(item.case, [item]).get(item.pk)):
        raise ValidationError(str(reason), code="cannot_start_yet")
    if (
        item.case
        and item.code == "verify-notice"
        and not Freeze.objects.filter(case=item.case, verified_at__isnull=False).exists()
    ):
        raise ValidationError(
            _("Record through which official channel the notice was verified: use “Verify the notice”."),
            code="verify_first",
        )
    _settle(item, Item.State.DONE, by=by, at=at, note=note)
    return item


@transaction.atomic
def waive(item: Item, *, by: User, at: datetime, because: str) -> Item:
    """A gate line is waived only by someone who could go past the gate."""
    _require(item, by)
    _require_no_answer(item)
    if item.is_gate and item.case:
        item.case.require(by, Can.OVERRIDE_GATE)
    if not because.strip():
        raise ValidationError(
            {"because": ValidationError(_("Say why this is not needed. The reason is kept."), code="reason_missing")}
        )
    _settle(item, Item.State.WAIVED, by=by, at=at, note=because)
    return item


@transaction.atomic
def reopen(item: Item, *, by: User, at: datetime, because: str) -> Item:
    _require(item, by)
    reopened = (
        Item.objects.filter(pk=item.pk)
        .exclude(state=Item.State.TODO)
        .update(state=Item.State.TODO, settled_by=None, settled_at=None, note=because.strip())
    )
    if not reopened:
        raise ValidationError(_("This is open already."), code="open_already")
    item.refresh_from_db()
    if item.case:
        history.record(item.case, "item.reopened", by=by, at=at, data={"item": item.code}, private={"because": because})
    return item


@transaction.atomic
def assign(item: Item, *, to: User, by: User, at: datetime) -> Item:
    _require(item, by)
    if item.organisation_id not in to.roles:
        raise ValidationError(
            {"to": ValidationError(_("This person does not belong to the organisation."), code="not_a_member")}
        )
    Item.objects.filter(pk=item.pk).update(assignee=to)
    item.refresh_from_db()
    if item.case:
        history.record(item.case, "item.assigned", by=by, at=at, data={"item": item.code, "to": to.pk})
    return item


@transaction.atomic
def add_item(case: Case, *, title: str, to: User, due_at: datetime | None, by: User, at: datetime) -> Item:
    case.require(by, Can.WORK_ON_CASE)
    title = title.strip()
    if not title:
        raise ValidationError({"title": ValidationError(_("Say what is to be done."), code="title_missing")})
    if case.organisation_id not in to.roles:
        raise ValidationError(
            {"to": ValidationError(_("This person does not belong to the organisation."), code="not_a_member")}
        )
    item = Item.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        code=f"own-{at:%Y%m%d%H%M%S%f}",
        stage=case.stage if case.stage in FIVE else Stage.SECOND_APPEAL,
        position=70,
        title_zh=title[:300],
        title_en=title[:300],
        role=to.roles[case.organisation_id],
        assignee=to,
        origin=Item.Origin.OWN,
        due_at=due_at,
    )
    history.record(case, "item.added", by=by, at=at, data={"item": item.code}, private={"title": title})
    return item


def settle(case: Case, code: str, *, by: User, at: datetime, note: str = "") -> None:
    """Called by acts that do the thing itself: the line is ticked with them, once."""
    Item.objects.filter(case=case, code=code, state=Item.State.TODO).update(
        state=Item.State.DONE, settled_by=by, settled_at=at, note=note
    )


def _require(item: Item, by: User) -> None:
    if item.case:
        item.case.require(by, Can.WORK_ON_CASE)
    else:
        by.require(Can.EDIT_REGISTER, item.organisation_id)


def _require_no_answer(item: Item) -> None:
    if item.origin == Item.Origin.POLICY:
        raise ValidationError(
            _("This asks for an answer: open it, and say whether the account fits or what must be changed."),
            code="answer_wanted",
        )


def _settle(item: Item, state: str, *, by: User, at: datetime, note: str) -> None:
    settled = Item.objects.filter(pk=item.pk, state=Item.State.TODO).update(
        state=state, settled_by=by, settled_at=at, note=note.strip()
    )
    if not settled:
        raise ValidationError(_("Someone else has settled this already."), code="settled_already")
    item.refresh_from_db()
    if item.case:
        history.record(
            item.case,
            f"item.{state}",
            by=by,
            at=at,
            data={"item": item.code},
            private={"note": note} if note.strip() else None,
        )


# --- reading them ----------------------------------------------------------------------------------------------------


def blocked(case: Case, items: Iterable[Item]) -> dict[int, "str | Promise"]:
    """For each open line that cannot start: the sentence that says what must come first."""
    items = [item for item in items if item.is_open and item.code in NEEDS]
    if not items:
        return {}
    wanted = {code for item in items for code in NEEDS[item.code]}
    still_open = {
        other.code: other.title for other in Item.objects.filter(case=case, code__in=wanted, state=Item.State.TODO)
    }
    found: dict[int, str | Promise] = {}
    for item in items:
        first = [still_open[code] for code in NEEDS[item.code] if code in still_open]
        if first:
            found[item.pk] = _("Cannot start yet. First: %(what)s") % {"what": " / ".join(first)}
    return found


@dataclass(frozen=True)
class Golden:
    done: int
    total: int
    ends_at: datetime

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100

    @property
    def is_complete(self) -> bool:
        return self.done == self.total


def golden(case: Case, items: Iterable[Item] | None = None) -> Golden:
    """How far the first-24-hours list is, and until when it runs (row 2.1d)."""
    lines = [item for item in (case.items.filter(is_golden=True) if items is None else items) if item.is_golden]
    done = sum(not item.is_open for item in lines)
    return Golden(done, len(lines), case.freeze.known_at + GOLDEN_HOURS)
