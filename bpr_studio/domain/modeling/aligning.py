"""Aligning shapes with each other and giving them equal gaps."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.belonging import moving_along
from bpr_studio.domain.modeling.moving import move_each
from bpr_studio.domain.modeling.verdict import ALLOWED, Verdict, demand
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.shared.geometry import hull
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

__all__ = ["Axis", "Edge", "align", "distribute", "may_align", "may_distribute"]

_NOT_ALIGNED: Final = CONNECTIONS | {Kind.LANE, Kind.BOUNDARY_EVENT}


class Edge(StrEnum):
    """What shapes are brought to one line by."""

    LEFT = "left"
    CENTRE = "centre"  # middles above each other
    RIGHT = "right"
    TOP = "top"
    MIDDLE = "middle"  # middles beside each other
    BOTTOM = "bottom"

    @property
    def axis(self) -> Axis:
        """The direction shapes move in."""
        return Axis.X if self in (Edge.LEFT, Edge.CENTRE, Edge.RIGHT) else Axis.Y


def may_align(model: ProcessModel, ids: Iterable[str]) -> Verdict:
    """Whether there are shapes to align."""
    if len(_shapes(model, ids)) >= 2:
        return ALLOWED
    return Verdict(tr("Choose at least two shapes to align."))


def may_distribute(model: ProcessModel, ids: Iterable[str]) -> Verdict:
    """Whether there are shapes to give equal gaps."""
    if len(_shapes(model, ids)) >= 3:
        return ALLOWED
    return Verdict(tr("Choose at least three shapes to give them equal gaps."))


def align(editor: Editor, ids: Iterable[str], edge: Edge) -> None:
    """Bring shapes to one line: the outermost edge, or the middle of all of them.

    What lies in another chosen shape goes along with it; flows, lanes and border events are
    passed over.

    Raises:
        NotAllowedError: there are fewer than two shapes.
    """
    wanted = list(ids)
    demand(may_align(editor.model, wanted))
    shapes = _shapes(editor.model, wanted)
    axis = edge.axis
    around = hull(shapes.values())
    if around is None:
        return
    with editor.gesture(tr("Align")):
        move_each(
            editor,
            {key: axis.offset(_way(box, around, edge, axis)) for key, box in shapes.items()},
        )


def _way(box: Bounds, around: Bounds, edge: Edge, axis: Axis) -> float:
    match edge:
        case Edge.LEFT | Edge.TOP:
            return axis.low(around) - axis.low(box)
        case Edge.RIGHT | Edge.BOTTOM:
            return axis.high(around) - axis.high(box)
        case Edge.CENTRE | Edge.MIDDLE:
            return axis.middle(around) - axis.middle(box)


def distribute(editor: Editor, ids: Iterable[str], axis: Axis) -> None:
    """Give shapes equal gaps (to the unit) along an axis; the first and the last one stay.

    Raises:
        NotAllowedError: there are fewer than three shapes.
    """
    wanted = list(ids)
    demand(may_distribute(editor.model, wanted))
    shapes = _shapes(editor.model, wanted)
    row = sorted(shapes.items(), key=lambda entry: (axis.middle(entry[1]), entry[0]))
    boxes = [box for _, box in row]
    room = axis.low(boxes[-1]) - axis.high(boxes[0])
    gap = (room - sum(axis.extent(box) for box in boxes[1:-1])) / (len(boxes) - 1)
    at = axis.high(boxes[0]) + gap
    offsets: dict[str, tuple[float, float]] = {}
    for key, box in row[1:-1]:
        offsets[key] = axis.offset(float(round(at - axis.low(box))))
        at += axis.extent(box) + gap
    with editor.gesture(tr("Equal gaps")):
        move_each(editor, offsets)


def _shapes(model: ProcessModel, ids: Iterable[str]) -> dict[str, Bounds]:
    """The boxes of what can be aligned, without what lies in another one of them."""
    elements = [element for element in map(model.find, ids) if element]
    shapes = {e.id: e.bounds for e in elements if e.bounds and e.kind not in _NOT_ALIGNED}
    inner = {part for key in shapes for part in moving_along(model, [key]) if part != key}
    return {key: box for key, box in shapes.items() if key not in inner}
