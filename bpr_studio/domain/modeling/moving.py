"""Moving shapes: what hangs on them comes along, and where they end decides what they are in."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.belonging import Homes, diagram_of, moving_along
from bpr_studio.domain.modeling.borders import (
    detached_fields,
    landing,
    may_detach,
)
from bpr_studio.domain.modeling.carrying import carry, draw_line
from bpr_studio.domain.modeling.inserting import put_into_flow
from bpr_studio.domain.modeling.lane_order import lane_dropped
from bpr_studio.domain.modeling.linking import fit_lines
from bpr_studio.domain.modeling.outgrowing import grow_around
from bpr_studio.domain.modeling.place_rules import (
    distance_to_line,
    may_contain,
    may_insert,
    may_move,
)
from bpr_studio.domain.modeling.settling import put_in_lane, settle
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.element import (
    ACTIVITIES,
    CONNECTIONS,
    Kind,
)
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.modeling.borders import (
        Landing,
    )
    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import (
        Element,
    )
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

_INSERTABLE: Final = ACTIVITIES | {Kind.GATEWAY, Kind.INTERMEDIATE_EVENT}

_ON_LINE: Final = 8.0  # how near to a line the middle of a shape dropped on it has to be


def move(editor: Editor, ids: Iterable[str], dx: float, dy: float) -> None:
    """Move shapes by an offset, as one drag of the mouse does.

    The content of sub-processes and pools, boundary events, labels and flows come along; a
    flow between two moved shapes keeps its form. What is moved belongs to the lane, the open
    sub-process and the pool it lies in afterwards, and flows that this makes impossible change
    or go (`settling.settle`). Containers grow around what is dropped on their edge.

    A single step without flows that is dropped on a flow is put into it; what follows makes room. Boundary events moved
    without their activity slide along its border, go to another activity, or stand free. A
    lane moved alone changes its place among its neighbours.

    Raises:
        NotAllowedError: the rules refuse it; nothing was changed.
    """
    model = editor.model
    wanted = list(ids)
    if _only_lanes(model, wanted):
        lane_dropped(editor, wanted[0], dx, dy)
        return
    demand(may_move(model, wanted, dx, dy))
    with editor.gesture(tr("Move")):
        shapes = _shift(editor, wanted, dx, dy)
        onto = flow_under(model, shapes[0]) if len(shapes) == 1 else ""
        settle(editor, shapes)
        if onto and may_insert(model, onto, shapes[0]):
            put_into_flow(editor, onto, shapes[0])
        grow_around(editor, shapes)


def nudge(editor: Editor, ids: Iterable[str], dx: float, dy: float) -> None:
    """Move shapes by a step of the arrow keys: like `move`, but nothing is put into a flow.

    Raises:
        NotAllowedError: the rules refuse it; nothing was changed.
    """
    model = editor.model
    wanted = list(ids)
    demand(may_move(model, wanted, dx, dy))
    with editor.gesture(tr("Move")):
        shapes = _shift(editor, wanted, dx, dy)
        settle(editor, shapes)
        grow_around(editor, shapes)


def move_each(editor: Editor, offsets: Mapping[str, tuple[float, float]]) -> None:
    """Move every shape by its own offset, with all that moves along: aligning, arranging.

    A shape inside another shape of the list goes with that one. A gesture is open.

    Raises:
        NotAllowedError: the rules refuse one of the moves; the gesture takes all back.
    """
    model = editor.model
    for shape, offset in offsets.items():
        demand(may_move(model, [shape], *offset))
    inner = {
        part
        for shape in offsets
        for part in moving_along(model, [shape])
        if part != shape and part in offsets
    }
    places: dict[str, Bounds] = {}
    shapes = [shape for shape in offsets if shape not in inner]
    for shape in shapes:
        places.update(moved_places(model, [shape], *offsets[shape]))
    carry(editor, places)
    settle(editor, shapes)
    grow_around(editor, shapes)


def moved_places(
    model: ProcessModel, ids: Iterable[str], dx: float, dy: float
) -> dict[str, Bounds]:
    """The boxes shapes and all that moves along have after a move; for previews too."""
    places: dict[str, Bounds] = {}
    for part in moving_along(model, ids):
        bounds = model.element(part).bounds
        if bounds:
            places[part] = bounds.moved(dx, dy)
    return places


def flow_under(model: ProcessModel, node_id: str, by: tuple[float, float] = (0.0, 0.0)) -> str:
    """The flow a node without flows lies on so that it can be put into it; "" for none.

    Args:
        model: the model.
        node_id: the node.
        by: how far it would be moved first, for previews.
    """
    node = model.find(node_id)
    if node is None or node.bounds is None or node.kind not in _INSERTABLE:
        return ""
    lines = (*model.incoming(node_id), *model.outgoing(node_id))
    if any(line.kind is Kind.SEQUENCE_FLOW for line in lines):
        return ""
    where, box = diagram_of(model, node), node.bounds.moved(*by)
    near = box.grown(-min(box.width, box.height) / 4)
    for line in model.near(near):
        if (
            line.kind is Kind.SEQUENCE_FLOW
            and diagram_of(model, line) == where
            and _passes(line.waypoints, near)
            and (not _ends_inside(line.waypoints, box) or _is_middle_of(line.waypoints, box))
        ):
            return line.id
    return ""


def _only_lanes(model: ProcessModel, ids: list[str]) -> bool:
    elements = [element for element in map(model.find, ids) if element]
    return bool(elements) and all(element.kind is Kind.LANE for element in elements)


def _shift(editor: Editor, ids: list[str], dx: float, dy: float) -> list[str]:
    """Move the shapes among `ids`; gives those whose container has to be found again."""
    model = editor.model
    shapes = _free_shapes(model, ids)
    places = moved_places(model, shapes, dx, dy)
    events = _loose_events(model, ids, places)
    landings = {
        event.id: landing(model, event, event.bounds.moved(dx, dy), places)
        for event in events
        if event.bounds
    }
    for event in events:
        if not landings[event.id].host:
            demand(_may_stand_free(model, event, landings[event.id].bounds))
    carry(editor, {**places, **{key: landed.bounds for key, landed in landings.items()}})
    for event in events:
        _seat(editor, event, landings[event.id])
    _move_loose_lines(editor, ids, dx, dy)
    return [*shapes, *(event.id for event in events)]


def _free_shapes(model: ProcessModel, ids: Iterable[str]) -> list[str]:
    """What moves by itself: no flows, no lanes (they go with their pool), no boundary events."""
    kept = CONNECTIONS | {Kind.LANE, Kind.BOUNDARY_EVENT}
    elements = [element for element in map(model.find, ids) if element and element.bounds]
    return list(dict.fromkeys(e.id for e in elements if e.kind not in kept))


def _loose_events(
    model: ProcessModel, ids: Iterable[str], places: Mapping[str, Bounds]
) -> list[Element]:
    """Boundary events that are moved without their activity."""
    elements = [element for element in map(model.find, ids) if element]
    return [
        e for e in elements if e.kind is Kind.BOUNDARY_EVENT and e.bounds and e.id not in places
    ]


def _may_stand_free(model: ProcessModel, event: Element, box: Bounds) -> Verdict:
    homes = Homes(model, diagram_of(model, event))
    inside = homes.container_at(box.centre)
    if homes.has_pools and inside is None:
        return Verdict(tr("Drop this event on a step or inside a pool."))
    free = replace(event, **detached_fields(event))  # type: ignore[arg-type]  # fields by name
    container = inside.id if inside else homes.parent_at(box.centre)
    return may_contain(model, container, free) and may_detach(event)


def _seat(editor: Editor, event: Element, landed: Landing) -> None:
    if not landed.host:
        editor.set(event.id, **detached_fields(event))
    elif landed.host != event.host:
        host = editor.model.element(landed.host)
        editor.set(event.id, host=host.id, parent=host.parent)
        put_in_lane(editor, event.id, host.lane if event.lane else "")
        if host.parent != event.parent:
            fit_lines(editor, [event.id])


def _move_loose_lines(editor: Editor, ids: Iterable[str], dx: float, dy: float) -> None:
    """Selected flows that hang on nothing move by themselves."""
    model = editor.model
    for line in [element for element in map(model.find, ids) if element]:
        hangs = line.source in model or line.target in model
        if line.kind in CONNECTIONS and line.waypoints and not hangs:
            draw_line(editor, line.id, tuple(Point(p.x + dx, p.y + dy) for p in line.waypoints))


def _passes(points: tuple[Point, ...], box: Bounds) -> bool:
    return any(_segment_meets(a, b, box) for a, b in itertools.pairwise(points))


def _segment_meets(a: Point, b: Point, box: Bounds) -> bool:
    """Whether a straight piece of line touches a box (clipped from both ends)."""
    enter, leave = 0.0, 1.0
    for start, way, low, high in (
        (a.x, b.x - a.x, box.x, box.right),
        (a.y, b.y - a.y, box.y, box.bottom),
    ):
        if way == 0:
            if not low <= start <= high:
                return False
            continue
        first, second = sorted(((low - start) / way, (high - start) / way))
        enter, leave = max(enter, first), min(leave, second)
    return enter <= leave


def _is_middle_of(points: tuple[Point, ...], box: Bounds) -> bool:
    """Whether the middle of a box lies on a line: it is meant even where the line is short."""
    return distance_to_line(points, box.centre) <= _ON_LINE


def _ends_inside(points: tuple[Point, ...], box: Bounds) -> bool:
    return bool(points) and (box.contains(points[0]) or box.contains(points[-1]))
