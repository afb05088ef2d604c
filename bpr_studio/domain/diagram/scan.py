"""What lies around two elements that are to be connected, taken from the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.surroundings import Line, Surroundings, span_of
from bpr_studio.domain.process.element import CONNECTIONS, FLOW_NODES, Kind
from bpr_studio.domain.shared.geometry import hull

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds, Point

_REACH: Final = 70.0
_SHAPES: Final = FLOW_NODES | {
    Kind.DATA_OBJECT,
    Kind.DATA_STORE,
    Kind.ANNOTATION,
    Kind.DEPICTION,
    Kind.OTHER,
}


def scan(
    model: ProcessModel, source: Element, target: Element, leaving_out: str = ""
) -> Surroundings:
    """What a line between two drawn elements should keep clear of.

    Args:
        model: where they are, or will be.
        source: start of the line.
        target: its end.
        leaving_out: id of an element that is not in the way: the line itself.
    """
    around = Surroundings()
    if source.bounds is None or target.bounds is None:
        return around
    hulls = hull((source.bounds, target.bounds)) or source.bounds
    area = hulls.grown(_REACH)
    plane = plane_names(model, source.diagram)
    ends = _Ends(source, target, (source.bounds.centre, target.bounds.centre))
    for element in model.near(area):
        box = element.bounds
        if box is not None and (
            box.x > area.right or box.right < area.x or box.y > area.bottom or box.bottom < area.y
        ):
            continue
        if element.id != leaving_out and element.diagram in plane:
            _note(around, element, ends)
    return around


def plane_names(model: ProcessModel, diagram: str) -> frozenset[str]:
    """The names a diagram has in `Element.diagram`; the first one is also ""."""
    diagrams = model.diagrams()
    first = diagrams[0].id if diagrams else ""
    known = diagram if diagram and diagram in model else first
    return frozenset({known, ""}) if known == first else frozenset({known})


class _Ends:
    """The two elements a line connects, and where they are."""

    def __init__(self, source: Element, target: Element, middles: tuple[Point, Point]) -> None:
        self.ids = {source.id, target.id}
        self.hosts = {source.host, target.host} - {""}
        self.middles = middles

    def lie_in(self, bounds: Bounds) -> bool:
        """Whether one of them is inside a box."""
        return any(map(bounds.contains, self.middles))


def _note(around: Surroundings, element: Element, ends: _Ends) -> None:
    if element.label_bounds is not None:
        around.words.append(span_of(element.label_bounds))
    if element.kind in CONNECTIONS:
        if len(element.waypoints) > 1:
            around.lines.append(
                Line(element.waypoints, element.source, element.target, element.kind)
            )
    elif element.bounds is not None and element.id not in ends.ids:
        _note_box(around, element, element.bounds, ends)


def _note_box(around: Surroundings, element: Element, bounds: Bounds, ends: _Ends) -> None:
    if element.kind in (Kind.POOL, Kind.LANE):
        _note_borders(around, bounds)
        if element.kind is Kind.POOL and not ends.lie_in(bounds):
            around.pools.append(span_of(bounds))
    elif element.kind in _SHAPES and (element.id in ends.hosts or not ends.lie_in(bounds)):
        around.shapes.append(span_of(bounds))


def _note_borders(around: Surroundings, bounds: Bounds) -> None:
    left, top, right, bottom = span_of(bounds)
    around.borders += (
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    )
