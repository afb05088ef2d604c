"""The lines that hang on what is being dragged, roughly as they will run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.lines import follows_axes, with_moved_end
from bpr_studio.domain.process.element import CONNECTIONS
from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

    Points = tuple[Point, ...]

_MOST: Final = 24
"""With more lines than this none is shown: a preview has to keep up with the mouse."""


class Trails:
    """The lines with one end among the shapes that move.

    Args of the constructor: the model and the ids of all that moves.
    """

    def __init__(self, model: ProcessModel, moving: Collection[str]) -> None:
        moved = set(moving)
        self._model = model
        self._lines: list[tuple[Element, bool]] = []
        for shape in moving:
            for line in (*model.incoming(shape), *model.outgoing(shape)):
                starts, ends = line.source in moved, line.target in moved
                hangs = line.kind in CONNECTIONS and len(line.waypoints) > 1
                if hangs and starts != ends:
                    self._lines.append((line, starts))
        if len(self._lines) > _MOST:
            self._lines = []

    def at(self, dx: float, dy: float) -> tuple[Points, ...]:
        """How they run when the shapes have moved so far."""
        return tuple(self._line_at(line, dx, dy, starts=starts) for line, starts in self._lines)

    def _line_at(self, line: Element, dx: float, dy: float, *, starts: bool) -> Points:
        end = self._model.find(line.source if starts else line.target)
        points = line.waypoints if starts else tuple(reversed(line.waypoints))
        if end is None or end.bounds is None:
            return line.waypoints
        run = with_moved_end(points, end.bounds, end.bounds.moved(dx, dy))
        if len(run) == 2 and follows_axes(points) and not follows_axes(run):
            run = _stepped(run, level=points[0].y == points[1].y)
        return run if starts else tuple(reversed(run))


def _stepped(run: Points, *, level: bool) -> Points:
    """A slanted line as steps: along, across halfway, along."""
    a, b = run
    if level:
        middle = (a.x + b.x) / 2
        return a, Point(middle, a.y), Point(middle, b.y), b
    middle = (a.y + b.y) / 2
    return a, Point(a.x, middle), Point(b.x, middle), b
