"""FD-0007: a trading firm, an unexpected buyer, an expired power of attorney, and papers due in two days at 17:00."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from appeals import bundle, drafting, evidence, facts, replies
from appeals.models import Evidence
from cases import causes, contact, intake, parties, workdays
from cases.answers import FreezeAnswers
from cases.deadlines import TARGET_BEFORE_LEGAL
from cases.models import Case, Party
from cases.stages import Stage
from demo import papers, reviewed
from demo.days import BRUSSELS, Days
from demo.people import HAILAN, Desk, register
from demo.steps import confirm_clocks, engage, go_on, send_pack

ACCOUNT = "BE47 9149 9900 0180"


def deal(days: Days) -> papers.Deal:
    today = days.now.date()
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
        if workdays.shift(
            day := days.ahead(count, zone=BRUSSELS, country="BE"), -TARGET_BEFORE_LEGAL, workdays.calendar_of("CN")
        )
        >= today
    )


def answers(days: Days) -> FreezeAnswers:
    return FreezeAnswers(
        account_number=ACCOUNT,
        institution="iBanFirst SA",
        legal_entity="iBanFirst SA (BE)",
        provider="ibanfirst-be",
        country="BE",
        party_name=HAILAN.zh,
        learned_by=("email", "app"),
        body_kind="provider",
        body_name="iBanFirst SA",
        jurisdiction="BE",
        instrument_no="CMP-88213",
        instrument_state="known",
        notice_on=days.on(3),
        scope="whole",
        amount=Decimal("486200.00"),
        amount_state="known",
        currency="EUR",
        balance=Decimal("512340.10"),
        frozen_at=days.back(3, 9, 40, zone=BRUSSELS),
        known_at=days.back(3, 9, 55, zone=BRUSSELS),
        term_state="unknown",
        reason_quoted="verification of transaction background",
        clause_quoted="framework agreement, clause 9.1",
        verified=True,
        verified_how="拨打官网公布的客户经理电话，确认通知属实",
        verified_at=days.back(3, 10, 20, zone=BRUSSELS),
    )


def plant(desk: Desk, days: Days) -> Case:
    party = register(HAILAN, desk, country="CN", at=days.back(60))
    start = days.back(3, 10, 30, zone=BRUSSELS)
    case = intake.log_freeze(answers(days), organisation=desk.organisation, by=desk.wang, at=start)
    engage(case, desk, at=start + timedelta(hours=3))
    confirm_clocks(case, desk, at=start + timedelta(hours=3))
    _register_papers(party, desk, days)
    causes.decide(
        case,
        {"amount-out-of-profile": "likely", "kyc-documents-missing-or-contradictory": "likely"},
        refused=False,
        by=desk.chen,
        at=days.back(3, 16, 0, zone=BRUSSELS),
    )
    go_on(case, Stage.FUNDS, desk, at=days.back(3, 16, 30, zone=BRUSSELS))
    go_on(case, Stage.APPEAL, desk, at=days.back(2, 10, 0, zone=BRUSSELS))
    _complaint_and_request(case, desk, days)
    proofs = _evidence(case, desk, days)
    _letter(case, proofs, desk, days)
    return case


def _register_papers(party: Party, desk: Desk, days: Days) -> None:
    today = days.now.date()
    for kind, issued, expires in (
        ("business-licence", date(2016, 4, 12), None),
        ("proof-of-address", today - timedelta(days=120), None),
        ("power-of-attorney", today - timedelta(days=417), today - timedelta(days=52)),
    ):
        parties.add_paper(
            party,
            kind=kind,
            by=desk.wang,
            at=days.back(2, 11, 0),
            issued_on=issued,
            expires_on=expires,
            shows_name=party.name,
            shows_address=party.address,
        )


def _complaint_and_request(case: Case, desk: Desk, days: Days) -> None:
    filed, asked = days.back(1, 8, 40, zone=BRUSSELS), days.back(1, 9, 15, zone=BRUSSELS)
    contact.log_message(
        case,
        way="out",
        channel="email",
        subject="投诉已提交，受理编号 CMP-88213",
        text="已向投诉专用邮箱说明情况，请求告知所需材料。",
        other_side="iBanFirst, complaints",
        happened_at=filed,
        by=desk.wang,
        at=filed,
    )
    replies.set_status(case, "in_review", since=filed, step="automatic", by=desk.wang, at=filed)
    replies.set_status(
        case,
        "more_material",
        since=asked,
        due_on=papers_due(days),
        due_time=time(17, 0),
        note="要求补充：合同、运输单证、有效的授权委托书。",
        by=desk.wang,
        at=asked,
    )


def _evidence(case: Case, desk: Desk, days: Days) -> dict[str, Evidence]:
    """Ten papers in four groups, each with what it proves in both languages."""
    sale, at = deal(days), days.back(1, 11, 0)
    today = days.now.date()
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


def _letter(case: Case, proofs: dict[str, Evidence], desk: Desk, days: Days) -> None:
    at = days.back(0, 9, 0)
    sale = deal(days)
    told = [
        (
            sale.signed_on,
            "我司与买方Marmara Teknik Ltd.签订HL-2026-118号销售合同，出售工业缝纫机286台，总价486,200.00欧元",
            "the applicant and the buyer, Marmara Teknik Ltd., signed contract HL-2026-118 for 286 industrial sewing "
            "machines at a total price of EUR 486,200.00",
            "contract",
            1,
        ),
        (
            sale.shipped_on,
            "货物自宁波港装船出运",
            "the goods were shipped from Ningbo",
            "bl",
            1,
        ),
        (
            days.on(4),
            "买方依合同第3.2条，将全部价款一次付至涉案账户",
            "under clause 3.2 of the contract the buyer paid the whole price in one amount to the account",
            "statement",
            1,
        ),
    ]
    for on, zh, en, key, page in told:
        fact = facts.write(
            case, text_zh=f"{zh}。", text_en=f"{en[0].upper()}{en[1:]}.", happened_on=on, by=desk.wang, at=at
        )
        facts.prove(fact, proofs[key], page=page, by=desk.wang, at=at)
    appeal = drafting.start(case, by=desk.wang, at=at, language="both")
    drafting.write(
        appeal,
        {
            "department_zh": "合规部、投诉处理部",
            "department_en": "Compliance and Complaints",
            "dispute_zh": "该笔款项是否有真实的交易背景，以及账户限制应否继续。",
            "dispute_en": "Whether the payment rests on a genuine transaction, and whether the restriction should continue.",
            "point_zh": "该笔款项系已交付货物的合同价款，所要求的材料现已齐备",
            "point_en": "the payment is the contract price of goods that were delivered, and the papers asked for are now complete",
            "request_zh": "解除对该账户的限制，恢复全部功能",
            "request_en": "lift the restriction and restore all functions of the account",
            "reasons": [
                {
                    "text_zh": "金额超出申报的月度规模，系买方将两季订单合并下单所致，单价与既往一致。",
                    "text_en": "The amount exceeds the declared monthly volume because the buyer combined the orders of two "
                    "seasons; the unit price is unchanged.",
                    "evidence": proofs["contract"].pk,
                    "page": 1,
                },
                {
                    "text_zh": "发票总额误写为468,200.00欧元，系录入时数字颠倒，更正发票一并提交。",
                    "text_en": "The first invoice showed EUR 468,200.00 because two digits were transposed; the corrected "
                    "invoice is enclosed.",
                    "evidence": proofs["corrected"].pk,
                    "page": 1,
                },
                {
                    "text_zh": "原授权委托书已到期，新的授权委托书签字人及权限均未变更。",
                    "text_en": "The former power of attorney had expired; the new one names the same signatory with the same powers.",
                    "evidence": proofs["poa"].pk,
                    "page": 1,
                },
            ],
            "requests": [
                {
                    "text_zh": "在作出决定前，请指定专人与我司联系，以便即时答复问询。",
                    "text_en": "Until the decision, please name a contact person so that questions can be answered at once.",
                }
            ],
            "citations": [
                {
                    "code": "eu-psd2-101-2",
                    "why_zh": "投诉已受理，应在规定期限内书面答复。",
                    "why_en": "the complaint was received and calls for a written answer within the period.",
                    "evidence": proofs["request"].pk,
                    "page": 1,
                }
            ],
        },
        version=appeal.version,
        by=desk.wang,
        at=at,
    )
    first = send_pack(appeal, desk, at=at)
    reviewed.return_first_version(first, proofs, desk, days)
    made = send_pack(appeal, desk, at=days.back(0, 9, 40))
    reviewed.begin_second_version(made, proofs, desk, days)
    bundle.ask_for(made, by=desk.wang, at=days.now)
