"""Whether what was drawn is the wanted flow: the same nodes and flows, wherever they stand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bpr_studio.domain.process.element import CONNECTIONS, FLOW_NODES, Kind

if TYPE_CHECKING:
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel

_NODES = FLOW_NODES | {Kind.POOL, Kind.LANE, Kind.ANNOTATION}


def differences(wanted: ProcessModel, drawn: ProcessModel) -> list[str]:
    """What is missing and what is too much, one line each; [] when both are the same flow.

    Nodes are told by type, triggers, name and lane, flows by type, name and their two ends; an
    end without a name is told by its type and the names around it. White space does not count.
    """
    found: list[str] = []
    for what, of in (("node", _nodes), ("flow", _flows)):
        left, right = of(wanted), of(drawn)
        found += (f"missing {what}: {entry}" for entry in (left - right).elements())
        found += (f"extra {what}: {entry}" for entry in (right - left).elements())
    return found


def _nodes(model: ProcessModel) -> Counter[tuple[str, ...]]:
    nodes = [e for e in model.elements() if e.kind in _NODES and e.bounds]
    return Counter(_sign(model, node) for node in nodes)


def _sign(model: ProcessModel, node: Element) -> tuple[str, ...]:
    lane = model.find(node.lane)
    triggers = ",".join(event.trigger.value for event in node.events)
    return node.subtype, triggers, _plain(node.name), _plain(lane.name) if lane else ""


def _flows(model: ProcessModel) -> Counter[tuple[str, ...]]:
    lines = [e for e in model.elements() if e.kind in CONNECTIONS]
    return Counter(
        (line.subtype, _plain(line.name), _end(model, line.source), _end(model, line.target))
        for line in lines
    )


def _end(model: ProcessModel, element_id: str) -> str:
    """The name of an end; for one without a name its type and what it is connected with."""
    element = model.find(element_id)
    if element is None:
        return "?"
    if element.name:
        return _plain(element.name)
    before = (model.find(line.source) for line in model.incoming(element_id))
    behind = (model.find(line.target) for line in model.outgoing(element_id))
    sides = (sorted(_plain(e.name) for e in side if e) for side in (before, behind))
    return f"{element.subtype} {list(sides)}"


def _plain(name: str) -> str:
    return " ".join(name.split())
