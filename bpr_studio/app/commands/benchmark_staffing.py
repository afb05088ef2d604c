"""`benchmark staffing`: staff by department as published, held against the survey."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import finding_document
from bpr_studio.domain.benchmark.staff import sentence_coverage
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.domain.benchmark.staff import Coverage
    from bpr_studio.services.staff_reference import StaffPreview

staffing_app = typer.Typer(no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(
        staffing_app,
        name="staffing",
        help=tr("Staff by department as published, held against the survey."),
    )


@staffing_app.command("import", help=tr("Take over a table of staff by department."))
def import_(  # the options of the command
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help=tr("Table, .xlsx or .csv."))],
    *,
    fy: Annotated[
        int | None, typer.Option("--fy", help=tr("Fiscal year, where the table does not say it."))
    ] = None,
    source: Annotated[str, typer.Option("--source", help=tr("Where it was published."))] = "",
    fictitious: Annotated[
        bool, typer.Option("--fictitious", help=tr("The numbers are invented."))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=tr("Only look; nothing is stored."))
    ] = False,
) -> None:
    """Take over a table of staff by department."""
    session: Session = context.obj
    with session.reading() if dry_run else session.writing() as workspace:
        preview = workspace.staff_reference.preview(path, fy, fictitious=fictitious)
        session.output.findings(preview.read.findings)
        if not dry_run:
            workspace.staff_reference.take_over(preview, source)
    session.output.result(_preview_document(preview, taken=not dry_run), _preview_lines(preview))


def _preview_document(preview: StaffPreview, *, taken: bool) -> dict[str, Any]:
    return {
        "sheet": preview.read.sheet,
        "columns": [
            {"heading": heading, "read_as": what} for heading, what in preview.read.columns
        ],
        "cities": [{"city": city, "fiscal_year": year} for city, year in preview.cities],
        "counts": len(preview.read.counts),
        "taken_over": taken,
        "added": preview.added,
        "changed": preview.changed,
        "removed": preview.removed,
        "findings": [finding_document(finding) for finding in preview.read.findings],
    }


def _preview_lines(preview: StaffPreview) -> list[str]:
    unread = tr("(not read)")
    columns = [f"{heading}\t{what or unread}" for heading, what in preview.read.columns]
    return [
        *columns,
        *(f"{city}\t{year}" for city, year in preview.cities),
        tr(
            "New: {added:,}, changed: {changed:,}, removed: {removed:,}.",
            added=preview.added,
            changed=preview.changed,
            removed=preview.removed,
        ),
    ]


@staffing_app.command("show", help=tr("Surveyed hours beside the working time of known staff."))
def show(
    context: typer.Context,
    fy: Annotated[int | None, typer.Option("--fy", help=tr("Fiscal year, e.g. 2026."))] = None,
) -> None:
    """Surveyed hours beside the working time of known staff."""
    from bpr_studio.domain.shared.fiscal_year import FiscalYear

    session: Session = context.obj
    with session.reading() as workspace:
        year = FiscalYear(fy) if fy else workspace.fiscal_year
        counts = workspace.staff_reference.counts()
        found = workspace.staff_reference.coverage(year)
    if found is None:
        raise RefusedError(
            tr("There are no survey figures of our own for {year}.", year=year),
            remedy=tr("Collect survey workbooks for this year first."),
        )
    document = {**_document(found), "counts": [asdict(count) for count in counts]}
    session.output.result(document, _lines(found))


def _document(found: Coverage) -> dict[str, Any]:
    return {
        "fiscal_year": found.fiscal_year,
        "staff_year": found.staff_year,
        "fictitious": found.fictitious,
        "minutes_per_full_timer": found.minutes_per_full_timer,
        "title": sentence_coverage(found),
        "departments": [
            {
                "department": line.department,
                "heads": line.heads,
                "minutes": line.minutes,
                "common_minutes": line.common,
                "capacity_minutes": line.capacity,
                "percent": line.percent,
                "verdict": line.verdict.value,
            }
            for line in (*found.lines, found.total)
        ],
        "unclassified_minutes": found.unclassified,
        "beside_minutes": found.beside,
        "left_out_heads": found.left_out,
    }


def _lines(found: Coverage) -> list[str]:
    def line_of(name: str, heads: int, minutes: int, percent: float | None) -> str:
        share = "–" if percent is None else f"{percent:.1f}%"
        return f"{name}\t{heads:,}\t{format_hours(minutes)}\t{share}"

    lines = [line_of(x.department, x.heads, x.minutes, x.percent) for x in found.lines]
    total = found.total
    return [
        sentence_coverage(found),
        *lines,
        line_of(tr("Not classified"), 0, found.unclassified, None),
        line_of(tr("Total"), total.heads, total.minutes, total.percent),
    ]
