"""The addresses of the money pages: a party's plan and its rows, permissions of a case, decisions."""

from django.urls import path

from web import (
    money,
    money_approvals,
    money_letters,
    money_licences,
    money_memo,
    money_negotiation,
    money_options,
    money_out,
    money_recurring,
    money_rows,
    money_security,
)

urlpatterns = [
    path("money/", money.money, name="money"),
    path("money/<int:pk>/", money.plan, name="money-plan"),
    path("money/<int:pk>/position/", money_rows.money_position, name="money-position"),
    path("money/<int:pk>/accounts/<int:account>/<slug:act>/", money_rows.money_account, name="money-account"),
    path("money/<int:pk>/payments/", money_rows.money_payments, name="money-payments"),
    path("money/<int:pk>/payments/<int:row>/<slug:act>/", money_rows.money_payment, name="money-payment"),
    path("money/<int:pk>/recurring/", money_recurring.money_recurring, name="money-recurring"),
    path("money/<int:pk>/receipts/<int:row>/<slug:act>/", money_rows.money_receipt, name="money-receipt"),
    path("money/<int:pk>/options/", money_options.money_options, name="money-options"),
    path("money/<int:pk>/options/<int:row>/letter/", money_negotiation.money_letter, name="money-letter"),
    path("money/<int:pk>/options/<int:row>/<slug:act>/", money_options.money_option, name="money-option"),
    path("money/<int:pk>/assets/", money_security.money_assets, name="money-assets"),
    path("money/<int:pk>/assets/<int:row>/", money_security.money_asset, name="money-asset"),
    path("money/<int:pk>/export.xlsx", money_out.money_export, name="money-export"),
    path("money/<int:pk>/plan.pdf", money_out.money_paper, name="money-paper"),
    path("money/<int:pk>/memo.pdf", money_letters.money_memo, name="money-memo"),
    path("money/<int:pk>/memos/", money_memo.money_memos, name="money-memos"),
    path("money/<int:pk>/memos/<int:number>/<slug:act>/", money_memo.money_memo_act, name="money-memo-act"),
    path("memo/<str:token>/", money_memo.memo_reading, name="memo-reading"),
    path("approvals/", money_approvals.approvals_page, name="approvals"),
    path("approvals/<int:pk>/<slug:act>/", money_approvals.approval, name="approval"),
    path("approvals/delegations/<int:pk>/end/", money_approvals.delegation_end, name="delegation-end"),
    path("cases/<str:ref>/money/", money.case_money, name="case-money"),
    path("cases/<str:ref>/security/", money_security.case_security, name="case-security"),
    path("cases/<str:ref>/security/<int:row>/<slug:act>/", money_security.case_security_act, name="case-security-act"),
    path("cases/<str:ref>/licences/", money_licences.case_licences, name="case-licences"),
    path("cases/<str:ref>/licences/<int:number>/", money_licences.case_licence, name="case-licence"),
    path(
        "cases/<str:ref>/licences/<int:number>/letter.pdf",
        money_letters.case_licence_letter,
        name="case-licence-letter",
    ),
    path("cases/<str:ref>/licences/<int:number>/<slug:act>/", money_licences.case_licence_act, name="case-licence-act"),
]
