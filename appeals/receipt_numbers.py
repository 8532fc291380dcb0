"""The number under which the other side keeps our appeal, where the case already holds it: an answer, a portal's note.

Offered, never filled in by itself: a mail may name the number of somebody else's matter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

from appeals.models import Submission
from cases.models import Case, Message

MOST_READ, MOST_OFFERED = 100, 5
SLOTS = ("receipt.number", "first.receipt")  # the slots of letters that ask for it
_NUMBER = r"(?P<number>[A-Z0-9](?:[A-Z0-9]|[-_/.](?=[A-Z0-9])){3,38})(?![A-Za-z0-9])"
_AFTER_ITS_NAME = re.compile(
    r"(?:(?:受理|申诉|投诉|案件|工单|回执|登记|参考|业务|查询|流水|服务|反馈)(?:编号|单号|号码|号)|编号|单号|案号"
    r"|(?i:\b(?:reference|ref|ticket|complaint|request|receipt|acknowledge?ment|registration|tracking|enquiry|inquiry"
    r"|case|file|dossier)(?:\s+(?:number|no|nr|id|ref(?:erence)?))?\b\.?))"
    r"\s*(?:为|是|[:：#＃]|(?i:\bis\b))?\s*[\[【“\"'(（#＃]?\s*" + _NUMBER
)
# Without its name: in brackets, or a word of capitals with a number, as machines write them into a subject.
_IN_BRACKETS = re.compile(r"[\[【(（#＃]\s*" + _NUMBER + r"\s*[\]】)）]?")
_BY_MACHINES = re.compile(r"(?<![A-Za-z0-9-])(?P<number>[A-Z]{2,8}[-_/]?\d{4,12})(?![A-Za-z0-9])")
_DAY = re.compile(r"(?:19|20)\d\d[-/.]?\d{1,2}[-/.]?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d")
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True)
class Found:
    """A number, and where it stands."""

    number: str
    source: Literal["submission", "message", "status", "rejection"]
    at: datetime
    about: str = ""


def for_case(case: Case) -> list[Found]:
    """The newest first, each number once."""
    sent = list(Submission.objects.filter(appeal__case=case).order_by("submitted_at", "pk"))
    if not sent:
        return []
    found = [Found(row.receipt_no, "submission", row.submitted_at) for row in reversed(sent) if row.receipt_no]
    found += _told(case, sent[0].submitted_at)
    ours = {_bare(number) for number in _ours(case)}
    once: dict[str, Found] = {}
    for each in found:
        if _bare(each.number) not in ours:
            once.setdefault(_bare(each.number), each)
    return sorted(once.values(), key=lambda each: each.at, reverse=True)[:MOST_OFFERED]


def _told(case: Case, since: datetime) -> Iterator[Found]:
    """What came in after the appeal went out. What counsel and client say to each other is not read."""
    came = Q(way=Message.Way.IN) | Q(channel=Message.Channel.PORTAL) | Q(channel=Message.Channel.PHONE)
    messages = case.messages.filter(came, is_privileged=False, happened_at__gte=since).order_by("-happened_at", "-pk")
    for message in messages[:MOST_READ]:
        for number in dict.fromkeys([*numbers(message.subject, is_subject=True), *numbers(message.text)]):
            yield Found(number, "message", message.happened_at, message.subject)
    for status in case.provider_statuses.filter(since__gte=since).exclude(note="").order_by("-since")[:MOST_READ]:
        for number in numbers(status.note):
            yield Found(number, "status", status.since)
    for appeal in case.appeals.exclude(rejection=None).select_related("rejection"):
        for number in dict.fromkeys(numbers(appeal.rejection.text)):
            yield Found(number, "rejection", appeal.rejection.received_at)


def numbers(text: str, *, is_subject: bool = False) -> list[str]:
    """In the order of the text; a day, a short number and a mere word are none."""
    found = []
    for pattern in (_AFTER_ITS_NAME, _IN_BRACKETS, _BY_MACHINES)[: 3 if is_subject else 1]:
        for hit in pattern.finditer(text):
            number = hit["number"]
            if len(_DIGITS.findall(number)) >= 3 and not _DAY.fullmatch(number):
                found.append(number)
    return list(dict.fromkeys(found))


def _ours(case: Case) -> Iterator[str]:
    """What a mail may quote and what is no number of theirs."""
    yield case.ref
    yield case.account.number
    yield case.party.reg_no
    yield from case.evidence.exclude(reference="").values_list("reference", flat=True)


def _bare(number: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", number.upper())
