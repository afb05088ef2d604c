"""What is under the pointer, and whether taking hold of it there moves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF

from bpr_studio.domain.diagram.notation import BAND_WIDTH, is_horizontal
from bpr_studio.domain.process.element import Kind

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Bounds, Point
    from bpr_studio.ui.canvas.editing.bench import Bench

_FRAMES: Final = frozenset({Kind.POOL, Kind.LANE, Kind.GROUP})


@dataclass(frozen=True, slots=True)
class Spot:
    """What is under the pointer.

    Attributes:
        element: its id, "" on the bare paper.
        on_label: the words beside it are, not the shape.
        moves: dragging from here moves it; else it draws a frame for selecting.
        is_band: the name band or border of a pool, lane or group.
    """

    element: str = ""
    on_label: bool = False
    moves: bool = False
    is_band: bool = False


def spot_at(bench: Bench, place: Point) -> Spot:
    """What is at a place of the drawing."""
    at = QPointF(place.x, place.y)
    hit = bench.scene.element_at(at, bench.slack())
    element = bench.model.find(hit)
    if element is None:
        return Spot()
    if bench.editor is None:
        return Spot(hit)
    if not _in_shape(element, place) and bench.scene.label_area_of(hit).contains(at):
        return Spot(hit, on_label=True, moves=True)
    if element.kind in _FRAMES and element.bounds:
        band = _on_band(element, element.bounds, place, bench.slack())
        return Spot(hit, moves=band, is_band=band)
    return Spot(hit, moves=True)


def _in_shape(element: Element, place: Point) -> bool:
    return element.bounds is not None and element.bounds.contains(place)


def _on_band(element: Element, bounds: Bounds, place: Point, slack: float) -> bool:
    if element.kind is Kind.GROUP:
        return not bounds.grown(-2 * slack).contains(place)
    if element.kind is Kind.POOL and not element.refers_to:
        return True
    if is_horizontal(element):
        return place.x <= bounds.x + BAND_WIDTH
    return place.y <= bounds.y + BAND_WIDTH
