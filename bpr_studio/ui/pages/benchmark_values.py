"""The comparison as tables to look at and to copy: gaps in hours, and every city's value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.sentences import by_gap, remarks_on, sentence_gap
from bpr_studio.domain.benchmark.terms import SHARES, Basis, Measure
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.comparison_report import city_heading, gap_word
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number, as_text
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.benchmark.comparison import ClassComparison, Comparison
    from bpr_studio.ui.grid.columns import Row

_NUMBER_WIDTH: Final = 124
_GAP_WIDTH: Final = 96
#: Bases whose values are minutes; all others are hours or shares.
_MINUTES: Final = frozenset({Basis.PER_CASE, Basis.PER_DENOMINATOR})


class GapTable(DataTable):
    """Hours above the median of the others, with what that is worth."""

    def __init__(self) -> None:
        super().__init__(_names(), name=tr("Gap in hours"))

    def show_comparison(self, found: Comparison) -> None:
        """Show another comparison, most hours above the median first."""
        columns = (*_names(), *_gap_columns(found))
        rows = [_gap_row(item, found) for item in by_gap(found)]
        self.set_columns(columns, MemorySource(columns, rows))


class ValuesTable(DataTable):
    """Ours, median, quartiles, number of cities, then city by city."""

    def __init__(self) -> None:
        super().__init__(_names(), name=tr("Values of each city"))

    def show_comparison(self, found: Comparison) -> None:
        """Show another comparison."""
        columns = (*_names(), *_numbers(found))
        rows = [_row(item, found) for item in found.classes]
        self.set_columns(columns, MemorySource(columns, rows))


def unit_word(found: Comparison) -> str:
    """The short unit of the values, for headings."""
    if found.basis in SHARES:
        return tr("%")
    if found.measure is Measure.COST:
        return tr("yen")
    return tr("min") if found.basis in _MINUTES else tr("h")


def _names() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("code", tr("Code"), width=72),
        ColumnSpec("class", tr("Class"), width=152),
    )


def _gap_columns(found: Comparison) -> tuple[ColumnSpec, ...]:
    decimals = as_number(found.decimals)
    hours = tr("h")

    def right(key: str, title: str, unit: str = "", *, width: int = _GAP_WIDTH) -> ColumnSpec:
        shown = as_hours() if unit == hours and key.startswith("gap") else decimals
        return ColumnSpec(key, title, unit, Align.RIGHT, width=width, format=shown)

    return (
        right("ours", tr("Ours"), unit_word(found)),
        right("median", tr("Median"), unit_word(found), width=112),
        right("gap", tr("Gap"), hours, width=88),
        right("gap_low", tr("Lower end"), hours),
        right("gap_high", tr("Upper end"), hours),
        ColumnSpec("word", tr("What it is worth"), width=136, tooltip=_tooltips(found)),
        ColumnSpec("n", tr("Cities"), align=Align.RIGHT, width=72, format=as_number()),
        ColumnSpec("grade", tr("Grade"), align=Align.CENTER, width=60),
        right("gap_best", tr("To best quartile"), hours, width=136),
        ColumnSpec("remarks", tr("Worth knowing"), width=260, format=as_text, stretch=True),
    )


def _tooltips(found: Comparison) -> Callable[[Row], str]:
    sentences = {item.code: sentence_gap(item.gap) for item in found.classes if item.gap}
    return lambda row: sentences.get(str(row[0]), "")


def _gap_row(item: ClassComparison, found: Comparison) -> Row:
    gap = item.gap
    best = item.gaps.best_quartile if item.gaps and found.has_best else None
    return (
        item.code,
        item.code,
        item.label,
        item.ours,
        item.spread.median if item.spread else None,
        gap.minutes if gap else None,
        gap.low if gap else None,
        gap.high if gap else None,
        gap_word(item),
        len(item.others),
        item.grade.value,
        best.minutes if best else None,
        tr("; ").join(remarks_on(item, found)),
    )


def _numbers(found: Comparison) -> tuple[ColumnSpec, ...]:
    unit = unit_word(found)
    decimals = found.decimals
    cities = (
        tr("{city} [{grade}]", city=city_heading(city), grade=city.grade.value)
        for city in found.others
    )
    return (
        _number("ours", city_heading(found.ours), unit, decimals),
        _number("median", tr("Median"), unit, decimals),
        _number("lower", tr("Lower quartile"), unit, decimals),
        _number("upper", tr("Upper quartile"), unit, decimals),
        ColumnSpec("n", tr("Cities"), align=Align.RIGHT, width=72, format=as_number()),
        _number("low", tr("Smallest"), unit, decimals),
        _number("high", tr("Largest"), unit, decimals),
        *(_number(f"city-{number}", name, unit, decimals) for number, name in enumerate(cities)),
    )


def _number(key: str, title: str, unit: str, decimals: int) -> ColumnSpec:
    """A column as wide as its heading needs; city names differ in length."""
    width = max(_NUMBER_WIDTH, 14 * (len(title) + len(unit) + 2) + 24)
    return ColumnSpec(key, title, unit, Align.RIGHT, width=width, format=as_number(decimals))


def _row(item: ClassComparison, found: Comparison) -> Row:
    spread = item.spread
    values = {other.city: other.value for other in item.every_city}
    return (
        item.code,
        item.code,
        item.label,
        item.ours,
        spread.median if spread else None,
        spread.lower_quartile if spread else None,
        spread.upper_quartile if spread else None,
        len(item.others),
        spread.minimum if spread else None,
        spread.maximum if spread else None,
        *(values.get(city) for city in found.others),
    )
