"""Finding words in the drawing."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.editing.keys import tip_of
from bpr_studio.ui.qt.buttons import icon_button

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.canvas.editing.bench import Bench


class FindBar(QFrame):
    """A field in the upper right corner; Enter goes to the next place, Esc closes.

    Signals:
        closed: the keyboard goes back to the drawing.
    """

    closed = Signal()

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._found: list[str] = []
        self._at = -1
        self.setObjectName("canvas-find")
        self.setProperty("kind", "card")
        self._field = QLineEdit()
        self._field.setPlaceholderText(tr("Find in the drawing"))
        self._field.setAccessibleName(tr("Find in the drawing"))
        self._field.setMinimumWidth(190)
        self._field.textChanged.connect(self._search)
        self._count = QLabel()
        self._count.setMinimumWidth(64)
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(2)
        row.addWidget(self._field)
        row.addWidget(self._count)
        for name, text, deed, run in (
            ("caret-up", tr("Previous place found"), "find_previous", self.previous),
            ("caret-down", tr("Next place found"), "find_next", self.next),
            ("x", tr("Close"), "", self.close_bar),
        ):
            button = icon_button(name, text, run)
            button.setToolTip(tip_of(text, deed))
            row.addWidget(button)
        self.hide()

    @property
    def field(self) -> QLineEdit:
        """Where the words are typed."""
        return self._field

    @property
    def found(self) -> tuple[str, ...]:
        """The ids of what was found, in the order of work."""
        return tuple(self._found)

    @property
    def count_text(self) -> str:
        """How many were found and which is shown."""
        return self._count.text()

    def open(self) -> None:
        """Show the bar and take the keyboard."""
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        self._search()

    def close_bar(self) -> None:
        """Hide the bar and the marks."""
        self.hide()
        self.closed.emit()

    def next(self) -> None:
        """Go to the next place."""
        self._go(1)

    def previous(self) -> None:
        """Go to the previous place."""
        self._go(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F3 go on, with Shift back; Esc closes."""
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3}:
            self._go(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    # -- inside ----------------------------------------------------------------------------------

    def _search(self) -> None:
        words = _plain(self._field.text())
        self._at = -1
        self._found = self._matches(words) if words else []
        if self._found:
            self._go(1)
        else:
            self._count.setText(tr("Nothing") if words else "")

    def _matches(self, words: str) -> list[str]:
        scene = self._bench.scene
        order = {element_id: rank for rank, element_id in enumerate(scene.reading_order())}
        named = [(order.get(e.id, len(order)), e.id) for e in scene.elements()]
        return [i for _, i in sorted(named) if words in _plain(self._name(i))]

    def _name(self, element_id: str) -> str:
        element = self._bench.scene.meant(element_id)
        return element.name if element is not None else ""

    def _go(self, by: int) -> None:
        if not self._found:
            return
        self._at = (self._at + by) % len(self._found)
        element_id = self._found[self._at]
        self._bench.scene.select((element_id,))
        self._bench.view.show_element(element_id)
        self._count.setText(tr("{n} of {all}", n=self._at + 1, all=len(self._found)))


def _plain(text: str) -> str:
    """Without differences of width, case and line breaks."""
    return unicodedata.normalize("NFKC", " ".join(text.split())).casefold()
