"""How fast the register counts at the size of the plan: 1,000 improvements on 4,000 tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.demo_city import PERSON, full_city
from benchmarks.figures import Figure, seconds
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.reform.effects import effects_of
from bpr_studio.domain.reform.improvement import (
    Actual,
    Claim,
    Improvement,
    ImprovementKind,
    ImprovementState,
    Method,
    NewImprovement,
)
from bpr_studio.services.events import Committed
from bpr_studio.services.views import TaskOrder, TaskQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.workload.answer import TaskLine

MANY, EACH = 1_000, 4
_CHANGED = Committed(frozenset({"improvement"}), frozenset())


def main() -> list[Figure]:
    """Count the register of the full-size city, and one as large as the plan needs."""
    workspace = Workspace.open(full_city(), PERSON, read_only=True)
    register, effects = workspace.improvements, workspace.improvement_effects
    effects.of()  # modules are loaded once in a day

    def anew() -> None:
        register.forget(_CHANGED)
        found = effects.of()
        _ = found.waterfall_table, found.burn_up_table, register.register().findings

    demo = seconds(anew, rounds=3)
    query = TaskQuery(workspace.round_id, order=TaskOrder.MINUTES, descending=True)
    tasks = workspace.queries.tasks(query, 0, MANY * EACH)
    ground = workspace.queries.claim_ground({task.id for task in tasks}, set())
    many = [
        _improvement(number, tasks[number * EACH : number * EACH + EACH]) for number in range(MANY)
    ]
    counted = seconds(lambda: effects_of(many, ground, range(2021, 2028)), rounds=3)
    grounded = seconds(
        lambda: workspace.queries.claim_ground({task.id for task in tasks}, set()), rounds=3
    )
    room = [Claim(task.id, "", 0) for task in tasks[:200]]
    first = register.all()[0].id
    rooms = seconds(lambda: register.room(first, room), rounds=3)
    workspace.close()
    return [
        Figure("register of the demo city read, counted and doubted", demo * 1000, "ms", 300),
        Figure(f"{MANY:,} improvements with {MANY * EACH:,} claims counted", counted, "s", 1),
        Figure("the tasks they claim read", grounded * 1000, "ms", 300),
        Figure("what is left of 200 tasks to choose from", rooms * 1000, "ms", 200),
    ]


def _improvement(number: int, tasks: Sequence[TaskLine]) -> Improvement:
    claims = tuple(Claim(task.id, "", task.minutes // 3, f"{number}-{task.id}") for task in tasks)
    plan = NewImprovement(
        f"改善{number}（架空）", ImprovementKind.AUTOMATE, start_month="2024-10", claims=claims
    )
    saved = tuple(
        Actual(year, 1_000, Method.RECORDED, "作業記録（架空）") for year in (2024, 2025, 2026)
    )
    return Improvement(
        f"{number:04}", plan, ImprovementState.RUNNING, created_on="2024-05-01", actuals=saved
    )
