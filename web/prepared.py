"""Statements that PostgreSQL plans once a connection and then only carries out.

The dashboard asks for the first lines of ten lists in one statement: planning it takes five times as long as answering
it. So the words of a question (which status, which kind) stand in the statement, where partial indexes are found by
them, and what differs each time (whose, from when) is handed over. Other databases get every statement as it is.

The plan is made for anybody (`plan_cache_mode` in the settings): what is asked here finds its lines in an index that
begins with the organisation, whatever its size. What asks for one person's dates is not asked here: a plan for people
with few dates sorts all of those who have many.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
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
SHAPES = 500  # statements taken apart already: lists of each length are one each

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
    if many or not given or "%%" in sql or not all(isinstance(value, Hashable) for value in given):
        return execute(sql, given, many, context)
    kinds = tuple(map(_kind, given))
    # With its type: 1, True and 1.0 are equal, and are three words.
    words = tuple(None if kind else (type(value), value) for value, kind in zip(given, kinds, strict=True))
    shape = _shape(sql, words, kinds)
    name, values = shape.name, shape.values(given)
    kept = _kept.setdefault(connection.connection, OrderedDict())
    try:
        if name not in kept:
            execute(f"PREPARE {name} ({', '.join(shape.kinds)}) AS {shape.written}", None, many, context)
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


@dataclass(frozen=True)
class _Shape:
    """A statement with its words in it, and where the values that are handed over stand among those given."""

    written: str
    kinds: tuple[str, ...]
    places: tuple["int | slice", ...]  # a slice: several that go over as one list

    @cached_property
    def name(self) -> str:
        return f"desk_{sha256(self.written.encode()).hexdigest()[:24]}"

    def values(self, given: Sequence[Any]) -> list[Any]:
        return [list(given[place]) if isinstance(place, slice) else given[place] for place in self.places]


@lru_cache(SHAPES)
def _shape(sql: str, words: tuple[Any, ...], kinds: tuple[str, ...]) -> _Shape:
    """Numbers and moments become parameters; words and truths stay in the statement, quoted by the driver.

    Django writes the same statement again each time, and quoting forty words costs more than some of the answers:
    done once for each statement with the same words. The words of a page are few; a person's own (a name looked for)
    would only push others out.
    """
    parts: list[str] = []
    places: list[int | slice] = []
    handed: list[str] = []
    at = 0

    def place(where: "int | slice", kind: str) -> str:
        places.append(where)
        handed.append(kind)
        return f"${len(places)}"

    def one(n: int) -> str:
        return place(n, kinds[n]) if kinds[n] else text.Literal(words[n][1]).as_string(connection.connection)

    for part in PLACES.split(sql):
        if part == "%s":
            parts.append(one(at))
            at += 1
        elif part.startswith("IN (%s"):
            count = part.count("%s")
            numbers = all(kind == "bigint" for kind in kinds[at : at + count])
            if numbers and count > FEW:
                parts.append(f"= ANY({place(slice(at, at + count), 'bigint[]')})")  # one statement for any length
            elif count == 1:  # an index gives its lines in order for one organisation, not for any of a list
                parts.append(f"= {one(at)}")
            else:
                parts.append(f"IN ({', '.join(one(n) for n in range(at, at + count))})")
            at += count
        else:
            parts.append(part)
    return _Shape("".join(parts), tuple(handed), tuple(places))


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return "bigint"
    if isinstance(value, datetime):
        return "timestamptz"
    return "date" if isinstance(value, date) else ""
