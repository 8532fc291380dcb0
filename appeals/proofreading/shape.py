"""The form of a letter: its parts in order, slots left open, sentences said twice, length, a way to answer. [pure]"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from appeals.proofreading.numbers import contacts
from appeals.proofreading.paper import Letter
from appeals.proofreading.plain import folded, is_chinese, plain, sentences

# What a reader finishes: about four pages. Beyond it the papers speak better than the letter.
MOST_CHARACTERS, MOST_WORDS = 3_600, 2_000
LONG_SENTENCE_ZH, LONG_SENTENCE_EN = 180, 75
SERVES_AS = {"reasons": ("reasons", "answers")}  # a second appeal argues where it answers the rejection
NOT_REPEATED = frozenset({"header", "head", "parties", "summary", "signature", "exhibits"})
_SLOTS = (
    r"\{\{?[^{}\n]{1,40}\}?\}",
    r"\[(?!\s*(?:证据|附件|Ex|Annex|\d|sic|\.{3}|…))[^\[\]\n\d]{1,40}\]",
    r"【(?!\s*(?:证据|附件|重要|备?注|说明|[^】]*\d))[^】\n]{0,30}】",
    r"(?:人民币|[￥¥€$£]|共计|合计|金额)\s{2,}(?:[千百]?[万亿])?[元欧美港]",
    r"\[\s*\]|（\s{2,}）|\(\s{2,}\)",
    r"_{2,}",
    r"[«‹<]{1,2}[^«»‹›<>\n\d]{1,30}[»›>]{1,2}",
    r"[（(【\[][^（(）)】\]\n]{0,12}(?:待(?!遇)|请(?:补充|核实|确认|填|注明|插入|更新))[^（(）)】\]\n]{0,8}[）)】\]]",
    r"\*{2,}(?=\s*[\u4e00-\u9fff])|#{2,}|%[A-Za-z_]{2,20}%|\$\{?[A-Za-z_]{3,20}\}?",
    r"(?<![A-Za-z0-9*×])(?:[Xx]{2,}|×{2,})(?![A-Za-z0-9*×]|[ -]\d)|(?<!\d)20[Xx×]{2}(?![A-Za-z0-9])",
    r"(?<![A-Za-z0-9])[XxN](?=个|(?:日|天|元|万元|年|月|页|份|次)(?![\u4e00-\u9fff]{0,2}线))",
    r"[（(](?:法定代表人|公司|联系人|负责人|经办人|收款人|付款人|机构|单位|申诉人|银行|合同|对方|具体|此处)?(?:姓名|名称|日期|金额|编号|账号|地址|电话|职务)[）)]",
    r"\b(?:within|by|of|EUR|USD|GBP|CNY|CHF|HKD)\s+(?:…|\.{3,})(?=\s|$)",
    r"\((?:full |insert |your |the )?(?:name|title|position)(?: (?:and|of|or) [a-z ]{3,30})?\)",
    r"某某|某公司|某银行|甲公司|乙公司",
    r"\b(?:TBD|TBC|TODO|FIXME|lorem ipsum)\b",
    r"\bto be confirmed(?=\s*[)\]])",
    r"\b(?:to be (?:completed|inserted|filled in|added later)|insert (?:here|date|name|amount|number|reason))\b",
    r"待补充?|待填写?|待定|待完善|此处填写|请填写|在此(?:插入|填写)|（略）",
    r"\?{2,}|？{2,}",
    r"<[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff _-]{1,30}>",
    r"\bYYYY\b|\bDD/MM\b|\bMM/DD\b",
    r"(?:\d{4}|__)\s*年\s*月\s*日|(?<!\d)\s+月\s+日|年\s{1,}月",
    r"[●■□◯]{1,}(?=\s*(?:日|年|月|元|号|公司|\]|】|$))",
)
_NUMBER = re.compile(
    r"^\s*(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、)）]|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)])\s*"
)
# Where it is proved is not what is said: the same sentence with its exhibits and without is one.
_PLACE = re.compile(
    r"[（(\[][^（）()\[\]\n]{0,40}(?:证据|附件|第\s*\d+|\bEx|\bAnnex|\bp{1,2}\.|\bpage)[^（）()\[\]\n]{0,40}[）)\]]"
)
_TO_REACH = re.compile(
    r"联系(?:人|电话|邮箱|方式)|电话|手机|电子邮[箱件]|邮箱|\b(?:telephone|phone|tel|e-?mail|contact)\b", re.IGNORECASE
)
SLOT = re.compile("|".join(_SLOTS), re.IGNORECASE)


def slots(text: str) -> list[str]:
    return [hit[0].strip() for hit in SLOT.finditer(plain(text))]


def missing(letter: Letter) -> list[str]:
    """Parts that the letter needs and has not, or has with nothing in them."""
    parts = set(letter.parts())
    return [
        part
        for part in letter.needs
        if not parts & set(SERVES_AS.get(part, (part,))) or not _says_something(letter, part)
    ]


def _says_something(letter: Letter, part: str) -> bool:
    if part == "reasons" and any(p.part == "reasons" and not p.text for p in letter.passages):
        return any(p.part == "facts" and p.text for p in letter.passages)  # facts and reasons under one heading
    said = (passage.text for passage in letter.passages if passage.part in SERVES_AS.get(part, (part,)))
    return any(len(folded(_without_contact(text))) >= 4 for text in said)


def _without_contact(text: str) -> str:
    """A telephone under the heading of the request asks for nothing."""
    text = plain(text)
    for each in contacts(text):
        text = text.replace(each, "")
    return _TO_REACH.sub("", text)


def out_of_order(letter: Letter) -> tuple[str, str] | None:
    """The first pair of parts that stand the wrong way round."""
    places = [letter.parts().index(part) for part in letter.needs if part in letter.parts()]
    present = [part for part in letter.needs if part in letter.parts()]
    for (before, a), (after, b) in zip(
        zip(present, places, strict=True), list(zip(present, places, strict=True))[1:], strict=False
    ):
        if a > b:
            return before, after
    return None


def repeated(letter: Letter) -> Iterator[tuple[str, str]]:
    """(part, sentence) of what was said before in the same words, or nearly so."""
    seen: list[tuple[str, str]] = []
    for passage in letter.passages:
        if passage.part in NOT_REPEATED:
            continue
        for _start, sentence in sentences(passage.text):
            said = folded(_PLACE.sub("", _NUMBER.sub("", sentence)))
            if len(said) < (12 if is_chinese(said) else 36):
                continue
            if any(_alike(said, other) for other, _part in seen):
                yield passage.part, sentence.strip()
            else:
                seen.append((said, passage.part))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if abs(len(one) - len(other)) > max(len(one), len(other)) * 0.1 or _figures(one) != _figures(other):
        return False  # two deliveries of two days are no repetition
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.quick_ratio() > 0.94 and match.ratio() > 0.94


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def is_too_long(letter: Letter) -> bool:
    text = "".join(p.text for p in letter.passages if p.part not in ("exhibits", "parties", "header", "signature"))
    if letter.language.startswith("en"):
        return len(text.split()) > MOST_WORDS
    return len(re.sub(r"\s", "", text)) > MOST_CHARACTERS


def long_sentences(letter: Letter) -> Iterator[tuple[str, str]]:
    for passage in letter.passages:
        if passage.part in NOT_REPEATED:
            continue
        for _start, sentence in sentences(passage.text):
            words = len(sentence.split())
            if words > LONG_SENTENCE_EN or (is_chinese(sentence) and len(sentence) > LONG_SENTENCE_ZH):
                yield passage.part, sentence.strip()


def has_contact(letter: Letter) -> bool:
    return any(True for _each in contacts(letter.text))
