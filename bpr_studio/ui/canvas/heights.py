"""Which item lies above which: heights of items that follow the order of painting.

A new element gets a height between its neighbours, so that the others keep theirs.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.paint_order import rank_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_LEAST_ROOM: Final = 1e-6


class Heights:
    """The order of painting of what is on the canvas, changed element by element."""

    def __init__(self, model: ProcessModel, elements: Iterable[Element] = ()) -> None:
        """Start with these elements, evenly spaced."""
        self._model = model
        self._order = sorted(rank_of(model, element) for element in elements)
        self._ranks = {rank[-1]: rank for rank in self._order}
        self._heights: dict[str, float] = {}
        self._spread()

    def __contains__(self, element_id: str) -> bool:
        return element_id in self._ranks

    def ids(self) -> list[str]:
        """The ids of all elements, what is painted first first."""
        return [rank[-1] for rank in self._order]

    def of(self, element_id: str) -> float:
        """The height of an element.

        Raises:
            KeyError: it is not on the canvas.
        """
        return self._heights[element_id]

    def put(self, element: Element) -> bool:
        """Give an element its place; False when all heights had to change for it."""
        rank = rank_of(self._model, element)
        if self._ranks.get(element.id) == rank:
            return True
        self.drop(element.id)
        place = bisect_left(self._order, rank)
        below = self._heights[self._order[place - 1][-1]] if place else -1.0
        above = below + 2.0
        if place < len(self._order):
            above = self._heights[self._order[place][-1]]
        self._order.insert(place, rank)
        self._ranks[element.id] = rank
        if above - below < _LEAST_ROOM:
            self._spread()
            return False
        self._heights[element.id] = (below + above) / 2
        return True

    def drop(self, element_id: str) -> None:
        """Forget an element; nothing happens when it is unknown."""
        rank = self._ranks.pop(element_id, None)
        if rank is not None:
            del self._order[bisect_left(self._order, rank)]
            del self._heights[element_id]

    def _spread(self) -> None:
        self._heights = {rank[-1]: float(place) for place, rank in enumerate(self._order)}
