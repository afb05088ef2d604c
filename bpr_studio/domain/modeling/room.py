"""Room for something new or larger: what is in its way gives way, containers grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.belonging import diagram_of, lanes_around, moving_along
from bpr_studio.domain.modeling.frames import BAND, NEAR, PAD, stack_axis
from bpr_studio.domain.modeling.lane_borders import open_room
from bpr_studio.domain.modeling.outgrowing import container_of
from bpr_studio.domain.modeling.settling import settle_lanes
from bpr_studio.domain.modeling.sizing import give_size
from bpr_studio.domain.modeling.space import make_space
from bpr_studio.domain.process.element import CONNECTIONS, Element, Kind
from bpr_studio.domain.shared.geometry import Point

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

BEHIND: Final = 50.0
"""What stays free between the last element of a flow and the end of its pool."""
_THROUGH: Final = CONNECTIONS | {Kind.POOL, Kind.LANE, Kind.GROUP}


def enlarge(editor: Editor, element_id: str, box: Bounds) -> None:
    """Give a shape a larger box; what it would newly cover moves away on that side.

    What is part of it stays, even where it sticks out. Pools and sub-processes around it grow
    along. Inside an open gesture.
    """
    _enlarge(editor, element_id, box, frozenset())


def _enlarge(editor: Editor, element_id: str, box: Bounds, growing: frozenset[str]) -> None:
    """As `enlarge`; in broken drafts a sub-process may be around itself and grows only once."""
    model = editor.model
    element = model.element(element_id)
    if element.bounds is None:
        return
    old, where = element.bounds, diagram_of(model, element)
    own = frozenset(moving_along(model, [element_id]))
    for axis in Axis:
        behind = axis.high(box) - axis.high(old)
        if behind > 0 and _in_way(model, where, _strip(axis, box, axis.high(old), behind), own):
            line = _at(axis, axis.high(old))
            make_space(editor, where, line, *axis.offset(behind), apart=own)
        before = axis.low(old) - axis.low(box)
        if before > 0 and _in_way(model, where, _strip(axis, box, axis.low(box), before), own):
            line = _at(axis, axis.low(old))
            make_space(editor, where, line, *axis.offset(-before), before=True, apart=own)
    _make_room_in(editor, (element.parent, where), box, growing | {element_id})
    give_size(editor, model.element(element_id), box)
    _settle_frames(editor, where)


def _settle_frames(editor: Editor, diagram: str) -> None:
    """The middle of a sub-process that was stretched may be in another lane now."""
    model = editor.model
    frames = [e.id for e in model.of_kind(Kind.SUB_PROCESS) if diagram_of(model, e) == diagram]
    settle_lanes(editor, diagram, frames)


def _strip(axis: Axis, box: Bounds, low: float, width: float) -> Bounds:
    return axis.spanning(box, low, low + width)


def _at(axis: Axis, value: float) -> Point:
    return axis.at(Point(0.0, 0.0), value)


def _in_way(model: ProcessModel, diagram: str, area: Bounds, own: Collection[str]) -> bool:
    return any(
        e.bounds and meet(e.bounds, area) and e.id not in own and e.kind not in _THROUGH
        for e in standing_near(model, diagram, area)
        if e.kind is not Kind.SUB_PROCESS or not _contains_one(model, e, own)
    )


def _contains_one(model: ProcessModel, outer: Element, own: Collection[str]) -> bool:
    """Whether a sub-process is around the shape that grows."""
    return any(model.element(i).parent == outer.id for i in own)


def standing_near(model: ProcessModel, diagram: str, area: Bounds) -> list[Element]:
    """The shapes and lines of a diagram that may touch an area."""
    return [e for e in model.near(area) if diagram_of(model, e) == diagram]


def meet(a: Bounds, b: Bounds) -> bool:
    """Whether two boxes overlap."""
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def open_lane(editor: Editor, lane_id: str, box: Bounds) -> None:
    """Let a lane grow across the flow until a box fits into it; its pool grows along.

    What lies beyond it moves on; the box may be that of something not yet there. Inside an open
    gesture.
    """
    lane = editor.model.find(lane_id)
    if lane is None or lane.bounds is None:
        return
    axis = stack_axis(lane)
    more = axis.high(box) + PAD - axis.high(lane.bounds)
    if more > 0:
        line = axis.high(lane.bounds)
        ending = _lanes_ending(editor.model, lane_id, axis, line)
        open_room(editor, lane, line, more, ending)
        _settle_frames(editor, diagram_of(editor.model, lane))


def _lanes_ending(model: ProcessModel, lane_id: str, axis: Axis, line: float) -> list[str]:
    """A lane and those around it that end at the same line."""
    lanes = (model.element(i) for i in lanes_around(model, lane_id))
    return [e.id for e in lanes if e.bounds and abs(axis.high(e.bounds) - line) < NEAR]


def make_room_in(editor: Editor, parent: str, diagram: str, box: Bounds) -> None:
    """Let the containers around a place grow until something new with this box fits in.

    Args:
        editor: an editor with an open gesture.
        parent: the process or sub-process the new thing will be part of.
        diagram: where it will be drawn.
        box: its box; behind it, along the flow, some air stays.
    """
    _make_room_in(editor, (parent, diagram), box, frozenset())


def _make_room_in(
    editor: Editor, place: tuple[str, str], box: Bounds, growing: frozenset[str]
) -> None:
    """As `make_room_in` for a parent and a diagram; what is growing already stays as it is."""
    model = editor.model
    parent, diagram = place
    inner = Element(
        id="", kind=Kind.TASK, subtype="task", parent=parent, diagram=diagram, bounds=box
    )
    behind = BEHIND
    seen = set(growing)
    container = container_of(model, inner)
    while container and container.bounds and inner.bounds and container.id not in seen:
        seen.add(container.id)
        wanted = _around(container, container.bounds, inner.bounds, behind)
        if wanted != container.bounds:
            _enlarge(editor, container.id, wanted, growing)
        inner, behind = model.element(container.id), PAD
        container = container_of(model, inner)


def _around(container: Element, box: Bounds, inner: Bounds, behind: float) -> Bounds:
    """The box of a container large enough for something in it."""
    along = stack_axis(container).other if container.kind is Kind.POOL else Axis.X
    for axis in Axis:
        low, high = axis.low(inner) - PAD, axis.high(inner) + PAD
        if axis is along:
            high = axis.high(inner) + behind
            low -= BAND if container.kind is Kind.POOL else 0.0
        box = axis.spanning(box, min(axis.low(box), low), max(axis.high(box), high))
    return box
