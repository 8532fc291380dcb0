"""From a filled letter to a sheet of paper: letterhead, parties, summary, numbered blocks, exhibits, place of seal."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from appeals import wording
from appeals.filling import WITHOUT_NUMERAL, FilledBlock, FilledLetter, FilledParagraph, Place, Ref, on_page
from documents.letterpage import Block, ExhibitRow, Letterhead, LetterPage, Paragraph, PartyBox, Reference, Signature

# (Chinese, English); a letter's own words, independent of the screen's language and so not in its catalogue.
SAID: dict[str, tuple[str, str]] = {
    "applicant": ("申诉人", "Applicant"),
    "body": ("被申诉机构", "Institution"),
    "authority": ("冻结机关", "Freezing authority"),
    "name": ("名称", "Name"),
    "reg_no": ("登记号", "Registered no."),
    "credit_code": ("统一社会信用代码", "Registered no."),
    "legal_rep": ("法定代表人", "Represented by"),
    "contact": ("联系人", "Contact"),
    "account": ("涉案账户", "Account"),
    "amount": ("冻结金额", "Amount frozen"),
    "since": ("冻结时间", "Frozen since"),
    "case": ("案号", "Our case"),
    "receipt": ("受理编号", "Your reference"),
    "instrument": ("文书编号", "Instrument"),
    "by": ("送达方式：", "By "),
    "phone": ("电话 ", "Tel "),
    "yours": ("此致", "Yours faithfully,"),
    "total": ("本函及附件共{pages}页", "Letter and exhibits: {pages} pages"),
    "print": ("文件指纹（SHA-256）{hash}", "Fingerprint (SHA-256) {hash}"),
    "colon": ("：", ": "),
    "comma": ("，", ", "),
    "stop": ("。", "."),
}


def to_page(
    letter: FilledLetter,
    *,
    places: Mapping[int, Place],
    total: int | None = None,
    content_hash: str = "",
    annexes: Mapping[int, int] | None = None,
    draft: bool = False,
) -> LetterPage:
    """`places` says where each exhibit stands in the bundle; without them the letter names exhibits only."""
    language, head = letter.language, letter.head

    def say(key: str) -> str:
        return SAID[key][wording.is_english(language)]

    def labelled(key: str, value: str) -> tuple[str, ...]:
        return (f"{say(key)}{say('colon')}{value}",) if value else ()

    sheet = Sheet(language, places, total, annexes or {})
    blocks = [block for block in letter.blocks if block.code not in WITHOUT_NUMERAL and block.code != "exhibits"]
    case = (our_case(letter),)
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
        parties=_parties(letter),
        title=letter.title,
        summary=sheet.text_of(letter.block("summary")),
        blocks=tuple(Block(block.heading, tuple(map(sheet.paragraph, block.paragraphs))) for block in blocks),
        exhibits=tuple(sheet.exhibits(letter.block("exhibits"))),
        signature=_signature(letter),
        footnote=_footnote(letter, total, content_hash),
        running=" · ".join([*case, *receipt]),
        party=head["applicant.name"],
        draft=draft,
    )


def our_case(letter: FilledLetter) -> str:
    words = SAID["case"], SAID["colon"]
    label, colon = (said[wording.is_english(letter.language)] for said in words)
    return f"{label}{colon}{letter.head['case.number']}"


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


def _parties(letter: FilledLetter) -> tuple[PartyBox, ...]:
    head, language = letter.head, letter.language

    def say(key: str) -> str:
        return SAID[key][wording.is_english(language)]

    def rows(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple((say(key), value) for key, value in pairs if value)

    legal_rep = say("comma").join(
        part for part in (head.get("applicant.legal_rep", ""), head.get("applicant.legal_rep_title", "")) if part
    )
    is_provider = head.get("freeze.body_kind") in ("provider", "bank")
    return (
        PartyBox(
            say("applicant"),
            rows(
                ("name", head["applicant.name"]),
                (
                    "credit_code" if len(head.get("applicant.reg_no", "")) == 18 else "reg_no",
                    head.get("applicant.reg_no", ""),
                ),
                ("legal_rep", legal_rep),
                ("contact", head.get("applicant.contact", "")),
            ),
        ),
        PartyBox(
            say("body" if is_provider else "authority"),
            rows(
                ("name", head.get("freeze.body", "")),
                ("account", head.get("account.iban", "")),
                ("amount", head.get("freeze.amount", "")),
                ("since", head.get("freeze.moment", "")),
            ),
        ),
    )


def _signature(letter: FilledLetter) -> Signature:
    head, language = letter.head, letter.language
    english = wording.is_english(language)
    closing = (SAID["yours"][1],) if english else (SAID["yours"][0], head["recipient.name"])
    day = head.get("letter.day", "")
    dated = ""
    if day:
        on = date.fromisoformat(day)
        dated = wording.day(on, language) if english else wording.day_in_words_zh(on)
    return Signature(
        closing,
        name=head.get("applicant.legal_rep", "") or head["applicant.name"],
        position=head.get("applicant.legal_rep_title", ""),
        dated=dated,
        seal=head["applicant.name"] if len(head["applicant.name"]) <= 16 else "",
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
