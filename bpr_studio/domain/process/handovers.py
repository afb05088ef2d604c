"""Who hands work to whom: the steps before a step, and whether they are somebody else's.

A hand-over (受渡し) is counted at the step that receives: once for every other lane (or pool)
from which work reaches it, through whatever events and gateways lie between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.process.element import ACTIVITIES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel


def steps_of(model: ProcessModel) -> list[Element]:
    """The activities that contain no activity of their own, oldest first."""
    return [element for element in model.of_kind(*ACTIVITIES) if not _holds_steps(model, element)]


def steps_before(model: ProcessModel, step: Element) -> list[Element]:
    """The steps from which work reaches a step with no other step between, each once."""
    found: dict[str, Element] = {}
    seen: set[str] = {step.id}
    waiting = list(_reaching(model, step))
    while waiting:
        node = waiting.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.kind in ACTIVITIES and not _holds_steps(model, node):
            found[node.id] = node
        else:
            waiting += _reaching(model, node)
    return list(found.values())


def place_of(model: ProcessModel, node: Element) -> str:
    """Who has the node: its innermost lane, else its process; "" where nobody is named."""
    seen: set[str] = set()
    around: Element | None = node
    while around and around.id not in seen:
        seen.add(around.id)
        if around.lane or around.kind is Kind.PROCESS:
            return around.lane or around.id
        around = model.find(around.host or around.parent)
    return ""


def handovers_to(model: ProcessModel, step: Element) -> int:
    """From how many other lanes or pools work reaches a step."""
    here = place_of(model, step)
    return len({place_of(model, before) for before in steps_before(model, step)} - {here})


def _holds_steps(model: ProcessModel, element: Element) -> bool:
    return any(child.kind in ACTIVITIES for child in model.children(element.id))


def _reaching(model: ProcessModel, node: Element) -> Iterator[Element]:
    """What leads straight to a node; the start of a sub-process is reached like the whole."""
    for flow in model.incoming(node.id):
        source = model.find(flow.source)
        if flow.kind in (Kind.SEQUENCE_FLOW, Kind.MESSAGE_FLOW) and source is not None:
            yield from _ends_of(model, source)
    host = model.find(node.host)
    if host is not None:
        yield host
    around = model.find(node.parent)
    if node.kind is Kind.START_EVENT and around is not None and around.kind in ACTIVITIES:
        yield from _reaching(model, around)


def _ends_of(model: ProcessModel, node: Element) -> list[Element]:
    """The node itself, or the steps an open sub-process ends with."""
    if node.kind not in ACTIVITIES or not _holds_steps(model, node):
        return [node]
    last = [
        child
        for child in model.children(node.id)
        if not any(flow.kind is Kind.SEQUENCE_FLOW for flow in model.outgoing(child.id))
        and (child.kind in ACTIVITIES or model.incoming(child.id))
    ]
    return last or [node]
