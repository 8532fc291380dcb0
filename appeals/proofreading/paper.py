"""A letter as it is read: passages with the part they stand in, and what is known that it must agree with. [pure]"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from appeals.proofreading.plain import is_chinese

if TYPE_CHECKING:
    from django.utils.functional import Promise

Severity = Literal["block", "advice"]


@dataclass(frozen=True)
class Finding:
    code: str
    severity: Severity
    where: str  # the part of the letter
    quote: str  # the words it is about
    sentence: "str | Promise"
    instead: str = ""  # what stands in the register, the paper or the library; or a calmer wording

    @property
    def blocks(self) -> bool:
        return self.severity == "block"


@dataclass(frozen=True)
class Passage:
    part: str  # facts, reasons, request, law, …
    text: str
    exhibits: tuple[str, ...] = ()  # what its proofs are, where they are kept apart from the words


@dataclass(frozen=True)
class Letter:
    language: str  # zh-Hans or en
    passages: tuple[Passage, ...]
    needs: tuple[str, ...] = ("facts", "reasons", "request")  # in this order; none for a text that is checked elsewhere
    is_whole: bool = True  # with its address, contact and signature

    @property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.passages)

    def parts(self) -> list[str]:
        return list(dict.fromkeys(passage.part for passage in self.passages))


@dataclass(frozen=True)
class Exhibit:
    number: str  # 2.1
    titles: tuple[str, ...] = ()
    first: int | None = None  # its pages in the bundle
    last: int | None = None
    is_annex: bool = False  # known to the letter as 附件…, number then is that of the annex
    dates: tuple[date, ...] = ()
    numbers: tuple[str, ...] = ()
    amounts: tuple[tuple[Decimal, str], ...] = ()
    text: str = ""  # what it says, where that was read


@dataclass(frozen=True)
class Known:
    """What the letter must agree with. What is not known is not asked about."""

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # party, legal_rep, contact, body, other
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # account, reg_no, receipt, instrument, …
    amounts: Mapping[str, tuple[tuple[Decimal, str], ...]] = field(default_factory=dict)  # frozen, contract, …
    days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)  # freeze, notice, letter, rejection, …
    exhibits: tuple[Exhibit, ...] = ()
    papers: tuple[tuple[str, str, str], ...] = ()  # (identity paper, name or legal_rep, as printed on it)
    checked_law: frozenset[str] = frozenset()  # provisions and case notes that counsel has verified
    allowed: frozenset[str] = frozenset()  # wording that admits something, ticked by counsel
    has_exhibits: bool = True  # False: no list is known, so no reference can be missing

    @property
    def letter_on(self) -> date | None:
        return next(iter(self.days.get("letter", ())), None)

    def all_days(self) -> set[date]:
        return {day for days in self.days.values() for day in days} | {d for e in self.exhibits for d in e.dates}

    def all_names(self) -> list[str]:
        return [name for names in self.names.values() for name in names]

    def all_numbers(self) -> set[str]:
        return {n for numbers in self.numbers.values() for n in numbers} | {n for e in self.exhibits for n in e.numbers}

    def all_amounts(self) -> set[tuple[Decimal, str]]:
        return {a for amounts in self.amounts.values() for a in amounts} | {a for e in self.exhibits for a in e.amounts}


# --- a letter that came as running text ------------------------------------------------------------------------------

HEADINGS: Mapping[str, str] = {
    "facts": r"(?:基本|案件|主要|有关)?(?:事实|事情)(?:经过|概况|情况|部分|与经过|及经过)?|(?:事件|冻结)?经过|基本案情"
    r"|案情|背景|(?:statement of )?facts(?: of the case)?|(?:the )?(?:factual )?background|the facts|chronology"
    r"|what (?:has )?happened"
    r"|(?:the )?(?:course|sequence) of events",
    "reasons": r"(?:申诉|复议|异议|申请|主要|解除冻结的?)?理由(?:部分|说明)?|申诉意见|我[司方]意见"
    r"|(?:the |our )?reasons(?: for (?:the |our )?appeal)?"
    r"|grounds(?: of (?:the )?(?:appeal|objection))?|why (?:the|this|our|we) [a-z' ]{3,60}"
    r"|(?:our )?(?:arguments?|submissions|position)",
    "both": r"(?:事实[与和及]理由|事实、理由)|facts and (?:reasons|grounds)",
    "request": r"(?:申诉|复议|异议|申请|具体|主要|我司)?(?:请求|诉求|请求事项)(?:事项|部分|内容)?|申请事项"
    r"|(?:the |our )?requests?|relief sought|what we (?:ask|request|seek)(?: for| of you)?|(?:order|remedy) sought",
    "dispute": r"争议焦点|争议事项|核心问题|issues?(?: in dispute)?|the issue|question(?: to be decided)?",
    "law": r"(?:适用|合同[与和及])?(?:法律|法规)?依据|适用法律|合同与法律|(?:legal )?basis|contract and law|law"
    r"|applicable (?:law|provisions)|legal grounds",
    "answers": r"对?驳回(?:理由|意见|点)的?(?:回应|答复|说明|逐条回应)|逐[条点](?:回应|答复)"
    r"|(?:our |the )?(?:answers?|repl(?:y|ies)|responses?)"
    r"(?: to (?:the|your) (?:rejection|refusal|reasons(?: given)?|points|letter)(?: points)?)?",
    "exhibits": r"(?:随附|附具|所附)?(?:证据|附件)(?:清单|目录|列表|材料)?|exhibits?(?: enclosed)?|enclosures?"
    r"|annexes|attachments|list of exhibits",
    "parties": r"当事人|双方(?:当事人)?|申诉人(?:信息|基本情况)?|parties|the parties|applicant",
    "summary": r"要点|摘要|概要|summary|in short|in brief",
    "signature": r"此致|此致敬礼|敬礼|yours (?:faithfully|sincerely|truly)|signature|签署",
    "contact": r"(?:我[司方])?联系(?:方式|信息|人及方式)|contact(?: (?:details|data|information|person))?",
}
_NUMERAL = (
    r"(?:#+\s*)?\**\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分)?\s*[、.．：:]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|[IVX]{1,4}[.)]|\d{1,2}[.、)](?!\d)|[A-H][.)])?\s*"
)
_HEADED = {
    part: re.compile(
        rf"^{_NUMERAL}[【〔]?{_NUMERAL}(?:{words})[】〕]?\**\s*(?P<colon>[:：])?\s*\**\s*(?P<rest>.*)$", re.IGNORECASE
    )
    for part, words in HEADINGS.items()
}
CLOSING = re.compile(
    r"^\s*(?:此致|敬礼|yours (?:faithfully|sincerely|truly)|sincerely|kind regards|申诉人（?(?:盖章|签章|签字))",
    re.IGNORECASE,
)


def read(text: str, *, language: str = "", needs: Sequence[str] = ("facts", "reasons", "request")) -> Letter:
    """Cut a running text at its headings. Without any heading the parts are told by what the sentences do."""
    language = language or ("zh-Hans" if sum(map(is_chinese, text)) > len(text) / 8 else "en")
    passages: list[Passage] = []
    part, seen = "head", False
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.strip():
            continue
        found = _heading(line)
        if found:
            part, rest = found
            seen = True
            passages += _passages(part, rest) if rest else []
            continue
        if seen and CLOSING.match(line):
            part = "signature"
        passages += _passages(part, line.strip())
    if not seen:
        passages = [Passage(_guessed(each.text) if each.part == "head" else each.part, each.text) for each in passages]
    return Letter(language, tuple(passages), tuple(needs))


_MARKED = re.compile(r"^\s*#{1,6}\s+(?P<heading>\S.{0,60})$")
_JOINED = re.compile(r"\s+and\s+|\s*[与和及]\s*", re.IGNORECASE)


def _passages(part: str, text: str) -> list[Passage]:
    """Facts and reasons under one heading are both: the second follows without words of its own."""
    first, *others = ("facts", "reasons") if part == "both" else part.split("+")
    return [Passage(first, text), *(Passage(other, "") for other in others)]


def _two(line: str) -> str | None:
    """Offer and request, reasons and request: whichever halves of the heading are known."""
    bare = re.sub(r"[\s:：*#]+$", "", line.strip())
    halves = _JOINED.split(bare)
    if len(halves) != 2 or len(bare) > 60:
        return None
    known = [found[0] for half in halves if (found := _told(half)) and not found[1] and found[0] != "both"]
    return "+".join(dict.fromkeys(known)) or None


def _heading(line: str) -> tuple[str, str] | None:
    """The part that begins here. What is marked as a heading and known by no name is a part of its own."""
    if found := _told(line):
        return found
    if part := _two(line):
        return part, ""
    marked = _MARKED.match(line)
    if marked is None:
        return None
    named = (_told(half.strip()) for half in marked["heading"].split("|"))
    return next((found for found in named if found), ("other", ""))


def _told(line: str) -> tuple[str, str] | None:
    bare = line.strip()
    for part, form in _HEADED.items():
        hit = form.match(bare)
        if hit is None:
            continue
        rest = hit["rest"].strip().strip("*").strip()
        if (
            not rest
            or (hit["colon"] and part not in ("parties", "contact"))
            or (part == "signature" and len(bare) < 24)
        ):
            return part, rest
    return None


_ASKS = re.compile(
    r"请求|恳请|请贵|特此申请|申请(?:贵|解除)|\b(?:we|I)(?: hereby| respectfully)? (?:ask|request|apply)|\bplease\b",
    re.IGNORECASE,
)
_ARGUES = re.compile(
    r"因为|由于|因此|故|鉴于|理由是|是因|系因|\bbecause\b|\bsince\b|\btherefore\b|\bas the\b|\bthe reason\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r"\d{4}\s*年|\d{4}[-/.]\d{1,2}|\b(?:19|20)\d{2}\b")


def _guessed(text: str) -> str:
    if _ASKS.search(text):
        return "request"
    if _ARGUES.search(text):
        return "reasons"
    return "facts" if _TELLS.search(text) else "head"
