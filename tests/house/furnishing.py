"""What stands in the house beside its cases: the money of a party, mails, drafts, promises and offers."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, User
from cases import applicable_law, parties, policies, precedents
from cases.models import Case, PolicyUpdate
from comms import drafts as drafts_out
from comms import notes, promises, taking
from documents.models import HeldFile
from funds import approvals, funding, licences, memos, position, security
from tests import build
from tests.comms import mails
from tests.funds import world as funds_world


def money(case: Case, fang: User, mo: User, cai: User, *, at: datetime) -> dict[str, object]:
    """A usable account beside the frozen one; wages, a captured receipt, a loan that waits for its decision."""
    today, until = at.date(), at.date() + timedelta(days=30)
    usable = parties.add_account(
        case.party, {"number": "DE89370400440532013000", "institution": "KBC", "currency": "EUR"}, by=fang, at=at
    )
    for account in (case.account, usable):
        given = {"account": account, "currency": "EUR", "amount": Decimal(30000), "as_of": today}
        position.state_balance(case.party, **given, by=fang, at=at)
    wages = funds_world.owe(case.party, "员工", "61200", 7, "payroll", by=fang, at=at)
    receipt = funds_world.expect(case.party, "Vogel", "36000", 9, case.account, by=fang, at=at)
    loan = {
        "kind": "shareholder_loan",
        "name": "股东借款",
        "lender": "股东",
        "amount": Decimal(60000),
        "currency": "EUR",
    }
    loan |= {"arrives_on": today, "days": 45, "rate": Decimal("0.05")}
    contract = {"subject": "spending", "title": "新仓库合同", "amount": Decimal(900), "currency": "EUR"}
    later = {"kind": "term_extension", "name": "延期", "lender": "科盛精密", "days": 30, "rate": Decimal("0.01")}
    machine = {"name": "机器", "value": Decimal(90000), "currency": "EUR", "valued_on": today, "share": Decimal("0.5")}
    bond = {"kind": "guarantee", "issuer": "保险公司", "amount": Decimal(9000), "currency": "EUR", "valid_until": until}
    limit = {"subject": "payment", "currency": "EUR", "limit": Decimal(5000), "valid_from": today, "valid_to": until}
    return {
        "usable": usable,
        "wages": wages,
        "receipt": receipt,
        "option": funding.add(case.party, loan, by=fang, at=at),
        "extension": funding.add(case.party, {**loan, **later}, by=fang, at=at),
        "asset": security.register(case.party, machine, by=fang, at=at),
        "memo": memos.send(case.party, [("采购部", "buying@example.com")], note="", by=fang, at=at),
        "security": security.propose(case, bond, by=fang, at=at),
        "decision": approvals.ask(case.party, **contract, by=fang, at=at),
        "delegation": approvals.delegate(case.organisation, cai, **limit, by=mo, at=at),
        "permission": licences.draft(case, [wages], ground="provider", why="工资", by=fang, at=at),
    }


def policy(firm: Organisation, fang: User, *, at: datetime) -> PolicyUpdate:
    """A change at an institution; the account of the money comes later and gets its review."""
    values = {"institution": "KBC", "what": "每年更新资料", "source": "客户通知", "reviewer": fang}
    days = {"effective_on": at.date() + timedelta(days=60), "review_by": at.date() + timedelta(days=30)}
    return policies.note(firm, {**values, **days}, by=fang, at=at)


def library(case: Case, fang: User, cai: User, *, at: datetime) -> dict[str, Any]:
    """A case note nobody verified, one that counsel did, and a law that applies to the party."""
    note, verified = (build.case_note(case.organisation, fang, number, at=at) for number in ("示1号", "示2号"))
    precedents.verify(verified, version=1, by=cai, at=at)
    law = {"citation": "cn-apl-45", "because": "行政处罚程序适用"}
    return {"note": note, "verified": verified, "law": applicable_law.add(case.party, law, by=fang, at=at)}


def on_hold(case: Case, fang: User, *, at: datetime) -> None:
    """A file that was refused after it waited for the scanner."""
    HeldFile.objects.create(
        organisation=case.organisation, about=case.chain, given_name="scan.pdf", sha256="0" * 64, size=1,
        state=HeldFile.State.REFUSED, held_by=fang, held_at=at, tried_at=at, sentence="Test",
    )  # fmt: skip


def comms(case: Case, fang: User, cai: User, mo: User, *, at: datetime) -> dict[str, Any]:
    """A mail on the case and one that waits, two drafts, a promise, two offers, a call."""
    said = {"channel": "post", "other_side": "iBanFirst", "subject": "说明", "text": "现提交说明。"}
    draft, approved = (drafts_out.write(case, given=said | {"text": text}, by=fang, at=at) for text in ("一", "二"))
    drafts_out.decide(approved, approve=True, content_hash=approved.content_hash, by=cai, at=at)
    offer, agreed = (
        promises.propose(case, kind="security", terms=terms, by=fang, at=at) for terms in ("保函", "保证金")
    )
    call = {"way": "in", "subject": "CMP-88213", "happened_at": at, "attitude": "需要提单"}
    firm = case.organisation
    return {
        "draft": draft,
        "approved": approved,
        "offer": offer,
        "offer approved": promises.decide(agreed, approve=True, by=mo, at=at),
        "promise": promises.commit(case, text="周五前补交", to_whom="iBanFirst", given_on=at.date(), by=cai, at=at),
        "call": notes.log_call(case, given=call, by=fang, at=at),
        "mail": taking.take_in(mails.within(1), organisation=firm, by=fang, at=at, case=case)[0],
        "waiting": taking.take_in(mails.plain(), organisation=firm, by=None, at=at)[0],
    }
