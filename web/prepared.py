"""Statements that PostgreSQL plans once a connection and then only carries out.

The dashboard asks for the first lines of ten lists in one statement: planning it takes five times as long as answering
it. So the words of a question (which status, which kind) stand in the statement, where partial indexes are found by
them, and what differs each time (whose, from when) is handed over. Other databases get every statement as it is.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection
from psycopg import sql as text

FEW = 4  # organisations of a person; longer are the lists of keys
MOST = 50  # statements a connection: filters make others, and each is kept in the server's memory
PLACES = re.compile(r"(IN \(%s(?:, %s)*\)|%s)")
# Behind a pooler another session may answer: it has no such statement, or has it already.
NOT_THERE, THERE = "26000", "42P05"

_kept: "WeakKeyDictionary[Any, OrderedDict[str, None]]" = WeakKeyDictionary()
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def statements(is_rare: bool = False) -> AbstractContextManager[None]:
    """What is asked inside is planned once. Only for questions, and outside a transaction.

    Not for a rare one: which index is best for one person's dates depends on how many they have.
    """
    if is_rare or connection.vendor != "postgresql" or connection.in_atomic_block:
        return nullcontext()
    return connection.execute_wrapper(_planned_once)


def _planned_once(execute: Execute, sql: str, given: Any, many: bool, context: dict[str, Any]) -> Any:
    if many or not given or "%%" in sql:
        return execute(sql, given, many, context)
    written, values, kinds = _apart(sql, given)
    name = f"desk_{sha256(written.encode()).hexdigest()[:24]}"
    kept = _kept.setdefault(connection.connection, OrderedDict())
    try:
        if name not in kept:
            execute(f"PREPARE {name} ({', '.join(kinds)}) AS {written}", None, many, context)
            kept[name] = None
            if len(kept) > MOST:
                execute(f"DEALLOCATE {kept.popitem(last=False)[0]}", None, many, context)
        kept.move_to_end(name)
        return execute(f"EXECUTE {name} ({', '.join(['%s'] * len(values))})", values, many, context)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") not in (NOT_THERE, THERE):
            raise
        kept.pop(name, None)
        return execute(sql, given, many, context)


def _apart(sql: str, given: Sequence[Any]) -> tuple[str, list[Any], list[str]]:
    """Numbers and moments become parameters; words and truths stay in the statement, quoted by the driver."""
    parts: list[str] = []
    values: list[Any] = []
    kinds: list[str] = []
    waiting = iter(given)

    def place(value: Any, kind: str) -> str:
        if not kind:
            return text.Literal(value).as_string(connection.connection)
        values.append(value)
        kinds.append(kind)
        return f"${len(values)}"

    for part in PLACES.split(sql):
        if part == "%s":
            value = next(waiting)
            parts.append(place(value, _kind(value)))
        elif part.startswith("IN (%s"):
            several = [next(waiting) for _n in range(part.count("%s"))]
            numbers = all(_kind(value) == "bigint" for value in several)
            if numbers and len(several) > FEW:
                parts.append(f"= ANY({place(several, 'bigint[]')})")  # one statement for lists of any length
            elif len(several) == 1:  # an index gives its lines in order for one organisation, not for any of a list
                parts.append(f"= {place(several[0], _kind(several[0]))}")
            else:
                parts.append(f"IN ({', '.join(place(value, _kind(value)) for value in several)})")
        else:
            parts.append(part)
    return "".join(parts), values, kinds


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return "bigint"
    if isinstance(value, datetime):
        return "timestamptz"
    return "date" if isinstance(value, date) else ""
