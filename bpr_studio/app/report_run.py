"""A run of reports on a workspace, from its folder to the files."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.db.steady_queries import SteadyQueries
from bpr_studio.adapters.fs.names import safe_name
from bpr_studio.app.report_pool import FolderOnDisk, ReportPool
from bpr_studio.app.reports import report_content
from bpr_studio.app.translations import TRANSLATIONS_FOLDER
from bpr_studio.app.workspace import Workspace
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.report_runs import ReportKind, jobs_of, run_reports

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.domain.shared.ports import Person
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.report_runs import RunResult

SECTIONS: Final = frozenset({"section"})
BUREAUS: Final = frozenset({"bureau", "ward"})


def write_all_reports(
    place: Path,
    person: Person,
    folder: Path,
    kind: ReportKind,
    progress: Progress,
    *,
    levels: frozenset[str] = SECTIONS,
) -> RunResult:
    """Write the reports on all units of some levels.

    Args:
        place: folder of the workspace; the window may have it open.
        person: who asks.
        folder: where the files go; it is made where it is missing.
        kind: as what they are written.
        progress: told after each report.
        levels: of which units, e.g. `SECTIONS | BUREAUS`.

    Raises:
        RefusedError: there is no survey round, the workspace cannot be read, or the folder
            cannot be written.
        CancelledError: the user stopped; what was written stays and is in the index.
    """
    target = FolderOnDisk(folder)
    with closing(_steady(place, person)) as workspace:
        units = workspace.queries.units(_round_year(workspace))
        jobs = jobs_of(units, levels, kind, safe_name)
        return run_reports(
            jobs,
            lambda code: report_content(workspace, code),
            target,
            ReportPool(folder, TRANSLATIONS_FOLDER),
            progress,
        )


def _steady(place: Path, person: Person) -> Workspace:
    workspace = Workspace.open(place, person, read_only=True)
    workspace.queries = SteadyQueries(workspace.database)
    return workspace


def _round_year(workspace: Workspace) -> int:
    wanted = workspace.round_id
    for found in workspace.queries.rounds():
        if found.id == wanted:
            return found.fiscal_year
    raise RefusedError(
        tr("There is no survey yet."), remedy=tr("Open a survey round and collect its sheets.")
    )
