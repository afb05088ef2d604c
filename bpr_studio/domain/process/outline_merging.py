"""Where the ways of a branch come together, so that the rest need not be indented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.outline_values import What

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bpr_studio.domain.process.outline_values import Item, Outline, OutlineFlow

NEVER_FOLLOWS: Final = frozenset({What.START, What.BOUNDARY})
"""What no line can lead to by standing above it."""

_SHORT: Final = 3  # ways of this length stand below their branch even if nothing follows


class Ways:
    """The flows of an outline by their ends."""

    def __init__(self, outline: Outline) -> None:
        self.items = {item.key: item for item in outline.items}
        self._out: dict[str, list[OutlineFlow]] = {}
        self._into: dict[str, list[OutlineFlow]] = {}
        for flow in outline.flows:
            self._out.setdefault(flow.source, []).append(flow)
            self._into.setdefault(flow.target, []).append(flow)

    def out(self, key: str) -> list[OutlineFlow]:
        """The ways on from an item, in order."""
        return self._out.get(key, [])

    def into(self, key: str) -> list[OutlineFlow]:
        """The ways that lead to an item."""
        return self._into.get(key, [])

    def distances(self, start: str, closed: Collection[str]) -> dict[str, int]:
        """Items that can be reached from `start`, nearest first; `closed` ones lead no further."""
        found = {start: 0}
        waiting = [start]
        for key in waiting:  # grows while it is walked through
            if key in closed:
                continue
            for flow in self.out(key):
                if flow.target not in found:
                    found[flow.target] = found[key] + 1
                    waiting.append(flow.target)
        return found


def meeting_place(
    ways: Ways, item: Item, starts: Sequence[str], done: Collection[str], stops: Sequence[str]
) -> str:
    """The item that stands below a branch at its own level; "" where each way ends for itself.

    It is the nearest one that most ways lead to; where no two ways meet, the beginning of the
    longest way.

    Args:
        ways: the flows.
        item: the branch.
        starts: where its ways lead.
        done: items that are written already.
        stops: items written after the blocks around, the innermost last.
    """
    closed = {*done, *stops, item.key}
    outer = set(stops[:-1])
    reached = [ways.distances(start, closed) for start in starts]

    def possible(key: str) -> bool:
        other = ways.items[key]
        return (
            key not in done
            and key not in outer
            and other.what not in NEVER_FOLLOWS
            and (other.inside, other.section) == (item.inside, item.section)
        )

    total: dict[str, tuple[int, int]] = {}
    for distances in reached:
        for key, distance in distances.items():
            count, so_far = total.get(key, (0, 0))
            total[key] = count - 1, so_far + distance  # counted downwards: most ways come first
    candidates = [key for key in total if possible(key)]
    best = min(candidates, key=total.__getitem__, default="")
    if best and total[best][0] < -1:
        return best
    if stops and stops[-1] in total:
        return stops[-1]
    return _longest(starts, reached, possible_starts={key for key in starts if possible(key)})


def _longest(
    starts: Sequence[str], reached: Sequence[dict[str, int]], possible_starts: set[str]
) -> str:
    sizes = [
        (len(distances), start)
        for start, distances in zip(starts, reached, strict=True)
        if start in possible_starts
    ]
    size, start = max(sizes, key=lambda pair: pair[0], default=(0, ""))
    return start if size > _SHORT else ""
