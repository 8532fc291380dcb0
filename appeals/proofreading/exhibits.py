"""Find the exhibits that a text names, and the pages it sends its reader to: 证据2.1，第9、14页. [pure]"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from appeals.proofreading.amounts import chinese
from appeals.proofreading.plain import plain

_NO = r"\d{1,2}(?:[.-]\d{1,3})?"
_PAGES_ZH = r"(?:\s*[，,（(]?\s*(?:装订)?第\s*(?P<pages>\d+(?:\s*页?\s*[-至到、,和]\s*第?\s*\d+)*)\s*页)?"
_ZH = re.compile(
    rf"(?:证据|证物)(?:材料)?\s*(?::\s*(?=\d{{1,2}}\.\d))?(?P<no>{_NO}|[一二三四五六七八九十]{{1,3}}(?![、切]))"
    + _PAGES_ZH
)
_ZH_ANNEX = re.compile(r"附件\s*(?P<no>\d{1,2}|[一二三四五六七八九十]{1,3})" + _PAGES_ZH)
_PAGES_EN = r"(?:\s*[,(]?\s*(?:at\s+)?(?:pp?\.?|pages?)\s*(?P<pages>\d+(?:\s*(?:-|to|and|,)\s*\d+)*))?"
_EN = re.compile(rf"\b(?:Exhibits?|Exh?\.)\s*(?:no\.?\s*)?(?P<no>{_NO})" + _PAGES_EN, re.IGNORECASE)
_EN_ANNEX = re.compile(
    r"\b(?:Annex|Attachment|Enclosure|Appendix)\s*(?:no\.?\s*)?(?P<no>\d{1,2})(?![\d.]*\d)" + _PAGES_EN, re.IGNORECASE
)
_TITLE_ZH = re.compile(r"^[\s（(]*《(?P<title>[^》]{2,40})》")
_NO_DOTTED = r"\d{1,2}\.\d{1,3}"
# 证据2.1、2.3 and Exhibits 2.1 to 2.5: each number that follows is an exhibit as well.
_FOLLOWING = re.compile(
    rf"^(?:\s*(?:,|、|;|和|及|至|-|to|and|&)\s*(?:Exhibits?\s+)?{_NO_DOTTED}(?![\d%,]))+", re.IGNORECASE
)
_CHAINED = re.compile(rf"\s*[、,;和及]\s*(?P<no>{_NO_DOTTED})" + _PAGES_ZH.removesuffix("?"))
_QUANTITY = re.compile(r"^\s*(?:份|项|组|个|页|类)")


@dataclass(frozen=True, slots=True)
class Named:
    start: int
    end: int
    text: str
    number: str
    is_annex: bool
    pages: tuple[int, ...]
    title: str = ""  # 证据2.1《采购合同》


def named(written: str) -> list[Named]:
    text = plain(written)
    found = [
        *_of(text, _ZH),
        *_of(text, _EN),
        *_of(text, _ZH_ANNEX, is_annex=True),
        *_of(text, _EN_ANNEX, is_annex=True),
    ]
    found = [replace(each, text=written[each.start : each.end].strip(" ,，（(")) for each in found]
    return sorted(found, key=lambda each: each.start)


def _of(text: str, form: re.Pattern[str], *, is_annex: bool = False) -> Iterator[Named]:
    for hit in form.finditer(text):
        if _QUANTITY.match(text[hit.end("no") :]):
            continue  # 附件三份
        number = hit["no"].replace("-", ".")
        if not number[0].isdigit():
            number = str(chinese(number) or "")
        for more in re.finditer(rf"(?<![\d.]){_NO_DOTTED}(?![\d.]*\d)", _more(text[hit.end("no") :])):
            start = hit.end("no") + more.start()
            yield Named(start, start + len(more[0]), more[0], more[0].replace("-", "."), is_annex, ())
        yield from _chained(text, hit.end(), is_annex=is_annex)
        title = _TITLE_ZH.match(text[hit.end("no") :])
        yield Named(
            hit.start(),
            hit.end(),
            hit[0].strip(" ,，（("),
            number,
            is_annex,
            pages(hit["pages"]),
            title["title"] if title else "",
        )


def _chained(text: str, at: int, *, is_annex: bool) -> Iterator[Named]:
    """证据2.1第5页、2.2第11页: the next number carries its own page."""
    while hit := _CHAINED.match(text, at):
        yield Named(hit.start("no"), hit.end(), hit[0].strip(" ,、;"), hit["no"], is_annex, pages(hit["pages"]))
        at = hit.end()


def _more(behind: str) -> str:
    found = _FOLLOWING.match(behind)
    return found[0] if found else ""


def pages(written: str | None) -> tuple[int, ...]:
    """9、14 are two; 9-14 are six."""
    found: list[int] = []
    for part in re.split(r"[、,和]|\band\b", written or ""):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] <= ends[1] <= ends[0] + 500:
            found += range(ends[0], ends[1] + 1)
        else:
            found += ends
    return tuple(found)
