"""How large shapes can be: least sizes, and sides that stop at what is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.frames import (
    BAND,
    NEAR,
    PAD,
    content_hull,
    is_frame,
    lanes_in_frame,
    stack_axis,
)
from bpr_studio.domain.modeling.spreading import least_extent
from bpr_studio.domain.modeling.verdict import ALLOWED, Verdict
from bpr_studio.domain.process.element import ACTIVITIES, Kind
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

_LEAST_STEP: Final = (60.0, 40.0)
_LEAST_NOTE: Final = (40.0, 24.0)


def may_resize(model: ProcessModel, element_id: str) -> Verdict:
    """Whether a shape can have another size; events, branches and data keep BPMN's."""
    element = model.find(element_id)
    if element is None or element.bounds is None:
        return Verdict(tr("This is not in the drawing."))
    sizable = ACTIVITIES | {Kind.POOL, Kind.LANE, Kind.ANNOTATION, Kind.GROUP}
    if element.kind in sizable:
        return ALLOWED
    return Verdict(tr("Events, branches and documents always have the same size."))


def least_size(model: ProcessModel, element_id: str) -> tuple[float, float]:
    """The least width and height of a shape, whatever it contains."""
    element = model.find(element_id)
    if element is None:
        return 0.0, 0.0
    if is_frame(model, element):
        return least_extent(element, Axis.X), least_extent(element, Axis.Y)
    return _LEAST_NOTE if element.kind is Kind.ANNOTATION else _LEAST_STEP


def allowed_bounds(model: ProcessModel, element_id: str, bounds: Bounds) -> Bounds:
    """The box nearest to the wanted one that a shape can have; for previews.

    A side stops where the shape would get too small, or where content would come out.
    """
    element = model.find(element_id)
    if element is None or element.bounds is None:
        return bounds
    least = dict(zip(Axis, least_size(model, element_id), strict=True))
    inner = _inner(model, element)
    box = element.bounds
    for axis in Axis:
        low, high = axis.low(bounds), axis.high(bounds)
        if axis.low(bounds) != axis.low(box):
            limits = [axis.high(box) - least[axis]] if high == axis.high(box) else []
            low = _at_most(low, axis.low(box), [*limits, *(axis.low(i) for i in inner)])
        if axis.high(bounds) != axis.high(box):
            high = _at_least(
                high, axis.high(box), [low + least[axis], *(axis.high(i) for i in inner)]
            )
        box = axis.spanning(box, low, high)
    return box


def _at_most(wanted: float, now: float, limits: list[float]) -> float:
    """A low side moved inwards at most to the limits; one beyond them already does not move."""
    return wanted if wanted <= now else max(now, min([wanted, *limits]))


def _at_least(wanted: float, now: float, limits: list[float]) -> float:
    return wanted if wanted >= now else min(now, max([wanted, *limits]))


def _inner(model: ProcessModel, element: Element) -> list[Bounds]:
    """The box content needs, with the free space around it."""
    if element.kind is Kind.GROUP or not is_frame(model, element):
        return []
    needed: list[Bounds] = []
    content = content_hull(model, element)
    if content:
        box = content.grown(PAD)
        if element.kind in (Kind.POOL, Kind.LANE):
            across = stack_axis(element).other
            band = 2 * BAND if lanes_in_frame(model, element) else BAND
            box = across.spanning(box, across.low(content) - band - PAD / 2, across.high(box))
        needed.append(box)
    if element.kind in (Kind.POOL, Kind.SUB_PROCESS):
        needed += _outer_lanes(model, element)
    return needed


def _outer_lanes(model: ProcessModel, frame: Element) -> list[Bounds]:
    """What the first and the last lane of a frame need to stay as high as they must be."""
    if frame.bounds is None:
        return []
    axis = stack_axis(frame)
    needed: list[Bounds] = []
    for lane in lanes_in_frame(model, frame):
        box = lane.bounds
        if box is None:
            continue
        least = least_extent(lane, axis)
        if abs(axis.high(box) - axis.high(frame.bounds)) < NEAR:
            needed.append(axis.spanning(frame.bounds, axis.low(box), axis.low(box) + least))
        if abs(axis.low(box) - axis.low(frame.bounds)) < NEAR:
            needed.append(axis.spanning(frame.bounds, axis.high(box) - least, axis.high(box)))
    return [axis.other.spanning(n, *_middle_span(n, axis.other)) for n in needed]


def _middle_span(box: Bounds, axis: Axis) -> tuple[float, float]:
    """A span of no length in the middle: it asks for nothing along this axis."""
    return axis.middle(box), axis.middle(box)
