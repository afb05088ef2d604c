"""The city's answer: hours by organisation, class, core tag, staff category and month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.workload.answer import Answer, MonthLoad, ParetoItem
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.services.scopes import Scope
from bpr_studio.services.views import TaskOrder, TaskQuery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.workload.answer import CoreSplit
    from bpr_studio.domain.workload.pivot import PivotQuery, PivotTable
    from bpr_studio.services.views import Queries

_OUTSIDE_CAPACITY: Final = "contractor"
_LARGEST: Final = 50


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
        return Scope(self._queries, round_id, unit_code).query((), None).filters

    def answer(self, round_id: str, unit_code: str = "") -> Answer:
        """Everything to say about the city or one unit of it.

        Args:
            round_id: the survey round.
            unit_code: code of a bureau, ward, division or section; "" for the whole city.

        Raises:
            RefusedError: there is no such round or unit.
        """
        scope = Scope(self._queries, round_id, unit_code)
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

    def _total(self, scope: Scope) -> CoreSplit:
        table = self.pivot(scope.query((), Dimension.CORE))
        return scope.split("", scope.name, table, 0) if table.minutes else scope.nothing()

    def _splits(self, scope: Scope, dimension: Dimension) -> tuple[CoreSplit, ...]:
        table = self.pivot(scope.query((dimension,), Dimension.CORE))
        return tuple(
            scope.split(table.row_keys[row][0], table.row_labels[row][0], table, row)
            for row in range(len(table.row_keys))
        )

    def _units(self, scope: Scope) -> tuple[CoreSplit, ...]:
        """The units one level below the scope that have anything; none below a section."""
        dimension = scope.level_below()
        return self._splits(scope, dimension) if dimension else ()

    def _months(self, scope: Scope) -> MonthLoad:
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

    def _staff(self, scope: Scope) -> tuple[tuple[str, str, int], ...]:
        table = self.pivot(scope.query((Dimension.STAFF,), None))
        return tuple(
            (keys[0], labels[0], minutes[0])
            for keys, labels, minutes in zip(
                table.row_keys, table.row_labels, table.minutes, strict=True
            )
        )


def _largest_first(splits: tuple[CoreSplit, ...]) -> tuple[CoreSplit, ...]:
    return tuple(sorted(splits, key=lambda split: (-split.total, split.key)))
