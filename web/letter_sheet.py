"""A filled letter on the screen: gaps marked, unproved sentences underlined, each proof a link to its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from appeals import wording
from appeals.filling import WITHOUT_NUMERAL, FilledLetter, FilledParagraph, Place, Ref
from knowledge import letters as templates
from knowledge.templates import GAP


@dataclass(frozen=True)
class Label:
    text: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Run:
    text: str
    is_gap: bool = False


@dataclass(frozen=True)
class Paragraph:
    number: int | None
    runs: tuple[Run, ...]
    labels: tuple[Label, ...]
    unproved: bool
    here: bool  # it refers to the page that is shown beside it


@dataclass(frozen=True)
class Block:
    code: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Sheet:
    language: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def lang(self) -> str:
        return "en" if wording.is_english(self.language) else "zh-Hans"


def sheet(
    letter: FilledLetter,
    *,
    link: Callable[[Ref], str],
    places: Mapping[int, Place] | None = None,
    current: tuple[int, int] | None = None,
    whole: bool = False,
) -> Sheet:
    """`current` is the evidence and the sheet that are open on the other side; `whole` shows head and signature."""
    show = _Shower(letter.language, link, places or {}, current)
    blocks = []
    for block in letter.blocks:
        if block.code in ("header", "signature") and not whole:
            continue
        heading = block.heading
        if block.code not in WITHOUT_NUMERAL and block.numeral:
            heading = wording.headed(block.numeral, heading, letter.language)
        blocks.append(Block(block.code, heading, tuple(map(show.paragraph, block.paragraphs))))
    return Sheet(letter.language, letter.title, tuple(blocks))


def runs(paragraph: FilledParagraph, language: str = "zh-Hans") -> tuple[Run, ...]:
    return _Shower(language, lambda ref: "", {}, None).paragraph(paragraph).runs


def template_runs(text: str) -> tuple[Run, ...]:
    """A template's own words, its slots by their names."""
    found: list[Run] = []
    at = 0
    for gap in GAP.finditer(text):
        found += [Run(text[at : gap.start()]), Run(templates.label(gap[1]), is_gap=True)]
        at = gap.end()
    return tuple(run for run in [*found, Run(text[at:])] if run.text)


class _Shower:
    def __init__(
        self,
        language: str,
        link: Callable[[Ref], str],
        places: Mapping[int, Place],
        current: tuple[int, int] | None,
    ) -> None:
        self.language, self.link, self.places, self.current = language, link, places, current

    def paragraph(self, paragraph: FilledParagraph) -> Paragraph:
        said: list[Run] = []
        labels: list[Label] = []
        for part in paragraph.parts:
            if part.is_text and part.text:
                said.append(Run(part.text))
            elif part.is_gap:
                said.append(Run(templates.label(part.field), is_gap=True))
            elif part.kind == "pages":
                place = self.places.get(part.refs[0].evidence)
                said.append(Run(wording.page_range(place.first, place.last) if place else "–"))
            elif part.kind == "total":
                said.append(Run("–"))
            elif part.is_refs:
                labels += self.labels(part.refs)
        return Paragraph(
            paragraph.number,
            tuple(said),
            tuple(labels),
            unproved=paragraph.has_exhibit is False,
            here=any(label.is_current for label in labels),
        )

    def labels(self, refs: tuple[Ref, ...]) -> list[Label]:
        """One label a page: the reader opens exactly that page."""
        found = []
        for (_exhibit, evidence), group in groupby(refs, key=lambda ref: (ref.exhibit, ref.evidence)):
            for ref in group:
                text = wording.references([ref], self.places, self.language)[0]
                found.append(Label(text, self.link(ref), self.current == (evidence, ref.page)))
        return found
