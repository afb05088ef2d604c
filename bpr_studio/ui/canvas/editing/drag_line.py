"""Bending a line and leading its ends elsewhere with the mouse."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from bpr_studio.domain.diagram import bends
from bpr_studio.domain.modeling import bending
from bpr_studio.domain.modeling.connecting import reconnect
from bpr_studio.domain.modeling.rules import connection_for
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.ui.canvas.editing.bench import tone_of
from bpr_studio.ui.canvas.editing.handles import Grip
from bpr_studio.ui.canvas.editing.overlay import Preview, frame_of

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from bpr_studio.domain.process.element import Element
    from bpr_studio.ui.canvas.editing.bench import Bench
    from bpr_studio.ui.canvas.editing.handles import Handle


class BendDrag:
    """Moves one bend."""

    def __init__(self, bench: Bench, handle: Handle) -> None:
        self._bench = bench
        self._flow = bench.model.element(handle.element)
        self._index = handle.index
        self._at: Point | None = None

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """Show the line as it would run."""
        del keys
        self._at = place
        ends = _ends_of(self._bench, self._flow)
        line = bends.drag_bend(self._flow.waypoints, self._index, place, ends)
        self._bench.preview(Preview(arrow=line))

    def drop(self) -> None:
        """Bend it."""
        if self._at is not None:
            self._bench.run(bending.drag_bend, self._flow.id, self._index, self._at)


class SegmentDrag:
    """Moves one segment sideways."""

    def __init__(self, bench: Bench, flow_id: str, index: int, start: Point) -> None:
        self._bench = bench
        self._flow = bench.model.element(flow_id)
        self._index = index
        self._start = start
        self._by = (0.0, 0.0)

    @classmethod
    def nearest(cls, bench: Bench, flow_id: str, place: Point) -> SegmentDrag:
        """Take hold of the segment nearest to a place."""
        points = bench.model.element(flow_id).waypoints
        offs = [_off(place, a, b) for a, b in pairwise(points)]
        return cls(bench, flow_id, offs.index(min(offs)) if offs else 0, place)

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """Show the line as it would run."""
        del keys
        self._by = (place.x - self._start.x, place.y - self._start.y)
        by = Point(*self._by)
        line = bending.segment_dragged(self._bench.model, self._flow, self._index, by)
        self._bench.preview(Preview(arrow=line))

    def drop(self) -> None:
        """Let it run so."""
        if self._by != (0.0, 0.0):
            self._bench.run(bending.drag_segment, self._flow.id, self._index, *self._by)


class EndDrag:
    """Leads the start or the end of a connection to another element."""

    def __init__(self, bench: Bench, handle: Handle) -> None:
        self._bench = bench
        self._flow = bench.model.element(handle.element)
        self._is_start = handle.grip is Grip.START
        self._hit = ""

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """Show the line to here and whether the element here takes it."""
        del keys
        bench, points = self._bench, self._flow.waypoints
        self._hit = _element_at(bench, place, self._flow.id)
        source, target = self._ends()
        arrow = (place, *points[1:]) if self._is_start else (*points[:-1], place)
        element = bench.model.find(self._hit)
        if element is None:
            bench.preview(Preview(arrow=arrow))
            bench.warn("")
            return
        verdict = connection_for(bench.model, source, target, instead_of=self._flow.id)
        bench.preview(Preview(tone=tone_of(verdict), arrow=arrow, target=frame_of(element)))
        bench.warn(verdict.reason)

    def drop(self) -> None:
        """Connect it here; dropped on nothing it stays as it was."""
        if not self._hit:
            return
        if self._is_start:
            self._bench.run(reconnect, self._flow.id, source=self._hit)
        else:
            self._bench.run(reconnect, self._flow.id, target=self._hit)

    def _ends(self) -> tuple[str, str]:
        if self._is_start:
            return self._hit, self._flow.target
        return self._flow.source, self._hit


def _ends_of(bench: Bench, flow: Element) -> tuple[Element | None, Element | None]:
    return bench.model.find(flow.source), bench.model.find(flow.target)


def _element_at(bench: Bench, place: Point, but: str) -> str:
    hit = bench.scene.element_at(QPointF(*place), 0.0)
    element = bench.model.find(hit)
    return hit if element is not None and element.bounds and hit != but else ""


def _off(place: Point, a: Point, b: Point) -> float:
    """How far a place is from a level or upright segment, roughly also from a slanted one."""
    x = max(min(a.x, b.x) - place.x, place.x - max(a.x, b.x), 0.0)
    y = max(min(a.y, b.y) - place.y, place.y - max(a.y, b.y), 0.0)
    return x + y
