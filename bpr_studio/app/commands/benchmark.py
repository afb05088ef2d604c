"""`benchmark import`, `benchmark compare`, `benchmark export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import finding_document
from bpr_studio.domain.benchmark.compare import Basis, ClassLevel, Comparison
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

app = typer.Typer(no_args_is_help=True)


@app.command("import", help=tr("Take over the figures of another city."))
def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help=tr("Exchange file, .xlsx or .json."))],
) -> None:
    """Take over the figures of another city."""
    session: Session = context.obj
    with session.writing() as workspace:
        read = workspace.cities.import_file(path)
    session.output.findings(read.findings)
    figures = read.figures
    document = {
        "city": figures.city_name,
        "fictitious": figures.fictitious,
        "fiscal_year": figures.fiscal_year,
        "figures": len(figures.figures),
        "findings": [finding_document(finding) for finding in read.findings],
    }
    line = tr(
        "{city}, fiscal year {year}: {n:,} classes.",
        city=figures.city_name,
        year=figures.fiscal_year,
        n=len(figures.figures),
    )
    session.output.result(document, [line])


@app.command("compare", help=tr("Our figures next to those of other cities."))
def compare(
    context: typer.Context,
    city: Annotated[
        list[str] | None, typer.Option(help=tr("Code of a city; may be repeated."))
    ] = None,
    per: Annotated[Basis, typer.Option(help=tr("What hours are divided by."))] = Basis.PER_10K,
    level: Annotated[ClassLevel, typer.Option(help=tr("Level of the classes."))] = ClassLevel.MAJOR,
) -> None:
    """Our figures next to those of other cities."""
    session: Session = context.obj
    with session.reading() as workspace:
        found = workspace.benchmarking.compare(workspace.fiscal_year, per, level, city or [])
    session.output.result(_document(found), _lines(found))


def _document(found: Comparison) -> dict[str, Any]:
    return {
        "basis": found.basis.value,
        "unit": found.unit,
        "fictitious": found.fictitious,
        "city": found.ours.name,
        "others": [other.name for other in found.others],
        "differences": found.differences,
        "classes": [
            {
                "code": item.code,
                "name": item.label,
                "ours": item.ours,
                "median": item.spread.median if item.spread else None,
                "n": len(item.others),
                "others": {other.city.name: other.value for other in item.others},
            }
            for item in found.classes
        ],
    }


def _lines(found: Comparison) -> list[str]:
    def figure(value: float | None) -> str:
        return "–" if value is None else f"{value:,.1f}"

    lines = [f"{found.ours.name}: {found.unit}", *found.differences]
    return lines + [
        f"{c.code}\t{c.label}\t{figure(c.ours)}"
        f"\t{figure(c.spread.median if c.spread else None)}\tn={len(c.others)}"
        for c in found.classes
    ]


@app.command("export", help=tr("Write our figures for other cities."))
def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help=tr("File, .xlsx or .json."))],
) -> None:
    """Write our figures for other cities."""
    session: Session = context.obj
    with session.reading() as workspace:
        figures = workspace.cities.export_own(workspace.fiscal_year, output)
    if figures is None:
        raise RefusedError(
            tr("There are no survey figures of our own yet."),
            remedy=tr("Collect survey workbooks first."),
        )
    session.output.result({"file": str(output), "figures": len(figures.figures)}, [str(output)])
