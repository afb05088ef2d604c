"""Moving shapes with the mouse, or a copy of them."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from bpr_studio.domain.modeling.belonging import moving_along
from bpr_studio.domain.modeling.copying import clipping_of, paste
from bpr_studio.domain.modeling.moving import flow_under, move
from bpr_studio.domain.modeling.rules import may_move
from bpr_studio.domain.modeling.snapping import SnapField
from bpr_studio.domain.modeling.verdict import Verdict
from bpr_studio.domain.shared.geometry import hull
from bpr_studio.ui.canvas.editing.bench import tone_of
from bpr_studio.ui.canvas.editing.overlay import Preview, frame_of
from bpr_studio.ui.canvas.editing.trails import Trails

if TYPE_CHECKING:
    from PySide6.QtGui import QPainterPath

    from bpr_studio.domain.shared.geometry import Point
    from bpr_studio.ui.canvas.editing.bench import Bench

_QUICK: Final = 0.004
_PATIENCE: Final = 8.0
"""A question that takes longer than this many seconds is asked again after 8 times as long."""


class MoveDrag:
    """Moves what is selected; ghosts show where to, a frame shows the flow it would go into."""

    def __init__(self, bench: Bench, start: Point, *, copies: bool) -> None:
        self._bench = bench
        self._start = start
        self._copies = copies
        self._ids = bench.selected
        self._ghosts = _with_inner_lines(bench, moving_along(bench.model, self._ids))
        self._trails = Trails(bench.model, self._ghosts if not copies else ())
        self._field = SnapField(bench.model, bench.diagram, self._ids)
        self._by = (0.0, 0.0)
        self._verdict = Verdict()
        self._ask_again_at = 0.0

    def to(self, place: Point, keys: Qt.KeyboardModifier) -> None:
        """Show where everything would be, and whether it may."""
        bench = self._bench
        dx, dy = place.x - self._start.x, place.y - self._start.y
        if keys & Qt.KeyboardModifier.ShiftModifier:  # straight along one direction
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        snap = self._field.snap(dx, dy)
        self._by = (snap.dx, snap.dy)
        verdict = self._asked()
        bench.preview(
            Preview(
                tone=tone_of(verdict),
                ghosts=self._ghosts,
                shift=self._by,
                trails=self._trails.at(*self._by),
                lines=tuple((line.start, line.end) for line in snap.lines),
                target=self._flow_below() if verdict else None,
            )
        )
        bench.warn(verdict.reason)

    def _asked(self) -> Verdict:
        """Whether it may; with very much on the move the question is not asked at every pixel."""
        now = perf_counter()
        if now < self._ask_again_at:
            return self._verdict
        self._verdict = may_move(self._bench.model, self._ids, *self._by)
        took = perf_counter() - now
        self._ask_again_at = now + took * (_PATIENCE if took > _QUICK else 0)
        return self._verdict

    def drop(self) -> None:
        """Move, or put the copy there."""
        if self._by == (0.0, 0.0):
            return
        if self._copies:
            self._drop_copy()
        else:
            self._bench.run(move, self._ids, *self._by)

    def _drop_copy(self) -> None:
        bench = self._bench
        boxes = [bounds for e in bench.selected_elements() if (bounds := e.bounds)]
        around = hull(boxes)
        if around is None:
            return
        centre = around.moved(*self._by).centre
        clipping = clipping_of(bench.model, self._ids)
        made = bench.run(paste, clipping, centre, diagram=bench.diagram)
        if made:
            bench.select_soon(made)

    def _flow_below(self) -> QPainterPath | None:
        if len(self._ids) != 1 or self._copies:
            return None
        flow = self._bench.model.find(flow_under(self._bench.model, self._ids[0], self._by))
        return frame_of(flow) if flow else None


def _with_inner_lines(bench: Bench, shapes: list[str]) -> tuple[str, ...]:
    """The shapes and the connections between them."""
    moved = set(shapes)
    lines = {
        line.id: None
        for shape in shapes
        for line in bench.model.outgoing(shape)
        if line.target in moved and line.is_drawn
    }
    return (*shapes, *lines)
