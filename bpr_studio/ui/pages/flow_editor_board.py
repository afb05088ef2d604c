"""The drawing of the flow being edited, with what is said where there is nothing to see yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from bpr_studio.domain.modeling.arranging import arrange
from bpr_studio.domain.process.element import FLOW_NODES, Kind
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.pages.entry_bars import Bar
from bpr_studio.ui.qt.blocks import prose
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel

_FROM_FOOT: Final = 72
_WIDTH: Final = 440


class FirstSteps(QFrame):
    """What to do on an empty canvas; lies over it and goes with the first step.

    Signals:
        text_wanted: write the steps as text.
        panel_wanted: class name of a panel that helps.
    """

    text_wanted = Signal()
    panel_wanted = Signal(str)

    def __init__(self, board: QWidget) -> None:
        super().__init__(board)
        self._board = board
        self.setProperty("kind", "card")
        self.setAccessibleName(tr("How to begin"))
        self._write = QPushButton(tr("Write the steps as text"))
        self._write.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._write.clicked.connect(lambda _checked=False: self.text_wanted.emit())
        row = QHBoxLayout()
        row.addWidget(self._write)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(label(tr("Draw the first step"), kind="strong"))
        column.addWidget(
            prose(
                tr(
                    "Click the start and press N: the next step is there, and you write its name."
                    " Or take a step from the palette at the left."
                ),
                kind="secondary",
            )
        )
        column.addLayout(row)
        self.setFixedWidth(_WIDTH)
        board.installEventFilter(self)
        self.hide()

    def show_for(self, model: ProcessModel, *, editable: bool) -> None:
        """Show as long as nothing but the start is there and something can be drawn."""
        wanted = editable and is_blank(model)
        if wanted:
            self._place()
        self.setVisible(wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the canvas."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show} and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        board = self._board
        self.resize(_WIDTH, self.heightForWidth(_WIDTH))
        left = max((board.width() - self.width()) // 2, 0)
        self.move(QPoint(left, max(board.height() - self.height() - _FROM_FOOT, 0)))
        self.raise_()


class UndrawnBar(Bar):
    """Steps came by the sheet of the detailed survey and have no place in the drawing yet.

    Signals:
        arrange_wanted: place everything.
    """

    arrange_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("layout", Tone.WARNING)
        self._arrange = QPushButton(tr("Arrange"))
        self._arrange.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._arrange.clicked.connect(lambda _checked=False: self.arrange_wanted.emit())
        self.line.addWidget(self._arrange)

    def show_for(self, model: ProcessModel, *, editable: bool) -> None:
        """Say how much has no place or line, and offer one where the flow may be edited."""
        processes = {"", *(process.id for process in model.of_kind(Kind.PROCESS))}
        n = sum(
            node.bounds is None and node.parent in processes for node in model.of_kind(*FLOW_NODES)
        )
        text = ntr(
            "{n:,} step has no place in the drawing yet.",
            "{n:,} steps have no place in the drawing yet.",
            n,
        )
        flows = _undrawn_flows(model)
        lines = ntr(
            "{n:,} flow between steps is not drawn yet.",
            "{n:,} flows between steps are not drawn yet.",
            flows,
        )
        self._arrange.setVisible(editable)
        self.say(" ".join([*([text] if n else []), *([lines] if flows else [])]))


def _undrawn_flows(model: ProcessModel) -> int:
    """Flows without a line although both steps are drawn."""

    def is_drawn(element_id: str) -> bool:
        end = model.find(element_id)
        return end is not None and end.is_drawn

    return sum(
        not flow.is_drawn and is_drawn(flow.source) and is_drawn(flow.target)
        for flow in model.of_kind(Kind.SEQUENCE_FLOW)
    )


def is_blank(model: ProcessModel) -> bool:
    """Whether a flow holds no more than starts."""
    return not any(
        element.kind in FLOW_NODES and element.kind is not Kind.START_EVENT
        for element in model.elements()
    )


def draw_where_nothing_is(editor: Editor) -> None:
    """Give a flow that has steps and no drawing its first one; the detailed survey makes such."""
    nodes = editor.model.of_kind(*FLOW_NODES)
    if nodes and not any(node.is_drawn for node in nodes):
        arrange(editor)
