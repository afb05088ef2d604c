"""`analyze`: the figures of the survey."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.chart_pictures import write_figure
from bpr_studio.app.commands.charts import figure_document, figure_lines, find_figure
from bpr_studio.app.commands.session import Session
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.pivot import Dimension, PivotQuery, PivotTable

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.workload.answer import Answer, CoreSplit


class Table(StrEnum):
    """What `analyze` can print."""

    SUMMARY = "summary"
    HOURS = "hours"
    CHART = "chart"


Unit = Annotated[str, typer.Option("--unit", help=tr("Code of a bureau, division or section."))]
Year = Annotated[int | None, typer.Option("--fy", help=tr("Fiscal year, e.g. 2026."))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("analyze", help=tr("Hours by organisation, class, core tag, staff and month."))(
        analyze
    )


def analyze(
    context: typer.Context,
    table: Annotated[
        Table, typer.Argument(help=tr("summary, hours with --by, or chart with a name."))
    ],
    name: Annotated[str, typer.Argument(help=tr("Name of the chart, e.g. months."))] = "",
    *,
    by: Annotated[
        list[Dimension] | None,
        typer.Option(help=tr("Dimension of the rows; may be repeated (hours only).")),
    ] = None,
    column: Annotated[
        Dimension | None, typer.Option(help=tr("Dimension of the columns (hours only)."))
    ] = None,
    fy: Year = None,
    unit: Unit = "",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help=tr("File for the chart: .svg, .png or .xlsx.")),
    ] = None,
) -> None:
    """Print figures of the survey, or write a chart."""
    session: Session = context.obj
    with session.reading() as workspace:
        round_id = _round_of(workspace, fy)
        if table is Table.SUMMARY:
            answer = workspace.analysis.answer(round_id, unit)
            session.output.result(_answer_document(answer), _answer_lines(answer))
            return
        if table is Table.CHART:
            figure = find_figure(workspace, name, round_id, unit)
            if output is not None:
                write_figure(figure, output)
            document, lines = figure_document(figure, output), figure_lines(figure, output)
            session.output.result(document, lines)
            return
        rows = tuple(by or [Dimension.BUREAU])
        scope = workspace.analysis.scope_filter(round_id, unit)
        pivot = workspace.analysis.pivot(PivotQuery(round_id, rows, column, scope))
    session.output.result(_pivot_document(pivot), _pivot_lines(pivot))


def _round_of(workspace: Workspace, fy: int | None) -> str:
    if fy is None:
        return workspace.round_id
    for found in workspace.queries.rounds():
        if found.fiscal_year == fy and found.kind == "overall":
            return found.id
    raise RefusedError(
        tr("There is no survey of the fiscal year {year}.", year=fy),
        remedy=tr("See “analyze summary” for the years there are."),
    )


def _split_document(split: CoreSplit) -> dict[str, Any]:
    return {
        "key": split.key,
        "name": split.label,
        "minutes": split.total,
        "core_minutes": split.core,
        "non_core_minutes": split.non_core,
        "untagged_minutes": split.untagged,
        "non_core_share": round(split.non_core_share, 6),
        "tasks": split.tasks,
    }


def _answer_document(answer: Answer) -> dict[str, Any]:
    p = answer.provenance
    return {
        "city": p.city,
        "fictitious": p.fictitious,
        "fiscal_year": p.fiscal_year.year,
        "scope": p.scope,
        "core_definition": p.core_definition,
        "core_definition_id": p.core_definition_id,
        "hours_per_full_timer": p.hours_per_full_timer,
        "sections": p.sections,
        "sections_expected": p.sections_expected,
        "tasks": p.tasks,
        "total": _split_document(answer.total),
        "units": [_split_document(split) for split in answer.units],
        "classes": [_split_document(split) for split in answer.classes],
        "months": {
            "core_minutes": answer.months.core,
            "non_core_minutes": answer.months.non_core,
            "untagged_minutes": answer.months.untagged,
            "capacity_minutes": answer.months.capacity,
            "contractor_minutes": answer.months.contractor,
        },
        "staff": [
            {"key": key, "name": name, "minutes": minutes} for key, name, minutes in answer.staff
        ],
    }


def _answer_lines(answer: Answer) -> list[str]:
    p = answer.provenance
    total = answer.total
    lines = [
        f"{p.city} {p.fiscal_year} {p.scope}",
        tr(
            "{hours} h in {tasks:,} tasks of {sections:,} of {expected:,} sections;"
            " {share:.1%} non-core.",
            hours=format_hours(total.total),
            tasks=p.tasks,
            sections=p.sections,
            expected=p.sections_expected,
            share=total.non_core_share,
        ),
    ]
    return lines + [
        f"{split.key}\t{split.label}\t{format_hours(split.total)}\t{split.non_core_share:.1%}"
        for split in answer.units
    ]


def _pivot_document(pivot: PivotTable) -> dict[str, Any]:
    return {
        "rows": [dimension.value for dimension in pivot.query.rows],
        "column": pivot.query.column.value if pivot.query.column else None,
        "column_keys": pivot.column_keys,
        "column_names": pivot.column_labels,
        "total_minutes": pivot.total,
        "data": [
            {"keys": keys, "names": names, "minutes": minutes, "tasks": tasks}
            for keys, names, minutes, tasks in zip(
                pivot.row_keys, pivot.row_labels, pivot.minutes, pivot.tasks, strict=True
            )
        ],
    }


def _pivot_lines(pivot: PivotTable) -> list[str]:
    head = [dimension.value for dimension in pivot.query.rows]
    lines = ["\t".join([*head, *pivot.column_labels])]
    for names, minutes in zip(pivot.row_labels, pivot.minutes, strict=True):
        lines.append("\t".join([*names, *(format_hours(value) for value in minutes)]))
    return lines
