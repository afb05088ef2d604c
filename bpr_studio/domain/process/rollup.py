"""Hours of a flow: cases a year × minutes per case ÷ 60, summed by lane, core tag or medium.

Cases a year are times × cases each time where a step tells both, as the detailed survey asks
(`Step.yearly_cases`).

Hours are counted in minutes and divided once at the end, as the survey does, so that a flow
and its rows of the detailed survey agree (docs/decisions/0010).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.process.element import ACTIVITIES
from bpr_studio.domain.shared.quantities import Minutes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.process.step import Step


@dataclass(frozen=True, slots=True)
class FlowWork:
    """The yearly work of a flow.

    Attributes:
        minutes: whole minutes a year of all steps that say how long and how often.
        by_key: the same by the asked key; "" for steps without one. Adds up to `minutes`.
        steps: number of steps.
        unanswered: ids of steps without minutes or cases.
    """

    minutes: Minutes
    by_key: dict[str, Minutes]
    steps: int
    unanswered: tuple[str, ...]


def yearly_minutes(element: Element) -> Minutes | None:
    """Work minutes of one step in a year, rounded half up; None when not answered."""
    return minutes_of_step(element.step)


def minutes_of_step(step: Step) -> Minutes | None:
    """Work minutes a year by times, cases and minutes, rounded half up; None when not answered."""
    cases = step.yearly_cases
    if step.minutes_per_case is None or cases is None:
        return None
    return Minutes(int(step.minutes_per_case * cases + 0.5))


def work_by(model: ProcessModel, key: Callable[[Element], str]) -> FlowWork:
    """The work of all steps, by whatever `key` says of a step.

    A step is an activity that contains no activity of its own: the time of an open
    sub-process is that of its steps.
    """
    by_key: dict[str, Minutes] = {}
    unanswered: list[str] = []
    steps = [element for element in model.elements() if _is_step(model, element)]
    for element in steps:
        minutes = yearly_minutes(element)
        if minutes is None:
            unanswered.append(element.id)
        else:
            by_key[key(element)] = Minutes(by_key.get(key(element), 0) + minutes)
    total = Minutes(sum(by_key.values()))
    return FlowWork(total, by_key, len(steps), tuple(unanswered))


def by_lane(model: ProcessModel) -> FlowWork:
    """Work by the id of the innermost lane; steps in a sub-process count for its lane."""
    return work_by(model, lambda element: _lane_of(model, element))


def by_core_tag(model: ProcessModel) -> FlowWork:
    """Work by "core", "non_core" and "" for what nobody has tagged yet."""
    return work_by(model, lambda element: element.step.core_tag)


def by_medium(model: ProcessModel) -> FlowWork:
    """Work by "paper", "electronic", "mixed" and ""."""
    return work_by(model, lambda element: element.step.medium)


def _is_step(model: ProcessModel, element: Element) -> bool:
    return element.kind in ACTIVITIES and not any(
        child.kind in ACTIVITIES for child in model.children(element.id)
    )


def _lane_of(model: ProcessModel, element: Element) -> str:
    seen: set[str] = set()
    around: Element | None = element
    while around and not around.lane and around.id not in seen:
        seen.add(around.id)
        around = model.find(around.parent)
    return around.lane if around else ""
