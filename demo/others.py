"""The other sample cases: a rejection, a court order, a police freeze, a solved security lock, and a drill."""

from datetime import timedelta
from decimal import Decimal

from appeals import drafting, evidence, facts, rejection, replies, second
from appeals.models import Evidence
from cases import causes, closing, deadlines, intake, moves
from cases.answers import FreezeAnswers
from cases.models import Case
from cases.stages import Outcome, Stage
from demo import papers, reviewed
from demo.days import BEIJING, BRUSSELS, Days, day_in
from demo.people import CORVIN, MERIDIAN, QIHENG, TUOPU, Desk, register
from demo.steps import approve_and_bind, confirm_clocks, engage, finish_stage, go_on, send_pack, submit
from knowledge.counting import eve_of_same_date

REJECTION = (
    "We have reviewed your appeal. The evidence chain is incomplete: the contract and the delivery are not linked by a "
    "transport document. The statement of identity does not show the date of birth of the director. The reference to "
    "our terms is wrong, as clause 9.4 does not apply to name hits. Thank you for your patience."
)


def drill(desk: Desk, days: Days) -> None:
    """FD-0001, last quarter."""
    register(CORVIN, desk, country="FR", at=days.back(90))
    case = intake.log_freeze(
        FreezeAnswers(
            account_number="FR1420041010050500013M02606",
            institution="Banque d'Exemple",
            party_name=CORVIN.zh,
            country="FR",
            body_kind="bank",
            jurisdiction="FR",
            scope="whole",
            amount=Decimal("80000.00"),
            amount_state="known",
            instrument_state="not_applicable",
            term_state="not_applicable",
            frozen_at=days.back(62),
            known_at=days.back(62, 10),
            verified=True,
            verified_how="演练：致电官方客服 Drill: official hotline",
        ),
        organisation=desk.organisation,
        by=desk.wang,
        at=days.back(62, 10, 30),
    )
    Case.objects.filter(pk=case.pk).update(is_drill=True)
    case.refresh_from_db()
    engage(case, desk, at=days.back(62, 14))
    finish_stage(case, desk, at=days.back(61, 16))
    moves.close(
        case,
        Outcome.RELEASED,
        lessons="演练得分74/100：联系人名单过期，备用账户授权缺失。Drill, score 74 of 100: contact list out of date, no mandate on the reserve account.",
        by=desk.maes,
        at=days.back(61, 17),
    )


def corvin(desk: Desk, days: Days) -> None:
    """FD-0002: a security lock, solved in 36 hours."""
    party = desk.organisation.parties.get(name=CORVIN.zh)
    start = days.back(9, 9, 0, zone=BRUSSELS)
    case = intake.log_freeze(
        FreezeAnswers(
            account_number="BE03 9149 9900 0584",
            institution="iBanFirst SA",
            provider="ibanfirst-be",
            party_name=party.name,
            party_id=party.pk,
            country="BE",
            body_kind="provider",
            body_name="iBanFirst SA",
            jurisdiction="BE",
            instrument_no="SEC-1204",
            instrument_state="known",
            scope="whole",
            amount=Decimal("31250.40"),
            amount_state="known",
            term_state="not_applicable",
            frozen_at=start,
            known_at=start + timedelta(minutes=20),
            reason_quoted="unusual login",
            verified=True,
            verified_how="Account manager, number from the website",
        ),
        organisation=desk.organisation,
        by=desk.wang,
        at=start + timedelta(minutes=40),
    )
    engage(case, desk, at=start + timedelta(hours=2))
    confirm_clocks(case, desk, at=start + timedelta(hours=2))
    causes.decide(case, {"security-compromise": "likely"}, refused=False, by=desk.chen, at=start + timedelta(hours=4))
    go_on(case, Stage.FUNDS, desk, at=start + timedelta(hours=5))
    replies.set_status(
        case, "in_review", since=start + timedelta(hours=6), step="manual", by=desk.wang, at=start + timedelta(hours=6)
    )
    replies.set_status(
        case, "completed", since=start + timedelta(hours=36), by=desk.wang, at=start + timedelta(hours=36)
    )
    finish_stage(case, desk, at=start + timedelta(hours=36))
    closing.finish(
        case,
        Outcome.RELEASED,
        lessons="密码重置、设备核对、签字人确认后36小时解冻。已改用通行密钥。Released 36 hours after reset, device check and confirmation; passkeys are in use now.",
        checked=[line.code for line in closing.unfreeze_lines(case)],
        prevention=["v-register", "v-second"],
        none_because="",
        by=desk.maes,
        at=start + timedelta(hours=37),
    )


def tuopu(desk: Desk, days: Days) -> None:
    """FD-0003: a police freeze, month five of six; only counsel speaks to the bureau."""
    party = register(TUOPU, desk, country="CN", at=days.back(150))
    frozen = days.now - timedelta(days=152)
    case = intake.log_freeze(
        FreezeAnswers(
            account_number="6225880100004471",
            institution="示例银行深圳分行",
            party_name=party.name,
            party_id=party.pk,
            country="CN",
            body_kind="police-criminal",
            body_name="示例市公安局南湖分局",
            jurisdiction="CN",
            instrument_no="示公（经）冻财字〔2026〕0611号",
            instrument_state="known",
            notice_on=day_in(BEIJING, frozen),
            scope="sum",
            amount=Decimal("1840000.00"),
            amount_state="known",
            currency="CNY",
            balance=Decimal("2310500.00"),
            frozen_at=frozen,
            known_at=frozen + timedelta(hours=6),
            term_state="unknown",
            reason_quoted="涉案资金流入，依法冻结",
            verified=True,
            verified_how="经开户行柜面核实协助冻结通知书",
        ),
        organisation=desk.organisation,
        by=desk.wang,
        at=frozen + timedelta(hours=7),
    )
    engage(case, desk, at=frozen + timedelta(hours=9))
    confirm_clocks(case, desk, at=frozen + timedelta(hours=10))
    causes.decide(case, {"fraud-chain": "likely"}, refused=False, by=desk.chen, at=frozen + timedelta(days=1))
    go_on(case, Stage.FUNDS, desk, at=frozen + timedelta(days=2))
    go_on(case, Stage.APPEAL, desk, at=frozen + timedelta(days=4))
    finish_stage(case, desk, at=days.back(5), leave=("letter", "pack", "three-tests", "approve", "submit"))
    moves.pause(case, because="等待办案单位答复：善意取得材料已由律师递交", by=desk.chen, at=days.back(4))


def qiheng(desk: Desk, days: Days) -> None:
    """FD-0004: a court froze 300,000 of 1.2 million, and wages fall due at the end of the month."""
    party = register(QIHENG, desk, country="CN", at=days.back(40))
    frozen = days.back(28)
    case = intake.log_freeze(
        FreezeAnswers(
            account_number="6222021102003300512",
            institution="示例银行苏州分行",
            party_name=party.name,
            party_id=party.pk,
            country="CN",
            body_kind="court-preservation",
            body_name="示例市工业园区人民法院",
            jurisdiction="CN",
            instrument_no="（2026）示0591财保23号",
            instrument_state="known",
            notice_on=day_in(BEIJING, frozen),
            scope="sum",
            amount=Decimal("300000.00"),
            amount_state="known",
            currency="CNY",
            balance=Decimal("1200000.00"),
            frozen_at=frozen,
            known_at=frozen + timedelta(hours=3),
            ends_on=eve_of_same_date(day_in(BEIJING, frozen), 12),
            term_state="known",
            reason_quoted="申请人申请诉前财产保全",
            verified=True,
            verified_how="登录法院官网核对文书编号，并经开户行确认",
        ),
        organisation=desk.organisation,
        by=desk.wang,
        at=frozen + timedelta(hours=4),
    )
    engage(case, desk, at=frozen + timedelta(hours=6))
    confirm_clocks(case, desk, at=frozen + timedelta(hours=8))
    causes.decide(case, {}, refused=True, by=desk.chen, at=frozen + timedelta(days=1))
    for review in case.deadlines.filter(code="cn-cpl-preservation-review-5d"):
        deadlines.waive(
            review,
            because="不申请复议，改以提供担保请求部分解除 No review asked: security offered for a partial release",
            by=desk.chen,
            at=frozen + timedelta(days=2),
        )
    go_on(case, Stage.FUNDS, desk, at=days.back(6))
    deadlines.set_date(
        case,
        code="wages-licence",
        kind="target",
        actor="us",
        zh="向法务提交支付工资许可申请",
        en="Wage permission request to counsel",
        due_on=days.ahead(0),
        zone="Asia/Shanghai",
        trigger="wages_due",
        trigger_at=days.back(1),
        source_zh="工资应于月底发放，提前五个工作日",
        source_en="Wages are due at the end of the month, five working days before",
        by=desk.wang,
        at=days.back(1),
    )


def meridian(desk: Desk, days: Days) -> None:
    """FD-0005: a false name hit, a first appeal rejected, and a second appeal that is two days late."""
    party = register(MERIDIAN, desk, country="NL", at=days.back(50))
    start = days.back(25, 9, 0, zone=BRUSSELS)
    case = intake.log_freeze(
        FreezeAnswers(
            account_number="BE36 9149 9900 0281",
            institution="iBanFirst SA",
            provider="ibanfirst-be",
            party_name=party.name,
            party_id=party.pk,
            country="BE",
            body_kind="provider",
            body_name="iBanFirst SA",
            jurisdiction="BE",
            instrument_no="SCR-55810",
            instrument_state="known",
            scope="whole",
            amount=Decimal("126250.00"),
            amount_state="known",
            term_state="not_applicable",
            frozen_at=start,
            known_at=start + timedelta(hours=1),
            reason_quoted="a name similar to an entry of a sanctions list",
            clause_quoted="clause 9.2 of the framework agreement",
            verified=True,
            verified_how="Complaints desk, number from the website",
        ),
        organisation=desk.organisation,
        by=desk.wang,
        at=start + timedelta(hours=2),
    )
    engage(case, desk, at=start + timedelta(hours=4))
    confirm_clocks(case, desk, at=start + timedelta(hours=4))
    causes.decide(case, {"sanctions-name-hit": "likely"}, refused=False, by=desk.chen, at=start + timedelta(hours=8))
    go_on(case, Stage.FUNDS, desk, at=days.back(24, 10, 0, zone=BRUSSELS))
    go_on(case, Stage.APPEAL, desk, at=days.back(23, 10, 0, zone=BRUSSELS))
    first = _first_letter(case, desk, days)
    pack = send_pack(first, desk, at=days.back(20, 10))
    reviewed.talk_over(pack, desk, at=days.back(20, 13))
    made = approve_and_bind(pack, desk, at=days.back(20, 15))
    submit(made.appeal, desk, receipt_no="CMP-87990", at=days.back(19, 10))
    replies.set_status(case, "in_review", since=days.back(19, 11), step="manual", by=desk.wang, at=days.back(19, 12))
    first.refresh_from_db()
    came = rejection.record_rejection(
        first, text=REJECTION, language="en", received_at=days.back(12, 15, 20, zone=BRUSSELS), reference="CMP-87990/R",
        by=desk.wang, at=days.back(12, 16, 0, zone=BRUSSELS),
    )  # fmt: skip
    _points(came, desk, days)
    finish_stage(case, desk, at=days.back(10, 9))
    again = second.start(
        came, by=desk.maes, at=days.back(10, 10), because="示例：其余事项另行跟进。Sample: the rest is followed up."
    )
    deadlines.set_date(
        case,
        code="second-appeal",
        kind="legal",
        actor="us",
        zh="提交二次申诉",
        en="Second appeal",
        due_on=days.on(2),
        zone=BRUSSELS,
        trigger="rejection_received",
        trigger_at=came.received_at,
        source_zh="驳回函载明的复核期限：收到后10个工作日",
        source_en="Period for review stated in the rejection: 10 working days after receipt",
        by=desk.chen,
        at=days.back(11, 10),
    )
    assert again.round == 2


def _first_letter(case: Case, desk: Desk, days: Days):  # type: ignore[no-untyped-def]
    at = days.back(21, 10)
    sale = papers.Deal(
        contract_no="MO-771",
        signed_on=days.on(45),
        buyer="Lumen Retail GmbH",
        buyer_address="Beispielweg 4 (sample), Köln",
        goods="光学镜片",
        goods_en="optical lenses",
        quantity="5,050",
        unit_price="25.00",
        total="126,250.00",
        currency="EUR",
        invoice_no="MO-I-771",
        invoiced_on=days.on(40),
        bl_no="CMR-4410",
        shipped_on=days.on(38),
        port="埃因霍温",
        port_en="Eindhoven",
        port_to="Köln",
        account="BE36 9149 9900 0281",
        institution="iBanFirst SA",
    )
    contract: Evidence = evidence.add(
        case, papers.contract(MERIDIAN, sale), name="contract-MO-771.pdf", by=desk.wang, at=at, kind="sales-contract",
        reference="MO-771", dated_on=sale.signed_on, proves_zh="款项的合同依据", proves_en="the contract behind the payment",
        source_zh="申诉人与买方", source_en="Applicant and buyer", source_class="third-party",
    )  # fmt: skip
    for kind, name, content, zh, en in (
        ("commercial-invoice", "invoice.pdf", papers.invoice(MERIDIAN, sale), "价款", "the price"),
        ("business-licence", "licence.pdf", papers.licence(MERIDIAN), "主体资格", "standing"),
    ):
        evidence.add(case, content, name=name, by=desk.wang, at=at, kind=kind, proves_zh=zh, proves_en=en)
    fact = facts.write(
        case,
        text_zh="我司向Lumen Retail GmbH出售光学镜片，价款126,250.00欧元已付至该账户。",
        text_en="The applicant sold optical lenses to Lumen Retail GmbH; the price of EUR 126,250.00 was paid to the account.",
        happened_on=days.on(30),
        by=desk.wang,
        at=at,
    )
    facts.prove(fact, contract, by=desk.wang, at=at)
    appeal = drafting.start(case, by=desk.wang, at=at, language="en")
    return drafting.write(
        appeal,
        {
            "department_en": "Compliance and Complaints",
            "department_zh": "合规部",
            "letter_on": days.on(21),
            "dispute_en": "Whether the applicant's director is the person named on the list.",
            "point_en": "the similarity of names is a coincidence, as the date of birth and the nationality differ",
            "request_en": "lift the restriction and restore all functions of the account",
            "reasons": [
                {
                    "text_zh": "",
                    "text_en": "The listed person has another date of birth and another nationality.",
                    "evidence": contract.pk,
                    "page": 1,
                }
            ],
            "citations": [
                {
                    "code": "eu-psd2-101-2",
                    "why_zh": "",
                    "why_en": "the complaint calls for a written answer within the period.",
                    "evidence": contract.pk,
                    "page": 1,
                }
            ],
        },
        version=appeal.version,
        by=desk.wang,
        at=at,
    )


def _points(came, desk: Desk, days: Days) -> None:  # type: ignore[no-untyped-def]
    at = days.back(11, 11)
    categories = {"transport": "missing", "date of birth": "facts", "clause 9.4": "rule"}
    for point in came.points.all():
        category = next((value for words, value in categories.items() if words in point.quote), "")
        rejection.decide(point, is_point=bool(category), category=category, by=desk.chen, at=at)
    for point in came.points.filter(is_point=True):
        rejection.answer(
            point,
            kind="add" if point.category != "rule" else "argue",
            zh="",
            en={
                "missing": "The consignment note is now enclosed; it names the contract and the buyer.",
                "facts": "A certified copy of the director's passport is now enclosed.",
                "rule": "We rely on clause 9.2 instead, which you quoted in your notice.",
            }[point.category],
            by=desk.chen,
            at=at,
            owner=desk.wang,
        )
    rejection.finish(came, by=desk.chen, at=at)
