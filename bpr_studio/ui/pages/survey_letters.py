"""The letters to sections whose sheet is missing, ready to be copied into mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.round_progress import day_text
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.services.round_progress import Reminder

_LIST_WIDTH = 300


class LettersView(QWidget):
    """Sections at the left, the letter to the one marked at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._letters: tuple[Reminder, ...] = ()
        self._said = label("", kind="secondary")
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Sections to remind"))
        self._list.setFixedWidth(_LIST_WIDTH)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName(tr("Letter"))
        self._list.currentRowChanged.connect(self._show)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._list)
        row.addWidget(self._text, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._said, 1)
        foot.addWidget(_button(tr("Copy this letter"), self.copy_one))
        foot.addWidget(_button(tr("Copy all letters"), self.copy_all))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row, 1)
        column.addLayout(foot)
        self.setFocusProxy(self._list)

    @property
    def letters(self) -> tuple[Reminder, ...]:
        """The letters shown."""
        return self._letters

    def show_letters(self, letters: Sequence[Reminder]) -> None:
        """Show these letters."""
        self._letters = tuple(letters)
        self._list.clear()
        for letter in letters:
            self._list.addItem(_line(letter))
        self._list.setCurrentRow(0)
        self._said.setText(ntr("{n:,} letter", "{n:,} letters", len(self._letters)))

    def copy_one(self) -> None:
        """Put the letter shown on the clipboard."""
        self._copied([self._text.toPlainText()])

    def copy_all(self) -> None:
        """Put all letters on the clipboard, one below the other."""
        self._copied([letter.text for letter in self._letters])

    def _copied(self, texts: list[str]) -> None:
        QGuiApplication.clipboard().setText("\n\n――――――――\n\n".join(texts))
        self._said.setText(
            ntr("{n:,} letter was copied.", "{n:,} letters were copied.", len(texts))
        )

    def _show(self, row: int) -> None:
        self._text.setPlainText(self._letters[row].text if row >= 0 else "")


def _line(letter: Reminder) -> str:
    name = f"{letter.bureau_name} {letter.unit_name}".strip()
    if letter.days_late:
        late = ntr("{n:,} day late", "{n:,} days late", letter.days_late)
        return f"{name}（{late}）"
    return f"{name}（{day_text(letter.due_on)}）" if letter.due_on else name


def _button(text: str, run: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.clicked.connect(lambda _checked=False: run())
    return made
