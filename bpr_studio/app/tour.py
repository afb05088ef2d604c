"""The tour: the whole program without a screen, from forms to reports and screenshots."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.app.demo import create_demo
from bpr_studio.app.output import TerminalProgress
from bpr_studio.app.reports import report_content, write_report
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flow_export import WRITE_ENDINGS
from bpr_studio.services.surveys import FileState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.shared.ports import Person
    from bpr_studio.services.demo.city import DemoSize

_FORMS: Final = 3
SAMPLE_FLOW: Final = "resources/samples/jumin-kofu.bpmn"


def take_tour(
    folder: Path, person: Person, size: DemoSize, tell: Callable[[str], None]
) -> list[Path]:
    """Make everything the program can make from a fictitious city; returns the files.

    Args:
        folder: where everything goes; must not hold a tour already.
        person: who takes it.
        size: size of the fictitious city.
        tell: hears what is being done.

    Raises:
        RefusedError: the folder holds a tour already, or cannot be written.
    """
    place = folder / "workspace"
    if place.exists():
        raise RefusedError(
            tr("There is a tour already in {folder}", folder=folder),
            kept=tr("It was left as it is."),
            remedy=tr("Name another folder with -o, or delete this one."),
        )
    tell(tr("A fictitious city is being made …"))
    progress = TerminalProgress()
    with closing(create_demo(place, person, progress, seed=1, size=size)) as workspace:
        files = [
            *_forms(workspace, folder, tell),
            *_reports(workspace, folder, tell),
            *_flow(workspace, folder, tell),
        ]
    files += _screenshots(place, folder, tell)
    return files


def _forms(workspace: Workspace, folder: Path, tell: Callable[[str], None]) -> list[Path]:
    """Hand out three forms, which come prefilled, and collect them again."""
    tell(tr("Three survey workbooks are handed out and collected …"))
    sections = [section.unit_code for section in workspace.queries.sections(workspace.round_id)]
    progress = TerminalProgress()
    paths = workspace.surveys.hand_out(
        workspace.round_id, sections[:_FORMS], folder / "forms", progress
    )
    report = workspace.surveys.collect(workspace.round_id, [folder / "forms"], progress)
    tell(
        tr(
            "Collected {n} of {total} workbooks with {rows:,} lines.",
            n=report.count(FileState.COLLECTED),
            total=len(report.files),
            rows=report.rows,
        )
    )
    return paths


def _reports(workspace: Workspace, folder: Path, tell: Callable[[str], None]) -> list[Path]:
    tell(tr("The reports are written …"))
    content = report_content(workspace)
    paths = [folder / f"report{ending}" for ending in (".pdf", ".xlsx", ".html")]
    for path in paths:
        write_report(content, path)
    return paths


def _flow(workspace: Workspace, folder: Path, tell: Callable[[str], None]) -> list[Path]:
    """Import a BPMN drawing and write it as everything a flow can be written as."""
    tell(tr("A flow is imported and drawn …"))
    from bpr_studio.app.shots import start_without_screen

    start_without_screen()  # a PNG would start a smaller one, in which no window opens later
    sample = data_folder() / SAMPLE_FLOW
    (outcome,) = workspace.flows.import_files([sample], TerminalProgress())
    paths = [folder / f"flow{ending}" for ending in WRITE_ENDINGS]
    for path in paths:
        workspace.flows.export(outcome.flow_id, path)
    return paths


def _screenshots(place: Path, folder: Path, tell: Callable[[str], None]) -> list[Path]:
    tell(tr("Every page of the window is photographed …"))
    from bpr_studio.app.shots import take_shots

    return take_shots(place, folder / "screenshots")
