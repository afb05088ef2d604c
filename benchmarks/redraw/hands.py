"""Hands on the real editing board: they press keys and click, and count what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.redraw.counting import Effort
from bpr_studio.domain.modeling.creating import FlowNames, blank_flow
from bpr_studio.domain.process.editor import Editor, touched_ids
from bpr_studio.ui.canvas.editing.board import EditBoard

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.process.element import Element

_Key, _Mod = Qt.Key, Qt.KeyboardModifier
_LEFT = Qt.MouseButton.LeftButton
_SIZE = (1600, 900)
_MODIFIERS = (_Mod.ShiftModifier, _Mod.ControlModifier, _Mod.AltModifier)


class Hands:
    """A new flow with only a start on a board, keyboard and mouse, and what was counted."""

    def __init__(self, model_name: str) -> None:
        self.effort = Effort(model_name)
        self.model = blank_flow(FlowNames())
        self.board = EditBoard()
        self.board.resize(*_SIZE)
        self.board.show()
        editor = Editor(self.model, keep=lambda done: self.board.take_changes(touched_ids(done)))
        self.board.edit(editor)
        self.board.activateWindow()
        self.board.view.setFocus()
        self._settle()

    # --- looking -----------------------------------------------------------------------------

    def named(self, name: str) -> Element:
        """The one element of this name.

        Raises:
            LookupError: there is none, or there are several.
        """
        found = [e for e in self.model.elements() if e.name == name and e.is_drawn]
        if len(found) != 1:
            msg = f"{len(found)} elements are called {name!r}"
            raise LookupError(msg)
        return found[0]

    @property
    def selected(self) -> str:
        """The id of the one selected element."""
        (only,) = self.board.scene.selected
        return only

    @property
    def is_writing(self) -> bool:
        """Whether the field for a name is open."""
        return bool(self.board.label_editor.element_id)

    def between(self, source: str, target: str) -> str:
        """The id of the connection between two elements, by id."""
        (found,) = [line.id for line in self.model.outgoing(source) if line.target == target]
        return found

    # --- keyboard ----------------------------------------------------------------------------

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = _Mod.NoModifier) -> None:
        """Press keys one after the other, with modifiers held down."""
        for key in keys:
            self.effort.keys += 1 + sum(1 for m in _MODIFIERS if held & m)
            QTest.keyClick(self._keyboard(), key, held)
            self._settle()

    def write(self, text: str, then: Qt.Key = _Key.Key_Return) -> None:
        """Write a name into the open field and finish with a key.

        Raises:
            RuntimeError: no name is being written.
        """
        field = self.board.label_editor
        if not field.element_id:
            msg = f"no field is open for {text!r}"
            raise RuntimeError(msg)
        for char in text:
            self.effort.label_chars += 1
            if char.isascii():
                QTest.keyClicks(field, char)
            else:  # what an input method hands over
                event = QInputMethodEvent()
                event.setCommitString(char)
                QApplication.sendEvent(field, event)
        self.press(then)

    def _keyboard(self) -> QWidget:
        chooser = self.board.chooser
        if chooser.isVisible():
            return chooser.filter_field
        return self.board.label_editor if self.board.label_editor.element_id else self.board.view

    # --- mouse -------------------------------------------------------------------------------

    def click(self, element_id: str, held: Qt.KeyboardModifier = _Mod.NoModifier) -> None:
        """Click an element: a shape in its middle, a frame on its band, a line halfway."""
        self.effort.keys += sum(1 for m in _MODIFIERS if held & m)
        self._click(self._spot(element_id), held)

    def click_at(self, x: float, y: float) -> None:
        """Click a place of the drawing."""
        self._click(self._pixel(x, y))

    def click_tile(self, key: str) -> None:
        """Take a template from the palette."""
        self.effort.clicks += 1
        QTest.mouseClick(self.board.palette_bar.tile(key), _LEFT)
        self._settle()

    def _click(self, at: QPoint, held: Qt.KeyboardModifier = _Mod.NoModifier) -> None:
        self.effort.clicks += 1
        port: Any = self.board.view.viewport()
        QTest.mouseMove(port, at)
        QTest.mouseClick(port, _LEFT, held, at)
        self._settle()

    def _spot(self, element_id: str) -> QPoint:
        element = self.model.element(element_id)
        self.board.view.show_element(element_id)  # people scroll with the wheel; not counted
        self._settle()
        if element.bounds is None:
            from bpr_studio.domain.diagram.shapes import middle_of

            return self._pixel(*middle_of(element.waypoints)[0])
        box = element.bounds
        if element.subtype in ("participant", "lane"):
            return self._pixel(box.x + 12, box.centre.y)
        return self._pixel(*box.centre)

    def _pixel(self, x: float, y: float) -> QPoint:
        return self.board.view.mapFromScene(QPointF(x, y))

    def _settle(self) -> None:
        QApplication.processEvents()
