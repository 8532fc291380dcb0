"""Cases by the hundred thousand, to measure lists with: invented, made in bulk, every constraint of the tables on.

No act is called, so there is no audit trail, no checklist of the knowledge and no reminder: this is mass, not a sample
to read. What matters for a list is here: how many cases are open, late, silent, paused or closed, and who has them.
The figures come from the number of a case alone, so that two runs make the same desk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F, Model

from accounts.models import Organisation, User
from cases import totals
from cases.models import Account, Case, Deadline, Event, Freeze, Item, Party
from cases.stages import FIVE, Outcome, Stage
from demo.days import BRUSSELS, day_in

PATTERN = 2000  # so many cases are made one by one; the rest repeats them in the database, fifty times as fast
HOLDERS = 200  # parties; a group of firms holds many accounts
INSTITUTIONS = ("iBanFirst SA", "KBC", "Banque Exemple", "示例银行苏州分行", "Voorbeeld Bank N.V.")
BODIES = ("provider", "bank", "court-preservation", "police-criminal", "unknown")
CURRENCIES = ("EUR", "CNY", "USD")
PAUSED_EVERY = 23
GIVEN = ("notice", "contract", "invoice", "transport", "reply", "receipt")  # one line of the checklist each
Rows = dict[type[Model], int]  # the first id of what was made, by table


@dataclass(frozen=True)
class Shape:
    """How a desk looks: which of five cases are closed, every how-manieth is late, and its dates that are no news."""

    closed: frozenset[int]
    overdue_every: int
    far: int = 0  # live dates of an open case in the months to come, besides the three
    past: int = 1  # dates that were met


BUSY = Shape(closed=frozenset({0}), overdue_every=7)
# As in a house that has run for years: two in five are open, seven dates run on an open case, ten are on file.
GROWN = Shape(closed=frozenset({0, 3, 4}), overdue_every=26, far=4, past=3)
LARGEST, FIRMS = Decimal("0.4"), 50  # what the largest tenant holds, and among how many all is shared


@transaction.atomic
def fill(organisation: Organisation, workers: Sequence[User], count: int, *, at: datetime, shape: Shape = BUSY) -> int:
    """`count` more cases for this organisation, shared among these people. Returns how many rows were written."""
    fresh = Organisation.objects.select_for_update().get(pk=organisation.pk)
    number = fresh.next_case_number
    Organisation.objects.filter(pk=fresh.pk).update(next_case_number=F("next_case_number") + count)
    pattern = min(count, PATTERN)
    firsts, each = _pattern(fresh, _parties(fresh, at), workers, range(number, number + pattern), at, shape)
    for done in range(pattern, count, pattern):
        size = min(pattern, count - done)
        for table in firsts:
            _repeat(table, fresh.prefix, firsts, each, by=done, size=size)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(firsts)):
            cursor.execute(statement)
    totals.keep(fresh.pk)
    return count * sum(each.values())


def _repeat(table: type[Model], prefix: str, firsts: Rows, each: Rows, *, by: int, size: int) -> None:
    """The first `size` cases of the pattern once more, under ids and numbers that lie `by` cases further on."""
    quote = connection.ops.quote_name
    names = [field.column for field in table._meta.concrete_fields if field.column]
    copied = {name: quote(name) for name in names}
    copied["id"] = f"id + {by * each[table]}"
    if table is Account:
        copied["number"] = f"number || '-{by}'"
    elif table is Case:
        copied |= {"account_id": f"account_id + {by * each[Account]}", "number": f"number + {by}"}
        copied["ref"] = f"'{prefix}-' || CAST(number + {by} AS VARCHAR(9))"
    else:
        copied["case_id"] = f"case_id + {by * each[Case]}"
    first = firsts[table]
    columns = ", ".join(map(quote, copied))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(table._meta.db_table)} ({columns}) SELECT {', '.join(copied.values())}"  # noqa: S608
            f" FROM {quote(table._meta.db_table)} WHERE id >= {first} AND id < {first + size * each[table]}"
        )


def _parties(organisation: Organisation, at: datetime) -> list[Party]:
    known = list(organisation.parties.order_by("pk")[:HOLDERS])
    names = [f"示例实业第{n}有限公司" for n in range(len(known) + 1, HOLDERS + 1)]
    return known + Party.objects.bulk_create(
        Party(organisation=organisation, name=name, name_en=f"Sample Industries No. {name[5:-4]} Ltd.", created_at=at)
        for name in names
    )


def _pattern(
    organisation: Organisation,
    parties: Sequence[Party],
    workers: Sequence[User],
    numbers: range,
    at: datetime,
    shape: Shape,
) -> tuple[Rows, Rows]:
    """The first id of each table, and how many of its rows a case has."""
    accounts = Account.objects.bulk_create(
        Account(
            organisation=organisation,
            party=parties[n % len(parties)],
            number=f"{organisation.prefix}{n:09d}",
            institution=INSTITUTIONS[n % len(INSTITUTIONS)],
            country="BE",
            currency=CURRENCIES[n % len(CURRENCIES)],
            status=Account.Status.USABLE if _is_closed(n, shape) else Account.Status.FROZEN,
            created_at=at,
        )
        for n in numbers
    )
    cases = Case.objects.bulk_create(
        _case(organisation, account, workers, n, at, shape) for n, account in zip(numbers, accounts, strict=True)
    )
    freezes = Freeze.objects.bulk_create(_freeze(case) for case in cases)
    deadlines = Deadline.objects.bulk_create(row for case in cases for row in _deadlines(case, at, shape))
    items = Item.objects.bulk_create(row for case in cases for row in _items(case, at))
    events = Event.objects.bulk_create(row for case in cases for row in _events(case, at))
    made: tuple[Sequence[Model], ...] = (accounts, cases, freezes, deadlines, items, events)
    return {type(rows[0]): rows[0].pk for rows in made}, {type(rows[0]): len(rows) // len(numbers) for rows in made}


def _is_closed(n: int, shape: Shape) -> bool:
    return n // 5 % 5 in shape.closed  # not by n alone: stages, bodies and institutions go by that


def _case(
    organisation: Organisation, account: Account, workers: Sequence[User], n: int, at: datetime, shape: Shape
) -> Case:
    opened = at - timedelta(hours=7 * (n % 4000) + 2)
    closed = _is_closed(n, shape)
    paused = n % PAUSED_EVERY == 0 and not closed
    case = Case(
        organisation=organisation,
        number=n,
        ref=f"{organisation.prefix}-{n:04d}",
        party_id=account.party_id,
        account=account,
        stage=Stage.CLOSED if closed else FIVE[n % len(FIVE)],
        owner=workers[n % len(workers)],
        manager=workers[(n + 1) % len(workers)],
        counsel=workers[(n + 2) % len(workers)],
        opened_at=opened,
        logged_by=workers[n % len(workers)],
        last_activity_at=max(opened, at - timedelta(hours=n % 240)),
        paused_at=opened if paused else None,
        paused_because="等待对方补充材料" if paused else "",
        closed_at=at - timedelta(hours=1) if closed else None,
        outcome=Outcome.RELEASED if closed else "",
    )
    case.next_deadline_at = (
        None if closed else min(row.due_at for row in _deadlines(case, at, shape) if row.status == Deadline.Status.LIVE)
    )
    return case


def _freeze(case: Case) -> Freeze:
    n = case.number
    return Freeze(
        case=case,
        body_kind=BODIES[n % len(BODIES)],
        body_name=case.account.institution,
        jurisdiction="BE",
        amount=Decimal(1000 + n % 900_000),
        amount_state=Freeze.Fact.KNOWN,
        currency=case.account.currency,
        scope=Freeze.Scope.SUM,
        frozen_at=case.opened_at - timedelta(hours=2),
        known_at=case.opened_at - timedelta(hours=1),
        zone="Europe/Brussels",
    )


def _deadlines(case: Case, at: datetime, shape: Shape) -> Iterator[Deadline]:
    """A legal date, our own target before it, the end of the freeze, and one that was met long ago."""
    n = case.number
    legal = at + timedelta(hours=5 * (n % 1700) + 3)
    if n % shape.overdue_every == 1:
        legal = at - timedelta(hours=n % 200 + 1)
    for code, kind, due, status in (
        ("legal", Deadline.Kind.LEGAL, legal, Deadline.Status.LIVE),
        ("target", Deadline.Kind.TARGET, legal - timedelta(days=2), Deadline.Status.LIVE),
        ("end", Deadline.Kind.FREEZE_END, at + timedelta(days=n % 365 + 20), Deadline.Status.LIVE),
        *(
            (f"far-{m}", Deadline.Kind.TARGET, legal + timedelta(days=20 * m + 9), Deadline.Status.LIVE)
            for m in range(shape.far)
        ),
        *(
            (f"past-{m}", Deadline.Kind.TARGET, case.opened_at + timedelta(days=m + 1), Deadline.Status.MET)
            for m in range(shape.past)
        ),
    ):
        yield Deadline(
            organisation_id=case.organisation_id,
            case=case,
            kind=kind,
            actor=Deadline.Actor.THEM if n % 4 == 0 and code == "legal" else Deadline.Actor.US,
            code=f"scale-{code}",
            title_zh="示例期限",
            title_en="Sample date",
            trigger="freeze_known",
            trigger_at=case.opened_at,
            zone="Europe/Brussels",
            due_on=day_in(BRUSSELS, due),
            due_at=due,
            status=Deadline.Status.MET if case.closed_at else status,
            confirmed_by_id=case.manager_id,
            confirmed_at=case.opened_at,
            acknowledged_by_id=case.owner_id if n % 3 == 0 else None,
            acknowledged_at=case.opened_at if n % 3 == 0 else None,
            settled_at=at if case.closed_at or status == Deadline.Status.MET else None,
            owner_id=case.owner_id,
            created_at=case.opened_at,
        )


def _items(case: Case, at: datetime) -> Iterator[Item]:
    for position, code in enumerate(GIVEN):
        done = bool(case.closed_at) or position < case.number % len(GIVEN)
        yield Item(
            organisation_id=case.organisation_id,
            case=case,
            code=f"scale-{code}",
            stage=FIVE[min(position, len(FIVE) - 1)],
            position=position,
            title_zh="示例事项",
            title_en="Sample item",
            assignee_id=case.owner_id,
            is_golden=position < 2,
            due_at=case.opened_at + timedelta(days=position + 1),
            state=Item.State.DONE if done else Item.State.TODO,
            settled_by_id=case.owner_id if done else None,
            settled_at=at if done else None,
        )


def _events(case: Case, at: datetime) -> Iterator[Event]:
    for kind, moment in (("freeze_known", case.opened_at), ("stage_started", case.last_activity_at)):
        yield Event(
            case=case,
            kind=kind,
            happened_at=moment,
            zone="Europe/Brussels",
            text_zh="示例记录",
            text_en="Sample entry",
            recorded_at=moment,
            recorded_by_id=case.owner_id,
        )
