"""`benchmark import`, `review`, `export` and `form`: figures of cities as files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import finding_document
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.cities import CityPreview
    from bpr_studio.services.cities_review import ExportReview

Year = Annotated[int | None, typer.Option("--fy", help=tr("Fiscal year, e.g. 2026."))]
Flow = Annotated[
    list[str] | None,
    typer.Option("--flow", help=tr("Id of a flow to send along; may be repeated.")),
]
Office = Annotated[str, typer.Option("--by", help=tr("Office or role that prepared the figures."))]
Remarks = Annotated[str, typer.Option("--remarks", help=tr("What readers should know."))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import", help=tr("Take over the figures of another city."))(import_)
    app.command("review", help=tr("What would leave for other cities, and what is held back."))(
        review
    )
    app.command("export", help=tr("Write our figures for other cities."))(export)
    app.command("form", help=tr("Write an empty form for a city without this program."))(form)


def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help=tr("Exchange file, .xlsx or .json."))],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=tr("Only look; nothing is stored."))
    ] = False,
) -> None:
    """Take over the figures of another city."""
    session: Session = context.obj
    with session.reading() if dry_run else session.writing() as workspace:
        preview = workspace.cities.preview(path)
        session.output.findings(preview.read.findings)
        if not dry_run:
            workspace.cities.take_over(preview)
    session.output.result(_preview_document(preview, taken=not dry_run), _preview_lines(preview))


def _preview_document(preview: CityPreview, *, taken: bool) -> dict[str, Any]:
    figures = preview.read.figures
    return {
        "city": figures.city_name,
        "fictitious": figures.fictitious,
        "fiscal_year": figures.fiscal_year,
        "figures": len(figures.figures),
        "steps": len(figures.steps),
        "flows": len(figures.flows),
        "taken_over": taken,
        "replaces": preview.before is not None,
        "added": preview.added,
        "changed": preview.changed,
        "removed": preview.removed,
        "findings": [finding_document(finding) for finding in preview.read.findings],
    }


def _preview_lines(preview: CityPreview) -> list[str]:
    figures = preview.read.figures
    return [
        tr(
            "{city}, fiscal year {year}: {n:,} classes.",
            city=figures.city_name,
            year=figures.fiscal_year,
            n=len(figures.figures),
        ),
        tr(
            "New: {added:,}, changed: {changed:,}, removed: {removed:,}.",
            added=preview.added,
            changed=preview.changed,
            removed=preview.removed,
        ),
    ]


def review(
    context: typer.Context,
    fy: Year = None,
    flow: Flow = None,
    by: Office = "",
    remarks: Remarks = "",
) -> None:
    """What would leave for other cities, and what is held back and why."""
    session: Session = context.obj
    with session.reading() as workspace:
        found = _review(workspace, fy, flow, (by, remarks))
    session.output.result(_review_document(found), _review_lines(found))


def _review(
    workspace: Workspace, fy: int | None, flows: list[str] | None, texts: tuple[str, str]
) -> ExportReview:
    from bpr_studio.domain.shared.fiscal_year import FiscalYear
    from bpr_studio.services.cities_review import ReviewWishes

    year = FiscalYear(fy) if fy else workspace.fiscal_year
    found = workspace.cities.review(year, ReviewWishes(tuple(flows or ()), *texts))
    if found is None:
        raise RefusedError(
            tr("There are no survey figures of our own yet."),
            remedy=tr("Collect survey workbooks first."),
        )
    return found


def _review_document(found: ExportReview) -> dict[str, Any]:
    return {
        "fiscal_year": found.figures.fiscal_year,
        "fictitious": found.figures.fictitious,
        "leaving": len(found.leaving),
        "held_back": len(found.held_back),
        "unclassified_minutes": found.unclassified,
        "doubts": found.doubts,
        "flows": [asdict(flow) for flow in found.flows],
        "lines": [
            {
                "code": line.code,
                "name": line.label,
                "step_type": line.step_type,
                "minutes": line.minutes,
                "non_core_minutes": line.non_core,
                "cases": line.cases,
                "sections": line.sections,
                "fate": line.fate.value,
                "part_of": line.merged_into,
                "reason": line.reason,
            }
            for line in found.lines
        ],
    }


def _review_lines(found: ExportReview) -> list[str]:
    lines = [
        f"{line.code}\t{line.step_type}\t{line.label}\t{format_hours(line.minutes)}"
        f"\tn={line.sections}\t{line.reason}"
        for line in found.lines
    ]
    flows = [f"{flow.name}\t{doubt}" for flow in found.flows for doubt in flow.doubts]
    return [found.summary, *found.doubts, *flows, *lines]


def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help=tr("File, .xlsx or .json."))],
    fy: Year = None,
    flow: Flow = None,
    by: Office = "",
    remarks: Remarks = "",
) -> None:
    """Write our figures for other cities, exactly what `review` shows with the same options."""
    session: Session = context.obj
    with session.reading() as workspace:
        found = _review(workspace, fy, flow, (by, remarks))
        doubts = [doubt for one in found.flows for doubt in one.doubts]
        if doubts:
            raise RefusedError(
                tr("Nothing was written: {doubt}", doubt=doubts[0]),
                remedy=tr("See `benchmark review`, correct the flow or leave it out."),
            )
        workspace.cities.export_reviewed(found, output)
    document = {
        "file": str(output),
        "figures": len(found.figures.figures),
        "steps": len(found.figures.steps),
        "flows": len(found.figures.flows),
        "held_back": len(found.held_back),
    }
    session.output.result(document, [str(output), found.summary])


def form(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help=tr("File, .xlsx."))],
) -> None:
    """Write an empty form for a city without this program."""
    session: Session = context.obj
    with session.reading() as workspace:
        workspace.cities.write_form(output)
    session.output.result({"file": str(output)}, [str(output)])
