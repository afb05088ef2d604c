"""The borders between lanes: moving one, and opening room at one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.belonging import diagram_of, moving_along
from bpr_studio.domain.modeling.carrying import carry, touching
from bpr_studio.domain.modeling.frames import (
    LEAST_LANE,
    NEAR,
    PAD,
    content_around,
    content_hull,
    frame_of,
    lanes_in_frame,
    stack_axis,
)
from bpr_studio.domain.modeling.settling import settle_lanes
from bpr_studio.domain.modeling.spreading import (
    Spread,
    do_spread,
    finish_spread,
    stretching_lanes,
)
from bpr_studio.domain.process.element import CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bpr_studio.domain.modeling.axes import Axis
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

_STEP_LANE: Final = 80 + 2 * PAD  # a lane that gives room to its neighbour keeps it for a step


def open_room(  # noqa: PLR0913  # a place, an amount and who gets the room
    editor: Editor,
    lane: Element,
    line: float,
    by: float,
    grow: Iterable[str],
    *,
    before: bool = False,
) -> list[str]:
    """Make room at a line across a pool: what lies beyond moves on, the pool grows.

    Args:
        editor: an editor with an open gesture.
        lane: a lane of the pool.
        line: where the line crosses the direction lanes follow each other in.
        by: how much room; not negative.
        grow: lanes that get the room (the pool always does).
        before: what lies above (left of) the line gives way, not what lies below (right).

    Returns:
        The shapes that changed; when the room is used, `spreading.finish_spread` comes next.
    """
    model = editor.model
    axis = stack_axis(lane)
    frame = frame_of(model, lane)
    growing = frozenset([*grow, *([frame.id] if frame else [])])
    spread = Spread(axis, line, -by if before else by, before=before, grow=growing)
    shapes = _beside(model, frame or lane, axis)
    others = stretching_lanes(model, shapes, spread, frame.id if frame else "")
    spread = replace(spread, grow=growing.union(others))
    return do_spread(editor, shapes, touching(model, [e.id for e in shapes]), spread)


def _beside(model: ProcessModel, frame: Element, axis: Axis) -> list[Element]:
    """What lies in a frame and in its prolongation in both directions, in the same diagram."""
    across, here = axis.other, diagram_of(model, frame)
    inside = set(moving_along(model, [frame.id]))
    box = frame.bounds
    for element in model.drawn_in(here):
        if element.bounds is None or element.kind in CONNECTIONS or box is None:
            continue
        low, high = across.low(element.bounds), across.high(element.bounds)
        if low < across.high(box) and high > across.low(box):
            inside.add(element.id)
    return [model.element(i) for i in moving_along(model, sorted(inside))]


def move_border(editor: Editor, lane_id: str, by: float, *, after: bool) -> None:
    """Move the last (or first) border of a lane by an offset, inside an open gesture."""
    model = editor.model
    lane = model.element(lane_id)
    if not by or lane.bounds is None:
        return
    axis = stack_axis(lane)
    line = axis.high(lane.bounds) if after else axis.low(lane.bounds)
    ending, beginning = _at_line(model, lane, axis, line)
    if (by > 0) == after:  # the lane grows
        _grow(editor, lane, abs(by), (ending, beginning), after=after)
    else:
        losing = ending if after else beginning
        room = min((_free(model, e, after=after) for e in losing), default=0.0)
        way = min(abs(by), room)
        _shift_line(editor, lane, (ending, beginning), -way if after else way)


def _at_line(
    model: ProcessModel, lane: Element, axis: Axis, line: float
) -> tuple[list[Element], list[Element]]:
    """The lanes of the pool that end at a line, and those that begin there."""
    lanes = [(e, e.bounds) for e in lanes_in_frame(model, lane) if e.bounds]
    ending = [e for e, box in lanes if abs(axis.high(box) - line) < NEAR]
    beginning = [e for e, box in lanes if abs(axis.low(box) - line) < NEAR]
    return ending, beginning


def _grow(
    editor: Editor,
    lane: Element,
    by: float,
    sides: tuple[list[Element], list[Element]],
    *,
    after: bool,
) -> None:
    model, axis = editor.model, stack_axis(lane)
    if lane.bounds is None:
        return
    line = axis.high(lane.bounds) if after else axis.low(lane.bounds)
    ending, beginning = sides
    gaining, losing = (ending, beginning) if after else (beginning, ending)
    taken = min((_free(model, e, _STEP_LANE, after=not after) for e in losing), default=0.0)
    taken = min(by, taken)
    if by > taken:
        ids = [e.id for e in gaining]
        changed = open_room(editor, lane, line, by - taken, ids, before=not after)
        finish_spread(editor, changed)
    if taken:
        fresh = [[model.element(e.id) for e in side] for side in sides]
        _shift_line(editor, lane, (fresh[0], fresh[1]), taken if after else -taken)


def _free(model: ProcessModel, lane: Element, least: float = LEAST_LANE, *, after: bool) -> float:
    """How far the last (or first) border of a lane can come in until it has its least height."""
    axis, box = stack_axis(lane), lane.bounds
    if box is None:
        return 0.0
    room = axis.extent(box) - least
    content = content_hull(model, lane)
    if content:
        gap = axis.high(box) - axis.high(content) if after else axis.low(content) - axis.low(box)
        room = min(room, gap - PAD)
    return max(0.0, room)


def _shift_line(
    editor: Editor,
    lane: Element,
    sides: tuple[Collection[Element], Collection[Element]],
    by: float,
) -> None:
    """Move a border; at the edge of the pool the pool's side goes along."""
    if not by:
        return
    model = editor.model
    axis = stack_axis(lane)
    ending, beginning = sides
    places: dict[str, Bounds] = {}
    for e in ending:
        if e.bounds:
            places[e.id] = axis.spanning(e.bounds, axis.low(e.bounds), axis.high(e.bounds) + by)
    for e in beginning:
        if e.bounds:
            places[e.id] = axis.spanning(e.bounds, axis.low(e.bounds) + by, axis.high(e.bounds))
    frame = frame_of(model, lane)
    if frame and frame.bounds and not beginning:
        box = frame.bounds
        places[frame.id] = axis.spanning(box, axis.low(box), axis.high(box) + by)
    elif frame and frame.bounds and not ending:
        box = frame.bounds
        places[frame.id] = axis.spanning(box, axis.low(box) + by, axis.high(box))
    carry(editor, places)
    settle_frame(editor, lane)


def settle_frame(editor: Editor, lane_or_frame: Element) -> None:
    """Give everything in a pool the lane it lies in, inside an open gesture."""
    model = editor.model
    inside = content_around(model, lane_or_frame)
    settle_lanes(editor, diagram_of(model, lane_or_frame), [e.id for e in inside])
