"""A diagram as a picture for other programs: always on white, sharp enough for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from bpr_studio.domain.diagram.notation import pictures
from bpr_studio.domain.diagram.primitives import Role
from bpr_studio.ui.canvas.ink import ink_of
from bpr_studio.ui.canvas.painting import Drawn
from bpr_studio.ui.qt.theme import Mode

if TYPE_CHECKING:
    from bpr_studio.domain.process.model import ProcessModel

_MARGIN: Final = 20.0
_SCALE: Final = 2.0
_LONGEST_SIDE: Final = 12_000
"""In pixels; larger drawings get a smaller scale instead of exhausting the memory."""


def image_of(model: ProcessModel, diagram_id: str, *, mode: Mode = Mode.LIGHT) -> QImage:
    """A whole diagram with a margin; a small empty sheet for an empty one.

    Args:
        model: the model.
        diagram_id: which diagram.
        mode: colours; light ones for paper.
    """
    shown = pictures(model, diagram_id)
    drawn = [Drawn(picture.shape) for picture in shown]
    drawn += [
        Drawn(picture.label, on_lines=True) for picture in shown
    ]  # labels last, over all lines
    area = QRectF()
    for part in drawn:
        area = area.united(part.area())
    area.adjust(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
    scale = min(_SCALE, _LONGEST_SIDE / max(area.width(), area.height()))
    ink = ink_of(mode)
    image = QImage(
        round(area.width() * scale), round(area.height() * scale), QImage.Format.Format_RGB32
    )
    image.fill(ink.color(Role.PAPER))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    painter.translate(-area.topLeft())
    for part in drawn:
        part.paint(painter, ink)
    painter.end()
    dots = round(96 * scale / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    return image.convertToFormat(QImage.Format.Format_RGB888, Qt.ImageConversionFlag.AutoColor)
