"""Improvements and the tasks and steps they claim, for tests; every figure is invented (架空)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.process.element import Element, Kind
from bpr_studio.domain.process.model import ProcessModel
from bpr_studio.domain.process.step import Step
from bpr_studio.domain.reform.claims import Ground, StepGround, TaskGround
from bpr_studio.domain.reform.improvement import (
    Actual,
    Claim,
    Improvement,
    ImprovementKind,
    ImprovementState,
    Method,
    NewImprovement,
)
from bpr_studio.domain.shared.geometry import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping


def improvement(
    name: str,
    *claims: Claim,
    state: ImprovementState = ImprovementState.PLANNED,
    start: str = "2026-04",
    created: str = "2026-01-01",
    actuals: tuple[Actual, ...] = (),
    hours: int = 0,
    centre: bool = False,
    kind: ImprovementKind = ImprovementKind.AUTOMATE,
) -> Improvement:
    """An improvement whose id is its name."""
    plan = NewImprovement(
        name,
        kind,
        start_month=start,
        expected_minutes=hours * 60,
        claims=claims,
        centre=centre,
        round_id="round",
    )
    return Improvement(name, plan, state, created_on=created, actuals=actuals)


def on_task(task: str, minutes: int) -> Claim:
    """A claim on a whole task."""
    return Claim(task, "", minutes, f"claim-{task}-{minutes}")


def on_step(step: str, minutes: int) -> Claim:
    """A claim on one step."""
    return Claim("", step, minutes, f"claim-{step}-{minutes}")


def saved(year: int, minutes: int) -> Actual:
    """What was really saved in a year."""
    return Actual(year, minutes, Method.RECORDED, "作業記録（架空）")


def ground(
    tasks: dict[str, int],
    steps: dict[str, tuple[str, int]] | None = None,
    *,
    later: Mapping[str, tuple[tuple[str, int], ...]] | None = None,
    months: tuple[int, ...] = (),
) -> Ground:
    """Tasks with their minutes, and steps with their task and minutes."""
    following = later or {}
    return Ground(
        {
            row: TaskGround(
                row,
                f"業務{row}",
                minutes,
                unit_code="0101",
                round_id="round",
                fiscal_year=2026,
                months=months,
                later=following.get(row, ()),
            )
            for row, minutes in tasks.items()
        },
        {
            row: StepGround(row, f"作業{row}", minutes, task_id=task, flow_id="flow")
            for row, (task, minutes) in (steps or {}).items()
        },
    )


def two_step_flow() -> ProcessModel:
    """Checking takes 40 hours a year, approving 100."""
    steps = {"check": ("確認", 2.0), "approve": ("決裁", 5.0)}
    return ProcessModel(
        elements=[
            Element(id="p", kind=Kind.PROCESS, subtype="process"),
            *(
                Element(
                    id=row,
                    kind=Kind.TASK,
                    subtype="userTask",
                    name=name,
                    parent="p",
                    bounds=Bounds(0, 0, 100, 80),
                    step=Step(minutes_per_case=minutes, cases_per_year=1200),
                )
                for row, (name, minutes) in steps.items()
            ),
        ]
    )
