"""Columns: which item comes how many steps after the start."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.diagram.laying.scope import Link, Scope


def ranked(scope: Scope) -> tuple[dict[str, int], list[Link]]:
    """The column of each item, and the flows that lead back.

    The longest way from a start counts. Flows back are found from the starts in the order of
    the document; messages only ask that the receiver is not before the sender.
    """
    flows = [link for link in scope.links if not link.is_message]
    back = _leading_back(scope, flows)
    steps = {item: {} for item in scope.items}  # type: dict[str, dict[str, int]]
    for link in flows:
        if link.id not in back and link.source != link.target:
            steps[link.source][link.target] = 1
    for link in scope.links:
        if link.is_message and not _reaches(steps, link.target, link.source):
            steps[link.source].setdefault(link.target, 0)
    columns = _longest_ways(steps)
    _pull_to_followers(steps, columns)
    return columns, [link for link in flows if link.id in back]


def _leading_back(scope: Scope, flows: Sequence[Link]) -> set[str]:
    """The flows that lead to where the search just is; a flow to itself too."""
    leaving: dict[str, list[Link]] = {item: [] for item in scope.items}
    entered: dict[str, int] = dict.fromkeys(scope.items, 0)
    for link in flows:
        leaving[link.source].append(link)
        entered[link.target] += link.source != link.target
    for links in leaving.values():
        links.sort(key=lambda link: scope.items[link.target].place)
    starts = sorted(scope.items, key=lambda i: (entered[i] > 0, scope.items[i].place))
    found: set[str] = set()
    done: dict[str, bool] = {}  # False while on the way
    for start in starts:
        if start not in done:
            _search(start, leaving, done, found)
    return found


def _search(
    start: str, leaving: Mapping[str, list[Link]], done: dict[str, bool], found: set[str]
) -> None:
    done[start] = False
    way = [(start, iter(leaving[start]))]
    while way:
        here, rest = way[-1]
        link = next(rest, None)
        if link is None:
            done[here] = True
            way.pop()
        elif link.target not in done:
            done[link.target] = False
            way.append((link.target, iter(leaving[link.target])))
        elif not done[link.target]:
            found.add(link.id)


def _reaches(steps: Mapping[str, Mapping[str, int]], start: str, goal: str) -> bool:
    """Whether the goal comes after the start, or is it."""
    seen = {start}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        for after in steps[here]:
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return False


def _longest_ways(steps: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    columns = dict.fromkeys(steps, 0)
    open_ends = dict.fromkeys(steps, 0)
    for followers in steps.values():
        for after in followers:
            open_ends[after] += 1
    waiting = deque(item for item, count in open_ends.items() if count == 0)
    while waiting:
        here = waiting.popleft()
        for after, far in steps[here].items():
            columns[after] = max(columns[after], columns[here] + far)
            open_ends[after] -= 1
            if open_ends[after] == 0:
                waiting.append(after)
    return columns


def _pull_to_followers(steps: Mapping[str, Mapping[str, int]], columns: dict[str, int]) -> None:
    """Starts that nothing leads to stand right before what follows them."""
    entered = {after for followers in steps.values() for after in followers}
    for item, followers in steps.items():
        if item not in entered and followers:
            columns[item] = max(0, min(columns[a] - far for a, far in followers.items()))
