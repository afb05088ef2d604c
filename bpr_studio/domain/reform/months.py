"""Months as people write them: 2026-10, 2026年10月, R8.10, 令和8年10月."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import language

_REIWA: Final = 2018  # year 1 of the era is the year after
_WESTERN: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_ERA: Final = re.compile(r"(?:R|r|令和)\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*月?")


def read_month(text: str) -> str | None:
    """A typed month as "2026-10"; None where it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if found := _WESTERN.fullmatch(plain):
        year, month = int(found[1]), int(found[2])
    elif found := _ERA.fullmatch(plain):
        year = _REIWA + (1 if found[1] == "元" else int(found[1]))
        month = int(found[2])
    else:
        return None
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else None


def short_month(month: str) -> str:
    """A stored month for narrow columns, e.g. R8.10."""
    if not re.fullmatch(r"\d{4}-\d{2}", month) or language() != "ja":
        return month
    year = FiscalYear(int(month[:4])).short_name
    return f"{year}.{int(month[5:])}"


def year_words(fiscal_year: int) -> str:
    """A fiscal year in few letters: 令和8年度, FY2026."""
    year = FiscalYear(fiscal_year)
    return year.era_name if language() == "ja" else str(year)


def month_words(month: str) -> str:
    """A stored month for people; what cannot be read is shown as it is."""
    if not re.fullmatch(r"\d{4}-\d{2}", month) or language() != "ja":
        return month
    year, number = int(month[:4]), int(month[5:])
    if not 1 <= number <= 12:
        return month
    return f"{FiscalYear(year).era_name.removesuffix('年度')}年{number}月"
