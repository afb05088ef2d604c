"""What the charts of the analysis ask of single tasks, steps and flows. Plain SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db import step_sql
from bpr_studio.domain.workload.fact_charts import FlowFact, StepFact, TaskFact

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database

# Every task of a round is wanted: reading the table through is faster than by its index.
_TASKS: Final = """
SELECT id, coalesce(unit_id, ''), coalesce(code, ''), coalesce(name, ''),
       coalesce(year_minutes, 0), coalesce(core_tag, ''), coalesce(core_reason, ''),
       coalesce(nature, ''), people_count
FROM work_item NOT INDEXED WHERE round_id = ?
"""
# As-Is flows: those that answer the detailed survey of a task of the round (of several the
# newest), and those somebody drew without a survey. Units of other years are found by their code.
_CHOSEN: Final = """
WITH surveyed AS (
  SELECT flow.id AS id, flow.name AS name, work_item.unit_id AS unit_id, work_item.code AS code,
         work_item.id AS item, flow.reviewed_on AS reviewed_on,
         row_number() OVER (PARTITION BY work_item.id
                            ORDER BY survey_round.fiscal_year DESC, flow.id) AS place
  FROM flow JOIN survey_round ON survey_round.id = flow.round_id
            JOIN work_item ON work_item.id = flow.work_item_id
  WHERE work_item.round_id = :round),
drawn AS (
  SELECT flow.id AS id, flow.name AS name, now.id AS unit_id, flow.class_code AS code,
         coalesce(own.id, '') AS item, flow.reviewed_on AS reviewed_on
  FROM flow JOIN org_unit AS drew ON drew.id = flow.unit_id
            JOIN org_unit AS now ON now.code = drew.code AND now.fiscal_year = :year
            LEFT JOIN work_item AS own ON own.id = flow.work_item_id AND own.round_id = :round
  WHERE coalesce(flow.round_id, '') = '' AND flow.version_kind = 'as_is'),
chosen AS (
  SELECT id, name, unit_id, code, item, reviewed_on, 1 AS surveyed FROM surveyed WHERE place = 1
  UNION ALL
  SELECT id, name, unit_id, code, item, reviewed_on, 0 FROM drawn)
"""
_FLOWS: Final = f"""{_CHOSEN}
SELECT coalesce(name, ''), coalesce(unit_id, ''), coalesce(code, ''), item,
       coalesce(reviewed_on, '')
FROM chosen ORDER BY id
"""  # noqa: S608  # our own constants only
# Of a unit's class the survey holds before a flow drawn without one: no minute counts twice.
_STEPS: Final = f"""{_CHOSEN}
SELECT coalesce(chosen.unit_id, ''), coalesce(chosen.code, ''),
       CASE chosen.surveyed WHEN 1 THEN chosen.item ELSE '' END, coalesce(step.step_type, ''),
       coalesce({step_sql.MINUTES}, 0), step.expertise
FROM chosen CROSS JOIN flow_element AS step ON step.flow_id = chosen.id
WHERE {step_sql.COUNTS}
  AND (chosen.surveyed = 1 OR NOT EXISTS (
        SELECT 1 FROM surveyed WHERE surveyed.place = 1 AND surveyed.unit_id = chosen.unit_id
                                 AND surveyed.code = chosen.code))
ORDER BY step.id
"""  # noqa: S608  # our own constants only


class FigureQueriesInDatabase:
    """Implements `services.figure_facts.FigureQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def task_facts(self, round_id: str) -> tuple[TaskFact, ...]:
        """Every task of a round."""
        with self._database.scanning() as cursor:
            return tuple(map(TaskFact._make, cursor.execute(_TASKS, (round_id,))))

    def step_facts(self, round_id: str, fiscal_year: int) -> tuple[StepFact, ...]:
        """The steps of the As-Is flows of a round and of its year's units."""
        parameters = {"round": round_id, "year": fiscal_year}
        with self._database.scanning() as cursor:
            return tuple(map(StepFact._make, cursor.execute(_STEPS, parameters)))

    def flow_facts(self, round_id: str, fiscal_year: int) -> tuple[FlowFact, ...]:
        """The As-Is flows of a round and of its year's units."""
        parameters = {"round": round_id, "year": fiscal_year}
        with self._database.scanning() as cursor:
            return tuple(map(FlowFact._make, cursor.execute(_FLOWS, parameters)))
