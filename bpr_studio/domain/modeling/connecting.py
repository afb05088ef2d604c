"""Connecting: new lines, lines led elsewhere, steps put into flows, and what a line says."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.modeling.connection_rules import between, connection_for
from bpr_studio.domain.modeling.linking import drop_line, forget_default, join, lead
from bpr_studio.domain.modeling.place_rules import distance_to_line, may_insert
from bpr_studio.domain.modeling.verdict import Verdict, demand
from bpr_studio.domain.process.element import ACTIVITIES, CONNECTIONS, Condition, Kind
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.process.editor import Editor
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.geometry import Point

_BRANCHING: Final = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


def connect(editor: Editor, source_id: str, target_id: str, waypoints: Sequence[Point] = ()) -> str:
    """Connect two elements with what the rules say: flow, message, association, data flow.

    Args:
        editor: the editor.
        source_id: where it starts.
        target_id: where it ends.
        waypoints: the way drawn by hand; empty to let the program find one.

    Raises:
        NotAllowedError: the rules refuse; nothing was changed.
    """
    verdict = connection_for(editor.model, source_id, target_id)
    demand(verdict)
    with editor.gesture(tr("Connect")):
        return join(editor, verdict, (source_id, target_id), waypoints)


def reconnect(editor: Editor, flow_id: str, *, source: str = "", target: str = "") -> None:
    """Lead a line from or to another element; its kind changes where that has to be.

    Args:
        editor: the editor.
        flow_id: the line.
        source: new start, "" to keep it.
        target: new end, "" to keep it.

    Raises:
        NotAllowedError: the rules refuse, or the line is not there; nothing was changed.
    """
    line = editor.model.find(flow_id)
    if line is None or line.kind not in CONNECTIONS:
        demand(Verdict(tr("This line is not there any more.")))
        return
    start, end = source or line.source, target or line.target
    verdict = connection_for(editor.model, start, end, instead_of=flow_id)
    demand(verdict)
    with editor.gesture(tr("Connect elsewhere")):
        lead(editor, flow_id, verdict, (start, end))


def insert_into_flow(editor: Editor, flow_id: str, node_id: str) -> str:
    """Lead a flow to an element and from there on; gives the new second half.

    The first half is the flow as it was: its id, name, condition and "otherwise" belong to
    where it comes from.

    Raises:
        NotAllowedError: the rules refuse; nothing was changed.
    """
    demand(may_insert(editor.model, flow_id, node_id))
    with editor.gesture(tr("Put into the flow")):
        model = editor.model
        flow = model.element(flow_id)
        node, target = model.element(node_id), flow.target
        first, second = halves(flow.waypoints, node)
        _drop_doubles(editor, flow, node_id)
        into = between(model, model.element(flow.source), node)
        on = between(model, node, model.element(target))
        lead(editor, flow_id, into, (flow.source, node_id), first)
        return join(editor, on, (node_id, target), second)


def _drop_doubles(editor: Editor, flow: Element, node_id: str) -> None:
    """Connections the two halves would double."""
    model = editor.model
    for other in (*model.incoming(node_id), *model.outgoing(node_id)):
        if other.kind is Kind.SEQUENCE_FLOW and (
            other.source == flow.source or other.target == flow.target
        ):
            drop_line(editor, other.id)


def halves(points: tuple[Point, ...], node: Element) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """A line cut where an element stands on it: the way up to its middle and the way on.

    Both are empty when the element does not stand on the line.
    """
    if len(points) < 2 or node.bounds is None:
        return (), ()
    middle = node.bounds.centre
    reach = min(node.bounds.width, node.bounds.height) / 2
    places = [(distance_to_line(pair, middle), i) for i, pair in enumerate(pairwise(points))]
    distance, index = min(places)
    if distance > reach:
        return (), ()
    before = tuple(p for p in points[: index + 1] if not node.bounds.contains(p))
    after = tuple(p for p in points[index + 1 :] if not node.bounds.contains(p))
    if not before or not after or distance > 0.5:
        return (), ()
    return (*before, middle), (middle, *after)


def set_default(editor: Editor, flow_id: str, *, on: bool = True) -> None:
    """Make a flow the one taken when no condition holds, or an ordinary one again.

    Raises:
        NotAllowedError: it does not start at a branch or step that can have such a flow.
    """
    flow = editor.model.find(flow_id)
    demand(may_be_default(editor.model, flow_id))
    if flow is None:
        return
    with editor.gesture(tr("Otherwise")):
        editor.set(flow.source, default_flow=flow_id if on else "")
        if on:
            editor.set(flow_id, condition=None)


def may_be_default(model: ProcessModel, flow_id: str) -> Verdict:
    """Whether a flow can be the one taken when no condition holds."""
    flow = model.find(flow_id)
    source = model.find(flow.source) if flow else None
    fits = source is not None and (source.kind in ACTIVITIES or source.subtype in _BRANCHING)
    if flow and flow.kind is Kind.SEQUENCE_FLOW and fits:
        return Verdict()
    return Verdict(tr("Only a way out of a branch or step can be “otherwise”."))


def set_condition(editor: Editor, flow_id: str, text: str) -> None:
    """Say when a flow is taken; "" takes the condition away.

    Raises:
        NotAllowedError: it does not start at a branch or step.
    """
    demand(may_be_default(editor.model, flow_id))
    flow = editor.model.element(flow_id)
    with editor.gesture(tr("Condition")):
        if not text:
            editor.set(flow_id, condition=None)
            return
        forget_default(editor, flow)
        kept = flow.condition or Condition()
        editor.set(flow_id, condition=replace(kept, text=text))
