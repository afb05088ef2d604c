"""Which elements are drawn near a place: a grid of cells, kept up to date by the model."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.geometry import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.process.element import Element

_CELL: Final = 240.0
_MOST_CELLS: Final = 512
"""What covers more cells than this (or lies absurdly far away) is near everything."""

Cell = tuple[int, int]


class PlaceIndex:
    """Finds elements by place without looking at all of them."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._cells: dict[Cell, dict[str, None]] = {}
        self._everywhere: dict[str, None] = {}
        for element in elements:
            self.add(element)

    def add(self, element: Element) -> None:
        """Know an element from now on."""
        for entry in self._entries(element):
            entry[element.id] = None

    def remove(self, element: Element) -> None:
        """Know it no longer; it must be as it was when it was added."""
        for entry in self._entries(element):
            entry.pop(element.id, None)

    def replace(self, before: Element, after: Element) -> None:
        """Know an element by its new place; most changes leave it in the same cells."""
        if _cells(before) != _cells(after):
            self.remove(before)
            self.add(after)

    def near(self, area: Bounds) -> list[str]:
        """The ids of what may touch an area: a few more than do, always in the same order."""
        cells = _cells_of(area)
        if len(cells) > _MOST_CELLS:
            found = {i: None for entry in self._cells.values() for i in entry}
        else:
            found = {i: None for cell in cells for i in self._cells.get(cell, ())}
        return sorted({**found, **self._everywhere})

    def _entries(self, element: Element) -> Iterator[dict[str, None]]:
        cells = _cells(element)
        if len(cells) > _MOST_CELLS:
            yield self._everywhere
            return
        for cell in cells:
            yield self._cells.setdefault(cell, {})


def _cells(element: Element) -> dict[Cell, None]:
    """The cells an element touches."""
    cells: dict[Cell, None] = {}
    for area in _areas(element):
        cells.update(dict.fromkeys(_cells_of(area)))
    return cells


def _areas(element: Element) -> Iterator[Bounds]:
    if element.bounds:
        yield element.bounds
    for a, b in pairwise(element.waypoints):
        yield Bounds(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y))


def _cells_of(area: Bounds) -> list[Cell]:
    """The cells an area touches; more than allowed stands for "too many", none for no number."""
    if not all(map(math.isfinite, area)):
        return []
    left, right = math.floor(area.x / _CELL), math.floor(max(area.right, area.x) / _CELL)
    top, bottom = math.floor(area.y / _CELL), math.floor(max(area.bottom, area.y) / _CELL)
    if (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
        return [(0, n) for n in range(_MOST_CELLS + 1)]
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
