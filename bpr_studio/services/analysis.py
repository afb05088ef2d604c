"""The city's answer: hours by organisation, class, core tag, staff category and month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.answer import (
    Answer,
    CoreSplit,
    MonthLoad,
    ParetoItem,
    Provenance,
)
from bpr_studio.domain.workload.pivot import Dimension, PivotQuery
from bpr_studio.services.rounds import find_round
from bpr_studio.services.views import TaskOrder, TaskQuery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.workload.pivot import PivotTable
    from bpr_studio.services.views import Queries, UnitLine

_OUTSIDE_CAPACITY: Final = "contractor"
_LARGEST: Final = 50

_UNIT_DIMENSIONS: Final = {
    "bureau": Dimension.BUREAU,
    "ward": Dimension.BUREAU,
    "division": Dimension.DIVISION,
    "section": Dimension.SECTION,
}


class Analysis:
    """Answers about one workspace."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries

    def pivot(self, query: PivotQuery) -> PivotTable:
        """Hours broken down as asked."""
        return self._queries.hours(query.round_id).pivot(query)

    def scope_filter(
        self, round_id: str, unit_code: str = ""
    ) -> Mapping[Dimension, frozenset[str]]:
        """The filter of a pivot that keeps the hours of one unit; empty for the whole city.

        Raises:
            RefusedError: there is no such round or unit.
        """
        return _Scope(self._queries, round_id, unit_code).query((), None).filters

    def answer(self, round_id: str, unit_code: str = "") -> Answer:
        """Everything to say about the city or one unit of it.

        Args:
            round_id: the survey round.
            unit_code: code of a bureau, ward, division or section; "" for the whole city.

        Raises:
            RefusedError: there is no such round or unit.
        """
        scope = _Scope(self._queries, round_id, unit_code)
        by_class = self._splits(scope, Dimension.MINOR_CLASS)
        return Answer(
            provenance=scope.provenance(),
            total=self._total(scope),
            units=self._units(scope),
            classes=_largest_first(self._splits(scope, Dimension.MAJOR_CLASS)),
            months=self._months(scope),
            pareto=tuple(
                ParetoItem(split.key, split.label, split.total, split.non_core)
                for split in _largest_first(by_class)
            ),
            staff=self._staff(scope),
            largest_tasks=self._queries.tasks(
                TaskQuery(
                    round_id=round_id,
                    unit_id=scope.unit.id if scope.unit else "",
                    order=TaskOrder.MINUTES,
                    descending=True,
                ),
                0,
                _LARGEST,
            ),
        )

    def _total(self, scope: _Scope) -> CoreSplit:
        table = self.pivot(scope.query((), Dimension.CORE))
        return scope.split("", scope.name, table, 0) if table.minutes else scope.nothing()

    def _splits(self, scope: _Scope, dimension: Dimension) -> tuple[CoreSplit, ...]:
        table = self.pivot(scope.query((dimension,), Dimension.CORE))
        return tuple(
            scope.split(table.row_keys[row][0], table.row_labels[row][0], table, row)
            for row in range(len(table.row_keys))
        )

    def _units(self, scope: _Scope) -> tuple[CoreSplit, ...]:
        """The units one level below the scope that have anything; none below a section."""
        dimension = scope.level_below()
        return self._splits(scope, dimension) if dimension else ()

    def _months(self, scope: _Scope) -> MonthLoad:
        table = self.pivot(scope.query((Dimension.CORE,), Dimension.MONTH))
        rows = {
            keys[0]: minutes for keys, minutes in zip(table.row_keys, table.minutes, strict=True)
        }
        filters = {Dimension.STAFF: frozenset({_OUTSIDE_CAPACITY})}
        outside = self.pivot(scope.query((), Dimension.MONTH, filters))
        nothing = (0,) * 12
        return MonthLoad(
            core=rows.get("core", nothing),
            non_core=rows.get("non_core", nothing),
            untagged=rows.get("", nothing),
            capacity=tuple(spread(scope.capacity, [1] * 12)),
            contractor=outside.minutes[0] if outside.minutes else nothing,
        )

    def _staff(self, scope: _Scope) -> tuple[tuple[str, str, int], ...]:
        table = self.pivot(scope.query((Dimension.STAFF,), None))
        return tuple(
            (keys[0], labels[0], minutes[0])
            for keys, labels, minutes in zip(
                table.row_keys, table.row_labels, table.minutes, strict=True
            )
        )


class _Scope:
    """The part of the organisation one answer is about."""

    def __init__(self, queries: Queries, round_id: str, unit_code: str) -> None:
        self._queries = queries
        self._round = find_round(queries, round_id)
        self._units = queries.units(self._round.fiscal_year)
        self.unit = _unit(self._units, unit_code) if unit_code else None
        self._workspace = queries.workspace()
        inside = {unit.id for unit in self._units if self._contains(unit)}
        self._sections = tuple(s for s in queries.sections(round_id) if s.unit_id in inside)

    @property
    def name(self) -> str:
        """Name of the scope for people."""
        return self.unit.path if self.unit else tr("The whole city")

    @property
    def capacity(self) -> int:
        """Minutes a year the staff of the scope can work."""
        own = self._queries.capacity(self._round.fiscal_year)
        return sum(own.get(unit.id, 0) for unit in self._units if self._contains(unit))

    def _contains(self, unit: UnitLine) -> bool:
        return self.unit is None or self.unit.lft <= unit.lft <= self.unit.rgt

    def level_below(self) -> Dimension | None:
        """What the scope is broken down into: city → bureaus → divisions → sections.

        A bureau without divisions is broken down into its sections.
        """
        if self.unit is None:
            return Dimension.BUREAU
        if self.unit.level in {"bureau", "ward"}:
            inside = (u.level for u in self._units if self._contains(u))
            return Dimension.DIVISION if "division" in inside else Dimension.SECTION
        return Dimension.SECTION if self.unit.level == "division" else None

    def query(
        self,
        rows: tuple[Dimension, ...],
        column: Dimension | None,
        filters: Mapping[Dimension, frozenset[str]] | None = None,
    ) -> PivotQuery:
        """A question about the scope."""
        limits = dict(filters or {})
        if self.unit:
            limits[_UNIT_DIMENSIONS[self.unit.level]] = frozenset({self.unit.code})
        return PivotQuery(self._round.id, rows, column, limits)

    def split(self, key: str, label: str, table: PivotTable, row: int) -> CoreSplit:
        """One row of a table by core tag."""
        minutes = dict(zip(table.column_keys, table.minutes[row], strict=True))
        return CoreSplit(
            key=key,
            label=label,
            core=minutes.get("core", 0),
            non_core=minutes.get("non_core", 0),
            untagged=table.row_totals[row] - minutes.get("core", 0) - minutes.get("non_core", 0),
            tasks=table.tasks[row],
        )

    def nothing(self) -> CoreSplit:
        """The split of a scope nobody has answered for."""
        return CoreSplit("", self.name, 0, 0, 0, 0)

    def provenance(self) -> Provenance:
        """What must be named with every figure of the scope."""
        return Provenance(
            city=self._workspace.city_name,
            fictitious=self._workspace.fictitious,
            fiscal_year=FiscalYear(self._round.fiscal_year),
            scope=self.name,
            core_definition=self._round.core_definition,
            hours_per_full_timer=self._round.minutes_per_full_timer / 60,
            sections=sum(1 for section in self._sections if section.tasks),
            sections_expected=len(self._sections),
            tasks=sum(section.tasks for section in self._sections),
            core_definition_id=self._round.core_definition_id,
        )


def _unit(units: tuple[UnitLine, ...], code: str) -> UnitLine:
    for unit in units:
        if unit.code == code and unit.level in _UNIT_DIMENSIONS:
            return unit
    raise RefusedError(
        tr("There is no unit with the code {code}.", code=code),
        remedy=tr("Look up the codes in the organisation list of the settings."),
    )


def _largest_first(splits: tuple[CoreSplit, ...]) -> tuple[CoreSplit, ...]:
    return tuple(sorted(splits, key=lambda split: (-split.total, split.key)))
