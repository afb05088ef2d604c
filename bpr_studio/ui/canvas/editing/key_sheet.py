"""All keys of the canvas on one sheet over the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.ui.canvas.editing.keys import GROUPS, IN_NAMES, shown_keys
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QKeyEvent

    from bpr_studio.ui.canvas.editing.keys import KeyGroup

_LEFT_GROUPS: Final = 3  # both columns are about as long then
_EDGE: Final = 24
_MOST: Final = QSize(860, 640)
_ARROWS: Final = {
    "walk:right": N_("Go along the flow"),
    "nudge:right": N_("Move what is selected"),
    "nudge:right:fine": N_("Move it a little"),
}


class KeySheet(QFrame):
    """Opens with "?"; any of "?", Esc and Enter closes it."""

    def __init__(self, board: QWidget) -> None:
        super().__init__(board)
        self._board = board
        self._back: QWidget | None = None
        self.setObjectName("canvas-keys")
        self.setProperty("kind", "card")
        self.setAccessibleName(tr("Keys for drawing"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def toggle(self) -> None:
        """Open or close the sheet."""
        if self.isVisible():
            self.close_sheet()
            return
        if self.layout() is None:
            self._build()
        room = self._board.size() - QSize(2 * _EDGE, 2 * _EDGE)
        self.resize(room.boundedTo(_MOST))
        self.move((self._board.width() - self.width()) // 2, _EDGE)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_sheet(self) -> None:
        """Put it away; the drawing gets the keyboard."""
        self.hide()
        self._board.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close."""
        closing = {Qt.Key.Key_Escape, Qt.Key.Key_Question, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() in closing:
            self.close_sheet()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(tr("Keys for drawing"), kind="section"))
        head.addStretch(1)
        head.addWidget(icon_button("x", tr("Close"), self.close_sheet))
        inside = QWidget()
        inside.setObjectName("canvas-keys-inside")
        columns = QHBoxLayout(inside)
        columns.setSpacing(32)
        groups = (GROUPS[0], IN_NAMES, *GROUPS[1:])
        for part in (groups[:_LEFT_GROUPS], groups[_LEFT_GROUPS:]):
            columns.addLayout(_column(part), 1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 14, 12, 14)
        whole.addLayout(head)
        whole.addWidget(area, 1)


def _lines(group: KeyGroup) -> Iterator[tuple[str, str]]:
    """Keys and what they do; four arrows that do alike share a line."""
    for entry in group.rows:
        keys = shown_keys(entry.keys)
        if entry.deed in _ARROWS:
            yield keys.replace("→", "→ ← ↑ ↓"), tr_source(_ARROWS[entry.deed])
        elif not entry.deed.startswith(("walk:", "nudge:")):
            yield keys, tr_source(entry.text)


def _column(groups: tuple[KeyGroup, ...]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    for group in groups:
        column.addWidget(label(tr_source(group.title), kind="strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setContentsMargins(0, 0, 0, 12)
        for row, (keys, text) in enumerate(_lines(group)):
            grid.addWidget(label(keys, kind="secondary"), row, 0)
            grid.addWidget(label(text, wrap=True), row, 1)
        grid.setColumnMinimumWidth(0, 150)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
    column.addStretch(1)
    return column
