"""What people do to cells, each as one gesture of the host; places and texts, no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.entry.clipboard import paste_plan, repeated
from bpr_studio.ui.grid.entry.matching import folded
from bpr_studio.ui.grid.entry.model import ColumnKind, is_new_row
from bpr_studio.ui.grid.entry.selection import Block, Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.ui.grid.entry.arrangement import Arrangement
    from bpr_studio.ui.grid.entry.clipboard import Grid
    from bpr_studio.ui.grid.entry.faces import Refusals
    from bpr_studio.ui.grid.entry.matching import Search
    from bpr_studio.ui.grid.entry.model import CellEdit, CellModel, EntryColumn, RefusedCell
    from bpr_studio.ui.grid.entry.selection import Selection


@dataclass(frozen=True, slots=True)
class GridReport:
    """What became of a gesture, for whoever wants to tell the user.

    Attributes:
        label: the gesture's name.
        cells: how many cells were handed to the host.
        refused: those it did not take; their texts stay in the cells, marked.
        remarks: whole sentences; what was left out comes first.
        made: the ids of new rows.
    """

    label: str = ""
    cells: int = 0
    refused: tuple[RefusedCell, ...] = ()
    remarks: tuple[str, ...] = ()
    made: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wish:
    """A cell to be changed, by its place as shown."""

    cell: Cell
    text: str


def choice_text(column: EntryColumn, typed: str) -> str:
    """The label of the choice that was typed as label or value, else the text as typed."""
    flat = folded(typed.strip())
    for value, label in column.choices:
        if flat in {folded(label), folded(value)}:
            return label
    return typed


class Gestures:
    """Changes the cells of one model as they are arranged."""

    def __init__(self, model: CellModel, arrangement: Arrangement, refusals: Refusals) -> None:
        self._model = model
        self._arrangement = arrangement
        self._refusals = refusals

    # -- reading -----------------------------------------------------------------------------

    def text(self, cell: Cell) -> str:
        """The text of a cell as one would type it; a refused text is still there."""
        row_id = self._arrangement.row_id(cell.row)
        if is_new_row(row_id):
            return ""
        key = self._arrangement.columns[cell.column].key
        refused = self._refusals.at(row_id, key)
        return refused.text if refused is not None else self._model.text(row_id, key)

    def editable(self, cell: Cell) -> bool:
        """Whether the cell may be changed."""
        key = self._arrangement.columns[cell.column].key
        return self._model.editable(self._arrangement.row_id(cell.row), key)

    def copied(self, selection: Selection) -> Grid:
        """The texts of the marked cells; of blocks that do not lie in line the present one."""
        rows, columns = _shape(selection)
        last = len(self._arrangement.rows)
        return [
            [self.text(Cell(row, column)) for column in columns]
            for row in rows
            if row < last or len(rows) == 1
        ]

    def copied_columns(self, selection: Selection) -> list[int]:
        """The columns `copied` takes."""
        return _shape(selection)[1]

    # -- changing ----------------------------------------------------------------------------

    def type(self, cell: Cell, text: str) -> GridReport:
        """One text into one cell."""
        title = self._arrangement.columns[cell.column].title
        return self._apply(tr("Change “{column}”", column=title), [_Wish(cell, text)])

    def type_all(self, selection: Selection, text: str) -> GridReport:
        """One text into every marked cell."""
        wishes = [_Wish(cell, text) for cell in self._there(selection)]
        return self._apply(tr("Fill in marked cells"), wishes)

    def clear(self, selection: Selection, *, label: str = "") -> GridReport:
        """Empty the marked cells."""
        wishes = [_Wish(cell, "") for cell in self._there(selection)]
        return self._apply(label or tr("Clear cells"), wishes)

    def paste(self, selection: Selection, block: Grid) -> tuple[GridReport, Block]:
        """A block from the clipboard, repeated as worksheets do it; answers where it went."""
        marked = selection.block
        if not block:
            return GridReport(label=tr("Paste")), marked
        width = max(len(row) for row in block)
        grid = repeated(block, paste_plan((len(block), width), marked))
        room = len(self._arrangement.columns) - marked.left
        remarks = self._too_large(grid, marked.top, room)
        if not self._model.rows_can_change:
            grid = grid[: len(self._arrangement.rows) - marked.top]
        wishes = [
            _Wish(Cell(marked.top + down, marked.left + right), text)
            for down, row in enumerate(_without_empty_end(grid))
            for right, text in enumerate(row[:room])
        ]
        report = self._apply(tr("Paste"), wishes, remarks)
        right = marked.left + min(max((len(row) for row in grid), default=1), room) - 1
        bottom = marked.top + max(len(grid), 1) - 1
        return report, Block(marked.top, marked.left, bottom, right)

    def fill(self, source: Block, target: Block) -> GridReport:
        """Repeat the source over the rest of the target."""
        wishes = [
            _Wish(cell, self.text(_origin(source, cell)))
            for cell in target.cells()
            if not source.has(cell) and cell.row < len(self._arrangement.rows)
        ]
        return self._apply(tr("Fill"), wishes)

    def fill_down(self, selection: Selection) -> GridReport:
        """The top row of the block into the rows below; of a single row, the row above it."""
        block = selection.block
        top = block.top if block.height > 1 else block.top - 1
        if top < 0:
            return GridReport(label=tr("Fill down"))
        wishes = [
            _Wish(cell, self.text(Cell(top, cell.column)))
            for cell in block.cells()
            if cell.row > top and cell.row < len(self._arrangement.rows)
        ]
        return self._apply(tr("Fill down"), wishes)

    def fill_right(self, selection: Selection) -> GridReport:
        """The left column of the block into those beside it; of one column, the one before it."""
        block = selection.block
        left = block.left if block.width > 1 else block.left - 1
        if left < 0:
            return GridReport(label=tr("Fill right"))
        wishes = [
            _Wish(cell, self.text(Cell(cell.row, left)))
            for cell in block.cells()
            if cell.column > left and cell.row < len(self._arrangement.rows)
        ]
        return self._apply(tr("Fill right"), wishes)

    def replace(self, search: Search, by: str, cells: Iterable[Cell]) -> GridReport:
        """Replace what is found in these cells."""
        wishes = [
            _Wish(cell, search.replaced(self.text(cell), by))
            for cell in cells
            if search.hits(self.text(cell))
        ]
        return self._apply(tr("Replace"), wishes)

    # -- inside ------------------------------------------------------------------------------

    def _there(self, selection: Selection) -> Iterable[Cell]:
        """The marked cells of rows that exist."""
        last = len(self._arrangement.rows)
        return (cell for cell in selection.cells() if cell.row < last)

    def _too_large(self, grid: Grid, top: int, room: int) -> tuple[str, ...]:
        remarks = []
        wide = max(len(row) for row in grid) - room
        if wide > 0:
            remarks.append(
                ntr(
                    "{n} column did not fit at the right and was left out.",
                    "{n} columns did not fit at the right and were left out.",
                    wide,
                )
            )
        long = top + len(grid) - len(self._arrangement.rows)
        if long > 0 and not self._model.rows_can_change:
            remarks.append(
                ntr(
                    "{n} row did not fit below and was left out.",
                    "{n} rows did not fit below and were left out.",
                    long,
                )
            )
        return tuple(remarks)

    def _apply(
        self, label: str, wishes: Sequence[_Wish], remarks: tuple[str, ...] = ()
    ) -> GridReport:
        edits: list[CellEdit] = []
        locked = 0
        for wish in wishes:
            column = self._arrangement.columns[wish.cell.column]
            row_id = self._arrangement.row_id(wish.cell.row)
            text = choice_text(column, wish.text) if column.choices else wish.text
            if not self._model.editable(row_id, column.key):
                locked += self._differs(row_id, column, text)
            elif is_new_row(row_id) or self._differs(row_id, column, text):
                edits.append((row_id, column.key, text))
        if locked:
            remarks = (*remarks, _locked_sentence(locked))
        return self._hand_over(label, edits, remarks)

    def _differs(self, row_id: str, column: EntryColumn, text: str) -> bool:
        if is_new_row(row_id):
            return bool(text) and column.kind is not ColumnKind.READ_ONLY
        if self._refusals.at(row_id, column.key) is not None:
            return True
        return self._model.text(row_id, column.key) != text

    def _hand_over(
        self, label: str, edits: Sequence[CellEdit], remarks: tuple[str, ...]
    ) -> GridReport:
        if not any(text or not is_new_row(row_id) for row_id, _, text in edits):
            return GridReport(label=label, remarks=remarks)  # nothing, or blank new rows only
        result = self._model.set_cells(label, edits)
        self._refusals.settle(
            [(result.made.get(row_id, row_id), key) for row_id, key, _ in edits], result.refused
        )
        return GridReport(
            label=label,
            cells=len(edits),
            refused=result.refused,
            remarks=(*remarks, *result.remarks),
            made=tuple(result.made.values()),
        )


def _locked_sentence(count: int) -> str:
    return ntr(
        "{n} cell cannot be changed here and was left as it is.",
        "{n} cells cannot be changed here and were left as they are.",
        count,
    )


def _origin(source: Block, cell: Cell) -> Cell:
    """The cell of the source that is repeated in this one."""
    return Cell(
        source.top + (cell.row - source.top) % source.height,
        source.left + (cell.column - source.left) % source.width,
    )


def _shape(selection: Selection) -> tuple[list[int], list[int]]:
    """Rows and columns to copy: blocks over the same columns, or beside each other, are one."""
    blocks = selection.blocks
    if len({(block.left, block.right) for block in blocks}) == 1:
        return selection.rows(), list(selection.block.columns)
    if len({(block.top, block.bottom) for block in blocks}) == 1:
        columns = sorted({column for block in blocks for column in block.columns})
        return list(selection.block.rows), columns
    return list(selection.block.rows), list(selection.block.columns)


def _without_empty_end(grid: Grid) -> Grid:
    """Rows without any text at the end make no new rows."""
    last = len(grid)
    while last > 1 and not any(grid[last - 1]):
        last -= 1
    return grid[:last]
