"""Things one below the other on sheets, and a table that goes on over the next: what front pages are laid out with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.sheets import HIGH, MM, WIDE, Sheets, lines, width
from documents.typesetting import Line, Run, plain

LEFT, RIGHT, TOP, FOOT = 24 * MM, 20 * MM, 22 * MM, 22 * MM
ROOM = WIDE - LEFT - RIGHT
PAD, ABOVE = 1.6 * MM, 0.95 * MM  # within a cell
BODY, SMALL = 12.8, 11.2  # line heights of 9 and of 7.5 points
Cell = list[Line]


@dataclass
class Flow:
    """Where the next thing goes; a new sheet when it does not fit."""

    sheets: Sheets
    running: str = ""  # said at the head of every further sheet
    left: float = LEFT
    y: float = TOP
    top: float = TOP
    again: Any = field(default=None)  # draws the head of a table on a further sheet

    def begin(self, name: str) -> None:
        self.sheets.new(name)
        self.y = self.top

    @property
    def left_over(self) -> float:
        return HIGH - FOOT - self.y

    def need(self, high: float) -> None:
        if high <= self.left_over or self.y <= TOP:
            return
        self.sheets.new()
        self.y = TOP
        if self.running:
            wide = width("sans", self.running, 8)
            self.sheets.text(WIDE - RIGHT - wide, TOP - 10, self.running, "sans", 8, "soft")
        if self.again is not None:
            self.again()

    def paragraph(self, text: str, room: float, high: float, gap: float = 0.0, **style: Any) -> None:
        self.y += gap
        for line in lines([Run(plain(text), **style)], room, high):
            self.need(line.height)
            self.sheets.line(line, self.left, self.y)
            self.y += line.height


class Table:
    """Rows with a grid. A row too high for what is left goes to the next sheet; one higher than a sheet is cut."""

    def __init__(self, flow: Flow, widths: list[float]) -> None:
        self.flow, self.widths = flow, widths

    @staticmethod
    def height(cells: Sequence[Cell]) -> float:
        return max((sum(line.height for line in each) for each in cells), default=0) + 2 * ABOVE

    def head(self, titles: Sequence[str]) -> None:
        flow = self.flow
        cells = [
            [line for part in title.split("\n") for line in lines([Run(part, "sans-bold", 8)], wide - 4, 11.2)]
            for title, wide in zip(titles, self.widths, strict=True)
        ]
        high = self.height(cells)
        flow.sheets.fill(LEFT, flow.y, ROOM, high, "head")
        x = LEFT
        for each, wide in zip(cells, self.widths, strict=True):
            y = flow.y + (high - sum(line.height for line in each)) / 2
            for line in each:
                flow.sheets.line(line, x + (wide - line.width) / 2, y)
                y += line.height
            x += wide
        self.grid(high)
        flow.sheets.rule(LEFT, flow.y, ROOM, 0.9)
        flow.y += high
        flow.sheets.rule(LEFT, flow.y, ROOM, 0.9)

    def group(self, title: str, next_high: float) -> None:
        flow = self.flow
        found = lines([Run(plain(title), "sans-bold", 9)], ROOM - 2 * PAD, BODY)
        high = self.height([found])
        flow.need(min(high + next_high, HIGH - TOP - FOOT - 60))
        flow.sheets.fill(LEFT, flow.y, ROOM, high, "group")
        flow.sheets.lines(found, LEFT + PAD, flow.y + ABOVE)
        flow.sheets.rule(LEFT, flow.y, ROOM, 0.9)
        self.edges(high)
        flow.y += high
        flow.sheets.rule(LEFT, flow.y, ROOM, 0.4, "grid")

    def row(self, cells: Sequence[Cell], centred: set[int]) -> None:
        whole = HIGH - FOOT - TOP - 60
        rest = [list(each) for each in cells]
        while any(rest):
            part = rest
            if self.height(rest) > whole:
                part = [each[: int(whole / BODY)] for each in rest]
            self.draw(part, centred)
            rest = [each[len(done) :] for each, done in zip(rest, part, strict=True)]

    def draw(self, cells: Sequence[Cell], centred: set[int]) -> None:
        flow, high, x = self.flow, self.height(cells), LEFT
        flow.need(high)
        for column, (each, wide) in enumerate(zip(cells, self.widths, strict=True)):
            y = flow.y + ABOVE
            for line in each:
                flow.sheets.line(line, x + ((wide - line.width) / 2 if column in centred else PAD), y)
                y += line.height
            x += wide
        self.grid(high)
        flow.y += high
        flow.sheets.rule(LEFT, flow.y, ROOM, 0.4, "grid")

    def grid(self, high: float) -> None:
        x = LEFT
        for wide in self.widths[:-1]:
            x += wide
            self.flow.sheets.upright(x, self.flow.y, high, 0.4, "grid")
        self.edges(high)

    def edges(self, high: float) -> None:
        for x in (LEFT, LEFT + ROOM):
            self.flow.sheets.upright(x, self.flow.y, high, 0.9)

    def close(self) -> None:
        self.flow.sheets.rule(LEFT, self.flow.y, ROOM, 0.9)
