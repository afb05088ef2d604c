"""A flow as nodes and what follows what, with open sub-processes looked into."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.carried import value_of
from bpr_studio.domain.process.element import ACTIVITIES, FLOW_NODES, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_Links = dict[str, list[str]]
_NOWHERE: Final[list[str]] = []


class FlowGraph:
    """Who follows whom.

    A sub-process with content leads to what it starts with, and what it ends with leads on to
    what follows it; boundary events follow the activity they sit on; a link event leads to the
    one of the same name.

    Attributes:
        nodes: all flow nodes by id, oldest first.
        steps: the activities that contain no activity of their own.
        after: the nodes that follow a node directly.
    """

    def __init__(self, model: ProcessModel) -> None:
        self._model = model
        self.nodes = {node.id: node for node in model.of_kind(*FLOW_NODES)}
        self._content = self._members()
        self.steps = {
            node.id: node
            for node in self.nodes.values()
            if node.kind in ACTIVITIES
            and not any(c.kind in ACTIVITIES for c in self._content.get(node.id, ()))
        }
        self._plain = self._plain_links()
        self.after = self._looked_into()

    def _members(self) -> dict[str, list[Element]]:
        members: dict[str, list[Element]] = {}
        for node in self.nodes.values():
            members.setdefault(node.parent, []).append(node)
        return members

    def _plain_links(self) -> _Links:
        links: _Links = {node_id: [] for node_id in self.nodes}
        for flow in self._model.of_kind(Kind.SEQUENCE_FLOW):
            if flow.source in links and flow.target in links:
                links[flow.source].append(flow.target)
        for node in self.nodes.values():
            if node.host in links:
                links[node.host].append(node.id)
        self._join_link_events(links)
        return links

    def _join_link_events(self, links: _Links) -> None:
        catching: dict[tuple[str, str], str] = {}
        throwing: list[tuple[tuple[str, str], str]] = []
        for node in self.nodes.values():
            name = link_name(node)
            if name and node.subtype == "intermediateCatchEvent":
                catching[node.parent, name] = node.id
            elif name:
                throwing.append(((node.parent, name), node.id))
        for key, node_id in throwing:
            if key in catching:
                links[node_id].append(catching[key])

    def _looked_into(self) -> _Links:
        """The links with the content of sub-processes put between what is before and after."""
        after = {node_id: list(targets) for node_id, targets in self._plain.items()}
        opened = [n for n in self.nodes.values() if n.kind is Kind.SUB_PROCESS and self._inside(n)]
        for node in sorted(opened, key=self._depth):  # outer ones first hand on what follows them
            inside = self._inside(node)
            boundary = [t for t in after[node.id] if self.nodes[t].host == node.id]
            leaving = [t for t in after[node.id] if self.nodes[t].host != node.id]
            for last in self.ends_within(inside):
                after[last.id] += leaving
            after[node.id] = [first.id for first in self.starts_within(inside)] + boundary
        return after

    def _inside(self, sub_process: Element) -> list[Element]:
        members = self._content.get(sub_process.id, ())
        return [node for node in members if not node.is_event_sub_process]

    def _depth(self, node: Element) -> int:
        seen: set[str] = set()
        around: Element | None = node
        while around is not None and around.id not in seen:
            seen.add(around.id)
            around = self.nodes.get(around.parent)
        return len(seen)

    @cached_property
    def _entered(self) -> set[str]:
        return {target for targets in self._plain.values() for target in targets}

    def starts_within(self, members: Iterable[Element]) -> list[Element]:
        """Where the content of a container starts: at its starts, else at what nothing leads to."""
        listed = list(members)
        starts = [node for node in listed if node.kind is Kind.START_EVENT]
        return starts or [node for node in listed if node.id not in self._entered]

    def ends_within(self, members: Iterable[Element]) -> list[Element]:
        """Where the content of a container ends: at its ends, else where nothing leads on."""
        listed = list(members)
        ends = [node for node in listed if node.kind is Kind.END_EVENT]
        return ends or [node for node in listed if not self._plain[node.id]]

    def members(self, container_id: str) -> list[Element]:
        """The flow nodes that lie directly in a container."""
        return self._content.get(container_id, [])

    @cached_property
    def containers(self) -> list[str]:
        """Ids of all processes and sub-processes that hold nodes."""
        return list(self._content)

    @cached_property
    def before(self) -> _Links:
        """The nodes that lead to a node directly."""
        return reversed_links(self.after)

    @cached_property
    def next_steps(self) -> _Links:
        """The steps that follow a step with nothing but events and branches between."""
        return {step_id: self.steps_from(step_id) for step_id in self.steps}

    @cached_property
    def previous_steps(self) -> _Links:
        """The steps that lead to a step with nothing but events and branches between."""
        return reversed_links(self.next_steps)

    def steps_from(self, node_id: str) -> list[str]:
        """The steps reached from a node with no other step between, each once."""
        found: dict[str, None] = {}
        seen: set[str] = set()
        waiting = list(self.after.get(node_id, _NOWHERE))
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            if here in self.steps:
                found[here] = None
            else:
                waiting += self.after[here]
        return list(found)

    def reached(self, starts: Iterable[str], links: Mapping[str, list[str]]) -> set[str]:
        """Everything reached along `links`, the starts included."""
        seen = set(starts)
        waiting = list(seen)
        while waiting:
            for following in links.get(waiting.pop(), _NOWHERE):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return seen


def link_name(node: Element) -> str:
    """The name of a link, else of its event; "" for other nodes and where neither has one."""
    for definition in node.events:
        if definition.trigger is Trigger.LINK:
            return value_of(definition.carried.attributes, "name") or node.name
    return ""


def reversed_links(links: Mapping[str, list[str]]) -> _Links:
    """The same links seen from their targets."""
    back: _Links = {node_id: [] for node_id in links}
    for source, targets in links.items():
        for target in targets:
            back[target].append(source)
    return back
