"""Reading what candidates for improvement are made of: 60,000 tasks and their steps, as they are.

Plain SQL on the driver: all tasks of a round are read at once, as fast as the driver gives them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db import step_sql
from bpr_studio.services.candidate_values import StepFacts, StoredVerdict, TaskFacts

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database

# All tasks are wanted: reading the table through is faster than by its index.
_TASKS: Final = """
SELECT id, coalesce(unit_id, ''), coalesce(code, ''), coalesce(name, ''), year_minutes,
       coalesce(legal_basis, '') <> '', coalesce(manual, ''), coalesce(wish, ''),
       coalesce(core_tag, ''), coalesce(core_reason, ''), coalesce(nature, ''),
       coalesce(medium, ''), coalesce(case_count, -1), coalesce(month_profile, ''),
       coalesce(issue, ''), coalesce(previous_id, '')
FROM work_item NOT INDEXED WHERE round_id = ? AND year_minutes > 0
"""
_STEPS: Final = f"""
SELECT step.id, flow.id, coalesce(flow.work_item_id, ''), coalesce(flow.round_id, ''),
       coalesce(flow.unit_id, ''), coalesce(flow.class_code, ''), coalesce(step.name, ''),
       coalesce(step.step_type, ''), coalesce(step.core_tag, ''), coalesce(step.medium, ''),
       coalesce({step_sql.MINUTES}, 0), coalesce(CAST({step_sql.CASES} + 0.5 AS INTEGER), -1),
       coalesce(step.seal, 0) OR coalesce(step.in_person, 0), coalesce(step.issue, '')
FROM flow_element AS step JOIN flow ON flow.id = step.flow_id
WHERE coalesce(flow.version_kind, '') = 'as_is' AND {step_sql.COUNTS}
ORDER BY flow.id, step.sort_key, step.id
"""  # noqa: S608  # our own constants only
_VERDICTS: Final = """
SELECT id, coalesce(work_item_id, ''), coalesce(step_id, ''), coalesce(class_code, ''),
       coalesce(rule, ''), coalesce(verdict, ''), coalesce(reason, ''), coalesce(round_id, ''),
       coalesce(minutes, 0), coalesce(at, ''), coalesce("user", '')
FROM candidate_verdict ORDER BY at, id
"""
_PROCEDURES: Final = """
SELECT DISTINCT coalesce(unit_id, ''), class_code FROM procedure
WHERE coalesce(class_code, '') <> '' AND (coalesce(seal, 0) <> 0 OR coalesce(in_person, 0) <> 0)
"""


class CandidateQueriesInDatabase:
    """Implements the own questions of `services.candidate_values.CandidateQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def candidate_tasks(self, round_id: str) -> list[TaskFacts]:
        """Every task of a round that has hours."""
        with self._database.scanning() as cursor:
            return list(map(TaskFacts._make, cursor.execute(_TASKS, (round_id,))))

    def candidate_steps(self) -> list[StepFacts]:
        """The steps of all current (As-Is) flows, flow by flow in their order."""
        with self._database.scanning() as cursor:
            return list(map(StepFacts._make, cursor.execute(_STEPS)))

    def candidate_verdicts(self) -> list[StoredVerdict]:
        """Every candidate somebody set aside, oldest first."""
        with self._database.scanning() as cursor:
            return list(map(StoredVerdict._make, cursor.execute(_VERDICTS)))

    def sealed_procedures(self) -> frozenset[tuple[str, str]]:
        """Unit and class of the procedures that ask for a seal or a visit; unit "" for the city's."""
        with self._database.scanning() as cursor:
            return frozenset((unit, code) for unit, code in cursor.execute(_PROCEDURES))
