"""The money of two cases: wages on the 30th with 300,000 frozen by a court, and a trading firm whose week is short."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases import parties
from cases.models import Account, Case, Party
from demo.days import BEIJING, BRUSSELS, Days, day_in
from demo.people import Desk
from funds import approvals, funding, licences, memos, obligations, position, receipts, security
from funds.models import Obligation

RECEIPTS = (
    ("Vogel Handels GmbH", "36000", 24, 90),
    ("Nordlys AS", "58500", 31, 80),
    ("Castellane SARL", "95000", 38, 85),
    ("Arcadia Ltd.", "41200", 45, 60),
    ("Vogel Handels GmbH", "64000", 66, 80),
)

ASSETS = (
    ("宁波仓库 Warehouse, Ningbo", "900000", "0.6", "310000", "free"),
    ("包装机 Packing machines", "240000", "0.5", "0", "free"),
    ("应收账款 Receivables at the frozen account", "180000", "0.8", "0", "seized"),
)
DEPARTMENTS = [
    (name, f"{mailbox}@hailan.example")
    for name, mailbox in (
        ("采购 Buying", "buying"), ("销售 Sales", "sales"), ("仓储 Warehouse", "warehouse"), ("物流 Logistics", "logistics"),
        ("人事 People", "people"), ("信息 IT", "it"), ("行政 Office", "office"), ("市场 Marketing", "marketing"),
        ("安特卫普办事处 Antwerp office", "antwerp"),
    )
]  # fmt: skip


def plant(desk: Desk, days: Days) -> None:
    _qiheng(Case.objects.get(ref="FD-0004"), desk, days)
    _hailan(Case.objects.get(ref="FD-0007"), desk, days)


def thirtieth(today: date) -> date:
    """Wages are due on the 30th; in February on the first of March."""
    day = today
    while day.day != 30 and not (day.month == 3 and day.day == 1):
        day += timedelta(days=1)
    return day


def _hailan(case: Case, desk: Desk, days: Days) -> None:
    at, today, party = days.now, days.ahead(0, country="BE"), case.party
    stated = days.back(1, 17, 0, zone=BRUSSELS, country="BE")
    kbc = _account(party, "BE68 5390 0754 7034", "KBC Bank", "EUR", desk, stated)
    boc = _account(party, "4563510800331", "示例银行宁波分行", "CNY", desk, stated)
    for account, amount in ((case.account, "512340.10"), (kbc, "208900.00"), (boc, "655000.00")):
        _balance(party, account, amount, desk, days)
    position.state_balance(
        party, account=None, currency="EUR", amount=Decimal(3500), as_of=days.on(1), by=desk.wang, at=stated
    )
    position.set_budget(
        party, {"currency": "EUR", "reserve_days": 30, "second_above": Decimal(100000)}, version=0, by=desk.maes, at=at
    )
    wages = thirtieth(today)

    def soon(days_ahead: int) -> date:
        return today + timedelta(days=days_ahead)

    _owe(party, "比利时增值税 Belgian VAT", "tax", "18200", soon(2), "VAT, October", desk, days)
    _owe(party, "安特卫普海关 Antwerp customs", "tax", "27900", soon(4), "Customs duty", desk, days)
    _owe(
        party,
        "安特卫普员工 Staff, Antwerp",
        "payroll",
        "61200",
        wages,
        "Wages and social security",
        desk,
        days,
        every="month",
    )
    _owe(
        party, "宁波员工 Staff, Ningbo", "payroll", "410000", wages, "Wages", desk, days, currency="CNY", every="month"
    )
    _owe(
        party,
        "科盛精密 Kesheng Precision",
        "key_supplier",
        "76000",
        soon(11),
        "",
        desk,
        days,
        late_rate=Decimal("0.1015"),
    )
    _owe(party, "货代 Forwarder", "key_supplier", "41300", soon(3), "Three containers", desk, days)
    _owe(party, "仓库 Warehouse", "rent", "25800", soon(8), "Rent, insurance", desk, days, every="month")
    _owe(party, "展会 Trade fair", "other", "9500", soon(17), "Stand 2027", desk, days)
    for months in (3, 2, 1):
        _was_paid(party, "示例保险经纪 Insurance broker", "insurance", "1860", _months_ago(today, months), desk, at)
    for payer, amount, ahead, sure in RECEIPTS:
        _expect(party, payer, amount, soon(ahead), sure, kbc, desk, days)
    _expect(party, "Marmara Teknik Ltd.", "48620", soon(12), 90, case.account, desk, days)
    common = {"currency": "EUR", "arrives_on": soon(6)}
    vogel = {
        "kind": "early_payment_discount",
        "name": "Vogel 提前付款 Early payment by Vogel",
        "lender": "Vogel Handels GmbH",
    }
    funding.add(
        party, {**common, **vogel, "amount": Decimal(36000), "days": 20, "rate": Decimal("0.02")}, by=desk.wang, at=at
    )
    owner = {"kind": "shareholder_loan", "name": "股东借款 Shareholder loan", "lender": "海岚控股（示例）"}
    loan = funding.add(
        party, {**common, **owner, "amount": Decimal(60000), "days": 90, "rate": Decimal("0.05")}, by=desk.wang, at=at
    )
    bridge = {
        "kind": "bridge_loan",
        "name": "过桥贷款 Bridge loan",
        "lender": "示例银行",
        "licence": "样本牌照 0000，登记簿已核对",
    }
    terms = {
        "amount": Decimal(100000),
        "days": 60,
        "rate": Decimal("0.09"),
        "fee": Decimal("0.015"),
        "fixed_fee": Decimal(750),
    }
    funding.add(party, {**common, **bridge, **terms, "arrives_on": soon(14)}, by=desk.wang, at=at)
    micro = {
        "kind": "instalment_loan",
        "name": "分期贷款 Instalment loan",
        "lender": "示例小额贷款公司",
        "licence": "样本牌照 0001，登记簿已核对",
    }
    weekly = {
        "amount": Decimal(30000),
        "days": 1,
        "rate": Decimal(0),
        "instalments": 26,
        "per_year": 52,
        "instalment": Decimal("1384.62"),
        "fixed_fee": Decimal(600),
    }
    funding.add(party, {**common, **micro, **weekly}, by=desk.wang, at=at)
    for name, value, share, before, state in ASSETS:
        asset = {"name": name, "value": Decimal(value), "share": Decimal(share), "senior_lien": Decimal(before)}
        asset |= {"currency": "EUR", "valued_on": days.on(3), "state": state}
        security.register(party, asset, by=desk.wang, at=at)
    sent = memos.send(party, DEPARTMENTS, note="", by=desk.wang, at=days.back(1, 16))
    for reader in list(sent.readers.order_by("pk"))[:7]:
        memos.confirm(reader, name=reader.name, at=days.back(1, 17))
    approvals.delegate(
        desk.organisation, desk.chen, subject="spending", currency="EUR", limit=Decimal(5000),
        weekly_limit=Decimal(8000), valid_from=today, valid_to=soon(60), by=desk.maes, at=at,
    )  # fmt: skip
    approvals.ask(
        party, subject="funding", title="股东借款 Shareholder loan", amount=loan.amount, currency="EUR", option=loan,
        by=desk.wang, at=at - timedelta(hours=2),
    )  # fmt: skip


def _qiheng(case: Case, desk: Desk, days: Days) -> None:
    """300,000 of 1.2 million is frozen: an earlier permission for social charges runs, one for wages is being drafted."""
    at, today, party = days.now, days.ahead(0), case.party
    position.state_balance(
        party, account=case.account, currency="CNY", amount=Decimal(1200000), frozen_amount=Decimal(300000),
        as_of=days.on(1), by=desk.wang, at=days.back(1),
    )  # fmt: skip
    wages_on = thirtieth(today)
    social = _owe(party, "社会保险 Social insurance", "social", "168000", today + timedelta(days=3), "", desk, days)
    wages = _owe(party, "员工 Staff", "payroll", "940000", wages_on, "工资 Wages", desk, days, every="month")
    _owe(party, "税务局 Tax office", "tax", "88000", today + timedelta(days=12), "增值税 VAT", desk, days)
    _owe(
        party,
        "华东物流 East China Logistics",
        "key_supplier",
        "126000",
        today + timedelta(days=9),
        "",
        desk,
        days,
        partial=True,
    )
    _owe(
        party,
        "园区 Industrial park",
        "rent",
        "54000",
        today + timedelta(days=10),
        "租金 Rent",
        desk,
        days,
        every="month",
    )
    _expect(party, "盛达贸易 Shengda Trading", "310000", today + timedelta(days=18), 90, case.account, desk, days)
    asked_on, granted_on = days.back(9), days.back(3)
    first = licences.draft(
        case, [social], ground="operating", why="社会保险须按期缴纳 Social charges fall due", by=desk.wang, at=asked_on
    )
    licences.request(first, on=day_in(BEIJING, asked_on), by=desk.chen, at=asked_on)
    licences.grant(
        first, cap=Decimal(120000), valid_from=day_in(BEIJING, granted_on), valid_to=today + timedelta(days=40),
        instrument="（2026）示0591财保23号之一", items=[item.pk for item in first.items.all()], on=day_in(BEIJING, granted_on),
        by=desk.chen, at=granted_on,
    )  # fmt: skip
    licences.book(
        first, first.items.get(), amount=Decimal("62400.00"), paid_on=days.on(1), by=desk.wang, at=days.back(1, 15)
    )
    guarantee = {"kind": "guarantee", "issuer": "示例保险公司", "amount": Decimal(300000), "currency": "CNY"}
    guarantee |= {"valid_until": today + timedelta(days=120), "why": "保全金额全额担保 Covers the whole sum"}
    security.propose(case, guarantee, by=desk.wang, at=at)
    licences.draft(
        case, [wages], ground="operating", why="工资须于30日发放 Wages are due on the 30th", by=desk.wang, at=at
    )


def _account(party: Party, number: str, institution: str, currency: str, desk: Desk, at: Any) -> Account:
    values = {"number": number, "institution": institution, "currency": currency, "is_iban": number.startswith("BE")}
    return parties.add_account(party, values, by=desk.wang, at=at)


def _balance(party: Party, account: Account, amount: str, desk: Desk, days: Days) -> None:
    given: dict[str, Any] = {
        "account": account,
        "currency": account.currency,
        "amount": Decimal(amount),
        "source": "statement",
    }
    position.state_balance(party, **given, as_of=days.on(1), by=desk.wang, at=days.back(1, 17))


def _owe(
    party: Party, payee: str, kind: str, amount: str, due: date, what: str, desk: Desk, days: Days, **more: Any
) -> Obligation:
    currency = position.budget_of(party).currency
    values = {
        "payee": payee,
        "kind": kind,
        "amount": Decimal(amount),
        "due_on": due,
        "reference": what,
        "currency": currency,
    }
    return obligations.add(party, {**values, **more}, by=desk.wang, at=days.now)


def _months_ago(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return date(year, month + 1, 15)


def _was_paid(party: Party, payee: str, kind: str, amount: str, on: date, desk: Desk, at: datetime) -> None:
    """From payments like these one that comes again is proposed."""
    values = {"payee": payee, "kind": kind, "amount": Decimal(amount), "due_on": on, "currency": "EUR"}
    made = obligations.add(party, values, by=desk.wang, at=at)
    obligations.settle(made, paid=True, on=on, by=desk.wang, at=at)


def _expect(
    party: Party, payer: str, amount: str, due: date, sure: int, account: Account, desk: Desk, days: Days
) -> None:
    receipts.expect(
        party, payer=payer, amount=Decimal(amount), currency=account.currency, due_on=due, account=account,
        probability=sure, by=desk.wang, at=days.now,
    )  # fmt: skip
