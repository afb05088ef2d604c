"""The program's own icon: two steps of a flow on the accent colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap


def app_icon() -> QIcon:
    """The icon in the sizes a desktop asks for; the same in light and dark."""
    made = QIcon()
    for side in (16, 32, 64, 256):
        made.addPixmap(_drawn(side))
    return made


def _drawn(side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 32, side / 32)
    ground = QPainterPath()
    ground.addRoundedRect(QRectF(1, 1, 30, 30), 7, 7)
    painter.fillPath(ground, QColor("#0017c1"))
    painter.setPen(QPen(QColor("#ffffff"), 2.4))
    painter.drawLine(12, 11, 22, 11)
    painter.drawLine(22, 11, 22, 19)
    step = QPainterPath()
    step.addRoundedRect(QRectF(6, 7, 9, 8), 2, 2)
    step.addRoundedRect(QRectF(17, 18, 9, 8), 2, 2)
    painter.fillPath(step, QColor("#ffffff"))
    painter.end()
    return pixmap
