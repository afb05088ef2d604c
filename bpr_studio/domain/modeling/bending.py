"""Gestures on the ways of connections: pulling stretches and bends, laying a way anew."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram import bends
from bpr_studio.domain.diagram.routing import docked, first_route
from bpr_studio.domain.modeling.labelling import settle_labels
from bpr_studio.domain.modeling.place_rules import distance_to_line
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_SAME: Final = 1.0  # ends of lines nearer than this lie on each other
_NEAR_LABEL: Final = 8.0  # a label stays where it is when its line goes away less than this


def drag_segment(editor: Editor, flow_id: str, index: int, dx: float, dy: float) -> None:
    """Pull one stretch of a connection aside.

    Args:
        editor: the model.
        flow_id: the connection.
        index: the stretch from this point to the next.
        dx: how far to the right; level stretches only move up and down.
        dy: how far down; upright stretches only move left and right.

    Raises:
        KeyError: there is no such connection.
        IndexError: it has no such stretch.
    """
    flow = editor.model.element(flow_id)
    _bend(editor, flow, segment_dragged(editor.model, flow, index, Point(dx, dy)))


def segment_dragged(model: ProcessModel, flow: Element, index: int, by: Point) -> tuple[Point, ...]:
    """The way of a connection after one stretch was pulled aside; for previews too.

    Where it would go round to a side another line has already, it keeps its own.

    Raises:
        IndexError: it has no such stretch.
    """
    ends = (model.find(flow.source), model.find(flow.target))
    points = bends.drag_segment(flow.waypoints, index, by, ends)
    if _comes_onto_another(model, flow, points):
        return bends.drag_segment(flow.waypoints, index, by, ends, keep=True)
    return points


def _comes_onto_another(model: ProcessModel, flow: Element, points: Sequence[Point]) -> bool:
    """Whether an end of a connection came to where another one starts or ends."""
    places = zip((flow.source, flow.target), (points[0], points[-1]), _tips(flow), strict=True)
    return any(
        math.dist(now, was) > _SAME and any(math.dist(now, at) < _SAME for at in taken)
        for end, now, was in places
        for taken in [_taken_at(model, end, flow.id)]
    )


def _tips(flow: Element) -> tuple[Point, Point]:
    """Where a drawn connection starts and ends."""
    return flow.waypoints[0], flow.waypoints[-1]


def _taken_at(model: ProcessModel, element_id: str, but: str) -> list[Point]:
    """Where the other lines at an element touch it."""
    leaving = [line.waypoints[0] for line in model.outgoing(element_id) if _is_drawn(line, but)]
    coming = [line.waypoints[-1] for line in model.incoming(element_id) if _is_drawn(line, but)]
    return leaving + coming


def _is_drawn(line: Element, but: str) -> bool:
    return line.id != but and len(line.waypoints) > 1


def drag_bend(editor: Editor, flow_id: str, index: int, to: Point) -> None:
    """Pull a bend of a connection to a place.

    Raises:
        KeyError: there is no such connection.
        IndexError: it has no such bend.
    """
    flow = editor.model.element(flow_id)
    points = bends.drag_bend(flow.waypoints, index, to, _ends(editor, flow))
    _bend(editor, flow, points)


def drop_bend(editor: Editor, flow_id: str, index: int) -> None:
    """Take a bend out of a connection.

    Raises:
        KeyError: there is no such connection.
        IndexError: it has no such bend.
    """
    flow = editor.model.element(flow_id)
    points = bends.drop_bend(flow.waypoints, index, _ends(editor, flow))
    _bend(editor, flow, points)


def lay(editor: Editor, flow_id: str, points: Sequence[Point]) -> None:
    """Give a connection these points; its ends come onto the outlines of what it connects.

    Raises:
        KeyError: there is no such connection.
    """
    flow = editor.model.element(flow_id)
    _bend(editor, flow, docked(points, *_ends(editor, flow)))


def lay_anew(editor: Editor, ids: Iterable[str]) -> None:
    """Let connections find their ways anew, one after the other; other elements are left out."""
    with editor.gesture(tr("Lay lines anew")):
        changed: list[str] = []
        for flow_id in ids:
            flow = editor.model.find(flow_id)
            points = _fresh(editor, flow) if flow is not None else ()
            if points:
                editor.set(flow_id, waypoints=points)
                changed.append(flow_id)
        settle_labels(editor, changed)


def _fresh(editor: Editor, flow: Element) -> tuple[Point, ...]:
    """A new way; none for what is no line between two drawn elements."""
    source, target = _ends(editor, flow)
    if len(flow.waypoints) < 2 or source is None or target is None:
        return ()
    return first_route(editor.model, source, target, flow.kind, leaving_out=flow.id)


def _bend(editor: Editor, flow: Element, points: Sequence[Point]) -> None:
    with editor.gesture(tr("Bend a line")):
        label = flow.label_bounds
        if label and _is_left_behind(label.centre, flow.waypoints, points):
            label = None  # settled anew beside the line
        editor.set(flow.id, waypoints=tuple(points), label_bounds=label)
        settle_labels(editor, (flow.id,))


def _is_left_behind(at: Point, before: Sequence[Point], now: Sequence[Point]) -> bool:
    """Whether a line went away from its label."""
    return distance_to_line(now, at) > distance_to_line(before, at) + _NEAR_LABEL


def _ends(editor: Editor, flow: Element) -> tuple[Element | None, Element | None]:
    return editor.model.find(flow.source), editor.model.find(flow.target)
