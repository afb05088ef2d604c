"""The answer of the explorer as a table of values, with everything needed to read it rightly."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.explore import Against, Measure, Side, Source
from bpr_studio.domain.workload.explore_words import (
    column_heading,
    column_unit,
    dimension_name,
    measure_hint,
    measure_name,
    measure_unit,
    view_title,
)
from bpr_studio.domain.workload.pivot import Dimension
from bpr_studio.domain.workload.statements import caption
from bpr_studio.services.report_values import Column, ReportTable
from bpr_studio.services.scopes import provenance_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bpr_studio.domain.workload.answer import Provenance
    from bpr_studio.domain.workload.explore import ExploreColumn, ExploreTable, ExploreView
    from bpr_studio.services.exploring import Explorer
    from bpr_studio.services.exploring_views import ExploreQueries
    from bpr_studio.services.report_values import Cell

_NAMED_KEYS = 4  # keys of a filter named before the rest is counted


class ExploreNotes:
    """What must be said beside the tables of one workspace."""

    def __init__(self, explorer: Explorer, queries: ExploreQueries) -> None:
        self._explorer, self._queries = explorer, queries

    def provenance(self, table: ExploreTable) -> Provenance:
        """What every figure of a table must name."""
        view = table.view
        found = self._explorer.round_of(view)
        sections = self._queries.sections(found.id)
        workspace = self._queries.workspace()
        whole = provenance_of(workspace, found, sections, self.scope(view))
        return replace(whole, tasks=table.facts.tasks)

    def scope(self, view: ExploreView) -> str:
        """What the filters keep, in words."""
        if not view.filters:
            return tr("The whole city") if view.source is Source.SURVEY else tr("All cities")
        return tr("; ").join(self.filter_words(view, place) for place in range(len(view.filters)))

    def filter_words(self, view: ExploreView, place: int) -> str:
        """One filter in words."""
        dimension, keys = view.filters[place]
        axis = self._explorer.facts_of(view).axes[dimension]
        labels = dict(zip(axis.keys, axis.labels, strict=True))
        names = [labels.get(key, key) for key in keys]
        shown = tr(", ").join(names[:_NAMED_KEYS])
        if len(names) > _NAMED_KEYS:
            more = len(names) - _NAMED_KEYS
            shown = ntr("{names} and {n} more", "{names} and {n} more", more, names=shown)
        return tr("{field}: {values}", field=dimension_name(dimension), values=shown)

    def lines(self, table: ExploreTable) -> tuple[str, ...]:
        """What is said below a table in the window: provenance first, then what is peculiar."""
        first = self._caption(table)
        return (first, *(line for line in self._remarks(table) if line))

    def all_lines(self, table: ExploreTable) -> tuple[str, ...]:
        """The same for files, where no hint tells how a value is counted."""
        counted = (
            tr("{name}: {hint}", name=measure_name(m), hint=measure_hint(m))
            for m in table.view.measures
            if m is not Measure.HOURS
        )
        return (*self.lines(table), *counted)

    def _caption(self, table: ExploreTable) -> str:
        units = tr(", ").join(dict.fromkeys(measure_unit(m) for m in table.view.measures))
        if table.view.source is Source.SURVEY:
            return caption(self.provenance(table), units)
        return tr(" | ").join(
            (tr("Unit: {unit}", unit=units), tr("Rows other cities sent"), self.scope(table.view))
        )

    def _remarks(self, table: ExploreTable) -> Sequence[str]:
        view, facts = table.view, table.facts
        return (
            *self._survey_remarks(table),
            tr(
                "{hours} h of tasks that count no cases are not in the minutes per case.",
                hours=format_hours(facts.uncounted),
            )
            if Measure.MINUTES_PER_CASE in view.measures and facts.uncounted
            else "",
        )

    def _survey_remarks(self, table: ExploreTable) -> Sequence[str]:
        view, facts = table.view, table.facts
        return (
            self._organisation(view),
            self._last_year(table),
            tr(
                "{hours} h of {staff} are not in the cost: their yen an hour is not set.",
                hours=format_hours(facts.unpriced),
                staff=tr(", ").join(facts.unpriced_staff),
            )
            if facts.unpriced
            else "",
            tr(
                "{hours} h stand under “not mapped”: no succession leads to the organisation"
                " chosen.",
                hours=format_hours(facts.not_mapped),
            )
            if facts.not_mapped
            else "",
            tr(
                "Step types come from the detailed survey. Hours of a task that its steps do not"
                " explain stand under “no steps”."
            )
            if Dimension.STEP_TYPE in view.dimensions
            else "",
        )

    def _organisation(self, view: ExploreView) -> str:
        if view.source is Source.CITIES or not view.org_year:
            return ""
        if view.org_year == self._explorer.round_of(view).fiscal_year:
            return ""
        return tr("In the organisation of {year}.", year=FiscalYear(view.org_year))

    def _last_year(self, table: ExploreTable) -> str:
        if table.view.against is Against.NOTHING:
            return ""
        found = self._explorer.round_of(table.view)
        before = self._explorer.round_before(found)
        if before is None:
            return tr("There is no survey of an earlier year to compare with.")
        answered = sum(1 for section in self._queries.sections(before.id) if section.tasks)
        return tr(
            "Compared with {year}, when {n:,} sections answered; its hours are in the organisation"
            " of this table.",
            year=FiscalYear(before.fiscal_year),
            n=answered,
        )


def report_table(table: ExploreTable, notes: Sequence[str] = ()) -> ReportTable:
    """The answer as a table that can be written and copied, with its totals as last row."""
    view = table.view
    heads = tuple(Column(dimension_name(d), weight=2.0) for d in view.rows) or (
        Column(tr("Total"), weight=2.0),
    )
    columns = tuple(
        Column(column_heading(c, view), column_unit(c), c.decimals) for c in table.columns
    )
    rows = [
        (*_padded(labels, len(heads)), *cells(table.columns, values))
        for labels, values in zip(table.row_labels, table.values, strict=True)
    ]
    total = (*_padded((tr("Total"),), len(heads)), *cells(table.columns, table.totals))
    return ReportTable(
        key="explorer",
        title=view_title(view),
        columns=(*heads, *columns),
        rows=(*rows, total) if view.rows else (total,),
        total=bool(view.rows),
        note=tr(" | ").join(notes),
    )


def cells(columns: Sequence[ExploreColumn], values: NDArray[np.float64]) -> tuple[Cell, ...]:
    """Numbers as people read them: hours in hours, whole numbers whole, None where unknown."""
    return tuple(
        cell(column, value) for column, value in zip(columns, values.tolist(), strict=True)
    )


def cell(column: ExploreColumn, value: float) -> int | float | None:
    """One number as people read it."""
    if math.isnan(value):
        return None
    if column.measure is Measure.HOURS and column.side is not Side.PERCENT:
        value /= 60
        return int(value) if value == int(value) else value
    whole = column.decimals == 0
    return round(value) if whole else value


def _padded(labels: Sequence[str], width: int) -> tuple[str, ...]:
    return (*labels, *("" for _ in range(width - len(labels))))
