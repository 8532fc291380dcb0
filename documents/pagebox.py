"""Where a page stands for its reader: PDF keeps a box, a turn and a unit; people see an upright sheet.

Pure arithmetic. A page number put at "bottom right" without it lands on the side of a scan or off the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
LETTER: Box = (0.0, 0.0, 612.0, 792.0)  # what the format prescribes when a page names no size


def normalised(box: Sequence[float]) -> Box:
    x0, y0, x1, y1 = (float(v) for v in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def visible(media: Sequence[float] | None, crop: Sequence[float] | None) -> Box:
    """The part that is shown: the crop box, as far as it lies on the paper."""
    paper = normalised(media) if media is not None and len(media) == 4 else LETTER
    if paper[2] - paper[0] < 1 or paper[3] - paper[1] < 1:
        paper = LETTER
    if crop is None or len(crop) != 4:
        return paper
    x0, y0, x1, y1 = normalised(crop)
    cut = (max(x0, paper[0]), max(y0, paper[1]), min(x1, paper[2]), min(y1, paper[3]))
    return cut if cut[2] - cut[0] > 1 and cut[3] - cut[1] > 1 else paper


@dataclass(frozen=True)
class Frame:
    """The reader's frame of one page: origin bottom left, points, upright."""

    box: Box
    turn: int  # 0, 90, 180 or 270, clockwise
    unit: float = 1.0

    @property
    def width(self) -> float:
        x0, y0, x1, y1 = self.box
        return (y1 - y0 if self.turn in (90, 270) else x1 - x0) * self.unit

    @property
    def height(self) -> float:
        x0, y0, x1, y1 = self.box
        return (x1 - x0 if self.turn in (90, 270) else y1 - y0) * self.unit

    @property
    def matrix(self) -> Matrix:
        """From the reader's frame into the page's own coordinates."""
        x0, y0, x1, y1 = self.box
        s = 1 / self.unit
        if self.turn == 90:
            return 0, s, -s, 0, x1, y0
        if self.turn == 180:
            return -s, 0, 0, -s, x1, y1
        if self.turn == 270:
            return 0, -s, s, 0, x0, y1
        return s, 0, 0, s, x0, y0

    def to_page(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f

    def grown_at_foot(self, points: float) -> "Frame":
        """The same page with a white strip below what was there, as the reader sees it."""
        x0, y0, x1, y1 = self.box
        more = points / self.unit
        if self.turn == 90:  # the reader's foot is the page's right-hand side
            x1 += more
        elif self.turn == 180:
            y1 += more
        elif self.turn == 270:
            x0 -= more
        else:
            y0 -= more
        return Frame((x0, y0, x1, y1), self.turn, self.unit)


def stamp_scale(width: float, height: float) -> float:
    """How big a page number is on this sheet: 1 on A4, smaller on a till receipt, larger on a drawing."""
    # A banner is shown as wide as the screen: what is right for its height would be a dot.
    return min(max(min(width, height * 1.4143) / 595.0, width / 2600.0, 0.42), 6.0)
