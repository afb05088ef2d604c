"""Lanes: add, divide, resize, nest and remove them; their content always stays in the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.adding import new_id, next_key
from bpr_studio.domain.modeling.belonging import diagram_of, lanes_around
from bpr_studio.domain.modeling.carrying import carry
from bpr_studio.domain.modeling.frames import (
    BAND,
    LEAST_LANE,
    NEAR,
    content_around,
    content_of_frame,
    frame_of,
    lanes_inside,
    lanes_of,
    neighbours,
    stack_axis,
)
from bpr_studio.domain.modeling.lane_borders import move_border, open_room, settle_frame
from bpr_studio.domain.modeling.lane_nesting import nest
from bpr_studio.domain.modeling.lane_order import (
    drawn_lane,
    place_for_lane,
    reorder_lane,
)
from bpr_studio.domain.modeling.pools import add_pool
from bpr_studio.domain.modeling.settling import settle_lanes
from bpr_studio.domain.modeling.size_limits import allowed_bounds
from bpr_studio.domain.modeling.sizing import give_size
from bpr_studio.domain.modeling.spreading import finish_spread
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.order import key_between
from bpr_studio.domain.shared.geometry import Bounds
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.model import ProcessModel

__all__ = [
    "add_lane",
    "add_pool",
    "lanes_of",
    "place_for_lane",
    "put_lane_into",
    "remove_lane",
    "reorder_lane",
    "resize_lane",
    "split_lane",
]

NEW_LANE: Final = 120.0
"""The height of a new horizontal lane (width of an upright one)."""


def add_lane(editor: Editor, beside_id: str, *, after: bool = True, name: str = "") -> str:
    """Add a lane beside a lane, or to a pool; gives its id.

    In a pool without lanes the first lane takes the whole pool with its content. Otherwise the
    pool grows by the new lane; what lies beyond moves on. Beside a pool with lanes means as its
    last (or first) lane.

    Args:
        editor: the editor.
        beside_id: a lane, or a pool or sub-process.
        after: below (right of) it, else above (left of) it.
        name: its name.

    Raises:
        NotAllowedError: there is no such lane or pool in a drawing.
    """
    model = editor.model
    beside = _frame_or_lane(model, beside_id)
    with editor.gesture(tr("Add a lane")):
        if beside.kind is not Kind.LANE:
            lanes = [e for e in lanes_of(model, beside.id) if e.bounds]
            if not lanes:
                return _fill_with_lanes(editor, beside, 1, name)[0]
            beside = lanes[-1] if after else lanes[0]
        return _add_beside(editor, beside, name, after=after)


def _add_beside(editor: Editor, beside: Element, name: str, *, after: bool) -> str:
    model = editor.model
    box = beside.bounds or Bounds(0, 0, 0, 0)
    axis = stack_axis(beside)
    line = axis.high(box) if after else axis.low(box)
    around = [i for i in lanes_around(model, beside.id) if i != beside.id]
    changed = open_room(editor, beside, line, NEW_LANE, around)
    key = _key_beside(model, beside, after)
    lane = _new_lane(editor, beside, axis.spanning(box, line, line + NEW_LANE), key, name)
    settle_frame(editor, beside)
    finish_spread(editor, changed)
    return lane


def _key_beside(model: ProcessModel, beside: Element, after: bool) -> str:  # noqa: FBT001  # as in add_lane
    keys = sorted(e.sort_key for e in neighbours(model, beside))
    at = keys.index(beside.sort_key)
    low, high = (at, at + 1) if after else (at - 1, at)
    before = keys[low] if low >= 0 else ""
    behind = keys[high] if high < len(keys) else ""
    if behind and before >= behind:
        return next_key(model, beside.parent)
    return key_between(before, behind)


def _new_lane(editor: Editor, like: Element, box: Bounds, key: str, name: str = "") -> str:
    """A lane in the lane set of another one."""
    lane_id = new_id(editor, Kind.LANE)
    editor.add(
        Element(
            id=lane_id,
            kind=Kind.LANE,
            subtype="lane",
            name=name,
            parent=like.parent,
            sort_key=key,
            diagram=like.diagram,
            bounds=box,
            horizontal=like.horizontal,
        )
    )
    return lane_id


def split_lane(editor: Editor, frame_id: str, count: int) -> tuple[str, ...]:
    """Divide a lane, or a pool without lanes, into `count` lanes; gives the lanes it has then.

    Equal parts where that cuts through nothing; otherwise the first one takes all the content
    and the others are added behind it. Where it has lanes already, new ones are added until
    there are `count`.

    Raises:
        NotAllowedError: there is no such lane or pool, or it has more lanes than that.
    """
    model = editor.model
    frame = _frame_or_lane(model, frame_id)
    present = [e.id for e in lanes_of(model, frame_id) if e.bounds]
    if count < max(len(present), 1):
        demand(Verdict(tr("It has more lanes than that. Remove lanes you no longer need.")))
    with editor.gesture(tr("Divide into lanes")):
        if not present:
            return _divided(editor, frame, count)
        while len(present) < count:
            present.append(_add_beside(editor, model.element(present[-1]), "", after=True))
        return tuple(present)


def _divided(editor: Editor, frame: Element, count: int) -> tuple[str, ...]:
    model, box = editor.model, frame.bounds
    axis = stack_axis(frame)
    if box and axis.extent(box) / count >= LEAST_LANE and _cuts_nothing(model, frame, count):
        return _fill_with_lanes(editor, frame, count)
    lanes = [*_fill_with_lanes(editor, frame, 1)]
    while len(lanes) < count:
        lanes.append(_add_beside(editor, model.element(lanes[-1]), "", after=True))
    return tuple(lanes)


def _cuts_nothing(model: ProcessModel, frame: Element, count: int) -> bool:
    box, axis = frame.bounds, stack_axis(frame)
    if box is None:
        return False
    step = axis.extent(box) / count
    lines = [axis.low(box) + step * number for number in range(1, count)]
    shapes = [e.bounds for e in content_of_frame(model, frame) if e.bounds]
    return not any(axis.low(b) < line < axis.high(b) for b in shapes for line in lines)


def _fill_with_lanes(editor: Editor, frame: Element, count: int, name: str = "") -> tuple[str, ...]:
    """Lanes of equal height that fill a frame without lanes and take its content."""
    model, box = editor.model, frame.bounds
    if box is None:
        return ()
    axis = stack_axis(frame)
    across = axis.other
    inner = across.spanning(box, across.low(box) + BAND, across.high(box))
    lane_set = _lane_set(editor, frame)
    step = axis.extent(box) / count
    like = Element(
        id="",
        kind=Kind.LANE,
        subtype="lane",
        parent=lane_set,
        diagram=frame.diagram,
        horizontal=frame.horizontal if frame.horizontal is not None else True,
    )
    lanes = []
    for number in range(count):
        low = axis.low(box) + round(step * number)
        high = axis.low(box) + round(step * (number + 1)) if number + 1 < count else axis.high(box)
        key = next_key(model, lane_set)
        lanes.append(_new_lane(editor, like, axis.spanning(inner, low, high), key, name))
    settle_frame(editor, frame)
    return tuple(lanes)


def _lane_set(editor: Editor, frame: Element) -> str:
    """The lane set of a pool, sub-process or lane; made where there is none."""
    owner = frame.refers_to if frame.kind is Kind.POOL else frame.id
    for child in editor.model.children(owner):
        if child.kind is Kind.LANE_SET:
            return child.id
    made = new_id(editor, Kind.LANE_SET)
    subtype = "childLaneSet" if frame.kind is Kind.LANE else "laneSet"
    key = next_key(editor.model, owner)
    editor.add(Element(id=made, kind=Kind.LANE_SET, subtype=subtype, parent=owner, sort_key=key))
    return made


def resize_lane(editor: Editor, lane_id: str, bounds: Bounds) -> None:
    """Move the borders of a lane to those of a box.

    A border between lanes first takes the free room of the neighbour; where that is not enough
    the pool grows and what lies beyond moves on. A lane shrinks to its content; its neighbour,
    or at the edge the pool, changes with it.

    Raises:
        NotAllowedError: there is no such lane in a drawing.
    """
    model = editor.model
    lane = drawn_lane(model, lane_id)
    axis = stack_axis(lane)
    with editor.gesture(tr("Change the size")):
        box = lane.bounds or bounds
        move_border(editor, lane_id, axis.high(bounds) - axis.high(box), after=True)
        move_border(editor, lane_id, axis.low(bounds) - axis.low(box), after=False)
        _lengthen(editor, model.element(lane_id), bounds)


def _lengthen(editor: Editor, lane: Element, bounds: Bounds) -> None:
    """The ends of a lane are the ends of its pool."""
    model = editor.model
    frame, box = frame_of(model, lane), lane.bounds
    if frame is None or frame.bounds is None or box is None:
        return
    across = stack_axis(lane).other
    low = across.low(frame.bounds) + across.low(bounds) - across.low(box)
    high = across.high(frame.bounds) + across.high(bounds) - across.high(box)
    wanted = allowed_bounds(model, frame.id, across.spanning(frame.bounds, low, high))
    if wanted != frame.bounds:
        give_size(editor, frame, wanted)


def put_lane_into(editor: Editor, lane_id: str, into_id: str) -> None:
    """Make a lane an inner lane of another one, or a lane of the pool itself, as the last there.

    Its content comes along, its old neighbours close up, and the lane it comes into grows. A
    lane that had no inner lanes gets a first one for what is in it.

    Raises:
        NotAllowedError: one of them is not drawn, they are in different pools, or the lane
            would lie in itself.
    """
    model = editor.model
    lane, into = drawn_lane(model, lane_id), _frame_or_lane(model, into_id)
    demand(_may_put(model, lane, into))
    with editor.gesture(tr("Move the lane")):
        if into.kind is Kind.LANE and not lanes_inside(model, into.id):
            _fill_with_lanes(editor, into, 1)
        nest(editor, lane_id, _lane_set(editor, model.element(into_id)))


def _may_put(model: ProcessModel, lane: Element, into: Element) -> Verdict:
    around = frame_of(model, lane)
    target = into if into.kind is not Kind.LANE else frame_of(model, into)
    if around is None or target is None or around.id != target.id:
        return Verdict(tr("A lane stays in its pool."))
    if len(neighbours(model, lane)) < 2:
        return Verdict(tr("A divided lane keeps at least one inner lane."))
    if lane.id in lanes_around(model, into.id):
        return Verdict(tr("A lane cannot be put into itself."))
    return Verdict()


def remove_lane(editor: Editor, lane_id: str) -> None:
    """Take a lane away; the neighbour takes its room and its content.

    Inner lanes go with it. The last lane of a pool leaves its content in the pool.

    Raises:
        NotAllowedError: there is no such lane.
    """
    model = editor.model
    lane = model.find(lane_id)
    if lane is None or lane.kind is not Kind.LANE:
        demand(Verdict(tr("This is not a lane of the drawing.")))
        return
    with editor.gesture(tr("Remove the lane")):
        _give_room(editor, lane)
        shapes = [e.id for e in content_around(model, lane)] if lane.bounds else []
        _remove_with_sets(editor, lane)
        settle_lanes(editor, diagram_of(model, lane), shapes)


def _give_room(editor: Editor, lane: Element) -> None:
    """The lane before (else behind) it stretches over its place, inner lanes too."""
    model, box = editor.model, lane.bounds
    if box is None:
        return
    lanes = [e for e in neighbours(model, lane) if e.bounds]
    at = [e.id for e in lanes].index(lane.id)
    if len(lanes) < 2:
        return
    taker = lanes[at - 1] if at else lanes[1]
    axis = stack_axis(lane)
    places: dict[str, Bounds] = {}
    for part in (taker, *lanes_inside(model, taker.id)):
        old = part.bounds
        if old and at and abs(axis.high(old) - axis.low(box)) < NEAR:
            places[part.id] = axis.spanning(old, axis.low(old), axis.high(box))
        elif old and not at and abs(axis.low(old) - axis.high(box)) < NEAR:
            places[part.id] = axis.spanning(old, axis.low(box), axis.high(old))
    carry(editor, places)


def _remove_with_sets(editor: Editor, lane: Element) -> None:
    """Remove a lane, the lanes in it, lane sets that are empty then, and what pictures them."""
    model = editor.model
    gone = [lane.id, *(e.id for e in lanes_inside(model, lane.id))]
    sets = [s.id for i in gone for s in model.children(i) if s.kind is Kind.LANE_SET]
    for lane_id in gone:
        for member in model.in_lane(lane_id):
            editor.set(member.id, lane="")
        for picture in model.referring(lane_id):
            if picture.kind is Kind.DEPICTION:
                editor.remove(picture.id)
    for element_id in (*gone[::-1], *sets[::-1]):
        editor.remove(element_id)
    around = model.find(lane.parent)
    if around and around.kind is Kind.LANE_SET and not model.children(around.id):
        editor.remove(around.id)


def _frame_or_lane(model: ProcessModel, element_id: str) -> Element:
    element = model.find(element_id)
    kinds = (Kind.LANE, Kind.POOL)
    if element is None or element.kind not in kinds or element.bounds is None:
        demand(Verdict(tr("Lanes divide a pool; choose a pool or a lane.")))
        raise AssertionError
    if element.kind is Kind.POOL and element.refers_to not in model:
        demand(Verdict(tr("This pool hides its work. Show its work first, then divide it.")))
    return element
