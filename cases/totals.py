"""How much is frozen in all, per currency, never added up across currencies: there is no dated rate here.

Adding up sixteen thousand cases takes a hundred times as long as all other figures of the dashboard together, and no
index helps. So the sum is kept, and counted anew, not added to, by each act that changes it: a case is logged, its
amount is learned, it is closed.
"""

from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from accounts.models import Organisation
from cases.models import Case, Freeze, FrozenTotal
from cases.models.case import CaseQuerySet


@transaction.atomic
def keep(organisation_id: int) -> None:
    """In the transaction of the act. Two acts at once count one after the other: the second one sees the first."""
    Organisation.objects.select_for_update().get(pk=organisation_id)
    sums = {row["currency"]: row for row in counted(Case.objects.filter(organisation_id=organisation_id))}
    FrozenTotal.objects.filter(organisation_id=organisation_id).exclude(currency__in=list(sums)).delete()
    for currency, row in sums.items():
        FrozenTotal.objects.update_or_create(
            organisation_id=organisation_id,
            currency=currency,
            defaults={"amount": row["amount"], "cases": row["cases"]},
        )


def counted(cases: CaseQuerySet) -> list[dict[str, Any]]:
    """From the cases themselves: open ones, drills left out, the amount known."""
    rows = Freeze.objects.filter(case__in=cases, case__closed_at=None, case__is_drill=False, amount__isnull=False)
    sums = rows.order_by().values("currency").annotate(amount=Sum("amount"), cases=Count("pk"))
    return [dict(row) for row in sums]
