"""An institution of the sample firm changes its rules: one account is reviewed already, the other waits."""

from datetime import timedelta

from cases import policies
from cases.models import Account
from demo.days import Days
from demo.people import Desk


def change(desk: Desk, days: Days) -> None:
    at = days.back(2, 11, 0)
    institution = Account.objects.get(organisation=desk.organisation, cases__ref="FD-0007").institution
    update = policies.note(
        desk.organisation,
        {
            "institution": institution,
            "what": "企业客户须每十二个月更新受益所有人资料，逾期限制付款。（示例）"
            "Companies renew the data of their beneficial owners every twelve months; after that payments are limited."
            " (Sample)",
            "source": "客户通知邮件 Customer notice by e-mail",
            "effective_on": days.today + timedelta(days=45),
            "review_by": days.today + timedelta(days=9),
            "reviewer": desk.wang,
        },
        by=desk.chen,
        at=at,
    )
    first = update.reviews.select_related("update_of__organisation", "account").order_by("pk")[0]
    policies.answer(first, {"answer": "fits"}, by=desk.wang, at=at + timedelta(hours=3))
    policies.read(update, by=desk.wang, at=at + timedelta(hours=3))
