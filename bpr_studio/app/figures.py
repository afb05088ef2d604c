"""All charts of one scope, from every part of the program that has something to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.services.figures import Figure, FigureName, answer_figures, empty_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.workload.answer import Answer
    from bpr_studio.services.events import Committed

_MOST_CLASSES: Final = 20
#: What may be written without changing the comparison of cities.
_WITHOUT_COMPARISON: Final = frozenset(
    {
        "improvement",
        "improvement_claim",
        "improvement_actual",
        "candidate_verdict",
        "goal_value",
        "procedure",
        "procedure_step",
        "cell_comment",
    }
)


class ChartDesk:
    """The charts of a window: the comparison of cities stays until something it is made of changes.

    Args:
        workspace: the workspace of the window.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._compared: Figure | None = None
        self._turn = 0  # counts the changes, so that nothing made before one is kept after it
        workspace.bus.subscribe(self.forget)

    def forget(self, event: Committed) -> None:
        """Compare anew after a change; a subscriber of the bus."""
        if event.kinds - _WITHOUT_COMPARISON:
            self._turn += 1
            self._compared = None

    def of(self, answer: Answer, round_id: str, unit_code: str) -> tuple[Figure, ...]:
        """The charts of a scope; see `all_figures`."""
        return all_figures(self._workspace, answer, round_id, unit_code, cities=self._cities)

    def _cities(self) -> Figure:
        turn, found = self._turn, self._compared
        if found is None:
            found = compared_cities(self._workspace)
            if turn == self._turn:
                self._compared = found
        return found


def all_figures(
    workspace: Workspace,
    answer: Answer,
    round_id: str,
    unit_code: str,
    *,
    cities: Callable[[], Figure] | None = None,
) -> tuple[Figure, ...]:
    """The charts in the order they are offered; those of the city alone only for the city.

    Args:
        workspace: the workspace.
        answer: the sums of the scope.
        round_id: the survey round.
        unit_code: code of a bureau, ward, division or section; "" for the whole city.
        cities: the comparison of cities where it is known already.

    Raises:
        RefusedError: there is no such round or unit.
    """
    compare = cities or (lambda: compared_cities(workspace))
    own = (
        figure
        for figure in answer_figures(answer)
        if figure.name is not FigureName.UNITS or answer.units
    )
    return (
        *own,
        *workspace.figures.of_scope(round_id, unit_code),
        *([compare()] if not unit_code else []),
        *_improvements(workspace, round_id, unit_code),
        _procedures(workspace, round_id, unit_code),
    )


def compared_cities(workspace: Workspace) -> Figure:
    """Our hours per resident among those of other cities."""
    from bpr_studio.domain.benchmark.terms import Basis, ClassLevel
    from bpr_studio.services.comparison_report import comparison_sections

    year = workspace.fiscal_year
    if not workspace.cities.partners() or workspace.cities.own(year) is None:
        return empty_figure(FigureName.CITIES)
    compared = workspace.benchmarking.compare(year, Basis.PER_10K, ClassLevel.MAJOR)
    every = len(compared.classes)
    made = next(comparison_sections(compared, chart_rows=_MOST_CLASSES, listed_classes=every))
    return Figure(FigureName.CITIES, made.statement, made.chart, made.table)


def _improvements(workspace: Workspace, round_id: str, unit_code: str) -> Iterator[Figure]:
    effects = workspace.improvement_effects.of(unit_code, round_id)
    if not effects.booked:
        yield empty_figure(FigureName.WATERFALL)
        yield empty_figure(FigureName.BURN_UP)
        return
    yield Figure(
        FigureName.WATERFALL, effects.waterfall_title, effects.waterfall, effects.waterfall_table
    )
    yield Figure(FigureName.BURN_UP, effects.burn_up_title, effects.burn_up, effects.burn_up_table)


def _procedures(workspace: Workspace, round_id: str, unit_code: str) -> Figure:
    from bpr_studio.services.procedure_figures import progress_chart, progress_table
    from bpr_studio.services.scopes import Scope

    inside = Scope(workspace.queries, round_id, unit_code).unit_ids if unit_code else None
    progress = workspace.procedures.progress(inside)
    if not progress.procedures:
        return empty_figure(FigureName.PROCEDURES)
    ledger = workspace.procedures.ledger
    chart = progress_chart(progress, ledger)
    return Figure(FigureName.PROCEDURES, chart.title, chart, progress_table(progress, ledger))
