"""The part of the organisation figures are about: the city, a bureau, a division or a section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.answer import CoreSplit, Provenance
from bpr_studio.domain.workload.pivot import Dimension, PivotQuery
from bpr_studio.services.rounds import find_round

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.workload.pivot import PivotTable
    from bpr_studio.services.views import Queries, RoundInfo, SectionStatus, UnitLine, WorkspaceInfo

_UNIT_DIMENSIONS: Final = {
    "bureau": Dimension.BUREAU,
    "ward": Dimension.BUREAU,
    "division": Dimension.DIVISION,
    "section": Dimension.SECTION,
}


class Scope:
    """One scope in one survey round."""

    def __init__(self, queries: Queries, round_id: str, unit_code: str) -> None:
        """Look a scope up.

        Args:
            queries: what the workspace holds.
            round_id: the survey round.
            unit_code: code of a bureau, ward, division or section; "" for the whole city.

        Raises:
            RefusedError: there is no such round or unit.
        """
        self._queries = queries
        self.round: RoundInfo = find_round(queries, round_id)
        self.units = queries.units(self.round.fiscal_year)
        self.unit = _unit(self.units, unit_code) if unit_code else None
        self._workspace = queries.workspace()
        self.unit_ids = frozenset(unit.id for unit in self.units if self._contains(unit))
        self._sections = tuple(s for s in queries.sections(round_id) if s.unit_id in self.unit_ids)

    @property
    def name(self) -> str:
        """Name of the scope for people."""
        return self.unit.path if self.unit else tr("The whole city")

    @property
    def capacity(self) -> int:
        """Minutes a year the staff of the scope can work."""
        own = self._queries.capacity(self.round.fiscal_year)
        return sum(own.get(unit.id, 0) for unit in self.units if self._contains(unit))

    def _contains(self, unit: UnitLine) -> bool:
        return self.unit is None or self.unit.lft <= unit.lft <= self.unit.rgt

    def level_below(self) -> Dimension | None:
        """What the scope is broken down into: city → bureaus → divisions → sections.

        A bureau without divisions is broken down into its sections.
        """
        if self.unit is None:
            return Dimension.BUREAU
        if self.unit.level in {"bureau", "ward"}:
            inside = (u.level for u in self.units if self._contains(u))
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
        return PivotQuery(self.round.id, rows, column, limits)

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
        return provenance_of(self._workspace, self.round, self._sections, self.name)


def provenance_of(
    workspace: WorkspaceInfo, found: RoundInfo, sections: Sequence[SectionStatus], scope: str
) -> Provenance:
    """What must be named with every figure of a round.

    Args:
        workspace: whose figures.
        found: the round.
        sections: the sections asked; their tasks are those counted.
        scope: what the figures are about, for people.
    """
    return Provenance(
        city=workspace.city_name,
        fictitious=workspace.fictitious,
        fiscal_year=FiscalYear(found.fiscal_year),
        scope=scope,
        core_definition=found.core_definition,
        hours_per_full_timer=found.minutes_per_full_timer / 60,
        sections=sum(1 for section in sections if section.tasks),
        sections_expected=len(sections),
        tasks=sum(section.tasks for section in sections),
        core_definition_id=found.core_definition_id,
    )


def _unit(units: tuple[UnitLine, ...], code: str) -> UnitLine:
    for unit in units:
        if unit.code == code and unit.level in _UNIT_DIMENSIONS:
            return unit
    raise RefusedError(
        tr("There is no unit with the code {code}.", code=code),
        remedy=tr("Look up the codes in the organisation list of the settings."),
    )
