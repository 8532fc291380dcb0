"""A figure of a plan has changed: how long the money lasts is reckoned again, by the next round (runways.py)."""

from datetime import datetime

from cases.models import Party
from funds.models import CashRunway


def note(party: Party, *, at: datetime) -> None:
    """In the transaction of the act. One statement, whoever else notes it at the same moment."""
    CashRunway.objects.bulk_create(
        [CashRunway(party=party, organisation_id=party.organisation_id, changed_at=at)],
        update_conflicts=True,
        update_fields=["changed_at"],
        unique_fields=["party"],
    )


def note_all(organisation_id: int, *, at: datetime) -> None:
    """A rate or the order of payments: it concerns every plan of the organisation."""
    CashRunway.objects.filter(organisation_id=organisation_id).update(changed_at=at)
