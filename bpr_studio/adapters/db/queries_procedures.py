"""Reading the procedure ledger and its links to steps of flows. Plain SQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.db import step_sql
from bpr_studio.domain.procedures.procedure import FIELDS, Requirement, procedure_from
from bpr_studio.domain.procedures.savings import StepLink
from bpr_studio.services.procedure_values import FlowStep

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database
    from bpr_studio.domain.procedures.procedure import Procedure

_PROCEDURES: Final = f"""
SELECT id, {", ".join(FIELDS)} FROM procedure
ORDER BY sort_key IS NULL, sort_key, number, id
"""  # noqa: S608  # our own names
_LINKS: Final = """
SELECT link.procedure_id, link.requirement, coalesce(link.step_id, ''), link.minutes_per_case,
       link.id, coalesce(step.name, ''), coalesce(flow.id, ''), coalesce(flow.name, ''),
       step.minutes_per_case, coalesce(flow.work_item_id, '')
FROM procedure_step AS link
LEFT JOIN flow_element AS step ON step.id = link.step_id
LEFT JOIN flow ON flow.id = step.flow_id
WHERE link.procedure_id IS NOT NULL AND link.requirement IS NOT NULL
ORDER BY link.procedure_id, link.requirement, link.id
"""
_STEPS: Final = f"""
SELECT id, coalesce(name, ''), minutes_per_case, coalesce(paper, 0), coalesce(seal, 0),
       coalesce(in_person, 0)
FROM flow_element WHERE flow_id = ? AND kind IN ({step_sql.KINDS})
ORDER BY sort_key, id
"""  # noqa: S608  # our own constants only

_CLASSES: Final = """
SELECT DISTINCT unit_id, code FROM work_item
WHERE round_id = ? AND unit_id IS NOT NULL AND code IS NOT NULL ORDER BY code, unit_id
"""


class ProcedureQueriesInDatabase:
    """Implements the own questions of `services.procedures.ProcedureQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def procedures(self) -> tuple[Procedure, ...]:
        """Every line of the ledger in its order."""
        with self._database.scanning() as cursor:
            return tuple(map(_procedure, cursor.execute(_PROCEDURES)))

    def classes_of_units(self, round_id: str) -> list[tuple[str, str]]:
        """Unit id and class code of every class a unit has tasks in."""
        with self._database.scanning() as cursor:
            return cursor.execute(_CLASSES, (round_id,)).fetchall()

    def procedure_links(self) -> tuple[StepLink, ...]:
        """Every link to a step of a flow, with what the step says."""
        with self._database.scanning() as cursor:
            return tuple(
                StepLink(procedure, Requirement(requirement), *rest)
                for procedure, requirement, *rest in cursor.execute(_LINKS)
                if requirement in set(Requirement)
            )

    def flow_steps(self, flow_id: str) -> tuple[FlowStep, ...]:
        """The steps of a flow in their order."""
        with self._database.scanning() as cursor:
            return tuple(
                FlowStep(row, name, minutes, bool(paper), bool(seal), bool(person))
                for row, name, minutes, paper, seal, person in cursor.execute(_STEPS, (flow_id,))
            )


def _procedure(line: tuple[Any, ...]) -> Procedure:
    stored = dict(zip(FIELDS, line[1:], strict=True))
    extra = stored["extra"]
    stored["extra"] = json.loads(extra) if extra else {}
    return procedure_from(line[0], stored)
