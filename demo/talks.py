"""What was said to and fro in the sample cases: a mail with its files, a call, a promise, an offer, a draft."""

from datetime import datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime

from cases.models import Case
from comms import drafts, notes, promises, taking
from demo.days import BRUSSELS, Days
from demo.people import Desk


def talk(desk: Desk, days: Days) -> None:
    hailan = Case.objects.get(organisation=desk.organisation, ref="FD-0007")
    qiheng = Case.objects.get(organisation=desk.organisation, ref="FD-0004")
    day = days.back(1, 10, 15, zone=BRUSSELS)
    taking.take_in(_asks(desk, day), organisation=desk.organisation, by=desk.wang, at=day, case=hailan)
    notes.log_call(
        hailan,
        given={
            "way": "out",
            "other_side": "iBanFirst, account manager",
            "subject": "CMP-88213",
            "happened_at": day + timedelta(minutes=40),
            "basis_given": "单笔金额超出申报的月均交易额；依据服务条款第9.2条。One payment above the declared monthly volume; clause 9.2.",
            "attitude": "态度中性：补齐授权委托书与提单后即送复核。Neutral: once the power of attorney and the bill of lading are here, it goes to review.",
            "security_view": "暂不需要担保。No security needed for now.",
            "agreed": "明日17:00（布鲁塞尔）前补交两份材料。Two papers by 17:00 Brussels time tomorrow.",
        },
        by=desk.wang,
        at=day + timedelta(minutes=50),
    )
    promises.commit(
        hailan,
        text="补交授权书和提单 Send mandate and B/L",
        to_whom="iBanFirst",
        given_on=days.on(1),
        due_on=days.ahead(1),
        by=desk.chen,
        at=day + timedelta(hours=1),
    )
    promises.propose(
        qiheng,
        kind="security",
        terms="以银行保函替代冻结款项 Bank guarantee instead of the frozen sum",
        amount=Decimal("300000.00"),
        currency="CNY",
        expires_on=days.ahead(20),
        by=desk.wang,
        at=day,
    )
    drafts.write(
        qiheng,
        given={
            "channel": "post",
            "other_side": "示例法院保全庭",
            "subject": "申请以保函置换冻结款项",
            "text": "我司愿提供等额银行保函，申请置换冻结款项，以便按期支付职工工资。保函样本随附。",
        },
        by=desk.wang,
        at=day + timedelta(hours=2),
    )


def _asks(desk: Desk, at: datetime) -> bytes:
    """As a compliance desk writes it: short, with a list and a form."""
    mail = EmailMessage()
    mail["From"] = "Compliance <compliance@provider.example>"
    mail["To"] = desk.wang.email
    mail["Date"] = format_datetime(at)
    mail["Subject"] = "CMP-88213: documents required / 需补充材料"
    mail["Message-ID"] = "<cmp-88213@provider.example>"
    mail.set_content(
        "Dear customer,\n\nplease send us a valid power of attorney and the transport document for the payment of "
        "EUR 486,200.00 by tomorrow 17:00 (Brussels).\n\nKind regards\nCompliance\n"
    )
    mail.add_attachment(
        "1. Power of attorney, not older than three months\n2. Bill of lading\n", filename="documents-required.txt"
    )
    mail.add_attachment(b"<html></html>", maintype="text", subtype="html", filename="tracking.html")
    return mail.as_bytes()
