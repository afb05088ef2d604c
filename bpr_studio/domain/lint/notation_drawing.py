"""Notation rules about the drawing itself: what is not drawn, overlaps, or has an odd size."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint.findings import Report
from bpr_studio.domain.lint.rule import EVERYTHING, Aspect, ContainerRule, ElementRule
from bpr_studio.domain.lint.view import CHOREOGRAPHY_NODES, picture_of
from bpr_studio.domain.process.element import ACTIVITIES, EVENTS, FLOW_NODES, Kind
from bpr_studio.domain.shared.text import N_, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.lint.view import Picture, View
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.shared.geometry import Bounds

_ARTIFACTS: Final = frozenset({Kind.ANNOTATION, Kind.GROUP, Kind.ASSOCIATION})
_DATA: Final = frozenset({Kind.DATA_OBJECT, Kind.DATA_STORE})
_FLOW_ELEMENTS: Final = FLOW_NODES | _DATA | {Kind.SEQUENCE_FLOW}
_VISIBLE: Final = (
    _FLOW_ELEMENTS | _ARTIFACTS | {Kind.POOL, Kind.LANE, Kind.MESSAGE_FLOW, Kind.OTHER}
)
_HOLDERS: Final = frozenset(
    {Kind.PROCESS, Kind.SUB_PROCESS, Kind.COLLABORATION, Kind.OTHER, Kind.LANE_SET}
)
_NOT_DRAWN: Final = frozenset({"dataObject", "dataInput", "dataOutput"})


def _no_drawing(view: View, element: Element) -> Iterator[Report]:
    if view.is_shown(element) or element.subtype in _NOT_DRAWN or not _should_show(view, element):
        return
    yield Report(
        element.id,
        tr("It is part of the flow but not drawn, so nobody sees it. Have it drawn, or delete it."),
    )


def _should_show(view: View, element: Element) -> bool:
    around = view.parent(element)
    if around is None or around.kind not in _HOLDERS:
        return False
    if element.kind is Kind.OTHER:
        return element.subtype in CHOREOGRAPHY_NODES
    if around.kind is Kind.LANE_SET:
        return _is_first_set(view, around)
    return True


def _is_first_set(view: View, lane_set: Element) -> bool:
    """Whether bpmnlint looks at it: the first set of lanes of a process, and what is inside."""
    seen: set[str] = set()
    around = view.parent(lane_set)
    while around is not None and around.kind is Kind.LANE and around.id not in seen:
        seen.add(around.id)
        lane_set = view.parent(around) or lane_set
        around = view.parent(lane_set)
    if around is None:
        return False
    sets = [e for e in view.content(around.id) if e.kind is Kind.LANE_SET]
    return sets[:1] == [lane_set]


def _odd_size(view: View, element: Element) -> Iterator[Report]:
    for picture in _pictures(view, element):
        wanted = _standard(view, element, picture)
        if wanted is not None and wanted != _size(picture, wanted):
            yield Report(
                element.id,
                tr("It is not drawn in the usual size. Equal sizes make a flow easier to read."),
            )


def _pictures(view: View, element: Element) -> Iterator[Picture]:
    for drawn in (element, *view.model.referring(element.id)):
        picture = picture_of(drawn)
        if picture is not None and (drawn is element or drawn.kind is Kind.DEPICTION):
            yield picture


_Size = tuple[float | None, float | None]


def _size(picture: Picture, wanted: _Size) -> _Size:
    """The size of a picture, of the sides that have a wanted one."""
    width, height = wanted
    return (
        None if width is None else picture.bounds.width,
        None if height is None else picture.bounds.height,
    )


def _standard(view: View, element: Element, picture: Picture) -> _Size | None:
    if element.kind is Kind.POOL:
        if element.refers_to in view.model:
            return None
        return (None, 60) if picture.horizontal else (60, None)
    if element.kind is Kind.SUB_PROCESS and picture.expanded:
        return None
    if element.kind in ACTIVITIES:
        return (100, 80)
    if element.kind in EVENTS:
        return (36, 36)
    return _OTHER_SIZES.get(element.subtype if element.kind in _DATA else "gateway")


_OTHER_SIZES: Final[dict[str, _Size]] = {
    "gateway": (50, 50),
    "dataObjectReference": (36, 50),
    "dataStoreReference": (50, 50),
}


def _overlapping(view: View, container: Element) -> Iterator[Report]:
    if container.kind is Kind.COLLABORATION:
        yield from _overlaps(view, [e for e in view.content(container.id) if e.kind is Kind.POOL])
        return
    members = [e for e in view.content(container.id) if e.kind in _FLOW_ELEMENTS]
    boxed = [e for e in members if e.kind is not Kind.SEQUENCE_FLOW]
    yield from _overlaps(view, boxed)
    frame = _frame(view, container)
    if frame is None:
        return
    for element in boxed:
        picture = view.picture(element)
        if element.kind is not Kind.DATA_STORE and picture and not _within(picture, frame):
            yield Report(
                element.id,
                tr("It sticks out of what it belongs to. Move it inside, or enlarge the frame."),
                (container.id,),
            )


def _frame(view: View, container: Element) -> Picture | None:
    if container.kind is Kind.SUB_PROCESS:
        picture = view.picture(container)
        return picture if picture and picture.expanded else None
    pools = [e for e in view.model.referring(container.id) if e.kind is Kind.POOL]
    return view.picture(pools[-1]) if pools else None


def _within(inner: Picture, outer: Picture) -> bool:
    box, frame = inner.bounds, outer.bounds
    return (
        box.x >= frame.x
        and box.y >= frame.y
        and box.right <= frame.right
        and box.bottom <= frame.bottom
    )


def _overlaps(view: View, elements: list[Element]) -> Iterator[Report]:
    partners = overlapping_pairs(
        [(e.id, e.host, p.bounds) for e in elements if (p := view.picture(e)) is not None]
    )
    for element in elements:
        if element.id in partners:
            yield Report(
                element.id,
                tr("It lies on another element, so neither can be read. Move it aside."),
                tuple(partners[element.id]),
            )


def overlapping_pairs(boxes: list[tuple[str, str, Bounds]]) -> dict[str, list[str]]:
    """Which boxes touch which, by id; a boundary event may lie on its host.

    Args:
        boxes: id, id of the host and box of each element.
    """
    edges = sorted((b.x, b.x + b.width, b.y, b.y + b.height, i, h) for i, h, b in boxes)
    found: dict[str, list[str]] = {}
    for number, (_, right, top, bottom, name, host) in enumerate(edges, start=1):
        for left, _, other_top, other_bottom, other, other_host in islice(edges, number, None):
            if left > right:
                break
            touches = bottom >= other_top and other_bottom >= top
            if touches and host != other and other_host != name:
                found.setdefault(name, []).append(other)
                found.setdefault(other, []).append(name)
    return found


RULES: Final = (
    ElementRule("no-bpmndi", N_("Not drawn"), _VISIBLE, _no_drawing),
    ContainerRule(
        "no-overlapping-elements",
        N_("Elements on each other"),
        frozenset({Kind.PROCESS, Kind.SUB_PROCESS, Kind.COLLABORATION}),
        _overlapping,
        Aspect.COURSE | Aspect.PLACE,
    ),
    ElementRule(
        "standard-size",
        N_("Unusual size"),
        FLOW_NODES | _DATA | {Kind.POOL},
        _odd_size,
        EVERYTHING,
    ),
)
