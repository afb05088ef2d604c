"""Other cities' figures in the workspace, and our own in the same form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.benchmark.figures import CityFigures, ClassFigure
from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.form import OVERALL
from bpr_studio.domain.workload.pivot import Dimension, PivotQuery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.domain.shared.fiscal_year import FiscalYear
    from bpr_studio.services.store import Store
    from bpr_studio.services.views import Queries


@dataclass(frozen=True, slots=True)
class CityFile:
    """A city's figures as read from a file."""

    figures: CityFigures
    findings: tuple[Finding, ...]


class CityFiles(Protocol):
    """Figures of cities as exchange files."""

    def read(self, path: Path) -> CityFile:
        """Read an exchange file, XLSX or JSON by its ending.

        Raises:
            BprError: the file is no readable exchange file.
        """

    def write(self, path: Path, figures: CityFigures) -> None:
        """Write an exchange file, XLSX or JSON by the ending of `path`.

        Raises:
            RefusedError: the ending is unknown, or the file cannot be written.
        """


class Cities:
    """Figures of cities in one workspace; implements `benchmarking.FiguresSource`."""

    def __init__(self, store: Store, queries: Queries, files: CityFiles) -> None:
        self._store = store
        self._queries = queries
        self._files = files

    def import_file(self, path: Path) -> CityFile:
        """Take over a city's figures; those of the same city and year are replaced.

        Raises:
            BprError: the file is no readable exchange file; nothing was taken over.
        """
        read = self._files.read(path)
        label = tr("Import the figures of {city}", city=read.figures.city_name)
        self._store.commit(label, self.changes(read.figures, path.name))
        return read

    def remove(self, figures: CityFigures) -> None:
        """Take a city's figures out of the comparison; undo brings them back."""
        label = tr("Remove the figures of {city}", city=figures.city_name)
        self._store.commit(label, [DeleteRow("city_data", city_row_id(figures))])

    def export_own(self, year: FiscalYear, path: Path) -> CityFigures | None:
        """Write our figures for other cities; None, and no file, without figures of the year.

        Raises:
            RefusedError: the file cannot be written.
        """
        figures = self.own(year)
        if figures is not None:
            self._files.write(path, figures)
        return figures

    def own(self, year: FiscalYear) -> CityFigures | None:
        """Our city's figures of one year, or None when nobody has answered for it."""
        overall = (r for r in self._queries.rounds() if r.kind == OVERALL)
        found = next((r for r in overall if r.fiscal_year == year.year), None)
        if found is None:
            return None
        cube = self._queries.hours(found.id)
        table = cube.pivot(PivotQuery(found.id, (Dimension.MINOR_CLASS,), Dimension.CORE))
        if not table.minutes:
            return None
        workspace = self._queries.workspace()
        staff = cube.pivot(PivotQuery(found.id, (Dimension.STAFF,)))
        cases = self._queries.cases(found.id)
        non_core = table.column_keys.index("non_core")
        return CityFigures(
            city_code=workspace.city_code,
            city_name=workspace.city_name,
            fiscal_year=year.year,
            population=self._population(workspace.city_code),
            core_definition=found.core_definition,
            core_definition_id=found.core_definition_id,
            staff_categories=tuple(keys[0] for keys in staff.row_keys),
            fictitious=workspace.fictitious,
            figures=tuple(
                ClassFigure(keys[0], sum(minutes), minutes[non_core], cases.get(keys[0]))
                for keys, minutes in zip(table.row_keys, table.minutes, strict=True)
            ),
        )

    def partners(self) -> tuple[CityFigures, ...]:
        """Everything imported from other cities, of any year."""
        return self._queries.cities()

    def _population(self, city_code: str) -> int:
        stated = self._queries.workspace().population
        for city in self._queries.items("city"):
            if city.code == city_code and not stated:
                return int(str(city.attributes.get("population_2020", 0)))
        return stated

    def changes(self, figures: CityFigures, file_name: str) -> Iterator[Change]:
        """What makes the stored figures of the city and year equal to `figures`."""
        city = city_row_id(figures)
        yield PutRow(
            "city_data",
            city,
            {
                "city_code": figures.city_code,
                "city_name": figures.city_name,
                "fiscal_year": figures.fiscal_year,
                "population": figures.population,
                "core_definition": figures.core_definition,
                "core_definition_id": figures.core_definition_id or None,
                "staff_categories": list(figures.staff_categories),
                "fictitious": int(figures.fictitious),
                "file_name": file_name,
            },
        )
        stored = {f.code for c in self.partners() if city_row_id(c) == city for f in c.figures}
        for figure in figures.figures:
            stored.discard(figure.code)
            yield PutRow(
                "city_figure",
                planned_id("city_figure", city, figure.code),
                {
                    "city_data_id": city,
                    "code": figure.code,
                    "minutes": figure.minutes,
                    "non_core_minutes": figure.non_core_minutes,
                    "cases": figure.cases,
                    "denominator": figure.denominator or None,
                    "denominator_value": figure.denominator_value,
                    "outsourced_percent": figure.outsourced_percent,
                },
            )
        for code in sorted(stored):
            yield DeleteRow("city_figure", planned_id("city_figure", city, code))


def city_row_id(figures: CityFigures) -> str:
    """The row of a city's figures of one year: a fictitious city is known by its name."""
    return planned_id("city_data", figures.city_code or figures.city_name, figures.fiscal_year)
