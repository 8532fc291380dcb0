"""What the sample firm keeps in its library: a decision that counsel verified, one that waits, and laws that apply."""

from datetime import timedelta

from cases import applicable_law, precedents
from cases.models import Case
from demo.days import Days
from demo.people import Desk


def fill(desk: Desk, days: Days) -> None:
    at = days.back(6, 10, 0)
    known = precedents.write(
        desk.organisation,
        {
            "country": "CN",
            "court_zh": "示例市中级人民法院",
            "court_en": "Sample City Intermediate People's Court",
            "number": "（2024）示01民终118号",
            "decided_on": days.today - timedelta(days=400),
            "shows_zh": "被保全人提供等值担保的，法院可以解除对账户的保全。（示例，并非真实案例）",
            "shows_en": "Where the party offers equal security, the court may lift the preservation of its account."
            " (Sample, not a real case)",
            "source": "示例法院公报2024年第3期 Sample Court Gazette 2024 no. 3",
        },
        by=desk.wang,
        at=at,
    )
    precedents.verify(known, version=known.version, by=desk.chen, at=at + timedelta(days=1))
    precedents.write(
        desk.organisation,
        {
            "country": "BE",
            "court_zh": "示例金融监察专员",
            "court_en": "Sample Financial Ombudsman",
            "number": "S-2025-041",
            "decided_on": days.today - timedelta(days=90),
            "shows_zh": "机构限制账户后应及时说明理由。（示例，并非真实案例）",
            "shows_en": "An institution that restricts an account gives its reasons without delay."
            " (Sample, not a real case)",
            "source": "",
        },
        by=desk.wang,
        at=at + timedelta(days=2),
    )
    hailan = Case.objects.select_related("party").get(organisation=desk.organisation, ref="FD-0007")
    laws = (
        (
            hailan,
            "eu-psd2-68-3",
            "机构在比利时，以支付服务条款第9.2条限制账户。The institution is in Belgium; clause 9.2.",
            180,
        ),
        (hailan.party, "cn-aml-2024-39", "企业在中国境内，受反洗钱特别预防措施约束。Established in China.", 0),
    )
    for about, code, because, verified_for in laws:
        law = applicable_law.add(about, {"citation": code, "because": because}, by=desk.wang, at=at)
        if verified_for:
            applicable_law.verify(
                law, until=days.today + timedelta(days=verified_for), by=desk.chen, at=at + timedelta(days=1)
            )
