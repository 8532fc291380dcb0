"""The form of a letter: its parts in order, slots left open, sentences said twice, length, a way to answer. [pure]"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from appeals.proofreading.dates import days
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
    r"\*{2,}(?=\s*[\u4e00-\u9fff])|(?<=\S)\s?#{2,}|#{2,}(?!#*\s*\S)|%[A-Za-z_]{2,20}%|\$\{?[A-Za-z_]{3,20}\}?",
    r"(?<![A-Za-z0-9*×])(?:[Xx]{2,}|×{2,})(?![A-Za-z0-9*×]|[ -]\d)|(?<!\d)20[Xx×]{2}(?![A-Za-z0-9])",
    r"(?<![A-Za-z0-9])[XxN](?=个|(?:日|天|元|万元|年|月|页|份|次)(?![\u4e00-\u9fff]{0,2}线))",
    r"[（(](?:法定代表人|公司|联系人|负责人|经办人|收款人|付款人|机构|单位|申诉人|银行|合同|对方|具体|此处)?(?:姓名|名称|日期|金额|编号|账号|地址|电话|职务)[）)]",
    r"\b(?:within|by|of|EUR|USD|GBP|CNY|CHF|HKD)\s+(?:…|\.{3,})(?=\s|$)",
    r"\((?:full |insert |your |the )?(?:name|title|position)(?: (?:and|of|or) [a-z ]{3,30})?\)",
    r"(?:年|月|第|[￥¥€$£])\s*[xX*×?？○〇_-]{1,4}\s*(?=[年月日条号页款元万])|[xX*×○]{1,4}\s*年\s*[\dxX*×○]{1,4}\s*月"
    r"|(?<![\dA-Za-z*×])[*×○]{1,4}(?=(?:个?工作日|个月|万?[元欧美]|元|日[前内]|份|件|笔|人(?!民)|%|％))"
    r"|某年|某月某日|某日(?=[,，]?(?:我司|贵|起|止))",
    r"\b(?:19|20)\d{2}[-/.](?:[XxMm_?]{2}|0{2})[-/.](?:[XxDd_?]{2}|\d{2})\b|\b[XxDd_?]{2}[-/.][XxMm_?]{2}[-/.](?:\d{2,4}|[XxYy]{2,4})\b",
    r"\b(?:EUR|USD|GBP|CNY|CHF|HKD)\s+(?:[xX?_*]+|\.{2,}|…)(?![A-Za-z])|\b(?:within"
    r"|after|by|on)\s+[xXN]\s+(?=(?:working |business )?(?:days?|weeks?|months?)\b)",
    r"\[\s*(?:[•●*…·]|\.{2,})\s*\]|【\s*[•●*…·]\s*】|\b(?:TBA|to be advised"
    r"|to follow later|placeholder)\b|占位|示例文字|在此处",
    r"[（(](?:to (?:complete|insert|check|verify|follow)|check|verify"
    r"|insert|complete|complete later|add)(?: [a-z ]{2,24})?[)）]",
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
ALIKE = 0.85  # row 4.3c
# Small words that a second wording changes first.
_FILLING = re.compile(
    r"[的了地得着也都就而且并及与和之其]|一直|至今|以及|已经|\b(?:the|an?|and|also|very|has|have|been|is|are|was|were|which|that|of|to|in)\b",
    re.IGNORECASE,
)
# Where it is proved is not what is said: the same sentence with its exhibits and without is one.
_PLACE = re.compile(
    r"[（(\[][^（）()\[\]\n]{0,40}(?:证据|附件|第\s*\d+|\bEx|\bAnnex|\bp{1,2}\.|\bpage)[^（）()\[\]\n]{0,40}[）)\]]"
)
_TO_REACH = re.compile(
    r"联系(?:人|电话|邮箱|方式)|电话|手机|电子邮[箱件]|邮箱|\b(?:telephone|phone|tel|e-?mail|contact)\b", re.IGNORECASE
)
_FIRM = re.compile(
    r"(?:有限责任公司|股份有限公司|有限公司|集团|\b(?:Co\.?,? )?(?:Ltd"
    r"|Limited|Inc|LLC|PLC|GmbH|B\.?V|S\.?A|N\.?V|Kft)\b\.?)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?:(?:Mr|Ms|Mrs|Dr)\.? )?[A-Z][\w'-]+(?: [A-Z][\w'.-]*){1,3}|[\u4e00-\u9fff]{2,4}(?:先生|女士)?")
_DOES = re.compile(
    r"请|解除|解冻|恢复|撤销|变更|准许|退还|返还|说明|告知|答复|更正|复核|延长|停止"
    r"|\b(?:please|ask|request|lift|release|restore|review|permit|confirm|vary|set aside)\b",
    re.IGNORECASE,
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
    serving = SERVES_AS.get(part, (part,))
    shared = [one.text for one, other in pairwise(letter.passages) if other.part in serving and not other.text]
    said = [passage.text for passage in letter.passages if passage.part in serving]
    return any(not _is_of_the_foot(text, is_last=part == "request") for text in [*said, *shared])


def _is_of_the_foot(text: str, *, is_last: bool) -> bool:
    """A telephone under a heading says nothing; under the last one a firm's name and a date ask for nothing."""
    text = plain(text)
    bare = text
    for each in contacts(text):
        bare = bare.replace(each, "")
    for day in reversed(days(bare)) if is_last else ():
        bare = bare[: day.start] + bare[day.end :]
    is_foot = len(bare) < len(text) or _FIRM.search(bare)
    bare = _TO_REACH.sub("", bare).strip()
    if len(folded(bare)) < 4 or (is_last and _PERSON.fullmatch(bare) and not _DOES.search(bare)):
        return True
    said = _FIRM.sub("", bare)
    is_short = len(folded(said)) <= 16 if is_chinese(said) else len(said.split()) <= 6
    return is_last and bool(is_foot) and is_short and not _DOES.search(bare)


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
            bare = _PLACE.sub("", _NUMBER.sub("", sentence))
            said = folded(_FILLING.sub("", bare))
            if len(folded(bare)) < (12 if is_chinese(bare) else 36):
                continue
            if any(_alike(said, other) for other, _part in seen):
                yield passage.part, sentence.strip()
            else:
                seen.append((said, passage.part))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if _figures(one) != _figures(other):
        return False  # two deliveries of two days are no repetition
    if abs(len(one) - len(other)) > max(len(one), len(other)) * 0.25:
        return False
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.quick_ratio() > ALIKE and match.ratio() > ALIKE


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
