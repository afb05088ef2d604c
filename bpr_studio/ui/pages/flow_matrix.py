"""The flow as a table to type in: a row for each step, a column for each lane.

Everything by keyboard: Enter adds a step below, Ctrl+← and Ctrl+→ change the lane, Delete on a
name takes the step away and lets the flow go on; a name typed into another lane moves the step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from bpr_studio.domain.modeling.step_matrix import add_step
from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.entry.grid import EntryGrid
from bpr_studio.ui.grid.entry.menu import CellDeed
from bpr_studio.ui.grid.entry.model import is_new_row
from bpr_studio.ui.pages.flow_matrix_cells import LANE, MatrixCells
from bpr_studio.ui.pages.flow_panel import FlowPanel
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

    from bpr_studio.services.detailed_values import StepMaterial
    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.ui.grid.entry.model import CellPlace

_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_SIDEWAYS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class MatrixPanel(FlowPanel):
    """The table of a flow, in place of the drawing.

    Args:
        material: columns and rules of the survey a flow answers.
        doubt: what looks like personal data in a text, "" for nothing.
    """

    def __init__(
        self,
        material: Callable[[str], StepMaterial],
        doubt: Callable[[str], str] = lambda _text: "",
    ) -> None:
        super().__init__()
        self._doubt = doubt
        self.title = tr("Table")
        self.icon = "table"
        self._material = material
        self._session: FlowSession | None = None
        self._cells: MatrixCells | None = None
        self._telling = False
        self.grid = EntryGrid(name=tr("Steps of the flow, with a column for each lane"))
        self.grid.current_changed.connect(self._tell_current)
        self.grid.view.installEventFilter(self)
        self.grid.set_cell_deeds(self._deeds())
        self._hint = label("", kind="caption", wrap=True)
        self._hint.setText(
            tr(
                "Enter adds a step below. Ctrl+← and Ctrl+→ change the lane. Delete takes the step"
                " away; the flow goes on."
            )
        )
        self._hint.setContentsMargins(8, 0, 8, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.grid, 1)
        column.addWidget(self._hint)
        self.setFocusProxy(self.grid)

    def _deeds(self) -> list[CellDeed]:
        return [
            CellDeed(
                tr("Add a step below"),
                lambda place: self.add_below(place.row_id),
                possible=lambda _place: self._may_edit(),
            ),
            CellDeed(
                tr("To the lane at the left"),
                lambda _place: self.change_lane(-1),
                possible=lambda _place: self._may_edit(),
            ),
            CellDeed(
                tr("To the lane at the right"),
                lambda _place: self.change_lane(1),
                possible=lambda _place: self._may_edit(),
            ),
        ]

    # -- the contract of a panel -----------------------------------------------------------------

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited, or none."""
        if session is not None and session is self._session and self._cells is not None:
            self._cells.take_changes(())
            return
        self._session = session
        self._cells = None
        if session is not None:
            rules = self._material(session.line.round_id).rules
            self._cells = MatrixCells(session, rules, self.refused.emit, self._doubt)
            self.grid.set_model(self._cells)
            self._hint.setVisible(bool(session.editable))  # who only reads is not told to type

    def show_selection(self, ids: Sequence[str]) -> None:
        """Go to the row of the selected element."""
        if self._cells is None or len(ids) != 1 or ids[0] not in self._cells.row_ids:
            return
        current = self.grid.current
        if current is None or current.row_id != ids[0]:
            self._telling = True
            had = self.grid.view.hasFocus()
            self.grid.jump(ids[0], self._cells.lane_key(ids[0]))
            if not had:
                self.grid.view.clearFocus()
            self._telling = False

    def take_changes(self, ids: Sequence[str]) -> None:
        """Elements of the flow are different."""
        if self._cells is not None:
            self._cells.take_changes(ids)

    # -- deeds -----------------------------------------------------------------------------------

    @property
    def cells(self) -> MatrixCells | None:
        """The cells of the flow shown."""
        return self._cells

    def add_below(self, row_id: str) -> None:
        """Add a step below a row and begin to type its name."""
        session, cells = self._session, self._cells
        if session is None or cells is None:
            return
        after = row_id if row_id in session.model else ""
        try:
            made = add_step(session.editor, after)
        except BprError as error:
            self.refused.emit(str(error))
            return
        cells.take_changes(())
        self.grid.jump(made, cells.lane_key(made))
        self.grid.commands.edit(typed="")

    def change_lane(self, by: int) -> None:
        """Move the marked rows to the lane at the left (-1) or right (1)."""
        cells = self._cells
        rows = [row for row in self.grid.selected_row_ids() if not is_new_row(row)]
        if cells is None or not rows:
            return
        cells.change_lane(rows, by)
        cells.take_changes(())
        self.grid.jump(rows[0], cells.lane_key(rows[0]))

    def remove_marked(self) -> None:
        """Take the marked rows away."""
        if self._cells is not None:
            self.grid.commands.remove_rows()

    def _may_edit(self) -> bool:
        return self._session is not None and bool(self._session.editable)

    # -- keys ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that mean something else here than in worksheets."""
        pressed = watched is self.grid.view and event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        place = self.grid.current
        if place is None or not self._may_edit() or not place.key.startswith(LANE):
            return False
        key, held = Qt.Key(event.key()), event.modifiers()
        plain = held in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if held == Qt.KeyboardModifier.ControlModifier and key in _SIDEWAYS:
            self.change_lane(_SIDEWAYS[key])
            return True
        if not plain or is_new_row(place.row_id):
            return False
        if key in _ENTER:
            self.add_below(place.row_id)
            return True
        if key == Qt.Key.Key_Delete:
            self.remove_marked()
            return True
        return False

    def _tell_current(self, place: CellPlace | None) -> None:
        if self._telling or place is None or is_new_row(place.row_id):
            return
        self._telling = True
        self.element_wanted.emit(place.row_id)
        self._telling = False
