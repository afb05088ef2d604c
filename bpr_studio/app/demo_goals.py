"""Values of goals of the fictitious city (架空): those that no computer can count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.goals import last_day
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace

_SOURCE: Final = "担当課の報告（架空）"
_VALUES: Final = (
    # goal, value by fiscal year
    ("G3", {2022: 260, 2023: 390, 2024: 410, 2025: 420}),
    ("G4", {2021: 1, 2022: 1, 2023: 2, 2024: 3, 2025: 4}),
    ("G9", {2023: 1, 2024: 5, 2025: 13}),
    ("G10", {2022: 12.5, 2023: 24.0, 2024: 36.5, 2025: 44.0}),
    ("G11", {2022: 48.0, 2023: 57.5, 2024: 66.0, 2025: 78.5}),
)


def add_demo_goals(workspace: Workspace) -> None:
    """Enter invented values of goals.

    Raises:
        RefusedError: the workspace cannot be written.
    """
    year = workspace.fiscal_year.year
    sections = sum(1 for unit in workspace.queries.units(year) if unit.level == "section")
    leaders = {2021: sections * 9 // 10, 2023: sections - 2, 2025: sections}
    changes = [
        PutRow(
            "goal_value",
            planned_id("goal_value", goal, fiscal_year),
            {
                "goal": goal,
                "fiscal_year": fiscal_year,
                "value": float(value),
                "as_of": last_day(fiscal_year).isoformat(),
                "source": _SOURCE,
                "note": "",
            },
        )
        for goal, values in (*_VALUES, ("G8", leaders))
        for fiscal_year, value in values.items()
    ]
    workspace.store.commit(tr("Enter invented values of the goals"), changes)
