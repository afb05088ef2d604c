"""`report`: the analysis report on the city or a unit, on all sections, and the mayor's page."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import TerminalProgress
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.report_runs import Outcome, ReportKind

if TYPE_CHECKING:
    from bpr_studio.services.report_runs import RunResult
    from bpr_studio.services.report_values import ReportContent, ReportTable


class Subject(StrEnum):
    """Which report."""

    ANALYSIS = "analysis"
    MAYOR = "mayor"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", help=tr("Write the analysis report."))(report)


def report(
    context: typer.Context,
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help=tr("File ending in .pdf, .xlsx or .html; with --all a folder."),
        ),
    ],
    subject: Annotated[
        Subject, typer.Argument(help=tr("analysis, or mayor for the one-page report."))
    ] = Subject.ANALYSIS,
    unit: Annotated[
        str, typer.Option("--unit", help=tr("Code of a bureau, division or section."))
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help=tr("One file for every section, with an index."))
    ] = False,
    bureaus: Annotated[
        bool, typer.Option("--bureaus", help=tr("With --all: bureaus and wards as well."))
    ] = False,
    kind: Annotated[
        ReportKind, typer.Option("--kind", help=tr("With --all: kind of the files."))
    ] = ReportKind.PDF,
) -> None:
    """Write a report, or one for every section."""
    session: Session = context.obj
    if every:
        _require_alone(subject, unit)
        result = _write_all(session, output, kind, bureaus=bureaus)
        session.output.result(_run_document(result, output), _run_lines(result))
        return
    content = _write_one(session, subject, unit, output)
    session.output.result({"file": str(output), **content_document(content)}, [str(output)])


def _write_one(session: Session, subject: Subject, unit: str, output: Path) -> ReportContent:
    from bpr_studio.app.reports import (
        mayor_content,
        report_content,
        write_mayor_report,
        write_report,
    )

    with session.reading() as workspace:
        if subject is Subject.MAYOR:
            if unit:
                raise _not_together("mayor", "--unit")
            content = mayor_content(workspace)
            write_mayor_report(content, output)
        else:
            content = report_content(workspace, unit)
            write_report(content, output)
    return content


def _write_all(session: Session, folder: Path, kind: ReportKind, *, bureaus: bool) -> RunResult:
    from bpr_studio.app.report_run import BUREAUS, SECTIONS, write_all_reports

    levels = SECTIONS | BUREAUS if bureaus else SECTIONS
    return write_all_reports(
        session.folder, session.person, folder, kind, TerminalProgress(), levels=levels
    )


def _require_alone(subject: Subject, unit: str) -> None:
    if subject is Subject.MAYOR:
        raise _not_together("mayor", "--all")
    if unit:
        raise _not_together("--unit", "--all")


def _not_together(one: str, other: str) -> RefusedError:
    return RefusedError(
        tr("{one} and {other} do not go together.", one=one, other=other),
        remedy=tr("Leave one of the two away."),
    )


def content_document(content: ReportContent) -> dict[str, Any]:
    """Everything a report says, as JSON takes it; numbers as the tables hold them."""
    return {
        "title": content.title,
        "subtitle": content.subtitle,
        "label": content.label,
        "key_figures": [
            {"name": f.label, "value": f.value, "unit": f.unit, "note": f.note}
            for f in content.key_figures
        ],
        "findings": list(content.findings),
        "provenance": dict(content.provenance),
        "sections": [
            {
                "key": section.key,
                "heading": section.heading,
                "finding": section.statement,
                "table": table_document(section.table) if section.table else None,
                "notes": list(section.notes),
            }
            for section in content.sections
        ],
    }


def table_document(table: ReportTable) -> dict[str, Any]:
    """A table with its headings."""
    return {
        "key": table.key,
        "columns": [column.heading for column in table.columns],
        "rows": [list(row) for row in table.rows],
        "note": table.note,
    }


def _run_document(result: RunResult, folder: Path) -> dict[str, Any]:
    return {
        "folder": str(folder),
        **{outcome.value: result.count(outcome) for outcome in Outcome},
        "reports": [
            {
                "code": one.job.code,
                "name": one.job.name,
                "file": one.job.file_name,
                "outcome": one.outcome.value,
                "error": one.error,
            }
            for one in result.done
        ],
    }


def _run_lines(result: RunResult) -> list[str]:
    failed = [
        f"{one.job.code}\t{one.job.name}\t{one.error}"
        for one in result.done
        if one.outcome is Outcome.FAILED
    ]
    return [result.sentence, *failed]
