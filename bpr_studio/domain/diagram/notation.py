"""How every BPMN family looks, described once for canvas and files.

`picture_of` turns one element into primitives; `pictures` does so for a whole diagram in the
order of painting. Core work is tinted blue, non-core work hatched orange, the rest is black
on white; what else is to be seen at a step stands in `badges.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram import icons, lettering
from bpr_studio.domain.diagram.badges import ALL_BADGES, badges_at, finding_mark
from bpr_studio.domain.diagram.connections import connection_picture
from bpr_studio.domain.diagram.primitives import Anchor, Path, Picture, Primitive, Role, Text
from bpr_studio.domain.diagram.shapes import (
    box,
    diamond,
    ellipse,
    hatch,
    polygon,
    polyline,
    rounded_box,
)
from bpr_studio.domain.process.carried import value_of
from bpr_studio.domain.process.element import (
    ACTIVITIES,
    CONNECTIONS,
    EVENTS,
    Kind,
    LoopKind,
)
from bpr_studio.domain.process.paint_order import painted
from bpr_studio.domain.process.step import CORE, NO_STEP, NON_CORE
from bpr_studio.domain.shared.geometry import Bounds, Point

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpr_studio.domain.diagram.badges import Badges
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.findings import Level

NO_MARKS: Final[Mapping[str, Level]] = {}
BAND_WIDTH: Final = 30.0
"""Width of the name band of pools and lanes."""
_CORNER: Final = 8.0
_LINE: Final = 1.5
_THICK: Final = 3.5
_MARKER: Final = 13.0
_TASK_ICON: Final = 15.0
_HATCH_GAP: Final = 8.0
_DASHED: Final = (5.0, 3.0)
_DOTTED: Final = (1.5, 3.0)
_DASH_DOT: Final = (8.0, 4.0, 1.5, 4.0)


def pictures(
    model: ProcessModel,
    diagram_id: str,
    *,
    badges: Badges = ALL_BADGES,
    marks: Mapping[str, Level] = NO_MARKS,
) -> list[Picture]:
    """The pictures of everything drawn in a diagram, in the order of painting.

    Args:
        model: the model.
        diagram_id: which diagram.
        badges: which marks of steps are shown.
        marks: id → most serious finding of elements that get a mark.
    """
    return [
        picture_of(model, element, badges=badges, mark=marks.get(element.id))
        for element in painted(model, diagram_id)
    ]


def picture_of(
    model: ProcessModel,
    element: Element,
    *,
    badges: Badges = ALL_BADGES,
    mark: Level | None = None,
) -> Picture:
    """How one drawn element looks now; an element without a place has an empty picture.

    Args:
        model: the model.
        element: the element.
        badges: which marks of steps are shown.
        mark: the most serious finding at it.
    """
    shown = _shown(model, element)
    if not badges.core and shown.step.core_tag:
        shown = replace(shown, step=replace(shown.step, core_tag=""))
    if shown.kind in CONNECTIONS or (not shown.bounds and shown.waypoints):
        picture = connection_picture(model, shown)
    elif shown.bounds:
        picture = _shape_picture(model, shown, shown.bounds)
    else:
        picture = Picture(shown.id, ())
    shape = picture.shape
    if shown.step is not NO_STEP and shown.kind in ACTIVITIES:
        events = [event.bounds for event in model.boundary_events(element.id) if event.bounds]
        shape = (*shape, *badges_at(shown, badges, events))
    if mark is not None:
        shape = (*shape, *finding_mark(shown, mark))
    return Picture(element.id, shape, picture.label)


def is_expanded(model: ProcessModel, element: Element) -> bool:
    """Whether a sub-process shows its content: as the file says, else if the content is drawn."""
    if element.expanded is not None or not element.bounds:
        return bool(element.expanded)
    return any(
        child.bounds
        and child.diagram == element.diagram
        and element.bounds.contains(child.bounds.centre)
        for child in model.children(element.id)
    )


def is_horizontal(element: Element) -> bool:
    """Whether a pool or lane runs from left to right; most do and do not say so."""
    return element.horizontal is not False


def _shown(model: ProcessModel, element: Element) -> Element:
    """For a depiction: what it depicts, at the place of the depiction."""
    if element.kind is not Kind.DEPICTION:
        return element
    meant = model.find(element.refers_to)
    if meant is None:
        node = model.find_carried(element.refers_to)
        name, subtype = (node.attribute("name"), node.tag) if node else ("", element.subtype)
        kind = Kind.DATA_OBJECT if subtype in ("dataInput", "dataOutput") else Kind.OTHER
        return replace(element, kind=kind, subtype=subtype, name=name)
    return replace(
        meant,
        bounds=element.bounds,
        waypoints=element.waypoints,
        label_bounds=element.label_bounds,
        expanded=element.expanded,
        horizontal=element.horizontal,
        diagram=element.diagram,
    )


def _shape_picture(model: ProcessModel, element: Element, bounds: Bounds) -> Picture:
    if element.kind in ACTIVITIES:
        return Picture(element.id, _activity(model, element, bounds))
    if element.kind in EVENTS:
        place = lettering.beside if element.kind is Kind.BOUNDARY_EVENT else lettering.below
        label = place(element.name, bounds, element.label_bounds)
        return Picture(element.id, _event(element, bounds), label)
    painter = _PAINTERS.get(element.kind, _plain)
    shape, label = painter(element, bounds)
    return Picture(element.id, shape, label)


Look = tuple[tuple[Primitive, ...], tuple[Text, ...]]


# --- activities ------------------------------------------------------------------------------


def _activity(model: ProcessModel, element: Element, bounds: Bounds) -> tuple[Primitive, ...]:
    expanded = element.kind is not Kind.TASK and is_expanded(model, element)
    shape: list[Primitive] = [*_body(element, bounds)]
    if element.subtype == "transaction":
        shape.append(Path(rounded_box(bounds.grown(-3), _CORNER - 2), Role.LINE, width=_LINE))
    icon = None
    if element.kind is Kind.TASK and element.subtype != "task":
        icon = Bounds(bounds.x + 5, bounds.y + 5, _TASK_ICON, _TASK_ICON)
        shape += icons.task_icon(element.subtype, icon.centre, _TASK_ICON)
    markers = _markers(element, expanded=expanded)
    shape += _marker_row(markers, bounds)
    if expanded:
        shape += _head_line(element.name, bounds)
    else:
        foot = _MARKER if markers else 0.0
        room = bounds.grown(-5)
        shape += lettering.around(element.name, room._replace(height=room.height - foot), icon)
    return tuple(shape)


def _body(element: Element, bounds: Bounds) -> tuple[Path, ...]:
    """The outline with its core tint or non-core hatch."""
    width = _THICK if element.kind is Kind.CALL_ACTIVITY else _LINE
    dash = _DOTTED if element.is_event_sub_process else ()
    outline = rounded_box(bounds, _CORNER)
    if element.step.core_tag == CORE:
        return (Path(outline, Role.CORE_LINE, Role.CORE_FILL, width, dash),)
    if element.step.core_tag == NON_CORE:
        lines = hatch(bounds.grown(-2.5), _HATCH_GAP)
        return (
            Path(outline, Role.NONE, Role.PAPER),
            Path(lines, Role.NON_CORE_HATCH, width=_LINE),
            Path(outline, Role.NON_CORE_LINE, Role.NONE, width, dash),
        )
    return (Path(outline, Role.LINE, Role.PAPER, width, dash),)


def _head_line(name: str, bounds: Bounds) -> tuple[Text, ...]:
    head = Bounds(bounds.x + 6, bounds.y + 5, bounds.width - 12, 2 * BAND_WIDTH)
    middle = bounds.centre.x
    return tuple(
        replace(text, at=Point(middle, text.at.y), anchor=Anchor.MIDDLE)
        for text in lettering.flush_left(name, head)
    )


def _markers(element: Element, *, expanded: bool) -> list[str]:
    found: list[str] = []
    if element.loop:
        found.append("loop" if element.loop.kind is LoopKind.STANDARD else element.loop.kind.value)
    if element.is_for_compensation:
        found.append("compensation")
    if element.subtype == "adHocSubProcess":
        found.append("ad_hoc")
    if element.kind is Kind.SUB_PROCESS and not expanded:
        found.append("collapsed")
    return found


def _marker_row(names: list[str], bounds: Bounds) -> tuple[Path, ...]:
    step = _MARKER + 4
    first = bounds.centre.x - step * (len(names) - 1) / 2
    y = bounds.bottom - 4 - _MARKER / 2
    return tuple(
        path
        for index, name in enumerate(names)
        for path in icons.MARKERS[name](Point(first + step * index, y), _MARKER)
    )


# --- events and gateways ---------------------------------------------------------------------


def _event(element: Element, bounds: Bounds) -> tuple[Primitive, ...]:
    width = _THICK if element.kind is Kind.END_EVENT else _LINE
    dash = () if element.interrupting else _DASHED
    shape: list[Primitive] = [Path(ellipse(bounds), Role.LINE, Role.PAPER, width, dash)]
    if element.kind in (Kind.INTERMEDIATE_EVENT, Kind.BOUNDARY_EVENT):
        inner = bounds.grown(-0.085 * bounds.width)
        shape.append(Path(ellipse(inner), Role.LINE, width=_LINE, dash=dash))
    throwing = element.kind is Kind.END_EVENT or element.subtype == "intermediateThrowEvent"
    size = min(bounds.width, bounds.height)
    if len(element.events) == 1:
        trigger = element.events[0].trigger
        shape += icons.trigger_icon(trigger, bounds.centre, size * 0.5, throwing=throwing)
    elif element.events:
        shape += icons.multiple_icon(
            bounds.centre, size * 0.5, throwing=throwing, all_needed=element.is_parallel_multiple
        )
    return tuple(shape)


def _gateway(element: Element, bounds: Bounds) -> Look:
    outline = Path(diamond(bounds), Role.LINE, Role.PAPER, _LINE)
    label = lettering.below(element.name, bounds, element.label_bounds)
    return (outline, *_gateway_icon(element, bounds)), label


def _gateway_icon(element: Element, bounds: Bounds) -> tuple[Path, ...]:
    at, size = bounds.centre, min(bounds.width, bounds.height) * 0.46
    attributes = element.carried.attributes
    match element.subtype:
        case "parallelGateway":
            return icons.parallel_icon(at, size)
        case "inclusiveGateway":
            return icons.inclusive_icon(at, size)
        case "complexGateway":
            return icons.complex_icon(at, size)
        case "eventBasedGateway":
            return icons.event_based_icon(
                at,
                size,
                parallel=value_of(attributes, "eventGatewayType") == "Parallel",
                starts=value_of(attributes, "instantiate") == "true",
            )
        case _ if value_of(element.carried.drawing, "isMarkerVisible") == "false":
            return ()
        case _:
            return icons.exclusive_icon(at, size * 0.8)


# --- pools and lanes -------------------------------------------------------------------------


def _pool(element: Element, bounds: Bounds) -> Look:
    frame = Path(box(bounds), Role.LINE, Role.PAPER, _LINE)
    marker: tuple[Primitive, ...] = ()
    if element.carried.child("participantMultiplicity"):
        marker = _marker_row(["parallel"], bounds)
    if not element.refers_to:  # a partner we only talk to: the name fills the pool
        return (frame, *lettering.inside(element.name, bounds.grown(-6)), *marker), ()
    if is_horizontal(element):
        band = bounds._replace(width=BAND_WIDTH)
        name = lettering.upwards(element.name, band)
    else:
        band = bounds._replace(height=BAND_WIDTH)
        name = lettering.inside(element.name, band)
    return (frame, Path(box(band), Role.LINE, Role.BAND, _LINE), *name, *marker), ()


def _lane(element: Element, bounds: Bounds) -> Look:
    frame = Path(box(bounds), Role.QUIET_LINE, Role.NONE, _LINE)
    if is_horizontal(element):
        name = lettering.upwards(element.name, bounds._replace(width=BAND_WIDTH))
    else:
        name = lettering.inside(element.name, bounds._replace(height=BAND_WIDTH))
    return (frame, *name), ()


# --- data and artifacts ----------------------------------------------------------------------


def _data_object(element: Element, bounds: Bounds) -> Look:
    fold = min(12.0, bounds.width / 3, bounds.height / 3)
    x, y, right, bottom = bounds.x, bounds.y, bounds.right, bounds.bottom
    sheet = polygon(((x, y), (right - fold, y), (right, y + fold), (right, bottom), (x, bottom)))
    corner = polyline(((right - fold, y), (right - fold, y + fold), (right, y + fold)))
    shape: list[Primitive] = [Path(sheet, Role.LINE, Role.PAPER, _LINE), Path(corner)]
    if element.subtype in ("dataInput", "dataOutput"):
        at = Point(x + 4 + fold / 2, y + 4 + fold / 2)
        shape += icons.data_arrow(at, fold, filled=element.subtype == "dataOutput")
    if element.is_collection:
        shape += _marker_row(["parallel"], bounds)
    return tuple(shape), lettering.below(element.name, bounds, element.label_bounds)


def _data_store(element: Element, bounds: Bounds) -> Look:
    lid = min(bounds.height / 3, 14.0)
    top = ellipse(Bounds(bounds.x, bounds.y, bounds.width, lid))
    left, right = bounds.x, bounds.right
    upper, lower = bounds.y + lid / 2, bounds.bottom - lid / 2
    sag = lid * 0.67
    body = Path(
        (
            ("M", left, upper),
            ("L", left, lower),
            ("C", left, lower + sag, right, lower + sag, right, lower),
            ("L", right, upper),
        ),
        Role.LINE,
        Role.PAPER,
        _LINE,
    )
    rings = tuple(
        Path(
            (
                ("M", left, upper + shift),
                ("C", left, upper + shift + sag, right, upper + shift + sag, right, upper + shift),
            )
        )
        for shift in (4.0, 8.0)
    )
    shape = (body, Path(top, Role.LINE, Role.PAPER, _LINE), *rings)
    return shape, lettering.below(element.name, bounds, element.label_bounds)


def _annotation(element: Element, bounds: Bounds) -> Look:
    arm = min(10.0, bounds.width)
    bracket = polyline(
        (
            (bounds.x + arm, bounds.y),
            (bounds.x, bounds.y),
            (bounds.x, bounds.bottom),
            (bounds.x + arm, bounds.bottom),
        )
    )
    room = Bounds(bounds.x + 6, bounds.y + 2, bounds.width - 8, bounds.height - 4)
    return (Path(bracket), *lettering.flush_left(element.name, room)), ()


def _group(element: Element, bounds: Bounds) -> Look:
    frame = Path(rounded_box(bounds, _CORNER), Role.QUIET_LINE, Role.NONE, _LINE, _DASH_DOT)
    if element.label_bounds:
        return (frame,), lettering.below(element.name, bounds, element.label_bounds)
    return (frame,), lettering.under_edge(element.name, bounds)


def _message(element: Element, bounds: Bounds) -> Look:
    shape = icons.envelope(bounds, filled=False)
    return shape, lettering.below(element.name, bounds, element.label_bounds)


def _plain(element: Element, bounds: Bounds) -> Look:
    """Families we only keep: choreography, conversation and whatever comes."""
    if element.kind is Kind.DEFINITION:
        return _message(element, bounds)
    if "onversation" in element.subtype:
        inset, cy = bounds.width / 4, bounds.centre.y
        outline = polygon(
            (
                *((bounds.x, cy), (bounds.x + inset, bounds.y), (bounds.right - inset, bounds.y)),
                *((bounds.right, cy), (bounds.right - inset, bounds.bottom)),
                (bounds.x + inset, bounds.bottom),
            )
        )
        label = lettering.below(element.name, bounds, element.label_bounds)
        return (Path(outline, Role.LINE, Role.PAPER, _LINE),), label
    outline = rounded_box(bounds, _CORNER)
    frame = Path(outline, Role.LINE, Role.PAPER, _LINE)
    return (frame, *lettering.inside(element.name, bounds.grown(-5))), ()


_PAINTERS: Final[dict[Kind, Callable[[Element, Bounds], Look]]] = {
    Kind.GATEWAY: _gateway,
    Kind.POOL: _pool,
    Kind.LANE: _lane,
    Kind.DATA_OBJECT: _data_object,
    Kind.DATA_STORE: _data_store,
    Kind.ANNOTATION: _annotation,
    Kind.GROUP: _group,
}
