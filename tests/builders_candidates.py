"""Facts of invented tasks and steps, as candidates for improvement are found in them (架空)."""

from __future__ import annotations

from typing import Any

from bpr_studio.services.candidate_facts import Material, gather
from bpr_studio.services.candidate_values import StepFacts, TaskFacts

WORDS = {
    "entered_twice": ("二つのシステム",),
    "seal_or_in_person": ("押印",),
    "list_work": ("Excelの台帳",),
    "application": ("申請",),
}
EVEN = "[8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9]"


def task(name: str = "入力業務", **fields: Any) -> TaskFacts:
    """A task of 200 hours no rule fires for; `fields` replace its answers."""
    known: dict[str, Any] = {
        "id": name,
        "unit_id": "u1",
        "code": "K01-01-01",
        "name": name,
        "minutes": 12_000,
        "legal_basis": 1,
        "manual": "yes",
        "wish": "keep",
        "core_tag": "core",
        "core_reason": "R2",
        "nature": "non_routine",
        "medium": "mixed",
        "cases": 100,
        "month_profile": EVEN,
        "issue": "",
        "previous_id": "",
        **fields,
    }
    return TaskFacts(**known)


def rpa_task(name: str = "台帳への入力", **fields: Any) -> TaskFacts:
    """A task RPA is proposed for."""
    answers = {"core_tag": "non_core", "core_reason": "N3", "nature": "routine"}
    return task(name, **({**answers, "medium": "digital"} | fields))


def step(name: str, of: str = "", **fields: Any) -> StepFacts:
    """A step of the flow that answers the task `of`; of 50 hours."""
    known: dict[str, Any] = {
        "id": f"step {name}",
        "flow_id": f"flow {of}",
        "task_id": of,
        "round_id": "d" if of else "",
        "unit_id": "u1",
        "code": "K01-01-01",
        "name": name,
        "step_type": "P08",
        "core_tag": "core",
        "medium": "electronic",
        "minutes": 3_000,
        "cases": 100,
        "sealed": 0,
        "issue": "",
        **fields,
    }
    return StepFacts(**known)


def material(
    *tasks: TaskFacts, steps: tuple[StepFacts, ...] = (), procedures: frozenset[Any] = frozenset()
) -> Material:
    """All facts of these."""
    return gather(tasks, steps, procedures, WORDS, lambda _flow: False)
