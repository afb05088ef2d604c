"""`analyze pivot`: any question about hours, answered as on the page of the explorer."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.explore import Against, ExploreView, Measure, Source
from bpr_studio.domain.workload.explore_json import view_to_json
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.services.exploring_tables import ExploreNotes, report_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.workload.explore import ExploreTable

Dimensions = Annotated[
    list[Dimension] | None,
    typer.Option("--rows", help=tr("Field of the rows; repeat it for rows inside rows.")),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("pivot", help=tr("Any rows and columns, as on the page of the explorer."))(pivot)
    app.command("views", help=tr("The views that can be named with --view."))(views)


def pivot(
    context: typer.Context,
    *,
    rows: Dimensions = None,
    columns: Annotated[
        list[Dimension] | None,
        typer.Option("--columns", help=tr("Field of the columns; may be repeated.")),
    ] = None,
    measure: Annotated[
        list[Measure] | None,
        typer.Option("--measure", help=tr("What the cells say; may be repeated.")),
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter", help=tr("Only this, e.g. core=non_core; may be repeated for more keys.")
        ),
    ] = None,
    org_year: Annotated[
        int | None, typer.Option("--org-year", help=tr("Fiscal year of the organisation."))
    ] = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help=tr("Only so many rows, the others in one."))
    ] = None,
    fy: Annotated[int | None, typer.Option("--fy", help=tr("Fiscal year, e.g. 2026."))] = None,
    view: Annotated[
        str, typer.Option("--view", help=tr("Name of a view to start from; see “analyze views”."))
    ] = "",
    last_year: Annotated[
        bool, typer.Option("--last-year", help=tr("Compare with last year."))
    ] = False,
    cities: Annotated[
        bool, typer.Option("--cities", help=tr("Rows other cities sent instead of our survey."))
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=tr("File: .xlsx or .csv."))
    ] = None,
) -> None:
    """Print or write one table."""
    session: Session = context.obj
    changes: dict[str, Any] = {
        "rows": tuple(rows) if rows else None,
        "columns": tuple(columns) if columns else None,
        "measures": tuple(measure) if measure else None,
        "filters": _filters(filters) if filters else None,
        "org_year": org_year,
        "top": top,
        "against": Against.LAST_YEAR if last_year else None,
        "source": Source.CITIES if cities else None,
    }
    with session.reading() as workspace:
        asked = workspace.explorer.view_named(view) if view else ExploreView()
        asked = replace(asked, **{k: v for k, v in changes.items() if v is not None})
        if fy is not None:
            asked = replace(asked, round_id=_round_of(workspace, fy))
        table = workspace.explorer.table(asked)
        notes = ExploreNotes(workspace.explorer, workspace.queries).all_lines(table)
    if output is not None:
        from bpr_studio.app.explorer_files import write_table

        write_table(report_table(table, notes), output)
        session.output.result({"file": str(output)}, [str(output)])
        return
    session.output.result(table_document(table, notes), _lines(table, notes))


def views(context: typer.Context) -> None:
    """List the views by name."""
    session: Session = context.obj
    with session.reading() as workspace:
        explorer = workspace.explorer
        found = [(key, name, view) for key, name, view in explorer.starters()]
        found += [(line.name, line.name, view) for line, view in explorer.kept()]
    session.output.result(
        [{"key": key, "name": name, "view": view_to_json(view)} for key, name, view in found],
        [f"{key}\t{name}" for key, name, _ in found],
    )


def table_document(table: ExploreTable, notes: Sequence[str]) -> dict[str, Any]:
    """A table as JSON: numbers as the explorer has them, hours in minutes; null is unknown."""
    return {
        "view": view_to_json(table.view),
        "columns": [
            {
                "keys": column.keys,
                "names": column.labels,
                "measure": column.measure.value,
                "side": column.side.value,
                "total": column.total,
            }
            for column in table.columns
        ],
        "data": [
            {"keys": keys, "names": names, "values": _known(values)}
            for keys, names, values in zip(
                table.row_keys, table.row_labels, table.values.tolist(), strict=True
            )
        ],
        "totals": _known(table.totals.tolist()),
        "others": table.others,
        "minutes": table.facts.minutes,
        "tasks": table.facts.tasks,
        "unpriced_minutes": table.facts.unpriced,
        "not_mapped_minutes": table.facts.not_mapped,
        "notes": list(notes),
    }


def _known(values: Sequence[float]) -> list[float | None]:
    return [None if math.isnan(v) else int(v) if v == int(v) else v for v in values]


def _lines(table: ExploreTable, notes: Sequence[str]) -> list[str]:
    made = report_table(table)
    return [
        made.title,
        "\t".join(column.heading for column in made.columns),
        *("\t".join(row) for row in made.shown()),
        *notes,
    ]


def _filters(texts: Sequence[str]) -> tuple[tuple[Dimension, tuple[str, ...]], ...]:
    found: dict[Dimension, tuple[str, ...]] = {}
    known = {dimension.value: dimension for dimension in Dimension}
    for text in texts:
        name, sign, key = text.partition("=")
        if not sign or name not in known:
            raise RefusedError(
                tr("“{text}” is no filter.", text=text),
                remedy=tr(
                    "Write a field, “=” and a key, e.g. core=non_core. Fields: {names}",
                    names=", ".join(known),
                ),
            )
        found[known[name]] = (*found.get(known[name], ()), key)
    return tuple(found.items())


def _round_of(workspace: Workspace, fy: int) -> str:
    for found in workspace.explorer.rounds():
        if found.fiscal_year == fy:
            return found.id
    raise RefusedError(
        tr("There is no survey of the fiscal year {year}.", year=fy),
        remedy=tr("See “analyze summary” for the years there are."),
    )
