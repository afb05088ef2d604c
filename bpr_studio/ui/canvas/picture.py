"""A diagram as a picture for other programs: always on white, sharp enough for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from bpr_studio.domain.diagram.badges import ALL_BADGES
from bpr_studio.domain.diagram.notation import pictures
from bpr_studio.domain.diagram.primitives import Role
from bpr_studio.ui.canvas.ink import ink_of
from bpr_studio.ui.canvas.painting import Drawn
from bpr_studio.ui.qt.theme import Mode

if TYPE_CHECKING:
    from bpr_studio.domain.diagram.badges import Badges
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.ui.canvas.ink import Ink

_MARGIN: Final = 20.0
_SCALE: Final = 2.0
_LONGEST_SIDE: Final = 12_000
"""In pixels; larger drawings get a smaller scale instead of exhausting the memory."""


class DiagramPicture:
    """A whole diagram that can be painted anywhere.

    Args of the constructor: the model, which diagram, and which marks of steps are shown.

    Attributes:
        area: what it takes up, with a margin; in diagram units.
    """

    def __init__(self, model: ProcessModel, diagram_id: str, badges: Badges = ALL_BADGES) -> None:
        shown = pictures(model, diagram_id, badges=badges)
        self._drawn = [Drawn(picture.shape) for picture in shown]
        self._drawn += [  # labels last, over all lines
            Drawn(picture.label, on_lines=True) for picture in shown
        ]
        area = QRectF()
        for part in self._drawn:
            area = area.united(part.area())
        self.area = area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)

    def paint(self, painter: QPainter, ink: Ink) -> None:
        """Paint all of it in diagram units."""
        hints = QPainter.RenderHint
        painter.setRenderHints(hints.Antialiasing | hints.TextAntialiasing)
        for part in self._drawn:
            part.paint(painter, ink)


def image_of(
    model: ProcessModel,
    diagram_id: str,
    *,
    mode: Mode = Mode.LIGHT,
    badges: Badges = ALL_BADGES,
) -> QImage:
    """A whole diagram with a margin; a small empty sheet for an empty one.

    Args:
        model: the model.
        diagram_id: which diagram.
        mode: colours; light ones for paper.
        badges: which marks of steps are shown.
    """
    picture = DiagramPicture(model, diagram_id, badges)
    area = picture.area
    scale = min(_SCALE, _LONGEST_SIDE / max(area.width(), area.height()))
    ink = ink_of(mode)
    image = QImage(
        round(area.width() * scale), round(area.height() * scale), QImage.Format.Format_RGB32
    )
    image.fill(ink.color(Role.PAPER))
    painter = QPainter(image)
    painter.scale(scale, scale)
    painter.translate(-area.topLeft())
    picture.paint(painter, ink)
    painter.end()
    dots = round(96 * scale / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    return image.convertToFormat(QImage.Format.Format_RGB888, Qt.ImageConversionFlag.AutoColor)
