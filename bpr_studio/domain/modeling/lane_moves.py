"""Moving steps from lane to lane without covering what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.belonging import diagram_of, moving_along
from bpr_studio.domain.modeling.frames import PAD, frame_of, is_frame, stack_axis
from bpr_studio.domain.modeling.lane_order import drawn_lane
from bpr_studio.domain.modeling.moving import move
from bpr_studio.domain.modeling.sizing import give_size
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.shared.geometry import hull
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.modeling.axes import Axis
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

_APART: Final = 20.0
_BETWEEN: Final = 50.0
_TRIES: Final = 200


def move_to_lane(editor: Editor, ids: Iterable[str], lane_id: str) -> None:
    """Move shapes to the middle of a lane; where something stands there, further along it.

    Args:
        editor: the editor.
        ids: the shapes; what moves along with them is moved too.
        lane_id: a drawn lane.

    Raises:
        NotAllowedError: there is no such lane, or the rules refuse; nothing was changed.
    """
    model = editor.model
    lane, chosen = drawn_lane(model, lane_id), list(ids)
    around = hull(b for i in chosen if (e := model.find(i)) and (b := e.bounds))
    if lane.bounds is None or around is None:
        return
    axis = stack_axis(lane)
    across = axis.middle(lane.bounds) - axis.middle(around)
    along = _free_way(model, chosen, axis.moved(around, across), axis.other, lane)
    dx, dy = axis.offset(across)
    more_x, more_y = axis.other.offset(along)
    with editor.gesture(tr("Move")):
        _lengthen(editor, lane, axis.other.high(around) + along + PAD, axis.other)
        move(editor, chosen, dx + more_x, dy + more_y)


def _lengthen(editor: Editor, lane: Element, end: float, axis: Axis) -> None:
    """Let the pool reach to a place at least."""
    frame = frame_of(editor.model, lane)
    if frame and frame.bounds and axis.high(frame.bounds) < end:
        longer = axis.spanning(frame.bounds, axis.low(frame.bounds), end)
        give_size(editor, frame, longer)


def _free_way(model: ProcessModel, ids: list[str], box: Bounds, axis: Axis, lane: Element) -> float:
    """How far along the lane the next place is where the box covers nothing."""
    moving, way = set(moving_along(model, ids)), 0.0
    here = diagram_of(model, lane)
    for _ in range(_TRIES):
        at = axis.moved(box, way)
        walls = [
            axis.high(e.bounds)
            for e in model.near(at.grown(_APART))
            if e.bounds
            and e.id not in moving
            and e.kind not in CONNECTIONS | {Kind.BOUNDARY_EVENT}
            and not (is_frame(model, e) and e.kind is not Kind.SUB_PROCESS)
            and diagram_of(model, e) == here
            and _meet(at.grown(_APART), e.bounds)
        ]
        if not walls:
            return way
        way += max(walls) + _BETWEEN - axis.low(at)
    return way


def _meet(first: Bounds, second: Bounds) -> bool:
    return (
        first.x < second.right
        and second.x < first.right
        and first.y < second.bottom
        and second.y < first.bottom
    )
