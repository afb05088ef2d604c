"""What the page of the goals works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.app.reports import burn_up_of, save_chart
from bpr_studio.app.roles import view_of
from bpr_studio.ui.pages.goals import GoalsDesk

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.shared.progress import Progress


def goals_desk(workspace: Workspace, role: str) -> GoalsDesk:
    """The goals of a workspace and the reports on them."""

    def write_mayor(path: Path) -> None:
        from bpr_studio.app.reports import mayor_content, write_mayor_report

        write_mayor_report(mayor_content(workspace), path)

    def write_all(folder: Path, kind: str, progress: Progress) -> str:
        from bpr_studio.app.report_run import write_all_reports
        from bpr_studio.services.report_runs import ReportKind

        place, person = workspace.database.folder, workspace.person
        return write_all_reports(place, person, folder, ReportKind(kind), progress).sentence

    return GoalsDesk(
        goals=workspace.goals,
        undo=workspace.undo.undo,
        burn_up=lambda: burn_up_of(workspace),
        save_chart=save_chart,
        write_mayor=write_mayor,
        write_all=write_all if view_of(role).whole_city else None,
    )
