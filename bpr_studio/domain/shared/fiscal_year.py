"""Fiscal years (April to March) and the Japanese era calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import language

if TYPE_CHECKING:
    from datetime import date

#: Calendar months in the order of a fiscal year: April first, March last.
FISCAL_MONTHS: Final = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)

_ERAS: Final = (  # first calendar year, name, letter; newest first
    (2019, "令和", "R"),
    (1989, "平成", "H"),
    (1926, "昭和", "S"),
)


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """A fiscal year, named by the calendar year it starts in (2026 = 2026-04-01 … 2027-03-31)."""

    year: int

    @classmethod
    def of(cls, day: date) -> FiscalYear:
        """The fiscal year `day` falls into."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    def previous(self) -> FiscalYear:
        """The fiscal year before."""
        return FiscalYear(self.year - 1)

    def next(self) -> FiscalYear:
        """The fiscal year after."""
        return FiscalYear(self.year + 1)

    @property
    def era_name(self) -> str:
        """The year in the Japanese calendar, e.g. 令和8年度; first years are 元年度."""
        for first, name, _ in _ERAS:
            if self.year >= first:
                n = self.year - first + 1
                return f"{name}{'元' if n == 1 else n}年度"
        return f"{self.year}年度"

    @property
    def short_name(self) -> str:
        """Short form for chart axes, e.g. R8."""
        for first, _, letter in _ERAS:
            if self.year >= first:
                return f"{letter}{self.year - first + 1}"
        return str(self.year)

    def __str__(self) -> str:
        if language() == "ja":
            return f"{self.era_name}（{self.year}）"
        return f"FY{self.year}"
