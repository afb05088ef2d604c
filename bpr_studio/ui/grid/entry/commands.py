"""What keys and menus of the grid do: from a key to a gesture."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QGuiApplication

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.entry.clipboard import harmless, read_range, write_range
from bpr_studio.ui.grid.entry.editing import Step
from bpr_studio.ui.grid.entry.gestures import GridReport
from bpr_studio.ui.grid.entry.keys import Do, Walker, draws_mark, is_moving, typed_text, wanted
from bpr_studio.ui.grid.entry.selection import Block, Cell, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QInputMethodEvent, QKeyEvent

    from bpr_studio.ui.grid.entry.clipboard import Grid
    from bpr_studio.ui.grid.entry.editing import Editing, Typed
    from bpr_studio.ui.grid.entry.sheet import Sheet
    from bpr_studio.ui.grid.entry.view import EntryView


class _LastCopy:
    """The cells copied last, as they are; the clipboard has them made harmless for worksheets.

    Not a format of our own on the clipboard: Qt lets go of such data after Python has ended,
    and the process dies of it.
    """

    plain: ClassVar[str] = ""
    cells: ClassVar[Grid] = []


class Commands:
    """Turns keys and menu entries into gestures.

    Args:
        view: shows the cells.
        sheet: what it shows.
        editing: the field over a cell.
        told: takes the report of every gesture.
    """

    def __init__(
        self, view: EntryView, sheet: Sheet, editing: Editing, told: Callable[[GridReport], None]
    ) -> None:
        self._view = view
        self._sheet = sheet
        self._editing = editing
        self._told = told
        self._tab_start: int | None = None  # Enter after Tabs goes back to this column
        self._deeds: dict[Do, Callable[[], object]] = {
            Do.EDIT: self.edit,
            Do.OPEN_LIST: self.edit,
            Do.CLEAR: self.clear,
            Do.CLEAR_AND_EDIT: lambda: self.edit(typed=""),
            Do.GIVE_UP: self.give_up,
            Do.NEXT_ROW: lambda: self.step(Step(down=1)),
            Do.ROW_BEFORE: lambda: self.step(Step(down=-1)),
            Do.NEXT_CELL: lambda: self.step(Step(right=1)),
            Do.CELL_BEFORE: lambda: self.step(Step(right=-1)),
            Do.COPY: self.copy,
            Do.COPY_WITH_HEADINGS: lambda: self.copy(headings=True),
            Do.CUT: self.cut,
            Do.PASTE: self.paste,
            Do.FILL_DOWN: self.fill_down,
            Do.FILL_RIGHT: self.fill_right,
            Do.MARK_ALL: self.mark_all,
            Do.MARK_ROWS: self.mark_rows,
            Do.MARK_COLUMNS: self.mark_columns,
            Do.INSERT_ROWS: self.insert_above,
            Do.REMOVE_ROWS: self.remove_rows,
            Do.MOVE_UP: lambda: self.move_rows(-1),
            Do.MOVE_DOWN: lambda: self.move_rows(1),
            Do.FOLD: lambda: self.fold(folded=True),
            Do.UNFOLD: lambda: self.fold(folded=False),
        }
        editing.typed.connect(self._typed)
        view.edit_wanted.connect(self.edit)
        view.fill_wanted.connect(self._fill)
        view.set_hands(keys=self.key, claims=self.claims, compose=self.compose)

    def extend(self, deeds: dict[Do, Callable[[], object]]) -> None:
        """Add what others answer (finding, filtering, zooming)."""
        self._deeds.update(deeds)

    # -- keyboard ----------------------------------------------------------------------------

    def claims(self, event: QKeyEvent) -> bool:
        """Whether the key is the grid's before it is a shortcut of the window."""
        do = wanted(event)
        return (do in self._deeds) or is_moving(event) or bool(typed_text(event))

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; False leaves it to others."""
        if not self._sheet.columns or not self._sheet.row_count:
            return False
        do = wanted(event)
        if do is not None and do in self._deeds:
            self._deeds[do]()
            return True
        if is_moving(event):
            self._move(event)
            return True
        text = typed_text(event)
        if text:
            self.edit(typed=text)
        return bool(text)

    def compose(self, event: QInputMethodEvent) -> bool:
        """An input method types on the marked cell."""
        if self._editing.is_composing:
            return self._editing.compose(event)
        if not event.preeditString() and not event.commitString():
            return False
        cell = self._view.selection.active
        if not self._sheet.gestures.editable(cell):
            return False
        self._editing.begin_composing(cell, self._sheet.gestures.text(cell))
        return self._editing.compose(event)

    def _move(self, event: QKeyEvent) -> None:
        selection, sheet = self._view.selection, self._sheet
        self._tab_start = None
        walker = Walker(
            sheet.row_count,
            len(sheet.columns),
            self._view.page_rows(),
            lambda cell: bool(sheet.face(cell.row, cell.column).text),
        )
        if draws_mark(event):
            corner = walker.goal(event, selection.corner)
            self._view.select(selection.extended(corner), into_view=corner)
        else:
            self._view.select(Selection.at(walker.goal(event, selection.active)))

    def step(self, step: Step) -> None:
        """Go on as Enter and Tab do."""
        selection, sheet = self._view.selection, self._sheet
        if step.right and selection.is_single:
            self._step_across(step.right)
            return
        start, self._tab_start = self._tab_start, None
        if start is not None and step.down > 0 and selection.is_single:
            row = min(selection.active.row + 1, sheet.row_count - 1)
            self._view.select(Selection.at(Cell(row, start)))
            return
        self._view.select(
            selection.stepped(
                down=step.down, right=step.right, rows=sheet.row_count, columns=len(sheet.columns)
            )
        )

    def _step_across(self, right: int) -> None:
        """Tab skips cells that cannot be changed; behind the last one it begins the next row."""
        sheet, active = self._sheet, self._view.selection.active
        if self._tab_start is None:
            self._tab_start = active.column
        row, column = active.row, active.column + right
        while 0 <= row < sheet.row_count:
            while 0 <= column < len(sheet.columns):
                if not sheet.face(row, column).locked:
                    self._view.select(Selection.at(Cell(row, column)))
                    return
                column += right
            row += right
            column = 0 if right > 0 else len(sheet.columns) - 1

    # -- changing ----------------------------------------------------------------------------

    def edit(self, cell: Cell | None = None, *, typed: str | None = None) -> None:
        """Change a cell (the active one): go on from its text, or replace it by `typed`."""
        place = cell or self._view.selection.active
        if self._sheet.gestures.editable(place):
            self._editing.begin(place, self._sheet.gestures.text(place), typed=typed)
        else:
            self._told(GridReport(remarks=(tr("This cell cannot be changed here."),)))

    def _typed(self, typed: Typed) -> None:
        gestures, selection = self._sheet.gestures, self._view.selection
        if typed.all_marked and not selection.is_single:
            self._told(gestures.type_all(selection, typed.text))
        else:
            report = gestures.type(typed.cell, typed.text)
            self._told(report)
            self._stay_on(report.made)
        if typed.step is not None and (typed.step.down or typed.step.right):
            self.step(typed.step)

    def _stay_on(self, made: Sequence[str]) -> None:
        """The blank row became a row: the keyboard stays on it."""
        row = self._sheet.arrangement.row_of(made[0]) if made else None
        if row is not None:
            self._view.select(Selection.at(Cell(row, self._view.selection.active.column)))

    def clear(self) -> None:
        """Empty the marked cells."""
        self._told(self._sheet.gestures.clear(self._view.selection))

    def give_up(self) -> None:
        """Esc: take the dashes away and forget the refused text of the active cell."""
        self._view.show_copied(None)
        active, sheet = self._view.selection.active, self._sheet
        row_id = sheet.arrangement.row_id(active.row)
        if sheet.refusals.drop(row_id, sheet.columns[active.column].key):
            sheet.faces.forget([row_id])
            self._view.repaint_rows([active.row])
            self._view.selection_moved.emit()

    def copy(self, *, headings: bool = False) -> None:
        """The marked cells to the clipboard."""
        selection, sheet = self._view.selection, self._sheet
        grid = sheet.gestures.copied(selection)
        columns = sheet.gestures.copied_columns(selection)
        plain = [[harmless(text) for text in row] for row in grid]
        if headings:
            plain.insert(0, [sheet.columns[column].heading for column in columns])
        _LastCopy.plain, _LastCopy.cells = write_range(plain), grid
        QGuiApplication.clipboard().setText(_LastCopy.plain)
        self._view.show_copied(selection.block)

    def cut(self) -> None:
        """Copy and empty."""
        self.copy()
        self._told(self._sheet.gestures.clear(self._view.selection, label=tr("Cut")))
        self._view.show_copied(None)

    def paste(self) -> None:
        """The clipboard into the sheet, from the marked cell on."""
        report, block = self._sheet.gestures.paste(self._view.selection, _on_clipboard())
        self._told(report)
        self._view.show_copied(None)
        self._mark_block(block)

    def fill_down(self) -> None:
        """The top row of the marked block into the others."""
        self._told(self._sheet.gestures.fill_down(self._view.selection))

    def fill_right(self) -> None:
        """The left column of the marked block into the others."""
        self._told(self._sheet.gestures.fill_right(self._view.selection))

    def _fill(self, source: Block, target: Block) -> None:
        self._told(self._sheet.gestures.fill(source, target))
        self._mark_block(target)

    def _mark_block(self, block: Block) -> None:
        """Mark what was filled without moving the window away from where it began."""
        sheet = self._sheet
        kept = block.within(sheet.row_count, len(sheet.columns))
        self._view.select(Selection.of(kept))

    # -- marking -----------------------------------------------------------------------------

    def mark_all(self) -> None:
        """Every cell of every row that exists."""
        rows = max(len(self._sheet.arrangement.rows), 1)
        self._mark(Block(0, 0, rows - 1, len(self._sheet.columns) - 1))

    def mark_rows(self) -> None:
        """The whole rows of the marked block."""
        block = self._view.selection.block
        self._mark(Block(block.top, 0, block.bottom, len(self._sheet.columns) - 1))

    def mark_columns(self) -> None:
        """The whole columns of the marked block."""
        block = self._view.selection.block
        rows = max(len(self._sheet.arrangement.rows), 1)
        self._mark(Block(0, block.left, rows - 1, block.right))

    def _mark(self, block: Block) -> None:
        active = self._view.selection.active
        selection = Selection.of(block, active=active if block.has(active) else None)
        self._view.select(selection)

    def press_number(self, row: int, how: int) -> None:
        """A row's number was pressed: 0 alone, 1 up to here, 2 these too."""
        last = len(self._sheet.columns) - 1
        selection = self._view.selection
        self._view.setFocus()
        if how == 1:
            start = Cell(selection.anchor.row, 0)
            self._view.select(
                Selection(selection.active, start, Cell(row, last), selection.others),
                into_view=Cell(row, selection.active.column),
            )
            return
        others = selection.blocks if how == 2 else ()
        first = Cell(row, 0)
        self._view.select(Selection(first, first, Cell(row, last), others))

    # -- rows --------------------------------------------------------------------------------

    @property
    def rows_can_change(self) -> bool:
        """Whether rows may be added, removed and moved."""
        return self._sheet.model.rows_can_change

    def insert_above(self) -> None:
        """As many blank rows as are marked, above the first of them."""
        if not self.rows_can_change:
            return
        block = self._view.selection.block
        rows = self._sheet.arrangement.rows
        before = rows[block.top] if block.top < len(rows) else None
        self._after_making(self._sheet.model.insert_rows(before, block.height))

    def insert_below(self) -> None:
        """As many blank rows as are marked, below the last of them."""
        if not self.rows_can_change:
            return
        block = self._view.selection.block
        self._after_making(
            self._sheet.model.insert_rows(self._id_after(block.bottom), block.height)
        )

    def _id_after(self, row: int) -> str | None:
        """The row that follows a line in the order of the sheet."""
        rows, ids = self._sheet.arrangement.rows, list(self._sheet.model.row_ids)
        if row >= len(rows):
            return None
        place = ids.index(rows[row]) + 1
        return ids[place] if place < len(ids) else None

    def _after_making(self, made: Sequence[str]) -> None:
        lines = [self._sheet.arrangement.row_of(row_id) for row_id in made]
        there = sorted(line for line in lines if line is not None)
        if there:
            column = self._view.selection.active.column
            self._view.select(Selection.at(Cell(there[0], column)))

    def duplicate_rows(self) -> None:
        """Copies of the marked rows below them."""
        ids = self._sheet.row_ids()
        if ids and self.rows_can_change:
            self._after_making(self._sheet.model.duplicate_rows(ids))

    def remove_rows(self) -> None:
        """Remove the marked rows; undo brings them back."""
        ids = self._sheet.row_ids()
        if ids and self.rows_can_change:
            top = self._view.selection.block.top
            column = self._view.selection.active.column
            self._sheet.model.remove_rows(ids)
            row = min(top, max(self._sheet.row_count - 1, 0))
            self._view.select(Selection.at(Cell(row, column)))

    def move_rows(self, by: int) -> None:
        """The marked rows one up or down; only in the sheet's own order."""
        sheet = self._sheet
        ids, rows = sheet.row_ids(), sheet.arrangement.rows
        if not ids or not self.rows_can_change:
            return
        if not sheet.arrangement.is_plain:
            why = tr("Rows can be moved only while the sheet is shown whole and in its own order.")
            self._told(GridReport(remarks=(why,)))
            return
        first, last = rows.index(ids[0]), rows.index(ids[-1])
        if (by < 0 and first == 0) or (by > 0 and last == len(rows) - 1):
            return
        place = first - 1 if by < 0 else last + 2
        active = self._view.selection.active
        sheet.model.move_rows(ids, rows[place] if place < len(rows) else None)
        block = self._view.selection.block
        moved = Block(first + by, block.left, last + by, block.right)
        self._view.select(
            Selection.of(
                moved, active=Cell(min(max(active.row, moved.top), moved.bottom), active.column)
            )
        )

    def fold(self, *, folded: bool) -> None:
        """Fold or unfold the group of the active cell."""
        group = self._sheet.group_at(self._view.selection.active.column)
        if group is None or not group.foldable:
            return
        if (group.key in self._sheet.folded) is not folded:
            self._view.header.fold_wanted.emit(group.key)


def _on_clipboard() -> Grid:
    """The cells on the clipboard; our own as they were, others as worksheets write them."""
    text = QGuiApplication.clipboard().text()
    if not text or text.replace("\r\n", "\n") != _LastCopy.plain:
        return read_range(text)
    return [list(row) for row in _LastCopy.cells]
