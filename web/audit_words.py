"""What an entry of the history says in words. The code stays beside it: that is what the chain seals."""

import re
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.words import listed
from web import shown
from web.audit_names import NAMES, VALUES

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z)$")

WORDS: dict[str, str | Promise] = {
    "account.added": _("Account added"),
    "appeal.granted": _("Appeal granted"),
    "appeal.started": _("Letter begun"),
    "appeal.submitted": _("Appeal submitted"),
    "asset.added": _("Asset entered"),
    "asset.state": _("State of an asset changed"),
    "audit.erased": _("Words erased on request"),
    "binding.chosen": _("Order and copies of the pack chosen"),
    "bundle.made": _("Pack bound"),
    "bundle.sealed": _("Bundle sealed electronically"),
    "case.assigned": _("Handed over"),
    "case.closed": _("Case closed"),
    "case.export_taken": _("Export downloaded"),
    "case.exported": _("Case exported"),
    "case.finished": _("Closing: account tried, repetition prevented"),
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
    "directory.added": _("Institution added to the directory"),
    "directory.changed": _("Channel of the directory changed"),
    "draft.approved": _("Draft to the other side approved"),
    "draft.returned": _("Draft to the other side returned"),
    "draft.sent": _("Draft to the other side sent"),
    "draft.written": _("Draft to the other side written"),
    "event.added": _("Event added"),
    "event.corrected": _("Event corrected"),
    "event.day_corrected": _("Day of an event corrected"),
    "event.started_dates": _("Event recorded, dates proposed"),
    "evidence.added": _("Evidence added"),
    "evidence.declared": _("Source and authenticity declared"),
    "evidence.described": _("Evidence described"),
    "evidence.marked": _("Page marked"),
    "evidence.moved": _("Evidence moved"),
    "evidence.redacted": _("Parts of evidence blacked out"),
    "evidence.removed": _("Evidence removed"),
    "evidence.refused": _("File on hold refused"),
    "evidence.put_away": _("File on hold put away"),
    "evidence.replaced": _("Exhibit replaced by a better copy"),
    "evidence.undeclared": _("Declaration taken back"),
    "evidence.unmarked": _("Mark taken off a page"),
    "evidence.unredacted": _("Blacking out undone"),
    "exhibit.assessed": _("Exhibit judged by the three tests"),
    "expediting.asked": _("Faster handling asked for"),
    "expediting.decided": _("Faster handling decided"),
    "fact.proved": _("Fact proved"),
    "fact.unproved": _("Proof taken off a fact"),
    "fact.withdrawn": _("Fact withdrawn"),
    "fact.written": _("Fact written"),
    "feed.closed": _("Calendar address closed"),
    "feed.opened": _("Calendar address opened"),
    "feed.rotated": _("Calendar given a new address"),
    "finding.restored": _("Finding counts again"),
    "finding.waived": _("Finding waived"),
    "freeze.learned": _("Fact of the freeze learned"),
    "guest.ended": _("Access of a guest ended"),
    "guest.invited": _("Guest invited"),
    "item.added": _("Item added"),
    "item.assigned": _("Item handed over"),
    "item.done": _("Item done"),
    "item.reopened": _("Item opened again"),
    "item.waived": _("Item waived"),
    "legal_note.refused": _("Privileged notes refused"),
    "legal_note.written": _("Privileged note written"),
    "law.added": _("Applicable law entered"),
    "law.ended": _("Applicable law ended"),
    "law.verified": _("Applicable law verified"),
    "letter.approved": _("Letter approved"),
    "letter.filed": _("Letter filed with the evidence"),
    "letter.saved": _("Letter saved"),
    "letter.started": _("Letter begun"),
    "letter.wording_allowed": _("Wording allowed by counsel"),
    "mail.made": _("Mail made as a file"),
    "mail.sent": _("Mail sent"),
    "mail.set_aside": _("Mail set aside"),
    "mail.taken": _("Mail taken in"),
    "mail.waiting": _("Mail waits for its case"),
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
    "option.added": _("Way to money added"),
    "option.committed": _("Way to money committed"),
    "option.dropped": _("Way to money dropped"),
    "organisation.founded": _("Organisation founded"),
    "outage.recorded": _("Outage recorded"),
    "note.changed": _("Case note changed"),
    "note.verified": _("Case note verified"),
    "note.withdrawn": _("Verification of a case note withdrawn"),
    "note.written": _("Case note written"),
    "pack.approved": _("Pack approved"),
    "pack.made": _("Pack sent to counsel"),
    "pack.returned": _("Pack returned"),
    "pack.scanned": _("Signed pack scanned"),
    "pack.signed": _("Signature or seal ticked"),
    "pack.unsigned": _("Tick of a signature taken back"),
    "paper.added": _("Paper added"),
    "paper.authenticity": _("Authenticity of a paper noted"),
    "party.added": _("Party added"),
    "party.changed": _("Party changed"),
    "permission.booked": _("Payment booked under a permission"),
    "permission.drafted": _("Permission to pay drafted"),
    "permission.granted": _("Permission to pay granted"),
    "permission.refused": _("Permission to pay refused"),
    "permission.requested": _("Permission to pay requested"),
    "preference.changed": _("Wish for reminders changed"),
    "provider.status": _("Provider status changed"),
    "receipt.recorded": _("Receipt recorded"),
    "policy.answered": _("Account reviewed after a policy change"),
    "policy.corrected": _("Policy change corrected"),
    "policy.included": _("Account added to a policy change"),
    "policy.noted": _("Policy change noted"),
    "policy.read": _("Policy change read"),
    "rejection.analysed": _("Rejection analysed"),
    "rejection.answered": _("Rejection point answered"),
    "rejection.reasons_asked": _("Written reasons asked for"),
    "rejection.marked": _("Rejection sentence marked"),
    "rejection.proved": _("Evidence added to a point"),
    "rejection.recorded": _("Rejection recorded"),
    "rejection.unproved": _("Evidence taken off a point"),
    "review.done": _("Account review done"),
    "review.opened": _("Account reviews opened"),
    "sectors.ticked": _("Sensitive sectors ticked"),
    "security.accepted": _("Security accepted"),
    "security.approved": _("Security approved"),
    "security.drafted": _("Security drafted"),
    "security.dropped": _("Security dropped"),
    "security.offered": _("Security offered"),
    "security.refused": _("Security refused"),
    "shipment.delivered": _("Delivery recorded"),
    "shipment.recorded": _("Waybill recorded"),
    "traced.struck": _("Traced transaction struck"),
    "traced.written": _("Traced transaction written"),
    "webhook.added": _("Webhook added"),
    "webhook.disabled": _("Webhook switched off"),
    "webhook.enabled": _("Webhook switched on"),
    "webhook.removed": _("Webhook removed"),
    "webhook.rotated": _("Webhook given a new secret"),
    "work.cancelled": _("Job cancelled"),
}


def words_for(action: str) -> str | Promise:
    return WORDS.get(action, "")


def pairs(*stores: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Name and value of everything an entry keeps, said in words; what is empty says nothing."""
    found = []
    for store in stores:
        for name, value in (store or {}).items():
            if value in (None, "", [], {}):
                continue
            found.append((str(NAMES.get(name, name)), _plain(value, name)))
    return found


def _plain(value: Any, name: str = "") -> str:
    match value:
        case str() if value in VALUES.get(name, ()):
            return str(VALUES[name][value])
        case bool():
            return str(_("yes") if value else _("no"))
        case dict():
            return pgettext("list", "; ").join(
                f"{NAMES.get(key, key)}: {_plain(inner, key)}" for key, inner in value.items()
            )
        case list() | tuple():
            return listed(" ".join(map(_plain, one)) if isinstance(one, list) else _plain(one) for one in value)
        case str() if DAY.fullmatch(value):
            return shown.day(date.fromisoformat(value))
        case str() if MOMENT.match(value):
            return shown.moment(datetime.fromisoformat(value))
    return str(value)
