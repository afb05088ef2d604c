"""The field that lies over a name while it is written.

Japanese input: while a conversion is going on the keys belong to it, so Enter never closes the
field before the words stand.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.editing.label_rooms import room_of
from bpr_studio.ui.canvas.ink import font_of
from bpr_studio.ui.qt.theme import BODY_POINTS

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent

    from bpr_studio.domain.process.element import Element
    from bpr_studio.ui.canvas.editing.label_rooms import LabelRoom
    from bpr_studio.ui.canvas.view import FlowView

_Key = Qt.Key
_LEAST_WIDTH: Final = 90
_NARROW: Final = 52
_LEAST_PIXELS: Final = BODY_POINTS + 2
"""Letters are written at least this high, however small the drawing is shown."""
_PAD: Final = 6


class Then(Enum):
    """What follows after a name was written."""

    STAY = auto()
    NEXT = auto()  # the next name waiting, else a new step
    LEAVE = auto()  # nothing: somebody went elsewhere


class LabelEditor(QPlainTextEdit):
    """Writes one name at a time, at its place and in its size.

    Signals:
        committed: the text and what follows; the id is `element_id`.
        cancelled: the name stays as it was.
    """

    committed = Signal(str, Then)
    cancelled = Signal()

    def __init__(self, view: FlowView) -> None:
        super().__init__(view)
        self._view = view
        self._room: LabelRoom | None = None
        self._element_id = ""
        self._preedit = ""
        self.setObjectName("label-editor")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(False)
        self.document().setDocumentMargin(2)
        self.setAccessibleName(tr("Name"))
        self.hide()
        self.textChanged.connect(self._fit)
        view.moved.connect(self._fit)
        view.zoom_changed.connect(lambda _zoom: self._fit())

    @property
    def element_id(self) -> str:
        """Whose name is written, "" while nothing is."""
        return self._element_id

    def begin(self, element: Element, proposal: str = "") -> None:
        """Write the name of an element, all of it marked; a nameless one may get a proposal."""
        self._element_id = element.id
        self._room = room_of(element, self._view.flow.label_area_of(element.id))
        self._preedit = ""
        self.setPlainText(element.name or proposal)
        option = self.document().defaultTextOption()
        option.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.document().setDefaultTextOption(option)
        self.selectAll()
        self._fit()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Put the field away."""
        self._element_id = ""
        self._preedit = ""
        had_keyboard = self.hasFocus()
        self.hide()
        if had_keyboard:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self, then: Then = Then.STAY) -> None:
        """Take what is written."""
        if self._element_id:
            self.committed.emit(self.toPlainText().strip(), then)

    # -- keys ------------------------------------------------------------------------------------

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether words are being converted."""
        super().inputMethodEvent(event)
        self._preedit = event.preeditString()
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter finishes, Shift+Enter breaks the line, Tab and Ctrl+Enter go on, Esc leaves.

        Keys the field has no use for end here: the drawing below knows most of them.
        """
        if self._preedit:
            return  # the conversion has its own idea of every key
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in {_Key.Key_Return, _Key.Key_Enter}:
            self._enter(keys)
        elif event.key() == _Key.Key_Tab and not keys:
            self.commit(Then.NEXT)
        elif event.key() == _Key.Key_Backtab:
            self.commit()
        elif event.key() == _Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
        event.accept()

    def _enter(self, keys: Qt.KeyboardModifier) -> None:
        if keys & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
        elif keys & Qt.KeyboardModifier.ControlModifier:
            self.commit(Then.NEXT)
        else:
            self.commit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere takes what is written; another window or the field's menu does not."""
        super().focusOutEvent(event)
        if event.reason() not in {
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        }:
            self.commit(Then.LEAVE)

    # -- place -----------------------------------------------------------------------------------

    def _longest_line(self) -> str:
        lines = (self.toPlainText() + self._preedit).split("\n")
        return max(lines, key=len)

    def _fit(self) -> None:
        """Lie over the name, as large as it needs."""
        if self._room is None or not self._element_id:
            return
        zoom = self._view.zoom
        font = QFont(font_of(self._room.size))
        font.setPixelSize(max(round(self._room.size * zoom), _LEAST_PIXELS))
        self.setFont(font)
        box = self._view.mapFromScene(self._room.box).boundingRect()
        metrics = QFontMetrics(font)
        width = max(box.width(), _LEAST_WIDTH)
        if self._room.fits:
            wanted = metrics.horizontalAdvance(self._longest_line()) + 3 * _PAD
            width = min(max(wanted, _NARROW), width)
        self.resize(width, max(self.height(), 10 * metrics.lineSpacing()))
        lines = max(int(self.document().size().height()), 1)
        height = lines * metrics.lineSpacing() + 2 * _PAD
        self.setGeometry(self._room.placed(box, width, height))
        self.verticalScrollBar().setValue(0)
