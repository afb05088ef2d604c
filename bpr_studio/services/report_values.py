"""What a report consists of, before anybody has decided how it looks.

PDF, HTML, workbook and the tables beside the charts of the window are made from these values and
from nothing else, so that they show the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.chart_values import FigureChart

if TYPE_CHECKING:
    from bpr_studio.domain.benchmark.compare import ClassComparison
    from bpr_studio.domain.workload.answer import CoreSplit, MonthLoad, ParetoItem

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: heading.
        unit: unit of the numbers, shown in the heading; cells hold numbers only.
        decimals: digits after the point of its numbers, or None for a column of text.
        weight: how wide it is, relative to the others.
        varying: whole numbers have no digits after the point, others have `decimals`; for columns
            that count different things.
    """

    name: str
    unit: str = ""
    decimals: int | None = None
    weight: float = 1.0
    varying: bool = False

    @property
    def numeric(self) -> bool:
        """Whether the cells are numbers, to be set flush right."""
        return self.decimals is not None

    @property
    def heading(self) -> str:
        """Name and unit."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name

    def decimals_of(self, cell: float) -> int:
        """Digits after the point that a number of this column is shown with."""
        if self.varying and float(cell).is_integer():
            return 0
        return self.decimals or 0


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of values.

    Attributes:
        key: stable English identifier, usable as a sheet or file name.
        title: what it shows.
        columns: headings.
        rows: one cell per column; None is a value that does not exist.
        row_keys: one key per row to open it with, or empty.
        total: the last row is the total of the others.
        note: unit, n, fiscal year, definition and what is left out.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_keys: tuple[str, ...] = ()
    total: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse ragged tables.

        Raises:
            ValueError: a row has not one cell per column.
        """
        for row in self.rows:
            if len(row) != len(self.columns):
                msg = f"table {self.key}: {len(row)} cells for {len(self.columns)} columns"
                raise ValueError(msg)

    def shown(self) -> tuple[tuple[str, ...], ...]:
        """All rows as people read them."""
        return tuple(
            tuple(shown(cell, column) for cell, column in zip(row, self.columns, strict=True))
            for row in self.rows
        )


def shown(cell: Cell, column: Column) -> str:
    """A cell as people read it: 1,234.5, ▲12, – where there is no value."""
    if cell is None:
        return "–"
    if isinstance(cell, str) or column.decimals is None:
        return str(cell)
    text = f"{abs(cell):,.{column.decimals_of(cell)}f}"
    return f"▲{text}" if cell < 0 else text


@dataclass(frozen=True, slots=True)
class CoreSplitChart:
    """Stacked bars, rows in display order."""

    rows: tuple[CoreSplit, ...]


@dataclass(frozen=True, slots=True)
class MonthLoadChart:
    """Twelve columns and the capacity line."""

    months: MonthLoad


@dataclass(frozen=True, slots=True)
class ParetoChart:
    """Bars by size and their running sum."""

    items: tuple[ParetoItem, ...]


@dataclass(frozen=True, slots=True)
class ComparisonChart:
    """Dots of our city among others, rows in display order."""

    rows: tuple[ClassComparison, ...]
    our_name: str


ChartData = CoreSplitChart | MonthLoadChart | ParetoChart | ComparisonChart | FigureChart
"""What a chart shows; the values of `domain.shared.chart_values` need no wrapping."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart to be drawn.

    Attributes:
        key: stable English identifier, usable as a file name.
        title: the finding.
        caption: unit, n, fiscal year, definition, 架空.
    """

    key: str
    title: str
    caption: str
    data: ChartData


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the few numbers a reader should remember.

    Attributes:
        value: as shown, e.g. 31.9.
        unit: its unit, e.g. %.
        note: what it is measured against.
    """

    label: str
    value: str
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: one finding, its chart, its table, its notes.

    Attributes:
        leads: the finding also stands among those on the first page.
    """

    key: str
    heading: str
    statement: str
    chart: Chart | None = None
    table: ReportTable | None = None
    notes: tuple[str, ...] = ()
    leads: bool = False


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole report.

    Attributes:
        label: "" or the word that must stand wherever figures stand (架空).
        provenance: name and value of everything needed to read the figures rightly.
        about: label, key figures, findings and provenance as a table, for workbooks.
        footer: one line for the foot of every page.
    """

    title: str
    subtitle: str
    label: str
    provenance: tuple[tuple[str, str], ...]
    key_figures: tuple[KeyFigure, ...]
    findings: tuple[str, ...]
    sections: tuple[Section, ...]
    about: ReportTable
    footer: str

    @property
    def tables(self) -> tuple[ReportTable, ...]:
        """The tables of all sections, in order."""
        return tuple(section.table for section in self.sections if section.table is not None)
