"""What an entry of the history says in words. The code stays beside it: that is what the chain seals."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "appeal.granted": _("Appeal granted"),
    "appeal.started": _("Letter begun"),
    "appeal.submitted": _("Appeal submitted"),
    "asset.added": _("Asset entered"),
    "asset.state": _("State of an asset changed"),
    "audit.erased": _("Words erased on request"),
    "bundle.made": _("Pack bound"),
    "case.assigned": _("Handed over"),
    "case.closed": _("Case closed"),
    "case.export_taken": _("Export downloaded"),
    "case.exported": _("Case exported"),
    "case.logged": _("Freeze logged"),
    "case.moved": _("Stage changed"),
    "case.paused": _("Paused"),
    "case.resumed": _("Goes on"),
    "causes.decided": _("Causes decided"),
    "comment.answered": _("Comment answered"),
    "comment.reopened": _("Comment opened again"),
    "comment.settled": _("Comment settled"),
    "comment.written": _("Comment written"),
    "commitment.given": _("Promise entered"),
    "commitment.settled": _("Promise settled"),
    "counsel.engaged": _("Counsel engaged"),
    "deadline.acknowledged": _("Date acknowledged"),
    "deadline.confirmed": _("Date confirmed"),
    "deadline.confirmed_first": _("Date confirmed by the first person"),
    "deadline.handed_over": _("Date handed over"),
    "deadline.met": _("Date met"),
    "deadline.moved": _("Date moved"),
    "deadline.proposed": _("Date proposed"),
    "deadline.refused": _("Rule gives no date"),
    "deadline.resumed": _("Clock runs again"),
    "deadline.set": _("Date set"),
    "deadline.snoozed": _("Reminder put off"),
    "deadline.suspended": _("Clock stopped"),
    "deadline.waived": _("Date waived"),
    "decision.approved": _("Decision: approved"),
    "decision.asked": _("Decision asked for"),
    "decision.refused": _("Decision: not approved"),
    "decision.second": _("Decision: first of two has approved"),
    "delegation.ended": _("Delegation ended"),
    "delegation.given": _("Delegation given"),
    "draft.approved": _("Draft to the other side approved"),
    "draft.returned": _("Draft to the other side returned"),
    "draft.sent": _("Draft to the other side sent"),
    "draft.written": _("Draft to the other side written"),
    "event.added": _("Event added"),
    "event.corrected": _("Event corrected"),
    "event.day_corrected": _("Day of an event corrected"),
    "event.started_dates": _("Event recorded, dates proposed"),
    "evidence.added": _("Evidence added"),
    "evidence.described": _("Evidence described"),
    "evidence.moved": _("Evidence moved"),
    "evidence.removed": _("Evidence removed"),
    "exhibit.assessed": _("Exhibit judged by the three tests"),
    "fact.proved": _("Fact proved"),
    "fact.unproved": _("Proof taken off a fact"),
    "fact.withdrawn": _("Fact withdrawn"),
    "fact.written": _("Fact written"),
    "guest.ended": _("Access of a guest ended"),
    "guest.invited": _("Guest invited"),
    "item.added": _("Item added"),
    "item.assigned": _("Item handed over"),
    "item.done": _("Item done"),
    "item.reopened": _("Item opened again"),
    "item.waived": _("Item waived"),
    "legal_note.refused": _("Privileged notes refused"),
    "legal_note.written": _("Privileged note written"),
    "letter.approved": _("Letter approved"),
    "letter.filed": _("Letter filed with the evidence"),
    "letter.started": _("Letter begun"),
    "letter.wording_allowed": _("Wording allowed by counsel"),
    "letter.saved": _("Letter saved"),
    "mail.made": _("Mail made as a file"),
    "mail.sent": _("Mail sent"),
    "mail.taken": _("Mail taken in"),
    "memo.confirmed": _("Memo confirmed"),
    "memo.lifted": _("Memo lifted"),
    "memo.reminded": _("Readers of the memo reminded"),
    "memo.sent": _("Memo sent"),
    "message.logged": _("Message logged"),
    "money.balance": _("Balance stated"),
    "money.budget": _("Frame of the plan changed"),
    "money.cancelled": _("Payment no longer owed"),
    "money.linked": _("Account marked as at risk"),
    "money.obligation": _("Payment planned"),
    "money.paid": _("Payment made"),
    "money.pasted": _("Payments pasted from a sheet"),
    "money.rate": _("Rate stated"),
    "money.receipt": _("Inflow expected"),
    "money.receipt_came": _("Inflow came"),
    "money.receipt_cancelled": _("Inflow will not come"),
    "money.redirected": _("Inflow goes to another account"),
    "money.tier": _("Priority of a kind changed"),
    "money.unlinked": _("Account no longer at risk"),
    "notice.verified": _("Notice verified"),
    "offer.asked": _("Approval of an offer asked for"),
    "offer.decided": _("Offer decided"),
    "offer.moved": _("Offer made or answered"),
    "outage.recorded": _("Outage recorded"),
    "expediting.asked": _("Faster handling asked for"),
    "expediting.decided": _("Faster handling decided"),
    "option.added": _("Way to money added"),
    "option.committed": _("Way to money committed"),
    "option.dropped": _("Way to money dropped"),
    "pack.approved": _("Pack approved"),
    "pack.made": _("Pack sent to counsel"),
    "pack.returned": _("Pack returned"),
    "permission.booked": _("Payment booked under a permission"),
    "permission.drafted": _("Permission to pay drafted"),
    "permission.granted": _("Permission to pay granted"),
    "permission.refused": _("Permission to pay refused"),
    "permission.requested": _("Permission to pay requested"),
    "provider.status": _("Provider status changed"),
    "receipt.recorded": _("Receipt recorded"),
    "rejection.analysed": _("Rejection analysed"),
    "rejection.answered": _("Rejection point answered"),
    "rejection.marked": _("Rejection sentence marked"),
    "rejection.proved": _("Evidence added to a point"),
    "rejection.recorded": _("Rejection recorded"),
    "security.accepted": _("Security accepted"),
    "security.approved": _("Security approved"),
    "security.drafted": _("Security drafted"),
    "security.dropped": _("Security dropped"),
    "security.offered": _("Security offered"),
    "security.refused": _("Security refused"),
    "webhook.added": _("Webhook added"),
    "webhook.disabled": _("Webhook switched off"),
    "webhook.enabled": _("Webhook switched on"),
    "webhook.removed": _("Webhook removed"),
    "webhook.rotated": _("Webhook given a new secret"),
    "rejection.unproved": _("Evidence taken off a point"),
}


def words_for(action: str) -> str | Promise:
    return WORDS.get(action, "")


def pairs(*stores: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Name and value of everything an entry keeps; what is empty says nothing."""
    found = []
    for store in stores:
        for name, value in (store or {}).items():
            if value in (None, "", [], {}):
                continue
            found.append((name, _plain(value)))
    return found


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(inner) for inner in value)
    return str(value)
