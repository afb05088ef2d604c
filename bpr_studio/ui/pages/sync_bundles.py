"""Bundles: what was changed as one file, for networks that do not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import Card, prose
from bpr_studio.ui.qt.icons import icon, icon_label
from bpr_studio.ui.qt.theme import ICON_SIZE, Tone, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent

_RADIUS: Final = 6


class BundlesTab(QWidget):
    """Two cards: write a file, take files in.

    Signals:
        write_wanted: a file shall be written.
        read_wanted: files shall be chosen and taken in.
        dropped: files were dropped, a list of Path.
    """

    write_wanted = Signal()
    read_wanted = Signal()
    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        cards = QWidget()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._write_card(), 1)
        row.addWidget(self._read_card(), 1)
        inside = QVBoxLayout(cards)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(row)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        area = QScrollArea()  # the cards must not make the window taller than a small screen
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(tr("Carry by file"))
        area.setWidget(cards)
        column.addWidget(area)

    def _write_card(self) -> QWidget:
        card = Card(tr("Write a file"))
        card.column.addWidget(
            prose(
                tr(
                    "For a PC in another network: everything this PC has that was not written to a"
                    " file before, in one file. Carry it over as your rules allow it. Nothing is"
                    " lost if the file gets lost; write another one."
                ),
                kind="secondary",
            )
        )
        card.column.addStretch(1)
        card.column.addLayout(
            _button_row(tr("Write a file …"), "upload-simple", self.write_wanted.emit)
        )
        return card

    def _read_card(self) -> QWidget:
        card = Card(tr("Take files in"))
        zone = BundleZone()
        zone.dropped.connect(self.dropped)
        card.column.addWidget(zone, 1)
        card.column.addLayout(
            _button_row(tr("Choose files …"), "download-simple", self.read_wanted.emit)
        )
        return card


class BundleZone(QFrame):
    """Bundle files are dropped here.

    Signals:
        dropped: the files, a list of Path.
    """

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._hovered = False
        self.setAccessibleName(tr("Drop handover files here"))
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(icon_label("package", Tone.ACCENT, QSize(32, 32)), 0, centre)
        column.addWidget(label(tr("Drop handover files here"), kind="strong"), 0, centre)
        column.addWidget(
            label(
                tr("Every file is checked first. Taking the same file in twice does no harm."),
                kind="secondary",
                wrap=True,
            )
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            self._dress(hovered=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """They went away again."""
        self._dress(hovered=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files."""
        from pathlib import Path

        self._dress(hovered=False)
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed border, and a soft ground while something is held above it."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("accent_soft" if self._hovered else "surface"))
        painter.setPen(QPen(theme.color("line_strong"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.end()

    def _dress(self, *, hovered: bool) -> None:
        self._hovered = hovered
        self.update()


def _button_row(text: str, icon_name: str, run: Callable[[], object]) -> QHBoxLayout:
    button = QPushButton(text)
    button.setIcon(icon(icon_name))
    button.setIconSize(ICON_SIZE)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda _checked=False: run())
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
