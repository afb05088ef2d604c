"""The bar that finds and replaces texts in the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.entry.matching import Search
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject
_SETTLE_MS: Final = 150


class FindBar(QFrame):
    """What to look for, what to put there, and how many there are.

    Signals:
        searched: the `Search` changed.
        step: go to the next (1) or the one before (-1).
        replace_one: put this text into the present hit and go on.
        replace_all: put this text everywhere.
        closed: the bar went away.
    """

    searched = Signal(object)
    step = Signal(int)
    replace_one = Signal(str)
    replace_all = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "grid-bar")
        self.setAccessibleName(tr("Find and replace"))
        self._words = _field(tr("Find"))
        self._by = _field(tr("Replace by"))
        self._whole = QCheckBox(tr("Whole cell"))
        self._exact = QCheckBox(tr("Tell width and capitals apart"))
        self._count = label("", kind="secondary")
        self._count.setMinimumWidth(96)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._tell)
        self._second = QFrame()
        self._lay_out()
        self._words.textChanged.connect(lambda _text: self._settle.start())
        for box in (self._whole, self._exact):
            box.toggled.connect(lambda _on: self._tell())
        for field in (self._words, self._by):
            field.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        first = _row()
        first.addWidget(self._words, 1)
        first.addWidget(icon_button("caret-up", tr("Previous hit"), lambda: self._go(-1)))
        first.addWidget(icon_button("caret-down", tr("Next hit"), lambda: self._go(1)))
        first.addWidget(self._count)
        first.addWidget(self._whole)
        first.addWidget(self._exact)
        first.addStretch(1)
        first.addWidget(icon_button("x", tr("Close"), self.close_bar))
        second = _row()
        second.addWidget(self._by, 1)
        second.addWidget(_button(tr("Replace"), lambda: self.replace_one.emit(self._by.text())))
        second.addWidget(_button(tr("Replace all"), lambda: self.replace_all.emit(self._by.text())))
        second.addStretch(2)
        self._second.setLayout(second)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self._second)

    @property
    def search(self) -> Search:
        """What is looked for now."""
        return Search(self._words.text(), self._whole.isChecked(), self._exact.isChecked())

    def open_bar(self, *, replacing: bool) -> None:
        """Show the bar with the keyboard in it; the words of the last time are marked."""
        self._second.setVisible(replacing)
        self.show()
        self._words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._words.selectAll()
        self._tell()

    def close_bar(self) -> None:
        """Take the bar away."""
        self._settle.stop()
        self.hide()
        self.closed.emit()

    def show_count(self, number: int, of: int) -> None:
        """Say which hit of how many the keyboard is on; `number` 0 is none of them."""
        if not self._words.text():
            self._count.setText("")
        elif not of:
            self._count.setText(tr("Not found"))
        elif number:
            self._count.setText(tr("{number:,} of {of:,}", number=number, of=of))
        else:
            self._count.setText(tr("{of:,} found", of=of))

    def _go(self, by: int) -> None:
        if self._settle.isActive():
            self._settle.stop()
            self._tell()
        self.step.emit(by)

    def _tell(self) -> None:
        self.searched.emit(self.search)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next hit (or replaces it), Esc closes the bar."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if watched is self._by:
                self.replace_one.emit(self._by.text())
            else:
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self._go(-1 if back else 1)
            return True
        return False


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    field.setClearButtonEnabled(True)
    field.setMinimumWidth(200)
    return field


def _button(text: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda _checked=False: run())
    return button


def _row() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    return row
