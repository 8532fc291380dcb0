"""manage.py seed_scale --cases 100000: a sample organisation with so many invented cases, to measure lists with.

Made in bulk, with every constraint of the tables, but without acts: no audit trail, no reminders. It refuses an
organisation that is not a sample, so it cannot pour invented cases among real ones.
"""

import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import people
from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from demo import scale

PREFIX = "SCALE"


class Command(BaseCommand):
    help = "Fill a sample organisation with invented cases, to measure how fast lists are. Never real data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, required=True, help="how many cases are added")
        parser.add_argument(
            "--firms", type=int, default=1, help="among so many organisations, of which the first holds the most"
        )
        parser.add_argument("--prefix", default=PREFIX, help="prefix of the sample organisation (made if missing)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["cases"] < 1:
            raise CommandError("Say how many cases to add: --cases 100000.")
        if not 1 <= options["firms"] <= 26 * 26:
            raise CommandError("Say among how many organisations: --firms 50.")
        prefix, cases, started, rows = options["prefix"].upper(), options["cases"], time.monotonic(), 0
        if options["firms"] == 1:
            firm = open_scale(prefix)
            rows = scale.fill(firm, workers_of(firm), cases, at=timezone.now())
        else:
            for firm, part in shared(prefix, cases, options["firms"]):
                rows += scale.fill(firm, workers_of(firm), part, at=timezone.now(), shape=scale.GROWN)
        took = time.monotonic() - started
        self.stdout.write(f"{options['cases']:,} cases, {rows:,} rows, {took:.0f} s, {rows / took:,.0f} rows/s.")


def open_scale(prefix: str = PREFIX) -> Organisation:
    """The organisation with its people, by the same acts that invite real ones; found again at the next run."""
    known = Organisation.objects.filter(prefix=prefix).first()
    if known is not None:
        if not known.is_sample:
            raise CommandError(f"{prefix} is a real organisation. Invented cases go into a sample only.")
        return known
    now = timezone.now()
    made = Organisation.objects.create(
        name="规模测试样例", name_en="Sample for measuring", prefix=prefix, is_sample=True, created_at=now
    )
    first = User.objects.create_user(f"administrator@{prefix.lower()}.example", name="Administrator")
    Membership.objects.create(user=first, organisation=made, role=Role.ADMINISTRATOR, since=now)
    for role in (Role.FINANCE, Role.COUNSEL, Role.MANAGER):
        people.invite(made, f"{role}@{prefix.lower()}.example", str(role.label), role, by=first, at=now)
    return made


def shared(prefix: str, cases: int, firms: int) -> Iterator[tuple[Organisation, int]]:
    """The largest tenant holds two cases in five; the others share the rest evenly. SCALE, SCALAA, SCALAB, ..."""
    largest = int(cases * scale.LARGEST)
    yield open_scale(prefix), largest
    for n in range(firms - 1):
        letters = f"{chr(65 + n // 26)}{chr(65 + n % 26)}"
        part = (cases - largest) // (firms - 1)
        yield open_scale(prefix[:4] + letters), part


def workers_of(organisation: Organisation) -> list[User]:
    working = Membership.objects.filter(organisation=organisation, ended_at=None).exclude(role=Role.ADMINISTRATOR)
    return [membership.user for membership in working.select_related("user").order_by("pk")]
