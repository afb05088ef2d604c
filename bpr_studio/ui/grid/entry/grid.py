"""The editable grid: the window where people fill in long sheets.

Everything is one gesture of the host's `CellModel`; the grid keeps only how the sheet is shown
(marks, order, filters, folds, widths) and texts the host did not take.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpr_studio.ui.grid.entry.commands import Commands
from bpr_studio.ui.grid.entry.editing import Editing
from bpr_studio.ui.grid.entry.memory import MemoryCells
from bpr_studio.ui.grid.entry.selection import Cell, Selection
from bpr_studio.ui.grid.entry.sheet import Sheet
from bpr_studio.ui.grid.entry.state import GridState
from bpr_studio.ui.grid.entry.view import EntryView
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.ui.grid.entry.gestures import GridReport
    from bpr_studio.ui.grid.entry.model import CellModel, GridChange, RefusedCell
    from bpr_studio.ui.grid.entry.popups import CellEditorFactory


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell by its names; the row id of the blank line is one of `new_row_id`."""

    row_id: str
    key: str


class EntryGrid(QWidget):
    """A sheet to fill in. Keys, mouse and clipboard work as in worksheets.

    Signals:
        current_changed: the `CellPlace` the keyboard is on now.
        reported: the `GridReport` of a gesture that was refused in part or remarked on.
        refused_changed: how many refused texts stand in the sheet.
    """

    current_changed = Signal(object)
    reported = Signal(object)
    refused_changed = Signal(int)

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        """Make a grid without a sheet; `name` says what it lists, for screen readers."""
        super().__init__(parent)
        self._sheet = Sheet(MemoryCells((), (), rows_can_change=False))
        self._view = EntryView(self._sheet, name)
        self._editing = Editing(self._view, self._sheet)
        self._commands = Commands(self._view, self._sheet, self._editing, self._tell)
        self._stop: Callable[[], None] = lambda: None
        self._refused = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._view, 1)
        self.setFocusProxy(self._view)
        self._connect()

    def _connect(self) -> None:
        view = self._view
        view.selection_moved.connect(self._tell_current)
        view.numbers.pressed.connect(self._commands.press_number)
        view.header.fold_wanted.connect(self._toggle_fold)
        view.header.width_drawn.connect(self._draw_width)
        current_theme().changed.connect(self._new_looks)

    # -- what it shows -----------------------------------------------------------------------

    @property
    def view(self) -> EntryView:
        """The cells on the screen."""
        return self._view

    @property
    def editing(self) -> Editing:
        """The cell being changed."""
        return self._editing

    @property
    def commands(self) -> Commands:
        """What keys and menus do, for the host's own actions."""
        return self._commands

    @property
    def model(self) -> CellModel:
        """The host's cells."""
        return self._sheet.model

    @property
    def refused(self) -> tuple[RefusedCell, ...]:
        """The texts that were not taken and still stand in their cells."""
        return self._sheet.refusals.cells

    def set_model(self, model: CellModel) -> None:
        """Show another sheet."""
        self._editing.cancel()
        self._stop()
        self._sheet.load(model)
        self._stop = model.subscribe(self._follow)
        self._view.reload()
        self._count_refused()

    def set_editors(self, factory: CellEditorFactory | None) -> None:
        """Who makes the popups of picker and profile columns."""
        self._editing.set_factory(factory)

    # -- places ------------------------------------------------------------------------------

    @property
    def current(self) -> CellPlace | None:
        """The cell the keyboard is on."""
        sheet, active = self._sheet, self._view.selection.active
        if active.column >= len(sheet.columns) or active.row >= sheet.row_count:
            return None
        return CellPlace(sheet.arrangement.row_id(active.row), sheet.columns[active.column].key)

    def selected_row_ids(self) -> list[str]:
        """The rows with a marked cell, as shown from top to bottom."""
        return self._sheet.row_ids()

    def jump(self, row_id: str, key: str = "") -> bool:
        """Go to a cell; what hides it (filters, folds) is opened. False when it is not there."""
        arrangement = self._sheet.arrangement
        if row_id not in self._sheet.model.row_ids:
            return False
        if arrangement.row_of(row_id) is None:
            arrangement.clear_filters()
            self._view.rearranged()
        row = arrangement.row_of(row_id)
        column = self._column_for(key)
        if row is None or column is None:
            return False
        self._view.select(Selection.at(Cell(row, column)))
        self._view.setFocus()
        return True

    def _column_for(self, key: str) -> int | None:
        arrangement = self._sheet.arrangement
        if not key:
            return 0
        hidden = next((c for c in self._sheet.model.columns if c.key == key), None)
        if arrangement.column_of(key) is None and hidden is not None:
            arrangement.fold(hidden.group, folded=False)
            self._view.rearranged()
        return arrangement.column_of(key)

    # -- state -------------------------------------------------------------------------------

    def save_state(self) -> GridState:
        """How somebody set the sheet up; small, for the settings."""
        return GridState(dict(self._sheet.widths), self._sheet.folded)

    def restore_state(self, state: GridState) -> None:
        """Set the sheet up as it was; call it after `set_model`."""
        self._sheet.widths = dict(state.widths)
        if state.folded is not None:
            self._sheet.arrangement.fold_exactly(state.folded)
        self._view.rearranged()

    # -- inside ------------------------------------------------------------------------------

    def _follow(self, change: GridChange) -> None:
        """The host's cells changed: repaint what is concerned and nothing else."""
        sheet = self._sheet
        sheet.faces.forget(None if change.columns else change.rows)
        if change.columns:
            sheet.arrangement.arrange_columns()
        if change.order or change.columns:
            self._rearrange(sheet.arrangement.follow)
        elif change.rows is None:
            self._view.repaint_all()
        else:
            rows = (sheet.arrangement.row_of(row_id) for row_id in change.rows)
            self._view.repaint_rows(row for row in rows if row is not None)

    def _rearrange(self, deed: Callable[[], None]) -> None:
        """Arrange anew; the keyboard stays on its cell wherever that goes."""
        place = self.current
        deed()
        self._sheet.refusals.keep_rows(self._sheet.model.row_ids)
        arrangement = self._sheet.arrangement
        row = arrangement.row_of(place.row_id) if place is not None else None
        column = arrangement.column_of(place.key) if place is not None else None
        if (
            row is not None
            and column is not None
            and Cell(row, column) != self._view.selection.active
        ):
            self._sheet.selection = Selection.at(Cell(row, column))
        self._view.rearranged()

    def _tell(self, report: GridReport) -> None:
        self._sheet.faces.forget({cell.row_id for cell in report.refused})
        if report.refused or report.remarks:
            self.reported.emit(report)
            self._view.viewport().update()
        self._count_refused()

    def _count_refused(self) -> None:
        count = len(self._sheet.refusals)
        if count != self._refused:
            self._refused = count
            self.refused_changed.emit(count)

    def _tell_current(self) -> None:
        self.current_changed.emit(self.current)

    def _toggle_fold(self, group: str) -> None:
        self._editing.commit()
        arrangement = self._sheet.arrangement
        folded = group not in arrangement.folded
        self._rearrange(lambda: arrangement.fold(group, folded=folded))

    def _draw_width(self, column: int, width: int) -> None:
        self._sheet.widths[self._sheet.columns[column].key] = round(width / self._sheet.zoom)
        self._view.remeasure()

    def _new_looks(self) -> None:
        self._sheet.painter.forget_looks()
        self._view.repaint_all()
