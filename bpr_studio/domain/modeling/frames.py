"""Pools and lanes as nested frames: which lanes a frame has, in what order, and what lies in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.notation import BAND_WIDTH, is_expanded, is_horizontal
from bpr_studio.domain.modeling.axes import Axis
from bpr_studio.domain.modeling.belonging import (
    diagram_of,
    lane_owner,
    lanes_below,
    moving_along,
)
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.shared.geometry import hull

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

BAND: Final = BAND_WIDTH
"""Width of the name band of pools and lanes."""
LEAST_LANE: Final = 60.0
"""The least height of a horizontal lane or pool (width of an upright one)."""
LEAST_LENGTH: Final = 300.0
"""The least width of a horizontal pool (height of an upright one)."""
PAD: Final = 10.0
"""What stays free between content and the border of its container."""
NEAR: Final = 1.0
"""Borders nearer to each other than this are one line."""


_FRAMES: Final = frozenset({Kind.POOL, Kind.LANE, Kind.SUB_PROCESS, Kind.GROUP})


def is_frame(model: ProcessModel, element: Element) -> bool:
    """Whether a shape stretches when room is made inside it."""
    if element.kind is Kind.SUB_PROCESS:
        return is_expanded(model, element)
    return element.kind in _FRAMES


def stack_axis(element: Element) -> Axis:
    """The direction in which the lanes of a pool or lane follow each other."""
    return Axis.Y if is_horizontal(element) else Axis.X


def lanes_of(model: ProcessModel, owner_id: str) -> list[Element]:
    """The lanes directly in a pool, process, sub-process or lane, as they are drawn in order."""
    owner = model.find(owner_id)
    if owner is None:
        return []
    around = owner.refers_to if owner.kind is Kind.POOL else owner.id
    sets = [e for e in model.children(around) if e.kind is Kind.LANE_SET] if around else []
    return in_drawn_order(
        lane for lane_set in sets for lane in model.children(lane_set.id) if lane.kind is Kind.LANE
    )


def neighbours(model: ProcessModel, lane: Element) -> list[Element]:
    """The lanes that stand beside a lane, itself included, as they are drawn in order."""
    return in_drawn_order(e for e in model.children(lane.parent) if e.kind is Kind.LANE)


def in_drawn_order(lanes: Iterable[Element]) -> list[Element]:
    """Lanes from the first to the last place; those without a place come last."""
    return sorted(lanes, key=_place)


def _place(lane: Element) -> tuple[float, str, str]:
    at = stack_axis(lane).low(lane.bounds) if lane.bounds else float("inf")
    return at, lane.sort_key, lane.id


def frame_of(model: ProcessModel, lane: Element) -> Element | None:
    """The pool (or open sub-process) a lane divides; None in drafts that do not say."""
    owner = model.find(lane_owner(model, lane))
    if owner is None or owner.kind is Kind.SUB_PROCESS:
        return owner
    pools = [p for p in model.referring(owner.id) if p.kind is Kind.POOL and p.bounds]
    here = diagram_of(model, lane)
    return next((p for p in pools if diagram_of(model, p) == here), None)


def lanes_in_frame(model: ProcessModel, lane_or_frame: Element) -> list[Element]:
    """All drawn lanes, at any depth, of a pool or sub-process or of the frame of a lane."""
    if lane_or_frame.kind is Kind.LANE:
        owner = lane_owner(model, lane_or_frame)
        if not owner:
            return [e for e in _below_all(model, neighbours(model, lane_or_frame)) if e.bounds]
    elif lane_or_frame.kind is Kind.POOL:
        owner = lane_or_frame.refers_to
    else:
        owner = lane_or_frame.id
    sets = [e for e in model.children(owner) if e.kind is Kind.LANE_SET] if owner else []
    here = diagram_of(model, lane_or_frame)
    return [
        lane
        for lane_set in sets
        for lane in lanes_below(model, lane_set.id)
        if lane.bounds and diagram_of(model, lane) == here
    ]


def _below_all(model: ProcessModel, lanes: list[Element]) -> list[Element]:
    found = list(lanes)
    for lane in lanes:
        found += lanes_inside(model, lane.id)
    return found


def lanes_inside(model: ProcessModel, lane_id: str) -> list[Element]:
    """All lanes inside a lane, at any depth."""
    sets = [e for e in model.children(lane_id) if e.kind is Kind.LANE_SET]
    return [lane for lane_set in sets for lane in lanes_below(model, lane_set.id)]


def content_of_frame(model: ProcessModel, lane_or_frame: Element) -> list[Element]:
    """The shapes in a pool, sub-process or lane without its lanes, outermost ones only.

    For a lane: what lies in it by place, at any depth of lanes.
    """
    found = content_around(model, lane_or_frame)
    if lane_or_frame.kind is not Kind.LANE or lane_or_frame.bounds is None:
        return found
    area = lane_or_frame.bounds
    return [e for e in found if e.bounds and area.contains(e.bounds.centre)]


def content_around(model: ProcessModel, lane_or_frame: Element) -> list[Element]:
    """The content of a pool or sub-process, or of the one a lane divides, outermost shapes only.

    In drafts whose lanes are in no pool: what lies in any of the neighbouring lanes.
    """
    frame = lane_or_frame
    if lane_or_frame.kind is Kind.LANE:
        frame = frame_of(model, lane_or_frame) or lane_or_frame
    parts = _parts_of(model, frame)
    inner = _not_outermost(parts)
    return [e for e in parts if e.id not in inner]


def _parts_of(model: ProcessModel, frame: Element) -> list[Element]:
    if frame.kind is Kind.LANE:  # a draft whose lanes are in no process: by place
        around = hull(e.bounds for e in lanes_in_frame(model, frame) if e.bounds)
        shapes = model.near(around) if around else []
        here = diagram_of(model, frame)
        parts = [e for e in shapes if diagram_of(model, e) == here]
    else:
        ids = moving_along(model, [frame.id])
        parts = [model.element(i) for i in ids if i != frame.id]
    no_content = CONNECTIONS | {Kind.LANE, Kind.POOL}
    return [e for e in parts if e.bounds and e.kind not in no_content and e.host != frame.id]


def _not_outermost(parts: list[Element]) -> set[str]:
    """Those that move along with another one."""
    ids = {e.id for e in parts}
    return {e.id for e in parts if (e.host and e.host in ids) or (e.parent and e.parent in ids)}


def content_hull(model: ProcessModel, lane_or_frame: Element) -> Bounds | None:
    """The box around the content of a container, events on the borders of steps included."""
    outer = [e.id for e in content_of_frame(model, lane_or_frame)]
    boxes = [model.element(i).bounds for i in moving_along(model, outer)]
    return hull(box for box in boxes if box)
