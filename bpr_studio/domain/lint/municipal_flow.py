"""Rules of municipal practice about the flow as a whole: size, lanes, age, what a To-Be lost."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.lint.findings import Report
from bpr_studio.domain.lint.rule import Aspect, ContainerRule, FlowRule
from bpr_studio.domain.process.element import ACTIVITIES, Kind
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.lint.view import View
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel


def _many_steps(view: View) -> Iterator[Report]:
    limits = view.profile.limits
    for subject, steps, _ in _diagrams(view):
        if steps > limits.split_steps:
            sentence = tr(
                "The drawing holds {n} steps. Above {limit} nobody keeps an overview: put parts "
                "that belong together into sub-processes.",
                n=steps,
                limit=limits.split_steps,
            )
        elif steps > limits.most_steps:
            sentence = tr(
                "The drawing holds {n} steps; up to {limit} are easily read. Join steps that one "
                "person does in one go, or put a part into a sub-process.",
                n=steps,
                limit=limits.most_steps,
            )
        else:
            continue
        yield Report(subject.id, sentence)


def _few_steps(view: View) -> Iterator[Report]:
    limit = view.profile.limits.least_steps
    for subject, steps, whole in _diagrams(view):
        if 0 < steps < limit and whole:
            yield Report(
                subject.id,
                tr(
                    "The drawing holds {n} steps only; fewer than {limit} say too little. "
                    "Draw what each person does in one go as a step of its own.",
                    n=steps,
                    limit=limit,
                ),
            )


def _diagrams(view: View) -> Iterator[tuple[Element, int, bool]]:
    """What each drawing shows, its number of steps of ours, and whether it is a whole flow."""
    steps = [step for step in view.graph.steps.values() if not view.is_of_others(step)]
    diagrams = view.model.diagrams()
    known = {diagram.id for diagram in diagrams}
    for number, diagram in enumerate(diagrams):
        shown = view.model.find(diagram.refers_to)
        drawn = [
            step
            for step in steps
            if (step.diagram if step.diagram in known else diagrams[0].id) == diagram.id
        ]
        subject = shown if shown is not None and shown.kind in ACTIVITIES else _main(view, drawn)
        if subject is not None:
            yield subject, len(drawn), number == 0
    if not diagrams:
        subject = _main(view, steps)
        if subject is not None:
            yield subject, len(steps), True


def _main(view: View, steps: list[Element]) -> Element | None:
    """What stands for the process most of these steps lie in."""
    counts: dict[str, int] = {}
    for step in steps:
        process = view.process_of(step)
        counts[process] = counts.get(process, 0) + 1
    found = view.model.find(max(counts, key=lambda p: counts[p])) if counts else None
    return view.main_of(found) if found is not None else None


def _lane_order(view: View, container: Element) -> Iterator[Report]:
    kind = Kind.LANE if container.kind is Kind.LANE_SET else Kind.POOL
    lanes = [e for e in view.content(container.id) if e.kind is kind and e.bounds is not None]
    known = [
        (place, lane)
        for lane in sorted(lanes, key=_position)
        if (place := _wanted_place(view, lane)) is not None
    ]
    for (before, upper), (after, lower) in pairwise(known):
        if after < before:
            yield Report(
                lower.id,
                tr(
                    "In the usual order of lanes it stands before {other}. Flows with the same "
                    "order are easier to compare; drag it there unless something speaks against it.",
                    other=view.called(upper),
                ),
                (upper.id,),
            )


def _position(lane: Element) -> tuple[float, float]:
    if lane.bounds is None:
        return (0.0, 0.0)
    box = lane.bounds
    return (box.x, box.y) if lane.horizontal is False else (box.y, box.x)


def _wanted_place(view: View, lane: Element) -> int | None:
    return view.profile.lane_places.get(view.profile.actor_named(lane.name))


def _stale(view: View) -> Iterator[Report]:
    reviewed, today = view.facts.reviewed_on, view.facts.today
    if reviewed is None or today is None:
        return
    years = FiscalYear.of(today).year - FiscalYear.of(reviewed).year
    main = _main(view, list(view.graph.steps.values()))
    if years > view.profile.limits.review_fiscal_years and main is not None:
        yield Report(
            main.id,
            tr(
                "The flow was last looked through in {year}. Work changes every year: compare it "
                "with what is really done, and enter the day.",
                year=FiscalYear.of(reviewed),
            ),
        )


def _lost_form(view: View) -> Iterator[Report]:
    as_is = view.facts.as_is
    if as_is is None:
        return
    lost = _lost_forms(view, as_is)
    if not lost:
        return
    for step in view.graph.steps.values():
        for form in step.step.forms_in:
            if form in lost:
                yield Report(
                    step.id,
                    tr(
                        "It needs the form “{form}”, but the step that made it, {step}, is no "
                        "longer part of the flow. Say where the form comes from, or do without it.",
                        form=form,
                        step=view.called(lost[form]),
                    ),
                )


def _lost_forms(view: View, as_is: ProcessModel) -> dict[str, Element]:
    """The forms only steps made that the new flow no longer has, with such a step."""
    steps = view.graph.steps.values()
    kept = {step.step.derived_from or step.id for step in steps}
    made = {form for step in steps for form in step.step.forms_out}
    return {
        form: step
        for step in as_is.of_kind(*ACTIVITIES)
        if step.id not in kept
        for form in step.step.forms_out
        if form not in made
    }


RULES: Final = (
    FlowRule("L13", N_("Not looked through for long"), _stale),
    FlowRule("L14", N_("Form that nobody makes any more"), _lost_form, Aspect.COURSE | Aspect.STEP),
    FlowRule(
        "step-count",
        N_("Many steps in a drawing"),
        _many_steps,
        Aspect.COURSE | Aspect.PLACE,
    ),
    FlowRule("few-steps", N_("Few steps in a drawing"), _few_steps, Aspect.COURSE | Aspect.PLACE),
    ContainerRule(
        "lane-order",
        N_("Order of the lanes"),
        frozenset({Kind.LANE_SET, Kind.COLLABORATION}),
        _lane_order,
        Aspect.COURSE | Aspect.PLACE | Aspect.NAME,
    ),
)
