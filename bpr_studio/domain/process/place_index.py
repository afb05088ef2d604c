"""Which elements are drawn near a place: a grid of cells, kept up to date by the model."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.geometry import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Point

_CELL: Final = 240.0
_MOST_CELLS: Final = 512
"""What covers more cells than this (or lies absurdly far away) is near everything."""

Cell = tuple[int, int]


class PlaceIndex:
    """Finds elements by place without looking at all of them."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._cells: dict[Cell, dict[str, None]] = {}
        self._everywhere: dict[str, None] = {}
        self._known: dict[str, list[Cell]] = {}
        for element in elements:
            self.put(element)

    def put(self, element: Element) -> None:
        """Know where an element is from now on; most changes leave it in the same cells."""
        cells = _cells(element)
        if self._known.get(element.id) != cells:
            self.remove(element.id)
            self._known[element.id] = cells
            for entry in self._entries(cells):
                entry[element.id] = None

    def remove(self, element_id: str) -> None:
        """Know an element no longer."""
        for entry in self._entries(self._known.pop(element_id, [])):
            entry.pop(element_id, None)

    def near(self, area: Bounds) -> list[str]:
        """The ids of what may touch an area: a few more than do, always in the same order."""
        cells = _cells_of(area)
        if len(cells) > _MOST_CELLS:
            found = {i: None for entry in self._cells.values() for i in entry}
        else:
            found = {i: None for cell in cells for i in self._cells.get(cell, ())}
        return sorted({**found, **self._everywhere})

    def _entries(self, cells: list[Cell]) -> Iterator[dict[str, None]]:
        if len(cells) > _MOST_CELLS:
            yield self._everywhere
            return
        for cell in cells:
            yield self._cells.setdefault(cell, {})


def _cells(element: Element) -> list[Cell]:
    """The cells an element touches, each once."""
    if element.bounds:
        return _cells_of(element.bounds)
    points = element.waypoints
    if len(points) == 2:
        return _cells_of(_around(*points))
    cells = {cell: None for pair in pairwise(points) for cell in _cells_of(_around(*pair))}
    return list(cells)


def _around(a: Point, b: Point) -> Bounds:
    return Bounds(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y))


def _cells_of(area: Bounds) -> list[Cell]:
    """The cells an area touches; more than allowed stands for "too many", none for no number."""
    x, y, width, height = area
    try:
        left, right = math.floor(x / _CELL), math.floor((x + max(width, 0.0)) / _CELL)
        top, bottom = math.floor(y / _CELL), math.floor((y + max(height, 0.0)) / _CELL)
    except (ValueError, OverflowError):  # not a number, or without end
        return []
    if (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
        return [(0, n) for n in range(_MOST_CELLS + 1)]
    return [(across, down) for across in range(left, right + 1) for down in range(top, bottom + 1)]
