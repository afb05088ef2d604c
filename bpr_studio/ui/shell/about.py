"""Version, licence, and the licences of what the program is built on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTextEdit,
    QVBoxLayout,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.theme import label
from bpr_studio.ui.shell.app_icon import app_icon

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.shell.parts import AboutFacts


class AboutDialog(QDialog):
    """About BPR Studio."""

    def __init__(self, facts: AboutFacts, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About BPR Studio"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addLayout(_heading(facts.version))
        column.addWidget(label(tr("Licences of the parts it is built on"), kind="section"))
        licences = QTextEdit()
        licences.setReadOnly(True)
        licences.setPlainText(_licence_text(facts.licences))
        _open_lines(licences)
        licences.setAccessibleName(tr("Licences of the parts it is built on"))
        column.addWidget(licences, 1)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)


def _open_lines(text: QTextEdit) -> None:
    """Lines with room between them."""
    lines = QTextBlockFormat()
    lines.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor = QTextCursor(text.document())
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(lines)


def _heading(version: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    picture = QLabel()
    picture.setPixmap(app_icon().pixmap(64, 64))
    texts = QVBoxLayout()
    texts.setSpacing(4)
    texts.addWidget(label("BPR Studio", kind="title"))
    texts.addWidget(
        label(
            tr("Version {version} — MIT licence", version=version),
            kind="secondary",
            selectable=True,
        )
    )
    texts.addWidget(label(tr("Works without a network. Sends nothing anywhere."), kind="secondary"))
    row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(texts, 1)
    return row


def _licence_text(file: Path | None) -> str:
    if file is None:
        return tr("The list of licences is not part of this installation.")
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return tr("The list of licences could not be read: {file}", file=file)
