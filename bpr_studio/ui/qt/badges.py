"""Small labels with a mark: core / non-core, invented data, states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.theme import Tone, current_theme, label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QLabel


def paint_swatch(painter: QPainter, rect: QRectF, tone: str | Tone) -> None:
    """Fill a small rounded rectangle: plain, or hatched for non-core work.

    The hatch tells the two apart in grey print and for colour-blind people.
    """
    theme = current_theme()
    color = theme.color(tone)
    path = QPainterPath()
    path.addRoundedRect(rect, 2, 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if str(tone) == Tone.NON_CORE.value:
        painter.fillPath(path, theme.color("surface"))
        painter.setClipPath(path)
        painter.setPen(QPen(color, 2))
        step = 4.0
        x = rect.left() - rect.height()
        while x < rect.right():
            painter.drawLine(
                QRectF(x, rect.bottom(), 0, 0).topLeft(),
                QRectF(x + rect.height(), rect.top(), 0, 0).topLeft(),
            )
            x += step
        painter.setClipping(False)
        painter.setPen(QPen(color, 1))
        painter.drawPath(path)
    else:
        painter.fillPath(path, QBrush(color))
    painter.restore()


class Swatch(QWidget):
    """The mark before a legend word."""

    def __init__(self, tone: str | Tone) -> None:
        super().__init__()
        self._tone = tone
        self.setFixedSize(QSize(12, 12))
        current_theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the mark."""
        painter = QPainter(self)
        paint_swatch(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._tone)
        painter.end()


def core_badge(*, core: bool) -> QWidget:
    """Swatch and word for core (plain blue) or non-core work (orange hatch)."""
    made = QWidget()
    text = tr("Core work") if core else tr("Non-core work")
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(Swatch(Tone.CORE if core else Tone.NON_CORE))
    row.addWidget(label(text))
    made.setAccessibleName(text)
    return made


def badge(text: str, *, tone: str = "") -> QLabel:
    """A word in a soft pill; tones: "", "success", "warning", "error", "accent", "fictitious"."""
    made = label(text, kind="badge")
    if tone:
        made.setProperty("tone", tone)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def fictitious_badge() -> QLabel:
    """The label 架空 that invented figures carry wherever they show."""
    made = badge(tr("Fictitious"), tone="fictitious")
    made.setToolTip(tr("These figures are invented for demonstration."))
    return made
