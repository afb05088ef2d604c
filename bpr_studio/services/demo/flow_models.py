"""Draws the planned flows of the demo city as process models.

Every node has a column of its own and lanes are stacked, so nothing can overlap; flows that
skip columns run through the free strip at the top of a lane, flows that go back through the
strip at its foot. It is a drawing for invented flows; the layout engine comes later.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import (
    Condition,
    Element,
    EventDefinition,
    Header,
    Kind,
    Trigger,
)
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.order import spaced_keys
from bpr_studio.domain.process.step import NO_STEP, Step
from bpr_studio.domain.shared.geometry import Bounds, Point
from bpr_studio.services.demo.flows import EXTERNAL_LANES, LANE_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bpr_studio.services.demo.flows import FlowGateway, FlowPlan, FlowStep

_COLUMN: Final = 160.0
_LANE: Final = 130.0
_BAND: Final = 30.0  # width of the name of a pool and of a lane
_BETWEEN_POOLS: Final = 50.0
_STRIP: Final = 16.0  # distance of the free strips from the border of a lane
_SIZES: Final = {
    Kind.TASK: (120.0, 70.0),
    Kind.START_EVENT: (36.0, 36.0),
    Kind.END_EVENT: (36.0, 36.0),
    Kind.INTERMEDIATE_EVENT: (36.0, 36.0),
    Kind.GATEWAY: (50.0, 50.0),
}
_SUBTYPES: Final = {"P10": "userTask", "P12": "userTask", "P13": "manualTask", "P16": "manualTask"}
_ACTORS: Final = {
    "窓口": "counter",
    "担当": "person_in_charge",
    "係長・課長": "approver",
    "集中処理センター": "processing_center",
    "委託事業者": "contractor",
    "システム": "system",
    "他課": "other_section",
}
_CITY: Final = "市（架空）"


def flow_model(plan: FlowPlan) -> ProcessModel:
    """The process model of a plan, drawn and with the attributes of its steps."""
    sketch = _Sketch(plan)
    sketch.draw()
    return _Drawing(plan, sketch).model()


@dataclass(slots=True)
class _Node:
    """A node before it has a place: its lane and column."""

    id: str
    kind: Kind
    subtype: str
    name: str
    lane: str
    column: int
    step: Step = NO_STEP
    events: tuple[EventDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class _Link:
    """A sequence or message flow before it has a line."""

    source: str
    target: str
    message: bool = False
    condition: str = ""


@dataclass(slots=True)
class _Chain:
    """The end of the path being drawn.

    Attributes:
        inner: last node inside the city, "" before the first.
        outer: the step of another participant that was the last of all, "" when it was ours.
        condition: what the next flow out of `inner` is called.
    """

    inner: str = ""
    outer: str = ""
    condition: str = ""


@dataclass(slots=True)
class _Sketch:
    """Nodes and links of a plan."""

    plan: FlowPlan
    nodes: dict[str, _Node] = field(default_factory=dict)
    links: list[_Link] = field(default_factory=list)
    _column: int = 0
    _outside: dict[str, str] = field(default_factory=dict)  # last main step by external lane
    _returns: list[tuple[_Chain, str]] = field(default_factory=list)
    _cases: float = 0.0

    def draw(self) -> None:
        """Fill in all nodes and links."""
        self._cases = float(self.plan.cases_per_year)
        gateways = {gateway.after: gateway for gateway in self.plan.gateways}
        chain = _Chain()
        for step in self.plan.steps:
            self._step(chain, step, self._cases, main=True)
            if step.key in gateways and chain.inner:
                self._branch(chain, gateways[step.key])
        self._end(chain)
        for lane, last in self._outside.items():
            end = self._node(f"End_{lane}", Kind.END_EVENT, "endEvent", "手続が済んだ", lane)
            beside = self.nodes[last].column + 1
            if all(n.column != beside for n in self.nodes.values() if n.lane == lane):
                self.nodes[end].column = beside
            self.links.append(_Link(last, end))
        for back, key in self._returns:
            self._return(back, f"Step_{key}")

    def _node(self, key: str, kind: Kind, subtype: str, name: str, lane: str) -> str:
        self.nodes[key] = _Node(key, kind, subtype, name, lane, self._column)
        self._column += 1
        return key

    def _step(self, chain: _Chain, step: FlowStep, cases: float, *, main: bool) -> None:
        if step.external:
            self._external_step(chain, step, main=main)
            return
        if not chain.inner:
            self._start(chain, step)
        key = self._task(step, cases)
        self._follow(chain, key)
        if chain.outer:
            self.links.append(_Link(chain.outer, key, message=True))
            chain.outer = ""
        chain.inner = key

    def _task(self, step: FlowStep, cases: float) -> str:
        subtype = "serviceTask" if step.lane == "システム" else "userTask"
        subtype = "task" if step.external else _SUBTYPES.get(step.step_type, subtype)
        key = self._node(f"Step_{step.key}", Kind.TASK, subtype, step.name, step.lane)
        if not step.external:
            self.nodes[key].step = Step(
                step_type=step.step_type,
                core_tag=step.core_tag,
                actor_category=_ACTORS.get(step.lane, ""),
                minutes_per_case=float(step.minutes),
                cases_per_year=float(round(cases)),
            )
        return key

    def _start(self, chain: _Chain, step: FlowStep) -> None:
        name = "申請を受けた" if chain.outer else "事務を始める"
        key = self._node("Start", Kind.START_EVENT, "startEvent", name, step.lane)
        if chain.outer:
            self.nodes[key].events = (EventDefinition(Trigger.MESSAGE, id="Start_message"),)
            self.links.append(_Link(chain.outer, key, message=True))
            chain.outer = ""
        chain.inner = key

    def _external_step(self, chain: _Chain, step: FlowStep, *, main: bool) -> None:
        if main and step.lane not in self._outside:
            start = f"Start_{step.lane}"
            self._outside[step.lane] = self._node(
                start, Kind.START_EVENT, "startEvent", "手続が必要になった", step.lane
            )
        if chain.inner and self.nodes[chain.inner].kind is not Kind.TASK:
            self._ask(chain, step)
        key = self._task(step, 0.0)
        if main:
            self.links.append(_Link(self._outside[step.lane], key))
            self._outside[step.lane] = key
        if chain.inner:
            self.links.append(_Link(chain.inner, key, message=True))
        chain.outer = key

    def _ask(self, chain: _Chain, step: FlowStep) -> None:
        """A gateway cannot send: an event does it."""
        lane = self.nodes[chain.inner].lane
        key = self._node(
            f"Ask_{step.key}", Kind.INTERMEDIATE_EVENT, "intermediateThrowEvent", "連絡", lane
        )
        self.nodes[key].events = (EventDefinition(Trigger.MESSAGE, id=f"Ask_{step.key}_message"),)
        self._follow(chain, key)
        chain.inner = key

    def _follow(self, chain: _Chain, target: str) -> None:
        self.links.append(_Link(chain.inner, target, condition=chain.condition))
        chain.condition = ""

    def _branch(self, chain: _Chain, plan: FlowGateway) -> None:
        lane = self.nodes[chain.inner].lane
        name = f"Gateway_{plan.after}"
        key = self._node(name, Kind.GATEWAY, "exclusiveGateway", plan.question, lane)
        self._follow(chain, key)
        side = _Chain(inner=key, condition=plan.branch)
        leaving = self._cases * plan.share / 100
        for step in plan.steps:
            self._step(side, step, leaving, main=False)
        if plan.rejoin:
            self._returns.append((side, plan.rejoin))
        else:
            self._end(side, "途中で終了")
            self._cases -= leaving
        chain.inner, chain.condition = key, plan.main

    def _end(self, chain: _Chain, name: str = "完了") -> None:
        if chain.inner:
            lane = self.nodes[chain.inner].lane
            key = self._node(f"End_{chain.inner}", Kind.END_EVENT, "endEvent", name, lane)
            self._follow(chain, key)

    def _return(self, chain: _Chain, target: str) -> None:
        if target not in self.nodes:
            self._end(chain)
            return
        self._follow(chain, target)
        if chain.outer:
            self.links.append(_Link(chain.outer, target, message=True))


class _Drawing:
    """Places the nodes of a sketch and draws its links."""

    def __init__(self, plan: FlowPlan, sketch: _Sketch) -> None:
        self._plan = plan
        self._nodes = sketch.nodes
        self._links = sketch.links
        used = {node.lane for node in sketch.nodes.values()}
        self._lanes = [lane for lane in LANE_ORDER if lane in used]
        self._inner = [lane for lane in self._lanes if lane not in EXTERNAL_LANES]
        self._width = (max(n.column for n in sketch.nodes.values()) + 1) * _COLUMN + 2 * _BAND
        self._tops = dict(self._stack())
        self._boxes = {node.id: self._box(node) for node in sketch.nodes.values()}

    def _stack(self) -> Iterator[tuple[str, float]]:
        """The upper border of each lane; pools stand apart."""
        y = 0.0
        before = ""
        for lane in self._lanes:
            together = before in self._inner and lane in self._inner
            y += 0.0 if together or not before else _BETWEEN_POOLS
            yield lane, y
            y += _LANE
            before = lane

    def _box(self, node: _Node) -> Bounds:
        width, height = _SIZES[node.kind]
        x = 2 * _BAND + node.column * _COLUMN + (_COLUMN - width) / 2
        return Bounds(x, self._tops[node.lane] + (_LANE - height) / 2, width, height)

    def model(self) -> ProcessModel:
        """The finished model."""
        elements = [*self._frame(), *self._node_elements(), *self._link_elements()]
        keys = spaced_keys(len(elements))
        header = Header(id="Definitions_1", name=self._plan.title)
        return ProcessModel(
            header,
            (replace(e, sort_key=key) for e, key in zip(elements, keys, strict=True)),
        )

    def _frame(self) -> Iterator[Element]:
        yield Element(id="Collaboration_1", kind=Kind.COLLABORATION, subtype="collaboration")
        yield Element(
            id="Diagram_1", kind=Kind.DIAGRAM, subtype="BPMNDiagram", refers_to="Collaboration_1"
        )
        for lane in self._lanes:
            if lane in EXTERNAL_LANES:
                yield from self._pool(f"Process_{lane}", f"Pool_{lane}", lane, [lane])
        if self._inner:
            yield from self._pool("Process_city", "Pool_city", _CITY, self._inner)
            yield from self._lane_elements()

    def _pool(self, process: str, pool: str, name: str, lanes: Sequence[str]) -> Iterator[Element]:
        top = self._tops[lanes[0]]
        yield Element(id=process, kind=Kind.PROCESS, subtype="process", name=name)
        yield Element(
            id=pool,
            kind=Kind.POOL,
            subtype="participant",
            name=name,
            parent="Collaboration_1",
            refers_to=process,
            bounds=Bounds(0, top, self._width, _LANE * len(lanes)),
            horizontal=True,
        )

    def _lane_elements(self) -> Iterator[Element]:
        lane_set = "LaneSet_city"
        yield Element(id=lane_set, kind=Kind.LANE_SET, subtype="laneSet", parent="Process_city")
        for lane in self._inner:
            yield Element(
                id=f"Lane_{lane}",
                kind=Kind.LANE,
                subtype="lane",
                name=lane,
                parent=lane_set,
                bounds=Bounds(_BAND, self._tops[lane], self._width - _BAND, _LANE),
                horizontal=True,
            )

    def _process_of(self, lane: str) -> str:
        return f"Process_{lane}" if lane in EXTERNAL_LANES else "Process_city"

    def _node_elements(self) -> Iterator[Element]:
        for node in self._nodes.values():
            yield Element(
                id=node.id,
                kind=node.kind,
                subtype=node.subtype,
                name=node.name,
                parent=self._process_of(node.lane),
                lane="" if node.lane in EXTERNAL_LANES else f"Lane_{node.lane}",
                bounds=self._boxes[node.id],
                events=node.events,
                step=node.step,
            )

    def _link_elements(self) -> Iterator[Element]:
        for number, link in enumerate(self._links, 1):
            kind = Kind.MESSAGE_FLOW if link.message else Kind.SEQUENCE_FLOW
            lane = self._nodes[link.source].lane
            yield Element(
                id=f"Flow_{number}",
                kind=kind,
                subtype="messageFlow" if link.message else "sequenceFlow",
                name=link.condition,
                parent="Collaboration_1" if link.message else self._process_of(lane),
                source=link.source,
                target=link.target,
                condition=Condition(link.condition) if link.condition else None,
                waypoints=tuple(self._line(link)),
            )

    def _line(self, link: _Link) -> list[Point]:
        start, end = self._nodes[link.source], self._nodes[link.target]
        if link.message:
            return self._message_line(start, end)
        if end.column < start.column:
            return self._backward_line(start, end)
        if end.column == start.column + 1:
            return self._next_line(start, end)
        return self._skipping_line(start, end)

    def _next_line(self, start: _Node, end: _Node) -> list[Point]:
        """To the neighbouring column: straight, or down and up in the gap between them."""
        a, b = self._boxes[start.id], self._boxes[end.id]
        if start.lane == end.lane:
            return [Point(a.right, a.centre.y), Point(b.x, b.centre.y)]
        middle = (a.right + b.x) / 2
        return [
            Point(a.right, a.centre.y),
            Point(middle, a.centre.y),
            Point(middle, b.centre.y),
            Point(b.x, b.centre.y),
        ]

    def _skipping_line(self, start: _Node, end: _Node) -> list[Point]:
        """Over the columns between: along the strip at the top of the source's lane."""
        a, b = self._boxes[start.id], self._boxes[end.id]
        strip = self._tops[start.lane] + _STRIP
        up = [Point(a.centre.x, a.y), Point(a.centre.x, strip)]
        if start.lane == end.lane:
            return [*up, Point(b.centre.x, strip), Point(b.centre.x, b.y)]
        before = b.x - (_COLUMN - b.width) / 2
        return [*up, Point(before, strip), Point(before, b.centre.y), Point(b.x, b.centre.y)]

    def _backward_line(self, start: _Node, end: _Node) -> list[Point]:
        """Back: along the strip at the foot of the source's lane, into the target from below."""
        a, b = self._boxes[start.id], self._boxes[end.id]
        foot = self._tops[start.lane] + _LANE - _STRIP
        down = [Point(a.centre.x, a.bottom), Point(a.centre.x, foot)]
        if start.lane == end.lane:
            return [*down, Point(b.centre.x, foot), Point(b.centre.x, b.bottom)]
        before = b.x - (_COLUMN - b.width) / 2
        theirs = self._tops[end.lane] + _LANE - _STRIP
        return [
            *down,
            Point(before, foot),
            Point(before, theirs),
            Point(b.centre.x, theirs),
            Point(b.centre.x, b.bottom),
        ]

    def _message_line(self, start: _Node, end: _Node) -> list[Point]:
        """Out of the pool, along the space between pools, and in at the target's column."""
        a, b = self._boxes[start.id], self._boxes[end.id]
        downwards = self._tops[start.lane] < self._tops[end.lane]
        outside = start.lane if start.lane in EXTERNAL_LANES else end.lane
        above = (outside == start.lane) == downwards
        top = self._tops[outside]
        between = top + _LANE + _BETWEEN_POOLS / 2 if above else top - _BETWEEN_POOLS / 2
        shift = _SIZES[Kind.TASK][0] / 4 if start.kind is Kind.TASK else 0.0
        shift_in = -_SIZES[Kind.TASK][0] / 4 if end.kind is Kind.TASK else 0.0
        x, into = a.centre.x + shift, b.centre.x + shift_in
        return [
            Point(x, a.bottom if downwards else a.y),
            Point(x, between),
            Point(into, between),
            Point(into, b.y if downwards else b.bottom),
        ]
