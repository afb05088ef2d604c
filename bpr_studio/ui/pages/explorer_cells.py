"""What the cells of the explorer show, and what is copied from them."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.explore import Against, Measure, Side
from bpr_studio.domain.workload.explore_words import (
    column_heading,
    column_unit,
    dimension_name,
    value_name,
)
from bpr_studio.services.exploring_tables import cell
from bpr_studio.ui.grid.columns import plain_text

if TYPE_CHECKING:
    from bpr_studio.domain.workload.explore import ExploreColumn, ExploreTable

_ADDED: Final = frozenset({Measure.HOURS, Measure.FTE, Measure.COST, Measure.SHARE})


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows below the last one are the totals."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def cells(self) -> int:
        """How many cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


class TableCells:
    """One table as cells, its totals being the row below the last."""

    def __init__(self, table: ExploreTable) -> None:
        self.table = table
        several = len(table.view.measures) > 1
        compared = table.view.against is not Against.NOTHING
        self.column_count = len(table.columns)
        self.row_count = len(table.row_keys)
        self.row_heads = tuple(dimension_name(d) for d in table.view.rows) or (tr("Total"),)
        self.values_named = several or compared or not table.view.columns
        self.levels = len(table.view.columns) + int(self.values_named)

    @cached_property
    def _largest(self) -> list[float]:
        """The largest absolute value of each column's kind, for the shading; totals left out."""
        found: dict[tuple[object, Side], float] = {}
        known = np.abs(np.nan_to_num(self.table.values))
        most = known.max(axis=0) if len(known) else np.zeros(self.column_count)
        shared = any(not column.total for column in self.table.columns)
        for column, value in zip(self.table.columns, most.tolist(), strict=True):
            if not (column.total and shared):
                key = column.measure, column.side
                found[key] = max(found.get(key, 0.0), value)
        return [
            0.0 if column.total and shared else found[column.measure, column.side]
            for column in self.table.columns
        ]

    def value(self, row: int, column: int) -> float:
        """The number of a cell; NaN where it is unknown."""
        values = self.table.totals if row == self.row_count else self.table.values[row]
        return float(values[column])

    def text(self, row: int, column: int) -> str:
        """A cell as people read it."""
        return shown(self.table.columns[column], self.value(row, column))

    def strength(self, row: int, column: int) -> float:
        """How strongly a cell is shaded, -1 … 1; negative for a decrease."""
        largest = self._largest[column]
        value = self.value(row, column)
        if not largest or math.isnan(value) or row == self.row_count:
            return 0.0
        return max(-1.0, min(1.0, value / largest))

    def row_label(self, row: int, level: int) -> str:
        """Name of a row in one of its dimensions."""
        if row == self.row_count:
            return tr("Total") if level == 0 else ""
        labels = self.table.row_labels[row]
        return labels[level] if level < len(labels) else tr("Total")

    def begins_group(self, row: int, level: int) -> bool:
        """Whether the name of a row differs from the row above it, or stands below another one."""
        if row in (0, self.row_count) or level == len(self.row_heads) - 1:
            return True
        keys = self.table.row_keys
        return keys[row][: level + 1] != keys[row - 1][: level + 1]

    @property
    def corner(self) -> str:
        """The unit of all numbers, where they have only one and the headings do not tell it."""
        if self.values_named:
            return ""
        return tr("Unit: {unit}", unit=column_unit(self.table.columns[0]))

    def column_label(self, column: int, level: int) -> str:
        """A line of a column's heading; the last one may name the numbers and their unit."""
        shown_column = self.table.columns[column]
        if self.values_named and level == self.levels - 1:
            several = len(self.table.view.measures) > 1 or not self.table.view.columns
            name = value_name(shown_column, several=several)
            return f"{name}（{column_unit(shown_column)}）"
        if shown_column.total:
            return tr("Total") if level == 0 else ""
        return shown_column.labels[level]

    def same_heading(self, one: int, other: int, level: int) -> bool:
        """Whether two neighbours stand under one heading in a line."""
        columns = self.table.columns
        if level >= len(self.table.view.columns) or columns[one].total != columns[other].total:
            return False
        return columns[one].keys[: level + 1] == columns[other].keys[: level + 1]

    def heading(self, column: int) -> str:
        """A column's heading in one line with its unit."""
        shown_column = self.table.columns[column]
        name = column_heading(shown_column, self.table.view)
        return f"{name}（{column_unit(shown_column)}）"

    def row_name(self, row: int) -> str:
        """A row's name in one line."""
        if row == self.row_count:
            return tr("Total")
        return " / ".join(label for label in self.table.row_labels[row] if label) or tr("Total")

    def sentence(self, row: int, column: int) -> str:
        """A cell as a whole, for hints and screen readers."""
        return tr(
            "{row}, {column}: {value}",
            row=self.row_name(row),
            column=self.heading(column),
            value=self.text(row, column),
        )

    def sum_text(self, area: Area, column: ExploreColumn, count: str) -> str:
        """What marked cells of one kind are together, where they may be added up."""
        if column.measure not in _ADDED:
            return count
        rows = slice(area.top, area.bottom + 1)
        values = self.table.values[rows, area.left : area.right + 1]
        total = float(np.nansum(values)) if area.top < self.row_count else math.nan
        if math.isnan(total):
            return count
        unit = column_unit(column)
        return tr(
            "{count}, together {sum} {unit}", count=count, sum=shown(column, total), unit=unit
        )

    def as_worksheet(self, area: Area) -> str:
        """The cells of an area with the headings of rows and columns, tab by tab."""
        out = io.StringIO()
        writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
        columns = range(area.left, area.right + 1)
        writer.writerow(
            [*self.row_heads, *(plain_text(self.heading(column)) for column in columns)]
        )
        for row in range(area.top, area.bottom + 1):
            names = [plain_text(self.row_label(row, level)) for level in range(len(self.row_heads))]
            writer.writerow([*names, *(self._plain(row, column) for column in columns)])
        return out.getvalue()

    def _plain(self, row: int, column: int) -> str:
        value = cell(self.table.columns[column], self.value(row, column))
        return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def shown(column: ExploreColumn, value: float) -> str:
    """A number as people read it: 1,234, ▲12, – where it is unknown."""
    found = cell(column, value)
    if found is None:
        return "–"
    text = f"{abs(found):,.{column.decimals}f}"
    negative = found < 0 and bool(text.strip("0.,"))
    if column.side in {Side.DIFFERENCE, Side.PERCENT} and not negative and text.strip("0.,"):
        return f"+{text}"
    return f"▲{text}" if negative else text
