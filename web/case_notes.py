"""Where on the case page a thing leads to: each checklist line to the page where it is done, each event to its look."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Event
from comms import undelivered

# Lines that have a page of their own.
PAGE_OF: dict[str, tuple[str, str | Promise]] = {
    "verify-notice": ("case-verify", _("Verify")),
    "four-facts": ("case-learn", _("Record")),
    "ask-body": ("case-learn", _("Record")),
    "ask-instrument": ("case-learn", _("Record")),
    "ask-amount": ("case-learn", _("Record")),
    "ask-term": ("case-learn", _("Record")),
    "accept-clocks": ("case-clocks", _("Review")),
    "cause": ("case-causes", _("Decide")),
    "engage-counsel": ("case-people", _("Engage")),
    "service-date": ("case-clocks", _("Review")),
    "cash-position": ("case-money", _("Open")),
    "ring-fence": ("case-money", _("Open")),
    "obligations": ("case-money", _("Open")),
    "forecast": ("case-money", _("Open")),
    "spending-freeze": ("case-money", _("Open")),
    "options": ("case-money", _("Open")),
    "gap-decision": ("case-money", _("Open")),
    "permission-request": ("case-licences", _("Open")),
    "channel": ("case-appeals", _("Open")),
    "collect-evidence": ("case-evidence", _("Open")),
    "identity-set": ("case-evidence", _("Open")),
    "facts-matrix": ("case-evidence", _("Open")),
    "good-faith": ("case-tracing", _("Open")),
    "letter": ("case-appeals", _("Open")),
    "authorities": ("case-appeals", _("Open")),
    "three-tests": ("case-packs", _("Open")),
    "pack": ("case-packs", _("Open")),
    "approve": ("case-packs", _("Open")),
    "submit": ("case-submissions", _("Open")),
    "status": ("case-status", _("Open")),
    "receipt-chase": ("case-submissions", _("Open")),
    "chaser": ("case-clocks", _("Open")),  # there the enquiry stands ready
    "chaser-counsel": ("case-clocks", _("Open")),
    "supplement": ("case-evidence", _("Open")),
    "log-contacts": ("case-messages", _("Open")),
    "read-rejection": ("case-rejections", _("Open")),
    "point-table": ("case-rejections", _("Open")),
    "new-channel": ("case-rejections", _("Open")),
    "written-reasons": ("case-letters", _("Open")),
    "third-party-evidence": ("case-evidence", _("Open")),
    "escalation": ("case-outside", _("Open")),
    "s-confirm": ("case-letters", _("Open")),  # the letter stands there, with the days of the measures
}
# Lines that the act itself ticks; a tick by hand would only say that somebody clicked.
TICKED_BY_THE_ACT = frozenset({"verify-notice", "cause", "engage-counsel", "submit", "read-rejection"})
STATE_OF_EVENT = {
    "frozen": "late",
    "rejection_received": "late",
    "supplement_requested": "soon",
    "stage_started": "now",
}


def page_of(code: str, case: Case) -> tuple[str, str | Promise] | None:
    """(address, label), or nothing when the line is only ticked by hand."""
    found = PAGE_OF.get("log-contacts" if code.startswith(undelivered.LINE) else code)
    return (reverse(found[0], args=[case.ref]), found[1]) if found else None


def state_of(event: Event) -> str:
    return STATE_OF_EVENT.get(event.kind, "")
