"""Which part of a drawing comes on which page: all on one, or tiles that overlap a little."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flow_export import Pages, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.services.flow_export import ExportOptions

_MILLIMETRE: Final = 72 / 25.4
SIDE: Final = 10 * _MILLIMETRE
HEAD: Final = 20 * _MILLIMETRE
FOOT: Final = 13 * _MILLIMETRE
_GAP: Final = 2 * _MILLIMETRE  # between head, drawing and foot
_OVERLAP: Final = 10 * _MILLIMETRE
_LARGEST: Final = 1.0  # points for one diagram unit: small drawings do not fill the page
_READABLE: Final = 0.72  # a step of 100 units is 25 mm wide, its letters are 8.6 points high
_LONG_SIDES: Final = {Paper.A3: (420.0, 297.0), Paper.A4: (297.0, 210.0)}
_MOST_PAGES: Final = 200  # beyond, the drawing becomes smaller instead

Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """One page and the part of the drawing it shows.

    Attributes:
        size: width and height in points.
        scale: points for one diagram unit.
        window: the part of the drawing, in diagram units.
        column: which tile from the left, 0 the first.
        row: which tile from above.
        columns: how many stand side by side.
        rows: how many stand below each other.
    """

    size: tuple[float, float]
    scale: float
    window: Bounds
    column: int = 0
    row: int = 0
    columns: int = 1
    rows: int = 1

    @property
    def area(self) -> tuple[float, float, float, float]:
        """Where the drawing stands: left, bottom, width, height in points."""
        width, height = _inside(self.size)
        return SIDE, FOOT + _GAP, width, height

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the drawing on the page; the page counts upwards."""
        left, bottom, _, height = self.area
        return (
            left + (x - self.window.x) * self.scale,
            bottom + height - (y - self.window.y) * self.scale,
        )

    def showing(self, box: Bounds, left: float, middle: float, scale: float) -> Page:
        """The same page for a small drawing of its own.

        Args:
            box: around the drawing, in diagram units.
            left: where its left side comes, in points.
            middle: where its middle comes, in points from below.
            scale: points for one diagram unit.
        """
        area_left, bottom, width, height = self.area
        top = middle + box.height * scale / 2
        window = Bounds(
            box.x - (left - area_left) / scale,
            box.y - (bottom + height - top) / scale,
            width / scale,
            height / scale,
        )
        return Page(self.size, scale, window)

    @property
    def part(self) -> str:
        """Which tile it is, in words; "" when it is the whole drawing."""
        if self.columns == self.rows == 1:
            return ""
        return tr(
            "column {column} of {columns}, row {row} of {rows}; the strip beyond a dashed line "
            "is on the next page too",
            column=self.column + 1,
            columns=self.columns,
            row=self.row + 1,
            rows=self.rows,
        )

    def overlap_lines(self) -> Iterator[Line]:
        """Where a neighbouring page shows the same strip: lines in points."""
        left, bottom, width, height = self.area
        right, top = left + width, bottom + height
        if self.column:
            yield left + _OVERLAP, bottom, left + _OVERLAP, top
        if self.column < self.columns - 1:
            yield right - _OVERLAP, bottom, right - _OVERLAP, top
        if self.row:
            yield left, top - _OVERLAP, right, top - _OVERLAP
        if self.row < self.rows - 1:
            yield left, bottom + _OVERLAP, right, bottom + _OVERLAP


def pages_of(drawing: Bounds, options: ExportOptions) -> list[Page]:
    """The pages of one drawing, row by row.

    Args:
        drawing: the box around it, in diagram units.
        options: paper, and whether it goes on one page.
    """
    long, short = (side * _MILLIMETRE for side in _LONG_SIDES[options.paper])
    sizes = ((long, short), (short, long))
    fitting = [(_fitting(drawing, size), size) for size in sizes]
    best, size = max(fitting, key=lambda choice: choice[0])
    if options.pages is Pages.FIT or best >= _READABLE:
        scale = min(best, _LARGEST)
        return [Page(size, scale, _centred(drawing, size, scale))]
    return _tiles(drawing, sizes)


def _inside(size: tuple[float, float]) -> tuple[float, float]:
    return size[0] - 2 * SIDE, size[1] - HEAD - FOOT - 2 * _GAP


def _fitting(drawing: Bounds, size: tuple[float, float]) -> float:
    width, height = _inside(size)
    return min(width / max(drawing.width, 1), height / max(drawing.height, 1))


def _centred(drawing: Bounds, size: tuple[float, float], scale: float) -> Bounds:
    """The window of a page that holds the drawing in the middle, near the top."""
    width, height = (length / scale for length in _inside(size))
    return Bounds(drawing.x - (width - drawing.width) / 2, drawing.y, width, height)


def _tiles(drawing: Bounds, sizes: tuple[tuple[float, float], tuple[float, float]]) -> list[Page]:
    scale = _READABLE
    while True:
        grids = [(*_grid(drawing, size, scale), size) for size in sizes]
        columns, rows, size = min(grids, key=lambda grid: grid[0] * grid[1])
        if columns * rows <= _MOST_PAGES:
            break
        scale *= 0.8
    width, height = (length / scale for length in _inside(size))
    strip = _OVERLAP / scale
    return [
        Page(
            size,
            scale,
            Bounds(
                drawing.x + column * (width - strip),
                drawing.y + row * (height - strip),
                width,
                height,
            ),
            column,
            row,
            columns,
            rows,
        )
        for row in range(rows)
        for column in range(columns)
    ]


def _grid(drawing: Bounds, size: tuple[float, float], scale: float) -> tuple[int, int]:
    """How many pages side by side and below each other a drawing takes."""
    width, height = _inside(size)
    return _count(drawing.width * scale, width), _count(drawing.height * scale, height)


def _count(length: float, page: float) -> int:
    return max(1, math.ceil((length - _OVERLAP) / (page - _OVERLAP)))
