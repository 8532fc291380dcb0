"""What every sample case goes through, done by the people whose part it is."""

from datetime import datetime

from django.db.models import Q

from appeals import bundle, pack, review, submission
from appeals.models import Appeal, Pack
from cases import checklists, deadlines, gates, moves, people
from cases.models import Case, Deadline, Item
from cases.stages import Stage
from demo.people import Desk
from jobs import running


def confirm_clocks(case: Case, desk: Desk, *, at: datetime) -> None:
    """Counsel confirms what was computed; a limitation date gets its second person."""
    for deadline in case.deadlines.filter(status=Deadline.Status.PROPOSED):
        deadlines.confirm(deadline, by=desk.chen, at=at)
        deadline.refresh_from_db()
        if deadline.is_proposed:
            deadlines.confirm(deadline, by=desk.maes, at=at)


def engage(case: Case, desk: Desk, *, at: datetime) -> None:
    people.engage_counsel(case, by=desk.maes, at=at, counsel=desk.chen)


def finish_stage(case: Case, desk: Desk, *, at: datetime, leave: tuple[str, ...] = ()) -> None:
    """Tick the items that are not ticked by an act of their own; each by whom it is assigned to."""
    for _round in range(4):  # an item may wait for another of the same stage
        here = Q(stage=case.stage) | Q(is_golden=True)
        open_items = list(case.items.filter(here, state=Item.State.TODO).exclude(code__in=leave))
        blocked = checklists.blocked(case, open_items)
        for item in open_items:
            if item.pk not in blocked:
                checklists.complete(item, by=item.assignee or desk.wang, at=at)
        if not open_items:
            break


def go_on(case: Case, to: Stage, desk: Desk, *, at: datetime) -> Case:
    finish_stage(case, desk, at=at)
    past = bool(gates.unmet(case))
    because = "示例数据：其余事项另行跟进。Sample data: the rest is followed up separately." if past else ""
    return moves.move(case, to, by=desk.maes, at=at, past_gate=past, because=because)


def send_pack(appeal: Appeal, desk: Desk, *, at: datetime) -> Pack:
    appeal.refresh_from_db()
    return pack.send_to_counsel(appeal, by=desk.wang, at=at)


def approve_and_bind(made: Pack, desk: Desk, *, at: datetime) -> Pack:
    review.approve(made, content_hash=made.content_hash, by=desk.chen, at=at)
    job = bundle.jobs_of(made).first() or bundle.ask_for(made, by=desk.wang, at=at)
    running.run(job.pk)
    made.refresh_from_db()
    return made


def submit(appeal: Appeal, desk: Desk, *, receipt_no: str, at: datetime) -> None:
    appeal.refresh_from_db()
    finish_stage(appeal.case, desk, at=at, leave=tuple(submission.SETTLED_BY_SENDING))
    submission.submit(
        appeal,
        channel_kind=appeal.channel_kind or "email",
        channel_address=appeal.channel_address or "complaints@provider.example",
        receipt="number",
        receipt_no=receipt_no,
        submitted_at=at,
        by=desk.wang if not appeal.case.freeze.body_kind.startswith(("court", "police")) else desk.chen,
        at=at,
        because="",
        rechecked=True,
    )
