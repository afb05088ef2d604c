"""Where columns and rows lie in the window, in pixels; whole numbers only, no widgets."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Frozen columns never take more of the window than this; the rest of them scroll.
_FROZEN_SHARE: Final = 0.6


class Lanes:
    """Columns side by side: the first ones stand still, the others are scrolled by `offset`."""

    def __init__(self, widths: Sequence[int] = (), frozen: int = 0, room: int = 0) -> None:
        self._edges = [0, *accumulate(widths)]
        self.offset = 0
        while frozen and room and self._edges[frozen] > room * _FROZEN_SHARE:
            frozen -= 1
        self.frozen = frozen
        self.room = room

    @property
    def count(self) -> int:
        """How many columns."""
        return len(self._edges) - 1

    @property
    def frozen_width(self) -> int:
        """Where the scrolled part begins."""
        return self._edges[self.frozen]

    @property
    def length(self) -> int:
        """All widths together."""
        return self._edges[-1]

    def left(self, column: int) -> int:
        """The left edge of a column as it lies now."""
        return self._edges[column] - (0 if column < self.frozen else self.offset)

    def width(self, column: int) -> int:
        """The width of a column."""
        return self._edges[column + 1] - self._edges[column]

    def right(self, column: int) -> int:
        """Just behind the right edge of a column as it lies now."""
        return self._edges[column + 1] - (0 if column < self.frozen else self.offset)

    def at(self, x: int) -> int:
        """The column at a place, -1 for none."""
        if x < 0 or not self.count:
            return -1
        place = x if x < self.frozen_width else x + self.offset
        column = bisect_right(self._edges, place) - 1
        return column if column < self.count else -1

    def nearest(self, x: int) -> int:
        """The column at a place or the nearest one to it."""
        found = self.at(max(x, 0))
        return found if found >= 0 else max(self.count - 1, 0)

    def between(self, first: int, last: int) -> range:
        """The scrolled columns touched by the pixels from `first` to `last`."""
        if self.frozen >= self.count:
            return range(0)
        begin = max(bisect_right(self._edges, first + self.offset) - 1, self.frozen)
        end = bisect_right(self._edges, last + self.offset)
        return range(begin, min(end, self.count))

    def offset_for(self, column: int) -> int:
        """The smallest scrolling that shows the column whole (its left edge, if it is too wide)."""
        if column < self.frozen:
            return self.offset
        left, right = self._edges[column], self._edges[column + 1]
        whole = max(self.offset, right - self.room)
        return max(min(whole, left - self.frozen_width), 0)
