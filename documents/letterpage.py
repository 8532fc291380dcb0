"""What a letter page shows, as plain data: the appeals room fills it, the printing room sets it. No word is added here
but numerals, page references and the few fixed words of the form."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import cn2an
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Two Latin words or more: justified Chinese would stretch the spaces between them.
LATIN = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9.&'’/()-]*(?: [A-Za-zÀ-ÿ0-9&(][A-Za-zÀ-ÿ0-9.&'’/()-]*)+")
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?(?![A-Za-z0-9])")
# Words that a centred Chinese title may not cut in two.
TITLE_WORDS = re.compile(
    "(?:冻结|限制|解除|恢复|使用|采取|措施|账户|申请|投诉|申诉|复议|异议|处理|部门|上级|提请|答复|请求|说明|进展|询问|补充|材料|支付"
    "|付款|优惠|保全|执行|书面|理由|必要|款项|工资|税款|准许|书|函)+的?"
)
# A line does not end between a day and its month, a currency and its sum, "art." or "Annex" and its number. A Chinese
# one may end between any two signs: 附件 and 1, 第 and 2条 stay together.
TOGETHER = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{4})?\b"
    r"|\b[A-Z]{3} \d[\d,.]*\d|\b(?:[Aa]rt|[Nn]o|[Pp]p?|[Pp]ara)s?\. \d+\b"
    r"|\b(?:[Aa]nnex(?:es)?|[Ee]xhibits?|[Rr]easons?|[Aa]rticles?|[Pp]aragraphs?|[Pp]ages?) \d+(?:\.\d+)*\b"
)
TOGETHER_ZH = re.compile(r"(?:附件|证据)\d+(?:\.\d+)*|第\d+(?:[、–-]\d+)*[条款项页号]")
WHOLE_IBAN = r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:\u00a0[A-Z0-9]{1,4})+"  # as _whole leaves it
ZH_PIECES = re.compile(f"{WHOLE_IBAN}|{LATIN.pattern}|(?P<together>{TOGETHER_ZH.pattern})")
SHORT, LONG = '<span lang="en">', '<span lang="en" class="quoted">'
TITLE_LINE = {True: 28.2, False: 31.0}  # how many times the size of its letters a line of the title is wide
TEXT_LINE = {True: 42.9, False: 46.5}  # the same of the text; what its letters measure is a guess
NAME = 30  # characters: what is longer is a sentence somebody quotes, and breaks between its words
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def is_chinese(language: str) -> bool:
    return not language.lower().startswith("en")


def numeral(number: int, language: str) -> str:
    """一、二、三 for a Chinese letter, I, II, III for an English one."""
    if is_chinese(language):
        return str(cn2an.an2cn(number)).removeprefix("一") if 10 <= number < 20 else str(cn2an.an2cn(number))
    text = ""
    for value, sign in ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text


def spans(pages: tuple[int, ...]) -> list[str]:
    """9, 14 stay two; 35, 36, 37 become 35–37."""
    ordered = sorted(set(pages))
    if not ordered:
        return []
    runs = [[ordered[0], ordered[0]]]
    for before, page in pairwise(ordered):
        if page == before + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return [str(a) if a == b else f"{a}–{b}" if b > a + 1 else f"{a}, {b}" for a, b in runs]


@dataclass(frozen=True)
class Reference:
    """The page that proves a sentence: 证据2.1，第9、14页."""

    exhibit: str
    pages: tuple[int, ...] = ()  # printed numbers of the bundle; empty while it is not bound
    paper_pages: tuple[int, ...] = ()  # the same pages, counted within the paper: what the link in the bundle follows
    annex: int | None = None  # 附件1: new with this appeal

    def parts(self, language: str) -> tuple[str, str]:
        """The paper and its pages; a line ends before or after them, never within."""
        pages = spans(self.pages)
        if is_chinese(language):
            name = f"附件{self.annex}（证据{self.exhibit}）" if self.annex else f"证据{self.exhibit}"
            return (f"{name}，", f"第{'、'.join(pages).replace(', ', '、')}页") if pages else (name, "")
        name = f"Annex {self.annex} (Exhibit {self.exhibit})" if self.annex else f"Exhibit {self.exhibit}"
        several = len(set(self.pages)) > 1
        return (f"{name},", f"{'pp.' if several else 'p.'} {', '.join(pages)}") if pages else (name, "")

    def text(self, language: str) -> str:
        paper, pages = self.parts(language)
        return f"{paper}{'' if is_chinese(language) or not pages else ' '}{pages}"

    @property
    def anchor(self) -> str:
        return f"exh-{self.exhibit}-p{self.paper_pages[0]}" if self.paper_pages else f"exh-{self.exhibit}"


@dataclass(frozen=True)
class Paragraph:
    text: str  # lines apart become paragraphs under one number
    refs: tuple[Reference, ...] = ()
    sub: tuple[str, ...] = ()  # (1) … (2) …
    unproved: bool = False  # underlined in a draft, never in a letter that goes out
    numbered: bool = True


@dataclass(frozen=True)
class Block:
    """Facts, reasons, law, request: a title without its numeral, and its paragraphs."""

    title: str  # empty for words of thanks at the end, which need none
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Letterhead:
    name: str
    other_name: str = ""  # the name in the other language
    lines: tuple[str, ...] = ()  # address, telephone, mail


@dataclass(frozen=True)
class PartyBox:
    title: str  # 申诉人
    facts: tuple[tuple[str, str], ...]  # (名称, 宁波海岚进出口有限公司)


@dataclass(frozen=True)
class ExhibitRow:
    exhibit: str
    title: str
    proves: str = ""
    pages: str = ""  # 9–16
    is_new: bool = False
    annex: int | None = None


@dataclass(frozen=True)
class Signature:
    closing: tuple[str, ...]  # 此致 / iBanFirst SA; Yours faithfully,
    name: str = ""
    position: str = ""
    company: str = ""  # for whom the person signs
    dated: str = ""  # 二〇二六年十一月二十四日; frontmatter.solemn_date writes it
    seal: str = ""  # a line under "company seal", usually the company's name; the place of a seal, never a seal


@dataclass(frozen=True)
class LetterPage:
    language: str  # zh-hans or en, of the letter, not of the screen
    letterhead: Letterhead
    recipient: tuple[str, ...]  # body, department, way of delivery
    numbers: tuple[str, ...]  # case number, their reference, date: top right
    parties: tuple[PartyBox, ...]  # two, side by side
    title: str
    blocks: tuple[Block, ...]
    exhibits: tuple[ExhibitRow, ...] = ()
    salutation: str = ""  # Dear Sir or Madam, before the subject
    summary: str = ""
    signature: Signature | None = None
    footnote: str = ""
    running: str = ""  # head of page 2 and on: case number and reference
    party: str = ""  # foot of every page; the letterhead's name when empty
    draft: bool = False
    fields: dict[str, str] = field(default_factory=dict)  # words of the form to replace, by the names in WORDS


WORDS = {
    "zh": {
        "to": "致：",
        "summary": "要点",
        "exhibits": "随附证据",
        "no": "编号",
        "title": "证据名称",
        "proves": "证明目的",
        "pages": "页码",
        "new": "新增",
        "annex": "附件",
        "seal": "加盖公章",
        "for": "",
        "draft": "草稿，未经批准",
    },
    "en": {
        "to": "",
        "summary": "In short",
        "exhibits": "Exhibits enclosed",
        "no": "No.",
        "title": "Document",
        "proves": "Proves",
        "pages": "Pages",
        "new": "new",
        "annex": "annex",
        "seal": "Company seal",
        "for": "for ",
        "draft": "Draft, not approved",
    },
}


def words_of(page: LetterPage) -> dict[str, str]:
    return WORDS["zh" if is_chinese(page.language) else "en"] | page.fields


def _whole(found: re.Match[str]) -> str:
    return found[0].replace(" ", "\u00a0")


def set_text(text: str, language: str) -> SafeString:
    """Escaped; an account number is never cut; Latin names in a Chinese line are left alone by justification."""
    text = IBAN.sub(_whole, text)
    if not is_chinese(language):
        return _unbroken(text)
    parts, end = [], 0
    for found in ZH_PIECES.finditer(text):
        mark = '<span class="nw">' if found["together"] else SHORT if len(found[0]) <= NAME else LONG
        parts += [escape(text[end : found.start()]), mark, escape(found[0]), "</span>"]
        end = found.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308  # every part is escaped above


def _unbroken(text: str) -> SafeString:
    """18 November, EUR 486,200.00, art. 39 and Annex 1 stay on one line; the words themselves are not touched."""
    parts, end = [], 0
    for found in TOGETHER.finditer(text):
        parts += [escape(text[end : found.start()]), '<span class="nw">', escape(found[0]), "</span>"]
        end = found.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308  # every part is escaped above


def title_pieces(title: str, language: str) -> list[tuple[str, bool]]:
    """(words, whether they stay whole): a line of a Chinese title ends between words."""
    title = IBAN.sub(_whole, title)
    if not is_chinese(language):
        return [(title, False)]
    ends = [(found.start(), found.end()) for found in TITLE_WORDS.finditer(title)]
    if not ends or ends[-1][1] < len(title):
        last = max(len(title) - 4, 0)
        ends = [(start, end) for start, end in ends if end <= last] + [(last, len(title))]
    pieces, at = [], 0
    for start, end in ends:
        pieces += [(title[at:start], False), (title[start:end], True)]
        at = end
    return [piece for piece in pieces if piece[0]]


def title_lines(title: str, language: str) -> list[list[tuple[str, bool]]]:
    """A title too long for one line is cut near its middle: no word is left alone on the second."""
    pieces = title_pieces(title, language)
    if not is_chinese(language):
        pieces = [(f"{word} ", False) for word in pieces[0][0].split(" ")] if pieces else []
    widths = [sum(map(_width, text)) for text, _whole in pieces]
    half, line = sum(widths) / 2, TITLE_LINE[is_chinese(language)]
    if sum(widths) <= line:
        return [pieces]
    ways = [(abs(sum(widths[:at]) - half), at) for at in range(1, len(pieces)) if pieces[at][0][0] not in "的并之与和"]
    at = min(ways, default=(line, 0))[1]
    return [pieces[:at], pieces[at:]] if at and max(sum(widths[:at]), sum(widths[at:])) <= line else [pieces]


def _width(sign: str) -> float:
    return 1.0 if ord(sign) > 0x2E7F else 0.25 if sign in " \u00a0" else 0.55


def context(page: LetterPage) -> dict[str, object]:
    """What the template needs: numbers run through the whole letter, anchors stand beside their exhibit."""
    number, headed = 0, 0
    blocks: list[dict[str, Any]] = []
    wanted: dict[str, set[str]] = {}
    known = {row.exhibit for row in page.exhibits}
    for block in page.blocks:
        paragraphs = []
        headed += bool(block.title)
        for paragraph in block.paragraphs:
            number += paragraph.numbered
            refs = []
            for ref in paragraph.refs:
                wanted.setdefault(ref.exhibit, set()).add(ref.anchor)
                anchor = ref.anchor if ref.exhibit in known else ""
                paper, pages = ref.parts(page.language)
                refs.append({"paper": paper, "pages": pages, "anchor": anchor})
            paragraphs.append(
                {
                    "number": f"{number}." if paragraph.numbered else "",
                    "lines": [set_text(line, page.language) for line in paragraph.text.split("\n") if line.strip()],
                    "refs": refs,
                    "single": len(paragraph.text.strip().split("\n")) == 1 and not paragraph.sub,
                    "sub": [set_text(line, page.language) for line in paragraph.sub],
                    "unproved": paragraph.unproved and page.draft,
                    "long": len(paragraph.text) > 600,
                }
            )
        title = titled(headed, block.title, page.language) if block.title else ""
        blocks.append({"title": title, "paragraphs": paragraphs})
    if page.signature and not page.exhibits:
        _tie(blocks, page)
    words = words_of(page)
    rows = [
        {
            "row": row,
            "anchors": sorted(wanted.get(row.exhibit, set()) - {f"exh-{row.exhibit}"}),
            "tag": f"{words['annex']}{'' if is_chinese(page.language) else ' '}{row.annex}" if row.annex else "",
        }
        for row in page.exhibits
    ]
    return {
        "page": page,
        "words": words,
        "chinese": is_chinese(page.language),
        "other_lang": "en" if is_chinese(page.language) else "zh-CN",
        "blocks": blocks,
        "rows": rows,
        "recipient": [set_text(line, page.language) for line in page.recipient],
        "closing": [set_text(line, page.language) for line in (page.signature.closing if page.signature else ())],
        "summary": set_text(page.summary, page.language),
        "title": title_lines(page.title, page.language),
        "exhibits_title": titled(headed + 1, words["exhibits"], page.language),
        "party": page.party or page.letterhead.name,
    }


def _tie(blocks: list[dict[str, Any]], page: LetterPage) -> None:
    """The close takes two lines of the text onto a new page; where the last paragraph has one, its neighbour too."""
    last = next((block for block in reversed(page.blocks) if block.paragraphs), None)
    if last is None:
        return
    said = last.paragraphs[-1]
    wide = sum(map(_width, said.text)) + sum(sum(map(_width, ref.text(page.language))) for ref in said.refs)
    if "\n" in said.text or said.sub or wide > TEXT_LINE[is_chinese(page.language)]:
        return
    shown = blocks[page.blocks.index(last)]
    shown["paragraphs"][-1]["tied"] = True
    shown["tied"] = len(last.paragraphs) == 1


def titled(position: int, title: str, language: str) -> str:
    return f"{numeral(position, language)}{'、' if is_chinese(language) else '. '}{title}"
