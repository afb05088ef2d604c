"""Our own figures in the form cities exchange, before anything is held back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.figures import (
    CityFigures,
    ClassFigure,
    StepFigure,
)
from bpr_studio.domain.benchmark.suppression import Cell, Sums, summed
from bpr_studio.domain.workload.form import OVERALL
from bpr_studio.services.rounds import DETAILED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.benchmark.figures import (
        Denominator,
    )
    from bpr_studio.domain.shared.fiscal_year import FiscalYear
    from bpr_studio.services.cities_views import ExchangeQueries
    from bpr_studio.services.views import RoundInfo, WorkspaceInfo

_WARD: Final = "ward"


@dataclass(frozen=True, slots=True)
class OwnWorkOfYear:
    """Our work of one year as it was surveyed.

    Attributes:
        city: everything about the city, without figures.
        cells: hours by section and class.
        steps: hours of steps by section and class, by step type.
        unclassified: minutes of work nobody has classified; they stand in no figure.
    """

    city: CityFigures
    cells: tuple[Cell, ...]
    steps: Mapping[str, tuple[Cell, ...]]
    unclassified: int


class OwnFigures:
    """Reads our own figures."""

    def __init__(self, queries: ExchangeQueries) -> None:
        self._queries = queries

    def figures(self, year: FiscalYear) -> CityFigures | None:
        """Our figures of one year with everything in them, None when nobody has answered."""
        work = self.work(year)
        if work is None:
            return None
        return replace(
            work.city,
            figures=tuple(class_figure(code, sums) for code, sums in summed(work.cells).items()),
            steps=tuple(
                step_figure(step_type, code, sums)
                for step_type, cells in work.steps.items()
                for code, sums in _with_all(cells)
            ),
        )

    def work(self, year: FiscalYear) -> OwnWorkOfYear | None:
        """Our work of one year, None when nobody has answered for it."""
        overall = (r for r in self._queries.rounds() if r.kind == OVERALL)
        found = next((r for r in overall if r.fiscal_year == year.year), None)
        lines = self._queries.own_work(found.id) if found else ()
        if found is None or not lines:
            return None
        sections = {u.id: u.section_id or u.id for u in self._queries.units(year.year)}
        cells = tuple(
            Cell(
                section=sections.get(line.unit_id, line.unit_id),
                code=line.code,
                minutes=line.minutes,
                non_core=line.non_core,
                contractor=line.contractor,
                cases=line.cases,
            )
            for line in lines
            if line.code
        )
        return OwnWorkOfYear(
            city=self._city(found, year),
            cells=cells,
            steps=self._steps(found, sections),
            unclassified=sum(line.minutes for line in lines if not line.code),
        )

    def _steps(
        self, overall: RoundInfo, sections: Mapping[str, str]
    ) -> dict[str, tuple[Cell, ...]]:
        """Cells of each step type in the newest detailed survey that goes on from the overall one."""
        detailed = next(
            (
                r
                for r in self._queries.rounds()
                if r.kind == DETAILED and r.overall_round_id == overall.id
            ),
            None,
        )
        found: dict[str, list[Cell]] = {}
        for line in self._queries.own_steps(detailed.id) if detailed else ():
            if line.step_type and line.code and line.minutes > 0:
                section = sections.get(line.unit_id, line.unit_id)
                cell = Cell(section, line.code, line.minutes, line.non_core, cases=line.cases)
                found.setdefault(line.step_type, []).append(cell)
        return {step_type: tuple(cells) for step_type, cells in sorted(found.items())}

    def _city(self, found: RoundInfo, year: FiscalYear) -> CityFigures:
        workspace = self._queries.workspace()
        staff = self._staff_categories(found.id)
        heads = self._heads(year, staff)
        population = self._population(workspace)
        return CityFigures(
            city_code=workspace.city_code,
            city_name=workspace.city_name,
            fiscal_year=year.year,
            population=population,
            core_definition=found.core_definition,
            core_definition_id=found.core_definition_id,
            staff_categories=staff,
            fictitious=workspace.fictitious,
            figures=(),
            wards=sum(1 for u in self._queries.units(year.year) if u.level == _WARD),
            staff_heads=heads,
            denominators=self.denominators(year),
        )

    def _staff_categories(self, round_id: str) -> tuple[str, ...]:
        from bpr_studio.domain.workload.pivot import Dimension, PivotQuery

        pivot = self._queries.hours(round_id).pivot(PivotQuery(round_id, (Dimension.STAFF,)))
        return tuple(keys[0] for keys in pivot.row_keys)

    def _heads(self, year: FiscalYear, staff: Iterable[str]) -> int | None:
        """Heads of the staff whose hours are included; None where nobody has said."""
        included = set(staff)
        hundredths = sum(
            line.heads_hundredths
            for line in self._queries.organisation(year.year).headcounts
            if line.staff_category in included
        )
        return (hundredths + 50) // 100 or None

    def denominators(self, year: FiscalYear) -> tuple[Denominator, ...]:
        """What the DX office has said of our own classes."""
        workspace = self._queries.workspace()
        ours = (workspace.city_code, workspace.city_name, year.year)
        return next(
            (
                city.denominators
                for city in self._queries.cities()
                if (city.city_code, city.city_name, city.fiscal_year) == ours
            ),
            (),
        )

    def _population(self, workspace: WorkspaceInfo) -> int:
        stated = workspace.population
        for city in self._queries.items("city"):
            if city.code == workspace.city_code and not stated:
                return int(str(city.attributes.get("population_2020", 0)))
        return stated


def class_figure(code: str, sums: Sums, *, cases: bool = True) -> ClassFigure:
    """The figure of a class.

    Args:
        code: the class.
        sums: what it needs.
        cases: its cases are told; not so for sums of classes that count different things.
    """
    share = 100 * sums.contractor / sums.minutes if sums.minutes else 0
    return ClassFigure(
        code=code,
        minutes=sums.minutes,
        non_core_minutes=sums.non_core,
        cases=sums.cases if cases and sums.counting else None,
        outsourced_percent=int(share + 0.5),
        sections=len(sums.sections),
    )


def step_figure(step_type: str, code: str, sums: Sums, *, cases: bool = True) -> StepFigure:
    """The figure of a step type in a class, or in all work."""
    return StepFigure(
        step_type=step_type,
        minutes=sums.minutes,
        non_core_minutes=sums.non_core,
        cases=sums.cases if cases and sums.counting else None,
        code=code,
        sections=len(sums.sections),
    )


def _with_all(cells: Iterable[Cell]) -> list[tuple[str, Sums]]:
    """The sum of each class, and of all of them first."""
    sums = summed(cells)
    return [("", sum(sums.values(), Sums())), *sums.items()]
