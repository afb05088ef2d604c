"""Reading the detailed survey: targets, sums of their steps, and tasks worth digging into.

Plain SQL on the driver: the sums of steps need one pass over `flow_element` with the rules of
`Step.yearly_cases`, and 60,000 tasks must come as fast as the driver gives them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db import step_sql
from bpr_studio.domain.workload.answer import TaskLine
from bpr_studio.services.detailed_views import TargetLine, UnitTasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.adapters.db.database import Database

_MANY: Final = 500  # parameters in one question

# Half of all tasks are wanted: reading the table through is four times as fast as by its index.
_NON_CORE: Final = """
SELECT id, coalesce(unit_id, ''), coalesce(code, ''), year_minutes FROM work_item NOT INDEXED
WHERE round_id = ? AND core_tag = 'non_core' AND year_minutes > 0
"""
_UNIT_TASKS: Final = """
SELECT coalesce(unit_id, ''), count(*), sum(coalesce(core_tag, '') = ''),
       sum(CASE WHEN coalesce(core_tag, '') = '' THEN coalesce(year_minutes, 0) ELSE 0 END)
FROM work_item WHERE round_id = ? GROUP BY unit_id ORDER BY unit_id
"""
_CLASS_NAMES: Final = "SELECT coalesce(code, ''), coalesce(name, '') FROM task_class"
_TARGETED: Final = "SELECT coalesce(work_item_id, '') FROM flow WHERE round_id = ?"
_TASKS_BY_ID: Final = """
SELECT work_item.id, coalesce(org_unit.code, ''), coalesce(org_unit.name, ''),
       coalesce(work_item.code, ''), coalesce(task_class.name, ''), coalesce(work_item.name, ''),
       coalesce(year_minutes, 0), coalesce(core_tag, ''), coalesce(core_reason, ''), case_count,
       coalesce(case_unit, ''), coalesce(medium, '')
FROM work_item
LEFT JOIN org_unit ON org_unit.id = work_item.unit_id
LEFT JOIN task_class ON task_class.code = work_item.code
WHERE work_item.id IN ({marks})
"""
STEPS_OF_CHOSEN: Final = f"""
SELECT step.flow_id AS flow_id, coalesce(step.core_tag, '') AS tag, step.step_type AS type,
       {step_sql.CASES} AS cases, {step_sql.MINUTES} AS minutes
FROM flow_element AS step
WHERE step.flow_id IN (SELECT id FROM chosen) AND {step_sql.COUNTS}
"""  # noqa: S608  # our own constants only
_SUMS: Final = f"""
SELECT flow_id, sum(coalesce(minutes, 0)) AS minutes, count(*) AS steps,
       sum(minutes IS NULL) AS unanswered,
       sum(CASE tag WHEN 'core' THEN coalesce(minutes, 0) ELSE 0 END) AS core,
       sum(CASE tag WHEN 'non_core' THEN coalesce(minutes, 0) ELSE 0 END) AS non_core
FROM ({STEPS_OF_CHOSEN}) GROUP BY flow_id
"""  # noqa: S608  # our own constants only
_TARGETS: Final = f"""
WITH chosen AS (SELECT id, name, round_id, work_item_id, unit_id, class_code FROM flow
                WHERE coalesce(round_id, '') <> '' AND {{condition}}),
     sums AS ({_SUMS})
SELECT chosen.id, coalesce(chosen.name, ''), chosen.round_id, coalesce(chosen.work_item_id, ''),
       coalesce(chosen.unit_id, ''), coalesce(org_unit.code, ''), coalesce(org_unit.name, ''),
       coalesce(bureau.name, ''), coalesce(chosen.class_code, ''), coalesce(task_class.name, ''),
       coalesce(work_item.year_minutes, 0), coalesce(sums.minutes, 0), coalesce(sums.steps, 0),
       coalesce(sums.unanswered, 0), coalesce(sums.core, 0), coalesce(sums.non_core, 0)
FROM chosen
LEFT JOIN sums ON sums.flow_id = chosen.id
LEFT JOIN work_item ON work_item.id = chosen.work_item_id
LEFT JOIN org_unit ON org_unit.id = chosen.unit_id
LEFT JOIN org_unit AS bureau ON bureau.id = org_unit.bureau_id
LEFT JOIN task_class ON task_class.code = chosen.class_code
ORDER BY coalesce(org_unit.lft, 0), coalesce(work_item.year_minutes, 0) DESC, chosen.id
"""  # noqa: S608  # our own constants only


class DetailedQueriesInDatabase:
    """Implements the own questions of `services.detailed_views.DetailedQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def non_core_tasks(self, round_id: str) -> list[tuple[str, str, str, int]]:
        """Id, unit id, class code and minutes of every non-core task that has hours."""
        with self._database.scanning() as cursor:
            return cursor.execute(_NON_CORE, (round_id,)).fetchall()

    def unit_tasks(self, round_id: str) -> tuple[UnitTasks, ...]:
        """How many tasks every unit has, and how many of them nobody has tagged."""
        with self._database.scanning() as cursor:
            return tuple(UnitTasks(*line) for line in cursor.execute(_UNIT_TASKS, (round_id,)))

    def class_names(self) -> dict[str, str]:
        """Names of the classes by code."""
        with self._database.scanning() as cursor:
            return dict(cursor.execute(_CLASS_NAMES).fetchall())

    def tasks_by_id(self, ids: Sequence[str]) -> tuple[TaskLine, ...]:
        """These tasks in this order; unknown ones are left out."""
        found: dict[str, TaskLine] = {}
        with self._database.scanning() as cursor:
            for start in range(0, len(ids), _MANY):
                some = ids[start : start + _MANY]
                query = _TASKS_BY_ID.format(marks=", ".join("?" * len(some)))
                for line in cursor.execute(query, tuple(some)):
                    found[line[0]] = TaskLine(*line)
        return tuple(found[row] for row in ids if row in found)

    def targets(self, round_id: str, unit_id: str = "") -> tuple[TargetLine, ...]:
        """The targets of a detailed survey in tree order, of one unit or of all."""
        if unit_id:
            return self._targets("round_id = ? AND unit_id = ?", (round_id, unit_id))
        return self._targets("round_id = ?", (round_id,))

    def targeted(self, round_id: str) -> frozenset[str]:
        """The work items that are targets of a detailed survey."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_TARGETED, (round_id,))
            return frozenset(str(item) for (item,) in found)

    def target(self, flow_id: str) -> TargetLine | None:
        """The target a flow answers; None where it answers none."""
        return next(iter(self._targets("id = ?", (flow_id,))), None)

    def _targets(self, condition: str, parameters: tuple[str, ...]) -> tuple[TargetLine, ...]:
        with self._database.scanning() as cursor:
            lines = cursor.execute(_TARGETS.format(condition=condition), parameters)
            return tuple(TargetLine(*line) for line in lines)
