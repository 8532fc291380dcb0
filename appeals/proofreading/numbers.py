"""Find account, registration and file numbers in a text, spaced, masked or in full-width digits. [pure]"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appeals.proofreading.plain import bare, distance, plain

# BE47 9149 9900 0180, and with its middle hidden: BE47 **** **** 0180
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9*xX•●]{4}){2,7}(?:[ -]?[A-Z0-9*]{1,3})?(?![A-Za-z0-9])")
LONG = re.compile(r"(?<![A-Za-z0-9.,])\d(?:[ -]?[\d*•●xX]){9,24}(?![A-Za-z0-9])")
CREDIT_CODE = re.compile(r"(?<![A-Za-z0-9])[0-9A-Z]{2}\d{6}[0-9A-Z]{9,10}(?![A-Za-z0-9])")
TAIL = re.compile(
    r"(?:尾号|末四位|后四位)(?:为|是|：|:)?\s*(?P<zh>\d{3,6})"
    r"|\b(?:ending(?:\s+in|\s+with)?|last four digits(?:\s+are)?:?)\s*(?P<en>\d{3,6})"
    r"|(?<![A-Za-z0-9*])(?:\*|•|●){2,}\s?(?P<mask>\d{3,6})(?!\d)",
    re.IGNORECASE,
)
_REF = r"[A-Za-z0-9〔〕（）()\[\]年/_.-]*\d[A-Za-z0-9〔〕（）()\[\]年/_.-]*"
_CN_REF = r"[〔（(\[]\d{4}[〕）)\]][\u4e00-\u9fffA-Za-z0-9]{1,12}(?:第)?\d+号"
# What the text itself calls the number that follows.
LABELS: dict[str, str] = {
    "receipt": r"受理编号|受理号|回执编号|回执号|贵方编号|your reference|your ref\.?|acknowledgement (?:no\.?"
    r"|number)|receipt (?:no\.?|number)|complaint (?:no\.?|number)",
    "instrument": r"文书编号|文书号|通知书编号|通知编号|冻结文书|instrument(?: no\.?| number)?|notice no\.?",
    "case": r"我方案号|内部案号|our case(?: no\.?)?|our reference|our ref\.?",
    "file": r"案号|our file(?: no\.?)?",  # of ours or of theirs
    "reg_no": r"统一社会信用代码|登记号|注册号|registered no\.?|registration (?:no\.?|number)|company (?:no\.?|number)",
    "contract": r"合同编号|合同号|contract (?:no\.?|number)",
    "invoice": r"发票号码|发票号|发票编号|invoice (?:no\.?|number)",
    "lading": r"提单号|bill of lading (?:no\.?|number)|b/l (?:no\.?|number)",
    "order": r"订单号|订单编号|order (?:no\.?|number)",
}
_LABELLED = {
    name: re.compile(rf"(?:{label})\s*(?:为|是|[:：])?\s*[“\"]?(?P<number>{_CN_REF}|{_REF})", re.IGNORECASE)
    for name, label in LABELS.items()
}
# 第HL-118号合同, HL-118号合同, under contract HL-118
_ZH_BEHIND = {
    "contract": re.compile(rf"(?P<number>{_REF})\s?号?(?:采购|购销|销售|买卖)?合同"),
    "invoice": re.compile(rf"(?P<number>{_REF})\s?号?发票"),
    "instrument": re.compile(rf"(?P<number>{_CN_REF}|{_REF})\s?号?(?:文书|通知书|裁定书|决定书|冻结令)"),
    "receipt": re.compile(rf"(?P<number>{_REF})\s?号?受理"),
}
_EN_PLAIN = {
    "contract": re.compile(r"\bcontract\s+(?P<number>[A-Z][A-Z0-9/-]*\d[A-Z0-9/-]*)"),
    "invoice": re.compile(r"\binvoice\s+(?P<number>[A-Z][A-Z0-9/-]*\d[A-Z0-9/-]*)"),
    "receipt": re.compile(
        r"\b(?:reference|registered as|complaint|ticket)\s+(?P<number>[A-Z][A-Z0-9/-]*\d[A-Z0-9/-]*)"
    ),
    "instrument": re.compile(r"\binstrument\s+(?P<number>[A-Z][A-Z0-9/-]*\d[A-Z0-9/-]*)"),
}
PHONE = re.compile(
    r"(?:\+|(?<!\d)00)\d{1,3}[ \d()/-]{6,18}\d|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<!\d)(?<!\d[ -])0\d{2,3}[- ]?\d{3,4}[- ]?\d{4}(?!\d)"
    r"|(?<!\d)400[- ]?\d{3}[- ]?\d{4}(?!\d)"
)
_TOKEN = re.compile(r"(?<![A-Za-z0-9/.-])[A-Z]{1,6}[-/]?(?:[A-Z0-9]{1,12}[-/]){0,3}\d[A-Z0-9]{2,12}(?![A-Za-z0-9/-])")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CALLED = re.compile(
    r"(?:(?:电话|手机|座机|传真)(?:号码?)?|\b(?:telephone|phone|mobile"
    r"|tel|fax)\b\.?(?: (?:no\.?|number))?)\s*(?:为|是|[:：])?\s*"
    r"(?P<number>[+(]?\d[\d ()/-]*)",
    re.IGNORECASE,
)
_DIALLED = re.compile(r"(?<![\w+])(?P<number>\+\d[\d ()/-]*)")
_MAILED = re.compile(r"(?P<mail>[A-Za-z0-9][A-Za-z0-9._%+'-]*@+\s?[A-Za-z0-9._-]*)")
_MAIL = re.compile(r"[\w%+'-]+(?:\.[\w%+'-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; `value` without blanks. Of a masked one only the ends are known."""

    start: int
    end: int
    text: str
    value: str
    label: str = ""  # account, or what the text calls it
    is_tail: bool = False

    @property
    def is_masked(self) -> bool:
        return "*" in self.value or self.is_tail


def accounts(text: str) -> list[Number]:
    """Long numbers: of accounts, and of companies, which look alike."""
    text = plain(text)
    held = [(hit.start(), hit.end()) for hit in PHONE.finditer(text) if hit[0].startswith(("+", "00", "400"))]
    held += [(hit.start(), hit.end()) for hit in EMAIL.finditer(text)]
    found: list[Number] = []
    for form in (IBAN, CREDIT_CODE, LONG):
        for hit in form.finditer(text):
            if not _overlaps(hit, held) and not any(n.start < hit.end() and hit.start() < n.end for n in found):
                found.append(Number(hit.start(), hit.end(), hit[0], _masked(hit[0]), "account"))
    for hit in TAIL.finditer(text):
        if not any(n.start < hit.end() and hit.start() < n.end for n in found):
            tail = hit["zh"] or hit["en"] or hit["mask"]
            found.append(Number(hit.start(), hit.end(), hit[0], tail, "account", is_tail=True))
    return sorted(found, key=lambda each: each.start)


def references(text: str) -> list[Number]:
    """Numbers that the text names: your reference CMP-88213, 合同编号：HL-118."""
    text = plain(text)
    found: list[Number] = []
    for forms in (_LABELLED, _ZH_BEHIND, _EN_PLAIN):
        for label, form in forms.items():
            for hit in form.finditer(text):
                written = hit["number"].strip(".-/_()（）")
                if len(bare(written)) < 3 or any(n.start <= hit.start("number") < n.end for n in found):
                    continue
                found.append(
                    Number(hit.start("number"), hit.start("number") + len(written), written, bare(written), label)
                )
    # (2026)江0102财保15号 says by its form what it is.
    for hit in re.finditer(_CN_REF, text):
        if not any(n.start < hit.end() and hit.start() < n.end for n in found):
            found.append(Number(hit.start(), hit.end(), hit[0], bare(hit[0]), "docket"))
    return sorted(found, key=lambda each: each.start)


def unnamed(text: str, named: Sequence[Number]) -> list[Number]:
    """Letters and figures that look like a file number, and no word says of what."""
    text = plain(text)
    return [
        Number(hit.start(), hit.end(), hit[0], bare(hit[0]))
        for hit in _TOKEN.finditer(text)
        if not any(n.start < hit.end() and hit.start() < n.end for n in named)
    ]


def is_swapped(number: Number, known: str) -> bool:
    """The same signs in another order: too much for chance, and what a tired hand makes of a number."""
    return number.value != known and len(known) >= 5 and sorted(number.value) == sorted(known)


def _overlaps(hit: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    return any(a < hit.end() and hit.start() < b for a, b in spans)


def _masked(written: str) -> str:
    """X, • and ● in the middle of a number hide it as * does; an X at its end is a check character."""
    hidden = re.sub(r"[•●]", "*", written)
    hidden = re.sub(r"[xX]{2,}", lambda run: "*" * len(run[0]), hidden)
    return bare(hidden)


def agrees(number: Number, known: str) -> bool:
    """Is it that number, as far as it is shown?"""
    if number.is_tail:
        return known.endswith(number.value)
    if "*" not in number.value:
        return number.value == known
    head, tail = number.value.partition("*")[0], number.value.rpartition("*")[2]
    return known.startswith(head) and known.endswith(tail)


def resembles(number: Number, known: str) -> bool:
    """Not that number, but what a slip would make of it."""
    if agrees(number, known):
        return False
    if number.is_tail:
        tail = known[-len(number.value) :]
        return distance(number.value, tail, 1) <= 1 or sorted(number.value) == sorted(tail)
    if "*" in number.value:
        head, tail = number.value.partition("*")[0], number.value.rpartition("*")[2]
        return bool(tail) and (known.startswith(head) or known.endswith(tail))
    most = 1 if len(known) < 8 else 2
    return distance(number.value, known, most) <= most


def is_iban(value: str) -> bool:
    """The check digits of ISO 13616; only asked of what has the form of one."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", value):
        return False
    turned = value[4:] + value[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def contacts(text: str) -> Iterator[str]:
    text = plain(text)
    yield from (hit[0] for hit in PHONE.finditer(text))
    yield from (hit[0] for hit in EMAIL.finditer(text))


def unreachable(text: str) -> Iterator[str]:
    """A telephone that no exchange connects, an address that no mail reaches."""
    text = plain(text)
    for form in (_CALLED, _DIALLED):
        for hit in form.finditer(text):
            if not _connects(hit["number"]):
                yield hit["number"].rstrip(" -/(")
    for hit in _MAILED.finditer(text):
        if not _MAIL.fullmatch(hit["mail"].rstrip(".")):
            yield hit["mail"].rstrip()


ONE_FIGURE = re.compile(r"(\d)\1{6,}$")  # 0755-0000 0000


def _connects(written: str) -> bool:
    """ITU E.164: fifteen figures at most. In China eleven for a mobile, area code and seven or eight otherwise."""
    figures = re.sub(r"\D", "", written)
    abroad = written.strip("(").startswith(("+", "00"))
    if abroad:
        figures = figures.removeprefix("00")
        if figures.startswith("86"):
            inland = figures[2:].removeprefix("0")
            return not ONE_FIGURE.search(inland) and bool(
                re.fullmatch(r"1[3-9]\d{9}|(?:10|[2-9]\d{1,2})\d{7,8}|400\d{7}", inland)
            )
        return 8 <= len(figures) <= 15
    if re.match(r"1[3-9]", figures) and 9 <= len(figures) <= 13:
        return len(figures) == 11
    return (len(figures) == 3 or 5 <= len(figures) <= 15) and not ONE_FIGURE.search(figures)
