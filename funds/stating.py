"""A list of balances pasted at once: account, balance, day and what of it is frozen. Every line gets its answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from cases.models import Account, Party
from funds import position, sheets
from funds.models import Balance
from funds.money import CENT
from funds.refusals import Refused

MOST_LINES = 500
AT_LEAST = 4  # digits of an account number that tell it from another
HEADS: dict[str, Sequence[str]] = {
    "account": ("account", "account number", "iban", "number", "账号", "账户", "户名"),
    "amount": ("balance", "amount", "closing balance", "余额", "账户余额", "期末余额"),
    "day": ("as of", "day", "date", "日期", "截至", "截至日期"),
    "frozen": ("frozen", "of this frozen", "frozen amount", "冻结金额", "其中冻结"),
}
ORDER = ("account", "amount", "day", "frozen")


@transaction.atomic
def state_list(party: Party, text: str, *, by: User, at: datetime) -> list[Balance]:
    """All of them, or none and every reason. An account is meant by its number, or by its last digits."""
    by.require(Can.PLAN_MONEY, party.organisation_id)
    lines = sheets.lines_of(text)
    places = {name: place for place, name in enumerate(ORDER)}
    if lines and (named := sheets.columns(lines[0], HEADS)):
        places, lines = named, lines[1:]
    if not 0 < len(lines) <= MOST_LINES:
        raise ValidationError(
            {
                "sheet": ValidationError(
                    _("Paste at least one line, and %(most)d at most."),
                    code="nothing_pasted" if not lines else "too_many",
                    params={"most": MOST_LINES},
                )
            }
        )
    accounts = list(party.accounts.active())
    made: list[Balance] = []
    wrong: list[ValidationError] = []
    meant: set[int] = set()
    for line in lines:
        try:
            values = _read(line, places, accounts)
            if values["account"].pk in meant:
                raise ValidationError(_("This account stands in the list twice."), code="account_twice")
            meant.add(values["account"].pk)
            made.append(position.state_balance(party, currency="", by=by, at=at, source=Balance.Source.LIST, **values))
        except (Refused, ValidationError) as refused:
            wrong.append(_refused(line, refused))
    if wrong:
        raise ValidationError({"sheet": wrong})
    return made


def _refused(line: sheets.Line, refused: Refused | ValidationError) -> ValidationError:
    language = get_language() or "en"
    said = refused.text(language) if isinstance(refused, Refused) else " ".join(refused.messages)
    return ValidationError(
        _("Line %(number)d: %(said)s"), code="line_refused", params={"number": line.number, "said": said}
    )


def _read(line: sheets.Line, places: dict[str, int], accounts: Sequence[Account]) -> dict[str, Any]:
    def cell(name: str) -> str:
        place = places.get(name)
        return line.cells[place] if place is not None and place < len(line.cells) else ""

    account = _meant(cell("account"), accounts)
    sum_, code = sheets.amount(cell("amount"))
    if code and code != account.currency:
        raise ValidationError(
            _("The account holds %(currency)s."), code="other_currency", params={"currency": account.currency}
        )
    # What was said before of overdraft, minimum and notice stays as it is: a list of balances says nothing of it.
    before = Balance.objects.filter(account=account, is_current=True).first()
    kept = {name: getattr(before, name) for name in ("overdraft", "min_keep", "lag_days")} if before else {}
    frozen = sheets.amount(cell("frozen"))[0].quantize(CENT) if cell("frozen") else None
    if frozen is None and before and before.frozen_amount <= sum_:
        frozen = before.frozen_amount
    return {
        "account": account,
        "amount": sum_.quantize(CENT),
        "as_of": sheets.day(cell("day")),
        "frozen_amount": frozen,
        **kept,
    }


def _meant(text: str, accounts: Sequence[Account]) -> Account:
    digits = "".join(sign for sign in text.upper() if sign.isalnum())
    found = [each for each in accounts if len(digits) >= AT_LEAST and each.number.endswith(digits)]
    if len(found) == 1:
        return found[0]
    told = (
        _("Two accounts end like this: write more of the number.") if found else _("No account of this party ends so.")
    )
    raise ValidationError(told, code="account_unclear")
