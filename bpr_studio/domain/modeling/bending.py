"""Gestures on the ways of connections: pulling stretches and bends, laying a way anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.diagram import bends
from bpr_studio.domain.diagram.routing import docked, first_route
from bpr_studio.domain.modeling.labelling import settle_labels
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element


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
    points = bends.drag_segment(flow.waypoints, index, Point(dx, dy), _ends(editor, flow))
    _bend(editor, flow, points)


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
        editor.set(flow.id, waypoints=tuple(points))
        settle_labels(editor, (flow.id,))


def _ends(editor: Editor, flow: Element) -> tuple[Element | None, Element | None]:
    return editor.model.find(flow.source), editor.model.find(flow.target)
