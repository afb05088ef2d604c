"""The steps of one task: gauge, grid, side panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.personal_data import doubt_words
from bpr_studio.services.detailed_cells import NAME
from bpr_studio.services.overlap_words import ELEMENT
from bpr_studio.ui.grid.entry.grid import EntryGrid
from bpr_studio.ui.grid.entry.menu import CellDeed
from bpr_studio.ui.pages.detailed_cells import StepCells, StepEditors
from bpr_studio.ui.pages.detailed_gauge import ReconcileGauge, compared
from bpr_studio.ui.pages.detailed_side import StepsSide
from bpr_studio.ui.pages.entry_bars import Bar, GuardBar
from bpr_studio.ui.pages.overlap_chooser import OverlapChooser
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint

    from bpr_studio.services.detailed_sheet import DetailedSheet
    from bpr_studio.services.entry_values import SheetChange
    from bpr_studio.services.events import Committed
    from bpr_studio.ui.grid.entry.model import CellPlace, RefusedCell
    from bpr_studio.ui.pages.detailed_parts import DetailedParts

_SETTLE_MS: Final = 120
_SIDE_WIDTH: Final = 272


class StepsView(QWidget):
    """The sheet of one task; everything typed is stored at once.

    Signals:
        changed: the sheet is another one now (a `SheetChange`).
        failed: a `BprError` that people have to know of.
        reported: a `GridReport` of the grid.
        list_wanted: kind and id of a row whose overlapping edits somebody wants to see.
    """

    changed = Signal(object)
    failed = Signal(object)
    reported = Signal(object)
    list_wanted = Signal(str)

    def __init__(self, parts: DetailedParts) -> None:
        super().__init__()
        self._parts = parts
        self._sheet: DetailedSheet | None = None
        self._cells: StepCells | None = None
        self._stop: Callable[[], None] = _nothing
        self.gauge = ReconcileGauge()
        self.lock = Bar("lock-simple", Tone.ACCENT)
        self.guard = GuardBar()
        self.grid = EntryGrid(name=tr("Steps of the task"))
        self.side = StepsSide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SETTLE_MS)
        self._later.timeout.connect(self.show_now)
        self._chooser = OverlapChooser(
            self,
            parts.overlaps,
            refused=self.failed.emit,
            to_list=lambda row: self.list_wanted.emit(":".join(row)),
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        work = QWidget()
        inner = QVBoxLayout(work)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addWidget(self.lock)
        inner.addWidget(self.guard)
        inner.addWidget(self.grid, 1)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(work)
        halves.addWidget(self.side)
        halves.setStretchFactor(0, 1)
        halves.setSizes([4 * _SIDE_WIDTH, _SIDE_WIDTH])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.gauge)
        column.addWidget(halves, 1)

    def _connect(self) -> None:
        self.grid.current_changed.connect(lambda _place: self._later.start())
        self.grid.refused_changed.connect(lambda _count: self._show_doubt())
        self.grid.reported.connect(self.reported)
        self.side.jump_wanted.connect(self.grid.jump)
        self.side.proposal_wanted.connect(self._take_proposal)
        self.side.all_wanted.connect(self.propose_core)
        self.guard.kept.connect(self._keep_doubtful)
        self.guard.corrected.connect(self._correct_doubtful)
        self.grid.set_chooser(self._choose)
        self.grid.editing_began.connect(lambda _row: self._hold())
        self.grid.editing_ended.connect(lambda: self._guarded(self._let_go))
        self.grid.set_cell_deeds(
            [
                CellDeed(
                    tr("Choose among the values of several people"),
                    lambda _place: self.grid.open_list(),
                    "arrows-left-right",
                    possible=lambda place: bool(self._sheet and self._sheet.overlaps(place.row_id)),
                )
            ]
        )

    def _hold(self) -> None:
        if self._sheet is not None:
            self._sheet.hold()

    def _let_go(self) -> None:
        if self._sheet is not None:
            self._sheet.let_go()

    def _choose(self, place: CellPlace, at: QPoint) -> bool:
        """Offer the values of several people; False where there is one value."""
        sheet = self._sheet
        if sheet is None or not sheet.overlaps(place.row_id):
            return False
        return self._chooser.open((ELEMENT, sheet.stored_row(place.row_id)), at, place.key)

    # -- the sheet --------------------------------------------------------------------------------

    @property
    def sheet(self) -> DetailedSheet | None:
        """The sheet shown."""
        return self._sheet

    def show_sheet(self, sheet: DetailedSheet) -> None:
        """Show the steps of a task from the first cell on."""
        self.close_sheet()
        self._sheet = sheet
        self._cells = StepCells(sheet, self._parts.undo, self._doubt)
        self.grid.set_editors(StepEditors(sheet))
        self.grid.set_model(self._cells)
        self.guard.say("")
        self._stop = sheet.subscribe(self._on_change)
        if sheet.rows:
            self.grid.jump(sheet.rows[0], NAME)
        for bar in (self.grid.view.horizontalScrollBar(), self.grid.view.verticalScrollBar()):
            bar.setValue(0)
        self.side.leaves.setCurrentIndex(0)
        self.show_now()
        self.grid.setFocus()

    def close_sheet(self) -> None:
        """Let go of the sheet."""
        self._stop()
        self._stop = _nothing
        if self._cells is not None:
            self._cells.close()
        self._sheet = self._cells = None

    def hear(self, event: Committed) -> None:
        """Something was written, by undo or by others."""
        if self._sheet is not None:
            self._guarded(lambda: self._sheet and self._sheet.reload(event))

    def show_now(self) -> None:
        """Bring gauge and side panel up to date."""
        self._later.stop()
        sheet = self._sheet
        if sheet is None:
            return
        self._show_sums()
        place = self.grid.current
        self.side.show_sheet(sheet, place.row_id if place is not None else "")
        can, rows = sheet.editable(), sheet.rows_editable
        reason = can.reason or rows.reason
        self.lock.say(tr("Only to look at. {reason}", reason=reason) if not can.ok else rows.reason)

    def _show_sums(self) -> None:
        if self._sheet is not None:
            self.gauge.show_sums(compared(self._sheet.reconciliation, self._sheet.sums))

    def _on_change(self, change: SheetChange) -> None:
        self._show_sums()
        self._later.start()
        self.changed.emit(change)

    # -- deeds ------------------------------------------------------------------------------------

    def add_row(self) -> None:
        """Make a step at the end and begin with its name."""
        sheet = self._sheet
        if sheet is not None:
            self._guarded(lambda: self.grid.jump(sheet.insert(1).new_rows[0], NAME))
            self.grid.commands.edit()

    def propose_core(self) -> None:
        """Tag every step nobody has tagged as its step type proposes."""
        sheet = self._sheet
        if sheet is not None:
            self._guarded(lambda: sheet.propose_core(sheet.rows))

    def _take_proposal(self) -> None:
        sheet, cells, place = self._sheet, self._cells, self.grid.current
        if sheet is not None and cells is not None and place is not None:
            wanted = sheet.column("core_tag").label_of(sheet.core_proposal(place.row_id))
            label = tr("Take the proposal")
            self._guarded(lambda: cells.set_cells(label, [(place.row_id, "core_tag", wanted)]))

    def _guarded(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except BprError as error:
            self.failed.emit(error)

    # -- personal data ----------------------------------------------------------------------------

    def _doubt(self, text: str) -> str:
        return doubt_words(self._parts.guard().hints(text)) if text else ""

    @property
    def doubtful(self) -> tuple[RefusedCell, ...]:
        """Refused texts that look like personal data."""
        return tuple(cell for cell in self.grid.refused if self._doubt(cell.text) == cell.message)

    def _show_doubt(self) -> None:
        waiting = self.doubtful
        self.guard.say(waiting[0].message if waiting else "")

    def _keep_doubtful(self) -> None:
        """Store the texts in doubt as they are; somebody looked at them."""
        cells, waiting = self._cells, self.doubtful
        if cells is None or not waiting:
            return
        cells.allow({(cell.key, cell.text) for cell in waiting})
        with self._parts.undo.gesture(tr("Keep the texts as they are")):
            for cell in waiting:  # what stands in the cell is typed once more
                self.grid.jump(cell.row_id, cell.key)
                self.grid.commands.edit()
                self.grid.editing.commit()

    def _correct_doubtful(self) -> None:
        waiting = self.doubtful
        if waiting:
            self.grid.jump(waiting[0].row_id, waiting[0].key)
            self.grid.commands.edit()


def _nothing() -> None:
    """Nothing to stop."""
