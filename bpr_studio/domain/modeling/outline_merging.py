"""Where the ways of a branch come together, so that the rest need not be indented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.outline_values import What

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bpr_studio.domain.modeling.outline_values import Item, Outline, OutlineFlow

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

    def reach(
        self, starts: Sequence[str], closed: Collection[str], *, whole: bool
    ) -> list[dict[str, int]]:
        """For each start the items it leads to with their distance; `closed` ones lead no further.

        Args:
            starts: where the ways begin.
            closed: items that lead no further.
            whole: look at everything; otherwise the search may end when farther items cannot be
                nearer meeting places any more.
        """
        found = [{start: 0} for start in starts]
        edges = [[start] for start in starts]
        level = 0
        while sum(map(bool, edges)) > 1 or (whole and any(edges)) or _is_short(found, edges):
            level += 1
            edges = [
                self._next(edge, seen, level, closed)
                for edge, seen in zip(edges, found, strict=True)
            ]
            if not whole and _nearest_met(found) <= level:
                break
        return found

    def _next(
        self, edge: list[str], seen: dict[str, int], level: int, closed: Collection[str]
    ) -> list[str]:
        further: list[str] = []
        for key in edge:
            if key in closed:
                continue
            for flow in self.out(key):
                if flow.target not in seen:
                    seen[flow.target] = level
                    further.append(flow.target)
        return further


def _is_short(found: Sequence[dict[str, int]], edges: Sequence[list[str]]) -> bool:
    """Whether one way goes on and is not yet known to be longer than all others."""
    alive = [seen for seen, edge in zip(found, edges, strict=True) if edge]
    others = [len(seen) for seen, edge in zip(found, edges, strict=True) if not edge]
    return len(alive) == 1 and len(alive[0]) <= max([_SHORT, *others])


def _nearest_met(found: Sequence[dict[str, int]]) -> float:
    """Least sum of distances of an item all ways lead to."""
    shared = set(found[0]).intersection(*found[1:]) if len(found) > 1 else set()
    return min((sum(seen[key] for seen in found) for key in shared), default=float("inf"))


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
    reached = ways.reach(starts, closed, whole=bool(stops))

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
