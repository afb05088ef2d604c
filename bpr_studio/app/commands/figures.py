"""`analyze`: the figures of the survey."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.chart_pictures import write_figure
from bpr_studio.app.commands import explore
from bpr_studio.app.commands.charts import figure_document, figure_lines, find_figure
from bpr_studio.app.commands.lookups import overall_round
from bpr_studio.app.commands.session import Session
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.pivot import CUBE_DIMENSIONS, Dimension, PivotQuery, PivotTable

if TYPE_CHECKING:
    from bpr_studio.domain.workload.answer import Answer, CoreSplit


Unit = Annotated[str, typer.Option("--unit", help=tr("Code of a bureau, division or section."))]
Year = Annotated[int | None, typer.Option("--fy", help=tr("Fiscal year, e.g. 2026."))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(no_args_is_help=True)
    group.command("summary", help=tr("The figures everybody should know."))(summary)
    group.command("hours", help=tr("Hours by organisation, class, core tag, staff and month."))(
        hours
    )
    group.command("chart", help=tr("A chart of the analysis, printed or written to a file."))(chart)
    explore.add_to(group)
    app.add_typer(group, name="analyze", help=tr("The figures of the survey."))


def summary(context: typer.Context, fy: Year = None, unit: Unit = "") -> None:
    """Print the figures of the city or one unit."""
    session: Session = context.obj
    with session.reading() as workspace:
        answer = workspace.analysis.answer(overall_round(workspace, fy), unit)
    session.output.result(_answer_document(answer), _answer_lines(answer))


def hours(
    context: typer.Context,
    by: Annotated[
        list[Dimension] | None, typer.Option(help=tr("Dimension of the rows; may be repeated."))
    ] = None,
    column: Annotated[Dimension | None, typer.Option(help=tr("Dimension of the columns."))] = None,
    fy: Year = None,
    unit: Unit = "",
) -> None:
    """Print hours by one or more dimensions."""
    session: Session = context.obj
    rows = tuple(by or [Dimension.BUREAU])
    if not {*rows, column or rows[0]} <= set(CUBE_DIMENSIONS):
        raise RefusedError(
            tr("Hours cannot be broken down by one of these dimensions here."),
            remedy=tr("Use “analyze pivot”."),
        )
    with session.reading() as workspace:
        round_id = overall_round(workspace, fy)
        scope = workspace.analysis.scope_filter(round_id, unit)
        pivot = workspace.analysis.pivot(PivotQuery(round_id, rows, column, scope))
    session.output.result(_pivot_document(pivot), _pivot_lines(pivot))


def chart(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=tr("Name of the chart, e.g. months."))] = "",
    fy: Year = None,
    unit: Unit = "",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help=tr("File for the chart: .svg, .png or .xlsx.")),
    ] = None,
) -> None:
    """Print a chart, or write it."""
    session: Session = context.obj
    with session.reading() as workspace:
        figure = find_figure(workspace, name, overall_round(workspace, fy), unit)
        if output is not None:
            write_figure(figure, output)
    document, lines = figure_document(figure, output), figure_lines(figure, output)
    session.output.result(document, lines)


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
