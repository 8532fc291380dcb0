"""From a filled letter to a sheet of paper: letterhead, parties, summary, numbered blocks, exhibits, place of seal."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from appeals import letter_form, wording
from appeals.filling import WITHOUT_NUMERAL, FilledBlock, FilledLetter, FilledParagraph, Place, Ref, on_page
from appeals.letter_form import SAID
from documents.letterpage import Block, ExhibitRow, Letterhead, LetterPage, Paragraph, Reference


def to_page(
    letter: FilledLetter,
    *,
    places: Mapping[int, Place],
    total: int | None = None,
    content_hash: str = "",
    annexes: Mapping[int, int] | None = None,
    draft: bool = False,
    case_label: str = "case",
) -> LetterPage:
    """`places` says where each exhibit stands in the bundle; without them the letter names exhibits only."""
    language, head = letter.language, letter.head

    def say(key: str) -> str:
        return letter_form.say(key, language)

    def labelled(key: str, value: str) -> tuple[str, ...]:
        return (f"{say(key)}{say('colon')}{value}",) if value else ()

    sheet = Sheet(language, places, total, annexes or {})
    blocks = [block for block in letter.blocks if block.code not in WITHOUT_NUMERAL and block.code != "exhibits"]
    case = (letter_form.our_case(letter, case_label),)
    receipt = labelled("receipt", head.get("receipt.number", ""))
    between = "　" if not wording.is_english(language) else None
    numbers = (between.join([*case, *receipt]),) if between else (*case, *receipt)
    return LetterPage(
        language=language,
        letterhead=Letterhead(
            head["applicant.name"],
            head.get("applicant.other_name", ""),
            tuple(
                line
                for line in (
                    head.get("applicant.address", ""),
                    f"{say('phone')}{head['applicant.phone']}" if head.get("applicant.phone") else "",
                    head.get("applicant.email", ""),
                )
                if line
            ),
        ),
        recipient=tuple(
            line
            for line in (
                f"{head['recipient.name']}{' ' if between else ''}{head.get('recipient.dept', '')}".strip()
                if between
                else head["recipient.name"],
                "" if between else head.get("recipient.dept", ""),
                f"{say('by')}{head['recipient.channel']}" if head.get("recipient.channel") else "",
            )
            if line
        ),
        numbers=(*numbers, *labelled("instrument", head.get("freeze.instrument_no", "")), head.get("letter.date", "")),
        parties=letter_form.parties(letter),
        salutation=letter_form.salutation(letter),
        title=letter.title,
        summary=sheet.text_of(letter.block("summary")),
        blocks=tuple(Block(block.heading, tuple(map(sheet.paragraph, block.paragraphs))) for block in blocks),
        exhibits=tuple(sheet.exhibits(letter.block("exhibits"))),
        signature=letter_form.signature(letter),
        footnote=_footnote(letter, total, content_hash),
        running=" · ".join([*case, *receipt]),
        party=head["applicant.name"],
        draft=draft,
    )


class Sheet:
    """Puts page numbers where the filled letter holds references."""

    def __init__(
        self, language: str, places: Mapping[int, Place], total: int | None, annexes: Mapping[int, int]
    ) -> None:
        self.language, self.places, self.total, self.annexes = language, places, total, annexes

    def text_of(self, block: FilledBlock | None) -> str:
        return "\n".join(self.said(paragraph) for paragraph in block.paragraphs) if block else ""

    def said(self, paragraph: FilledParagraph) -> str:
        words = []
        for part in paragraph.parts:
            if part.is_text:
                words.append(part.text)
            elif part.is_gap:
                words.append("＿＿＿＿")
            elif part.kind == "total":
                words.append(str(self.total) if self.total else "＿＿")
        return " ".join("".join(words).split(" ")).strip()

    def paragraph(self, paragraph: FilledParagraph) -> Paragraph:
        refs = [ref for part in paragraph.parts if part.is_refs for ref in part.refs]
        return Paragraph(
            self.said(paragraph),
            refs=tuple(self.references(refs)),
            unproved=paragraph.has_exhibit is False,
            numbered=paragraph.number is not None,
        )

    def references(self, refs: Iterable[Ref]) -> Iterable[Reference]:
        for (exhibit, evidence), group in groupby(refs, key=lambda ref: (ref.exhibit, ref.evidence)):
            sheets = list(group)
            pages = [page for ref in sheets if (page := on_page(ref, self.places)) is not None]
            yield Reference(exhibit, tuple(pages), tuple(ref.page for ref in sheets), annex=self.annexes.get(evidence))

    def exhibits(self, block: FilledBlock | None) -> Iterable[ExhibitRow]:
        for paragraph in block.paragraphs if block else ():
            found = {part.field.rpartition(".")[2]: part for part in paragraph.parts if part.field}
            evidence = found["pages"].refs[0].evidence if found["pages"].refs else 0
            place = self.places.get(evidence)
            yield ExhibitRow(
                found["no"].text,
                found["title"].text,
                found["proves"].text,
                wording.page_range(place.first, place.last) if place else "",
                is_new=bool(found["new_mark"].text),
                annex=self.annexes.get(evidence),
            )


def _footnote(letter: FilledLetter, total: int | None, content_hash: str) -> str:
    english = wording.is_english(letter.language)
    said = []
    if total:
        said.append(SAID["total"][english].format(pages=total))
    if content_hash:
        groups = [content_hash[i : i + 4] for i in (0, 4)]
        said.append(SAID["print"][english].format(hash=f"{' '.join(groups)} … {content_hash[-4:]}"))
    if not said:
        return ""
    return f"{'. ' if english else '，'}".join(said).removesuffix(".") + SAID["stop"][english]
