"""Rules of municipal practice about the course of the work from step to step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint.findings import Report
from bpr_studio.domain.lint.practice import (
    LEAVING_TYPES,
    is_decision,
    is_electronic,
    is_examination,
    is_intake,
    is_on_paper,
    is_online,
    is_typed,
    plain_name,
)
from bpr_studio.domain.lint.rule import Aspect, FlowRule
from bpr_studio.domain.process.element import Kind
from bpr_studio.domain.shared.text import N_, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.element import Element


def _serial_approvals(view: View) -> Iterator[Report]:
    limit = view.profile.limits.approvals_in_series
    deciding = {s.id for s in view.graph.steps.values() if is_decision(view, s)}
    if len(deciding) <= limit:
        return
    following = {i: [n for n in view.graph.next_steps[i] if n in deciding] for i in deciding}
    for last, chain in _chains(following, limit + 1).items():
        yield Report(
            last,
            tr(
                "It is decision number {n} in a row. More than {limit} cost days and rarely "
                "change the result. See which of them the rules on decisions really demand.",
                n=limit + 1,
                limit=limit,
            ),
            tuple(chain[:-1]),
        )


def _chains(following: dict[str, list[str]], length: int) -> dict[str, list[str]]:
    """One chain of this length for every node where one ends that cannot begin earlier."""
    preceded = {target for targets in following.values() for target in targets}
    waiting = [[node] for node in following if node not in preceded] or [[n] for n in following]
    found: dict[str, list[str]] = {}
    seen: set[tuple[str, int]] = set()
    while waiting:
        chain = waiting.pop()
        here = chain[-1]
        if (here, len(chain)) in seen:
            continue
        seen.add((here, len(chain)))
        if len(chain) == length:
            found.setdefault(here, chain)
            continue
        waiting += [[*chain, after] for after in following[here] if after not in chain]
    return found


def _double_examination(view: View) -> Iterator[Report]:
    told: set[str] = set()
    for group in _examining_the_same(view):
        for first in group:
            if first.id in told:
                continue
            later = view.graph.reached(view.graph.after[first.id], view.graph.after)
            for second in group:
                if second is first or second.id in told or second.id not in later:
                    continue
                told.add(second.id)
                yield Report(
                    second.id,
                    tr(
                        "The same is examined a second time after {first}. Decide who examines "
                        "what, and drop the second time where it finds nothing.",
                        first=view.called(first),
                    ),
                    (first.id,),
                )


def _examining_the_same(view: View) -> list[list[Element]]:
    """Groups of examinations of one name, or of one form."""
    groups: dict[tuple[str, str], list[Element]] = {}
    for step in view.graph.steps.values():
        if not is_examination(view, step):
            continue
        name = plain_name(step)
        if name:
            groups.setdefault(("name", name), []).append(step)
        for form in dict.fromkeys(step.step.forms_in):
            groups.setdefault(("form", form), []).append(step)
    return [group for group in groups.values() if len(group) > 1]


def _typed_twice(view: View) -> Iterator[Report]:
    graph = view.graph
    on_paper = {
        s.id
        for s in graph.steps.values()
        if is_on_paper(view, s) and s.step.step_type not in LEAVING_TYPES
    }
    for paper in sorted(on_paper):
        sources = [i for i in graph.previous_steps[paper] if is_electronic(graph.steps[i])]
        if not sources:
            continue
        run = graph.reached(
            [paper], {i: [n for n in graph.next_steps[i] if n in on_paper] for i in on_paper}
        )
        targets = {
            after
            for step in run
            for after in graph.next_steps[step]
            if is_typed(graph.steps[after]) and after not in sources
        }
        if targets:
            yield Report(
                paper,
                tr(
                    "The work leaves the system for paper here and goes back into a system later, "
                    "so the same is typed twice. Keep it in the system, or hand the data over."
                ),
                (*sorted(sources), *sorted(targets)),
            )


def _paper_handovers(view: View) -> Iterator[Report]:
    limit = view.profile.limits.paper_handovers
    for process in view.processes:
        receiving = [
            after.id
            for before, after in view.passages[process.id]
            if view.place_of(before) != view.place_of(after) and is_on_paper(view, before)
        ]
        if len(receiving) >= limit:
            yield Report(
                view.main_of(process).id,
                tr(
                    "Paper is handed from lane to lane {n} times. Each time it waits in a tray and "
                    "may get lost. Send it electronically, or let one lane do more at a time.",
                    n=len(receiving),
                ),
                tuple(dict.fromkeys(receiving)),
            )


def _many_crossings(view: View) -> Iterator[Report]:
    limits = view.profile.limits
    for process in view.processes:
        passages = view.passages[process.id]
        crossing = sum(view.place_of(before) != view.place_of(after) for before, after in passages)
        whole = len(passages)
        if crossing < limits.lane_crossing_least:
            continue
        if 100 * crossing > limits.lane_crossing_percent * whole:
            yield Report(
                view.main_of(process).id,
                tr(
                    "{n} of {whole} passages from step to step change the lane. Every change costs "
                    "waiting and asking. Put together what one person can do in one go.",
                    n=crossing,
                    whole=whole,
                ),
            )


def _separate_intakes(view: View) -> Iterator[Report]:
    intakes = [s for s in view.graph.steps.values() if is_intake(view, s)]
    online = [s for s in intakes if is_online(view, s)]
    on_paper = [s for s in intakes if is_on_paper(view, s) and s not in online]
    if not online or not on_paper:
        return
    links = _with_messages(view)
    ways = {s.id: view.graph.reached([s.id], links) & view.graph.steps.keys() for s in intakes}
    shared = {i for step in online for i in ways[step.id]}
    for step in on_paper:
        if not ways[step.id] & shared:
            yield Report(
                step.id,
                tr(
                    "Applications on paper and online go separate ways to the end, so the work is "
                    "done in two manners. Let both meet after the intake."
                ),
                tuple(other.id for other in online),
            )


def _with_messages(view: View) -> dict[str, list[str]]:
    links = {node_id: list(after) for node_id, after in view.graph.after.items()}
    for flow in view.model.of_kind(Kind.MESSAGE_FLOW):
        if flow.source in links and flow.target in links:
            links[flow.source].append(flow.target)
    return links


_WHAT_STEPS_ARE: Final = Aspect.COURSE | Aspect.NAME | Aspect.STEP

RULES: Final = (
    FlowRule("L01", N_("Decision after decision"), _serial_approvals, _WHAT_STEPS_ARE),
    FlowRule("L02", N_("Examined twice"), _double_examination, _WHAT_STEPS_ARE),
    FlowRule("L03", N_("System, paper, system"), _typed_twice, _WHAT_STEPS_ARE),
    FlowRule("L04", N_("Paper from lane to lane"), _paper_handovers, _WHAT_STEPS_ARE),
    FlowRule("L06", N_("Online and paper never meet"), _separate_intakes, _WHAT_STEPS_ARE),
    FlowRule("L08", N_("Many changes of lane"), _many_crossings),
)
