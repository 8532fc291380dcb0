"""Find the sums of money in a text, however written: 人民币壹拾万元整, 10万, CNY 1,234.50, 1 234,50 EUR. [pure]"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from appeals.proofreading import english
from appeals.proofreading.plain import plain

WORDS_ZH = {
    "人民币": "CNY",
    "欧元": "EUR",
    "美元": "USD",
    "美金": "USD",
    "港元": "HKD",
    "港币": "HKD",
    "英镑": "GBP",
    "日元": "JPY",
    "瑞士法郎": "CHF",
    "新加坡元": "SGD",
    "新元": "SGD",
    "澳元": "AUD",
    "加元": "CAD",
    "元": "CNY",
    "圆": "CNY",
}
WORDS_EN = {
    "euros": "EUR",
    "euro": "EUR",
    "yuan": "CNY",
    "renminbi": "CNY",
    "us dollars": "USD",
    "u.s. dollars": "USD",
    "hong kong dollars": "HKD",
    "dollars": "USD",
    "pounds sterling": "GBP",
    "pounds": "GBP",
    "swiss francs": "CHF",
    "yen": "JPY",
}
SIGNS = {
    "US$": "USD",
    "HK$": "HKD",
    "S$": "SGD",
    "A$": "AUD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "￥": "CNY",
    "$": "USD",
}
CODES = "EUR|USD|CNY|RMB|CNH|HKD|GBP|CHF|JPY|SGD|AUD|CAD|SEK|NOK|DKK|PLN|CZK|AED|INR|KRW|THB|MYR|TRY|BRL|ZAR|NZD|RUB"
_NUMBER = r"\d{1,3}(?:[,'. ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,6})?"
_TIMES_ZH = {
    "万亿": 10**12,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
    "千": 10**3,
}
_TIMES_EN = {
    "million": 10**6,
    "mio": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "thousand": 10**3,
    "k": 10**3,
}
_BEFORE = (
    rf"(?:\b(?:{CODES})(?![A-Za-z])|US\$|HK\$|S\$|A\$|[€£¥￥$]|人民币|欧元|美元|美金|港元|港币|英镑"
    rf"|日元|瑞士法郎|新元|澳元|加元)"
)
_AFTER = (
    rf"(?:(?:{CODES})(?![A-Za-z])|[€£¥￥]|人民币|欧元|美元|美金|港元|港币|英镑|日元|瑞士法郎|新加坡元|新元|澳元|加元|元|圆"
    rf"|(?:{'|'.join(sorted(map(re.escape, WORDS_EN), key=len, reverse=True))})\b)"
)
FIGURES = re.compile(
    rf"(?P<before>{_BEFORE})?\s?(?<![\d.,A-Za-z-])(?P<number>{_NUMBER})"
    rf"(?:\s?(?P<times>万亿|千万|百万|万|萬|亿|億|千(?=[元欧美港英])|million|mio\.?|mn|billion|bn|thousand|[mk]\b))?"
    rf"(?:\s?[(]?(?P<after>{_AFTER}))?",
    re.IGNORECASE,
)
CAPITALS = re.compile(
    r"(?P<before>人民币)?\s?(?<![\d.,])(?P<number>(?![万萬亿億])[零〇一二两三四五六七八九十百千壹贰貳叁參肆伍陆陸柒捌玖拾佰仟万萬亿億]{1,24})"
    r"(?P<after>欧元|美元|美金|港元|港币|英镑|日元|瑞士法郎|新加坡元|新元|澳元|加元|元|圆)"
    r"(?:(?P<jiao>[零一二两三四五六七八九壹贰叁肆伍陆柒捌玖])角)?(?:零?(?P<fen>[一二两三四五六七八九壹贰叁肆伍陆柒捌玖])分)?[整正]?"
)
WRITTEN_OUT = re.compile(
    rf"(?P<before>\b(?:{CODES}|euros?|yuan|renminbi|dollars|pounds)\s+)?\b(?P<number>{english.NUMBER})\b(?:\s+(?P<after>{_AFTER}))?",
    re.IGNORECASE,
)
_DIGIT = {
    c: n
    for n, chars in enumerate(("零〇", "一壹", "二两贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"))
    for c in chars
}
_UNIT = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUP = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ABOUT = re.compile(
    r"(?:约|大约|近|逾|超过|不超过|不少于|至少|about|approximately|some|nearly|almost|over"
    r"|more than|up to|at least|around)\s*(?:人民币|[A-Z€$£¥]{0,4})?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    start: int
    end: int
    text: str
    value: Decimal
    currency: str  # empty when none is written: 10万
    is_capital: bool = False  # 大写
    is_about: bool = False


def amounts(text: str) -> list[Amount]:
    """In their order; a number without a currency and without 万 or 亿 is no sum."""
    text = plain(text)
    found = [*_capitals(text), *_written_out(text)]
    taken = [(each.start, each.end) for each in found]
    found += [each for each in _figures(text) if not any(a < each.end and each.start < b for a, b in taken)]
    return sorted(found, key=lambda each: each.start)


def _figures(text: str) -> Iterator[Amount]:
    for hit in FIGURES.finditer(text):
        before, after, times = hit["before"], hit["after"], (hit["times"] or "").rstrip(".")
        if after in ("元", "圆") and before and not before.startswith("人民币"):
            after = None
        written_in_zh = times in _TIMES_ZH
        if not (before or after or written_in_zh):
            continue
        value = number(hit["number"], after=hit["after"])
        if value is None:
            continue
        value *= _TIMES_ZH.get(times) or _TIMES_EN.get(times.lower(), 1)
        start = hit.start("before") if before else hit.start("number")
        said, currency = text[start : hit.end()].strip(), _currency(before) or _currency(after)
        yield Amount(start, hit.end(), said, value, currency, is_about=_is_about(text, start))


def _capitals(text: str) -> Iterator[Amount]:
    for hit in CAPITALS.finditer(text):
        value = chinese(hit["number"])
        if value is None or (len(hit["number"]) == 1 and hit["after"] in ("元", "圆") and not hit["before"]):
            continue  # 一元 of 一元化, 二元: a word
        total = Decimal(value)
        if hit["jiao"]:
            total += Decimal(_DIGIT[hit["jiao"]]) / 10
        if hit["fen"]:
            total += Decimal(_DIGIT[hit["fen"]]) / 100
        capital = any(c in "壹贰叁肆伍陆柒捌玖拾佰仟" for c in hit["number"])
        yield Amount(
            hit.start(),
            hit.end(),
            hit[0].strip(),
            total,
            _currency(hit["after"]),
            capital,
            _is_about(text, hit.start()),
        )


def _written_out(text: str) -> Iterator[Amount]:
    """four hundred and eighty-six thousand two hundred euros; "hundred" alone beside a currency is none."""
    for hit in WRITTEN_OUT.finditer(text):
        value = english.number(hit["number"])
        currency = _currency(hit["after"]) or _currency(hit["before"])
        if value and currency:
            about = _is_about(text, hit.start())
            said = hit[0].strip()
            yield Amount(hit.start(), hit.end(), said, Decimal(value), currency, is_capital=True, is_about=about)


def _is_about(text: str, start: int) -> bool:
    return bool(_ABOUT.search(text[max(0, start - 24) : start]))


def _currency(word: str | None) -> str:
    if not word:
        return ""
    for table in (WORDS_ZH, WORDS_EN, SIGNS):
        if found := table.get(word.lower() if table is WORDS_EN else word.upper() if table is SIGNS else word):
            return found
    code = word.upper()
    return "CNY" if code in ("RMB", "CNH") else code


def number(written: str, *, after: str | None = None) -> Decimal | None:
    """1,234.50 and 1.234,50 and 1 234,50 are one: the last mark is the decimal one unless three digits follow."""
    figure = written.replace(" ", "").replace("'", "")
    comma, dot = figure.rfind(","), figure.rfind(".")
    if comma >= 0 and dot >= 0:
        thousands = "," if dot > comma else "."
        figure = figure.replace(thousands, "").replace(",", ".")
    elif comma >= 0:
        whole = re.fullmatch(r"\d{1,3}(?:,\d{3})+", figure)
        figure = figure.replace(",", "") if whole else figure.replace(",", ".")
    elif dot >= 0 and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", figure) and (figure.count(".") > 1 or not after):
        figure = figure.replace(".", "")
    elif dot >= 0 and re.fullmatch(r"\d{1,3}\.\d{3}", figure):
        figure = figure.replace(".", "")  # money has two decimals at most: EUR 486.200
    try:
        return Decimal(figure)
    except ArithmeticError:
        return None


def chinese(written: str) -> int | None:
    """肆拾捌万陆仟贰佰 and 四十八万六千二百 and 一〇五. None when it is no number."""
    if all(c in _DIGIT for c in written):
        return int("".join(str(_DIGIT[c]) for c in written))
    total = section = digit = 0
    for c in written:
        if c in _DIGIT:
            digit = _DIGIT[c]
        elif c in _UNIT:
            section += (digit or 1) * _UNIT[c]
            digit = 0
        elif c in _GROUP:
            total = (
                (total + section + digit) * _GROUP[c] if _GROUP[c] > total else total + (section + digit) * _GROUP[c]
            )
            section = digit = 0
        else:
            return None
    return total + section + digit
