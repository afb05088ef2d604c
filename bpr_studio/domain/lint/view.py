"""A flow as rules look at it: the questions they all ask, each answered once a run."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.domain.lint.graph import FlowGraph
from bpr_studio.domain.process.carried import value_of
from bpr_studio.domain.process.element import ACTIVITIES, FLOW_NODES, Kind
from bpr_studio.domain.shared.text import N_, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.lint.facts import LintFacts
    from bpr_studio.domain.lint.profile import LintProfile
    from bpr_studio.domain.process.element import Element, EventDefinition
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Bounds

CHOREOGRAPHY_NODES: Final = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
"""BPMN's flow nodes that are no family of their own here."""

_NOUNS: Final = {
    Kind.TASK: N_("a step without a name"),
    Kind.SUB_PROCESS: N_("a sub-process without a name"),
    Kind.CALL_ACTIVITY: N_("a call of another flow without a name"),
    Kind.START_EVENT: N_("a start without a name"),
    Kind.INTERMEDIATE_EVENT: N_("an event without a name"),
    Kind.BOUNDARY_EVENT: N_("a boundary event without a name"),
    Kind.END_EVENT: N_("an end without a name"),
    Kind.GATEWAY: N_("a branch without a name"),
    Kind.POOL: N_("a pool without a name"),
    Kind.LANE: N_("a lane without a name"),
    Kind.DATA_OBJECT: N_("a document without a name"),
    Kind.DATA_STORE: N_("a register without a name"),
    Kind.ANNOTATION: N_("an empty annotation"),
    Kind.GROUP: N_("a group"),
    Kind.MESSAGE_FLOW: N_("a message arrow without a name"),
    Kind.ASSOCIATION: N_("an association line"),
    Kind.PROCESS: N_("the whole flow"),
    Kind.COLLABORATION: N_("the whole drawing"),
    Kind.DIAGRAM: N_("the whole drawing"),
}
_LONGEST_NAME: Final = 40
_OUTSIDE: Final = frozenset({"resident", "other_agency"})  # actors outside the city


class Picture(NamedTuple):
    """One picture of an element."""

    bounds: Bounds
    expanded: bool
    horizontal: bool


class View:
    """One run's look at a flow.

    Attributes:
        model: the flow.
        profile: levels, limits and words.
        facts: what is known beside the drawing.
    """

    def __init__(self, model: ProcessModel, profile: LintProfile, facts: LintFacts) -> None:
        self.model = model
        self.profile = profile
        self.facts = facts
        self._in: dict[str, list[Element]] = {}
        self._out: dict[str, list[Element]] = {}
        self._content: dict[str, list[Element]] = {}
        self._actors: dict[str, str] = {}
        self._places: dict[str, tuple[str, str]] = {}

    @cached_property
    def graph(self) -> FlowGraph:
        """The whole flow as nodes and what follows what."""
        return FlowGraph(self.model)

    def flows_in(self, node_id: str) -> list[Element]:
        """The sequence flows that end at a node, wherever they start."""
        found = self._in.get(node_id)
        if found is None:
            found = self._in[node_id] = _sequence_flows(self.model.incoming(node_id))
        return found

    def flows_out(self, node_id: str) -> list[Element]:
        """The sequence flows that start at a node, wherever they end."""
        found = self._out.get(node_id)
        if found is None:
            found = self._out[node_id] = _sequence_flows(self.model.outgoing(node_id))
        return found

    def content(self, container_id: str) -> list[Element]:
        """What a container holds directly, in order."""
        found = self._content.get(container_id)
        if found is None:
            found = self._content[container_id] = self.model.children(container_id)
        return found

    def parent(self, element: Element) -> Element | None:
        """What an element lies in."""
        return self.model.find(element.parent)

    def is_in_ad_hoc(self, node: Element) -> bool:
        """Whether a node lies in a sub-process of steps in any order."""
        around = self.model.find(node.parent)
        return around is not None and around.subtype == "adHocSubProcess"

    def default_of(self, node: Element) -> str:
        """Id of the default flow of a node, "" where it has none that exists."""
        return node.default_flow if node.default_flow in self.model else ""

    @cached_property
    def _depicted(self) -> set[str]:
        return {depiction.refers_to for depiction in self.model.of_kind(Kind.DEPICTION)}

    def picture(self, element: Element) -> Picture | None:
        """The last picture of an element, the one bpmnlint looks at; None without a box."""
        drawn = element
        if element.id in self._depicted:
            further = [e for e in self.model.referring(element.id) if e.kind is Kind.DEPICTION]
            places = {diagram.id: n for n, diagram in enumerate(self.model.diagrams())}
            drawn = max(further, key=lambda e: (places.get(e.diagram, 0), e.sort_key, e.id))
        return picture_of(drawn)

    def is_shown(self, element: Element) -> bool:
        """Whether any diagram has a picture of it."""
        return element.is_drawn or element.id in self._depicted

    def is_node(self, element: Element) -> bool:
        """Whether arrows can lead to it and away from it."""
        return element.kind in FLOW_NODES

    def is_step(self, element: Element) -> bool:
        """Whether it is a step: an activity that contains no activity of its own."""
        return element.kind in ACTIVITIES and not any(
            child.kind in ACTIVITIES for child in self.content(element.id)
        )

    def lane_of(self, node: Element) -> str:
        """Id of the innermost lane around a node, "" outside all lanes."""
        return self._place(node)[0]

    def process_of(self, node: Element) -> str:
        """Id of the process a node lies in, "" when none is known."""
        return self._place(node)[1]

    def place_of(self, node: Element) -> str:
        """Who has a node: its lane, else its process."""
        lane, process = self._place(node)
        return lane or process

    def _place(self, node: Element) -> tuple[str, str]:
        found = self._places.get(node.id)
        if found is None:
            found = self._places[node.id] = self._look_up(node)
        return found

    def _look_up(self, node: Element) -> tuple[str, str]:
        lane = ""
        seen: set[str] = set()
        around: Element | None = node
        while around is not None and around.id not in seen:
            seen.add(around.id)
            lane = lane or around.lane
            if around.kind is Kind.PROCESS:
                return lane, around.id
            around = self.model.find(around.parent)
        return lane, ""

    def lane_name(self, node: Element) -> str:
        """The name of the innermost lane around a node, else of its pool, else ""."""
        lane = self.model.find(self.lane_of(node))
        if lane is not None:
            return lane.name
        pools = [e for e in self.model.referring(self.process_of(node)) if e.kind is Kind.POOL]
        return pools[0].name if pools else ""

    def actor_of(self, node: Element) -> str:
        """Who does a step, as an actor category: by itself, else by its lane's name, else ""."""
        if node.step.actor_category:
            return node.step.actor_category
        name = self.lane_name(node)
        if name not in self._actors:
            self._actors[name] = self.profile.actor_named(name)
        return self._actors[name]

    def is_of_others(self, node: Element) -> bool:
        """Whether a node stands for what others do, in a pool of theirs.

        A pool is theirs when its name means residents or other agencies, or when it has no lanes
        although the flow shows lanes in another pool.
        """
        process = self.process_of(node)
        if process in self._laned or node.step.actor_category:
            return False
        pools = [e for e in self.model.referring(process) if e.kind is Kind.POOL] if process else []
        named = any(self.profile.actor_named(pool.name) in _OUTSIDE for pool in pools)
        return named or bool(pools and self._laned)

    @cached_property
    def _laned(self) -> set[str]:
        """The processes divided into lanes."""
        sets = self.model.of_kind(Kind.LANE_SET)
        return {one.parent for one in sets if self.content(one.id)}

    @cached_property
    def processes(self) -> list[Element]:
        """The processes that hold at least one step, in order."""
        return [p for p in self.model.of_kind(Kind.PROCESS) if p.id in self.passages]

    @cached_property
    def passages(self) -> dict[str, list[tuple[Element, Element]]]:
        """From which step to which the work passes, by process."""
        found: dict[str, list[tuple[Element, Element]]] = {}
        steps, following = self.graph.steps, self.graph.next_steps
        for step_id, step in steps.items():
            own = found.setdefault(self.process_of(step), [])
            own += [(step, steps[after]) for after in following[step_id]]
        return found

    def main_of(self, process: Element) -> Element:
        """What stands for a process on the canvas: its pool, else itself."""
        pools = [e for e in self.model.referring(process.id) if e.kind is Kind.POOL and e.is_drawn]
        return pools[0] if pools else process

    def called(self, element: Element) -> str:
        """How an element is named in a sentence."""
        name = " ".join(element.name.split())
        if len(name) > _LONGEST_NAME:
            name = name[: _LONGEST_NAME - 1] + "…"
        if name:
            return tr("“{name}”", name=name)
        if element.kind is Kind.SEQUENCE_FLOW:
            return self._arrow(element)
        return tr_source(_NOUNS.get(element.kind, N_("an element without a name")))

    def _arrow(self, flow: Element) -> str:
        source, target = self.model.find(flow.source), self.model.find(flow.target)
        if source is not None and target is not None and source.name and target.name:
            return tr(
                "the arrow from {before} to {after}",
                before=self.called(source),
                after=self.called(target),
            )
        return tr("an arrow without a name")


def picture_of(drawn: Element) -> Picture | None:
    """The picture an element or a depiction is, None without a box."""
    if drawn.bounds is None:
        return None
    return Picture(drawn.bounds, drawn.expanded is True, drawn.horizontal is not False)


def own_events(event: Element) -> list[EventDefinition]:
    """The triggers written at the event itself, as bpmnlint counts them."""
    return [definition for definition in event.events if not definition.shared]


def is_flow_node(element: Element) -> bool:
    """Whether BPMN calls it a flow node."""
    return element.kind in FLOW_NODES or element.subtype in CHOREOGRAPHY_NODES


def is_executable(process: Element) -> bool:
    """Whether an engine is meant to run the process."""
    return value_of(process.carried.attributes, "isExecutable") == "true"


def _sequence_flows(connections: Iterable[Element]) -> list[Element]:
    return [flow for flow in connections if flow.kind is Kind.SEQUENCE_FLOW]
