"""Questions about hours and their answers: rows × columns of summed minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Dimension(StrEnum):
    """What hours can be broken down by."""

    BUREAU = "bureau"  # 局・区
    DIVISION = "division"  # 部
    SECTION = "section"  # 課
    MAJOR_CLASS = "major_class"
    MIDDLE_CLASS = "middle_class"
    MINOR_CLASS = "minor_class"
    CORE = "core"  # keys: "core", "non_core", "" (not tagged yet)
    STAFF = "staff"  # the eight staff categories
    MONTH = "month"  # keys "04" … "03", in the order of the fiscal year
    MEDIUM = "medium"
    NATURE = "nature"
    STEP_TYPE = "step_type"  # 作業属性 of the detailed survey; "" where a task has no steps
    CITY = "city"  # only in the rows other cities sent
    YEAR = "fiscal_year"  # only in the rows other cities sent


CLASS_LENGTHS: Final = {
    Dimension.MAJOR_CLASS: 3,  # K01
    Dimension.MIDDLE_CLASS: 6,  # K01-02
    Dimension.MINOR_CLASS: 9,  # K01-02-03
}
"""How much of the code of a minor class names its class on each level."""
ORGANISATION: Final = (Dimension.BUREAU, Dimension.DIVISION, Dimension.SECTION)
CUBE_DIMENSIONS: Final = tuple(
    dimension
    for dimension in Dimension
    if dimension not in {Dimension.STEP_TYPE, Dimension.CITY, Dimension.YEAR}
)
"""What `HoursCube.pivot` knows."""
SURVEY_DIMENSIONS: Final = (*CUBE_DIMENSIONS, Dimension.STEP_TYPE)
"""What our own survey can be explored by."""
CITY_DIMENSIONS: Final = (
    Dimension.CITY,
    Dimension.YEAR,
    *(d for d in SURVEY_DIMENSIONS if d not in ORGANISATION),
)
"""What the rows of other cities can be explored by."""


class Quantity(StrEnum):
    """What is summed or counted for each cell."""

    MINUTES = "minutes"
    COUNTED = "counted"  # minutes of tasks that count their cases
    PRICED = "priced"  # minutes × yen an hour, where the hour has a price
    UNPRICED = "unpriced"  # minutes without a price
    CASES = "cases"
    TASKS = "tasks"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class PivotQuery:
    """Which hours, broken down how.

    Attributes:
        round_id: the survey round asked about.
        rows: dimensions of the rows, outermost first; empty for one row of totals.
        column: dimension of the columns, or None for one column of totals.
        filters: only hours whose key in a dimension is among these.
    """

    round_id: str
    rows: tuple[Dimension, ...] = ()
    column: Dimension | None = None
    filters: Mapping[Dimension, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PivotTable:
    """The answer to a `PivotQuery`.

    Attributes:
        query: what was asked.
        row_keys: one tuple of keys per row, in display order (organisation order, code order,
            fiscal-month order); a key is a unit code, a class code, or the dimension's own key.
        row_labels: the same as names for people.
        column_keys: keys of the columns; ("",) when there is no column dimension.
        column_labels: names of the columns.
        minutes: `minutes[row][column]`, whole minutes.
        tasks: number of work items behind each row.
    """

    query: PivotQuery
    row_keys: tuple[tuple[str, ...], ...]
    row_labels: tuple[tuple[str, ...], ...]
    column_keys: tuple[str, ...]
    column_labels: tuple[str, ...]
    minutes: tuple[tuple[int, ...], ...]
    tasks: tuple[int, ...]

    @property
    def row_totals(self) -> tuple[int, ...]:
        """Minutes of each row over all columns."""
        return tuple(map(sum, self.minutes))

    @property
    def total(self) -> int:
        """All minutes of the table."""
        return sum(self.row_totals)
