"""Sheets of other makers as plain pictures, behind the same guard as our own forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.sheets.grids import GridFile
from bpr_studio.adapters.sheets.sheet_scan import cell_place
from bpr_studio.adapters.sheets.spoilt import unreadable_cells
from bpr_studio.adapters.sheets.survey_locating import is_our_form
from bpr_studio.domain.shared.errors import RefusedError, UnreadableInputError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import is_blank
from bpr_studio.domain.workload.sheet_picture import Area, Cell, SheetPicture

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.adapters.sheets.grids import Grid

_MOST_MERGED: Final = 200_000  # cells inside merged ranges
_MOST_AREAS: Final = 5_000


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
    days = file.counts_from_1904
    pictures = tuple(
        _picture(path.name, file.grid(name), counts_from_1904=days) for name in file.names
    )
    filled = tuple(p for p in pictures if any(not p.is_blank_row(n) for n in range(len(p.rows))))
    if not filled:
        raise RefusedError(
            tr("{name} holds no entries.", name=path.name), remedy=tr("Ask for the file again.")
        )
    return filled


def _picture(file: str, grid: Grid, *, counts_from_1904: bool) -> SheetPicture:
    return SheetPicture(
        name=grid.name,
        rows=[["" if is_blank(value) else value for value in row] for row in grid.rows],
        merges=_areas(file, grid),
        spoilt={Cell(row, place): why for row, place, why in unreadable_cells(grid)},
        counts_from_1904=counts_from_1904,
    )


def _areas(file: str, grid: Grid) -> tuple[Area, ...]:
    """The merged ranges inside the sheet.

    Raises:
        UnreadableInputError: they cover more cells than any sheet that people fill in.
    """
    last_row = len(grid.rows) - 1
    last_column = max(map(len, grid.rows), default=0) - 1
    areas: list[Area] = []
    covered = 0
    for merged in grid.facts.merges:
        first, _, last = merged.partition(":")
        (top, left), (bottom, right) = cell_place(first), cell_place(last or first)
        area = Area(top, left, min(bottom, last_row), min(right, last_column))
        if top < 0 or left < 0 or area.bottom < top or area.right < left:
            continue
        areas.append(area)
        covered += (area.bottom - top + 1) * (area.right - left + 1)
        if covered > _MOST_MERGED or len(areas) > _MOST_AREAS:
            raise UnreadableInputError(
                tr("{name} was not opened because it is unusually large.", name=file),
                remedy=tr("Undo the merging of cells in Excel, save the file and try again."),
            )
    return tuple(areas)
