"""A worksheet somebody else designed, as plain values: cells, merged areas, what is spoilt."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bpr_studio.domain.workload.cell_rules import is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.workload.cell_rules import CellValue, Refused


class Area(NamedTuple):
    """A merged range; rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Cell(NamedTuple):
    """The place of a cell, from 0."""

    row: int
    column: int


@dataclass(frozen=True)  # no slots: the merged cells are worked out once
class SheetPicture:
    """One sheet.

    Attributes:
        name: its name; "" for a CSV file.
        rows: values; "" where a cell is empty.
        merges: merged ranges.
        spoilt: cells whose value cannot be known (an error, a formula without result).
        counts_from_1904: days are counted from 1904.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    merges: tuple[Area, ...] = ()
    spoilt: Mapping[Cell, Refused] = field(default_factory=dict)
    counts_from_1904: bool = False

    @property
    def width(self) -> int:
        """Number of columns."""
        return max(map(len, self.rows), default=0)

    @cached_property
    def _origins(self) -> dict[Cell, Cell]:
        """For each cell inside a merged range but its first: that first one."""
        last = len(self.rows) - 1
        found: dict[Cell, Cell] = {}
        for area in self.merges:
            origin = Cell(area.top, area.left)
            for row in range(area.top, min(area.bottom, last) + 1):
                for column in range(area.left, min(area.right, self.width - 1) + 1):
                    if (row, column) != origin:
                        found[Cell(row, column)] = origin
        return found

    def origin(self, row: int, column: int) -> Cell:
        """The cell that holds the value shown at a place: the first of a merged range."""
        return self._origins.get(Cell(row, column), Cell(row, column))

    def value(self, row: int, column: int) -> CellValue:
        """What stands in a cell itself; "" outside the sheet."""
        if not 0 <= row < len(self.rows):
            return ""
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else ""

    def shown(self, row: int, column: int) -> CellValue:
        """What a person sees at a place: merged cells show the value of their first one."""
        return self.value(*self.origin(row, column))

    def is_blank_row(self, row: int) -> bool:
        """Whether nothing stands in a row."""
        return all(is_blank(value) for value in self.rows[row])
