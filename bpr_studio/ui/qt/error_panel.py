"""What happened, what is kept, what to do: an error as a panel people can read and copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, label, mono_font

if TYPE_CHECKING:
    from PySide6.QtWidgets import (
        QLabel,
        QToolButton,
        QWidget,
    )

    from bpr_studio.domain.shared.errors import BprError


class ErrorPanel(QFrame):
    """An error with its remedy; the details are folded and can be copied.

    Signals:
        dismissed: the person closed the panel.
    """

    dismissed = Signal()

    def __init__(
        self,
        error: BprError,
        *,
        details: str = "",
        dismissable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._error = error
        self._details = details
        self.setProperty("kind", "error-panel")
        self.setAccessibleName(error.message)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(icon_label("warning-circle", Tone.ERROR), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._sentences(), 1)
        if dismissable:
            row.addWidget(self._close_button(), 0, Qt.AlignmentFlag.AlignTop)

    def text(self) -> str:
        """Everything the panel says, details included, for the clipboard."""
        parts = (self._error.message, self._error.kept, self._error.remedy, self._details)
        return "\n".join(part for part in parts if part)

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    def _sentences(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        headline = label(self._error.message, kind="strong", wrap=True, selectable=True)
        column.addWidget(headline)
        for title, sentence in (
            (tr("What is kept"), self._error.kept),
            (tr("What to do"), self._error.remedy),
        ):
            if sentence:
                column.addWidget(_titled_sentence(title, sentence))
        column.addLayout(self._details_row())
        return column

    def _details_row(self) -> QVBoxLayout:
        column = QVBoxLayout()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        text = QPlainTextEdit(self._details)
        text.setReadOnly(True)
        text.setFont(mono_font())
        text.setFixedHeight(160)
        text.setVisible(False)
        text.setAccessibleName(tr("Details of the error"))
        if self._details:
            fold = QPushButton(tr("Show details"))
            fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            fold.setCheckable(True)
            fold.toggled.connect(text.setVisible)
            fold.toggled.connect(
                lambda shown: fold.setText(tr("Hide details") if shown else tr("Show details"))
            )
            buttons.addWidget(fold)
        copy = QPushButton(tr("Copy"))
        copy.setToolTip(tr("Copies this message with its details"))
        copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        copy.clicked.connect(self.copy)
        buttons.addWidget(copy)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(text)
        return column

    def _close_button(self) -> QToolButton:
        return icon_button("x", tr("Close"), self.dismissed.emit)


def _titled_sentence(title: str, sentence: str) -> QLabel:
    said = tr("{fact}: {value}", fact=title, value=sentence)
    return label(said, kind="secondary", wrap=True, selectable=True)
