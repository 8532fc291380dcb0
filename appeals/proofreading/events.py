"""What a sentence says of a day or a sum: that the account was frozen then, that the contract was signed, … [pure]"""

import re
from collections.abc import Sequence

from appeals.proofreading.amounts import Amount
from appeals.proofreading.dates import Day
from appeals.proofreading.paper import Exhibit
from appeals.proofreading.plain import is_chinese

# A day said of these is compared even when it is the known day of something else.
STRICT = frozenset({"freeze", "notice", "rejection", "submitted"})
_CUT = re.compile(r"[。;]|,(?!\d{3}(?!\d))")
_AND = re.compile(r"\s+and\s+[a-z]{3,}\s+[a-z]", re.IGNORECASE)
# "You rejected our appeal of 6 January on 16 January": the first day is the appeal's.
_APPEAL_OF = re.compile(r"\breject\w*[^.;]{0,20}\bappeal (?:of|dated)\s+$", re.IGNORECASE)
_LIFTING = re.compile(
    r"解除|解冻|请求|申请|异议|复议|续冻|期满|届满|到期|\b(?:lift|release|unfreez|request|ask|expire|end)",
    re.IGNORECASE,
)
_DAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "law",
        re.compile(r"施行|修[订正]|公布|《[^》]*(?:法|条例|规定)》|in force|applies from|Directive|Regulation|\bAct\b"),
    ),
    (
        "reply",
        re.compile(
            r"(?:之前|前)(?:书面)?(?:答复|回复|告知)|答复期限"
            r"|请[^,。;]{0,24}\d\s*日(?:之前|以前|前)|\b(?:reply|answer|respond|let us know"
            r"|tell us)\b[^.]*\b(?:by|before)\b",
            re.IGNORECASE,
        ),
    ),
    ("rejection", re.compile(r"(?:驳回|未予通过|不予支持)|\breject(?:ed|ion)|\bdismissed\b", re.IGNORECASE)),
    (
        "submitted",
        re.compile(
            r"(?:提交|递交|寄出|提出)[^,。;]{0,12}申诉|申诉(?:函|书)?[^,。;]{0,8}(?:提交|递交|寄出)|\b(?:submitted|filed|lodged|sent)\b[^.;]{0,30}\bappeal|\bappeal\b[^.;]{0,30}\b(?:submitted|filed|lodged|sent)\b",
            re.IGNORECASE,
        ),
    ),
    ("notice", re.compile(r"通知(?!银行|开户行|该行)|\bnotice|\bnotif|\binformed us|\btold us", re.IGNORECASE)),
    (
        "invoice",
        re.compile(
            r"开票(?:日期|时间|于)|(?:开具|开立|出具)[^,。;]{0,16}发票|发票[^,。;]{0,10}(?:开具|日期|载明|出具)|\binvoice\b[^.;]{0,40}\b(?:dated|of|issued)|\binvoiced\b",
            re.IGNORECASE,
        ),
    ),
    (
        "contract",
        re.compile(
            r"(?:签订|签署|订立|签定)[^,。;]{0,20}(?:合同|协议)|(?:合同|协议)[^,。;]{0,14}(?:签订|签署"
            r"|订立)|\b(?:signed|concluded|entered into)\b[^.;]{0,40}\bcontract"
            r"|\b(?:contract|agreement)\b[^.;]{0,24}\b(?:dated|of|signed|concluded)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "lading",
        re.compile(
            r"提单[^,。;]{0,12}(?:日期|签发|载明)|装船|装运|出运|\b(?:shipped|loaded on board)\b"
            r"|\bbill of lading\b[^.;]{0,24}\b(?:dated|of|issued)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "freeze",
        re.compile(
            r"冻结|限制(?:使用|交易|非柜面|措施)|被限制|账户[^,。;]{0,12}(?:止付|停用|锁定|管控|暂停|(?:无法|不能)(?:转账|付款|使用))"
            r"|\b(?:froze|frozen|freeze|blocked|restricted)\b"
            r"|\baccount\b[^.;]{0,40}\b(?:suspended|locked|disabled|on hold)\b"
            r"|\boutgoing payments\b[^.;]{0,40}\b(?:declined|suspended|stopped|refused)\b",
            re.IGNORECASE,
        ),
    ),
)
_KINDS = {
    "contract": re.compile(r"合同|协议|contract|agreement", re.IGNORECASE),
    "invoice": re.compile(r"发票|invoice", re.IGNORECASE),
    "lading": re.compile(r"提单|运单|lading|waybill", re.IGNORECASE),
}
_SUMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "frozen",
        re.compile(
            r"冻结[^。;]{0,50}(?:存款|资金|余额)(?:共计|合计|人民币)?\s*$|冻结(?:的)?(?:金额|款项|资金|余额|数额)?(?:为|是|共计|合计|计|：|:|，金额)?\s*(?:人民币"
            r"|[A-Z]{3})?\s*$|被冻结\s*$|(?:frozen (?:amount|balance|sum|funds)(?: of| is| are|:)?"
            r"|amount (?:frozen|of the freeze)(?: is|:)?|fr(?:oze|eezes)|blocked"
            r"|(?:amount|balance|sum|funds) (?:affected|restricted|held back)(?: is| are| of|:)?)\s*$",
            re.IGNORECASE,
        ),
    ),
    (
        "contract",
        re.compile(
            r"(?:合同)(?:总)?(?:价款?|金额|额|总价)(?:为|是|共计|：|:)?\s*(?:人民币)?\s*$"
            r"|(?:contract (?:price|value|sum|amount)(?: of| is|:)?|a contract for|contract worth)\s*$",
            re.IGNORECASE,
        ),
    ),
    (
        "invoice",
        re.compile(
            r"发票(?:总)?金额(?:为|是|：|:)?\s*(?:人民币)?\s*$|(?:invoice (?:amount|total|value)(?: of| is"
            r"|:)?|invoiced?(?: for)?)\s*$",
            re.IGNORECASE,
        ),
    ),
)
_FREEZING = re.compile(r"冻结|\b(?:froze|frozen|freeze|blocked)\b", re.IGNORECASE)
_FROZEN_BEHIND = re.compile(
    r"^\s*(?:被冻结|遭冻结|的?冻结|已冻结|(?:was|were|is|are|has been|have been) (?:frozen|blocked))", re.IGNORECASE
)


# Frozen by notice 31, 以冻结通知书…冻结: the notice is the means, the day that of the freeze.
_BY_NOTICE = re.compile(
    r"\b(?:by|under|per|in|through|pursuant to|on the basis of)\s+(?:its"
    r"|your|their|the|an?)?\s*(?:[a-z]+\s+){0,2}notice\b"
    r"|(?:以|依|依据|根据|凭|通过|按照?)[^,。;]{0,30}通知书?",
    re.IGNORECASE,
)


def of_day(sentence: str, day: Day, every: Sequence[Day]) -> str:
    """The event of the clause that holds the day; empty when the clause tells of several, or holds several days."""
    if _APPEAL_OF.search(sentence, 0, day.start):
        return "submitted"
    start, end = _clause(sentence, day.start, day.end)
    within = [other for other in every if start <= other.start < end]
    if len(within) > 1:
        # English tells each day after its verb, joined by "and": froze it on the 3rd and told us on the 4th.
        before = max((other.end for other in within if other.end <= day.start), default=start)
        if is_chinese(sentence[start:end]) or not (before == start or _AND.match(sentence, before)):
            return ""
        start, end = before, day.end
    clause = sentence[start:end]
    if _FREEZING.search(_BY_NOTICE.sub(" ", clause)):
        clause = _BY_NOTICE.sub(" ", clause)
    for label, form in _DAYS:
        if form.search(clause):
            if label == "freeze" and _LIFTING.search(clause):
                return ""
            return label
    return ""


def _clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    first = max((hit.end() for hit in _CUT.finditer(sentence, 0, start)), default=0)
    following = _CUT.search(sentence, end)
    last = following.start() if following else len(sentence)
    if last - first < end - start + 4:  # "On 3 January 2026, the bank froze …": the day stands alone before its comma
        after = _CUT.search(sentence, following.end()) if following else None
        last = after.start() if after else len(sentence)
    return first, last


def of_amount(sentence: str, amount: Amount) -> str:
    before, after = sentence[max(0, amount.start - 80) : amount.start], sentence[amount.end : amount.end + 24]
    if _FROZEN_BEHIND.match(after):
        return "frozen"
    return next((label for label, form in _SUMS if form.search(before)), "")


def speaks_of(sentence: str, label: str) -> bool:
    """Anywhere in the sentence: enough to ask whether a nought was lost."""
    form = _FREEZING if label == "frozen" else _KINDS.get(label)
    return bool(form and form.search(sentence))


def is_kind(exhibit: Exhibit, label: str) -> bool:
    form = _KINDS.get(label)
    return bool(form and any(form.search(title) for title in exhibit.titles))
