"""Every city's value for every class, one column a city, to look at and to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.compare import Basis
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.comparison_report import city_heading
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable

if TYPE_CHECKING:
    from bpr_studio.domain.benchmark.compare import ClassComparison, Comparison
    from bpr_studio.ui.grid.columns import Row

_NUMBER_WIDTH: Final = 124


class ValuesTable(DataTable):
    """Ours, median, quartiles, number of cities, then city by city."""

    def __init__(self) -> None:
        super().__init__(_names(), name=tr("Values of each city"))

    def show_comparison(self, found: Comparison) -> None:
        """Show another comparison."""
        columns = (*_names(), *_numbers(found))
        rows = [_row(item, found) for item in found.classes]
        self.set_columns(columns, MemorySource(columns, rows))


def _names() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("code", tr("Code"), width=104),
        ColumnSpec("class", tr("Class"), width=220, stretch=True),
    )


def _numbers(found: Comparison) -> tuple[ColumnSpec, ...]:
    unit = tr("min") if found.basis is Basis.PER_CASE else tr("h")
    cities = (city_heading(city) for city in found.others)
    return (
        _number("ours", city_heading(found.ours), unit),
        _number("median", tr("Median"), unit),
        _number("lower", tr("Lower quartile"), unit),
        _number("upper", tr("Upper quartile"), unit),
        ColumnSpec("n", tr("Cities"), align=Align.RIGHT, width=72, format=as_number()),
        *(_number(f"city-{number}", name, unit) for number, name in enumerate(cities)),
    )


def _number(key: str, title: str, unit: str) -> ColumnSpec:
    """A column as wide as its heading needs; city names differ in length."""
    width = max(_NUMBER_WIDTH, 14 * (len(title) + len(unit) + 2) + 24)
    return ColumnSpec(key, title, unit, Align.RIGHT, width=width, format=as_number(1))


def _row(item: ClassComparison, found: Comparison) -> Row:
    spread = item.spread
    values = {other.city: other.value for other in item.others}
    return (
        item.code,
        item.code,
        item.label,
        item.ours,
        spread.median if spread else None,
        spread.lower_quartile if spread else None,
        spread.upper_quartile if spread else None,
        len(item.others),
        *(values.get(city) for city in found.others),
    )
