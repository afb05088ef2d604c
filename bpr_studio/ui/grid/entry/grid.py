"""The editable grid: the window where people fill in long sheets.

Everything is one gesture of the host's `CellModel`; the grid keeps only how the sheet is shown
(marks, order, filters, folds, widths) and texts the host did not take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.entry.commands import Commands
from bpr_studio.ui.grid.entry.editing import Editing
from bpr_studio.ui.grid.entry.find_bar import FindBar
from bpr_studio.ui.grid.entry.finding import Finding
from bpr_studio.ui.grid.entry.keys import Do
from bpr_studio.ui.grid.entry.lines import CellLine, DeedLine, SumLine
from bpr_studio.ui.grid.entry.memory import MemoryCells
from bpr_studio.ui.grid.entry.menu import cell_menu
from bpr_studio.ui.grid.entry.model import CellPlace
from bpr_studio.ui.grid.entry.ordering import Ordering
from bpr_studio.ui.grid.entry.selection import Cell, Selection
from bpr_studio.ui.grid.entry.sheet import Sheet
from bpr_studio.ui.grid.entry.state import GridState
from bpr_studio.ui.grid.entry.sums import selection_sentence
from bpr_studio.ui.grid.entry.view import EntryView
from bpr_studio.ui.qt.theme import Tone, current_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QHideEvent

    from bpr_studio.ui.grid.entry.gestures import GridReport
    from bpr_studio.ui.grid.entry.menu import CellDeed
    from bpr_studio.ui.grid.entry.model import CellModel, GridChange, RefusedCell
    from bpr_studio.ui.grid.entry.popups import CellEditorFactory

__all__ = ["CellPlace", "EntryGrid"]

#: More marked cells than this are counted by nobody.
_SUMMED_CELLS: Final = 12_000
#: Sums follow a key so much later; the cell itself is painted at once.
_SUMS_MS: Final = 60


class EntryGrid(QWidget):
    """A sheet to fill in. Keys, mouse and clipboard work as in worksheets.

    Signals:
        current_changed: the `CellPlace` the keyboard is on now, or None.
        reported: the `GridReport` of every gesture.
        refused_changed: how many refused texts stand in the sheet.
        selection_text: count, sum and mean of the marked cells for the status bar.
        state_changed: somebody changed widths or folds; ask `save_state`.
        editing_began: id of the row in which somebody types now.
        editing_ended: nobody types any more.
    """

    current_changed = Signal(object)
    reported = Signal(object)
    refused_changed = Signal(int)
    selection_text = Signal(str)
    state_changed = Signal()
    editing_began = Signal(str)
    editing_ended = Signal()

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        """Make a grid without a sheet; `name` says what it lists, for screen readers."""
        super().__init__(parent)
        self._sheet = Sheet(MemoryCells((), (), rows_can_change=False))
        self._view = EntryView(self._sheet, name)
        self._editing = Editing(self._view, self._sheet)
        self._commands = Commands(self._view, self._sheet, self._editing, self._tell)
        self._ordering = Ordering(self._view, self._sheet, self._editing, self._arranged)
        self._find_bar = FindBar()
        self._finding = Finding(self._find_bar, self._view, self._sheet, self._tell)
        self._commands.extend(self._finding.deeds)
        self._commands.extend(self._ordering.deeds)
        self._commands.extend({Do.MENU: self._view.ask_menu, Do.OPEN_LIST: self.open_list})
        self._chooser: Callable[[CellPlace, QPoint], bool] = _no_chooser
        self._filter_line = DeedLine(
            "funnel", Tone.ACCENT, tr("Show all rows"), self._ordering.clear_filters, closes=False
        )
        self._report_line = DeedLine(
            "info", Tone.ACCENT, tr("Go to the next one"), self.next_refused, closes=True
        )
        self._sum_line = SumLine(self._sheet)
        self._cell_line = CellLine()
        self._deeds: list[CellDeed] = []
        self._stop: Callable[[], None] = lambda: None
        self._refused = 0
        self._state = GridState()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._tell_selection)
        self._sum_later = QTimer(self)
        self._sum_later.setSingleShot(True)
        self._sum_later.setInterval(_SUMS_MS)
        self._sum_later.timeout.connect(self._show_sums)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._find_bar)
        column.addWidget(self._filter_line)
        column.addWidget(self._view, 1)
        column.addWidget(self._sum_line)
        column.addWidget(self._cell_line)
        column.addWidget(self._report_line)
        self.setFocusProxy(self._view)

    def _connect(self) -> None:
        view = self._view
        view.selection_moved.connect(self._selection_moved)
        view.menu_wanted.connect(self._open_menu)
        view.numbers.pressed.connect(self._commands.press_number)
        view.numbers.menu_wanted.connect(self._open_row_menu)
        view.scrolled.connect(self._sum_line.update)
        view.several_pressed.connect(self.open_list)
        self._editing.began.connect(self.editing_began)
        self._editing.ended.connect(self.editing_ended)
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
        """What keys and menus do, for the host's own buttons."""
        return self._commands

    @property
    def ordering(self) -> Ordering:
        """Sorting, filtering, folding, zooming, for the host's own buttons."""
        return self._ordering

    @property
    def find_bar(self) -> FindBar:
        """The bar of Ctrl+F and Ctrl+H."""
        return self._find_bar

    @property
    def model(self) -> CellModel:
        """The host's cells."""
        return self._sheet.model

    @property
    def refused(self) -> tuple[RefusedCell, ...]:
        """The texts that were not taken and still stand in their cells."""
        return self._sheet.refusals.cells

    def set_model(self, model: CellModel) -> None:
        """Show another sheet, in its own order and with its own folds."""
        self._editing.commit()
        self._stop()
        self._sheet.load(model)
        self._stop = model.subscribe(self._follow)
        self._report_line.say("")
        self._state = self.save_state()
        self._view.reload()
        self._arranged()
        self._count_refused()

    def set_editors(self, factory: CellEditorFactory | None) -> None:
        """Who makes the popups of picker and profile columns."""
        self._editing.set_factory(factory)

    def set_cell_deeds(self, deeds: Sequence[CellDeed]) -> None:
        """What the host offers at a cell, in the menu and by shortcut."""
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        self._deeds = list(deeds)
        for deed in deeds:
            if deed.shortcut:
                self._add_shortcut(deed)

    def set_chooser(self, chooser: Callable[[CellPlace, QPoint], bool]) -> None:
        """Who offers the values of a cell where several stand, below a place of the screen.

        Args:
            chooser: says whether it opened; where it does not, Alt+Down changes the cell.
        """
        self._chooser = chooser

    def open_list(self) -> None:
        """Offer what can be chosen for the current cell (Alt+Down)."""
        place, cell = self.current, self._view.selection.active
        rect = self._sheet.cell_rect(cell)
        at = self._view.viewport().mapToGlobal(rect.bottomLeft())
        if place is None or not self._chooser(place, at):
            self._commands.edit()

    def _add_shortcut(self, deed: CellDeed) -> None:
        def run() -> None:
            place = self.current
            if place is not None and deed.possible(place):
                deed.run(place)

        action = QAction(deed.text, self)
        action.setShortcut(deed.shortcut)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: run())
        self.addAction(action)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is being typed is kept when the page goes away."""
        self._editing.commit()
        super().hideEvent(event)

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
            self._ordering.clear_filters()
        row, column = arrangement.row_of(row_id), self._column_for(key)
        if row is None or column is None:
            return False
        self._view.select(Selection.at(Cell(row, column)))
        self._view.setFocus()
        return True

    def _column_for(self, key: str) -> int | None:
        arrangement = self._sheet.arrangement
        if not key:
            return self._view.selection.active.column
        hidden = next((spec for spec in self._sheet.model.columns if spec.key == key), None)
        if arrangement.column_of(key) is None and hidden is not None:
            self._ordering.toggle_fold(hidden.group)
        return arrangement.column_of(key)

    def next_refused(self) -> None:
        """Go to the next refused text, round the end."""
        refused, here = self.refused, self.current
        if not refused:
            return
        places = [CellPlace(cell.row_id, cell.key) for cell in refused]
        following = places.index(here) + 1 if here in places else 0
        place = places[following % len(places)]
        self.jump(place.row_id, place.key)

    # -- state -------------------------------------------------------------------------------

    def save_state(self) -> GridState:
        """How somebody set the sheet up; small, for the settings."""
        return GridState(dict(self._sheet.widths), self._sheet.folded)

    def restore_state(self, state: GridState) -> None:
        """Set the sheet up as it was; call it after `set_model`."""
        self._sheet.widths = dict(state.widths)
        if state.folded is not None:
            self._sheet.arrangement.fold_exactly(state.folded)
        self._state = self.save_state()
        self._view.rearranged()

    # -- inside ------------------------------------------------------------------------------

    def _follow(self, change: GridChange) -> None:
        """The host's cells changed: repaint what is concerned and nothing else."""
        sheet = self._sheet
        sheet.faces.forget(None if change.columns else change.rows)
        self._finding.sheet_changed()
        if change.columns:
            sheet.arrangement.arrange_columns()
        if change.order or change.columns:
            sheet.refusals.keep_rows(sheet.model.row_ids)
            self._count_refused()
            self._ordering.follow()
        elif change.rows is None:
            self._view.repaint_all()
        else:
            rows = (sheet.arrangement.row_of(row_id) for row_id in change.rows)
            self._view.repaint_rows(row for row in rows if row is not None)
        self._sum_later.start()
        self._settle.start()

    def _tell(self, report: GridReport) -> None:
        """A gesture is done: say what was not taken, keep it in the cells."""
        sheet = self._sheet
        tried = {cell.row_id for cell in report.refused}
        sheet.faces.forget(tried)
        rows = (sheet.arrangement.row_of(row_id) for row_id in tried)
        self._view.repaint_rows(row for row in rows if row is not None)
        self._count_refused()
        if report.refused:
            self._report_line.warn(_sentence_of(report))
        else:
            self._report_line.say(_sentence_of(report), with_deed=False)
        self.reported.emit(report)

    def _count_refused(self) -> None:
        count = len(self._sheet.refusals)
        if count != self._refused:
            self._refused = count
            if not count:
                self._report_line.say("")
            self.refused_changed.emit(count)

    def _arranged(self) -> None:
        """Rows, columns or sizes are shown otherwise."""
        self._finding.sheet_changed()
        self._filter_line.say(self._ordering.filter_sentence())
        self._show_sums()
        self._sum_line.updateGeometry()
        self._settle.start()
        state = self.save_state()
        if state != self._state:
            self._state = state
            self.state_changed.emit()

    def _show_sums(self) -> None:
        self._sum_later.stop()
        self._sum_line.show_sums(self._sheet.model.sums())

    def _selection_moved(self) -> None:
        self._settle.start()
        self._count_refused()
        self.current_changed.emit(self.current)

    def _tell_selection(self) -> None:
        sheet, active = self._sheet, self._view.selection.active
        there = self.current is not None
        self._cell_line.show_cell(
            sheet.columns[active.column] if there else None,
            sheet.face(active.row, active.column) if there else None,
        )
        blocks = self._view.selection.blocks
        if sum(block.height * block.width for block in blocks) > _SUMMED_CELLS or not there:
            self.selection_text.emit("")
            return
        cells = self._view.selection.cells()
        self.selection_text.emit(selection_sentence(map(sheet.gestures.text, cells)))

    def _open_menu(self, _cell: Cell, at: QPoint) -> None:
        self._editing.commit()
        cell_menu(self._commands, self._deeds, self.current, self).popup(at)

    def _open_row_menu(self, row: int, at: QPoint) -> None:
        if row not in self._view.selection.rows():
            self._commands.press_number(row, 0)
        self._open_menu(self._view.selection.active, at)

    def _new_looks(self) -> None:
        self._sheet.painter.forget_looks()
        self._view.repaint_all()


def _no_chooser(_place: CellPlace, _at: QPoint) -> bool:
    """Nobody offers several values."""
    return False


def _sentence_of(report: GridReport) -> str:
    parts = []
    if report.refused:
        first = report.refused[0].message
        if report.cells == 1:
            parts.append(first)
        else:
            told = ntr(
                "{n:,} of {cells:,} texts was not taken; it stays marked in its cell.",
                "{n:,} of {cells:,} texts were not taken; they stay marked in their cells.",
                len(report.refused),
                cells=report.cells,
            )
            parts += [told, first]
    return " ".join([*parts, *report.remarks])
