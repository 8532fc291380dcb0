"""A total that is not the sum of what stands beside it, by one slip of the pen. [pure]"""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from appeals.proofreading.amounts import Amount, amounts
from appeals.proofreading.paper import Finding, Letter
from appeals.proofreading.plain import distance

MOST = 8  # so many items in a row are added up


def totals(letter: Letter) -> Iterator[Finding]:
    """Only what is nearly the sum is pointed at: a sum of its own that happens to stand there is no total."""
    found = [
        (passage, amount)
        for passage in letter.passages
        for amount in amounts(passage.text)
        if not amount.is_about and not amount.is_capital
    ]
    said = {amount.value for _passage, amount in found}
    for place, (passage, total) in enumerate(found):
        runs = list(_runs([amount for _passage, amount in found[:place]]))
        if any(sum(item.value for item in items) == total.value for items in runs):
            continue  # what it adds up stands there, whatever else stands before
        for items in runs:
            right = sum((item.value for item in items), Decimal())
            if right in said or any(item.currency != total.currency for item in items):
                continue
            if is_slip(total.value, right):
                told = {"said": total.text, "known": f"{right:,.2f}"}
                sentence = _("“%(said)s” is not the sum of what stands before it, %(known)s.")
                yield Finding("amount-differs", "advice", passage.part, total.text, sentence % told, told["known"])
                break


def _runs(before: list[Amount]) -> Iterator[list[Amount]]:
    for length in range(2, min(len(before), MOST) + 1):
        for start in range(len(before) - length + 1):
            yield before[start : start + length]


def is_slip(said: Decimal, right: Decimal) -> bool:
    """One figure wrong or two neighbours swapped; figures that are both round say too little."""
    one, other = f"{said:.2f}".replace(".", ""), f"{right:.2f}".replace(".", "")
    if one == other or len(one) != len(other) or min(len(one.rstrip("0")), len(other.rstrip("0"))) < 3:
        return False
    return distance(one, other, 1) == 1
