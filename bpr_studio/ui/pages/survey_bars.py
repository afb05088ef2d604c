"""Bars in cells and on cards: plain, or hatched for non-core work."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from bpr_studio.ui.qt.theme import Tone, current_theme


def paint_bar(painter: QPainter, bar: QRectF, share: float, tone: Tone) -> None:
    """A track and the filled part of it; non-core work is hatched, doubtful bars have an edge."""
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    track = QPainterPath()
    track.addRoundedRect(bar, 3, 3)
    painter.fillPath(track, theme.color("pressed"))
    filled = QRectF(bar.left(), bar.top(), bar.width() * min(max(share, 0.0), 1.0), bar.height())
    painter.setClipPath(track)
    if tone is Tone.NON_CORE:
        paint_hatched(painter, filled)
    else:
        painter.fillRect(filled, theme.color(tone))
    painter.restore()


def paint_hatched(painter: QPainter, area: QRectF) -> None:
    """Fill an area with the hatch of non-core work, so that grey print tells it apart."""
    theme = current_theme()
    if area.width() < 1:
        return
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.fillRect(area, theme.color("orange_soft"))
    painter.setPen(QPen(theme.color(Tone.NON_CORE), 1.6))
    x = area.left() - area.height()
    while x < area.right():
        painter.drawLine(
            QRectF(x, area.bottom(), 0, 0).topLeft(),
            QRectF(x + area.height(), area.top(), 0, 0).topLeft(),
        )
        x += 4
    painter.restore()
