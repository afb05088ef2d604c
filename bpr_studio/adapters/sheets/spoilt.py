"""Cells that cannot be read at all: error values, formulas without result, merged cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.adapters.sheets.sheet_scan import cell_name, cell_place
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.adapters.sheets.grids import Grid


def spoilt_cells(grid: Grid, first_row: int, places: set[int]) -> dict[int, dict[int, Refused]]:
    """Answer cells that hold an error, a formula without result or part of a merged range.

    By row and column, both from 0.
    """
    facts = grid.facts
    found: dict[int, dict[int, Refused]] = {}
    for cells, refusal in (
        (facts.errors, _error_cell()),
        (facts.without_value, _no_result()),
        (_merged_cells(grid, first_row, places), _merged()),
    ):
        for cell in in_columns(cells, places):
            row, place = cell_place(cell)
            if row >= first_row:
                found.setdefault(row, {})[place] = refusal
    return found


def unreadable_cells(grid: Grid) -> Iterator[tuple[int, int, Refused]]:
    """Row, column and reason of every cell that holds an error or a formula without result."""
    facts = grid.facts
    for cells, refusal in ((facts.errors, _error_cell()), (facts.without_value, _no_result())):
        for cell in cells:
            row, place = cell_place(cell)
            if row >= 0:
                yield row, place, refusal


def in_columns(cells: Iterable[str], places: set[int]) -> Iterator[str]:
    """Those of the addresses that lie in one of the columns."""
    letters = {cell_name(0, place)[:-1] for place in places}
    return (cell for cell in cells if cell.rstrip("0123456789") in letters)


def _merged_cells(grid: Grid, first_row: int, places: set[int]) -> Iterator[str]:
    """The answer cells inside merged ranges of the data area."""
    last_row = len(grid.rows) - 1
    for area in grid.facts.merges:
        first, _, last = area.partition(":")
        top, left = cell_place(first)
        bottom, right = cell_place(last or first)
        for row in range(max(top, first_row), min(bottom, last_row) + 1):
            yield from (cell_name(row, place) for place in places if left <= place <= right)


def _error_cell() -> Refused:
    return Refused(
        "error-cell",
        tr("The cell holds an error value such as #DIV/0! or #N/A. Write the value itself."),
    )


def _no_result() -> Refused:
    return Refused(
        "formula-without-value",
        tr(
            "The cell holds a formula whose result was not saved. "
            "Open the file in Excel, save it again, or write the value itself."
        ),
    )


def _merged() -> Refused:
    return Refused(
        "merged-cells",
        tr("The cell is merged with others. Undo the merging and fill in each line."),
    )
