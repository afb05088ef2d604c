"""What the explorer asks beside the hours: cases, people and steps of tasks, kept views."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db import step_sql
from bpr_studio.domain.shared.text import language
from bpr_studio.services.exploring_views import KeptView

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.domain.workload.facts import StepMinutes, TaskTold

_TOLD: Final = """
SELECT id, case_count, people_count FROM work_item NOT INDEXED
WHERE round_id = ? AND (case_count IS NOT NULL OR people_count IS NOT NULL)
"""
# Of several detailed surveys of a task the newest holds.
_STEPS: Final = f"""
WITH chosen AS (
  SELECT flow.id AS id, flow.work_item_id AS item,
         row_number() OVER (PARTITION BY flow.work_item_id
                            ORDER BY survey_round.fiscal_year DESC, flow.id) AS place
  FROM flow JOIN survey_round ON survey_round.id = flow.round_id
  WHERE coalesce(flow.work_item_id, '') <> '')
SELECT chosen.item, coalesce(step.step_type, ''), sum({step_sql.MINUTES})
FROM chosen CROSS JOIN flow_element AS step ON step.flow_id = chosen.id
WHERE chosen.place = 1 AND {step_sql.COUNTS}
GROUP BY chosen.item, step.step_type
"""  # noqa: S608  # our own constants only
_VIEWS: Final = """
SELECT id, coalesce(name, ''), coalesce(body, '{}') FROM saved_view
WHERE page = ? ORDER BY name, id
"""


class ExploreQueriesInDatabase:
    """The own questions of `services.exploring_views.ExploreQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def task_told(self, round_id: str, item_ids: Sequence[str]) -> TaskTold:
        """Cases, people and steps of tasks, in the order of the ids."""
        import numpy as np

        from bpr_studio.domain.workload.facts import UNKNOWN, TaskTold

        places = {item: place for place, item in enumerate(item_ids)}
        cases = np.full(len(item_ids), UNKNOWN, dtype=np.int64)
        people = np.full(len(item_ids), UNKNOWN, dtype=np.int64)
        with self._database.scanning() as cursor:
            for item, counted, told in cursor.execute(_TOLD, (round_id,)):
                place = places.get(item)
                if place is None:
                    continue  # a task without hours
                if counted is not None and counted >= 0:
                    cases[place] = counted
                if told is not None and told >= 0:
                    people[place] = told
            steps = _steps(cursor, places)
        return TaskTold(cases, people, steps)

    def kept_views(self, page: str) -> tuple[KeptView, ...]:
        """What somebody has kept on a page, by name."""
        with self._database.scanning() as cursor:
            return tuple(
                KeptView(row, name, _body(body))
                for row, name, body in cursor.execute(_VIEWS, (page,))
            )


def _steps(cursor: sqlite3.Cursor, places: Mapping[str, int]) -> StepMinutes:
    """Minutes of steps by task and type; an answered step without a type counts as type "?"."""
    import numpy as np

    from bpr_studio.domain.shared.text import tr
    from bpr_studio.domain.workload.facts import StepMinutes

    found = [
        (places[item], kind or NO_TYPE, minutes)
        for item, kind, minutes in cursor.execute(_STEPS)
        if minutes and item in places
    ]
    names = _names(cursor)
    used = {kind for _, kind, _ in found}
    extra = sorted(used - names.keys())
    keys = [*names, *extra]
    labels = [*names.values(), *(tr("(step without type)") if k == NO_TYPE else k for k in extra)]
    items = sorted({item for item, _, _ in found})
    rows = {item: row for row, item in enumerate(items)}
    columns = {kind: column for column, kind in enumerate(keys)}
    minutes = np.zeros((len(items), len(keys)), dtype=np.int64)
    for item, kind, spent in found:
        minutes[rows[item], columns[kind]] += spent
    return StepMinutes(tuple(keys), tuple(labels), np.array(items, dtype=np.int64), minutes)


NO_TYPE: Final = "?"
"""Key of steps that were answered without saying what kind they are."""


def _names(cursor: sqlite3.Cursor) -> dict[str, str]:
    query = (
        "SELECT code, name, name_en FROM list_item WHERE list='step_type' ORDER BY sort_key, code"
    )
    english = language() == "en"
    return {
        code: f"{code} {(english and name_en) or name or code}"
        for code, name, name_en in cursor.execute(query)
        if code
    }


def _body(text: str) -> dict[str, object]:
    body = json.loads(text)
    return body if isinstance(body, dict) else {}
