"""The space tool: make or take room along a line through the whole drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.place_rules import known_diagram
from bpr_studio.domain.modeling.spreading import (
    Spread,
    do_spread,
    finish_spread,
    most_closing,
    spread_places,
    stretching_lanes,
)
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point


@dataclass(frozen=True, slots=True)
class SpacePreview:
    """What the space tool would do.

    Attributes:
        dx: how far things really move to the right; 0 when they move up or down.
        dy: how far they really move down.
        moved: new boxes of shapes that move.
        resized: new boxes of pools, lanes, sub-processes and groups that stretch.
    """

    dx: float
    dy: float
    moved: dict[str, Bounds]
    resized: dict[str, Bounds]


def make_space(  # noqa: PLR0913  # a drawing, a place and an offset
    editor: Editor,
    diagram: str,
    at: Point,
    dx: float,
    dy: float,
    *,
    before: bool = False,
    apart: Collection[str] = (),
) -> None:
    """Push away or pull nearer everything behind a line through a point.

    Shapes whose middle is behind the line move; pools, lanes, open sub-processes and groups the
    line runs through stretch or shrink; flows stay attached and orthogonal. Pulling stops where
    shapes would meet, content would come out or a frame would get too small. Pulling back what
    was pushed gives the drawing as it was.

    Args:
        editor: the editor.
        diagram: the diagram, "" for the first one.
        at: where the line runs through.
        dx: how far to the right; the greater of dx and dy counts.
        dy: how far down.
        before: what lies left of (above) the line moves instead.
        apart: shapes that stay as they are, with the flows between them, wherever they lie.
    """
    shapes, lines = _drawing(editor.model, diagram)
    staying = frozenset(apart)
    shapes = [e for e in shapes if e.id not in staying]
    lines = [e for e in lines if not staying.issuperset((e.source, e.target))]
    spread = _spread(editor.model, shapes, at, (dx, dy), before=before)
    spread = _limited(editor.model, shapes, spread)
    if spread.by:
        with editor.gesture(tr("Make room") if not spread.closes else tr("Take room")):
            finish_spread(editor, do_spread(editor, shapes, lines, spread))


def space_preview(  # noqa: PLR0913  # as make_space
    model: ProcessModel,
    diagram: str,
    at: Point,
    dx: float,
    dy: float,
    *,
    before: bool = False,
) -> SpacePreview:
    """What `make_space` would do; the same limits hold."""
    shapes, _ = _drawing(model, diagram)
    spread = _spread(model, shapes, at, (dx, dy), before=before)
    spread = _limited(model, shapes, spread)
    places = spread_places(model, shapes, spread)
    sizes = {e.id: (e.bounds.width, e.bounds.height) for e in shapes if e.bounds}
    resized = {k: b for k, b in places.items() if sizes[k] != (b.width, b.height)}
    moved = {k: b for k, b in places.items() if k not in resized}
    return SpacePreview(*spread.axis.offset(spread.by), moved, resized)


def _spread(
    model: ProcessModel, shapes: list[Element], at: Point, by: tuple[float, float], *, before: bool
) -> Spread:
    dx, dy = by
    axis = Axis.X if abs(dx) >= abs(dy) else Axis.Y
    spread = Spread(axis, axis.of(at), dx if axis is Axis.X else dy, before=before)
    return replace(spread, grow=frozenset(stretching_lanes(model, shapes, spread)))


def _drawing(model: ProcessModel, diagram: str) -> tuple[list[Element], list[Element]]:
    drawn = model.drawn_in(known_diagram(model, diagram))
    shapes = [e for e in drawn if e.bounds]
    return shapes, [e for e in drawn if e.waypoints and not e.bounds]


def _limited(model: ProcessModel, shapes: list[Element], spread: Spread) -> Spread:
    if not spread.closes:
        return spread
    most = most_closing(model, shapes, spread)
    by = max(spread.by, -most) if spread.by < 0 else min(spread.by, most)
    return replace(spread, by=by)
