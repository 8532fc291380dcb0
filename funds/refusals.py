"""Why money is not planned: a wrong figure is worse than none. Each refusal has a code and a sentence in both languages."""
# ruff: noqa: E501  (a sentence stays in one piece)

from typing import Any

from knowledge.phrases import Phrase

SENTENCES: dict[str, Phrase] = {
    # what was given
    "missing_field": Phrase("“{field}” is missing{where}. Give it.", "缺少“{field}”{where}。请补充。"),
    "not_a_number": Phrase("“{value}” in “{field}” is no number{where}.", "“{field}”中的“{value}”不是数字{where}。"),
    "not_a_list": Phrase("“{field}” must be a list{where}.", "“{field}”应为列表{where}。"),
    "not_a_day": Phrase(
        "“{value}” in “{field}” is no day{where}. Days are whole numbers; day 0 is the planning date.",
        "“{field}”中的“{value}”不是天数{where}。天数为整数，计划日为第0天。",
    ),
    "negative": Phrase(
        "“{field}” is {value}{where}. It may not be negative: say what is owed or received as a positive amount.",
        "“{field}”为{value}{where}，不得为负数。应付或应收金额请填正数。",
    ),
    "not_positive": Phrase(
        "“{field}” is {value}{where}. It must be more than zero.", "“{field}”为{value}{where}，应大于零。"
    ),
    "too_large": Phrase(
        "“{field}” is {value}{where}: more than 999 billion. Check the number of zeros.",
        "“{field}”为{value}{where}，超过9990亿。请核对位数。",
    ),
    "not_a_share": Phrase(
        "“{field}” is {value}{where}. Write a share between 0 and 1, like 0.02 for 2 %.",
        "“{field}”为{value}{where}。请填0至1之间的比例，例如2%填0.02。",
    ),
    "unknown_currency": Phrase(
        "“{currency}” is no currency of ISO 4217{where}. Write it like EUR or CNY.",
        "“{currency}”不是ISO 4217货币代码{where}。请按EUR、CNY的形式填写。",
    ),
    "rate_missing": Phrase(
        "There is no rate for {currency}{where}. Enter one with its date: currencies are never added without it.",
        "没有{currency}的汇率{where}。请填写汇率及其日期：没有汇率，不同货币不相加。",
    ),
    "unknown_status": Phrase(
        "“{status}” is no state of an account{where}. It is usable, linked, partial or frozen.",
        "“{status}”不是账户状态{where}。可填usable、linked、partial、frozen。",
    ),
    "unknown_tier": Phrase(
        "Tier {tier} does not exist{where}. The tiers are 1 (wages) to 5 (other).",
        "没有第{tier}级{where}。优先级为1（工资）至5（其他）。",
    ),
    "outside_horizon": Phrase(
        "Day {day} lies outside the plan{where}: it runs from day 0 to day {last}.",
        "第{day}天不在计划期内{where}：计划期为第0天至第{last}天。",
    ),
    "horizon_too_long": Phrase(
        "{days} days are too long a horizon: a plan looks at most {most} days ahead. Nobody knows receipts beyond that.",
        "{days}天的计划期过长：最多{most}天。更远的收款无法预计。",
    ),
    "twice": Phrase(
        "“{id}” stands twice in “{field}”. Keep one of them, or nothing would say which is meant.",
        "“{field}”中“{id}”出现两次。请保留一条，否则无法确定以哪条为准。",
    ),
    "payee_twice": Phrase(
        "{payee} is to get the same amount on the same day twice (“{first}” and “{second}”). Keep one, or say in the reference how they differ.",
        "{payee}在同一天有两笔金额相同的付款（“{first}”与“{second}”）。请保留一条，或在编号中注明区别。",
    ),
    "too_many": Phrase(
        "{count} rows in “{field}” are too many: a plan holds at most {most}. Sum up small ones by payee and day; nothing has been planned.",
        "“{field}”有{count}行，超出上限{most}行。请按收款人和日期合并小额款项；本次未作计划。",
    ),
    "unknown_account": Phrase("There is no account “{account}”{where}.", "没有账户“{account}”{where}。"),
    "days_not_positive": Phrase(
        "The number of days is {days}{where}: a cost a year needs at least one day.",
        "天数为{days}{where}：折算年成本至少需要一天。",
    ),
    "nothing_received": Phrase(
        "After the fees nothing is received{where}: there is no yearly cost to state. Do not take this money.",
        "扣除费用后没有实际到账{where}，无法计算年化成本。此种资金不可取。",
    ),
    "beyond_figures": Phrase(
        "The cost a year is beyond any figure{where}: the terms cannot be meant like this. Check rate and days.",
        "年化成本大到无法计算{where}，条件显然有误。请核对费率与天数。",
    ),
    "too_many_instalments": Phrase(
        "{count} in “{field}” are too many{where}: at most {most}.", "“{field}”为{count}，超过上限{most}{where}。"
    ),
    "no_cost": Phrase(
        "The instalments do not add up to more than what is received{where}.", "各期还款之和不高于到账金额{where}。"
    ),
    "frozen_before_end": Phrase(
        "Permission “{id}” ends (day {to}) before it begins (day {frm}).",
        "许可“{id}”的止日（第{to}天）早于起日（第{frm}天）。",
    ),
    # a sheet
    "amount_unclear": Phrase(
        "“{value}” is no clear amount. Write it like 1234.50.", "“{value}”不是明确的金额。请按1234.50的形式填写。"
    ),
    "day_unclear": Phrase(
        "“{value}” is no clear day. Write it like 2026-11-30.", "“{value}”不是明确的日期。请按2026-11-30的形式填写。"
    ),
    # the file
    "unknown_kind": Phrase(
        "“{kind}” is no kind of case. The kinds are: {kinds}.", "没有“{kind}”类算例。可用：{kinds}。"
    ),
    "case_not_understood": Phrase(
        "A case is an object with “id”, “kind” and “given”{where}.", "每个算例应含“id”“kind”“given”{where}。"
    ),
}


class Refused(Exception):
    """No figure, and why. `where` names the row, so that the reader need not search for it."""

    def __init__(self, code: str, *, where: str = "", **params: Any) -> None:
        self.code = code
        self.where = where
        self.params: dict[str, Any] = params
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        place = Phrase(f" ({self.where})", f"（{self.where}）").text(language) if self.where else ""
        return SENTENCES[self.code].text(language).format(**{**self.params, "where": place}).strip()
