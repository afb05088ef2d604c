"""What the page of the register works with; handed in by whoever opens the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.services.flow_versions import FlowVersions
    from bpr_studio.services.improvement_effects import ImprovementEffects
    from bpr_studio.services.improvements import Improvements
    from bpr_studio.services.views import Queries, UnitLine
    from bpr_studio.ui.pages.chart_files import SaveChart


@dataclass(frozen=True, slots=True)
class ImprovementParts:
    """What the page works with.

    Attributes:
        improvements: the register.
        effects: what it saves.
        queries: what the workspace holds.
        versions: flows and their To-Bes.
        undo: takes the last deed back.
        doubt: what looks like personal data in a text, "" for nothing.
        save_chart: writes a chart file.
        pages: keys of the pages the role has, for the ways that lead there.
        section: code of the section people are shown, "" for the whole city.
    """

    improvements: Improvements
    effects: ImprovementEffects
    queries: Queries
    versions: FlowVersions
    undo: Callable[[], object]
    doubt: Callable[[str], str]
    save_chart: SaveChart
    pages: frozenset[str] = frozenset()
    section: str = ""

    def owners(self) -> Sequence[UnitLine]:
        """The sections the person may enter improvements for, in tree order."""
        year = self.queries.workspace().fiscal_year
        return [
            unit
            for unit in self.queries.units(year)
            if unit.level == "section"
            and self.section in ("", unit.code)
            and self.improvements.may_write(unit.code)
        ]
