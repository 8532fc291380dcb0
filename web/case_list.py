"""The cases a person sees, newest first: found by number, party, account or institution, a page at a time.

Pages are cut by the last row seen (its day and id), never by counting from the start: page 4,000 costs what page 1
costs.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.functional import cached_property

from accounts.models import User
from cases.models import Account, Case, Deadline, Party
from cases.models.case import CaseQuerySet
from cases.stages import Stage
from cases.thinkable import is_thinkable
from web.date_rows import next_of

SIZE = 25
COUNTED_UP_TO = 1000  # beyond it the result reads "1000+": an exact count would read every row
MATCHES = 500  # parties and accounts that a search word may bring


class CaseList:
    def __init__(self, user: User, wanted: Mapping[str, Any], *, after: str = "") -> None:
        self.user, self.wanted, self.after = user, wanted, after

    @cached_property
    def words(self) -> str:
        return str(self.wanted.get("q") or "").strip()

    @cached_property
    def exact(self) -> Case | None:
        """A whole case number in the search field leads straight to the case."""
        if not self.words or " " in self.words:
            return None
        return Case.objects.visible_to(self.user).filter(ref=self.words.upper()).first()

    @cached_property
    def rows(self) -> CaseQuerySet:
        rows = Case.objects.visible_to(self.user)
        state = self.wanted.get("state") or "open"
        if state == "open":
            rows = rows.open()
        elif state == "closed":
            rows = rows.filter(stage=Stage.CLOSED)
        if self.wanted.get("stage"):
            rows = rows.filter(stage=self.wanted["stage"])
        if self.wanted.get("body"):
            rows = rows.filter(freeze__body_kind=self.wanted["body"])
        if self.wanted.get("owner"):
            rows = rows.filter(owner_id=self.wanted["owner"])
        return rows.filter(self._matching()) if self.words else rows

    def _matching(self) -> Q:
        """Ids first, as values: a text search joined to the cases makes the database read them all."""
        word = self.words
        number = "".join(word.split()).upper()
        parties = Party.objects.visible_to(self.user).filter(Q(name__icontains=word) | Q(name_en__icontains=word))
        accounts = Account.objects.visible_to(self.user).filter(
            Q(number__contains=number) | Q(institution__icontains=word)
        )
        return (
            Q(ref__startswith=number)
            | Q(party_id__in=list(parties.values_list("pk", flat=True)[:MATCHES]))
            | Q(account_id__in=list(accounts.values_list("pk", flat=True)[:MATCHES]))
        )

    @cached_property
    def page(self) -> list[Case]:
        """One more than fits, to know whether there is a next page."""
        rows = self.rows.for_lists().order_by("-opened_at", "-pk")
        if self._start:
            moment, pk = self._start
            rows = rows.filter(Q(opened_at__lt=moment) | Q(opened_at=moment, pk__lt=pk))
        return list(rows[: SIZE + 1])

    @property
    def cases(self) -> list[Case]:
        return self.page[:SIZE]

    @cached_property
    def listed(self) -> list[tuple[Case, Deadline | None]]:
        """Each case with its next date."""
        dates = next_of(self.cases)
        return [(case, dates.get(case.pk)) for case in self.cases]

    @cached_property
    def _start(self) -> tuple[datetime, int] | None:
        stamp, _dot, pk = self.after.rpartition("_")
        try:
            moment, last = datetime.fromisoformat(stamp), int(pk)
        except ValueError:
            return None
        is_ours = moment.tzinfo is not None and is_thinkable(moment) and 0 < last < 2**63
        return (moment, last) if is_ours else None

    @property
    def is_first(self) -> bool:
        return self._start is None

    @property
    def following(self) -> str:
        """The address of the next page, empty on the last."""
        if len(self.page) <= SIZE:
            return ""
        last = self.page[SIZE - 1]
        return "?" + self._query(after=f"{last.opened_at.isoformat()}_{last.pk}")

    @property
    def beginning(self) -> str:
        return "?" + self._query()

    def _query(self, **more: str) -> str:
        kept = {key: value for key, value in self.wanted.items() if value not in ("", None)}
        return urlencode({**kept, **more})

    @cached_property
    def count(self) -> str:
        number = self.rows.order_by()[: COUNTED_UP_TO + 1].count()
        return f"{COUNTED_UP_TO}+" if number > COUNTED_UP_TO else str(number)

    @property
    def is_narrowed(self) -> bool:
        return any(value not in ("", None, "open") for value in self.wanted.values())
