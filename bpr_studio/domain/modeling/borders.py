"""Events on the border of activities: where they sit, slide and land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.belonging import diagram_of
from bpr_studio.domain.modeling.verdict import ALLOWED, Verdict
from bpr_studio.domain.process.element import ACTIVITIES, Kind, Trigger
from bpr_studio.domain.shared.geometry import Point
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

_CATCH: Final = frozenset(
    {Trigger.MESSAGE, Trigger.TIMER, Trigger.CONDITIONAL, Trigger.SIGNAL, Trigger.LINK}
)
_THROW: Final = frozenset({Trigger.ESCALATION, Trigger.COMPENSATION})
REACH: Final = 18.0
"""An event this near to the border of an activity sits on it."""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where an event comes to sit.

    Attributes:
        host: the activity it sits on; "" when it stands free.
        bounds: its box there.
    """

    host: str
    bounds: Bounds


def nearest_on_border(box: Bounds, point: Point) -> Point:
    """The point on the border of a box that is nearest to a point inside or outside."""
    x = min(max(point.x, box.x), box.right)
    y = min(max(point.y, box.y), box.bottom)
    if not (box.x < x < box.right and box.y < y < box.bottom):
        return Point(x, y)
    ways = (
        (x - box.x, Point(box.x, y)),
        (box.right - x, Point(box.right, y)),
        (y - box.y, Point(x, box.y)),
        (box.bottom - y, Point(x, box.bottom)),
    )
    return min(ways)[1]


def landing(
    model: ProcessModel, event: Element, box: Bounds, leaving: Collection[str] = ()
) -> Landing:
    """Where a boundary event dropped with this box comes to sit.

    On the border of its own activity when that is near, else of the activity under it or near
    it; free where there is none. Activities that are `leaving` give no seat.
    """
    centre = box.centre
    here = diagram_of(model, event)
    hosts = [
        e
        for e in model.near(box.grown(REACH))
        if e.kind in ACTIVITIES and e.id not in leaving and diagram_of(model, e) == here
    ]
    found = [
        (host.id != event.host, _distance(host.bounds, centre), host.id, host.bounds)
        for host in hosts
        if host.bounds and host.bounds.grown(REACH).contains(centre)
    ]
    if not found:
        return Landing("", box)
    _, _, host_id, around = min(found)
    spot = nearest_on_border(around, centre)
    return Landing(host_id, box.moved(spot.x - centre.x, spot.y - centre.y))


def _distance(box: Bounds, point: Point) -> float:
    spot = nearest_on_border(box, point)
    return abs(spot.x - point.x) + abs(spot.y - point.y)


def resting(old_host: Bounds, new_host: Bounds, event: Bounds) -> Bounds:
    """Where a boundary event sits after its activity was resized: as far along the same side."""
    centre = event.centre
    x = _share(centre.x, old_host.x, old_host.width, new_host.x, new_host.width)
    y = _share(centre.y, old_host.y, old_host.height, new_host.y, new_host.height)
    spot = nearest_on_border(new_host, Point(x, y))
    return event.moved(spot.x - centre.x, spot.y - centre.y)


def _share(at: float, old: float, old_size: float, new: float, new_size: float) -> float:
    """The same share of a side; ends stay ends."""
    return new + (at - old) / old_size * new_size if old_size else new


def may_detach(event: Element) -> Verdict:
    """Whether a boundary event may stand free; errors and cancellations have no meaning there."""
    if all(definition.trigger in _CATCH | _THROW for definition in event.events):
        return ALLOWED
    return Verdict(tr("This event belongs on the border of a step. Drop it on one."))


def detached_fields(event: Element) -> dict[str, object]:
    """The fields of a boundary event that now stands free as an intermediate event."""
    throws = any(d.trigger in _THROW for d in event.events)
    subtype = "intermediateThrowEvent" if throws else "intermediateCatchEvent"
    return {
        "kind": Kind.INTERMEDIATE_EVENT,
        "subtype": subtype if event.events else "intermediateThrowEvent",
        "host": "",
        "interrupting": True,
    }
