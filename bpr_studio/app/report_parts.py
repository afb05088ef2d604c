"""What reports say beyond the sums of the survey: one maker of sections a line.

A part that has nothing to say about a scope is left out; a new one is a function and its line in
`PARTS`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.report_values import Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bpr_studio.app.workspace import Workspace

    Part = Callable[[Workspace, str], Iterator[Section]]


def parts_of(workspace: Workspace, unit_code: str = "") -> tuple[Section, ...]:
    """The further sections of the report on the city ("") or one unit.

    Raises:
        RefusedError: there is no such unit or no survey round.
        UnreadableInputError: the city's own file of goals is not what it should be.
    """
    return tuple(_headed(section) for part in PARTS for section in part(workspace, unit_code))


def _headed(section: Section) -> Section:
    """Its table bears its heading, too: it names a sheet of the workbook, where no sentence fits."""
    if section.table is None:
        return section
    return replace(section, table=replace(section.table, title=section.heading))


def _figures(workspace: Workspace, unit_code: str) -> Iterator[Section]:
    """Expertise, kinds of steps, paper, single persons, flows: the charts of the analysis."""
    from bpr_studio.services.figures import FigureName, section_of

    for figure in workspace.figures.of_scope(workspace.round_id, unit_code):
        if figure.chart is not None and figure.name is not FigureName.STAFF:  # told already
            yield section_of(figure)


def _improvements(workspace: Workspace, unit_code: str) -> Iterator[Section]:
    """What was decided takes away, and what was really saved."""
    effects = workspace.improvement_effects.of(unit_code)
    if not effects.booked:
        return
    if effects.off:
        heading = tr("Hours that improvements take away")
        title = effects.waterfall_title
        yield Section("waterfall", heading, title, effects.waterfall, effects.waterfall_table,
                      leads=True)  # fmt: skip
    if unit_code and effects.sums.years:
        title = effects.burn_up_title
        heading = tr("Hours really saved by fiscal year")
        yield Section("effects", heading, title, effects.burn_up, effects.burn_up_table)


def _goals(workspace: Workspace, unit_code: str) -> Iterator[Section]:
    """How the city stands against its plan; units have no goals of their own."""
    if unit_code:
        return
    from bpr_studio.services.goal_report import goal_sections

    goals = workspace.goals
    fictitious = workspace.queries.workspace().fictitious
    yield from goal_sections(
        goals.all(),
        goals.plan,
        goals.today,
        workspace.improvement_effects.of(),
        tr("Fictitious figures") if fictitious else "",
    )


def _procedures(workspace: Workspace, unit_code: str) -> Iterator[Section]:
    """How far the review of the procedure ledger is."""
    from bpr_studio.services.procedure_figures import (
        progress_chart,
        progress_sentence,
        progress_table,
    )

    procedures = workspace.procedures
    inside = _sections_below(workspace, unit_code) if unit_code else None
    progress = procedures.progress(inside)
    if not progress.procedures:
        return
    yield Section(
        "procedures",
        tr("Review of procedures"),
        progress_sentence(progress),
        progress_chart(progress, procedures.ledger) if progress.cells else None,
        progress_table(progress, procedures.ledger) if progress.cells else None,
    )


def _sections_below(workspace: Workspace, unit_code: str) -> frozenset[str]:
    """Row ids of a unit and of everything below it."""
    from bpr_studio.services.scopes import Scope

    return Scope(workspace.queries, workspace.round_id, unit_code).unit_ids


PARTS: Final[tuple[Part, ...]] = (_figures, _improvements, _procedures, _goals)
"""In the order of the report, between the survey and the comparison with other cities."""
