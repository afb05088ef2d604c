"""Rules that look at the work steps of a task in the detailed survey.

A step comes as the stored fields of its `flow_element`, because flows and the workload do not
know each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.domain.workload.check_values import CheckRule, RowFinding, words
from bpr_studio.domain.workload.checks_rows import is_contradicted

if TYPE_CHECKING:
    from collections.abc import Iterator

StepFields: TypeAlias = Mapping[str, object]
StepCheck: TypeAlias = Callable[[str, StepFields], RowFinding | None]

STEP_MINUTES_MISSING: Final = CheckRule(
    "step-minutes-missing", Level.ERROR, N_("Step without minutes")
)
STEP_CASES_MISSING: Final = CheckRule("step-cases-missing", Level.ERROR, N_("Step without cases"))
STEPS_MISSING: Final = CheckRule("steps-missing", Level.ERROR, N_("Task without steps"))
STEP_NAME_MISSING: Final = CheckRule("step-name-missing", Level.ERROR, N_("Step without a name"))
STEP_CORE_CONTRADICTS: Final = CheckRule(
    "step-core-contradicts", Level.WARNING, N_("Reason of a step contradicts its tag")
)
STEP_BASIS_MISSING: Final = CheckRule(
    "step-basis-missing", Level.WARNING, N_("Seal, paper or presence without a basis")
)

STEP_RULES: Final = (
    STEPS_MISSING,
    STEP_NAME_MISSING,
    STEP_MINUTES_MISSING,
    STEP_CASES_MISSING,
    STEP_CORE_CONTRADICTS,
    STEP_BASIS_MISSING,
)
"""The rules of this module."""

_DEMANDS: Final = (
    ("seal", "seal_basis", N_("a seal")),
    ("paper", "paper_basis", N_("paper")),
    ("in_person", "in_person_basis", N_("presence in person")),
)


def cases_in_year(step: StepFields) -> float | None:
    """Cases a year of a step: times a year × cases each time, else the cases stored."""
    times, each = number(step.get("times_per_year")), number(step.get("cases_per_time"))
    if times is not None and each is not None:
        return times * each
    return number(step.get("cases_per_year"))


def number(value: object) -> float | None:
    """A stored number; None for everything else."""
    return float(value) if isinstance(value, int | float) else None


def _name(row: str, step: StepFields) -> RowFinding | None:
    if words(step.get("name")):
        return None
    message = tr("The step has no name. Say what is done with what, e.g. “Check the application”.")
    return STEP_NAME_MISSING.at(row, "name", message)


def _minutes(row: str, step: StepFields) -> RowFinding | None:
    minutes = number(step.get("minutes_per_case"))
    if minutes is not None and minutes > 0:
        return None
    message = tr("The step has no time. Enter the minutes one case takes.")
    return STEP_MINUTES_MISSING.at(row, "minutes_per_case", message)


def _cases(row: str, step: StepFields) -> RowFinding | None:
    cases = cases_in_year(step)
    if cases is not None and cases > 0:
        return None
    message = tr(
        "The step has no cases. Enter how often a year it is done, and how many each time."
    )
    return STEP_CASES_MISSING.at(row, "cases_per_year", message)


def _core(row: str, step: StepFields) -> RowFinding | None:
    tag, reasons = words(step.get("core_tag")), step.get("core_reasons")
    codes = [words(code) for code in reasons] if isinstance(reasons, list | tuple) else []
    wrong = [code for code in codes if is_contradicted(tag, code)]
    if not wrong:
        return None
    message = tr(
        "The reason {reason} does not fit the step's tag. Change the reason, or core and non-core.",
        reason=wrong[0],
    )
    return STEP_CORE_CONTRADICTS.at(row, "core_reasons", message, wrong[0])


def _basis(row: str, step: StepFields) -> RowFinding | None:
    missing = [
        (basis, demand)
        for needed, basis, demand in _DEMANDS
        if step.get(needed) and not words(step.get(basis)) and not words(step.get("legal_basis"))
    ]
    if not missing:
        return None
    field, demand = missing[0]
    message = tr(
        "The step asks for {demand} without naming a basis. Name the law or rule; "
        "if there is none, the demand can be dropped.",
        demand=tr_source(demand),
    )
    return STEP_BASIS_MISSING.at(row, field, message)


_CHECKS: Final[tuple[StepCheck, ...]] = (_name, _minutes, _cases, _core, _basis)


def check_step(row: str, step: StepFields) -> tuple[RowFinding, ...]:
    """Everything to tell about one step, errors first.

    Args:
        row: id of the flow element.
        step: its stored fields.
    """
    return tuple(finding for check in _CHECKS if (finding := check(row, step)))


def no_steps(task: str) -> RowFinding:
    """What is told of a target of the detailed survey that has no steps.

    Args:
        task: row the finding names, the flow of the target.
    """
    message = tr(
        "The task has no steps yet. Write them, or have the DX office take the task out of the "
        "survey."
    )
    return STEPS_MISSING.at(task, "", message)


def check_steps(steps: Mapping[str, StepFields]) -> tuple[RowFinding, ...]:
    """Everything to tell about the steps of a task, in their order.

    Copies of steps of another flow (`derived_from`) count as survey rows of that flow only.
    """
    return tuple(_own(steps))


def _own(steps: Mapping[str, StepFields]) -> Iterator[RowFinding]:
    for row, step in steps.items():
        if not words(step.get("derived_from")):
            yield from check_step(row, step)
