"""Why something waits or stays unpaid, as one sentence in both languages. Knows no framework."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from knowledge.phrases import Phrase, is_chinese

SENTENCES: dict[str, Phrase] = {
    "waits_for_cash": Phrase(
        "Paid on {day} instead of {due}: on {due} at most {free} is free of {need}, the lowest point is {lowest}.",
        "{day}支付，原定{due}：{due}最多可动用{free}，需{need}，最低点为{lowest}。",
    ),
    "waits_for_permission": Phrase(
        "Paid on {day} instead of {due}: the permission {permission} pays it, and covers it from {day} on.",
        "{day}支付，原定{due}：由许可{permission}支付，自{day}起可用。",
    ),
    "does_not_fit": Phrase(
        "{need} cannot be placed: at most {free} is free from {day} on, the lowest point is {lowest}.",
        "{need}无法安排：自{day}起最多可动用{free}，最低点为{lowest}。",
    ),
    "nothing_free": Phrase(
        "{need} cannot be paid: nothing is free after what stands before it, the lowest point is {lowest}.",
        "{need}无法支付：满足优先款项后无余额可用，最低点为{lowest}。",
    ),
}
PAID_BEFORE = Phrase("{paid} is paid in part. ", "已安排部分支付{paid}。")


@dataclass(frozen=True)
class Reason:
    code: str
    day: int = 0
    due: int = 0
    lowest: int = 0
    free: Decimal = Decimal(0)
    need: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    permission: str = ""

    def text(
        self,
        language: str,
        *,
        day: Callable[[int], str] | None = None,
        money: Callable[[Decimal], str] | None = None,
        named: Callable[[str], str] = str,
    ) -> str:
        """`day` and `money` write a day of the plan and a sum as the page does; without them they are plain figures."""
        write_day = day or (lambda number: _plain_day(number, language))
        write = money or (lambda sum_: f"{sum_:,.2f}")
        told = SENTENCES[self.code].text(language)
        if self.paid:
            told = PAID_BEFORE.text(language) + told
        return told.format(
            day=write_day(self.day),
            due=write_day(self.due),
            lowest=write_day(self.lowest),
            free=write(self.free),
            need=write(self.need),
            paid=write(self.paid),
            permission=named(self.permission),
        )


def _plain_day(number: int, language: str) -> str:
    return f"第{number}天" if is_chinese(language) else f"day {number}"
