"""Deadlines for programs: what runs, and why each date is that date."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from api.cases import caller
from api.moments import Moment
from cases.models import Deadline

router = Router(tags=["deadlines"])
PAGE = 200


class DeadlineOut(Schema):
    id: int
    case: str
    code: str
    kind: str = Field(description="legal, target or end")
    actor: str = Field(description="us or them")
    title_zh: str
    title_en: str
    due_on: date
    due_at: datetime
    zone: str
    provisional: bool
    trace: list[dict[str, Any]]


@router.get("", response=list[DeadlineOut], summary="Live deadlines, nearest first, 200 at most from `after` on")
def list_deadlines(request: HttpRequest, after: Moment | None = None) -> list[DeadlineOut]:
    rows = Deadline.objects.visible_to(caller(request)).running().select_related("case").order_by("due_at", "id")
    if after is not None:
        rows = rows.filter(due_at__gt=after)
    return [
        DeadlineOut(
            id=row.pk,
            case=row.case.ref,
            code=row.code,
            kind=row.kind,
            actor=row.actor,
            title_zh=row.title_zh,
            title_en=row.title_en,
            due_on=row.due_on,
            due_at=row.due_at,
            zone=row.zone,
            provisional=row.provisional,
            trace=row.trace,
        )
        for row in rows[:PAGE]
    ]
