"""A letter template: headed blocks of paragraphs with named gaps. Reads the text form; knows no database and no case.

The text form is front matter, then blocks: `## facts | Facts` (a heading of `-` is not printed), then paragraphs with
an empty line between. `{n}.` numbers a paragraph; `{freeze.date}` is a gap; `{fact.n}` makes the paragraph repeat.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import yaml

GAP = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)*)\}")
LIST = re.compile(r"^([a-z_]+)\.n(?:\.([a-z_]+))?$")
BLOCK = re.compile(r"^## +([a-z0-9-]+) *\| *(.+?) *$", re.MULTILINE)
FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where libyaml is there
LETTER_LANGUAGES = ("zh-Hans", "en")

Tick = Literal["always", "composer", "counsel"]  # who may switch the block on


def list_of(gap: str) -> tuple[str, str] | None:
    """`fact.n.ref` is the `ref` of a list called `fact`; `fact.n` is its `text`."""
    found = LIST.match(gap)
    return (found[1], found[2] or "text") if found else None


@dataclass(frozen=True)
class Paragraph:
    text: str
    is_numbered: bool

    @property
    def gaps(self) -> tuple[str, ...]:
        return tuple(GAP.findall(self.text))

    @property
    def lists(self) -> frozenset[str]:
        return frozenset(found[0] for gap in self.gaps if (found := list_of(gap)))

    @property
    def list(self) -> str | None:
        """The list it repeats for; None when it stands once."""
        return next(iter(self.lists), None)


@dataclass(frozen=True)
class Block:
    code: str
    heading: str  # without a numeral; empty when no heading is printed
    paragraphs: tuple[Paragraph, ...]
    tick: Tick = "always"

    @property
    def is_optional(self) -> bool:
        return self.tick != "always"


@dataclass(frozen=True)
class Template:
    code: str
    kind: str
    language: str
    title: str
    bodies: tuple[str, ...]
    blocks: tuple[Block, ...]
    required: tuple[str, ...]
    optional_fields: tuple[str, ...]
    must_have: tuple[tuple[str, str], ...]  # section to block: what a letter may not go out without
    order: tuple[str, ...]  # blocks that must stand in this order
    suggested_citations: tuple[str, ...]
    sign: tuple[str, ...]
    advice: str  # for the writer, never printed

    @property
    def is_internal(self) -> bool:
        return "internal" in self.bodies

    def block(self, code: str) -> Block | None:
        return next((block for block in self.blocks if block.code == code), None)

    def paragraphs(self) -> Iterator[tuple[Block, Paragraph]]:
        for block in self.blocks:
            for paragraph in block.paragraphs:
                yield block, paragraph

    def gaps(self) -> set[str]:
        return {gap for _block, paragraph in self.paragraphs() for gap in paragraph.gaps} | set(GAP.findall(self.title))


def split(text: str) -> dict[str, Any]:
    """The text form as plain data, ready to be stored. Raises ValueError with what is wrong."""
    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        raise ValueError("a template starts with front matter between two lines of ---")
    front, _rest, prose = text[4:].partition("\n---\n")
    data: dict[str, Any] = yaml.load(front, Loader=FAST)  # noqa: S506  a safe loader
    ticks = {row["id"]: row["tick"] for row in data.get("optional_blocks", [])}
    heads = list(BLOCK.finditer(prose))
    blocks = []
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        inside = prose[head.end() : following.start() if following else len(prose)]
        paragraphs = [" ".join(part.split("\n")).strip(" ") for part in re.split(r"\n\s*\n", inside) if part.strip()]
        blocks.append(
            {
                "id": head[1],
                "heading": "" if head[2] == "-" else head[2],
                "tick": ticks.get(head[1], "always"),
                "paragraphs": [part.strip("\n") for part in paragraphs],
            }
        )
    if stray := prose[: heads[0].start()].strip() if heads else prose.strip():
        raise ValueError(f"text before the first block: {stray[:60]}")
    if unknown := set(ticks) - {block["id"] for block in blocks}:
        raise ValueError(f"optional_blocks names blocks that are not there: {', '.join(sorted(unknown))}")
    return {**{key: value for key, value in data.items() if key != "optional_blocks"}, "blocks": blocks}


def template(data: Mapping[str, Any]) -> Template:
    """From stored data to the thing itself."""
    return Template(
        code=data["code"],
        kind=data["kind"],
        language=data["language"],
        title=data["title"],
        bodies=tuple(data["bodies"]),
        blocks=tuple(
            Block(block["id"], block["heading"], tuple(map(_paragraph, block["paragraphs"])), block["tick"])
            for block in data["blocks"]
        ),
        required=tuple(data["required"]),
        optional_fields=tuple(data["optional_fields"]),
        must_have=tuple((row["section"], row["block"]) for row in data["must_have"]),
        order=tuple(data["order"]),
        suggested_citations=tuple(data["suggested_citations"]),
        sign=tuple(data["sign"]),
        advice=data["advice"],
    )


def _paragraph(text: str) -> Paragraph:
    bare = text.removeprefix("{n}.")
    return Paragraph(bare.strip(" ") if bare != text else text, is_numbered=bare != text)
