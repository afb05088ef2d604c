"""Reading the register of improvements, and the tasks and steps they claim. Plain SQL."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bpr_studio.adapters.db import step_sql
from bpr_studio.domain.reform.claims import Ground, StepGround, TaskGround
from bpr_studio.domain.reform.improvement import (
    Actual,
    Claim,
    Improvement,
    ImprovementKind,
    ImprovementState,
    Method,
    NewImprovement,
    UseOfFreed,
)
from bpr_studio.domain.workload.check_values import month_parts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

    from bpr_studio.adapters.db.database import Database

_Word = TypeVar("_Word", bound=StrEnum)
_MANY: Final = 500  # parameters in one question
_TEXTS: Final = (
    *("name", "unit_id", "description", "round_id", "rule", "class_code", "as_is_flow"),
    *("to_be_flow", "procedure_id", "start_month", "owner_role", "evidence", "use_note"),
)
_IMPROVEMENTS: Final = f"""
SELECT one.id, coalesce(one.kind, ''), coalesce(one.state, ''), coalesce(org_unit.code, ''),
       coalesce(org_unit.name, ''), coalesce(one.created_on, ''), coalesce(one.note, ''),
       coalesce(one.expected_minutes, 0), one.yen_once, one.yen_yearly, coalesce(one.centre, 0),
       coalesce(one.use_of_freed, ''), {", ".join(f"coalesce(one.{name}, '')" for name in _TEXTS)}
FROM improvement AS one LEFT JOIN org_unit ON org_unit.id = one.unit_id
ORDER BY one.created_on, one.id
"""  # noqa: S608  # our own constants only
_CLAIMS: Final = """
SELECT coalesce(improvement_id, ''), id, coalesce(work_item_id, ''), coalesce(step_id, ''),
       coalesce(minutes, 0)
FROM improvement_claim ORDER BY work_item_id, step_id, id
"""
_ACTUALS: Final = """
SELECT coalesce(improvement_id, ''), id, coalesce(fiscal_year, 0), coalesce(minutes, 0),
       coalesce(method, ''), coalesce(evidence, ''), coalesce(recorded_on, ''), coalesce("user", '')
FROM improvement_actual ORDER BY fiscal_year, recorded_on, id
"""
_TASKS: Final = """
SELECT task.id, coalesce(task.name, ''), coalesce(task.year_minutes, 0),
       coalesce(nullif(unit.section_id, ''), task.unit_id, ''),
       coalesce(section.code, unit.code, ''), coalesce(section.name, unit.name, ''),
       coalesce(task.round_id, ''), coalesce(round.fiscal_year, 0), coalesce(task.core_tag, ''),
       task.month_profile
FROM work_item AS task
LEFT JOIN org_unit AS unit ON unit.id = task.unit_id
LEFT JOIN org_unit AS section ON section.id = unit.section_id
LEFT JOIN survey_round AS round ON round.id = task.round_id
WHERE task.id IN ({marks})
"""
_BELOW: Final = """
SELECT DISTINCT inside.code FROM org_unit AS top JOIN org_unit AS inside
ON inside.fiscal_year = top.fiscal_year AND inside.lft >= top.lft AND inside.lft < top.rgt
WHERE top.code = ? AND inside.code IS NOT NULL
"""
_LATER: Final = "SELECT previous_id, id FROM work_item WHERE previous_id IN ({marks})"
_STEPS: Final = f"""
SELECT step.id, coalesce(step.name, ''),
       CASE WHEN {step_sql.COPY} OR {step_sql.OPEN} THEN 0
            ELSE coalesce({step_sql.MINUTES}, 0) END,
       coalesce(flow.work_item_id, ''), flow.id, coalesce(flow.name, ''), coalesce(flow.unit_id, '')
FROM flow_element AS step JOIN flow ON flow.id = step.flow_id
WHERE step.kind IN ({step_sql.KINDS}) AND step.id IN ({{marks}})
"""  # noqa: S608  # our own constants only


class ImprovementQueriesInDatabase:
    """Implements the own questions of `services.improvement_values.ImprovementQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def improvements(self) -> tuple[Improvement, ...]:
        """The whole register, the improvement entered first in front."""
        with self._database.scanning() as cursor:
            claims: dict[str, list[Claim]] = {}
            for one, row, item, step, minutes in cursor.execute(_CLAIMS).fetchall():
                claims.setdefault(one, []).append(Claim(item, step, minutes, row))
            actuals: dict[str, list[Actual]] = {}
            for one, row, year, minutes, method, *rest in cursor.execute(_ACTUALS).fetchall():
                known = _known(Method, method, Method.ESTIMATED)
                evidence, on, user = rest
                actual = Actual(year, minutes, known, evidence, on, user, row)
                actuals.setdefault(one, []).append(actual)
            return tuple(
                _improvement(line, claims.get(line[0], ()), actuals.get(line[0], ()))
                for line in cursor.execute(_IMPROVEMENTS).fetchall()
            )

    def codes_below(self, unit_code: str) -> frozenset[str]:
        """Codes of a unit and of everything below it, in every year it existed."""
        with self._database.scanning() as cursor:
            return frozenset(code for (code,) in cursor.execute(_BELOW, (unit_code,)))

    def claim_ground(self, tasks: Collection[str], steps: Collection[str]) -> Ground:
        """These tasks and steps, with the tasks of the steps and the same tasks of later surveys."""
        with self._database.scanning() as cursor:
            found = {line[0]: StepGround(*line) for line in _lines(cursor, _STEPS, steps)}
            wanted = {*tasks, *(step.task_id for step in found.values())} - {""}
            line_of = _Lineage(wanted)
            line_of.read(cursor)
            lines = {line[0]: line for line in _lines(cursor, _TASKS, line_of.all)}
        years = {row: line[7] for row, line in lines.items()}
        grounds = [_task(line, line_of.later(row, years)) for row, line in lines.items()]
        return Ground({ground.id: ground for ground in grounds}, found)


@dataclass
class _Lineage:
    """Tasks, and the rows later surveys carried over from them."""

    wanted: set[str]
    all: set[str] = field(default_factory=set)
    _next: dict[str, list[str]] = field(default_factory=dict)

    def read(self, cursor: sqlite3.Cursor) -> None:
        """Find the later rows, survey by survey."""
        ahead = set(self.wanted)
        while ahead:
            self.all |= ahead
            following: set[str] = set()
            for before, row in _lines(cursor, _LATER, ahead):
                self._next.setdefault(before, []).append(row)
                following.add(row)
            ahead = following - self.all

    def later(self, row: str, years: dict[str, int]) -> tuple[tuple[str, int], ...]:
        """The same task in later surveys; of a task that was divided all parts."""
        found: dict[str, int] = {}
        ahead = list(self._next.get(row, ()))
        while ahead:
            one = ahead.pop()
            if one in years and one not in found and one != row:
                found[one] = years[one]
                ahead += self._next.get(one, ())
        return tuple(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))


def _lines(cursor: sqlite3.Cursor, query: str, ids: Collection[str]) -> Iterator[tuple[Any, ...]]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        yield from cursor.execute(
            query.format(marks=", ".join("?" * len(some))), tuple(some)
        ).fetchall()


def _months(stored: object) -> tuple[int, ...]:
    return month_parts(json.loads(stored)) or () if isinstance(stored, str) else ()


def _task(line: tuple[Any, ...], later: tuple[tuple[str, int], ...]) -> TaskGround:
    *known, months = line
    return replace(TaskGround(*known), months=_months(months), later=later)


def _improvement(
    line: tuple[Any, ...], claims: Collection[Claim], actuals: Collection[Actual]
) -> Improvement:
    id_, kind, state, code, unit_name, created, note, expected, once, yearly, *more = line
    centre, use, *texts = more
    plan = NewImprovement(
        kind=_known(ImprovementKind, kind, ImprovementKind.STREAMLINE),
        expected_minutes=expected,
        yen_once=once,
        yen_yearly=yearly,
        centre=bool(centre),
        use_of_freed=_known(UseOfFreed, use, UseOfFreed.OTHER),
        claims=tuple(claims),
        **dict(zip(_TEXTS, texts, strict=True)),
    )
    known = _known(ImprovementState, state, ImprovementState.IDEA)
    return Improvement(id_, plan, known, code, unit_name, created, note, tuple(actuals))


def _known(kind: type[_Word], value: str, otherwise: _Word) -> _Word:
    """A stored word; one of a newer program is shown as the most cautious one known here."""
    try:
        return kind(value)
    except ValueError:
        return otherwise
