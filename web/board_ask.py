"""Several short questions in one trip to the database: the first dates of each list, and how many there are at most.

A dashboard asks twenty small things at once. Each of them reads a few lines of one index; asked one after the other,
the ways there and back would cost more than the answers. The statements are those that Django writes for the lists.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models

from cases.firsts import Lists, written
from cases.models import Account, Deadline

Facts = dict[str, "models.QuerySet[Any]"]
INSTITUTIONS = 200  # in the filter
NAME_TO_NAME = """
    WITH RECURSIVE named (firm, name) AS (
        SELECT id, (SELECT MIN(institution) FROM {table} WHERE organisation_id = firms.id)
        FROM accounts_organisation AS firms WHERE id IN ({marks})
        UNION ALL
        SELECT firm, (SELECT MIN(institution) FROM {table} WHERE organisation_id = firm AND institution > name)
        FROM named WHERE name IS NOT NULL
    )
    SELECT DISTINCT name FROM named WHERE name IS NOT NULL AND name <> '' ORDER BY name LIMIT %s
"""


def first_dates(lists: Lists, most: int, columns: Sequence[str]) -> tuple[dict[str, list[int]], dict[int, Deadline]]:
    """The keys of the first `most` of each list, and with them the dates themselves. Of lists of cases, the keys alone.

    The keys are found first, each list in its own index: with all their columns, the rows would be read to be sorted.
    """
    parts: list[str] = []
    given: list[Any] = []
    for name, rows in lists.items():
        if part := written(rows.values_list("pk", flat=True)[:most]):
            due = "pk" if rows.model is Deadline else "CAST(NULL AS BIGINT)"
            parts.append(f"SELECT %s AS list, pk, {due} AS due FROM ({part[0]}) AS part{len(parts)}")  # noqa: S608
            given += [name, *part[1]]
    keys: dict[str, list[int]] = {name: [] for name in lists}
    dates: dict[int, Deadline] = {}
    if parts:
        quoted, wanted = connection.ops.quote_name, {"id", *columns}
        names = [
            quoted(field.column) for field in Deadline._meta.concrete_fields if field.column and field.attname in wanted
        ]
        sql = (
            f"SELECT list, first.pk AS key, {', '.join(f'date.{name}' for name in names)}"  # noqa: S608
            f" FROM ({' UNION ALL '.join(parts)}) AS first"
            f" LEFT JOIN {quoted(Deadline._meta.db_table)} AS date ON date.id = first.due"
        )
        row: Any
        for row in Deadline.objects.raw(sql, given):
            keys[row.list].append(row.key)
            if row.pk:
                dates[row.pk] = row
    return keys, dates


@dataclass(frozen=True)
class Told:
    """What one trip brought back."""

    counts: dict[str, int]
    days: dict[date, int]
    facts: dict[str, list[dict[str, Any]]]


def told(lists: Lists, days: "models.QuerySet[Any]", facts: Lists, *, most: int, most_days: int) -> Told:
    """How many rows each list has, counted no further than one past the most that is told; how many each day has; and
    figures that are kept, each row one JSON object named `fact`.

    A list that is sorted is counted in that order: where a line may have to be looked at, the index gives it first.
    """
    parts: list[str] = []
    given: list[Any] = []
    for name, rows in lists.items():
        if part := written(rows.values_list("pk", flat=True)[: most + 1]):
            parts.append(f"SELECT %s AS name, COUNT(*) AS rows, '' AS fact FROM ({part[0]}) AS part{len(parts)}")  # noqa: S608
            given += [name, *part[1]]
    # All weeks in one walk along the index: a question for each would be planned longer than it is answered.
    if part := written(days.values_list("due_on", flat=True)[: most_days + 1]):
        parts.append(f"SELECT CAST(due_on AS VARCHAR(10)), COUNT(*), '' FROM ({part[0]}) AS days GROUP BY due_on")  # noqa: S608
        given += part[1]
    for name, rows in facts.items():
        if part := written(rows.values_list("fact", flat=True)):
            parts.append(f"SELECT %s, 0, CAST(part{len(parts)}.fact AS TEXT) FROM ({part[0]}) AS part{len(parts)}")  # noqa: S608
            given += [name, *part[1]]
    found: dict[str, int] = {}
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in facts}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            for name, rows, fact in cursor.fetchall():
                if fact:
                    kept[name].append(json.loads(fact))
                else:
                    found[name] = rows
    counts = {name: found.pop(name, 0) for name in lists}
    return Told(counts, {date.fromisoformat(day): count for day, count in found.items()}, kept)


def institutions(organisations: list[int]) -> list[str]:
    """Each name once, from name to next name along the index: a list of all accounts would be read for five names."""
    if not organisations:
        return []
    marks = ", ".join(["%s"] * len(organisations))
    with connection.cursor() as cursor:
        cursor.execute(NAME_TO_NAME.format(marks=marks, table=Account._meta.db_table), [*organisations, INSTITUTIONS])
        return [name for (name,) in cursor.fetchall()]
