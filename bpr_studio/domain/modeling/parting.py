"""Lines between shapes that lay on each other: they touch them again once these part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.diagram.outlines import lies_on
from bpr_studio.domain.diagram.routing import first_route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point


def parted(
    model: ProcessModel,
    line: Element,
    before: Mapping[str, Bounds],
    points: tuple[Point, ...],
) -> tuple[Point, ...]:
    """The new points of a line, or a new way where its ends lay on each other before.

    No line between such shapes touches both, so none can be carried along.

    Args:
        model: as it is now.
        line: the line.
        before: id → box of every shape that has another one now, as it was.
        points: where the line would be carried to.
    """
    source, target = model.find(line.source), model.find(line.target)
    if source is None or target is None or source.bounds is None or target.bounds is None:
        return points
    old, other = before.get(source.id, source.bounds), before.get(target.id, target.bounds)
    if not _lay_on(old, other) or (lies_on(source, points[0]) and lies_on(target, points[-1])):
        return points
    return first_route(model, source, target, line.kind, leaving_out=line.id) or points


def _lay_on(a: Bounds, b: Bounds) -> bool:
    return a.x <= b.right and b.x <= a.right and a.y <= b.bottom and b.y <= a.bottom
