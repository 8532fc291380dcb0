"""The pieces of one kind, built from their editions once a process and again only when something was loaded."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from types import MappingProxyType
from typing import Generic, TypeVar, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knowledge.models import Edition, Kind

T = TypeVar("T")
OLD_EDITIONS_KEPT = 500  # built from editions that a case still holds
_PINNED: ContextVar[dict[str, Mapping[str, object]] | None] = ContextVar("pinned", default=None)


@contextmanager
def pinned() -> Iterator[None]:
    """Within one request or job every kind is asked for once: one state of the knowledge, and fewer queries."""
    if _PINNED.get() is not None:  # whoever asked first holds the pin for everybody inside
        yield
        return
    token = _PINNED.set({})
    try:
        yield
    finally:
        _PINNED.reset(token)


class Shelf(Generic[T]):
    """`all()` costs one small query (which editions are in use); the content is read only when that changed."""

    def __init__(self, kind: Kind, build: Callable[[Edition], T]) -> None:
        self.kind = kind
        self.build = build
        self._lock = Lock()
        self._stamp: tuple[tuple[int, str], ...] | None = None
        self._all: Mapping[str, T] = MappingProxyType({})
        self._old: dict[tuple[int, str], T] = {}

    def all(self) -> Mapping[str, T]:
        """By code, in the order of the file."""
        pinned_here = _PINNED.get()
        if pinned_here is not None and self.kind in pinned_here:
            return cast("Mapping[str, T]", pinned_here[self.kind])
        found = self._in_use()
        if pinned_here is not None:
            pinned_here[self.kind] = found
        return found

    def _in_use(self) -> Mapping[str, T]:
        # The digest is part of the stamp: a test database gives the same ids to other content.
        stamp = tuple(Edition.objects.current(self.kind).values_list("pk", "digest"))
        with self._lock:
            if stamp != self._stamp:
                built = {edition.code: self.build(edition) for edition in Edition.objects.current(self.kind)}
                self._all, self._stamp = MappingProxyType(built), stamp
            return self._all

    def get(self, code: str) -> T:
        found = self.find(code)
        if found is None:
            raise ValidationError(
                _("“%(code)s” (%(kind)s) is not in the knowledge. Choose from the list, or load the knowledge."),
                code="unknown_knowledge",
                params={"code": code, "kind": self.kind.label},
            )
        return found

    def find(self, code: str | None) -> T | None:
        return self.all().get(code) if code else None

    def of(self, edition: Edition) -> T:
        """The piece as that edition states it, in use or not: what a case held on to."""
        key = (edition.pk, edition.digest)
        if key not in self._old:
            if len(self._old) >= OLD_EDITIONS_KEPT:
                self._old.clear()
            self._old[key] = self.build(edition)
        return self._old[key]
