"""Write to the log, read it, check it. Everyone may call record(); nobody else touches the tables."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction

from audit import chain as arithmetic
from audit import triggers
from audit.models import USER, Content, Entry, EntryQuerySet, Head

Actor = AbstractBaseUser | str | None
ERASED = "audit.erased"
LINK = ("seq", "at", "actor", "action", "body", "content_commit", "prev", "hash")


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold. seq 0 stands for the chain as a whole."""

    chain: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, newest first, with the names and words that belong to them, and where the next page starts."""

    rows: list["Line"]
    older: int | None


@dataclass(frozen=True, slots=True)
class Line:
    entry: Entry
    who: str  # the person's name today, or the code of what acted ("clock")
    data: dict[str, Any]
    private: dict[str, Any] | None  # None: there was nothing, or it was erased
    erased: bool


# --- write -----------------------------------------------------------------------------------------------------------


def record(
    *,
    chain: str,
    action: str,
    by: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> Entry:
    """Add one entry. Call it last in the act: it locks the end of the chain until the transaction ends.

    `data` stays for ever: ids, codes, amounts and dates as text. Names, file names and free words go into `private`,
    which can be erased later without breaking the chain. When the entry cannot be written, the act does not happen.
    """
    if not arithmetic.CHAIN_NAME.fullmatch(chain):
        raise ValueError(f"{chain!r} names no chain.")
    actor = _actor(by)
    body = arithmetic.body(action=action, actor=actor, at=at, data=data or {})
    words = arithmetic.canonical(private) if private else ""
    key = secrets.token_bytes(32) if private else b""
    commit = arithmetic.commitment(key, words) if private else ""
    with transaction.atomic(savepoint=False):  # no savepoint: a failure here must fail the whole act
        last, prev = _locked_end(chain)
        seq = last + 1
        entry = Entry(
            chain=chain,
            seq=seq,
            at=at,
            actor=actor,
            action=action,
            body=body,
            content_commit=commit,
            prev=prev,
            hash=arithmetic.seal(chain, seq, prev, commit, body),
        )
        Entry.objects.bulk_create([entry])
        if private:
            Content.objects.bulk_create([Content(chain=chain, seq=seq, key=key, text=words)])
    return entry


def erase(chain: str, seq: int, *, by: Actor, at: datetime, reason: str) -> Entry:
    """Erase the words of one entry, key and all. The chain still verifies, and says that it was done."""
    with transaction.atomic():
        Content.objects.filter(chain=chain, seq=seq).delete()
        return record(chain=chain, action=ERASED, by=by, at=at, data={"seq": seq, "reason": reason})


def _actor(by: Actor) -> str:
    if isinstance(by, AbstractBaseUser):
        return f"{USER}{by.pk}"
    return by or "system"


def _locked_end(chain: str) -> tuple[int, str]:
    """The last number and seal of a chain, locked until the transaction ends."""
    # Plain SQL, because every act of everybody passes here and the query builder would cost more than the query.
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        for _try in range(2):
            cursor.execute(f"SELECT seq, hash FROM audit_head WHERE chain = %s{lock}", [chain])  # noqa: S608
            if end := cursor.fetchone():
                return int(end[0]), str(end[1])
            Head.objects.bulk_create([Head(chain=chain, seq=0, hash=arithmetic.GENESIS)], ignore_conflicts=True)
    raise RuntimeError(f"The chain {chain} could not be started.")


# --- read ------------------------------------------------------------------------------------------------------------


def entries(chain: str) -> EntryQuerySet:
    """In the order they were written. The page that shows them checks first who may see them."""
    return Entry.objects.filter(chain=chain).order_by("seq")


def page(chain: str, *, before: int | None = None, size: int = 50, actions: Iterable[str] = ()) -> Page:
    """One page, newest first, in three queries whatever the length of the chain."""
    found = Entry.objects.filter(chain=chain).before(before).newest_first()
    if actions := tuple(actions):
        found = found.acts(*actions)
    rows = list(found[: size + 1])
    shown = rows[:size]
    return Page(_lines(shown), shown[-1].seq if len(rows) > size else None)


def acts_of(chains: Iterable[str], action: str) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """One kind of act in many chains, oldest first: chain, moment, data. In one query."""
    for entry in Entry.objects.filter(chain__in=list(chains)).acts(action).order_by("at", "chain", "seq"):
        yield entry.chain, entry.at, entry.data


def _lines(rows: list[Entry]) -> list[Line]:
    names = {
        f"{USER}{person.pk}": str(person)
        for person in get_user_model()._default_manager.filter(pk__in={row.actor_id for row in rows if row.actor_id})
    }
    wanted = [(row.chain, row.seq) for row in rows if row.content_commit]
    words = {
        (kept.chain, kept.seq): json.loads(kept.text)
        for kept in (Content.objects.filter(pk__in=wanted) if wanted else ())
    }
    return [
        Line(
            entry=row,
            who=names.get(row.actor, row.actor),
            data=row.data,
            private=words.get((row.chain, row.seq)),
            erased=bool(row.content_commit) and (row.chain, row.seq) not in words,
        )
        for row in rows
    ]


def end_of(chain: str) -> tuple[int, str]:
    """The last number and seal of a chain."""
    end = Head.objects.filter(chain=chain).values_list("seq", "hash").first()
    return (int(end[0]), str(end[1])) if end else (0, arithmetic.GENESIS)


def links_of(chain: str, *, up_to: int) -> Iterator[dict[str, Any]]:
    """The entries as they were sealed, for who checks them elsewhere."""
    rows = entries(chain).filter(seq__lte=up_to).values(*LINK)
    for row in rows.iterator(chunk_size=2000):
        yield row | {"at": arithmetic.stamp(row["at"])}


def words_of(chain: str, *, up_to: int) -> Iterator[dict[str, Any]]:
    """The words that were not erased, each with the key that shows they are the ones sealed."""
    rows = Content.objects.filter(chain=chain, seq__lte=up_to).order_by("seq")
    for row in rows.iterator(chunk_size=2000):
        yield {"seq": row.seq, "key": bytes(row.key).hex(), "text": row.text}


def people_in(chain: str) -> list[int]:
    actors = entries(chain).filter(actor__startswith=USER).order_by().values_list("actor", flat=True).distinct()
    return [int(actor.removeprefix(USER)) for actor in actors]


# --- check -----------------------------------------------------------------------------------------------------------


def chains() -> list[str]:
    """Every chain that has an end or an entry: one that lost its end is found as well."""
    known = set(Head.objects.values_list("chain", flat=True))
    return sorted(known | set(Entry.objects.values_list("chain", flat=True).order_by().distinct()))


def first_break(chain: str) -> Break | None:
    return next(breaks(chain), None)


def breaks(chain: str | None = None) -> Iterator[Break]:
    """The first broken place of each chain, or of one. Reads every entry once, in the order of the chains."""
    # The ends are read first: an entry added meanwhile lies beyond them and is no break.
    ends = {end.chain: end for end in (Head.objects.filter(chain=chain) if chain else Head.objects.all())}
    unseen = dict(ends)
    rows = _of(Entry.objects.all(), chain).order_by("chain", "seq")
    for name, links in groupby(rows.values_list(*LINK, "chain").iterator(chunk_size=5000), key=itemgetter(8)):
        unseen.pop(name, None)
        if broken := _break_of(name, ends.get(name), (link[:8] for link in links)):
            yield broken
    for name, end in unseen.items():
        if end.seq:
            yield Break(name, 1, "missing")
    yield from _content_breaks(chain)


def _break_of(name: str, end: Head | None, links: Iterator[tuple[Any, ...]]) -> Break | None:
    walk = arithmetic.walk(name, links, (end.seq, end.hash) if end else (0, arithmetic.GENESIS))
    if walk.broken:
        return Break(name, *walk.broken)
    if end is None:
        return Break(name, 0, "end_missing")
    if walk.last > end.seq and Head.objects.get(chain=name).seq < walk.last:
        return Break(name, end.seq + 1, "beyond_the_end")
    return None


def _content_breaks(chain: str | None) -> Iterator[Break]:
    """Words that are not the ones sealed, and words that vanished without an entry that says so."""
    kept = _of(Content.objects.all(), chain).order_by("chain", "seq").iterator(chunk_size=2000)
    promised = _of(Entry.objects.exclude(content_commit=""), chain).order_by("chain", "seq")
    erased = {(row.chain, row.data["seq"]) for row in _of(Entry.objects.acts(ERASED), chain)}
    content = next(kept, None)
    for name, seq, commit in promised.values_list("chain", "seq", "content_commit").iterator(chunk_size=5000):
        # Both walks are in the database's own order, so they meet; anything between belongs to no entry.
        if content is None or (content.chain, content.seq) != (name, seq):
            if (name, seq) not in erased:
                yield Break(name, seq, "content_missing")
            continue
        if arithmetic.commitment(bytes(content.key), content.text) != commit:
            yield Break(name, seq, "content_altered")
        content = next(kept, None)
    if content is not None:
        yield Break(content.chain, content.seq, "content_unknown")


def _of(rows: Any, chain: str | None) -> Any:
    return rows.filter(chain=chain) if chain else rows


def missing_locks() -> list[str]:
    return triggers.missing()


def count(chain: str | None = None) -> int:
    return Entry.objects.filter(chain=chain).count() if chain else Entry.objects.count()
