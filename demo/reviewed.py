"""Counsel has looked at the first version of FD-0007: comments, verdicts, a return; the second version answers most."""

from datetime import datetime, timedelta

from appeals import assessing, commenting, evidence, privileged, readmarks, review
from appeals.commenting import Place
from appeals.models import Comment, Evidence, Pack
from demo.days import Days
from demo.people import Desk

AMOUNTS = "金额不一致：合同为486,200.00欧元，原发票为468,200.00欧元。是笔误还是部分付款？请说明并注明以哪一份为准。"
DOUBT = "原发票金额有误，仅用于说明更正经过，不作为付款依据。"


def return_first_version(pack: Pack, proofs: dict[str, Evidence], desk: Desk, days: Days) -> None:
    """What counsel found at nine, and how the desk answered it."""
    at = days.back(0, 9, 10)
    items = {item.evidence_id: item for item in pack.items.select_related("file", "pack__case")}
    invoice, bl, statement = (items[proofs[key].pk] for key in ("invoice", "bl", "statement"))
    amounts = _say(pack, AMOUNTS, "must", desk, at, Place(invoice, 1, 7400, 5200))
    _say(
        pack,
        "Whose stamp is this? It is not the bank named in the header.",
        "should",
        desk,
        at,
        Place(statement, 1, 6800, 8100),
    )
    _say(pack, "第3段请注明付款日期，并引用对账单页码。", "should", desk, at, Place(paragraph=3))
    _say(pack, "提单与合同的货物描述一致，可以。", "note", desk, at, Place(bl, 1, 3000, 4300))
    review.give_back(pack, reasons=f"1. {AMOUNTS}", fix_by=days.ahead(0), by=desk.chen, at=at)
    commenting.answer(
        amounts,
        text="数字颠倒，已附更正发票，并在申诉书第5段说明；原发票的证明目的也改写了。",
        by=desk.wang,
        at=at + timedelta(minutes=20),
    )
    evidence.describe(
        proofs["invoice"],
        {
            "proves_zh": "原发票，总额数字误写，仅说明更正经过",
            "proves_en": "the first invoice, with two digits transposed; shows only how it was corrected",
        },
        by=desk.wang,
        at=at + timedelta(minutes=25),
    )


def begin_second_version(pack: Pack, proofs: dict[str, Evidence], desk: Desk, days: Days) -> None:
    """Some pages are read, some exhibits judged, and one thing is between counsel and nobody else."""
    at = days.back(0, 9, 50)
    items = {item.evidence_id: item for item in pack.items.select_related("file", "pack__case")}
    for key in ("notice", "request", "contract", "bl"):
        item = items[proofs[key].pk]
        readmarks.mark(pack, item, list(range(1, readmarks.pages_of(item) + 1)), by=desk.chen, at=at)
    every = [test.value for test in assessing.TESTS]
    for key in ("contract", "bl"):
        assessing.judge(items[proofs[key].pk], dict.fromkeys(every, "yes"), note="", by=desk.chen, at=at)
    first = items[proofs["invoice"].pk]
    assessing.judge(first, {"authenticity": "yes", "relevance": "doubt"}, note=DOUBT, by=desk.chen, at=at)
    amounts = pack.appeal.comments.get(kind="must")
    commenting.settle(amounts, by=desk.chen, at=at)
    privileged.write(
        pack.case,
        text="通知只写“核实交易背景”，未引用具体条款项下的权限；是否构成合同上的限制权，留待答复后再判断。",
        defects=["scope", "period"],
        evidence=proofs["notice"],
        page=1,
        by=desk.chen,
        at=at,
    )


def _say(pack: Pack, text: str, kind: str, desk: Desk, at: datetime, place: Place) -> Comment:
    return commenting.say(pack, text=text, kind=kind, place=place, by=desk.chen, at=at)


def talk_over(pack: Pack, desk: Desk, at: datetime) -> None:
    """The first appeal of FD-0005: a question that was answered and settled, and a remark that the rejection proved right."""
    contract, invoice = list(pack.items.select_related("file", "pack__case").order_by("position"))[:2]
    asked = _say(
        pack,
        "发票日期早于发货日期，是否为预付款？请在事实部分写明。",
        "should",
        desk,
        at,
        Place(invoice, 1, 6200, 2100),
    )
    commenting.answer(
        asked,
        text="是预付款，合同第3条如此约定；已在事实部分补写。",
        by=desk.wang,
        at=at + timedelta(minutes=40),
    )
    commenting.settle(asked, by=desk.chen, at=at + timedelta(minutes=50))
    _say(
        pack,
        "The delivery itself is not shown yet. If they ask, the consignment note goes in as a supplement.",
        "note",
        desk,
        at + timedelta(minutes=55),
        Place(contract, 1, 3100, 5400),
    )
