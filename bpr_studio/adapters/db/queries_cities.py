"""Reading other cities' figures, staff by department, and the sums of our own steps."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.db.queries_detailed import STEPS_OF_CHOSEN
from bpr_studio.domain.benchmark.figures import (
    CityFigures,
    CityFlow,
    ClassFigure,
    Denominator,
    Origin,
    Receipt,
    StepFigure,
)
from bpr_studio.domain.benchmark.staff import StaffCount
from bpr_studio.services.cities_views import OwnStep, OwnWork

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.adapters.db.database import Database

_CITIES: Final = """
SELECT id, coalesce(city_code, ''), coalesce(city_name, ''), coalesce(fiscal_year, 0),
       coalesce(population, 0), coalesce(core_definition, ''), staff_categories,
       coalesce(fictitious, 0), coalesce(core_definition_id, ''), wards, staff_heads,
       coalesce(left_out, 0), denominators, coalesce(prepared_by, ''), coalesce(prepared_on, ''),
       coalesce(program, ''), coalesce(note, ''), coalesce(file_name, ''),
       coalesce(file_digest, ''), coalesce(received_on, '')
FROM city_data ORDER BY coalesce(city_code, ''), id
"""
_FIGURES: Final = """
SELECT coalesce(city_data_id, ''), coalesce(step_type, ''), coalesce(code, ''),
       coalesce(minutes, 0), coalesce(non_core_minutes, 0), cases, coalesce(denominator, ''),
       denominator_value, outsourced_percent, sections
FROM city_figure ORDER BY city_data_id, code, step_type
"""
_FLOWS: Final = """
SELECT coalesce(city_data_id, ''), coalesce(code, ''), coalesce(name, ''), model
FROM city_flow ORDER BY city_data_id, code, name, id
"""
_STAFF: Final = """
SELECT coalesce(city_code, ''), coalesce(city_name, ''), coalesce(fiscal_year, 0),
       coalesce(department, ''), coalesce(heads, 0), coalesce(fictitious, 0),
       coalesce(source, ''), coalesce(file_name, '')
FROM staff_count ORDER BY city_code, city_name, fiscal_year, department, id
"""
_OWN_HOURS: Final = """
SELECT unit_id, code, sum(minutes), sum(CASE core WHEN 'non_core' THEN minutes ELSE 0 END),
       sum(CASE staff WHEN 'contractor' THEN minutes ELSE 0 END)
FROM work_hours WHERE round_id = ? GROUP BY unit_id, code HAVING sum(minutes) > 0
ORDER BY unit_id, code
"""
# Joined outside: SQLite would read these sums through for each line of the other ones.
_OWN_CASES: Final = """
SELECT coalesce(unit_id, ''), coalesce(code, ''), sum(case_count) FROM work_item
WHERE round_id = ? AND case_count IS NOT NULL GROUP BY 1, 2
"""
_OWN_STEPS: Final = f"""
WITH chosen AS (SELECT id, unit_id, class_code FROM flow WHERE round_id = ?)
SELECT coalesce(chosen.unit_id, ''), coalesce(chosen.class_code, ''), coalesce(step.type, ''),
       sum(coalesce(step.minutes, 0)),
       sum(CASE step.tag WHEN 'non_core' THEN coalesce(step.minutes, 0) ELSE 0 END),
       CAST(round(sum(coalesce(step.cases, 0))) AS INTEGER)
FROM ({STEPS_OF_CHOSEN}) AS step JOIN chosen ON chosen.id = step.flow_id
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608  # our own constants only


class CityQueriesInDatabase:
    """Implements `services.views.CityQueries` and `services.cities_views.ExchangeQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cities(self) -> tuple[CityFigures, ...]:
        """The figures of every city that was imported, by code."""
        figures: dict[str, list[ClassFigure]] = {}
        steps: dict[str, list[StepFigure]] = {}
        flows: dict[str, list[CityFlow]] = {}
        with self._database.scanning() as cursor:
            for city, step_type, *line in cursor.execute(_FIGURES):
                if step_type:
                    steps.setdefault(city, []).append(_step(step_type, line))
                elif line[0]:
                    figures.setdefault(city, []).append(ClassFigure(*line))
            for city, code, name, model in cursor.execute(_FLOWS):
                flows.setdefault(city, []).append(CityFlow(code, name, _bpmn(model)))
            return tuple(
                _city(line, figures, steps, flows) for line in cursor.execute(_CITIES).fetchall()
            )

    def own_work(self, round_id: str) -> tuple[OwnWork, ...]:
        """Our hours and cases by unit and class in an overall survey."""
        with self._database.scanning() as cursor:
            cases = {
                (unit, code): count for unit, code, count in cursor.execute(_OWN_CASES, (round_id,))
            }
            return tuple(
                OwnWork(unit, code, minutes, non_core, contractor, cases.get((unit, code)))
                for unit, code, minutes, non_core, contractor in cursor.execute(
                    _OWN_HOURS, (round_id,)
                )
            )

    def own_steps(self, round_id: str) -> tuple[OwnStep, ...]:
        """Minutes and cases of our steps by unit, class and step type in a detailed survey."""
        with self._database.scanning() as cursor:
            return tuple(OwnStep(*line) for line in cursor.execute(_OWN_STEPS, (round_id,)))

    def staff_counts(self) -> tuple[StaffCount, ...]:
        """Staff by city, year and department, as taken over from files."""
        with self._database.scanning() as cursor:
            return tuple(
                StaffCount(
                    city_code=code,
                    city_name=name,
                    fiscal_year=year,
                    department=department,
                    heads=heads,
                    fictitious=bool(fictitious),
                    source=source,
                    file_name=file_name,
                )
                for code, name, year, department, heads, fictitious, source, file_name in (
                    cursor.execute(_STAFF)
                )
            )


def _step(step_type: str, line: list[Any]) -> StepFigure:
    code, minutes, non_core, cases, _name, _value, _outsourced, sections = line
    return StepFigure(step_type, minutes, non_core, cases, code, sections)


def _city(
    line: tuple[Any, ...],
    figures: Mapping[str, list[ClassFigure]],
    steps: Mapping[str, list[StepFigure]],
    flows: Mapping[str, list[CityFlow]],
) -> CityFigures:
    (
        id_,
        code,
        name,
        year,
        population,
        definition,
        staff,
        fictitious,
        definition_id,
        wards,
        staff_heads,
        left_out,
        denominators,
        prepared_by,
        prepared_on,
        program,
        remarks,
        file_name,
        file_digest,
        received_on,
    ) = line
    return CityFigures(
        city_code=code,
        city_name=name,
        fiscal_year=year,
        population=population,
        core_definition=definition,
        staff_categories=tuple(json.loads(staff or "[]")),
        fictitious=bool(fictitious),
        figures=tuple(figures.get(id_, ())),
        core_definition_id=definition_id,
        wards=wards,
        staff_heads=staff_heads,
        steps=tuple(steps.get(id_, ())),
        denominators=tuple(Denominator(*parts) for parts in json.loads(denominators or "[]")),
        flows=tuple(flows.get(id_, ())),
        left_out=left_out,
        origin=Origin(prepared_by, prepared_on, program, remarks),
        receipt=Receipt(file_name, file_digest, received_on),
    )


def _bpmn(model: str | None) -> str:
    """The XML of a stored model; "" where somebody else's row holds none."""
    stored = json.loads(model or "{}")
    text = stored.get("bpmn", "") if isinstance(stored, dict) else ""
    return text if isinstance(text, str) else ""
