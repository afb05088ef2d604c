"""Going from element to element with the arrow keys."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Point

_ASIDE: Final = 2.0
"""How much more a distance sideways counts than one straight ahead."""


class Way(Enum):
    """A direction on the sheet; the value is (x, y)."""

    RIGHT = (1, 0)
    LEFT = (-1, 0)
    UP = (0, -1)
    DOWN = (0, 1)


def nearest(model: ProcessModel, start: str, among: Iterable[Element], way: Way) -> str:
    """The id of the nearest element in a direction, "" where there is none."""
    here = _centre(model.find(start))
    if here is None:
        return ""
    found = [
        (cost, element.id)
        for element in among
        if element.id != start and (cost := _cost(here, _centre(element), way)) is not None
    ]
    return min(found)[1] if found else ""


def along_flow(model: ProcessModel, start: str, among: Iterable[Element], way: Way) -> str:
    """The next element in a direction: what a flow leads to or comes from, else the nearest."""
    others = list(among)
    linked = {flow.target for flow in model.outgoing(start)}
    linked |= {flow.source for flow in model.incoming(start)}
    return nearest(model, start, (e for e in others if e.id in linked), way) or nearest(
        model, start, others, way
    )


def _centre(element: Element | None) -> Point | None:
    return element.bounds.centre if element is not None and element.bounds else None


def _cost(here: Point, there: Point | None, way: Way) -> float | None:
    if there is None:
        return None
    dx, dy = there.x - here.x, there.y - here.y
    x, y = way.value
    ahead = dx * x + dy * y
    aside = abs(dx * y) + abs(dy * x)
    if ahead <= 1 or aside > 3 * ahead:
        return None
    return ahead + _ASIDE * aside
