"""`benchmark compare`, and what files of cities are for."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from bpr_studio.app.commands import benchmark_exchange, benchmark_staffing
from bpr_studio.app.commands.benchmark_documents import comparison_document, comparison_lines
from bpr_studio.app.commands.session import Session
from bpr_studio.domain.benchmark.comparability import Grade
from bpr_studio.domain.benchmark.similar import Choice, Selection
from bpr_studio.domain.benchmark.terms import Basis, ClassLevel, Measure
from bpr_studio.domain.shared.text import tr

app = typer.Typer(no_args_is_help=True)
benchmark_exchange.add_to(app)
benchmark_staffing.add_to(app)


@app.command("compare", help=tr("Our figures next to those of other cities."))
def compare(  # the options of the command
    context: typer.Context,
    city: Annotated[
        list[str] | None, typer.Option(help=tr("Code of a city; may be repeated."))
    ] = None,
    per: Annotated[Basis, typer.Option(help=tr("What hours are divided by."))] = Basis.PER_10K,
    level: Annotated[ClassLevel, typer.Option(help=tr("Level of the classes."))] = ClassLevel.MAJOR,
    within: Annotated[
        str, typer.Option(help=tr("With step types, the class they are of; all work without."))
    ] = "",
    measure: Annotated[Measure, typer.Option(help=tr("Hours or cost."))] = Measure.HOURS,
    nearest: Annotated[
        int | None, typer.Option(min=1, help=tr("So many cities nearest in population."))
    ] = None,
    percent: Annotated[
        int | None,
        typer.Option(min=1, help=tr("Cities within so many per cent of our population.")),
    ] = None,
    grade: Annotated[
        Grade | None,
        typer.Option(help=tr("Worst grade to be summarised; as last chosen without.")),
    ] = None,
) -> None:
    """Our figures next to those of other cities."""
    session: Session = context.obj
    with session.reading() as workspace:
        selection = _selection(workspace.benchmarking.selection(), nearest, percent, grade)
        found = workspace.benchmarking.compare(
            workspace.fiscal_year,
            per,
            level,
            city or [],
            measure=measure,
            within=within,
            selection=selection,
        )
    session.output.result(comparison_document(found), comparison_lines(found))


def _selection(
    usual: Selection, nearest: int | None, percent: int | None, grade: Grade | None
) -> Selection:
    """The remembered selection, changed where an option says so."""
    if nearest is not None:
        usual = replace(usual, choice=Choice.NEAREST, count=nearest)
    elif percent is not None:
        usual = replace(usual, choice=Choice.WITHIN, percent=percent)
    return usual if grade is None else replace(usual, worst_grade=grade)
