"""The ten papers of FD-0007: the sale, its shipment, the statement, and who may sign."""

from datetime import date, timedelta
from typing import Any

from appeals import evidence
from appeals.models import Evidence
from cases import workdays
from cases.deadlines import TARGET_BEFORE_LEGAL
from cases.models import Case
from demo import papers
from demo.days import Days
from demo.people import HAILAN, Desk

ACCOUNT = "BE47 9149 9900 0180"


def deal(days: Days) -> papers.Deal:
    today = days.today
    return papers.Deal(
        contract_no="HL-2026-118",
        signed_on=today - timedelta(days=103),
        buyer="Marmara Teknik Ltd.",
        buyer_address="Atatürk Cad. 1 (sample), Izmir, Türkiye",
        goods="工业缝纫机 JK-9",
        goods_en="industrial sewing machines JK-9",
        quantity="286",
        unit_price="1,700.00",
        total="486,200.00",
        currency="EUR",
        invoice_no="HL-I-2241",
        invoiced_on=today - timedelta(days=58),
        bl_no="HLS-771802",
        shipped_on=today - timedelta(days=56),
        port="宁波港",
        port_en="Ningbo",
        port_to="Izmir",
        account=ACCOUNT,
        institution="iBanFirst SA",
    )


def papers_due(days: Days) -> date:
    """So far ahead that our own target, two working days earlier, is today or the next working day and not past."""
    today = days.ahead(0)
    return next(
        day
        for count in range(1, 9)
        if workdays.shift(day := days.ahead(count, country="BE"), -TARGET_BEFORE_LEGAL, workdays.calendar_of("CN"))
        >= today
    )


def collect(case: Case, desk: Desk, days: Days) -> dict[str, Evidence]:
    """Ten papers in four groups, each with what it proves in both languages."""
    sale, at = deal(days), days.back(1, 11, 0)
    today = days.today
    made: dict[str, Evidence] = {}

    def add(key: str, name: str, content: bytes, **described: Any) -> None:
        made[key] = evidence.add(case, content, name=name, by=desk.wang, at=at, **described)

    add(
        "notice",
        "freeze-notice.pdf",
        papers.notice(
            sender="compliance@ibanfirst.example",
            receiver="wang.min@hailan.example",
            on=f"{days.on(3)} 09:40",
            subject="Restriction of your account, reference CMP-88213",
            lines=[
                "Dear client,",
                f"Your account {ACCOUNT} has been restricted. We need to verify the background of a recent payment.",
                "Reason: verification of transaction background (framework agreement, clause 9.1).",
                "Compliance department (invented sample)",
            ],
        ),
        section="letters",
        kind="freeze-notice",
        dated_on=days.on(3),
        source_zh="iBanFirst SA",
        source_en="iBanFirst SA",
        source_class="third-party",
        proves_zh="冻结时间与理由；通知未载明期限",
        proves_en="time and reason of the freeze; no end date is stated",
        form="printout",
    )
    add(
        "request",
        "request-for-documents.pdf",
        papers.notice(
            sender="compliance@ibanfirst.example",
            receiver="wang.min@hailan.example",
            on=f"{days.on(1)} 09:15",
            subject="CMP-88213: further documents",
            lines=[
                f"Please send the contract, transport documents and a valid power of attorney by {papers_due(days):%d %B}, 17:00 Brussels time."
            ],
        ),
        section="letters",
        kind="provider-correspondence",
        dated_on=days.on(1),
        source_zh="iBanFirst SA",
        source_en="iBanFirst SA",
        source_class="third-party",
        proves_zh="所要求的材料与期限",
        proves_en="what was asked for, and by when",
        form="printout",
    )
    both_sides: dict[str, Any] = {
        "source_zh": "申诉人与买方",
        "source_en": "Applicant and buyer",
        "source_class": "third-party",
    }
    add(
        "contract",
        "contract-HL-2026-118.pdf",
        papers.contract(HAILAN, sale),
        kind="sales-contract",
        reference=sale.contract_no,
        dated_on=sale.signed_on,
        proves_zh="款项的合同依据，总价486,200.00欧元",
        proves_en="the contract behind the payment, total EUR 486,200.00",
        **both_sides,
    )
    add(
        "invoice",
        "invoice.pdf",
        papers.invoice(HAILAN, sale, total="468,200.00"),
        kind="commercial-invoice",
        reference=sale.invoice_no,
        dated_on=sale.invoiced_on,
        proves_zh="原发票，总额数字误写",
        proves_en="the first invoice, with two digits transposed",
    )
    add(
        "corrected",
        "invoice-corrected.pdf",
        papers.corrected_invoice(HAILAN, sale),
        kind="commercial-invoice",
        reference=f"{sale.invoice_no}-C",
        dated_on=days.on(2),
        proves_zh="更正后的发票，与合同一致",
        proves_en="the corrected invoice, equal to the contract",
    )
    add(
        "bl",
        "bill-of-lading.pdf",
        papers.bill_of_lading(HAILAN, sale),
        kind="transport-document",
        reference=sale.bl_no,
        dated_on=sale.shipped_on,
        source_zh="承运人",
        source_en="carrier",
        source_class="third-party",
        proves_zh="货物已装船",
        proves_en="the goods were shipped",
    )
    add(
        "delivery",
        "delivery-note.jpg",
        papers.delivery_photo(sale),
        kind="delivery-receipt",
        dated_on=today - timedelta(days=31),
        proves_zh="买方已签收",
        proves_en="the buyer received the goods",
        **both_sides,
    )
    add(
        "statement",
        "statement.pdf",
        papers.statement(HAILAN, sale, period=f"{today:%Y-%m}", rows=_rows(days)),
        kind="bank-statements",
        dated_on=days.on(2),
        source_zh="iBanFirst SA",
        source_en="iBanFirst SA",
        source_class="third-party",
        proves_zh="付款人、金额与日期",
        proves_en="payer, amount and date",
        form="printout",
    )
    add(
        "licence",
        "business-licence.pdf",
        papers.licence(HAILAN),
        kind="business-licence",
        source_zh="市场监督管理局",
        source_en="market regulator",
        source_class="authority",
        proves_zh="申诉人主体资格",
        proves_en="standing of the applicant",
    )
    add(
        "poa",
        "power-of-attorney.pdf",
        papers.power_of_attorney(HAILAN, sale, issued_on=days.on(2), expires_on=today + timedelta(days=363)),
        kind="power-of-attorney",
        dated_on=days.on(2),
        proves_zh="签字人权限有效",
        proves_en="the signatory's authority is in force",
        form="original",
    )
    return made


def _rows(days: Days) -> list[tuple[str, str, str, str, str]]:
    return [
        (str(days.on(12)), "Yarn and Thread NV, order 5521", "", "14,800.00", "31,240.10"),
        (str(days.on(9)), "Customs agent, duties", "5,100.00", "", "26,140.10"),
        (str(days.on(4)), "Marmara Teknik Ltd., contract HL-2026-118", "", "486,200.00", "512,340.10"),
    ]
