"""Numbers of the other side that the case holds already, each with where it stands, for whoever must write one."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from appeals import receipt_numbers
from appeals.receipt_numbers import Found
from cases.models import Case
from web import shown


@dataclass(frozen=True)
class Offer:
    number: str
    words: str


def offers(case: Case) -> list[Offer]:
    return [Offer(found.number, _words(found)) for found in receipt_numbers.for_case(case)]


def _words(found: Found) -> str:
    told = {"day": shown.day(timezone.localtime(found.at).date()), "about": found.about}
    if found.source == "submission":
        return _("receipt of the appeal of %(day)s") % told
    if found.source == "status":
        return _("note to the provider status of %(day)s") % told
    if found.source == "rejection":
        return _("the rejection of %(day)s") % told
    return _("“%(about)s”, %(day)s") % told
