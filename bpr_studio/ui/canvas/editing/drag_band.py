"""The frame one draws around what shall be selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF

from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.geometry import Bounds, hull
from bpr_studio.ui.canvas.editing.overlay import Preview
from bpr_studio.ui.canvas.painting import rect_of

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Point
    from bpr_studio.ui.canvas.editing.bench import Bench

_FRAMES: Final = frozenset({Kind.POOL, Kind.LANE})


class BandDrag:
    """Selects what lies wholly in the frame; pools and lanes only when nothing else does."""

    def __init__(self, bench: Bench, start: Point, *, adding: bool) -> None:
        self._bench = bench
        self._start = QPointF(*start)
        self._before = bench.selected if adding else ()
        self._band = QRectF()

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """Draw the frame and select what is in it."""
        del keys
        self._band = QRectF(self._start, QPointF(*place)).normalized()
        self._bench.preview(Preview(band=self._band))
        self._bench.scene.select((*self._before, *self._inside()))

    def drop(self) -> None:
        """What is selected stays selected."""

    def _inside(self) -> list[str]:
        found = [e for e in self._bench.scene.elements() if self._holds(e)]
        inner = [element.id for element in found if element.kind not in _FRAMES]
        return inner or [element.id for element in found]

    def _holds(self, element: Element) -> bool:
        box = element.bounds or hull((), element.waypoints) or Bounds(0, 0, 0, 0)
        return self._band.contains(rect_of(box.grown(0.01)))
