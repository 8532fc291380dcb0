"""Fill a letter template: gaps become words, lists become paragraphs, and what is missing stays visible. [no database]

Page numbers of the bundle are not words: they are only known when the bundle is laid out, and they change with every
reorder. They stay references until the letter is printed (letter_pdf.py).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any, Literal

from knowledge.templates import GAP, Block, Paragraph, Template, list_of

SMALL = re.compile(r"[a-z]+(?![\w.@])")  # a word without a capital, and no address
# These have their own place on the page (letterhead, parties, box, signature) and take no numeral.
WITHOUT_NUMERAL = frozenset({"header", "parties", "summary", "signature"})


@dataclass(frozen=True, slots=True)
class Ref:
    """A page of an exhibit, counted in the paper itself: 2.1, sheet 6. The bundle's own page follows from its place."""

    evidence: int
    exhibit: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words, a gap that waits for them, or a reference that becomes a page number when printed."""

    kind: Literal["text", "gap", "refs", "pages", "total"]
    text: str = ""
    field: str = ""  # the placeholder it came from; empty for the template's own words
    refs: tuple[Ref, ...] = ()

    @property
    def is_gap(self) -> bool:
        return self.kind == "gap"

    @property
    def is_text(self) -> bool:
        return self.kind == "text"

    @property
    def is_refs(self) -> bool:
        return self.kind == "refs"


Value = str | Part
Item = Mapping[str, Value]


def refs(*found: Ref) -> Part:
    return Part("refs", refs=found)


def pages_of(ref: Ref) -> Part:
    return Part("pages", refs=(ref,))


TOTAL_PAGES = Part("total")


@dataclass(frozen=True)
class Values:
    """What is known: single fields, and lists by name. An empty string is not known."""

    fields: Mapping[str, Value]
    lists: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()  # lists that must have an item: an empty one leaves its gaps open
    head: Mapping[str, str] = field(default_factory=dict)  # letterhead, parties box, signature: set by the printer


@dataclass(frozen=True, slots=True)
class FilledParagraph:
    number: int | None
    parts: tuple[Part, ...]
    list: str = ""
    index: int = 0  # which item of the list: the composer links back to it

    @property
    def has_exhibit(self) -> bool | None:
        """None when the sentence asks for none; False is a sentence without proof."""
        asked = [part for part in self.parts if part.is_refs]
        return any(part.refs for part in asked) if asked else None

    @property
    def text(self) -> str:
        """The words alone; gaps and references are left out."""
        return "".join(part.text for part in self.parts if part.is_text).strip()


@dataclass(frozen=True, slots=True)
class FilledBlock:
    code: str
    heading: str
    numeral: int | None
    paragraphs: tuple[FilledParagraph, ...]


@dataclass(frozen=True)
class FilledLetter:
    code: str
    language: str
    title: str
    blocks: tuple[FilledBlock, ...]
    head: Mapping[str, str] = field(default_factory=dict)

    def block(self, code: str) -> FilledBlock | None:
        return next((block for block in self.blocks if block.code == code), None)

    def gaps(self) -> list[tuple[str, str]]:
        """(block, field) of every gap, each once, in the order of the page."""
        found = ((b.code, part.field) for b in self.blocks for p in b.paragraphs for part in p.parts if part.is_gap)
        return list(dict.fromkeys(found))

    def as_dict(self) -> dict[str, Any]:
        """What the approval is bound to: every word, and which page of which exhibit proves it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "FilledLetter":
        blocks = tuple(map(_block, data["blocks"]))
        return cls(data["code"], data["language"], data["title"], blocks, dict(data["head"]))


def _block(data: Mapping[str, Any]) -> FilledBlock:
    paragraphs = tuple(
        FilledParagraph(p["number"], tuple(map(_part, p["parts"])), p["list"], p["index"]) for p in data["paragraphs"]
    )
    return FilledBlock(data["code"], data["heading"], data["numeral"], paragraphs)


def _part(data: Mapping[str, Any]) -> Part:
    return Part(data["kind"], data["text"], data["field"], tuple(Ref(**ref) for ref in data["refs"]))


# --- filling ---------------------------------------------------------------------------------------------------------


def fill(template: Template, values: Values, *, ticked: frozenset[str] = frozenset()) -> FilledLetter:
    number, numeral = 0, 0
    blocks: list[FilledBlock] = []
    for block in template.blocks:
        if block.is_optional and block.code not in ticked:
            continue
        paragraphs: list[FilledParagraph] = []
        for paragraph, item, index in _repeated(block, values):
            if paragraph.is_numbered:
                number += 1
            parts = tuple(_parts(paragraph.text, values, item))
            if template.language == "en":
                parts = _begun(parts)
            paragraphs.append(
                FilledParagraph(number if paragraph.is_numbered else None, parts, paragraph.list or "", index)
            )
        if not paragraphs:
            continue  # no items, no heading
        counted = bool(block.heading) and block.code not in WITHOUT_NUMERAL
        numeral += counted
        blocks.append(FilledBlock(block.code, block.heading, numeral if counted else None, tuple(paragraphs)))
    title = "".join(part.text for part in _parts(template.title, values, None))
    return FilledLetter(template.code, template.language, title, tuple(blocks), dict(values.head))


def _repeated(block: Block, values: Values) -> Iterator[tuple[Paragraph, Item | None, int]]:
    """Neighbouring paragraphs with the same list are repeated together: quotation and answer, quotation and answer."""
    at = 0
    while at < len(block.paragraphs):
        name = block.paragraphs[at].list
        end = at + 1
        while name and end < len(block.paragraphs) and block.paragraphs[end].list == name:
            end += 1
        group = block.paragraphs[at:end]
        if name is None:
            yield group[0], None, 0
        else:
            items: Sequence[Item] = values.lists.get(name) or ([{}] if name in values.needed else [])
            for index, item in enumerate(items):
                for paragraph in group:
                    yield paragraph, item, index
        at = end


def _parts(text: str, values: Values, item: Item | None) -> Iterator[Part]:
    """A name that ends in a full stop, "Co., Ltd.", takes the sentence's own with it, a mark that is none its blank."""
    before = ""
    for part, following in pairwise([*_runs(text, values, item), Part("text")]):
        if part.kind == following.kind == "text" and following.field and not following.text:
            part = replace(part, text=part.text.rstrip())
        if part.kind == "text" and before.endswith((".", "。")) and part.text[:1] == before[-1]:
            part = replace(part, text=part.text[1:])
        if part.kind != "text" or part.text or part.field:  # an empty mark is an answer too
            yield part
        before = part.text if part.kind == "text" and part.text else before if part.kind == "refs" else ""


def _begun(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """What serves within a sentence, "the general manager", may also begin one; iBanFirst stays as it is written."""
    first = parts[0] if parts else None
    if first is None or first.kind != "text" or not first.field or not SMALL.match(first.text):
        return parts
    return (replace(first, text=first.text[0].upper() + first.text[1:]), *parts[1:])


def _runs(text: str, values: Values, item: Item | None) -> Iterator[Part]:
    at = 0
    for gap in GAP.finditer(text):
        if gap.start() > at:
            yield Part("text", text[at : gap.start()])
        yield _value(gap.group(1), values, item)
        at = gap.end()
    if at < len(text):
        yield Part("text", text[at:])


def _value(name: str, values: Values, item: Item | None) -> Part:
    listed = list_of(name)
    found: Value
    if listed is not None:
        found = (item or {}).get(listed[1], "")
        if found == "" and listed[1] == "new_mark":
            return Part("text", "", name)  # no mark is an answer
    else:
        found = values.fields.get(name, "")
    if isinstance(found, Part):
        return Part(found.kind, found.text, name, found.refs)
    if found == "":
        # A missing reference prints nothing: the sentence is underlined on the screen instead.
        return Part("refs", field=name) if name.endswith(".ref") else Part("gap", field=name)
    return Part("text", found, name)


# --- printing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exhibit stands in the bundle."""

    first: int
    last: int


def on_page(ref: Ref, places: Mapping[int, Place]) -> int | None:
    """The bundle's page for a sheet of an exhibit; a sheet past its end is its last."""
    place = places.get(ref.evidence)
    return min(place.first + ref.page - 1, place.last) if place else None
