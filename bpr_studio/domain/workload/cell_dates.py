"""What a spreadsheet cell means as a day: Japanese eras, western dates, serial numbers."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.cell_rules import (
    BLANK,
    Refused,
    Taken,
    blank_word,
    clean_text,
    read_as,
    shown,
)

if TYPE_CHECKING:
    from bpr_studio.domain.workload.cell_rules import CellValue

#: Names of each era, its first and its last day.
_ERAS: Final = (
    (("令和", "R"), dt.date(2019, 5, 1), dt.date.max),
    (("平成", "H"), dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    (("昭和", "S"), dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
    (("大正", "T"), dt.date(1912, 7, 30), dt.date(1926, 12, 24)),
    (("明治", "M"), dt.date(1868, 1, 25), dt.date(1912, 7, 29)),
)
_REST: Final = r"\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?"
_WEEKDAY: Final = re.compile(r"\s*\([日月火水木金土]\)$")
_JAPANESE: Final = re.compile(
    r"(令和|平成|昭和|大正|明治|[RHSTM])\s*(元|\d{1,2})" + _REST, re.IGNORECASE
)
_WESTERN: Final = re.compile(r"(\d{4})" + _REST)
_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_DAY: Final = re.compile(r"(\d{1,2})月(\d{1,2})日")
_SERIALS: Final = range(30_000, 60_001)  # 1982 to 2064
_SERIAL_ZERO: Final = dt.date(1899, 12, 30)
_DAYS_OF_1904: Final = 1462


def read_date(
    raw: CellValue, *, fiscal_year: int, counts_from_1904: bool = False
) -> Taken[dt.date | None] | Refused:
    """A day, in any Japanese era or in the western calendar.

    Args:
        raw: the cell.
        fiscal_year: the year meant by a bare 4月1日.
        counts_from_1904: the workbook counts days from 1904, as old Macintosh versions did.
    """
    if isinstance(raw, dt.datetime):
        raw = raw.date()
    if isinstance(raw, dt.date):
        return Taken(raw) if raw.year >= 1905 else _unclear(raw)
    if isinstance(raw, str):
        return _in_text(raw, fiscal_year)
    if raw is None:
        return BLANK
    if type(raw) is float or type(raw) is int:
        return _in_number(raw, counts_from_1904=counts_from_1904)
    return _unclear(raw)


def _in_number(raw: float, *, counts_from_1904: bool) -> Taken[dt.date | None] | Refused:
    digits = _DIGITS.fullmatch(shown(raw))
    if digits:
        return _day(raw, int(digits[1]), int(digits[2]), int(digits[3]))
    if float(raw).is_integer() and int(raw) in _SERIALS:
        shift = _DAYS_OF_1904 if counts_from_1904 else 0
        day = _SERIAL_ZERO + dt.timedelta(days=int(raw) + shift)
        return Taken(day, (read_as(raw, day, rule="date-repaired"),))
    return _unclear(raw)


def _in_text(raw: str, fiscal_year: int) -> Taken[dt.date | None] | Refused:
    text = _WEEKDAY.sub("", unicodedata.normalize("NFKC", clean_text(raw)))
    if blank := blank_word(raw, text):
        return blank
    if found := _JAPANESE.fullmatch(text):
        return _in_era(raw, found)
    if found := _WESTERN.fullmatch(text) or _DIGITS.fullmatch(text):
        return _day(raw, int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_DAY.fullmatch(text):
        return _in_fiscal_year(raw, int(found[1]), int(found[2]), fiscal_year)
    return _unclear(raw)


def _in_era(raw: str, found: re.Match[str]) -> Taken[dt.date | None] | Refused:
    first, last = next((first, last) for names, first, last in _ERAS if found[1].upper() in names)
    year_of_era = 1 if found[2] == "元" else int(found[2])
    reading = _day(raw, first.year + year_of_era - 1, int(found[3]), int(found[4]))
    if year_of_era == 0:
        return _impossible(raw)
    if isinstance(reading, Taken) and reading.value and not first <= reading.value <= last:
        return Taken(reading.value, (read_as(raw, reading.value, rule="date-repaired"),))
    return reading


def _in_fiscal_year(
    raw: str, month: int, day: int, fiscal_year: int
) -> Taken[dt.date | None] | Refused:
    reading = _day(raw, fiscal_year if month >= 4 else fiscal_year + 1, month, day)
    if isinstance(reading, Refused) or reading.value is None:
        return reading
    return Taken(reading.value, (read_as(raw, reading.value, rule="date-repaired"),))


def _day(raw: CellValue, year: int, month: int, day: int) -> Taken[dt.date | None] | Refused:
    try:
        return Taken(dt.date(year, month, day))
    except ValueError:
        return _impossible(raw)


def _impossible(raw: CellValue) -> Refused:
    return Refused(
        "date-impossible",
        tr("“{value}” is a day that does not exist. Correct the date.", value=shown(raw)),
    )


def _unclear(raw: CellValue) -> Refused:
    return Refused(
        "date-unclear",
        tr("“{value}” cannot be read as a date. Write it like 2026/4/1.", value=shown(raw)),
    )
