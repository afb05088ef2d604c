"""Places for labels outside their shapes, clear of lines, shapes and other labels.

A place found here is stored in `Element.label_bounds` at the end of a gesture, like one chosen
by hand, so that every program shows the same. Therefore a label keeps its place as long as
nothing lies over it, wherever the place came from; it moves only when something is in its way.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram import lettering
from bpr_studio.domain.diagram.primitives import Anchor
from bpr_studio.domain.diagram.scan import plane_names
from bpr_studio.domain.diagram.shapes import middle_of
from bpr_studio.domain.diagram.surroundings import span_of
from bpr_studio.domain.diagram.text_wrap import balanced, text_width
from bpr_studio.domain.process.element import CONNECTIONS, EVENTS, FLOW_NODES, Kind
from bpr_studio.domain.shared.geometry import Bounds, Point, hull

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.diagram.primitives import Text
    from bpr_studio.domain.diagram.surroundings import Span
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_NAMED_OUTSIDE: Final = EVENTS | {Kind.GATEWAY, Kind.DATA_OBJECT, Kind.DATA_STORE} | CONNECTIONS
_SOLID: Final = FLOW_NODES | {Kind.DATA_OBJECT, Kind.DATA_STORE, Kind.ANNOTATION}
_CONTAINERS: Final = frozenset({Kind.POOL, Kind.LANE})
_GAP: Final = 4.0
_LINE_GAP: Final = 5.0
_LINE_HEIGHT: Final = lettering.LABEL_SIZE * 1.25

_OVER_SHAPE: Final = 10.0
_OVER_LABEL: Final = 7.0
_OVER_LINE: Final = 4.0
_NOTHING: Final = 0.01
_WORTH: Final = 0.5  # a label moves only to a place that is better by this
_LONG: Final = 140.0
_LABEL_REACH: Final = 120.0  # how far a label lies from its shape or line at most
_FAR_FROM_CHOICE: Final = 1.0


def label_box(element: Element) -> Bounds | None:
    """Where the words of a label outside its shape are painted; None when there are none."""
    if not element.name.strip() or element.kind not in _NAMED_OUTSIDE:
        return None
    if element.kind in CONNECTIONS:
        if len(element.waypoints) < 2:
            return None
        middle, along = middle_of(element.waypoints)
        return _around(lettering.at_line(element.name, middle, along, element.label_bounds))
    if element.bounds is None:
        return None
    place = lettering.beside if element.kind is Kind.BOUNDARY_EVENT else lettering.below
    return _around(place(element.name, element.bounds, element.label_bounds))


def free_label_place(model: ProcessModel, element: Element) -> Bounds | None:
    """The box the label of an element should have: what to store in `label_bounds`.

    A label that is in nobody's way stays where it is. Otherwise the best of some twenty places
    around the shape, or along the line, is taken.

    Args:
        model: what lies around; it may still hold the element as it was.
        element: an event, gateway, data or connection as it is to be shown.

    Returns:
        `element.label_bounds` when the label may stay, or there is nothing to place.
    """
    now = label_box(element)
    if now is None:
        return element.label_bounds
    is_far = _is_far_choice(model, element)
    if not is_far and _Crowd(model, element, now).trouble(now) < _NOTHING:
        return element.label_bounds
    return _better_place(model, element, now, is_far=is_far)


def _better_place(
    model: ProcessModel, element: Element, now: Bounds, *, is_far: bool
) -> Bounds | None:
    """The best of all places; where the label is now unless another one is worth moving for."""
    away = _FAR_FROM_CHOICE if is_far else 0.0
    places = [(place, dislike + away) for place, dislike in _places(element, now)]
    if is_far:
        places += _at_start(_own_way(model, element), now.width, now.height)
    crowd = _Crowd(model, element, hull((now, *(place for place, _ in places))) or now)
    best, least = element.label_bounds, crowd.trouble(now) + away - _WORTH
    for place, dislike in places:
        trouble = crowd.trouble(place) + dislike
        if trouble < least:
            best, least = place, trouble
    return best


def _is_far_choice(model: ProcessModel, flow: Element) -> bool:
    """Whether a long way out of a gateway is named in its middle, where nobody has put it."""
    source = model.find(flow.source)
    if source is None or source.kind is not Kind.GATEWAY or flow.label_bounds is not None:
        return False
    return sum(math.dist(a, b) for a, b in pairwise(flow.waypoints)) > _LONG


def _own_way(model: ProcessModel, flow: Element) -> tuple[Point, ...]:
    """The way of a flow from where it parts from the others out of its gateway."""
    points = flow.waypoints
    shared = any(
        other.id != flow.id and other.waypoints[:1] == points[:1]
        for other in model.outgoing(flow.source)
    )
    return points[1:] if shared and len(points) > 2 else points


def _around(lines: Iterable[Text]) -> Bounds | None:
    boxes: list[Bounds] = []
    for line in lines:
        width = text_width(line.text, line.size)
        shift = {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[line.anchor]
        top = line.at.y - 0.36 * line.size - _LINE_HEIGHT / 2
        boxes.append(Bounds(line.at.x - shift, top, width, _LINE_HEIGHT))
    return hull(boxes)


# --- places ----------------------------------------------------------------------------------

Place = tuple[Bounds, float]
"""A box and how much less people like it than the usual place."""


def _places(element: Element, now: Bounds) -> Iterator[Place]:
    lines = balanced(element.name, lettering.LABEL_WIDTH, lettering.LABEL_SIZE, 8)
    width = max((text_width(line, lettering.LABEL_SIZE) for line in lines), default=now.width)
    height = len(lines) * _LINE_HEIGHT
    if element.bounds is not None:
        yield from _beside_shape(element.bounds, width, height)
    else:
        yield from _along_line(element.waypoints, width, height)


def _beside_shape(shape: Bounds, width: float, height: float) -> Iterator[Place]:
    centre = shape.centre
    left, right = shape.x - width - _GAP, shape.right + _GAP
    above, below = shape.y - height - _GAP, shape.bottom + _GAP
    yield Bounds(centre.x - width / 2, below, width, height), 0.0
    yield Bounds(centre.x - width / 2, above, width, height), 0.3
    for x, dislike in ((centre.x + _GAP, 0.6), (centre.x - width - _GAP, 0.7)):
        yield Bounds(x, below, width, height), dislike
        yield Bounds(x, above, width, height), dislike + 0.1
    for x, dislike in ((right, 1.0), (left, 1.1)):
        yield Bounds(x, below - _GAP, width, height), dislike
        yield Bounds(x, above + _GAP, width, height), dislike + 0.1
        yield Bounds(x, centre.y - height / 2, width, height), dislike + 0.4
    for far in (12.0, 26.0):
        yield Bounds(centre.x - width / 2, below + far, width, height), 1.6 + far / 20
        yield Bounds(centre.x - width / 2, above - far, width, height), 1.7 + far / 20


def _along_line(points: tuple[Point, ...], width: float, height: float) -> Iterator[Place]:
    """Beside the middle first, then along the longest stretches, those at the start first."""
    middle, along = middle_of(points)
    yield from _beside_stretch(middle, along, width, height, 0.0)
    for number, (a, b) in enumerate(pairwise(points)):
        length = abs(b.x - a.x) + abs(b.y - a.y)
        if length < 16:
            continue
        way = Point((b.x - a.x) / length, (b.y - a.y) / length)
        for share in (0.5, 0.3, 0.7):
            at = Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
            yield from _beside_stretch(at, way, width, height, 0.5 + 0.4 * number)


def _at_start(points: tuple[Point, ...], width: float, height: float) -> Iterator[Place]:
    """Beside the first stretch, right where the choice is made."""
    a, b = points[0], points[1]
    if abs(b.x - a.x) >= abs(b.y - a.y):
        x = a.x + _LINE_GAP if b.x > a.x else a.x - _LINE_GAP - width
        yield Bounds(x, a.y - height - 3, width, height), 0.0
        yield Bounds(x, a.y + 3, width, height), 0.2
    else:
        y = a.y + _LINE_GAP if b.y > a.y else a.y - _LINE_GAP - height
        yield Bounds(a.x + _LINE_GAP, y, width, height), 0.0
        yield Bounds(a.x - _LINE_GAP - width, y, width, height), 0.2


def _beside_stretch(
    at: Point, along: Point, width: float, height: float, dislike: float
) -> Iterator[Place]:
    if abs(along.x) >= abs(along.y):
        x = at.x - width / 2
        yield Bounds(x, at.y - height - 3, width, height), dislike
        yield Bounds(x, at.y + 3, width, height), dislike + 0.3
    else:
        y = at.y - height / 2
        yield Bounds(at.x + _LINE_GAP, y, width, height), dislike
        yield Bounds(at.x - _LINE_GAP - width, y, width, height), dislike + 0.3


# --- trouble ---------------------------------------------------------------------------------


class _Crowd:
    """What lies around a label."""

    def __init__(self, model: ProcessModel, element: Element, area: Bounds) -> None:
        self._boxes: list[tuple[Span, float]] = []
        self._stretches: list[tuple[Point, Point]] = []
        self._note_own(element)
        plane = plane_names(model, element.diagram)
        around = area.grown(_LABEL_REACH)
        left, top, right, bottom = span_of(around)
        for other in model.near(around):
            if other.id == element.id or other.diagram not in plane:
                continue
            box = other.bounds
            if box is None or (
                box.x < right and box.right > left and box.y < bottom and box.bottom > top
            ):
                self._note(other)

    def _note_own(self, element: Element) -> None:
        if element.bounds is not None:
            self._boxes.append((span_of(element.bounds), _OVER_SHAPE))
        self._stretches += pairwise(element.waypoints)

    def _note(self, other: Element) -> None:
        label = label_box(other)
        if label is not None:
            self._boxes.append((span_of(label), _OVER_LABEL))
        if other.kind in CONNECTIONS:
            self._stretches += pairwise(other.waypoints)
        elif other.bounds is None:
            return
        elif other.kind in _CONTAINERS:
            self._stretches += _border(other.bounds)
        elif other.kind in _SOLID and not other.expanded:
            self._boxes.append((span_of(other.bounds), _OVER_SHAPE))

    def trouble(self, place: Bounds) -> float:
        """How much lies under a label here."""
        left, top, right, bottom = span_of(place.grown(-0.5))
        total = 0.0
        for span, weight in self._boxes:
            if left < span[2] and right > span[0] and top < span[3] and bottom > span[1]:
                total += weight
        for a, b in self._stretches:
            if _meets(a, b, (left, top, right, bottom)):
                total += _OVER_LINE
        return total


def _border(bounds: Bounds) -> list[tuple[Point, Point]]:
    left, top, right, bottom = span_of(bounds)
    corners = (Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom))
    return [*pairwise(corners), (corners[3], corners[0])]


def _meets(a: Point, b: Point, box: Span) -> bool:
    """Whether a stretch runs through a box."""
    left, top, right, bottom = box
    if max(a.x, b.x) <= left or min(a.x, b.x) >= right:
        return False
    if max(a.y, b.y) <= top or min(a.y, b.y) >= bottom:
        return False
    if a.x == b.x or a.y == b.y:
        return True
    sides = {
        (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) > 0
        for x in (left, right)
        for y in (top, bottom)
    }
    return len(sides) > 1
