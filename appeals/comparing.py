"""Two versions of a pack: the letter sentence by sentence, the exhibits by what became of each. [no database]"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from appeals.filling import FilledLetter, FilledParagraph
from appeals.models import PackItem
from appeals.sentences import sentences

What = Literal["same", "added", "removed", "changed"]
SAID = (
    *("title_zh", "title_en", "source_zh", "source_en", "proves_zh", "proves_en"),
    *("dated_on", "form", "confidentiality"),
)
ALIKE = 0.5  # two sentences that share half of their signs are one sentence, changed


@dataclass(frozen=True)
class Piece:
    text: str
    is_other: bool = False  # only on this side


@dataclass(frozen=True)
class Line:
    """A sentence before and after; one of them is empty where it came or went."""

    what: What
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    heading: str = ""


@dataclass(frozen=True)
class Change:
    """What became of one exhibit."""

    before: PackItem | None
    after: PackItem | None
    bytes_differ: bool = False
    moved: bool = False
    words: tuple[str, ...] = ()  # the fields that read otherwise

    @property
    def item(self) -> PackItem:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def what(self) -> str:
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        if self.bytes_differ:
            return "bytes"
        return "words" if self.words else "moved" if self.moved else "same"

    @property
    def is_same(self) -> bool:
        return self.what == "same"


# --- the letter -------------------------------------------------------------------------------------------------------


def letters(before: FilledLetter | None, after: FilledLetter | None) -> list[Line]:
    old, new = list(_said(before)), list(_said(after))
    found: list[Line] = []
    matcher = SequenceMatcher(None, [text for _h, text in old], [text for _h, text in new], autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            found += [Line("same", (Piece(text),), (Piece(text),), heading) for heading, text in new[b1:b2]]
        else:
            found += _changed(old[a1:a2], new[b1:b2])
    return found


def _changed(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> Iterator[Line]:
    """In a stretch that differs, like goes beside like; the rest came or went."""
    waiting = list(new)
    for heading, text in old:
        place = next((i for i, (_h, other) in enumerate(waiting) if _alike(text, other)), None)
        if place is None:
            yield Line("removed", (Piece(text, is_other=True),), (), heading)
            continue
        for there, other in waiting[:place]:
            yield Line("added", (), (Piece(other, is_other=True),), there)
        yield Line("changed", *pieces(text, waiting[place][1]), waiting[place][0])
        waiting = waiting[place + 1 :]
    for heading, text in waiting:
        yield Line("added", (), (Piece(text, is_other=True),), heading)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def pieces(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """What is common and what is not, sign by sign in Chinese, word by word where words have blanks."""
    old, new = _tokens(before), _tokens(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if a2 > a1:
            left.append(Piece("".join(old[a1:a2]), tag != "equal"))
        if b2 > b1:
            right.append(Piece("".join(new[b1:b2]), tag != "equal"))
    return tuple(left), tuple(right)


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for sign in text:
        if found and sign.isascii() and sign.isalnum() and found[-1][-1].isascii() and found[-1][-1].isalnum():
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _said(letter: FilledLetter | None) -> Iterator[tuple[str, str]]:
    """(heading of its block, sentence), with the exhibits it names: a sentence that lost its proof has changed."""
    for block in letter.blocks if letter else ():
        for paragraph in block.paragraphs:
            told = sentences(words(paragraph))
            proofs = "".join(f" [{ref}]" for ref in _refs(paragraph))
            for place, sentence in enumerate(told, start=1):
                yield block.heading, sentence + (proofs if place == len(told) else "")


# What is not words: a gap that nobody filled, and page numbers, which only the binding knows.
SHOWN = {"gap": "____", "pages": "–", "total": "–"}


def words(paragraph: FilledParagraph) -> str:
    return "".join(part.text if part.is_text else SHOWN.get(part.kind, "") for part in paragraph.parts)


def _refs(paragraph: FilledParagraph) -> list[str]:
    return [f"{ref.exhibit}, {ref.page}" for part in paragraph.parts if part.is_refs for ref in part.refs]


# --- the exhibits -----------------------------------------------------------------------------------------------------


def exhibits(before: Sequence[PackItem], after: Sequence[PackItem]) -> list[Change]:
    """In the order of the newer version; what was taken out comes where it stood."""
    old = {item.evidence_id: item for item in before}
    found = [_change(old.pop(item.evidence_id, None), item) for item in after]
    for gone in old.values():
        place = next((i for i, change in enumerate(found) if change.item.position >= gone.position), len(found))
        found.insert(place, Change(gone, None))
    return found


def _change(old: PackItem | None, new: PackItem) -> Change:
    if old is None:
        return Change(None, new)
    return Change(
        old,
        new,
        bytes_differ=old.sha256 != new.sha256,
        moved=old.exhibit != new.exhibit,
        words=tuple(name for name in SAID if getattr(old, name) != getattr(new, name)),
    )


def pages_that_differ(before: Mapping[int, str], after: Mapping[int, str]) -> list[int]:
    """Sheets whose words differ, or that only one version has. Pictures are compared by eye."""
    return [page for page in sorted({*before, *after}) if before.get(page) != after.get(page)]
