"""`analyze chart`: one chart of the analysis as values or as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.figures import FigureName

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.figures import Figure


def find_figure(workspace: Workspace, name: str, round_id: str, unit_code: str) -> Figure:
    """One chart of the city or a unit.

    Raises:
        RefusedError: there is no such chart, round or unit, or the unit has no such chart.
    """
    from bpr_studio.app.figures import all_figures

    names = tr(", ").join(FigureName)
    if name not in set(FigureName):
        raise RefusedError(
            tr("There is no chart “{name}”.", name=name), remedy=tr("Charts: {names}", names=names)
        )
    answer = workspace.analysis.answer(round_id, unit_code)
    for figure in all_figures(workspace, answer, round_id, unit_code):
        if figure.name == name:
            return figure
    raise RefusedError(
        tr("{scope} has no chart “{name}”.", scope=answer.provenance.scope, name=name),
        remedy=tr("Charts: {names}", names=names),
    )


def figure_document(figure: Figure, file: Path | None) -> dict[str, Any]:
    """A chart as values: what the table beside it shows, column by column."""
    table = figure.table
    return {
        "chart": str(figure.name),
        "title": figure.finding,
        "caption": figure.chart.caption if figure.chart else "",
        "columns": [
            {"name": column.name, "unit": column.unit}
            for column in (table.columns if table else ())
        ],
        "rows": [list(row) for row in (table.rows if table else ())],
        "keys": list(table.row_keys if table else ()),
        "total": bool(table and table.total),
        "file": str(file) if file else "",
    }


def figure_lines(figure: Figure, file: Path | None) -> list[str]:
    """A chart for people: its finding and its table, or what to do so that it has data."""
    if figure.table is None:
        return [figure.finding, figure.lesson]
    if file is not None:
        return [figure.finding, tr("Saved: {path}", path=file)]
    heads = "\t".join(column.heading for column in figure.table.columns)
    return [figure.finding, heads, *("\t".join(row) for row in figure.table.shown())]
