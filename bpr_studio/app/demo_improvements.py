"""The register of improvements of the fictitious city (架空), put into a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.demo.improvements import (
    DemoSectionName,
    DemoTask,
    demo_improvements,
)
from bpr_studio.services.improvements import ACTUAL, CLAIM, ENTITY, stored_fields
from bpr_studio.services.views import TaskOrder, TaskQuery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.services.demo.improvements import DemoImprovement

_TASKS: Final = 4_000  # the largest non-core tasks of a survey


def add_demo_improvements(workspace: Workspace, *, seed: int = 1) -> int:
    """Fill the register with invented improvements; gives how many.

    Args:
        workspace: open for writing, with organisation and tasks.
        seed: another seed, another register.

    Raises:
        RefusedError: the workspace cannot be written.
    """
    year = workspace.fiscal_year.year
    sections = [
        DemoSectionName(unit.id, unit.code)
        for unit in workspace.queries.units(year)
        if unit.level == "section"
    ]
    codes = {section.code: section.unit_id for section in sections}
    tasks = list(_tasks(workspace, codes))
    register = demo_improvements(tasks, sections, year=year, seed=seed)
    changes = [
        change for number, one in enumerate(register) for change in _rows(one, f"{seed}-{number}")
    ]
    workspace.store.commit(tr("Fill the register of improvements with a sample"), changes)
    return len(register)


def _tasks(workspace: Workspace, codes: dict[str, str]) -> Iterator[DemoTask]:
    """Non-core tasks of this year and of the pilot, largest first, of sections that still exist."""
    year = workspace.fiscal_year.year
    for survey in workspace.queries.rounds():
        if survey.kind != "overall":
            continue
        query = TaskQuery(survey.id, core="non_core", order=TaskOrder.MINUTES, descending=True)
        for task in workspace.queries.tasks(query, 0, _TASKS):
            if task.unit_code in codes:
                yield DemoTask(
                    task.id,
                    codes[task.unit_code],
                    task.unit_code,
                    task.code,
                    task.class_name or task.name,
                    task.minutes,
                    survey.id,
                    earlier=survey.fiscal_year < year,
                )


def _rows(one: DemoImprovement, key: str) -> Iterator[Change]:
    row, unit = planned_id(ENTITY, "demo", key), one.plan.unit_id or None
    values = dict(stored_fields(one.plan))
    values |= {"state": one.state.value, "created_on": one.created_on}
    yield PutRow(ENTITY, row, {name: v for name, v in values.items() if v is not None})
    own = {"improvement_id": row} | ({"unit_id": unit} if unit else {})
    for claim in one.plan.claims:
        fields = own | {"work_item_id": claim.work_item_id, "minutes": claim.minutes}
        yield PutRow(CLAIM, planned_id(CLAIM, row, claim.work_item_id), fields)
    for actual in one.actuals:
        fields = own | {
            "fiscal_year": actual.fiscal_year,
            "minutes": actual.minutes,
            "method": actual.method.value,
            "evidence": actual.evidence,
            "recorded_on": actual.recorded_on,
            "user": actual.user,
        }
        yield PutRow(ACTUAL, planned_id(ACTUAL, row, actual.fiscal_year), fields)
