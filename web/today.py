"""Today: what this person does next. Finance sees items, counsel what waits for review, managers the dates."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.roles import Can
from appeals.models import Pack
from cases.models import Case, Deadline, Draft, Item
from comms.models import InMail, OutDraft
from web.date_rows import row_of
from web.requests import Request

MOST = 20
SOON = timedelta(days=7)
LONG_AGO = timedelta(days=7)


@require_GET
def today(request: Request) -> HttpResponse:
    now, user = timezone.now(), request.user
    mine = my_items(user)
    # What is a week late already must not hide the freeze that was logged this morning.
    items = list(mine.filter(due_at__gte=now - LONG_AGO)[: MOST + 1])
    old = list(mine.filter(due_at__lt=now - LONG_AGO).order_by("-due_at", "-pk")[: MOST + 1])
    dates = [row_of(deadline, now) for deadline in my_dates(user, now)[:MOST]]
    may_confirm = user.can_anywhere(Can.CONFIRM_CLOCKS)
    may_approve = user.can_anywhere(Can.APPROVE_PACK)
    return render(
        request,
        "today/today.html",
        {
            "now": now,
            "items": items[:MOST],
            "items_cut": len(items) > MOST,
            "old": old[:MOST],
            "old_cut": len(old) > MOST,
            "dates": dates,
            "drafts": Draft.objects.visible_to(user).unfinished().select_related("saved_by").order_by("-saved_at")[:5]
            if user.can_anywhere(Can.LOG_FREEZE)
            else [],
            "may_log": user.can_anywhere(Can.LOG_FREEZE),
            "reviews": packs_to_review(user)[:MOST] if may_approve else [],
            "may_approve": may_approve,
            "proposed": proposed(user)[:MOST] if may_confirm else [],
            "may_confirm": may_confirm,
            **_correspondence(user),
            "recent": Case.objects.visible_to(user).open().for_lists().order_by("-last_activity_at", "-pk")[:6],
        },
    )


def _correspondence(user: User) -> dict[str, Any]:
    """For those who speak to authorities: drafts to read, and mails that found no case."""
    speaks = user.can_anywhere(Can.CONTACT_AUTHORITY)
    mails = InMail.objects.visible_to(user).waiting() if speaks or user.can_anywhere(Can.ASSIGN) else None
    drafts = OutDraft.objects.to_decide(user).select_related("case__party", "written_by") if speaks else None
    return {
        "drafts_out": drafts.order_by("written_at", "pk")[:MOST] if drafts is not None else [],
        "mails_waiting": mails.count() if mails is not None else 0,
    }


def my_items(user: User) -> "QuerySet[Item]":
    """Nothing of a case that is over; a case that waits for somebody else comes after the others."""
    return (
        Item.objects.visible_to(user)
        .at_work()
        .filter(assignee=user, due_at__isnull=False)
        .select_related("case__party", "account", "policy_review")
        .order_by(F("case__paused_at").asc(nulls_first=True), "due_at", "pk")
    )


def my_dates(user: User, now: datetime) -> "QuerySet[Deadline]":
    return (
        Deadline.objects.visible_to(user)
        .running()
        .filter(owner=user, due_at__lt=now + SOON, case__closed_at=None)
        .select_related("case__party", "case__account", "case__organisation", "owner", "acknowledged_by")
        .order_by("due_at", "pk")
    )


def packs_to_review(user: User) -> "QuerySet[Pack]":
    """Oldest first, and never one's own: four eyes."""
    return (
        Pack.objects.visible_to(user)
        .filter(state=Pack.State.WITH_COUNSEL, case__organisation__in=user.organisations_where(Can.APPROVE_PACK))
        .exclude(made_by=user)
        .select_related("case__party", "made_by", "appeal")
        .order_by("made_at", "pk")
    )


def proposed(user: User) -> "QuerySet[Deadline]":
    return (
        Deadline.objects.visible_to(user)
        .filter(
            status=Deadline.Status.PROPOSED,
            case__closed_at=None,
            organisation__in=user.organisations_where(Can.CONFIRM_CLOCKS),
        )
        .select_related("case__party")
        .order_by("due_at", "pk")
    )
