"""Where on the case page a thing leads to: each checklist line to the page where it is done, each event to its look."""

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Event, Item

# Lines that have a page of their own. The others are ticked by hand.
PAGE_OF: dict[str, tuple[str, str | Promise]] = {
    "verify-notice": ("case-verify", _("Verify")),
    "accept-clocks": ("case-clocks", _("Review")),
    "cause": ("case-causes", _("Decide")),
    "engage-counsel": ("case-people", _("Engage")),
    "collect-evidence": ("case-evidence", _("Open")),
    "identity-set": ("case-evidence", _("Open")),
    "facts-matrix": ("case-facts", _("Open")),
    "letter": ("case-appeals", _("Open")),
    "pack": ("case-packs", _("Open")),
    "approve": ("case-packs", _("Open")),
    "three-tests": ("case-packs", _("Open")),
    "submit": ("case-submissions", _("Open")),
    "receipt": ("case-submissions", _("Open")),
    "provider-status": ("case-status", _("Open")),
    "read-rejection": ("case-rejections", _("Open")),
    "point-table": ("case-rejections", _("Open")),
}
STATE_OF_EVENT = {
    "frozen": "late",
    "rejection_received": "late",
    "supplement_requested": "soon",
    "stage_started": "now",
}


def page_of(item: Item, case: Case) -> tuple[str, str | Promise] | None:
    """(address, label), or nothing when the line is ticked by hand or its page is not there."""
    found = PAGE_OF.get(item.code)
    if found is None:
        return None
    try:
        return reverse(found[0], args=[case.ref]), found[1]
    except NoReverseMatch:
        return None


def state_of(event: Event) -> str:
    return STATE_OF_EVENT.get(event.kind, "")
