"""The forms of the money pages: balances, rates, payments, options, permissions, limits. They save nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Account
from funds.licences import Ground
from funds.models import Asset, Obligation, Option, SecurityOffer
from funds.models.authority import Subject
from funds.models.obligations import Kind
from funds.models.permissions import PermissionItem
from web.forms.amounts import MoneyField
from web.forms.cases import TOO_LONG, PlainForm
from web.forms.dates import DateInput, DayField
from web.forms.lists import currencies

NO_NUMBER = {
    "required": _("Enter an amount, for example 18200.00."),
    "invalid": _("Enter an amount in figures, for example 18200.00."),
    "max_decimal_places": _("An amount has at most two decimals."),
    "max_digits": _("This number is too long. Check the zeros."),
    "max_whole_digits": _("This number is too long. Check the zeros."),
}
NO_DATE = {"required": _("Enter a day, for example 2026-11-30.")}


def money(label: Any, *, required: bool = True, places: int = 2, help_text: Any = "") -> forms.DecimalField:
    # In a rate a comma could be its decimal point: only sums are read with their thousands.
    kind = MoneyField if places == MoneyField.PLACES else forms.DecimalField
    return kind(
        label=label,
        required=required,
        help_text=help_text,
        max_digits=18,
        decimal_places=places,
        error_messages=NO_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def day(label: Any, *, required: bool = True) -> forms.DateField:
    return DayField(label=label, required=required, widget=DateInput, error_messages=NO_DATE)


def words(label: Any, *, required: Any = "", most: int = 200, rows: int = 0) -> forms.CharField:
    messages: dict[str, Any] = {"max_length": TOO_LONG}
    if required:
        messages["required"] = required
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput,
        error_messages=messages,
    )


def currency(label: Any = None) -> forms.ChoiceField:
    return forms.ChoiceField(label=label or capfirst(_("currency")), choices=currencies)


class AccountChoice(forms.ChoiceField):
    """Accounts of one party; frozen ones are left out where money is to go out."""

    def offer(self, accounts: Iterable[Account], *, none: Any = None) -> None:
        rows = [(str(account.pk), f"{account.institution} {account.spaced}") for account in accounts]
        self.choices = rows if none is None else [("", none), *rows]


class BalanceForm(PlainForm):
    account = AccountChoice(label=_("Account"), required=False)
    currency = currency(_("Currency of the till"))
    amount = money(_("Balance"))
    as_of = day(_("As of"))
    frozen_amount = money(_("Of this frozen"), required=False)
    min_keep = money(_("Must stay on the account"), required=False)
    overdraft = money(_("Agreed overdraft"), required=False)
    lag_days = forms.IntegerField(label=_("Days until it can be used"), required=False, min_value=0, max_value=60)

    def __init__(self, *args: Any, accounts: Iterable[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].offer(accounts, none=_("Cash in the till"))  # type: ignore[attr-defined]


class RateForm(PlainForm):
    currency = currency()
    rate = money(_("What one unit is worth"), places=8)
    as_of = day(_("Of the day"))
    source = words(_("Where it stands"), required=_("Say where the rate stands."), most=100)


class FrameForm(PlainForm):
    currency = currency(_("Currency of the plan"))
    buffer = money(_("Cash that must always stay"))
    household_floor = money(_("Needed for the household"))
    reserve_days = forms.IntegerField(label=_("Reserve target in days"), min_value=0, max_value=371)
    second_above = money(_("A second person decides above"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PaymentForm(PlainForm):
    payee = words(_("Who is paid"), required=_("Enter who is to be paid."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    reference = words(_("For what"))
    amount = money(_("Amount"))
    currency = currency()
    due_on = day(_("Due on"))
    every = forms.ChoiceField(label=_("Comes again"), choices=Obligation.Every.choices, required=False)
    pay_from = AccountChoice(label=_("From"), required=False)
    partial = forms.BooleanField(label=_("The payee accepts part payments"), required=False)
    min_partial = money(_("Of at least"), required=False)
    late_rate = money(_("Late interest a year"), required=False, places=4)
    late_fixed = money(_("Flat late charge"), required=False)

    def __init__(self, *args: Any, accounts: Iterable[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pay_from"].offer(accounts, none=_("Any usable account"))  # type: ignore[attr-defined]


class LinesForm(PlainForm):
    """Lines typed, pasted, or in a file."""

    sheet = forms.CharField(
        label=_("Lines of a sheet"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "no"}),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False)

    def clean(self) -> dict[str, Any]:
        """The file's lines follow what is typed; both are shown in the field again."""
        given = super().clean() or {}
        text, read = given.get("sheet") or "", ""
        if upload := given.get("file"):
            try:
                read = text_of(upload)
            except ValidationError as refused:
                self.add_error("file", refused)
        given["sheet"] = "\n".join(part for part in (text, read) if part.strip())
        if read:
            self.data = {**self.data.dict(), "sheet": given["sheet"]}  # type: ignore[attr-defined]
        return given


class HistoryForm(LinesForm):
    """Payments of the past, from which those that come again are proposed."""

    currency = currency()


class SheetForm(LinesForm):
    currency = currency()
    sum_up = forms.BooleanField(label=_("Sum up: lines of one payee on one day become one payment"), required=False)


LARGEST_SHEET = 2 * 2**20
ENCODINGS = ("utf-8-sig", "gb18030")


def text_of(upload: Any) -> str:
    """A CSV file as spreadsheet programmes of either language write it."""
    if upload.size > LARGEST_SHEET:
        raise ValidationError(_("The file is larger than 2 MB. Cut it into parts."), code="too_large")
    body = upload.read()
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return str(body.decode("utf-16", "replace"))
    if b"\x00" in body or body[:2] == b"PK":
        raise ValidationError(
            _("This is no text file. Save the sheet as CSV, or copy its lines into the field."), code="no_text"
        )
    for encoding in ENCODINGS:
        try:
            return str(body.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The letters of this file cannot be read. Save it as CSV UTF-8."), code="no_text")


class ReceiptForm(PlainForm):
    payer = words(_("Who pays"), required=_("Enter who is to pay."))
    reference = words(_("For what"))
    amount = money(_("Amount"))
    currency = currency()
    due_on = day(_("Expected on"))
    probability = forms.IntegerField(label=_("Probability in percent"), min_value=0, max_value=100, initial=100)
    account = AccountChoice(label=_("Lands on"))

    def __init__(self, *args: Any, accounts: Iterable[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].offer(accounts)  # type: ignore[attr-defined]


RHYTHMS = ((12, _("Every month")), (4, _("Every quarter")), (52, _("Every week")), (26, _("Every two weeks")))


class OptionForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Option.Kind.choices)
    name = words(_("In a few words"), required=_("Say in a few words what it is."))
    lender = words(_("From whom"), required=_("Enter who gives it."))
    licence = words(_("Licence of the lender"))
    amount = money(_("At most"))
    currency = currency()
    arrives_on = day(_("Arrives on"))
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=3660)
    rate = money(_("Rate"), places=6)
    fee = money(_("Fee on the sum"), required=False, places=6)
    fixed_fee = money(_("Fixed fee"), required=False)
    instalments = forms.IntegerField(label=_("Number of instalments"), required=False, min_value=1, max_value=600)
    per_year = forms.TypedChoiceField(
        label=_("Paid"), required=False, coerce=int, empty_value=None, choices=[("", "–"), *RHYTHMS]
    )
    instalment = money(_("Each instalment"), required=False)
    advance = money(_("Share that is advanced"), required=False, places=6)
    asset = forms.TypedChoiceField(label=_("Asset of the register"), required=False, coerce=int, empty_value=None)
    asset_value = money(_("Value of the asset"), required=False)
    senior_lien = money(_("What stands before us on it"), required=False)

    def __init__(self, *args: Any, assets: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asset"].choices = [("", _("none")), *assets]  # type: ignore[attr-defined]


class MemoForm(PlainForm):
    readers = words(_("Departments and people"), required=_("Enter who is to read it."), most=20_000, rows=6)
    note = words(_("What else they should know"), most=2000, rows=3)


class AssetForm(PlainForm):
    name = words(_("In a few words"), required=_("Say in a few words what it is."))
    value = money(_("Value"))
    currency = currency()
    valued_on = day(_("Valued on"))
    share = money(_("Share of it that is lent"), places=4)
    senior_lien = money(_("What stands before us on it"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=Asset.State.choices)


class SecurityForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=SecurityOffer.Kind.choices)
    asset = forms.TypedChoiceField(label=_("Asset of the register"), required=False, coerce=int, empty_value=None)
    issuer = words(_("Bank or insurer that issues it"))
    amount = money(_("Amount"))
    currency = currency()
    valid_until = day(_("Valid until"))
    why = words(_("Why this security"), most=300)

    def __init__(self, *args: Any, assets: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asset"].choices = [("", _("none")), *assets]  # type: ignore[attr-defined]


class AgreementForm(PlainForm):
    agreement = forms.FileField(label=_("Signed agreement"), required=False)


class RequestForm(PlainForm):
    ground = forms.ChoiceField(label=_("Basis"), widget=forms.RadioSelect)
    items = forms.TypedMultipleChoiceField(
        label=_("Payments that cannot wait"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    why = words(_("Why they cannot wait"), most=2000, rows=3)

    def __init__(self, *args: Any, grounds: Iterable[Ground], owed: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(ground.code, ground.name) for ground in grounds]  # type: ignore[attr-defined]
        self.fields["items"].choices = list(owed)  # type: ignore[attr-defined]


class GrantForm(PlainForm):
    instrument = words(_("Number of the decision"), most=100)
    cap = money(_("Sum that it allows"))
    valid_from = day(_("Valid from"))
    valid_to = day(_("Valid until"))
    items = forms.TypedMultipleChoiceField(
        label=_("Lines that it names"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    paper = forms.FileField(label=_("The decision"), required=False)

    def __init__(self, *args: Any, lines: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = list(lines)  # type: ignore[attr-defined]


class BookForm(PlainForm):
    item = forms.TypedChoiceField(label=_("Payment"), coerce=int)
    amount = money(_("Amount"))
    paid_on = day(_("Paid on"))

    def __init__(self, *args: Any, lines: Iterable[PermissionItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(line.pk, str(line.payee)) for line in lines]  # type: ignore[attr-defined]


class DelegationForm(PlainForm):
    person = forms.TypedChoiceField(label=_("Person"), coerce=int)
    subject = forms.ChoiceField(label=_("For"), choices=Subject.choices)
    currency = currency()
    limit = money(_("Limit for each decision"))
    weekly_limit = money(_("Limit in seven days"), required=False)
    valid_from = day(_("Valid from"))
    valid_to = day(_("Valid until"))
    is_emergency = forms.BooleanField(label=_("Emergency: three days at most"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(person.pk, str(person)) for person in people]  # type: ignore[attr-defined]
