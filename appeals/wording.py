"""Dates, money and references as a letter writes them, in Chinese and in English, whatever the screen speaks."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

import cn2an
from babel.dates import format_date
from babel.numbers import get_currency_name

from appeals.filling import Place, Ref, on_page

# How a letter says "by": the Chinese names the channel, the English reads after "by".
CHANNELS: dict[str, tuple[str, str]] = {
    "email": ("电子邮件", "e-mail"),
    "web-form": ("在线表单", "the online form"),
    "in-app": ("应用内消息", "message in the application"),
    "portal": ("网上平台", "the online platform"),
    "post": ("挂号邮寄", "registered post"),
    "post-tracked": ("挂号邮寄", "registered post"),
    "counter": ("当面递交", "hand"),
    "phone": ("电话", "telephone"),
    "phone-inquiry": ("电话", "telephone"),
    "court-registry": ("法院立案窗口", "the court registry"),
    "online-court": ("人民法院在线服务平台", "the online court service"),
    "e-curia": ("e-Curia系统", "e-Curia"),
    "via-counsel": ("代理律师转交", "counsel"),
    "via-institution": ("开户机构转交", "the institution holding the account"),
    "account-manager": ("客户经理", "the account manager"),
}


def channel_names(language: str, *, first: Sequence[str] = (), chosen: Sequence[str] = ()) -> dict[str, str]:
    """The channels that a letter can name, those of the route first. Two that read alike are one choice.

    What is saved or typed already stays on offer, also beside another that reads alike.
    """
    mine = 1 if is_english(language) else 0
    codes = dict.fromkeys([*(code for code in first if code in CHANNELS), *CHANNELS])
    taken = {CHANNELS[code][mine] for code in chosen if code in CHANNELS}
    said: dict[str, str] = {}
    for code in codes:
        name = CHANNELS[code][mine]
        if code in chosen or (name not in taken and name not in said.values()):
            said[code] = name
    return said


CITIES: dict[str, tuple[str, str]] = {
    "Asia/Shanghai": ("北京时间", "Beijing"),
    "Asia/Hong_Kong": ("香港时间", "Hong Kong"),
    "Europe/Brussels": ("布鲁塞尔时间", "Brussels"),
    "Europe/Paris": ("巴黎时间", "Paris"),
    "Europe/Berlin": ("柏林时间", "Berlin"),
    "Europe/London": ("伦敦时间", "London"),
    "America/New_York": ("纽约时间", "New York"),
}
_DIGITS_ZH = "〇一二三四五六七八九"


def is_english(language: str) -> bool:
    return language.startswith("en")


_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z]{3}")


def reads_in(text: str, language: str) -> bool:
    """Whether the reader of that letter can read it. A number is for both, and a name may keep its own script."""
    han, word = _HAN.search(text), _WORD.search(text)
    return not han or bool(word) if is_english(language) else bool(han) or not word


def day(on: date | None, language: str) -> str:
    if on is None:
        return ""
    return format_date(on, "d MMMM y", locale="en") if is_english(language) else f"{on.year}年{on.month}月{on.day}日"


def day_of(moment: datetime | None, zone: str, language: str) -> str:
    """The day as it was where it happened."""
    return day(moment.astimezone(ZoneInfo(zone)).date(), language) if moment else ""


def moment(at: datetime, zone: str, language: str) -> str:
    """The day with its hour and city; a freeze known only by its day shows the day alone."""
    local = at.astimezone(ZoneInfo(zone))
    said = day(local.date(), language)
    if (local.hour, local.minute) == (0, 0):
        return said
    clock = local.strftime("%H:%M")
    zh, en = CITIES.get(zone, ("", zone.rpartition("/")[2].replace("_", " ")))
    if is_english(language):
        return f"{said}, {clock} ({en})"
    return f"{said}{clock}" + (f"（{zh}）" if zh else "")


def day_in_words_zh(on: date) -> str:
    """二〇二六年十一月二十四日, as under a signature."""
    return f"{''.join(_DIGITS_ZH[int(d)] for d in str(on.year))}年{_small_zh(on.month)}月{_small_zh(on.day)}日"


def _small_zh(number: int) -> str:
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS_ZH[tens]}十"
    return head + (_DIGITS_ZH[units] if units else "")


def money(amount: Decimal | None, currency: str, language: str) -> str:
    """EUR 486,200.00 and 486,200.00欧元."""
    if amount is None:
        return ""
    figures = f"{amount:,.2f}"
    return f"{currency} {figures}" if is_english(language) else f"{figures}{currency_zh(currency)}"


def currency_zh(currency: str) -> str:
    return "元" if currency == "CNY" else str(get_currency_name(currency, locale="zh_Hans"))


def capital_amount(amount: Decimal | None, currency: str) -> str:
    """大写: 肆拾捌万陆仟贰佰欧元整. A figure can be altered with one stroke, this cannot."""
    if amount is None:
        return ""
    words = str(cn2an.an2cn(f"{amount:.2f}", "rmb"))
    return words if currency == "CNY" else words.replace("元", currency_zh(currency), 1)


def channel(kind: str, address: str, language: str) -> str:
    if not kind:
        return ""
    zh, en = CHANNELS.get(kind, (kind, kind))
    if is_english(language):
        return f"{en} to {address}" if address and kind == "email" else f"{en} ({address})" if address else en
    return f"{zh}（{address}）" if address else zh


def numeral(number: int, language: str) -> str:
    """一、 and I. before a heading."""
    if is_english(language):
        return f"{_roman(number)}."
    return f"{_small_zh(number)}、"


def _roman(number: int) -> str:
    said = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            said, number = said + sign, number - value
    return said


def points(numbers: Sequence[int], language: str) -> str:
    """1、3 and 1 and reason 3, after 第…条 and "reason"."""
    said = [str(n) for n in sorted(numbers)]
    if not is_english(language):
        return "、".join(said)
    return said[0] if len(said) == 1 else f"{', reason '.join(said[:-1])} and reason {said[-1]}"


def counted(number: int, language: str) -> str:
    """three; 3: small numbers are words in English."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number] if is_english(language) and number < len(words) else str(number)


def reasons(count: int, language: str) -> str:
    if is_english(language):
        return "one reason" if count == 1 else f"{counted(count, language)} reasons"
    return f"{count}项理由"


def payments(count: int, language: str) -> str:
    """3项到期款项 and three payments, as a request for permission counts them."""
    if is_english(language):
        return "one payment" if count == 1 else f"{counted(count, language)} payments"
    return str(count)


def new_papers(count: int, language: str) -> str:
    """How the sentence of a second appeal ends that says what it adds (row 6.2c)."""
    if is_english(language):
        if not count:
            return "rests on the papers that you already hold"
        papers = "one new paper" if count == 1 else f"{counted(count, language)} new papers"
        return f"adds {papers}, marked “new” in the index and in the margin"
    return f"并补充{count}份新材料，均在证据目录和页边标有“新增”" if count else "所依据的是贵方已有的材料"


def page_range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def references(refs: Sequence[Ref], places: Mapping[int, Place], language: str) -> list[str]:
    """One label an exhibit, its pages together: 证据2.1，第9、14页 and Exhibit 2.1, pp. 9, 14.

    Without a place (nothing is laid out yet) the sheet of the paper itself stands in, and says so.
    """
    labels = []
    for (exhibit, evidence), group in groupby(refs, key=lambda ref: (ref.exhibit, ref.evidence)):
        sheets = list(group)
        numbers = sorted({n for ref in sheets if (n := on_page(ref, places)) is not None})
        if evidence in places:
            pages = ", ".join(map(str, numbers)) if is_english(language) else "、".join(map(str, numbers))
            if is_english(language):
                labels.append(f"Exhibit {exhibit}, {'pp.' if len(numbers) > 1 else 'p.'} {pages}")
            else:
                labels.append(f"证据{exhibit}，第{pages}页")
        else:
            own = sorted({ref.page for ref in sheets})
            if is_english(language):
                labels.append(f"Exhibit {exhibit}, sheet {', '.join(map(str, own))}")
            else:
                labels.append(f"证据{exhibit}，该件第{'、'.join(map(str, own))}页")
    return labels


def headed(number: int, heading: str, language: str) -> str:
    """一、事实 and I. Facts."""
    return f"{numeral(number, language)}{' ' if is_english(language) else ''}{heading}"
