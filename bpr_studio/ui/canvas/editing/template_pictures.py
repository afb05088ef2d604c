"""How templates look: as the shape they become, and as icons for palette, pad and menus."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from bpr_studio.domain.diagram.notation import picture_of
from bpr_studio.domain.modeling.place_rules import sample_of
from bpr_studio.domain.modeling.templates import template
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.ui.canvas.ink import ink_of
from bpr_studio.ui.canvas.painting import Drawn
from bpr_studio.ui.qt.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QSize

    from bpr_studio.domain.modeling.templates import Template
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Point

_MARGIN: Final = 2.0
_SMALL: Final = {
    "activity": (44.0, 32.0),
    "event": (30.0, 30.0),
    "gateway": (36.0, 36.0),
    "artifact": (38.0, 28.0),
    "container": (84.0, 52.0),
}
"""Sizes at which a shape still reads as what it is when it is an icon."""


def pictured(made_from: Template, bounds: Bounds) -> Element:
    """An element as this template makes it, with a box; part of no model."""
    process = "process" if made_from.kind is Kind.POOL else ""  # pools with work have a band
    return replace(sample_of(made_from), bounds=bounds, refers_to=process)


def box_at(made_from: Template, centre: Point) -> Bounds:
    """The box of a template around a place."""
    width, height = made_from.size
    return Bounds(centre.x - width / 2, centre.y - height / 2, width, height)


def ghost_of(made_from: Template, centre: Point) -> Drawn:
    """The shape a template becomes, centred at a place."""
    return Drawn(picture_of(ProcessModel(), pictured(made_from, box_at(made_from, centre))).shape)


@lru_cache(maxsize=128)
def _small(key: str) -> tuple[Drawn, Bounds]:
    made_from = template(key)
    width, height = _SMALL.get(made_from.group, made_from.size)
    if made_from.kind is Kind.BOUNDARY_EVENT:
        return _on_a_step(made_from, width, height)
    box = Bounds(0, 0, width, height)
    return Drawn(picture_of(ProcessModel(), pictured(made_from, box)).shape), box


def _on_a_step(event: Template, width: float, height: float) -> tuple[Drawn, Bounds]:
    """An event on the border of a step, with a piece of the step."""
    step = Bounds(0, 0, *_SMALL["activity"])
    box = Bounds(step.right - width - 2, step.bottom - height / 2, width, height)
    shapes = [(template("task"), step), (event, box)]
    parts = [picture_of(ProcessModel(), pictured(made, at)).shape for made, at in shapes]
    return Drawn([part for shape in parts for part in shape]), Bounds(0, 0, step.right, box.bottom)


class _TemplateEngine(QIconEngine):
    """Paints with the colours of the moment, so that icons follow light and dark."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        del state
        drawn, box = _small(self._key)
        room = rect.adjusted(1, 1, -1, -1)
        around = box.grown(_MARGIN)
        scale = min(room.width() / around.width, room.height() / around.height, 1.0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if mode == QIcon.Mode.Disabled:
            painter.setOpacity(0.4)
        painter.translate(rect.center())
        painter.scale(scale, scale)
        painter.translate(-box.width / 2 + 0.5, -box.height / 2 + 0.5)
        drawn.paint(painter, ink_of(current_theme().mode))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _TemplateEngine(self._key)


def template_icon(key: str) -> QIcon:
    """The icon of a template.

    Args:
        key: its key; an unknown one is found out when the icon is painted.
    """
    return QIcon(_TemplateEngine(key))
