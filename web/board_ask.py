"""Several short questions in one trip to the database: the first few of each list, and how many there are at most.

A dashboard asks twenty small things at once. Each of them reads a few lines of one index; asked one after the other,
the ways there and back would cost more than the answers. The statements are those that Django writes for the lists.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from cases.models import Account

Lists = Mapping[str, "models.QuerySet[Any]"]
Facts = dict[str, "models.QuerySet[Any]"]
INSTITUTIONS = 200  # in the filter
AHEAD = "ahead"  # the line of the weeks
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


def firsts(lists: Lists, most: int) -> dict[str, list[int]]:
    """The keys of the first `most` rows of each list. Not in order: whoever reads the rows sorts them."""
    parts: list[str] = []
    given: list[Any] = []
    for name, rows in lists.items():
        if written := _written(rows.values_list("pk", flat=True)[:most]):
            parts.append(f"SELECT %s AS name, part{len(parts)}.* FROM ({written[0]}) AS part{len(parts)}")  # noqa: S608
            given += [name, *written[1]]
    found: dict[str, list[int]] = {name: [] for name in lists}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            for name, pk in cursor.fetchall():
                found[name].append(pk)
    return found


@dataclass(frozen=True)
class Load:
    """How many dates fall on each of some last days or before it, how many were counted, and the last of those."""

    until: list[int]
    counted: int
    last: date | None


@dataclass(frozen=True)
class Told:
    """What one trip brought back."""

    counts: dict[str, int]
    load: Load
    facts: dict[str, list[dict[str, Any]]]


def told(lists: Lists, ahead: "models.QuerySet[Any]", edges: Sequence[date], facts: Lists, *, most: int) -> Told:
    """How many rows each list has, counted no further than one past the most that is told; how many dates lie ahead by
    each of the edges; and figures that are kept, each row one JSON object named `fact`.

    A list that is sorted is counted in that order: where a line may have to be looked at, the index gives it first. One
    that is cut by itself is counted no further than that.
    """
    parts, given = _counting(lists, most)
    # All weeks in one walk along the index: a question for each would be planned longer than it is answered.
    if written := _written(ahead.values_list("due_on", flat=True)):
        by_edge = " || ',' || ".join(["CAST(COUNT(*) FILTER (WHERE due_on <= %s) AS VARCHAR(9))"] * len(edges))
        last = "COALESCE('\"' || CAST(MAX(due_on) AS VARCHAR(10)) || '\"', 'null')"
        parts.append(f"SELECT %s, COUNT(*), '[' || {by_edge} || ',' || {last} || ']' FROM ({written[0]}) AS days")  # noqa: S608
        given += [AHEAD, *map(connection.ops.adapt_datefield_value, edges), *written[1]]
    for name, rows in facts.items():
        if written := _written(rows.values_list("fact", flat=True)):
            parts.append(f"SELECT %s, 0, CAST(part{len(parts)}.fact AS TEXT) FROM ({written[0]}) AS part{len(parts)}")  # noqa: S608
            given += [name, *written[1]]
    found: dict[str, int] = {}
    load = Load([0] * len(edges), 0, None)
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in facts}
    for name, count, fact in _fetched(parts, given):
        if name == AHEAD:
            *until, last_day = json.loads(fact)
            load = Load(until, count, date.fromisoformat(last_day) if last_day else None)
        elif fact:
            kept[name].append(json.loads(fact))
        else:
            found[name] = count
    return Told({name: found.get(name, 0) for name in lists}, load, kept)


def counted(lists: Lists, *, most: int) -> dict[str, int]:
    """The counts alone."""
    found = {name: rows for name, rows, _fact in _fetched(*_counting(lists, most))}
    return {name: found.get(name, 0) for name in lists}


def _counting(lists: Lists, most: int) -> tuple[list[str], list[Any]]:
    parts: list[str] = []
    given: list[Any] = []
    for name, rows in lists.items():
        if written := _written(rows.values_list("pk", flat=True)[: most + 1]):
            parts.append(f"SELECT %s AS name, COUNT(*) AS rows, '' AS fact FROM ({written[0]}) AS part{len(parts)}")  # noqa: S608
            given += [name, *written[1]]
    return parts, given


def _fetched(parts: Sequence[str], given: Sequence[Any]) -> list[tuple[str, int, str]]:
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        return list(cursor.fetchall())


def institutions(organisations: list[int]) -> list[str]:
    """Each name once, from name to next name along the index: a list of all accounts would be read for five names."""
    if not organisations:
        return []
    marks = ", ".join(["%s"] * len(organisations))
    with connection.cursor() as cursor:
        cursor.execute(NAME_TO_NAME.format(marks=marks, table=Account._meta.db_table), [*organisations, INSTITUTIONS])
        return [name for (name,) in cursor.fetchall()]


def _written(rows: "models.QuerySet[Any]") -> "tuple[str, tuple[Any, ...]] | None":
    try:
        sql, given = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None
    return str(sql), tuple(given)
