"""The order work runs in: what comes first in a table of steps and under the Tab key."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from bpr_studio.domain.process.element import FLOW_NODES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_Place = tuple[float, float, str]


def in_flow_order(model: ProcessModel, elements: Iterable[Element]) -> list[Element]:
    """The flow nodes among `elements`, each after what leads to it as far as that is possible.

    Sequence and message flows decide; where they leave a choice, the node further left (then
    further up) comes first. A loop is entered at the node it is reached by. The content of a
    sub-process follows it, boundary events follow their activity. Broken drafts have an order
    too, and equal drawings have the same one.
    """
    nodes = {element.id: element for element in elements if element.kind in FLOW_NODES}
    order = _Order(model, nodes)
    return order.below("")


class _Order:
    """Nodes by the node that contains them, and what has to come before what on each level."""

    def __init__(self, model: ProcessModel, nodes: dict[str, Element]) -> None:
        self._nodes = nodes
        self._chains = {node_id: self._chain(model, node) for node_id, node in nodes.items()}
        self._members: dict[str, list[str]] = {}
        for node_id, chain in self._chains.items():
            self._members.setdefault(chain[-2] if len(chain) > 1 else "", []).append(node_id)
        self._after: dict[str, set[str]] = {node_id: set() for node_id in nodes}
        self._before: dict[str, set[str]] = {node_id: set() for node_id in nodes}
        for flow in model.of_kind(Kind.SEQUENCE_FLOW, Kind.MESSAGE_FLOW):
            self._link(flow.source, flow.target)
        for node in nodes.values():
            self._link(node.host, node.id)

    def _chain(self, model: ProcessModel, node: Element) -> list[str]:
        """The nodes around a node from the outermost to itself."""
        chain = [node.id]
        seen = {node.id}
        around = model.find(node.parent)
        while around:
            if around.id in seen:
                return [node.id]  # a circle of parents: it stands at the top
            seen.add(around.id)
            if around.id in self._nodes:
                chain.append(around.id)
            around = model.find(around.parent)
        return chain[::-1]

    def _link(self, source: str, target: str) -> None:
        """One node comes before another: on the innermost level that contains both."""
        if source not in self._nodes or target not in self._nodes:
            return
        for first, second in zip(self._chains[source], self._chains[target], strict=False):
            if first != second:
                self._after[first].add(second)
                self._before[second].add(first)
                return

    def below(self, container: str) -> list[Element]:
        """The content of a node in order, each node followed by its own content."""
        ordered: list[Element] = []
        for node_id in self._level(self._members.get(container, [])):
            ordered.append(self._nodes[node_id])
            ordered += self.below(node_id)
        return ordered

    def _level(self, members: list[str]) -> list[str]:
        waiting = {member: len(self._before[member]) for member in members}
        ready = [self._place(member) for member, count in waiting.items() if count == 0]
        heapq.heapify(ready)
        reached: set[str] = set()
        ordered: list[str] = []
        while waiting:
            node_id = heapq.heappop(ready)[2] if ready else self._into_loop(waiting, reached)
            if waiting.pop(node_id, None) is None:
                continue  # it was the entrance of a loop and became ready later
            ordered.append(node_id)
            for following in self._after[node_id]:
                reached.add(following)
                if following in waiting:
                    waiting[following] -= 1
                    if waiting[following] == 0:
                        heapq.heappush(ready, self._place(following))
        return ordered

    def _into_loop(self, waiting: dict[str, int], reached: set[str]) -> str:
        candidates = [node_id for node_id in waiting if node_id in reached] or list(waiting)
        return min(map(self._place, candidates))[2]

    def _place(self, node_id: str) -> _Place:
        bounds = self._nodes[node_id].bounds
        if bounds is None:
            return float("inf"), float("inf"), node_id
        return bounds.x, bounds.y, node_id
