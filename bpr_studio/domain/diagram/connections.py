"""How flows and associations look: line, ends, marks and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram import icons, lettering
from bpr_studio.domain.diagram.primitives import Path, Picture, Role
from bpr_studio.domain.diagram.shapes import (
    arrow_head,
    direction,
    ellipse,
    middle_of,
    polygon,
    polyline,
)
from bpr_studio.domain.process.carried import value_of
from bpr_studio.domain.process.element import ACTIVITIES, Kind
from bpr_studio.domain.shared.geometry import Bounds, Point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.diagram.primitives import Primitive, Text
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_LINE: Final = 1.5
_HEAD_LENGTH: Final = 10.0
_HEAD_WIDTH: Final = 8.0
_MESSAGE_DASH: Final = (7.0, 5.0)
_ASSOCIATION_DASH: Final = (1.5, 4.0)
_ENVELOPE_WIDTH: Final = 24.0
_OPEN_END: Final = 3.5  # radius of the circle a message flow starts with


def connection_picture(model: ProcessModel, element: Element) -> Picture:
    """The picture of an element that is drawn as a line of at least two points."""
    points = element.waypoints
    if len(points) < 2:
        return Picture(element.id, ())
    match element.kind:
        case Kind.SEQUENCE_FLOW:
            shape = _sequence_flow(model, element, points)
        case Kind.MESSAGE_FLOW:
            shape = _message_flow(element, points)
        case Kind.ASSOCIATION | Kind.DATA_ASSOCIATION:
            shape = _association(element, points)
        case _:
            shape = (Path(polyline(points), Role.QUIET_LINE, width=2 * _LINE),)
    middle, along = middle_of(points)
    if value_of(element.carried.drawing, "messageVisibleKind"):
        middle = Point(middle.x + _ENVELOPE_WIDTH / 2, middle.y)
    label: tuple[Text, ...] = ()
    if element.name:
        label = lettering.at_line(element.name, middle, along, element.label_bounds)
    return Picture(element.id, shape, label)


def _sequence_flow(
    model: ProcessModel, element: Element, points: Sequence[Point]
) -> tuple[Primitive, ...]:
    along = direction(points[-2], points[-1])
    head = polygon(arrow_head(points[-1], along, _HEAD_LENGTH, _HEAD_WIDTH))
    shape: list[Primitive] = [
        Path(polyline(_shortened(points, _HEAD_LENGTH * 0.6)), Role.LINE, width=_LINE),
        Path(head, Role.SOLID, Role.SOLID, width=1.0),
    ]
    source = model.find(element.source)
    if source and source.default_flow == element.id:
        shape.append(_default_slash(points))
    elif element.condition and source and source.kind in ACTIVITIES:
        shape.append(_condition_diamond(points))
    return tuple(shape)


def _default_slash(points: Sequence[Point]) -> Path:
    along = direction(points[0], points[1])
    at = Point(points[0].x + along.x * 12, points[0].y + along.y * 12)
    dx, dy = (along.x - along.y) * 5, (along.y + along.x) * 5
    return Path(polyline(((at.x - dx, at.y - dy), (at.x + dx, at.y + dy))), Role.LINE, width=_LINE)


def _condition_diamond(points: Sequence[Point]) -> Path:
    along = direction(points[0], points[1])
    side = Point(-along.y * 5, along.x * 5)
    start = points[0]
    middle = Point(start.x + along.x * 8, start.y + along.y * 8)
    end = Point(start.x + along.x * 16, start.y + along.y * 16)
    corners = (
        start,
        (middle.x + side.x, middle.y + side.y),
        end,
        (middle.x - side.x, middle.y - side.y),
    )
    return Path(polygon(corners), Role.LINE, Role.PAPER, width=_LINE)


def _message_flow(element: Element, points: Sequence[Point]) -> tuple[Primitive, ...]:
    along = direction(points[-2], points[-1])
    head = polygon(arrow_head(points[-1], along, _HEAD_LENGTH, _HEAD_WIDTH + 1))
    start, r = points[0], _OPEN_END
    circle = ellipse(Bounds(start.x - r, start.y - r, 2 * r, 2 * r))
    line = _shortened(points, _HEAD_LENGTH)
    shape: list[Primitive] = [
        Path(polyline(line), Role.LINE, width=_LINE, dash=_MESSAGE_DASH),
        Path(circle, Role.LINE, Role.PAPER, width=_LINE),
        Path(head, Role.LINE, Role.PAPER, width=_LINE),
    ]
    visible = value_of(element.carried.drawing, "messageVisibleKind")
    if visible:
        middle, _ = middle_of(points)
        envelope = Bounds(middle.x - _ENVELOPE_WIDTH / 2, middle.y - 8, _ENVELOPE_WIDTH, 16)
        shape += icons.envelope(envelope, filled=visible == "non_initiating")
    return tuple(shape)


def _association(element: Element, points: Sequence[Point]) -> tuple[Primitive, ...]:
    shape: list[Primitive] = [
        Path(polyline(points), Role.LINE, width=_LINE, dash=_ASSOCIATION_DASH)
    ]
    pointing = value_of(element.carried.attributes, "associationDirection")
    if element.kind is Kind.DATA_ASSOCIATION or pointing in ("One", "Both"):
        along = direction(points[-2], points[-1])
        shape.append(_open_head(points[-1], along))
    if pointing == "Both":
        shape.append(_open_head(points[0], direction(points[1], points[0])))
    return tuple(shape)


def _open_head(tip: Point, along: Point) -> Path:
    return Path(polyline(arrow_head(tip, along, _HEAD_LENGTH, _HEAD_WIDTH)), Role.LINE, width=_LINE)


def _shortened(points: Sequence[Point], by: float) -> list[Point]:
    """The line without its last bit, so that it does not show through the arrow head."""
    along = direction(points[-2], points[-1])
    return [*points[:-1], Point(points[-1].x - along.x * by, points[-1].y - along.y * by)]
