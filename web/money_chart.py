"""The thirteen weeks as a drawing: bars for the plan, hatched where it is short, a dotted line with the options ticked.

Figures only; the template draws them with classes, the printed paper with attributes. Below it stands a table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from funds.picture import Picture
from funds.weeks import Week

WIDTH, HEIGHT, LEFT, TOP, FLOOR = 920, 300, 60, 16, 268
BAR, GAP = 37.0, 7
STEPS = (1, 2, 5)
HATCH = 7.0


@dataclass(frozen=True)
class Bar:
    label: str
    x: str
    y: str
    height: str
    middle: str
    is_short: bool
    hatch: str
    year: str  # of the first week of a new year


@dataclass(frozen=True)
class Tick:
    y: str
    label: str
    text_y: str
    is_zero: bool


@dataclass(frozen=True)
class Row:
    label: str
    week: Week
    better: Decimal | None
    worse: Decimal | None


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    ticks: list[Tick]
    line: str
    points: list[tuple[str, str]]
    worse_line: str
    worse_y: str
    buffer_y: str
    rows: list[Row]
    short_x: str
    short_y: str
    short_sum: str
    in_thousands: bool


def chart(found: Picture) -> Chart:
    closing = [week.closing for week in found.base]
    other = [week.closing for week in found.better] if found.better else []
    worse = [week.closing for week in found.worse] if found.worse else []
    if not found.what_if.freeze and worse and _span([*closing, *other, *worse]) > 2 * _span([*closing, *other]):
        worse = []  # it would press the plan flat; a tick below draws it all the same
    ends = [*closing, *other, *worse, Decimal(0), found.budget.buffer]
    low, high = min(ends), max(ends)
    step = _step(high - low)
    low = (low / step).to_integral_value(ROUND_FLOOR) * step
    high = (high / step).to_integral_value(ROUND_CEILING) * step
    span = (high - low) or Decimal(1)
    thousands = step >= 1000

    def y(value: Decimal) -> float:
        return FLOOR - float((value - low) / span) * (FLOOR - TOP)

    room = (WIDTH - LEFT) / len(closing)
    middles = [LEFT + room * (place + 0.5) for place in range(len(closing))]
    labels = week_labels(found)
    bars = [_bar(labels[n], middles[n], y(Decimal(0)), y(value), found, n) for n, value in enumerate(closing)]
    points = [(f"{middles[n]:.1f}", f"{y(value):.1f}") for n, value in enumerate(other)]
    below = [(f"{middles[n]:.1f}", f"{y(value):.1f}") for n, value in enumerate(worse)]
    first = next((n for n, week in enumerate(found.base) if found.short and week.number == found.short.number), None)
    return Chart(
        bars=bars,
        ticks=_ticks(low, high, step, y, thousands=thousands),
        line="M" + "L".join(f"{x} {line_y}" for x, line_y in points) if points else "",
        points=points,
        worse_line="M" + "L".join(f"{x} {line_y}" for x, line_y in below) if below else "",
        worse_y=f"{min(max(y(worse[-1]) - 8, TOP + 12), FLOOR - 4):.1f}" if worse else "",
        buffer_y=f"{y(found.budget.buffer):.1f}" if found.budget.buffer else "",
        rows=[
            Row(
                labels[n],
                week,
                found.better[n].closing if found.better else None,
                worse[n] if worse else None,
            )
            for n, week in enumerate(found.base)
        ],
        short_x=f"{min(max(middles[first], 130), WIDTH - 130):.1f}" if first is not None else "",
        short_y=f"{max(y(closing[first]), y(Decimal(0))) + 16:.1f}" if first is not None else "",
        short_sum=_short(closing[first], thousands=thousands) if first is not None else "",
        in_thousands=thousands,
    )


def _short(value: Decimal, *, thousands: bool) -> str:
    return f"{value / 1000 if thousands else value:,.0f}".replace("-", "\u2212")


def _span(values: Sequence[Decimal]) -> Decimal:
    return max([*values, Decimal(0)]) - min([*values, Decimal(0)])


def week_labels(found: Picture) -> list[str]:
    """ISO weeks, by the day on which each one of the plan begins."""
    return [f"W{(found.today + timedelta(days=7 * n)).isocalendar().week}" for n in range(len(found.base))]


def _bar(label: str, middle: float, zero: float, end: float, found: Picture, place: int) -> Bar:
    x, top, height = middle - BAR / 2, min(zero, end), max(abs(end - zero), 1.0)
    is_short = found.base[place].closing < 0
    begins = found.today + timedelta(days=7 * place)
    new_year = place and begins.year != (begins - timedelta(days=7)).year
    return Bar(
        label=label,
        x=f"{x:.1f}",
        y=f"{top:.1f}",
        height=f"{height:.1f}",
        middle=f"{middle:.1f}",
        is_short=is_short,
        hatch=_hatch(x, top, BAR, height) if is_short else "",
        year=str(begins.year) if new_year else "",
    )


def _hatch(x: float, y: float, width: float, height: float) -> str:
    parts, along = [], HATCH
    while along < width + height:
        start = (x + along, y) if along <= width else (x + width, y + along - width)
        end = (x, y + along) if along <= height else (x + along - height, y + height)
        parts.append(f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}")
        along += HATCH
    return "".join(parts)


def _step(span: Decimal) -> Decimal:
    """A round number so that four to eight lines stand in the drawing."""
    unit = Decimal(1)
    while True:
        for factor in STEPS:
            if span <= unit * factor * 6:
                return unit * factor
        unit *= 10


def _ticks(low: Decimal, high: Decimal, step: Decimal, y: Callable[[Decimal], float], *, thousands: bool) -> list[Tick]:
    ticks, value = [], low
    while value <= high:
        at = y(value)
        ticks.append(Tick(f"{at:.1f}", _short(value, thousands=thousands), f"{at + 4:.1f}", value == 0))
        value += step
    return ticks


# --- from the usable money to the end ---------------------------------------------------------------------------------

FALL_HEIGHT, FALL_FLOOR = 240, 196


@dataclass(frozen=True)
class Fall:
    code: str  # usable, receipts, funding, freed, P1 … P5, end
    tier: str
    amount: Decimal
    x: str
    y: str
    width: str
    height: str
    middle: str
    label_y: str
    shown: str
    is_out: bool
    hatch: str
    join: str  # the thin line to the next one


@dataclass(frozen=True)
class Waterfall:
    falls: list[Fall]
    zero_y: str


def waterfall(found: Picture) -> Waterfall:
    """Each step begins where the last one ended; the last stands on the ground again."""
    steps = found.falls
    tops, held = [], Decimal(0)
    for code, sum_ in steps:
        start = Decimal(0) if code in ("usable", "end") else held
        end = sum_ if code == "end" else start + sum_
        tops.append((start, end))
        held = end
    low, high = min(min(pair) for pair in tops), max(max(pair) for pair in tops)
    span = (high - low) or Decimal(1)
    thousands = span >= 10_000

    def y(value: Decimal) -> float:
        return FALL_FLOOR - float((value - min(low, Decimal(0))) / span) * (FALL_FLOOR - 30)

    room = WIDTH / len(steps)
    width = min(room * 0.66, 64)
    falls = []
    for place, ((code, sum_), (start, end)) in enumerate(zip(steps, tops, strict=True)):
        x, top = room * (place + 0.5) - width / 2, y(max(start, end))
        height = max(abs(y(start) - y(end)), 1.0)
        is_out = end < start if code not in ("usable", "end") else end < 0
        following = place + 1 < len(steps)
        falls.append(
            Fall(
                code=code,
                tier=code[1:] if code.startswith("P") else "",
                amount=sum_,
                x=f"{x:.1f}",
                y=f"{top:.1f}",
                width=f"{width:.1f}",
                height=f"{height:.1f}",
                middle=f"{x + width / 2:.1f}",
                label_y=f"{top - 6:.1f}",
                shown=_short(sum_, thousands=thousands),
                is_out=is_out,
                hatch=_hatch(x, top, width, height) if is_out else "",
                join=f"M{x + width:.1f} {y(end):.1f}H{x + room:.1f}" if following else "",
            )
        )
    return Waterfall(falls, f"{y(Decimal(0)):.1f}")
