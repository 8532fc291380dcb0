"""A frozen account with its appeal, made by the real acts: the seller of sewing machines and its Belgian provider."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pikepdf

from appeals import drafting, evidence, facts, rejection, review, second, submission
from appeals import pack as packs
from appeals import paper as on_paper
from appeals.models import SignatureSlot
from appeals.rejection import Decision
from cases import causes, intake, moves, parties
from cases.answers import FreezeAnswers
from cases.stages import Stage

IBAN = "BE47914999000180"
IN_CHINA = {"country": "CN", "jurisdiction": "CN", "account_number": "6222021001116245701"}
PROVISION = "eu-psd2-68-4"


def pdf(mark: str = "paper", pages: int = 1) -> bytes:
    """A paper of so many pages, each with its mark and its own number; other words are another file."""
    document = pikepdf.new()
    for number in range(1, pages + 1):
        document.add_blank_page(page_size=(595, 842))
        page = document.pages[-1]
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F1=pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                )
            )
        )
        said = f"BT /F1 24 Tf 72 700 Td ({mark} {number}) Tj ET"
        page.Contents = document.make_stream(said.encode("latin-1", "replace"))
    buffer = io.BytesIO()
    document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def freeze(firm, by, *, at: datetime, body="provider", jurisdiction="", country="BE", verified=True, **more):
    """Logged, its notice verified, the register complete."""
    party = firm.parties.filter(name=firm.name).first() or parties.add_party(
        firm,
        {
            "name": firm.name,
            "name_en": "Ningbo Hailan Import & Export Co., Ltd.",
            "reg_no": "91330200MA0000000X",
            "address": "浙江省宁波市鄞州区海晏北路88号12楼",
            "address_en": "12/F, 88 Haiyan North Road, Yinzhou, Ningbo",
            "legal_rep": "沈立群",
            "legal_rep_en": "Shen Liqun",
            "legal_rep_title": "执行董事",
            "legal_rep_title_en": "executive director",
            "contact": "王敏",
            "contact_en": "Wang Min",
            "phone": "+86 574 5550 0118",
            "email": "legal@hailan.example",
        },
        by=by,
        at=at,
    )
    answers = FreezeAnswers(
        account_number=more.pop("account_number", IBAN),
        institution="iBanFirst SA" if country == "BE" else "Yonglan Bank",
        party_name=party.name,
        party_id=party.pk,
        country=country,
        jurisdiction=jurisdiction,
        body_kind=body,
        provider="ibanfirst-be" if country == "BE" else "",
        amount=Decimal("486200.00"),
        amount_state="known",
        currency="EUR",
        frozen_at=at - timedelta(days=2),
        known_at=at - timedelta(days=2),
        verified=verified,
        verified_how="account manager, telephone" if verified else "",
        reason_quoted="需核实交易背景",
        clause_quoted="clause 9.2",
        **more,
    )
    return intake.log_freeze(answers, organisation=firm, by=by, at=at)


def at_appeal(case, manager, *, at: datetime):
    """Past confirmation and emergency money, which are other people's tests."""
    causes.decide(case, {next(iter(_cause_codes())): "likely"}, refused=False, by=manager, at=at)
    for stage in (Stage.FUNDS, Stage.APPEAL):
        moves.move(case, stage, by=manager, at=at, because="test", past_gate=True)
    return case


def _cause_codes():
    from knowledge import causes as known

    return known.current()


def paper(case, by, *, at: datetime, mark: str, pages: int = 1, **described):
    name = described.pop("name", f"{mark}.pdf")
    return evidence.add(case, pdf(mark, pages), name=name, by=by, at=at, **described)


def papers(case, by, *, at: datetime):
    """Five exhibits: the notice, contract and bill of lading, the licence, the law."""
    made = {}
    for key, section, kind, pages, zh, en in (
        ("notice", "letters", "freeze-notice", 2, "冻结通知邮件", "Notice of the freeze"),
        ("contract", "evidence", "sales-contract", 8, "采购合同", "Purchase contract"),
        ("lading", "evidence", "transport-document", 3, "海运提单", "Bill of lading"),
        ("licence", "identity", "business-licence", 1, "营业执照", "Business licence"),
        ("law", "law", "", 4, "引用条文", "Texts relied on"),
    ):
        made[key] = paper(
            case,
            by,
            at=at,
            mark=key,
            pages=pages,
            section=section,
            kind=kind,
            title_zh=zh,
            title_en=en,
            proves_zh=f"{zh}的证明",
            proves_en=f"proof by {en}",
            dated_on=date(2025, 8, 12),
            reference="HL-118" if key == "contract" else "",
        )
    return made


def letter(case, by, *, at: datetime, language="both"):
    """A letter with every block filled, ready for counsel."""
    made = papers(case, by, at=at)
    appeal = drafting.start(case, by=by, at=at, language=language)
    fill(appeal, made, by=by, at=at)
    appeal.refresh_from_db()
    return appeal, made


def fill(appeal, made, *, by, at):
    case = appeal.case
    for key, page, zh, en in (
        ("contract", 6, "双方签订合同，总价486,200.00欧元。", "The parties signed a contract for EUR 486,200.00."),
        ("lading", 1, "货物已装船。", "The goods were shipped."),
    ):
        fact = facts.write(case, text_zh=zh, text_en=en, by=by, at=at)
        facts.prove(fact, made[key], page=page, by=by, at=at)
    appeal.refresh_from_db()
    drafting.write(
        appeal,
        {
            "fields": {
                "freeze.reason_quoted": {"en": "verification of the background of the transaction"},
                "freeze.clause_quoted": {"zh": "第9.2条"},
            },
            "dispute_zh": "现有单证是否足以说明交易背景。",
            "dispute_en": "whether the papers explain the background of the payment.",
            "point_zh": "涉案款项系已交付货物的价款",
            "point_en": "the payment is the price of goods delivered",
            "request_zh": "于五个工作日内解除冻结",
            "request_en": "lift the freeze within five working days",
            "reasons": [
                {
                    "text_zh": "金额超出申报规模，系两季订单合并所致。",
                    "text_en": "The amount exceeds the declared volume because two orders were combined.",
                    "evidence": made["contract"].pk,
                    "page": 2,
                }
            ],
            "citations": [
                {
                    "code": PROVISION,
                    "why_zh": "核实所需单证已全部提交。",
                    "why_en": "every paper needed is now before you.",
                    "evidence": made["law"].pk,
                    "page": 3,
                }
            ],
        },
        version=appeal.version,
        by=by,
        at=at,
    )


def approved(appeal, maker, counsel, *, at: datetime):
    pack = packs.send_to_counsel(appeal, by=maker, at=at)
    review.approve(pack, content_hash=pack.content_hash, by=counsel, at=at)
    pack.refresh_from_db()
    return pack


def bound(pack, by, *, at: datetime, progress=lambda *a: None):
    """Bound by the job's own function, finished as a worker would."""
    from appeals import bundle
    from work import queue

    asked = bundle.ask_for(pack, by=by, at=at)
    job = queue.claim(at=at, only=asked.pk)
    queue.finish(job, bundle.build(job, at=at, progress=progress), at)
    pack.refresh_from_db()
    return pack.bundle


def sent(appeal, maker, counsel, manager, *, at: datetime, by_post=False, **how):
    pack = approved(appeal, maker, counsel, at=at)
    bound(pack, maker, at=at)
    for kind in SignatureSlot.Kind.values if by_post else ():
        on_paper.tick(pack, kind, by=maker, at=at)
    values = {"receipt": "number", "receipt_no": "CMP-88213", **how}
    return submission.submit(
        appeal,
        channel_kind="post" if by_post else "email",
        channel_address="" if by_post else "complaints@provider.example",
        submitted_at=at,
        by=manager,
        at=at,
        because="test",
        rechecked=True,
        **values,
    )


REJECTION = (
    "经审核，未予通过。一、授权委托书已过有效期；二、缺少运输单据，无法确认货物交付。"
    "三、申诉未说明付款人与合同相对方的关系。"
)


def rejected(appeal, by, *, at: datetime, text=REJECTION):
    found = rejection.record_rejection(appeal, text=text, received_at=at, by=by, at=at)
    points = list(found.points.all())
    decisions = {points[0].pk: Decision(is_point=False)} | {
        p.pk: Decision(is_point=True, category="missing") for p in points[1:]
    }
    rejection.decide_all(found, decisions, by=by, at=at)
    return rejection.finish(found, by=by, at=at)


def answered(found, by, *, at: datetime):
    for point in found.points.filter(is_point=True):
        rejection.answer(point, kind="add", zh="材料随函附上。", en="The paper is enclosed.", by=by, at=at)
    return second.start(found, by=by, at=at)
