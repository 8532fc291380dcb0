"""Find the provisions and judgments that a text rests on, and what the library knows of each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from appeals.proofreading.amounts import chinese
from appeals.proofreading.plain import plain
from knowledge import citations
from knowledge.citations import Citation

_ARTICLE_ZH = r"第\s*(?P<art>[零〇一二两三四五六七八九十百千\d]+(?:\.\d+)?)\s*条(?:之(?P<sub>[一二三四五六七八九十]))?"
_MORE_ZH = re.compile(r"^(?:第[^条、，。]{1,6}[款项])*\s*[、和及,，]\s*" + _ARTICLE_ZH)
_BOOK = re.compile(
    r"《(?P<law>[^《》]{2,60}(?:〈[^〉]+〉[^《》]{0,20})?)》(?P<act>\s*\((?:[^()]|\([^()]*\)){2,60}\))?\s*(?:"
    + _ARTICLE_ZH
    + r")?"
)
_ACT_NUMBER = re.compile(r"\d{2,4}/\d{2,4}")
_IS_LAW = re.compile(r"(?:法|法典|条例|规定|办法|规则|解释|细则|指令|通则|总则|批复|意见)$")
_YEAR = re.compile(r"[（(](?P<year>\d{4})年")
_ARTICLE_EN = (
    r"(?:arts?\.?|articles?|sections?|ss?\.|§+|rules?|reg(?:ulation)?s?\.?"
    r"|cl\.)\s*(?P<art>\d+[A-Za-z]{0,8}\d*(?:\.\d+)*)(?:\s?\(\d+\))*"
)
_BEFORE = re.compile(_ARTICLE_EN + r"(?:\s*\([a-z]\))?\s*(?:of|,)\s*(?:the\s+)?$", re.IGNORECASE)
_AFTER = re.compile(r"^\s*(?:\([^()]{2,40}\))?\s*,?\s*" + _ARTICLE_EN, re.IGNORECASE)
_ACT = r"(?:Law|Act|Code|Regulations?|Directive|Rules|Provisions|Measures)"
_OTHER_EN = re.compile(
    rf"(?:{_ARTICLE_EN}\s+of\s+(?:the\s+)?)(?P<law>[A-Z][A-Za-z'() -]{{3,60}}?{_ACT}\b(?:\s\d{{4}})?)"
    r"|(?P<eu>(?:Directive|Regulation)\s+(?:\((?:EU|EC)\)\s*)?(?:No\.?\s*)?\d{2,4}/\d{2,4}(?:/E[CU])?)"
)
JUDGMENT = re.compile(
    r"[（(〔\[]\d{4}[）)〕\]]\s*[\u4e00-\u9fff]{1,4}\d{0,6}(?:民终|民初|民申|民再|行终|行初|行申|行再|刑终|刑初|执复|执监|知民终|商终)\s*(?:字第)?\d+号"
    r"|(?:第\s*\d+\s*号指导(?:性)?案例|指导(?:性)?案例\s*(?:第)?\s*\d+\s*号)"
    r"|某[\u4e00-\u9fff]{1,8}(?:公司|企业|平台|银行)[^，。；]{0,20}案|\bDRN-?\d{6,8}\b"
    r"|\bC-\d{1,4}/\d{2}\b(?:\s?P)?|\[\d{4}\]\s+(?:[A-Z]{2,8}\s+)+\d+|\b[A-Z][A-Za-z]+ v\.? [A-Z][A-Za-z]+"
)


@dataclass(frozen=True, slots=True)
class Cited:
    start: int
    end: int
    text: str
    law: str
    article: str
    editions: tuple[Citation, ...]  # of this article; empty: not in the library
    siblings: tuple[Citation, ...]  # what the library holds of this law
    year: int | None = None  # 《民事诉讼法》（2017年修正）


def cited(written: str) -> list[Cited]:
    text = plain(written)
    shelf = _shelf(tuple(citations.current()))
    found: list[Cited] = []
    for each in (*_books(text, shelf), *_bare(text, shelf), *_english(text, shelf), *_other_english(text, shelf)):
        if not any(other.start < each.end and each.start < other.end for other in found):
            found.append(replace(each, text=written[each.start : each.end].strip()))
    return sorted(found, key=lambda each: each.start)


@dataclass(frozen=True)
class Shelf:
    zh: Mapping[str, tuple[Citation, ...]]  # by the bare name of the law
    en: Mapping[str, tuple[Citation, ...]]  # by each way to write it


@lru_cache(maxsize=4)
def _shelf(codes: tuple[str, ...]) -> Shelf:
    known = citations.current()
    zh: dict[str, list[Citation]] = {}
    en: dict[str, list[Citation]] = {}
    for code in codes:
        each = known[code]
        zh.setdefault(name_zh(each.law.zh), []).append(each)
        for name in names_en(each.law.en):
            en.setdefault(name, []).append(each)
    return Shelf({k: tuple(v) for k, v in zh.items()}, {k: tuple(v) for k, v in en.items()})


def name_zh(law: str) -> str:
    law = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", plain(law))
    return re.sub(r"中华人民共和国|最高人民法院关于|[《》〈〉\s]", "", law)


def names_en(law: str) -> list[str]:
    """Administrative Compulsion Law of the PRC, without "of the PRC"; PSD2, and Directive (EU) 2015/2366."""
    short = re.findall(r"\(([A-Z][A-Za-z0-9]{2,8})\)", law)
    bare = re.sub(r"\s*\((?:[A-Z][A-Za-z0-9]{2,8}|Belgium)\)", "", law).strip()
    plainly = re.sub(r"\s+of the PRC$", "", bare)
    without_union = re.sub(r"^(?:Council )?(Directive|Regulation) (?:\((?:EU|EC)\) )?(?:No )?", r"\1 ", plainly)
    return [name.casefold() for name in dict.fromkeys([plainly, without_union, *short]) if len(name) > 2]


def article_of(citation: Citation) -> str:
    """68 of 第68条第4款, 28sexies of art. 28sexies; empty for a whole act."""
    hit = re.search(_ARTICLE_ZH, citation.article.zh)
    if hit and not re.search(
        r"[A-Za-z]", citation.article.en.replace("art.", "").replace("texts", "").replace("text", "")
    ):
        return _number(hit["art"])
    told = re.search(_ARTICLE_EN, citation.article.en, re.IGNORECASE) or re.search(
        r"(?P<art>\d+\.\d+(?:\.\d+)?)", citation.article.en
    )
    return told["art"].casefold() if told else _number(hit["art"]) if hit else ""


def _number(written: str) -> str:
    if re.fullmatch(r"[\d.]+", written):
        return written
    return str(chinese(written) or written)


def _made(
    text: str, start: int, end: int, law: str, article: str, siblings: tuple[Citation, ...], year: int | None = None
) -> Cited:
    editions = tuple(each for each in siblings if article_of(each) in ("", article))
    if article:
        exact = tuple(each for each in editions if article_of(each) == article)
        editions = exact or editions
    return Cited(start, end, text[start:end].strip(), law, article, editions, siblings, year)


def _books(text: str, shelf: Shelf) -> Iterator[Cited]:
    for hit in _BOOK.finditer(text):
        name = name_zh(hit["law"])
        siblings = shelf.zh.get(name, ())
        if not siblings and not (_IS_LAW.search(name) and hit["art"]):
            continue  # 《采购合同》第5条 is a clause of a contract
        if act := _ACT_NUMBER.search(hit["act"] or ""):  # two directives of one Chinese name
            siblings = tuple(each for each in siblings if act[0] in each.law.en) or siblings
        said = _YEAR.search(hit[0])
        year = int(said["year"]) if said else None
        yield _made(text, hit.start(), hit.end(), hit["law"], _number(hit["art"]) if hit["art"] else "", siblings, year)
        end = hit.end()
        while hit["art"] and (more := _MORE_ZH.match(text[end:])):
            yield _made(text, end, end + more.end(), hit["law"], _number(more["art"]), siblings, year)
            end += more.end()


def _bare(text: str, shelf: Shelf) -> Iterator[Cited]:
    """行政强制法第三十二条, without its brackets."""
    for name in sorted(shelf.zh, key=len, reverse=True):
        for hit in re.finditer(
            rf"(?<![《〈\u4e00-\u9fff])(?:中华人民共和国)?{re.escape(name)}\s*{_ARTICLE_ZH}|(?<=[据照按依合及和、])(?:中华人民共和国)?{re.escape(name)}\s*"
            + _ARTICLE_ZH.replace("<art>", "<art2>").replace("<sub>", "<sub2>"),
            text,
        ):
            yield _made(text, hit.start(), hit.end(), name, _number(hit["art"] or hit["art2"]), shelf.zh[name])


def _spoken(name: str) -> str:
    """General Principles of Civil Law, or of the Civil Law; with one blank or a line's end between the words."""
    return (
        re.escape(name)
        .replace(r"\ of\ the\ ", r"\ of\ ")
        .replace(r"\ of\ ", r"\ of\ (?:the\ )?")
        .replace(r"\ ", r"\s+")
    )


def _english(text: str, shelf: Shelf) -> Iterator[Cited]:
    for name in sorted(shelf.en, key=len, reverse=True):
        for hit in re.finditer(
            rf"(?<![A-Za-z0-9]){_spoken(name)}(?:\s+of the (?:PRC|People's Republic of China))?(?![A-Za-z0-9/])",
            text,
            re.IGNORECASE,
        ):
            before = _BEFORE.search(text[max(0, hit.start() - 48) : hit.start()])
            after = _AFTER.match(text[hit.end() : hit.end() + 60])
            article = before["art"] if before else after["art"] if after else ""
            start = hit.start() - len(before[0]) if before else hit.start()
            end = hit.end() + after.end() if after and not before else hit.end()
            yield _made(text, start, end, hit[0], article.casefold(), shelf.en[name])


def _other_english(text: str, shelf: Shelf) -> Iterator[Cited]:
    """An act of the Union by its number, however its name is written; else what is not in the library."""
    for hit in _OTHER_EN.finditer(text):
        law = (hit["law"] or hit["eu"]).strip()
        number = _ACT_NUMBER.search(law)
        siblings = tuple(each for found in shelf.zh.values() for each in found if number and number[0] in each.law.en)
        before = _BEFORE.search(text[max(0, hit.start() - 48) : hit.start()])
        article = hit["art"] or (before["art"] if before else "")
        yield _made(text, hit.start(), hit.end(), law, article.casefold(), siblings)


_RELIED = re.compile(
    r"参照|参见|参考|类案|案例|判例|依照|根据|\b(?:held|decided|see|cf|following|case law|judgment)\b", re.IGNORECASE
)


def is_relied_on(text: str, hit: re.Match[str]) -> bool:
    return bool(_RELIED.search(text[max(0, hit.start() - 24) : hit.start()]))


def of_year(each: Cited) -> tuple[Citation, ...]:
    """《民事诉讼法》（2017年修正）第一百条 means the text of that year, where the library tells them apart."""
    year = str(each.year) if each.year else ""
    named = tuple(c for c in each.editions if year and (year in c.article.zh or year in c.article.en))
    return named or each.editions


def judgments(text: str) -> list[re.Match[str]]:
    return list(JUDGMENT.finditer(plain(text).replace("（", "(").replace("）", ")")))
