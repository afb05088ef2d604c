"""A question to the explorer and its answer: any rows × columns × values, with totals."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.pivot import CITY_DIMENSIONS, SURVEY_DIMENSIONS, Dimension, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray


class Measure(StrEnum):
    """What a cell of the table says."""

    HOURS = "hours"
    SHARE = "share"  # of all minutes of the table
    ROW_SHARE = "row_share"
    COLUMN_SHARE = "column_share"
    FTE = "fte"
    COST = "cost"
    CASES = "cases"
    MINUTES_PER_CASE = "minutes_per_case"
    TASKS = "tasks"
    PEOPLE = "people"


class Source(StrEnum):
    """Whose rows are explored."""

    SURVEY = "survey"  # our own survey
    CITIES = "cities"  # rows other cities sent


class Against(StrEnum):
    """What stands beside each value."""

    NOTHING = "nothing"
    LAST_YEAR = "last_year"  # last year's value, the difference, and that in percent


class Side(StrEnum):
    """Which of the values standing together a column shows."""

    VALUE = "value"
    BEFORE = "before"
    DIFFERENCE = "difference"
    PERCENT = "percent"


SIDES: Final = {
    Against.NOTHING: (Side.VALUE,),
    Against.LAST_YEAR: (Side.VALUE, Side.BEFORE, Side.DIFFERENCE, Side.PERCENT),
}
DIMENSIONS: Final = {Source.SURVEY: SURVEY_DIMENSIONS, Source.CITIES: CITY_DIMENSIONS}
MEASURES: Final = {
    Source.SURVEY: tuple(Measure),
    Source.CITIES: (
        *(Measure.HOURS, Measure.SHARE, Measure.ROW_SHARE, Measure.COLUMN_SHARE),
        *(Measure.CASES, Measure.MINUTES_PER_CASE),
    ),
}
NEEDS: Final[Mapping[Measure, frozenset[Quantity]]] = {
    Measure.HOURS: frozenset(),
    Measure.SHARE: frozenset(),
    Measure.ROW_SHARE: frozenset(),
    Measure.COLUMN_SHARE: frozenset(),
    Measure.FTE: frozenset(),
    Measure.COST: frozenset({Quantity.PRICED, Quantity.UNPRICED}),
    Measure.CASES: frozenset({Quantity.CASES}),
    Measure.MINUTES_PER_CASE: frozenset({Quantity.CASES, Quantity.COUNTED}),
    Measure.TASKS: frozenset({Quantity.TASKS}),
    Measure.PEOPLE: frozenset({Quantity.PEOPLE}),
}
"""What has to be summed or counted for a measure, beside the minutes."""
DECIMALS: Final[Mapping[Measure, int]] = {
    Measure.HOURS: 0,
    Measure.SHARE: 2,
    Measure.ROW_SHARE: 2,
    Measure.COLUMN_SHARE: 2,
    Measure.FTE: 1,
    Measure.COST: 0,
    Measure.CASES: 0,
    Measure.MINUTES_PER_CASE: 1,
    Measure.TASKS: 0,
    Measure.PEOPLE: 0,
}


@dataclass(frozen=True, slots=True)
class Sorting:
    """What the rows are sorted by; within their outer row, where rows nest.

    Attributes:
        column: keys of the column, () for the totals.
        measure: which of its values.
        side: which of the values standing together.
        descending: largest first.
    """

    column: tuple[str, ...] = ()
    measure: Measure = Measure.HOURS
    side: Side = Side.VALUE
    descending: bool = True


@dataclass(frozen=True, slots=True)
class ExploreView:
    """A question to the explorer.

    Attributes:
        rows: dimensions of the rows, outermost first.
        columns: dimensions of the columns, outermost first.
        filters: dimensions with the keys that are kept, in the order people chose them.
        measures: what every cell says, at least one.
        against: what stands beside each value.
        sorting: None for the order of the lists.
        top: only the first so many rows, the others in one; 0 for all.
        org_year: fiscal year whose organisation is used; 0 for that of the survey.
        round_id: the survey; "" for the one the workspace starts with.
        source: whose rows.
    """

    rows: tuple[Dimension, ...] = (Dimension.BUREAU,)
    columns: tuple[Dimension, ...] = ()
    filters: tuple[tuple[Dimension, tuple[str, ...]], ...] = ()
    measures: tuple[Measure, ...] = (Measure.HOURS,)
    against: Against = Against.NOTHING
    sorting: Sorting | None = None
    top: int = 0
    org_year: int = 0
    round_id: str = ""
    source: Source = Source.SURVEY

    @property
    def kept(self) -> dict[Dimension, frozenset[str]]:
        """Keys kept by dimension."""
        return {dimension: frozenset(keys) for dimension, keys in self.filters}

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Every dimension the question names."""
        named = (*self.rows, *self.columns, *(dimension for dimension, _ in self.filters))
        return tuple(dict.fromkeys(named))

    @property
    def quantities(self) -> frozenset[Quantity]:
        """What has to be summed and counted."""
        return frozenset().union(*(NEEDS[measure] for measure in self.measures))

    def filtered(self, dimension: Dimension, keys: tuple[str, ...]) -> ExploreView:
        """The question with another filter in a dimension; () takes it away."""
        others = tuple(pair for pair in self.filters if pair[0] != dimension)
        return replace(self, filters=(*others, (dimension, keys)) if keys else others)

    def within(self) -> ExploreView:
        """The question without what its source does not have."""
        known = frozenset(DIMENSIONS[self.source])
        measures = tuple(m for m in self.measures if m in MEASURES[self.source])
        return replace(
            self,
            rows=tuple(d for d in self.rows if d in known),
            columns=tuple(d for d in self.columns if d in known),
            filters=tuple(pair for pair in self.filters if pair[0] in known),
            measures=measures or (Measure.HOURS,),
            against=self.against if self.source is Source.SURVEY else Against.NOTHING,
        )

    def checked(self) -> ExploreView:
        """The question itself.

        Raises:
            RefusedError: it names something twice, or something its source does not have.
        """
        named = (*self.rows, *self.columns)
        if len(set(named)) < len(named):
            raise _refused(tr("The same field stands in the rows or columns twice."))
        if set(self.dimensions) - set(DIMENSIONS[self.source]):
            raise _refused(tr("These rows cannot be broken down by one of the fields chosen."))
        if not self.measures or set(self.measures) - set(MEASURES[self.source]):
            raise _refused(tr("These rows do not have one of the values chosen."))
        return self


@dataclass(frozen=True, slots=True)
class ExploreColumn:
    """One column of numbers.

    Attributes:
        keys: key of the column in each of its dimensions; () for the totals.
        labels: the same as names.
        total: it is the total over all columns.
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    measure: Measure
    side: Side
    total: bool = False

    @property
    def decimals(self) -> int:
        """Digits after the point."""
        return 1 if self.side is Side.PERCENT else DECIMALS[self.measure]


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What has to be said beside a table; times in minutes.

    Attributes:
        minutes: everything that passed the filters.
        unpriced: minutes whose hour has no price and which no cost contains.
        unpriced_staff: names of the staff categories without a price that occur.
        uncounted: minutes of tasks that count no cases.
        tasks: tasks behind the table, 0 where single tasks are not told.
        not_mapped: minutes of units that the organisation of the year chosen does not know.
        before: everything of last year that passed, None where nothing is compared.
    """

    minutes: int = 0
    unpriced: int = 0
    unpriced_staff: tuple[str, ...] = ()
    uncounted: int = 0
    tasks: int = 0
    not_mapped: int = 0
    before: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ExploreTable:
    """The answer to an `ExploreView`.

    Attributes:
        view: what was asked.
        row_keys: for each row its keys; () for the row of the others.
        row_labels: the same as names.
        columns: the columns of numbers, totals last.
        values: numbers by row and column; NaN where nobody counted. Hours in minutes, shares and
            percent in percent, cost in yen.
        totals: the same over all rows.
        others: rows added up in the last one, 0 where all are shown.
    """

    view: ExploreView
    row_keys: tuple[tuple[str, ...], ...]
    row_labels: tuple[tuple[str, ...], ...]
    columns: tuple[ExploreColumn, ...]
    values: NDArray[np.float64]
    totals: NDArray[np.float64]
    others: int = 0
    facts: TableFacts = field(default_factory=TableFacts)


def _refused(message: str) -> RefusedError:
    return RefusedError(message, remedy=tr("Choose other fields."))
