"""Who hears of something on a day, and how: a person's own wishes, and whoever stands in for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Membership, User
from accounts.roles import Role
from cases import workdays
from cases.models import Case, Deadline
from cases.mornings import Habits
from cases.zones import ZONES
from notifications.models import Absence, Channel, Preference

COUNTRIES = {zone: country for country, zone in reversed(ZONES.items())}
LEGAL = {Deadline.Kind.LEGAL, Deadline.Kind.FREEZE_END}
HEADS = [Role.MANAGER.value, Role.ADMINISTRATOR.value]
HOPS = 3  # who stands in may be away too; further on nobody would know whose date it is


@dataclass(frozen=True)
class Reader:
    user: User
    wishes: Preference
    habits: Habits
    instead_of: User | None = None

    @property
    def grace(self) -> timedelta:
        return timedelta(hours=self.wishes.grace_hours)

    def channels(self, kind: str) -> list[Channel]:
        """Whoever has no address hears it in the app: a wish for mail is a wish to be told."""
        legal = kind in LEGAL
        by_mail = self.wishes.legal_by_mail if legal else self.wishes.other_by_mail
        in_app = self.wishes.legal_in_app if legal else self.wishes.other_in_app
        if by_mail and "@" not in self.user.email:
            by_mail, in_app = False, True
        return [channel for channel, wanted in ((Channel.MAIL, by_mail), (Channel.IN_APP, in_app)) if wanted]


class Book:
    """Wishes and absences, read once a person however many dates they have."""

    def __init__(self, users: Iterable[User] = ()) -> None:
        self._wishes: dict[int, Preference] = {}
        self._absences: dict[int, list[Absence]] = {}
        self._firms: dict[int, set[int]] = {}
        self._heads: dict[int, User | None] = {}
        self._readers: dict[tuple[int, int | None], Reader] = {}
        self.read(users)

    def read(self, users: Iterable[User]) -> None:
        new = {user.pk: user for user in users if user.pk not in self._wishes}
        if not new:
            return
        self._wishes |= {pk: Preference(user=user) for pk, user in new.items()}
        self._wishes |= {row.user_id: row for row in Preference.objects.filter(user__in=new)}
        for row in Absence.objects.standing().filter(user__in=new).select_related("deputy"):
            self._absences.setdefault(row.user_id, []).append(row)
        self._firms |= {pk: set() for pk in new}
        there = Membership.objects.filter(user__in=new, ended_at=None, user__is_active=True)
        for user_id, organisation_id in there.values_list("user_id", "organisation_id"):
            self._firms[user_id].add(organisation_id)

    def reader(self, user: User, *, instead_of: User | None = None) -> Reader:
        key = (user.pk, instead_of.pk if instead_of else None)
        if (known := self._readers.get(key)) is not None:
            return known
        self.read([user])
        wishes = self._wishes[user.pk]
        country = wishes.country or COUNTRIES.get(user.time_zone, "")
        self._readers[key] = Reader(
            user,
            wishes,
            Habits(
                zone=ZoneInfo(user.time_zone),
                calendar=workdays.calendar_of(country),
                morning=wishes.morning,
                weekdays=frozenset(int(day) for day in wishes.weekdays),
                quiet=wishes.quiet,
            ),
            instead_of=instead_of,
        )
        return self._readers[key]

    def stands_in(self, user: User, day: date, organisation_id: int) -> User:
        """The person who is there on that day. Whoever is no member any more hears nothing of the firm's cases."""
        self.read([user])
        found, seen = user, {user.pk}
        for _hop in range(HOPS):
            away = next((a for a in self._absences.get(found.pk, ()) if a.starts_on <= day <= a.ends_on), None)
            if away is None:
                return found
            if away.deputy_id in seen or not self.belongs(away.deputy, organisation_id):
                return user
            found = away.deputy
            seen.add(found.pk)
            self.read([found])
        return user

    def belongs(self, user: User, organisation_id: int) -> bool:
        self.read([user])
        return organisation_id in self._firms[user.pk]

    def heir(self, case: Case) -> User | None:
        """Who hears of a date whose owner has left: who stands in, who answers for the case, or who leads the firm."""
        for person in (case.deputy, case.manager):
            if person is not None and self.belongs(person, case.organisation_id):
                return person
        if case.organisation_id not in self._heads:
            heads = Membership.objects.filter(
                organisation=case.organisation_id, ended_at=None, user__is_active=True, role__in=HEADS
            )
            found = sorted(heads.select_related("user"), key=lambda head: (HEADS.index(head.role), head.pk))
            self._heads[case.organisation_id] = found[0].user if found else None
        return self._heads[case.organisation_id]
