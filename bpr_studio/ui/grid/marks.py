"""Small coloured marks inside table cells."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from bpr_studio.ui.qt.badges import paint_swatch
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from bpr_studio.ui.qt.theme import Mode, Tone

_SIDE = 12


def mark_icon(tone: Tone) -> QIcon:
    """The mark of a tone in the present mode: plain, or hatched for non-core work."""
    return _drawn(tone, current_theme().mode)


@lru_cache(maxsize=32)
def _drawn(tone: Tone, _mode: Mode) -> QIcon:
    """Drawn once per mode at twice the size, sharp at 200 % too."""
    pixmap = QPixmap(2 * _SIDE, 2 * _SIDE)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_swatch(painter, QRectF(0.5, 0.5, _SIDE - 1, _SIDE - 1), tone)
    painter.end()
    drawn = QIcon(pixmap)
    drawn.addPixmap(pixmap, QIcon.Mode.Selected)  # Qt would tint it in marked rows
    return drawn
