"""Which element is painted before which: containers first, connections over shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import CONNECTIONS, Kind

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_LAYERS: Final = {
    Kind.PROCESS: 0,
    Kind.COLLABORATION: 0,
    Kind.POOL: 0,
    Kind.LANE: 1,
    Kind.SUB_PROCESS: 2,
    Kind.CALL_ACTIVITY: 2,
    Kind.OTHER: 2,
    Kind.BOUNDARY_EVENT: 5,
    Kind.GROUP: 6,
}
_CONTAINERS: Final = 2
_SHAPES: Final = 3
_CONNECTIONS: Final = 4


Rank = tuple[int, float, int, tuple[str, ...], str]
"""What comes first in this order is painted first; no two elements have the same."""


def painted(model: ProcessModel, diagram_id: str) -> list[Element]:
    """What is drawn in a diagram, in the order of painting; equal models paint alike."""
    return sorted(model.drawn_in(diagram_id), key=lambda element: rank_of(model, element))


def rank_of(model: ProcessModel, element: Element) -> Rank:
    """The place of an element in the order of painting.

    It depends on the element and on the places of what contains it among their siblings.
    """
    chain = _chain(model, element)
    area = 0.0
    if element.kind in CONNECTIONS or not element.bounds:
        layer = _CONNECTIONS
    else:
        layer = _LAYERS.get(element.kind, _SHAPES)
        if layer == _CONTAINERS:  # a call activity may show another process inside: size decides
            area = -element.bounds.width * element.bounds.height
    return layer, area, len(chain), chain, element.id


def _chain(model: ProcessModel, element: Element) -> tuple[str, ...]:
    """The places of the element and everything around it among their siblings, outermost first."""
    keys = [element.sort_key]
    seen = {element.id}
    parent = model.find(element.parent)
    while parent and parent.id not in seen:
        keys.append(parent.sort_key)
        seen.add(parent.id)
        parent = model.find(parent.parent)
    return tuple(reversed(keys))
