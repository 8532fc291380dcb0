"""The first few rows of several lists, in one trip to the database: each list is found in its own index.

Asked one after the other, the ways there and back would cost more than the answers; joined by an "or", no index would
give them in order. The statements are those that Django writes for the lists.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

Lists = Mapping[str, "models.QuerySet[Any]"]


def keys(lists: Lists) -> dict[str, list[int]]:
    """The keys of each list, which is cut already. Not in order: whoever reads the rows sorts them."""
    parts: list[str] = []
    given: list[Any] = []
    for name, rows in lists.items():
        if found := written(rows.values_list("pk", flat=True)):
            parts.append(f"SELECT %s AS name, part{len(parts)}.* FROM ({found[0]}) AS part{len(parts)}")  # noqa: S608
            given += [name, *found[1]]
    told: dict[str, list[int]] = {name: [] for name in lists}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            for name, pk in cursor.fetchall():
                told[name].append(pk)
    return told


def written(rows: "models.QuerySet[Any]") -> "tuple[str, tuple[Any, ...]] | None":
    """The statement with what is given to it; none where a list cannot have a row."""
    try:
        sql, given = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None
    return str(sql), tuple(given)
