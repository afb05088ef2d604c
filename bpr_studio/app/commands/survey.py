"""`survey form`, `survey collect`, `survey status`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import TerminalProgress, finding_document
from bpr_studio.app.roles import view_of
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.merging import Unknown
from bpr_studio.domain.workload.workflow import sheet_state, state_label
from bpr_studio.services.grown_values import GrownReport, LineState
from bpr_studio.services.section_checks import has_answered
from bpr_studio.services.surveys import CollectionReport, FileState
from bpr_studio.services.workbook_merge import MergePolicy, OnConflict, WorkbookConflict

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.views import SectionStatus

app = typer.Typer(no_args_is_help=True)


@app.command("form", help=tr("Write survey workbooks to fill in."))
def form(
    context: typer.Context,
    output: Annotated[
        Path, typer.Option("-o", "--output", help=tr("Workbook, or folder for several sections."))
    ],
    section: Annotated[
        list[str] | None, typer.Option(help=tr("Code of a section; may be repeated."))
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=tr("All sections."))] = False,
) -> None:
    """Write survey workbooks to fill in."""
    session: Session = context.obj
    if not section and not every:
        raise typer.BadParameter(tr("Name sections with --section, or use --all."))
    single = output.suffix.lower() == ".xlsx"
    if single and (every or len(section or []) != 1):
        raise RefusedError(
            tr("One workbook holds one section."),
            remedy=tr("Name a folder with -o for several sections."),
        )
    folder = output.parent if single else output
    with session.writing() as workspace:
        paths = workspace.surveys.hand_out(
            workspace.round_id, section or [], folder, TerminalProgress()
        )
    if single:
        paths = [paths[0].replace(output)]
    session.output.result({"files": [str(path) for path in paths]}, map(str, paths))


@app.command("collect", help=tr("Take over returned survey workbooks."))
def collect(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help=tr("Returned workbooks, or folders."))],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=tr("Report everything, write nothing."))
    ] = False,
    conflicts: Annotated[
        OnConflict,
        typer.Option(
            help=tr(
                "Cells changed in the workbook and in the program: report them and keep the"
                " program's value, or settle them for the program (ours) or the workbook (theirs)."
            )
        ),
    ] = OnConflict.REPORT,
) -> None:
    """Take over returned survey workbooks."""
    session: Session = context.obj
    with session.writing() as workspace:
        report = workspace.surveys.collect(
            workspace.round_id,
            paths,
            TerminalProgress(),
            dry_run=dry_run,
            policy=MergePolicy(conflicts),
        )
    session.output.findings(report.findings)
    session.output.result(_document(report, dry_run=dry_run), _lines(report, dry_run=dry_run))
    if report.count(FileState.REFUSED) or report.cancelled or report.open_conflicts:
        raise typer.Exit(1)


@app.command("import", help=tr("Import survey sheets of another form by a kept profile."))
def import_sheets(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help=tr("Workbooks of another form, or folders."))],
    profile: Annotated[
        str,
        typer.Option(help=tr("Name of the kept profile; without it the one that fits each file.")),
    ] = "",
    section: Annotated[
        str, typer.Option(help=tr("Code of the section, where the sheets do not say it."))
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=tr("Report everything, write nothing."))
    ] = False,
) -> None:
    """Import survey sheets of another form by a kept profile."""
    session: Session = context.obj
    with session.writing() as workspace:
        report = workspace.grown_sheets.import_files(
            workspace.round_id,
            paths,
            TerminalProgress(),
            profile_name=profile,
            section_code=section,
            dry_run=dry_run,
        )
    session.output.findings(report.findings)
    session.output.result(
        _import_document(report, dry_run=dry_run), _import_lines(report, dry_run=dry_run)
    )
    if report.refused or report.cancelled:
        raise typer.Exit(1)


def _import_document(report: GrownReport, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "cancelled": report.cancelled,
        "added": report.added,
        "files": [
            {
                "file": file.file,
                "sections": list(file.sections),
                "added": len(file.new),
                "unchanged": file.count(LineState.STORED),
                "blocked": file.count(LineState.BLOCKED),
                "refused_rows": file.refused,
                "findings": [finding_document(finding) for finding in file.findings],
            }
            for file in report.files
        ],
    }


def _import_lines(report: GrownReport, *, dry_run: bool) -> list[str]:
    lines = [
        tr(
            "{added:,} tasks of {n:,} files; {findings:,} remarks, {refused:,} of them refusals.",
            added=report.added,
            n=len(report.files),
            findings=len(report.findings),
            refused=report.refused,
        )
    ]
    if dry_run:
        lines.append(tr("This was a trial: nothing was written."))
    return lines


def _document(report: CollectionReport, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "cancelled": report.cancelled,
        "rows": report.rows,
        "files": [
            {
                "file": file.file,
                "state": file.state.value,
                "section": file.unit_code,
                "rows": file.rows,
                "refused_rows": file.refused_rows,
                "added_lines": file.added,
                "changed_lines": file.changed,
                "removed_lines": file.removed,
                "conflicts": [_conflict_document(conflict) for conflict in file.conflicts],
                "findings": [finding_document(finding) for finding in file.findings],
            }
            for file in report.files
        ],
    }


def _conflict_document(conflict: WorkbookConflict) -> dict[str, Any]:
    """A conflict in the shape of docs/cli.md; values as stored, "unknown" where nobody knows."""
    values = {
        name: "unknown" if isinstance(value, Unknown) else value
        for name, value in (
            ("handed_out", conflict.base),
            ("theirs", conflict.theirs),
            ("ours", conflict.ours),
        )
    }
    return {
        "line": conflict.line,
        "row": conflict.row or None,
        "name": conflict.name,
        "field": conflict.field,
        **values,
        "decided": conflict.side.value if conflict.side else None,
    }


def _lines(report: CollectionReport, *, dry_run: bool) -> list[str]:
    lines = [
        tr(
            "Collected {collected:,}, unchanged {unchanged:,}, refused {refused:,} of {n:,} files;"
            " {rows:,} lines.",
            collected=report.count(FileState.COLLECTED),
            unchanged=report.count(FileState.UNCHANGED),
            refused=report.count(FileState.REFUSED),
            n=len(report.files),
            rows=report.rows,
        )
    ]
    if report.open_conflicts:
        lines.append(
            ntr(
                "{n:,} cell was changed in the workbook and in the program; the program's value"
                " stays. Settle it in the window, or with --conflicts.",
                "{n:,} cells were changed in the workbook and in the program; the program's values"
                " stay. Settle them in the window, or with --conflicts.",
                report.open_conflicts,
            )
        )
    if dry_run:
        lines.append(tr("This was a trial: nothing was written."))
    return lines


@app.command("status", help=tr("How far every section is."))
def status(context: typer.Context) -> None:
    """How far every section is."""
    session: Session = context.obj
    with session.reading() as workspace:
        sections = _known_here(workspace)
    done = sum(1 for section in sections if has_answered(section))
    document = {
        "sections": len(sections),
        "answered": done,
        "rows": [
            {
                "code": s.unit_code,
                "name": s.unit_name,
                "bureau": s.bureau_name,
                "state": s.state,
                "changed_after_approval": s.changed_after_approval,
                "due_on": s.due_on or None,
                "reason": s.reason or None,
                "tasks": s.tasks,
                "minutes": s.minutes,
                "capacity_minutes": s.capacity,
            }
            for s in sections
        ],
    }
    lines = [tr("{done:,} of {n:,} sections have answered.", done=done, n=len(sections))]
    lines += [
        f"{s.unit_code}\t{s.bureau_name}\t{s.unit_name}\t{_state(s)}\t{s.tasks:,}"
        f"\t{format_hours(s.minutes)}"
        for s in sections
    ]
    session.output.result(document, lines)


def _known_here(workspace: Workspace) -> list[SectionStatus]:
    """The sections of the round; where the workspace is shared, those this PC takes in."""
    part = workspace.part
    every = workspace.queries.sections(workspace.round_id)
    if part is None or view_of(part.role).whole_city:
        return list(every)
    return [section for section in every if part.is_own(section.unit_code)]


def _state(section: SectionStatus) -> str:
    if not section.state:
        return tr("not asked")
    changed = section.changed_after_approval
    return state_label(sheet_state(section.state), changed=changed)
