"""FD-0007: a trading firm, an unexpected buyer, an expired power of attorney, and papers due in two days at 17:00."""

from datetime import date, time, timedelta
from decimal import Decimal

from appeals import bundle, drafting, facts, replies
from appeals.models import Evidence
from cases import causes, contact, intake, parties
from cases.answers import FreezeAnswers
from cases.models import Case, Party
from cases.stages import Stage
from demo import hailan_papers, reviewed
from demo.days import BRUSSELS, Days
from demo.people import HAILAN, Desk, register
from demo.steps import confirm_clocks, engage, go_on, send_pack


def answers(days: Days) -> FreezeAnswers:
    return FreezeAnswers(
        account_number=hailan_papers.ACCOUNT,
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
    proofs = hailan_papers.collect(case, desk, days)
    _letter(case, proofs, desk, days)
    return case


def _register_papers(party: Party, desk: Desk, days: Days) -> None:
    today = days.today
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
        due_on=hailan_papers.papers_due(days),
        due_time=time(17, 0),
        note="要求补充：合同、运输单证、有效的授权委托书。",
        by=desk.wang,
        at=asked,
    )


def _letter(case: Case, proofs: dict[str, Evidence], desk: Desk, days: Days) -> None:
    at = days.back(0, 9, 0)
    sale = hailan_papers.deal(days)
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
            "fields": {
                "freeze.reason_quoted": {"zh": "核实交易背景"},
                "freeze.clause_quoted": {"zh": "框架协议第9.1条"},
            },
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
