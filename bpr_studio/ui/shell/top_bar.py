"""The line above the pages: where am I, search, undo and redo, how far the work is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import clear_layout
from bpr_studio.ui.qt.icons import icon, icon_label
from bpr_studio.ui.qt.theme import ICON_SIZE, Tone, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from bpr_studio.ui.qt.page import Crumb, Jump
    from bpr_studio.ui.shell.search import SearchBox

_CRUMB_WIDTH = 220


class Path(QWidget):
    """The path 市 › 年度 › 局 › 課; steps with a place to go are buttons.

    Signals:
        jump_requested: the `Jump` of a step somebody clicked.
    """

    jump_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Where you are"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def minimumSizeHint(self) -> QSize:
        """A long path is cut off rather than widening the window."""
        return QSize(120, super().minimumSizeHint().height())

    def show_steps(self, steps: Sequence[Crumb]) -> None:
        """Show this path."""
        clear_layout(self._row)
        for number, step in enumerate(steps):
            if number:
                self._row.addWidget(icon_label("caret-right", Tone.SECONDARY, _SEPARATOR))
            self._row.addWidget(self._step(step, last=number == len(steps) - 1))
        self._row.addStretch(1)
        self.setToolTip(" › ".join(step.text for step in steps))

    def _step(self, step: Crumb, *, last: bool) -> QWidget:
        metrics = self.fontMetrics()
        text = metrics.elidedText(step.text, Qt.TextElideMode.ElideMiddle, _CRUMB_WIDTH)
        if step.jump is None or last:
            return label(text, kind="strong" if last else "secondary")
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("kind", "crumb")
        button.setAccessibleName(step.text)
        jump: Jump = step.jump
        button.clicked.connect(lambda _checked=False: self.jump_requested.emit(jump))
        return button


class TopBar(QWidget):
    """Path at the left; undo and redo, search and the state of sync at the right."""

    def __init__(self, search: SearchBox, undo: QAction, redo: QAction, sync: QWidget) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(48)
        self.path = Path()
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self.path, 1)
        row.addWidget(_deed_button(undo))
        row.addWidget(_deed_button(redo))
        row.addWidget(search)
        row.addWidget(sync)


def _deed_button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setIconSize(ICON_SIZE)
    action.changed.connect(lambda: button.setAccessibleName(action.text().replace("&", "")))
    return button


def undo_icons(undo: QAction, redo: QAction) -> None:
    """Give the two actions their arrows."""
    undo.setIcon(icon("arrow-u-up-left"))
    redo.setIcon(icon("arrow-u-up-right"))


def _separator_size() -> QSize:
    return ICON_SIZE * 0.6


_SEPARATOR = _separator_size()
