"""Names of fields and values of the explorer, for window, files and command line alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.domain.workload.explore import Against, Measure, Side
from bpr_studio.domain.workload.pivot import Dimension

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.workload.explore import ExploreColumn, ExploreView

_DIMENSIONS: Final = {
    Dimension.BUREAU: N_("Bureau or ward"),
    Dimension.DIVISION: N_("Division"),
    Dimension.SECTION: N_("Section"),
    Dimension.MAJOR_CLASS: N_("Major class"),
    Dimension.MIDDLE_CLASS: N_("Middle class"),
    Dimension.MINOR_CLASS: N_("Minor class"),
    Dimension.CORE: N_("Core / non-core"),
    Dimension.STAFF: N_("Staff category"),
    Dimension.MONTH: N_("Month"),
    Dimension.MEDIUM: N_("Medium"),
    Dimension.NATURE: N_("Nature of work"),
    Dimension.STEP_TYPE: N_("Step type"),
    Dimension.CITY: N_("City"),
    Dimension.YEAR: N_("Fiscal year"),
}
_MEASURES: Final = {
    Measure.HOURS: (N_("Hours"), N_("h")),
    Measure.SHARE: (N_("Share of all"), "%"),
    Measure.ROW_SHARE: (N_("Share of the row"), "%"),
    Measure.COLUMN_SHARE: (N_("Share of the column"), "%"),
    Measure.FTE: (N_("Person-years"), N_("persons")),
    Measure.COST: (N_("Cost of the hours"), N_("yen")),
    Measure.CASES: (N_("Cases"), N_("cases")),
    Measure.MINUTES_PER_CASE: (N_("Minutes per case"), N_("min")),
    Measure.TASKS: (N_("Number of tasks"), N_("tasks")),
    Measure.PEOPLE: (N_("People in charge"), N_("persons")),
}
_HINTS: Final = {
    Measure.HOURS: N_("Hours a year. They add up over any rows and columns."),
    Measure.SHARE: N_("Share of all hours of the table; all cells together are 100%."),
    Measure.ROW_SHARE: N_("Share of the hours of the row; each row is 100%."),
    Measure.COLUMN_SHARE: N_("Share of the hours of the column; each column is 100%."),
    Measure.FTE: N_("Hours ÷ yearly hours of one full-timer."),
    Measure.COST: N_("Hours × yen an hour of the staff category, as far as that is set."),
    Measure.CASES: N_(
        "Cases a year. A task counts once in each cell and each total, so that totals may be less"
        " than the sum of the cells."
    ),
    Measure.MINUTES_PER_CASE: N_("Hours of the tasks that count their cases ÷ those cases."),
    Measure.TASKS: N_(
        "Number of tasks. A task counts once in each cell and each total, so that totals may be"
        " less than the sum of the cells."
    ),
    Measure.PEOPLE: N_(
        "People in charge as the sheets tell them for each task, added up; one person with two"
        " tasks counts twice."
    ),
}
_SIDES: Final = {
    Side.VALUE: "",
    Side.BEFORE: N_("last year"),
    Side.DIFFERENCE: N_("difference"),
    Side.PERCENT: N_("difference in %"),
}
_AGAINST: Final = {
    Against.NOTHING: N_("No comparison"),
    Against.LAST_YEAR: N_("Compare with last year"),
}


def dimension_name(dimension: Dimension) -> str:
    """What a field is called."""
    return tr_source(_DIMENSIONS[dimension])


def measure_name(measure: Measure) -> str:
    """What a value is called."""
    return tr_source(_MEASURES[measure][0])


def measure_unit(measure: Measure) -> str:
    """The unit a value is shown in."""
    unit = _MEASURES[measure][1]
    return unit if unit == "%" else tr_source(unit)


def measure_hint(measure: Measure) -> str:
    """How a value is counted, in a sentence."""
    return tr_source(_HINTS[measure])


def against_name(against: Against) -> str:
    """What a comparison is called."""
    return tr_source(_AGAINST[against])


def column_unit(column: ExploreColumn) -> str:
    """The unit of a column."""
    return "%" if column.side is Side.PERCENT else measure_unit(column.measure)


def value_name(column: ExploreColumn, *, several: bool) -> str:
    """What the numbers of a column are, below the names of what they are of.

    Args:
        column: the column.
        several: the table has more than one measure, so that its name is needed.
    """
    side = _SIDES[column.side]
    name = measure_name(column.measure)
    if not side:
        return name
    return f"{name} {tr_source(side)}" if several else tr_source(side)


def column_heading(column: ExploreColumn, view: ExploreView) -> str:
    """Name of a column in one line, without its unit."""
    several = len(view.measures) > 1
    labels = tr("Total") if column.total and view.columns else " / ".join(column.labels)
    if not labels:
        return value_name(column, several=several)
    plain = column.side is Side.VALUE and not several and view.against is Against.NOTHING
    return labels if plain else f"{labels} {value_name(column, several=several)}"


def view_title(view: ExploreView) -> str:
    """What a question asks: bureaus × core: hours."""
    names = [
        _joined(dimension_name(d) for d in dimensions)
        for dimensions in (view.rows, view.columns)
        if dimensions
    ]
    what = tr(" × ").join(names) or tr("Total")
    values = _joined(measure_name(measure) for measure in view.measures)
    title = tr("{what}: {values}", what=what, values=values)
    if view.against is Against.LAST_YEAR:
        title = tr("{title} (against last year)", title=title)
    return title


def _joined(names: Iterable[str]) -> str:
    return tr(", ").join(names)
