"""What money really costs: every option as simple and as effective cost a year, and the cheapest mix for a gap.

A discount that one gives, a longer term, a loan, factoring, instalments: the fee that looks small is put over the cash
that is really received and over the days it really lasts (section 8.2 of the guide).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from funds.money import HUNDREDTH, ONE, YEAR, ZERO, over, percent, power, to_cent
from funds.refusals import Refused


@dataclass(frozen=True)
class Cost:
    """Of one option: what is received, what is paid for it, and for how many days."""

    total: Decimal
    received: Decimal
    days: int
    interest: Decimal = ZERO
    repay: Decimal = ZERO
    year: Decimal = YEAR  # some count 360

    @property
    def simple(self) -> Decimal:
        """The share of one year: cost over cash received, times 365 over the days."""
        return over(self.total * self.year, self.received * self.days)

    @property
    def effective(self) -> Decimal:
        """The same, had it to be renewed all year."""
        return power(ONE + over(self.total, self.received), over(self.year, Decimal(self.days))) - ONE

    def for_days(self, needed: int) -> Decimal:
        """Cash cost if it is needed for so many days: an option that lasts shorter is renewed, a longer one is kept."""
        return self.total if needed <= self.days else over(self.total * needed, Decimal(self.days))


def _cost(total: Decimal, received: Decimal, days: int, *, interest: Decimal = ZERO, repay: Decimal = ZERO) -> Cost:
    if days < 1:
        raise Refused("days_not_positive", days=days)
    if received <= 0:
        raise Refused("nothing_received")
    return Cost(total, received, days, interest, repay)


def early_payment(invoice: Decimal, discount: Decimal, days: int) -> Cost:
    """The customer pays sooner and keeps the discount: d/(1-d) over the days gained. Whoever grants it bears it."""
    return _cost(invoice * discount, invoice * (ONE - discount), days, repay=invoice)


def longer_term(invoice: Decimal, surcharge: Decimal, days: int) -> Cost:
    """The supplier waits, and takes a surcharge on the invoice."""
    return _cost(invoice * surcharge, invoice, days, repay=invoice * (ONE + surcharge))


def loan(
    principal: Decimal,
    rate: Decimal,
    days: int,
    *,
    basis: int = 365,
    arrangement: Decimal = ZERO,
    exit_fee: Decimal = ZERO,
    fixed: Decimal = ZERO,
    withheld: bool = True,
) -> Cost:
    """Bridge, shareholder or asset-backed: fees taken from the sum raise the cost, for less is received.

    The exit fee is due with the principal in any case; fees that are not withheld are due then too.
    """
    if basis < 1:
        raise Refused("days_not_positive", days=basis)
    interest = over(principal * rate * days, Decimal(basis))
    upfront, later = principal * arrangement + fixed, principal * exit_fee
    received = principal - upfront if withheld else principal
    repay = principal + interest + later + (ZERO if withheld else upfront)
    return _cost(interest + upfront + later, received, days, interest=interest, repay=repay)


def factoring(
    face: Decimal, advance: Decimal, per_30_days: Decimal, service: Decimal, days: int, *, upfront: bool = False
) -> Cost:
    """The factor advances a part of the invoice; its fees come out of the reserve, or at once."""
    fees = over(face * per_30_days * days, Decimal(30)) + face * service
    received = face * advance - (fees if upfront else ZERO)
    return _cost(fees, received, days, repay=face * advance)


def late(owed: Decimal, days_late: int, rate: Decimal, fixed: Decimal = ZERO, *, year: Decimal = YEAR) -> Decimal:
    """Late interest and the flat sum (in the EU 8 points over the reference rate, and 40). Nothing while on time."""
    return ZERO if days_late <= 0 else over(owed * rate * days_late, year) + fixed


def capacity(value: Decimal, ltv: Decimal, senior: Decimal, *, seized: bool) -> Decimal:
    """What an asset can carry: nothing once it is seized, and what stands before us comes off first."""
    return ZERO if seized else max(ZERO, value * ltv - senior)


# --- instalments -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Instalments:
    """Equal instalments: the rate that makes them worth what was received."""

    each: Decimal
    total: Decimal
    periodic: Decimal
    per_year: int

    @property
    def nominal(self) -> Decimal:
        return percent(self.periodic * self.per_year, HUNDREDTH)

    @property
    def effective(self) -> Decimal:
        return percent(power(ONE + self.periodic, Decimal(self.per_year)) - ONE, HUNDREDTH)


@dataclass(frozen=True)
class Repaid(Cost):
    """A loan that is paid back bit by bit costs by its internal rate: the money is not there for the whole time."""

    terms: Instalments | None = None

    @property
    def simple(self) -> Decimal:
        return self.terms.periodic * self.terms.per_year if self.terms else super().simple

    @property
    def effective(self) -> Decimal:
        if self.terms is None:
            return super().effective
        return power(ONE + self.terms.periodic, Decimal(self.terms.per_year)) - ONE


def level_instalment(principal: Decimal, rate: Decimal, count: int, per_year: int) -> Decimal:
    """What is paid each time for a nominal yearly rate."""
    if not rate:
        return over(principal, Decimal(count))
    periodic = over(rate, Decimal(per_year))
    return over(principal * periodic, ONE - power(ONE + periodic, Decimal(-count)))


def repaid(received: Decimal, each: Decimal, count: int, per_year: int) -> Repaid:
    found = instalments(received, each, count, per_year)
    days = -(-int(YEAR) * count // per_year)  # the last one ends a day that has begun
    return Repaid(found.total, received, days, repay=each * count, terms=found)


def instalments(received: Decimal, each: Decimal, count: int, per_year: int) -> Instalments:
    if received <= 0:
        raise Refused("nothing_received")
    if count < 1 or per_year < 1:
        raise Refused("days_not_positive", days=min(count, per_year))
    total = each * count - received
    return Instalments(each, total, _periodic_rate(received, each, count), per_year)


def _periodic_rate(received: Decimal, each: Decimal, count: int) -> Decimal:
    """The internal rate of a level annuity, by halving: its worth falls as the rate rises, so this cannot go astray."""
    if each * count < received:
        raise Refused("no_cost")
    if each * count == received:
        return ZERO
    low, high = ZERO, ONE
    while _worth(each, count, high) > received:
        high *= 2
    for _step in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _worth(each, count, middle) > received else (low, middle)
    return (low + high) / 2


def _worth(each: Decimal, count: int, rate: Decimal) -> Decimal:
    return over(each * (ONE - power(ONE + rate, Decimal(-count))), rate) if rate else each * count


# --- comparison ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """An option as it is compared: how much it gives at most, on which day, and its cost for any sum taken."""

    id: str
    most: Decimal
    arrives: int
    cost_of: Callable[[Decimal], Cost]
    least: Decimal = ZERO  # smaller sums are not lent


@dataclass(frozen=True)
class Taken:
    offer: Offer
    sum: Decimal
    cost: Decimal  # in cash, for the days really needed


@dataclass(frozen=True)
class Comparison:
    yearly: dict[str, Decimal]  # simple cost a year, as percent
    rank: tuple[str, ...]
    in_time: tuple[str, ...]
    mix: tuple[Taken, ...]
    uncovered: Decimal

    @property
    def cost(self) -> Decimal:
        return sum((taken.cost for taken in self.mix), ZERO)


def compare(offers: Sequence[Offer], *, need: Decimal, by_day: int, for_days: int) -> Comparison:
    """What arrives too late or is too small is left out; then the cheapest first, until the gap is filled."""
    simple = {offer.id: offer.cost_of(min(offer.most, need) or offer.most).simple for offer in offers}
    rank = sorted(offers, key=lambda offer: simple[offer.id])
    in_time = [offer for offer in offers if offer.arrives <= by_day and offer.most > 0]
    mix: list[Taken] = []
    open_sum = need
    for offer in rank:
        part = min(open_sum, offer.most)
        if offer in in_time and part > 0 and part >= offer.least:
            mix.append(Taken(offer, part, to_cent(offer.cost_of(part).for_days(for_days))))
            open_sum -= part
    return Comparison(
        yearly={offer.id: percent(simple[offer.id]) for offer in offers},
        rank=tuple(offer.id for offer in rank),
        in_time=tuple(offer.id for offer in in_time),
        mix=tuple(mix),
        uncovered=open_sum,
    )
