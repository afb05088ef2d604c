"""L10: dead ends and what no start leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint.findings import Report
from bpr_studio.domain.lint.rule import FlowRule
from bpr_studio.domain.process.element import ACTIVITIES, Kind, Trigger
from bpr_studio.domain.shared.text import N_, tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.element import Element

_AD_HOC: Final = "adHocSubProcess"


def _lost_ways(view: View) -> Iterator[Report]:
    graph = view.graph
    looked_at = _with_both_ends(view)
    ends = {n.id for n in graph.nodes.values() if _is_end(view, n)}
    ending = graph.reached(ends, graph.before)
    for node_id in _outermost(looked_at - ending, graph.after):
        yield Report(
            node_id,
            tr(
                "From here no end can be reached: the work stops or goes round and round. "
                "Draw the way to an end."
            ),
        )
    starts = {n.id for n in graph.nodes.values() if _is_start(view, n)}
    started = graph.reached(starts, graph.after)
    for node_id in _outermost(looked_at - started, graph.before):
        yield Report(
            node_id,
            tr(
                "No way from a start leads here, so it is never done. "
                "Connect it with the step before, or delete it."
            ),
        )


def _with_both_ends(view: View) -> set[str]:
    """The nodes of processes that have starts and ends; the others are told about by name."""
    graph = view.graph
    kinds: dict[str, set[Kind]] = {}
    for node in graph.nodes.values():
        kinds.setdefault(view.process_of(node), set()).add(node.kind)
    complete = {p for p, held in kinds.items() if {Kind.START_EVENT, Kind.END_EVENT} <= held}
    return {
        node.id
        for node in graph.nodes.values()
        if view.process_of(node) in complete and not _only_undoes(node)
    }


def _only_undoes(node: Element) -> bool:
    """Whether it is a compensation, which no arrow leads to or away from."""
    return node.is_for_compensation or (
        node.kind is Kind.BOUNDARY_EVENT
        and any(event.trigger is Trigger.COMPENSATION for event in node.events)
    )


def _is_end(view: View, node: Element) -> bool:
    around = view.parent(node)
    inside_activity = around is not None and around.kind in ACTIVITIES
    if inside_activity and around is not None:
        if around.subtype == _AD_HOC or around.is_event_sub_process:
            return around.subtype == _AD_HOC or node.kind is Kind.END_EVENT
        return False  # the work goes on after the sub-process
    if node.kind is Kind.INTERMEDIATE_EVENT and not view.graph.after[node.id]:
        return any(event.trigger is Trigger.LINK for event in node.events)
    return node.kind is Kind.END_EVENT or node.is_event_sub_process


def _is_start(view: View, node: Element) -> bool:
    around = view.parent(node)
    if around is not None and around.kind in ACTIVITIES:
        return around.subtype == _AD_HOC or (
            around.is_event_sub_process and node.kind is Kind.START_EVENT
        )
    if node.kind is Kind.INTERMEDIATE_EVENT and node.subtype == "intermediateCatchEvent":
        return any(event.trigger is Trigger.LINK for event in node.events)
    return node.kind is Kind.START_EVENT or node.is_event_sub_process


def _outermost(lost: set[str], links: Mapping[str, list[str]]) -> list[str]:
    """One node for every separate way that is lost: where it stops, or any of a circle."""
    told = [node for node in sorted(lost) if not any(n in lost for n in links[node])]
    explained = _leading_to(told, lost, links)
    for node in sorted(lost):
        if node not in explained:
            last = _circle_behind(node, lost, links)
            told.append(min(last))
            explained |= _leading_to(list(last), lost, links)
    return told


def _circle_behind(node: str, lost: set[str], links: Mapping[str, list[str]]) -> set[str]:
    """A circle reached from a node that nothing leads out of."""
    inner = {one: [n for n in links[one] if n in lost] for one in lost}
    circle = _reached(node, inner)
    while True:
        way_out = next((n for n in sorted(circle) if node not in _reached(n, inner)), None)
        if way_out is None:
            return circle
        node, circle = way_out, _reached(way_out, inner)


def _reached(node: str, links: Mapping[str, list[str]]) -> set[str]:
    """What a node leads to, itself included."""
    found = {node}
    waiting = [node]
    while waiting:
        for following in links[waiting.pop()]:
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


def _leading_to(ends: list[str], lost: set[str], links: Mapping[str, list[str]]) -> set[str]:
    """The lost nodes from which one of these is reached."""
    back: dict[str, list[str]] = {node: [] for node in lost}
    for node in lost:
        for following in links[node]:
            if following in back:
                back[following].append(node)
    found = set(ends)
    waiting = list(ends)
    while waiting:
        for node in back[waiting.pop()]:
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


RULES: Final = (FlowRule("L10", N_("Dead end or never reached"), _lost_ways),)
