"""How far the sections of a detailed survey are, and what its checks look at. Plain SQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db import step_sql
from bpr_studio.services.step_checking import StepRow

if TYPE_CHECKING:
    from bpr_studio.adapters.db.database import Database

_TARGETS: Final = (
    "SELECT coalesce(unit_id, ''), count(*) FROM flow WHERE round_id = ? GROUP BY unit_id"
)
_WORKED: Final = f"""
SELECT unit_id, sum(minutes), sum(CASE tag WHEN 'non_core' THEN minutes ELSE 0 END),
       sum(CASE tag WHEN '' THEN minutes ELSE 0 END)
FROM (SELECT coalesce(flow.unit_id, '') AS unit_id, coalesce(step.core_tag, '') AS tag,
             coalesce({step_sql.MINUTES}, 0) AS minutes
      FROM flow CROSS JOIN flow_element AS step ON step.flow_id = flow.id -- few flows come first
      WHERE flow.round_id = ? AND {step_sql.COUNTS})
GROUP BY unit_id
"""  # noqa: S608  # our own constants only
_CHECKED: Final = (
    "name",
    "core_tag",
    "core_reasons",
    "minutes_per_case",
    "cases_per_year",
    "times_per_year",
    "cases_per_time",
    "seal",
    "paper",
    "in_person",
    "seal_basis",
    "paper_basis",
    "in_person_basis",
    "legal_basis",
)
_JSON: Final = frozenset({"core_reasons"})
_STEPS: Final = f"""
SELECT coalesce(flow.unit_id, ''), flow.id, coalesce(flow.name, ''), step.id,
       {", ".join(f'step."{name}"' for name in _CHECKED)}
FROM flow LEFT JOIN flow_element AS step ON step.flow_id = flow.id AND {step_sql.COUNTS}
WHERE flow.round_id = :round AND :unit IN ('', flow.unit_id)
ORDER BY flow.id, step.sort_key, step.id
"""  # noqa: S608  # our own constants only


class StepQueriesInDatabase:
    """Targets and steps of one detailed survey."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def worked(self, round_id: str) -> dict[str, tuple[int, int, int, int]]:
        """Targets, minutes, non-core and untagged minutes of their steps, by unit."""
        with self._database.scanning() as cursor:
            targets = dict(cursor.execute(_TARGETS, (round_id,)).fetchall())
            steps = {unit: sums for unit, *sums in cursor.execute(_WORKED, (round_id,))}
        return {unit: (n, *steps.get(unit, (0, 0, 0))) for unit, n in targets.items()}

    def steps(self, round_id: str, unit_id: str = "") -> dict[str, list[StepRow]]:
        """What checks look at, by section: of one section or of the whole city.

        A target without steps comes as one row without id.
        """
        found: dict[str, list[StepRow]] = {}
        with self._database.scanning() as cursor:
            parameters = {"round": round_id, "unit": unit_id}
            for unit, flow, task, row, *values in cursor.execute(_STEPS, parameters):
                fields = {
                    name: json.loads(value) if name in _JSON else value
                    for name, value in zip(_CHECKED, values, strict=True)
                    if value is not None
                }
                found.setdefault(unit, []).append(StepRow(flow, task, row or "", fields))
        return found
