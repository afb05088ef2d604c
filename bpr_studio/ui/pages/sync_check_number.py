"""確認番号: the number everybody compares before joining, large, to copy and to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import Card
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.theme import FONT_FAMILIES, label, mono_font

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPagedPaintDevice
    from PySide6.QtWidgets import QWidget

_POINTS = 26
_MARGIN_MM = 25


class CheckNumberCard(Card):
    """The number; where it is handed out, buttons to copy and print it."""

    def __init__(
        self,
        *,
        printer: Callable[[QWidget], QPagedPaintDevice | None] | None = None,
        handed_out: bool = False,
    ) -> None:
        """Make a card without a number.

        Args:
            printer: asks for a printer; None offers no printing.
            handed_out: it is told to others, not compared.
        """
        super().__init__()
        self._printer = printer
        self._address = ""
        self._number = label("", selectable=True)
        self._number.setFont(_large_mono())
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(label(tr("Check number"), kind="secondary"), 0, _CENTRE)
        column.addWidget(self._number)
        if handed_out:
            column.addLayout(self._buttons())
        self.column.addLayout(column)

    @property
    def number(self) -> str:
        """The number shown."""
        return self._number.text()

    def show_number(self, number: str, address: str) -> None:
        """Show a number.

        Args:
            number: as people compare it.
            address: the shared place it belongs to.
        """
        self._number.setText(number)
        self._address = address
        self.setAccessibleName(tr("Check number {number}", number=number))

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        copy = make_action(self, tr("Copy the number"), self.copy, icon_name="copy")
        buttons.addWidget(ActionButton(copy))
        if self._printer is not None:
            sheet = make_action(self, tr("Print a sheet …"), self.print_sheet, icon_name="printer")
            buttons.addWidget(ActionButton(sheet))
        buttons.addStretch(1)
        return buttons

    def copy(self) -> None:
        """Put the sheet's text on the clipboard."""
        QGuiApplication.clipboard().setText("\n".join(self.sheet()))

    def sheet(self) -> list[str]:
        """What is handed out to everybody who joins, line by line."""
        return [
            tr("Joining the shared folder of BPR Studio"),
            tr("Shared folder: {address}", address=self._address),
            tr("Check number: {number}", number=self.number),
            tr("Compare the number with the one your screen shows. Join only if they are equal."),
        ]

    def print_sheet(self) -> None:
        """Print the sheet."""
        device = self._printer(self) if self._printer is not None else None
        if device is not None:
            self.draw_sheet(device)

    def draw_sheet(self, device: QPagedPaintDevice) -> None:
        """Draw the sheet on paper: one page."""
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        device.setPageMargins(margins, QPageLayout.Unit.Millimeter)
        painter = QPainter(device)
        room = QRectF(painter.viewport())
        top = 0.0
        for line, points in zip(self.sheet(), (18, 12, 20, 12), strict=True):
            painter.setFont(QFont(list(FONT_FAMILIES), points))
            flags = int(Qt.TextFlag.TextWordWrap)
            used = painter.boundingRect(room.adjusted(0, top, 0, 0), flags, line)
            painter.drawText(used, flags, line)
            top += used.height() * 1.8
        painter.end()


def _large_mono() -> QFont:
    font = mono_font(_POINTS)
    font.setBold(True)
    return font


_CENTRE = Qt.AlignmentFlag.AlignHCenter
