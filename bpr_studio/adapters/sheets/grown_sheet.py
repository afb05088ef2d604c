"""Sheets of other makers as plain pictures, behind the same guard as our own forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.adapters.sheets.grids import GridFile
from bpr_studio.adapters.sheets.sheet_scan import cell_place
from bpr_studio.adapters.sheets.spoilt import unreadable_cells
from bpr_studio.adapters.sheets.survey_locating import is_our_form
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import is_blank
from bpr_studio.domain.workload.sheet_picture import Area, Cell, SheetPicture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.adapters.sheets.grids import Grid


def read_pictures(path: Path) -> tuple[SheetPicture, ...]:
    """The sheets of a workbook or CSV file that hold anything, in their order.

    Raises:
        UnreadableInputError: the file is broken, locked, of another kind or dangerous.
        RefusedError: it is a form of this program, or it is empty.
    """
    file = GridFile(path)
    if is_our_form(file):
        raise RefusedError(
            tr(
                "{name} is a survey form of this program; it is collected, not imported.",
                name=path.name,
            ),
            kept=tr("Nothing of it was taken over."),
            remedy=tr("Collect it with the other forms."),
        )
    pictures = tuple(
        _picture(file.grid(name), counts_from_1904=file.counts_from_1904) for name in file.names
    )
    filled = tuple(p for p in pictures if any(not p.is_blank_row(n) for n in range(len(p.rows))))
    if not filled:
        raise RefusedError(
            tr("{name} holds no entries.", name=path.name), remedy=tr("Ask for the file again.")
        )
    return filled


def is_form(path: Path) -> bool:
    """Whether a file is a survey form of this program; false where it cannot be read at all."""
    from bpr_studio.domain.shared.errors import BprError

    try:
        return is_our_form(GridFile(path))
    except BprError:
        return True  # whoever collects it says what is wrong with it


def _picture(grid: Grid, *, counts_from_1904: bool) -> SheetPicture:
    return SheetPicture(
        name=grid.name,
        rows=[["" if is_blank(value) else value for value in row] for row in grid.rows],
        merges=tuple(_areas(grid)),
        spoilt={Cell(row, place): why for row, place, why in unreadable_cells(grid)},
        counts_from_1904=counts_from_1904,
    )


def _areas(grid: Grid) -> Iterator[Area]:
    for merged in grid.facts.merges:
        first, _, last = merged.partition(":")
        area = Area(*cell_place(first), *cell_place(last or first))
        if min(area) >= 0:
            yield area
