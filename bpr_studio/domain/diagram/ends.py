"""From which side a connection leaves an element and enters it, by the customs of BPMN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.diagram.outlines import Side, shape_of
from bpr_studio.domain.diagram.route_search import End
from bpr_studio.domain.diagram.shapes import middle_of
from bpr_studio.domain.process.element import CONNECTIONS, Kind
from bpr_studio.domain.shared.geometry import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_AGAINST: Final = 2.5  # leaving to the left, entering from the right
_SIDEWAYS: Final = 1.5  # a task is left downwards when that saves bends
_SIDEWAYS_IN: Final = 1.4
_JOIN: Final = 0.6
_NEVER: Final = 1000.0
_AT_SIDE: Final = 2.0

_TURNED: Final = {
    Side.RIGHT: Side.BOTTOM,
    Side.LEFT: Side.TOP,
    Side.BOTTOM: Side.RIGHT,
    Side.TOP: Side.LEFT,
}

Prices = dict[Side, float]


def end_of(
    model: ProcessModel, element: Element, kind: Kind, *, leaving: bool, upright: bool
) -> End | None:
    """An element as the end of a connection, None when it is not drawn.

    Args:
        model: its surroundings.
        element: the element.
        kind: family of the connection.
        leaving: whether it starts here.
        upright: the flow runs from top to bottom.
    """
    if element.bounds is None:
        return None
    wide = element.kind in (Kind.POOL, Kind.GROUP, Kind.LANE)
    prices = _prices(model, element, kind, leaving=leaving)
    if upright:
        prices = {_TURNED[side]: price for side, price in prices.items()}
    if element.kind is Kind.BOUNDARY_EVENT:
        prices = _away_from_host(model, element, prices)
    return End(element.id, element.bounds, shape_of(element), prices, wide)


def is_upright(model: ProcessModel, element: Element) -> bool:
    """Whether the lane or pool of an element runs from top to bottom."""
    lane = model.find(element.lane)
    return lane is not None and lane.horizontal is False


def link_end(element: Element) -> Bounds | None:
    """The box a straight link points at; of a connection the middle of its line."""
    if element.bounds is not None:
        return element.bounds
    if element.kind in CONNECTIONS and len(element.waypoints) > 1:
        middle, _ = middle_of(element.waypoints)
        return Bounds(middle.x, middle.y, 0, 0)
    return None


def _prices(model: ProcessModel, element: Element, kind: Kind, *, leaving: bool) -> Prices:
    if kind is Kind.DATA_ASSOCIATION:
        return dict.fromkeys(Side, 0.0)
    if kind is Kind.MESSAGE_FLOW:
        return {Side.TOP: 0.0, Side.BOTTOM: 0.0, Side.RIGHT: 3.0, Side.LEFT: 3.0}
    sideways = _sideways(model, element, leaving=leaving)
    ahead, back = (Side.RIGHT, Side.LEFT) if leaving else (Side.LEFT, Side.RIGHT)
    return {ahead: 0.0, back: _AGAINST, Side.TOP: sideways, Side.BOTTOM: sideways}


def _sideways(model: ProcessModel, element: Element, *, leaving: bool) -> float:
    if element.kind is not Kind.GATEWAY:
        return _SIDEWAYS if leaving else _SIDEWAYS_IN
    ins, outs = len(model.incoming(element.id)), len(model.outgoing(element.id))
    is_join, is_split = ins > 1 >= outs, outs > 1 >= ins
    return _JOIN if (is_join if leaving else is_split) else 0.0


def _away_from_host(model: ProcessModel, element: Element, prices: Mapping[Side, float]) -> Prices:
    """Outwards from the side of its activity a boundary event sits on."""
    host = model.find(element.host)
    if host is None or host.bounds is None or element.bounds is None:
        return dict(prices)
    middle, box = element.bounds.centre, host.bounds
    apart = {
        Side.BOTTOM: abs(middle.y - box.bottom),
        Side.TOP: abs(middle.y - box.y),
        Side.RIGHT: abs(middle.x - box.right),
        Side.LEFT: abs(middle.x - box.x),
    }
    nearest = min(apart.values())
    outwards = [side for side, far in apart.items() if far <= nearest + _AT_SIDE]
    changed = {side: price + _SIDEWAYS for side, price in prices.items()}
    changed.update({_opposite(side): _NEVER for side in outwards})
    changed.update(dict.fromkeys(outwards, 0.0))
    return changed


def _opposite(side: Side) -> Side:
    return next(s for s in Side if s.out.x == -side.out.x and s.out.y == -side.out.y)
