"""Reading what the checks of the survey need, for one section or for 60,000 tasks at once.

Plain SQL on the driver and tuples instead of row objects: the city-wide checks read every task
within their three seconds.
"""

from __future__ import annotations

import json
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.element import ACTIVITIES
from bpr_studio.domain.workload.check_values import MINUTE_FIELDS, TaskFigures, month_parts
from bpr_studio.services.checking import EarlierTask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.adapters.db.database import Database

_BLANKS: Final = " \t\n\r\u3000\u00a0"


def _trimmed(column: str) -> str:
    """The column without outer blanks, "" where nobody has set it."""
    return f"coalesce(trim({column}, '{_BLANKS}'), '')"


#: `domain.workload.check_values.plain` of the name; `search_name` has width and case gone.
_PLAIN: Final = reduce(
    lambda text, blank: f"replace({text}, '{blank}', '')", " \n\t\r", "coalesce(search_name, '')"
)

# The names in these statements are our own constants; values go through parameters.
_ALL: Final = " + ".join(f"coalesce({field}, 0)" for field in MINUTE_FIELDS)
_STAFF: Final = " + ".join(f"coalesce({field}, 0)" for field in MINUTE_FIELDS[:-1])
_NEGATIVE: Final = " ".join(f"WHEN {field} < 0 THEN '{field}'" for field in MINUTE_FIELDS)
_UNITS: Final = "(SELECT :unit UNION SELECT id FROM org_unit WHERE section_id = :unit)"
_TASKS: Final = f"""
SELECT coalesce(unit_id, ''), id, coalesce(sort_key, 0), {_trimmed("code")}, {_trimmed("name")},
       {_PLAIN},
       {_ALL}, {_STAFF}, CASE {_NEGATIVE} ELSE '' END, month_profile, case_count, people_count,
       coalesce(core_tag, ''), coalesce(core_reason, ''), coalesce(previous_id, ''),
       coalesce(carry, ''), {_trimmed("change_reason")}, share_hundredths
FROM work_item
"""  # noqa: S608  # constants only
#: The plus keeps SQLite from the index: one pass over the table takes half the time of 60,000
#: look-ups.
_OF_THE_CITY: Final = f"{_TASKS} WHERE +round_id = :round"
_OF_ONE_SECTION: Final = (
    f"{_TASKS} WHERE round_id = :round AND unit_id IN {_UNITS} ORDER BY sort_key, id"
)
_CASES: Final = """
SELECT code, year_minutes, case_count FROM work_item
WHERE round_id = :round AND case_count > 0 AND year_minutes > 0 AND code <> ''
"""
_CARRIED: Final = """
SELECT DISTINCT unit_id, previous_id FROM work_item
WHERE round_id = :round AND previous_id <> ''
"""
_PREVIOUS: Final = f"""
SELECT coalesce(here.unit_id, ''), earlier.*
FROM ({_CARRIED} AND unit_id IN {_UNITS}) AS here JOIN work_item AS earlier ON earlier.id = here.previous_id
"""  # noqa: S608  # constants only
#: Of the round it was started from; of all others where that is not known.
_EARLIER: Final = f"""
SELECT id, coalesce(unit_id, ''), {_ALL} FROM work_item
WHERE CASE :previous WHEN '' THEN +round_id <> :round ELSE +round_id = :previous END
"""  # noqa: S608  # constants only
_DIVIDED: Final = """
SELECT previous_id FROM work_item WHERE round_id = :round AND previous_id <> ''
GROUP BY previous_id HAVING count(DISTINCT unit_id) > 1
"""
_STEPS: Final = f"""
SELECT task.id, step.flow_id, step.element_id, coalesce(step.parent, ''), step.minutes_per_case,
       coalesce(step.times_per_year * step.cases_per_time, step.cases_per_year)
FROM flow CROSS JOIN work_item AS task ON task.id = flow.work_item_id -- few flows come first
     CROSS JOIN flow_element AS step ON step.flow_id = flow.id
WHERE flow.work_item_id <> '' AND task.round_id = :round AND coalesce(flow.version_kind, '') NOT IN ('to_be', 'standard')
      AND step.kind IN ({", ".join(f"'{kind.value}'" for kind in sorted(ACTIVITIES))})
      AND coalesce(step.derived_from, '') = ''
"""  # noqa: S608  # constants only
_MONTHS: Final = TaskFigures._fields.index("months")


class CheckQueriesInDatabase:
    """Implements `services.checking.CheckQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def task_figures(self, round_id: str, unit_id: str = "") -> dict[str, list[TaskFigures]]:
        """What checks look at, by unit: of one section in sheet order, or of the whole city."""
        query = _OF_ONE_SECTION if unit_id else _OF_THE_CITY
        found: dict[str, list[TaskFigures]] = {}
        with self._database.scanning() as cursor:
            for unit, *fields in cursor.execute(query, {"round": round_id, "unit": unit_id}):
                fields[_MONTHS] = _month_parts(fields[_MONTHS])
                found.setdefault(unit, []).append(TaskFigures._make(fields))
        return found

    def case_times(self, round_id: str) -> list[tuple[str, int, int]]:
        """Code, yearly minutes and yearly cases of every task that counts cases."""
        with self._database.scanning() as cursor:
            return cursor.execute(_CASES, {"round": round_id}).fetchall()

    def earlier_minutes(self, round_id: str, previous_round_id: str) -> dict[str, EarlierTask]:
        """Unit and yearly minutes of every task of the round before, by row."""
        parameters = {"round": round_id, "previous": previous_round_id}
        with self._database.scanning() as cursor:
            rows = cursor.execute(_EARLIER, parameters)
            return {row: EarlierTask(unit, minutes) for row, unit, minutes in rows}

    def carried_fields(self, round_id: str, unit_id: str) -> dict[str, dict[str, object]]:
        """Last year's fields by row id, of the rows a section's tasks were carried over from."""
        with self._database.scanning() as cursor:
            cursor.execute(_PREVIOUS, {"round": round_id, "unit": unit_id})
            names = [column[0] for column in cursor.description][1:]
            rows = [dict(zip(names, row[1:], strict=True)) for row in cursor]
        return {str(row["id"]): _fields(row) for row in rows}

    def divided_rows(self, round_id: str) -> frozenset[str]:
        """The rows of last year that tasks of more than one unit were carried over from."""
        with self._database.scanning() as cursor:
            return frozenset(row for (row,) in cursor.execute(_DIVIDED, {"round": round_id}))

    def detailed_minutes(self, round_id: str, unit_id: str = "") -> dict[str, int]:
        """Minutes of the work steps by task, of tasks that have answered steps.

        Args:
            round_id: the overall survey.
            unit_id: only tasks of this section; "" for the whole city.

        A step is an activity that holds no activity of its own, as in `domain.process.rollup`.
        """
        with self._database.scanning() as cursor:
            query = f"{_STEPS} AND task.unit_id IN {_UNITS}" if unit_id else _STEPS
            rows = cursor.execute(query, {"round": round_id, "unit": unit_id}).fetchall()
        holders = {(flow, parent) for _, flow, _, parent, _, _ in rows if parent}
        return _added_up(
            (task, minutes, cases)
            for task, flow, element, _, minutes, cases in rows
            if (flow, element) not in holders
        )


def _added_up(steps: Iterable[tuple[str, float | None, float | None]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for task, minutes, cases in steps:
        if minutes is not None and cases is not None:
            total[task] = total.get(task, 0) + int(minutes * cases + 0.5)
    return total


@lru_cache(maxsize=1024)  # few different profiles fill a city
def _month_parts(text: str | None) -> tuple[int, ...] | None:
    return month_parts(None if text is None else json.loads(text))


def _fields(row: dict[str, object]) -> dict[str, object]:
    """The stored fields of a work item without those nobody has set."""
    months = row.get("month_profile")
    if isinstance(months, str):
        row["month_profile"] = json.loads(months)
    return {name: value for name, value in row.items() if value is not None}
