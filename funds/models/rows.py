"""What every money row has in common: it belongs to an organisation, and only its people may read it."""

from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.models import User
from accounts.roles import Can

if TYPE_CHECKING:
    from typing import Self

MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 2}


class MoneyQuerySet(models.QuerySet[Any]):
    """A guest of one case does not read the firm's money: organisation ids only, never granted cases."""

    def visible_to(self, user: User) -> "Self":
        return self.filter(organisation_id__in=user.organisations_where(Can.SEE_MONEY))
