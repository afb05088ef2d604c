"""Boards with a real editor, and hands that use mouse and keyboard on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpr_studio.domain.modeling.appending import append
from bpr_studio.domain.modeling.creating import FlowNames, blank_flow
from bpr_studio.domain.modeling.soundness import faults
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.editor import Editor, touched_ids
from bpr_studio.domain.process.element import Kind
from bpr_studio.ui.canvas.editing.board import EditBoard
from bpr_studio.ui.qt.theme import Mode, current_theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.element import Element

_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="session")
def dressed(qapp: Any) -> None:
    """The application in our look."""
    current_theme().install(qapp)


@pytest.fixture
def dark(dressed: None) -> Iterator[None]:
    """Dark colours for one test."""
    current_theme().switch(Mode.DARK)
    yield
    current_theme().switch(Mode.LIGHT)


class Hands:
    """A board with a flow, and what a person does to it."""

    def __init__(self, board: EditBoard, editor: Editor) -> None:
        self.board = board
        self.editor = editor
        self.model = editor.model
        self.view = board.view
        self.told: list[str] = []
        board.refused.connect(self.told.append)

    # -- looking ---------------------------------------------------------------------------------

    def named(self, name: str) -> Element:
        """The one element of this name."""
        (found,) = [e for e in self.model.elements() if e.name == name]
        return found

    def only(self, kind: Kind) -> Element:
        """The one element of this family."""
        (found,) = self.model.of_kind(kind)
        return found

    def ways(self) -> set[tuple[str, str]]:
        """What is connected by sequence flows, by name."""
        flows = self.model.of_kind(Kind.SEQUENCE_FLOW)
        name = {e.id: e.name or e.kind.value for e in self.model.elements()}
        return {(name[f.source], name[f.target]) for f in flows}

    @property
    def selected(self) -> tuple[str, ...]:
        """Ids of what is selected."""
        return self.board.scene.selected

    def pixel(self, x: float, y: float) -> QPoint:
        """A place of the drawing in the viewport."""
        return self.view.mapFromScene(QPointF(x, y))

    def middle(self, element: Element) -> QPoint:
        """The middle of a shape in the viewport."""
        assert element.bounds is not None
        return self.pixel(*element.bounds.centre)

    # -- doing -----------------------------------------------------------------------------------

    def click(self, element: Element, keys: Qt.KeyboardModifier = _NONE) -> None:
        """Click a shape in its middle."""
        QTest.mouseClick(self.view.viewport(), _LEFT, keys, self.middle(element))

    def click_at(self, x: float, y: float, keys: Qt.KeyboardModifier = _NONE) -> None:
        """Click a place of the drawing."""
        QTest.mouseClick(self.view.viewport(), _LEFT, keys, self.pixel(x, y))

    def double_click_at(self, x: float, y: float) -> None:
        """Click a place twice."""
        QTest.mouseDClick(self.view.viewport(), _LEFT, _NONE, self.pixel(x, y))

    def point_at(self, x: float, y: float) -> None:
        """Move the mouse without a button."""
        QTest.mouseMove(self.view.viewport(), self.pixel(x, y))
        QApplication.processEvents()

    def take(self, at: QPoint, to: QPoint, keys: Qt.KeyboardModifier = _NONE) -> None:
        """Press at a pixel and move the mouse, the button held."""
        port = self.view.viewport()
        QTest.mousePress(port, _LEFT, keys, at)
        for step in range(1, 5):
            self._move(at + (to - at) * step / 4, keys)

    def _move(self, here: QPoint, keys: Qt.KeyboardModifier) -> None:
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QMouseEvent

        port = self.view.viewport()
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(here),
            QPointF(port.mapToGlobal(here)),
            Qt.MouseButton.NoButton,
            _LEFT,
            keys,
        )
        QApplication.sendEvent(port, event)

    def let_go(self, at: QPoint, keys: Qt.KeyboardModifier = _NONE) -> None:
        """Release the button."""
        QTest.mouseRelease(self.view.viewport(), _LEFT, keys, at)

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        keys: Qt.KeyboardModifier = _NONE,
    ) -> None:
        """Drag from one place of the drawing to another."""
        at, to = self.pixel(*start), self.pixel(*end)
        self.take(at, to, keys)
        self.let_go(to, keys)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = _NONE) -> None:
        """Press a key on whatever has the keyboard."""
        QTest.keyClick(self.keyboard(), key, keys)

    def keyboard(self) -> Any:
        """What has the keyboard: the label editor while a name is written, else the canvas."""
        return self.board.label_editor if self.board.label_editor.element_id else self.view

    def write(self, text: str, then: Qt.Key = Qt.Key.Key_Return) -> None:
        """Type a name into the open label editor and finish with a key."""
        assert self.board.label_editor.element_id, "no name is being written"
        self.board.label_editor.insertPlainText(text)
        self.key(then)

    def sound(self) -> bool:
        """Whether the model is consistent; what is wrong is shown by the assertion."""
        found = faults(self.model)
        assert found == []
        return True


def board_with(qtbot: Any, names: FlowNames) -> Hands:
    """A board of 1200 × 760 with a new flow."""
    model = blank_flow(names)
    board = EditBoard()
    qtbot.addWidget(board)
    board.resize(1200, 760)
    board.show()
    editor = Editor(model, keep=lambda gesture: board.take_changes(touched_ids(gesture)))
    board.edit(editor)
    board.view.setFocus()
    qtbot.waitUntil(board.view.hasFocus)
    QApplication.processEvents()
    return Hands(board, editor)


@pytest.fixture
def hands(qtbot: Any, dressed: None) -> Hands:
    """A flow with a pool and two lanes, 窓口 and 審査, and only its start."""
    return board_with(qtbot, FlowNames("届出", "市民課", ("窓口", "審査")))


@pytest.fixture
def drawn(hands: Hands) -> Hands:
    """Start → 受付 → 確認 → 完了 (end), in the first lane."""
    before = hands.only(Kind.START_EVENT).id
    for name, what in (("受付", "task"), ("確認", "task"), ("完了", "end")):
        before = append(hands.editor, before, template(what), name=name)
    QApplication.processEvents()
    return hands
