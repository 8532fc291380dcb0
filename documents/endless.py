"""What keeps a drawing program busy for ever: forms that draw each other, tiles without end. Confined child only."""

import re
from typing import Any

import pikepdf

from documents.seen import Refused

# How often the drawing program may be sent into a form that a form draws: a page of print needs a few hundred.
DRAWINGS = 200_000
DEPTH = 60
SMALLEST_TILE = 0.01  # square points
DRAWN = re.compile(rb"/([^\s/<>\[\]()%]+)\s+Do\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def refuse_endless_tiles(pattern: Any) -> None:
    """A pattern that repeats every ten-thousandth of a point is drawn a hundred million times on a page."""
    try:
        step = abs(float(pattern.get("/XStep", 0)) * float(pattern.get("/YStep", 0)))
    except (TypeError, ValueError):
        return
    if 0 < step < SMALLEST_TILE and "/Matrix" not in pattern:
        raise Refused("too_complex")


class Forms:
    """Which form draws which, and how often, until it is known that all of them come to an end."""

    def __init__(self) -> None:
        self.draws: dict[Any, list[tuple[Any, int]]] = {}
        self.borrowing: dict[Any, dict[str, int]] = {}  # forms that draw what their page calls by these names

    def add(self, form: Any, content: bytes) -> None:
        times: dict[str, int] = {}
        for said in DRAWN.findall(content):
            name = "/" + ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), said).decode("latin-1")
            times[name] = times.get(name, 0) + 1
        if form.get("/Resources") is None:
            self.borrowing[form.objgen] = times
        shelf = shelf_of(form) or {}
        self.draws[form.objgen] = [
            (shelf[name].objgen, count) for name, count in times.items() if is_form(shelf.get(name))
        ]

    def refuse_endless(self, pdf: pikepdf.Pdf) -> None:
        """A dozen forms that each draw the next a dozen times keep a drawing program busy for a lifetime."""
        if any(self.borrowing.values()):
            self.borrow(pdf)
        costs: dict[Any, int] = {}
        above: set[Any] = set()

        def cost(form: Any, depth: int) -> int:
            if form in costs:
                return costs[form]
            if depth > DEPTH or form in above:  # a form that draws itself: some programs never stop
                raise Refused("too_complex")
            above.add(form)
            total = 1 + sum(times * cost(target, depth + 1) for target, times in self.draws.get(form, []))
            if total > DRAWINGS:
                raise Refused("too_complex")
            costs[form] = total
            above.discard(form)
            return total

        for form in self.draws:
            cost(form, 0)

    def borrow(self, pdf: pikepdf.Pdf) -> None:
        """A form without names of its own uses those of whoever draws it: whatever any page calls so counts."""
        called: dict[str, set[Any]] = {}
        wanted = set().union(*self.borrowing.values())
        for thing in pdf.objects:
            shelf = shelf_of(thing) if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)) else None
            if shelf is None and isinstance(thing, pikepdf.Dictionary):
                shelf = thing.get("/XObject")  # the names may be an object of their own
            if not isinstance(shelf, pikepdf.Dictionary):
                continue
            for name in wanted.intersection(shelf.keys()):
                if is_form(shelf[name]):
                    called.setdefault(name, set()).add(shelf[name].objgen)
        for form, times in self.borrowing.items():
            self.draws[form] = [(target, count) for name, count in times.items() for target in called.get(name, ())]


def shelf_of(thing: Any) -> Any:
    resources = thing.get("/Resources")
    shelf = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    return shelf if isinstance(shelf, pikepdf.Dictionary) else None


def is_form(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form"
