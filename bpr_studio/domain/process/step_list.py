"""A flow as a plain list of steps, as the detailed survey writes it: one row, one activity.

The list is a valid process: start, the steps one after the other, end; a lane for everybody who
acts. Nothing has a place yet; whoever draws it later adds branches, and from then on the list
still edits what the steps say, but no longer their order (`is_plain`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import ACTIVITIES, FLOW_NODES, Element, Kind
from bpr_studio.domain.process.flow_order import in_flow_order
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.order import key_between, spaced_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_PLAIN_NODES: Final = ACTIVITIES | {Kind.START_EVENT, Kind.END_EVENT}
_FLOW_KEY: Final = "zz"  # flows stand after the nodes; their own order means nothing
_SUBTYPES: Final = {"system": "serviceTask"}


@dataclass(frozen=True, slots=True)
class Lanes:
    """Names of the lanes a list of steps may get.

    Attributes:
        names: name of the lane by actor category, in the order of the lanes.
        pool: name of the pool around them, e.g. the section.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    pool: str = ""


def step_rows(model: ProcessModel) -> list[Element]:
    """The steps of a flow in the order of work; a sub-process counts by its content."""
    steps = [element for element in model.elements() if _is_step(model, element)]
    if is_plain(model):
        by_key = sorted(steps, key=lambda step: (step.sort_key, step.id))
        return _chained(model, by_key) or by_key
    places = {node.id: number for number, node in enumerate(in_flow_order(model, model.elements()))}
    return sorted(steps, key=lambda step: places.get(step.id, len(places)))


def is_plain(model: ProcessModel) -> bool:
    """Whether the flow is nothing but steps one after the other, so that rows may change places.

    A flow two people changed at the same time may have lost a connection; it is plain too.
    """
    nodes = model.of_kind(*FLOW_NODES)
    processes = {node.parent for node in nodes}
    return (
        len(processes) <= 1
        and all(node.kind in _PLAIN_NODES and not node.events for node in nodes)
        and not any(_is_inside(model, node) for node in nodes)
        and not model.of_kind(Kind.MESSAGE_FLOW)
        and not any(flow.condition for flow in model.of_kind(Kind.SEQUENCE_FLOW))
    )


def answered(model: ProcessModel, steps: Mapping[str, Element]) -> ProcessModel:
    """The flow with these steps in place of those of the same id; nothing else is changed."""
    return ProcessModel(model.header, (steps.get(e.id, e) for e in model.elements()))


def arranged(model: ProcessModel, steps: Sequence[Element], lanes: Lanes) -> ProcessModel:
    """The flow with exactly these steps, in this order; what is no part of the list stays.

    Steps get the lane of whoever acts; one that does not say keeps the lane it has. Sort keys
    change only where the order demands it.

    Args:
        model: a plain flow, empty at first.
        steps: what the rows shall be; new ones need only id, kind, subtype, name and step.
        lanes: names of the lanes.
    """
    return _Arrangement(model, lanes).of(steps)


def new_step(step_id: str) -> Element:
    """A blank row."""
    return Element(id=step_id, kind=Kind.TASK, subtype="task")


def _is_step(model: ProcessModel, element: Element) -> bool:
    return element.kind in ACTIVITIES and not any(
        child.kind in ACTIVITIES for child in model.children(element.id)
    )


def _is_inside(model: ProcessModel, node: Element) -> bool:
    around = model.find(node.parent)
    return around is not None and around.kind in ACTIVITIES


def _chained(model: ProcessModel, steps: Sequence[Element]) -> list[Element]:
    """The steps as the sequence flows join them; [] where these are no chain through all."""
    nodes = {step.id: step for step in steps}
    entered = {flow.target for flow in model.of_kind(Kind.SEQUENCE_FLOW) if flow.source in nodes}
    firsts = [step for step in steps if step.id not in entered]
    if len(firsts) != 1:
        return []
    chain: dict[str, Element] = {}
    here: Element | None = firsts[0]
    while here is not None and here.id not in chain:
        chain[here.id] = here
        following = [f for f in model.outgoing(here.id) if f.kind is Kind.SEQUENCE_FLOW]
        if len(following) > 1:
            return []
        here = nodes.get(following[0].target) if following else None
    return list(chain.values()) if len(chain) == len(nodes) else []


class _Arrangement:
    """One flow being put in order."""

    def __init__(self, model: ProcessModel, lanes: Lanes) -> None:
        self._model = model
        self._names = lanes.names
        self._pool_name = lanes.pool
        self._elements = {element.id: element for element in model.elements()}
        self._process = self._process_id()
        self._lane_ids = {actor: self._lane_id(actor, name) for actor, name in lanes.names.items()}

    def of(self, steps: Sequence[Element]) -> ProcessModel:
        """The flow with these steps."""
        kept = {step.id for step in steps}
        for row in step_rows(self._model):
            if row.id not in kept:
                self._elements.pop(row.id)
        rows = [self._placed(step, key) for step, key in zip(steps, _keys(steps), strict=True)]
        self._add_frame(row.step.actor_category for row in rows)
        start = self._event(Kind.START_EVENT, "startEvent", "Start_1", rows[:1])
        end = self._event(Kind.END_EVENT, "endEvent", "End_1", rows[-1:])
        self._put(*rows, start, end)
        self._join([start, *rows, end])
        self._drop_empty_lanes()
        return ProcessModel(self._model.header, self._elements.values())

    def _put(self, *elements: Element) -> None:
        for element in elements:
            self._elements[element.id] = element

    def _process_id(self) -> str:
        nodes = self._model.of_kind(*FLOW_NODES)
        processes = self._model.of_kind(Kind.PROCESS)
        if nodes:
            return nodes[0].parent
        return processes[0].id if processes else "Process_1"

    def _lane_id(self, actor: str, name: str) -> str:
        """The lane of an actor: the one that has the name already, else one of our own."""
        named = [lane.id for lane in self._model.of_kind(Kind.LANE) if lane.name == name]
        return named[0] if named else f"Lane_{actor}"

    def _placed(self, step: Element, key: str) -> Element:
        actor = step.step.actor_category
        before = self._model.find(step.id)
        stays = before is not None and before.lane and before.step.actor_category == actor
        lane = step.lane if stays else self._lane_ids.get(actor, step.lane)
        subtype = step.subtype
        if subtype in {"task", "serviceTask"}:
            subtype = _SUBTYPES.get(actor, "task")
        return replace(step, parent=self._process, sort_key=key, lane=lane, subtype=subtype)

    def _event(self, kind: Kind, subtype: str, stem: str, beside: Sequence[Element]) -> Element:
        """Start or end, in the lane of the step beside it."""
        found = [e for e in self._model.of_kind(kind) if e.parent == self._process]
        event = found[0] if found else Element(id=stem, kind=kind, subtype=subtype)
        for other in found[1:]:
            self._elements.pop(other.id)
        lane = beside[0].lane if beside else ""
        key = "1" if kind is Kind.START_EVENT else _FLOW_KEY
        return replace(event, parent=self._process, lane=lane, sort_key=event.sort_key or key)

    def _add_frame(self, actors: Iterable[str]) -> None:
        """Process, pool and lanes, as far as they are missing."""
        if self._process not in self._elements:
            name = self._pool_name
            self._put(
                Element(id="Collaboration_1", kind=Kind.COLLABORATION, subtype="collaboration"),
                Element(id=self._process, kind=Kind.PROCESS, subtype="process", name=name),
                Element(
                    id="Pool_1",
                    kind=Kind.POOL,
                    subtype="participant",
                    name=name,
                    parent="Collaboration_1",
                    refers_to=self._process,
                ),
            )
        acting = set(actors)
        missing = [
            actor
            for actor in self._names
            if actor in acting and self._lane_ids[actor] not in self._elements
        ]
        if missing:
            lane_set = self._lane_set()
            for actor in missing:
                self._put(self._new_lane(actor, lane_set))

    def _lane_set(self) -> str:
        for lane_set in self._model.of_kind(Kind.LANE_SET):
            if lane_set.parent == self._process:
                return lane_set.id
        made = Element(id="LaneSet_1", kind=Kind.LANE_SET, subtype="laneSet", parent=self._process)
        self._put(made)
        return made.id

    def _new_lane(self, actor: str, lane_set: str) -> Element:
        keys = spaced_keys(len(self._names))
        return Element(
            id=self._lane_ids[actor],
            kind=Kind.LANE,
            subtype="lane",
            name=self._names[actor],
            parent=lane_set,
            sort_key=keys[list(self._names).index(actor)],
        )

    def _join(self, nodes: Sequence[Element]) -> None:
        """One sequence flow from each node to the next; flows that stay keep their id."""
        flows = [
            flow for flow in self._model.of_kind(Kind.SEQUENCE_FLOW) if flow.parent == self._process
        ]
        by_source = {flow.source: flow for flow in reversed(flows)}
        for flow in flows:
            self._elements.pop(flow.id)
        for source, target in pairwise(nodes):
            self._put(self._joined(by_source.get(source.id), source.id, target.id))

    def _joined(self, flow: Element | None, source: str, target: str) -> Element:
        if flow is None:
            stem = f"Flow_{source}"
            return Element(
                id=self._model.free_id(stem) if stem in self._elements else stem,
                kind=Kind.SEQUENCE_FLOW,
                subtype="sequenceFlow",
                parent=self._process,
                sort_key=_FLOW_KEY,
                source=source,
                target=target,
            )
        if flow.target == target:
            return flow
        return replace(flow, target=target, waypoints=())  # the old line would point elsewhere

    def _drop_empty_lanes(self) -> None:
        """Lanes this list made and nobody acts in any more."""
        used = {element.lane for element in self._elements.values()}
        for actor in self._names:
            lane = f"Lane_{actor}"
            if lane in self._elements and lane not in used:
                self._elements.pop(lane)


def _keys(steps: Sequence[Element]) -> list[str]:
    """Sort keys in the order of the steps; as many as possible stay what they are."""
    kept = _longest_rising([step.sort_key for step in steps])
    keys: list[str] = []
    after = _ends(steps, kept)
    for number, step in enumerate(steps):
        if number in kept:
            keys.append(step.sort_key)
        else:
            keys.append(key_between(keys[-1] if keys else "1", after[number]))
    return keys


def _ends(steps: Sequence[Element], kept: set[int]) -> list[str]:
    """For each step the next key after it that stays, or the end."""
    ends: list[str] = []
    end = _FLOW_KEY
    for number in range(len(steps) - 1, -1, -1):
        ends.append(end)
        if number in kept:
            end = steps[number].sort_key
    return ends[::-1]


def _longest_rising(keys: Sequence[str]) -> set[int]:
    """Places of the longest rising run of usable keys (quadratic; a task has some 25 steps)."""
    best: list[tuple[int, int]] = []  # length of the run that ends here, place before
    for number, key in enumerate(keys):
        before = [
            (best[earlier][0], earlier)
            for earlier in range(number)
            if best[earlier][0] and keys[earlier] < key
        ]
        length, place = max(before, key=lambda pair: (pair[0], -pair[1]), default=(0, -1))
        best.append((length + 1, place) if _is_usable(key) else (0, -1))
    if not best:
        return set()
    here = max(range(len(best)), key=lambda number: (best[number][0], -number))
    if not best[here][0]:
        return set()
    return set(_run(best, here))


def _is_usable(key: str) -> bool:
    return bool(key) and "1" < key < _FLOW_KEY and not key.endswith("0")


def _run(best: Sequence[tuple[int, int]], here: int) -> Iterator[int]:
    while here >= 0:
        yield here
        here = best[here][1]
