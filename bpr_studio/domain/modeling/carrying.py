"""Giving shapes new places with everything that hangs on them: labels and flows.

All gestures that move or resize come through `carry`, so flows stay attached in one way only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.diagram.routing import follow
from bpr_studio.domain.diagram.shapes import middle_of
from bpr_studio.domain.modeling.labelling import settle_labels
from bpr_studio.domain.modeling.parting import parted
from bpr_studio.domain.process.element import CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point

    Redraw = Callable[[Element], tuple[Point, ...] | None]

Offset = tuple[float, float]


def carry(
    editor: Editor,
    places: Mapping[str, Bounds],
    redraw: Redraw | None = None,
    more: Iterable[Element] = (),
) -> None:
    """Give shapes new boxes; their labels come along, their flows stay attached.

    Words that a flow with a new way runs through make room (`labelling.settle_labels`); where
    `redraw` stretches the drawing, they keep their places and find them again on the way back.

    A flow whose ends move alike is moved as it is; every other one is drawn anew.

    Args:
        editor: an editor with an open gesture.
        places: the new box of every shape that gets one; unknown ids and undrawn shapes are
            passed over.
        redraw: how a flow is drawn anew; where it gives None, and by default, the ends follow
            their shapes and the bends stay.
        more: further connections to ask `redraw` for.
    """
    model = editor.model
    before: dict[str, Bounds] = {}
    for element_id, box in places.items():
        element = model.find(element_id)
        if element is None or element.bounds is None or element.bounds == box:
            continue
        before[element_id] = element.bounds
        editor.set(element_id, bounds=box, label_bounds=_moved_label(element, box))
    _carry_lines(editor, before, redraw, more)


def _moved_label(element: Element, box: Bounds) -> Bounds | None:
    """A label put somewhere by hand keeps its place beside the shape's middle."""
    label, old = element.label_bounds, element.bounds
    if label is None or old is None:
        return None
    return label.moved(box.centre.x - old.centre.x, box.centre.y - old.centre.y)


def _carry_lines(
    editor: Editor,
    before: Mapping[str, Bounds],
    redraw: Redraw | None,
    more: Iterable[Element],
) -> None:
    model = editor.model
    done: dict[str, Offset] = {}
    bent: dict[str, None] = {}
    waiting = {line.id: line for line in more}
    waiting.update((line.id, line) for line in touching(model, before))
    while waiting:
        changed: dict[str, tuple[Point, ...]] = {}
        for line in waiting.values():
            old = line.waypoints
            if len(old) > 1:
                kept = _moved_whole(model, line, before, done) or (redraw and redraw(line))
                line_to = kept or _led_anew(model, line, before, done)
                line_to = parted(model, line, before, line_to)
                if line_to != old:
                    draw_line(editor, line.id, line_to)
                    changed[line.id] = old
                    if not kept and not _went_whole(old, line_to):
                        bent.update(dict.fromkeys((line.id, line.source, line.target)))
        hanging = [line for line in touching(model, changed) if line.id not in changed]
        for end in {end for line in hanging for end in (line.source, line.target)}:
            if end in changed:
                done[end] = _slid(changed[end], model.element(end).waypoints)
        waiting = {line.id: line for line in hanging if line.id not in done}
    settle_labels(editor, bent)


def _went_whole(old: tuple[Point, ...], new: tuple[Point, ...]) -> bool:
    """Whether a line was only moved, so that it covers no other words than before."""
    dx, dy = new[0].x - old[0].x, new[0].y - old[0].y
    return new == tuple(_shifted(point, (dx, dy)) for point in old)


def draw_line(editor: Editor, line_id: str, points: tuple[Point, ...]) -> None:
    """Give a connection a new line; a label put somewhere by hand stays beside its middle."""
    line = editor.model.element(line_id)
    label = line.label_bounds
    if label and len(line.waypoints) > 1:
        label = label.moved(*_slid(line.waypoints, points))
    editor.set(line_id, waypoints=points, label_bounds=label)


def touching(model: ProcessModel, ids: Iterable[str]) -> list[Element]:
    """The connections that start or end at one of these elements, each once."""
    found: dict[str, Element] = {}
    for element_id in ids:
        for line in (*model.incoming(element_id), *model.outgoing(element_id)):
            if line.kind in CONNECTIONS or line.waypoints:
                found[line.id] = line
    return list(found.values())


def _moved_whole(
    model: ProcessModel,
    line: Element,
    before: Mapping[str, Bounds],
    done: Mapping[str, Offset],
) -> tuple[Point, ...] | None:
    """A line both ends of which moved alike; None for every other one."""
    start = _way_of(model, line.source, before, done)
    if start is None or start == (0.0, 0.0) or start != _way_of(model, line.target, before, done):
        return None
    dx, dy = start
    return tuple(point._replace(x=point.x + dx, y=point.y + dy) for point in line.waypoints)


def _led_anew(
    model: ProcessModel,
    line: Element,
    before: Mapping[str, Bounds],
    done: Mapping[str, Offset],
) -> tuple[Point, ...]:
    points = line.waypoints
    if line.source in done or line.target in done:  # it hangs on a line, not on a shape
        first = _shifted(points[0], _way_of(model, line.source, before, done) or (0.0, 0.0))
        last = _shifted(points[-1], _way_of(model, line.target, before, done) or (0.0, 0.0))
        return (first, *points[1:-1], last)
    return follow(model, line, before) or points


def _way_of(
    model: ProcessModel, end: str, before: Mapping[str, Bounds], done: Mapping[str, Offset]
) -> Offset | None:
    """How far an end was moved as it is; None when it was resized as well."""
    old, element = before.get(end), model.find(end)
    if old is None or element is None or element.bounds is None:
        return done.get(end, (0.0, 0.0))
    new = element.bounds
    if (new.width, new.height) != (old.width, old.height):
        return None
    return new.x - old.x, new.y - old.y


def _shifted(point: Point, by: Offset) -> Point:
    return point._replace(x=point.x + by[0], y=point.y + by[1])


def _slid(old: tuple[Point, ...], new: tuple[Point, ...]) -> Offset:
    """How far the middle of a line went, in whole units so that going back is exact."""
    was, now = middle_of(old)[0], middle_of(new)[0]
    return float(round(now.x - was.x)), float(round(now.y - was.y))
