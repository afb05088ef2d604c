"""What a spreadsheet cell means: pure rules that never guess.

A rule takes the raw value a reader delivers (text, number, truth value, date, time) and answers
`Taken` with the value, or `Refused` with a sentence. What had to be repaired on the way
(full-width digits, ▲, a unit behind the number …) comes along as remarks, so nothing is silent.
Stored text stays as typed; only numbers, dates, codes and choices are normalised for reading.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeAlias, TypeVar

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

T_co = TypeVar("T_co", covariant=True)

CellValue: TypeAlias = "str | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None"  # int counts as float


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a value that was taken nevertheless.

    Attributes:
        rule: stable English identifier, e.g. "number-repaired".
        message: a whole translated sentence.
        level: NOTICE for a repair, WARNING when somebody should look.
    """

    rule: str
    message: str
    level: Level = Level.NOTICE


@dataclass(frozen=True, slots=True)
class Taken(Generic[T_co]):
    """A value was read; `None` stands for an empty cell."""

    value: T_co
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The cell cannot be read without guessing.

    Attributes:
        rule: stable English identifier, e.g. "number-unclear".
        message: a whole translated sentence: what was found and what to write instead.
    """

    rule: str
    message: str


BLANK: Final[Taken[None]] = Taken(None)

#: Numbers beyond this were codes or telephone numbers in a number column.
LARGEST_NUMBER: Final = 1e12

COUNTERS: Final = (
    *(
        "件",
        "通",
        "人",
        "名",
        "枚",
        "回",
        "世帯",
        "棟",
        "筆",
        "部",
        "冊",
        "台",
        "個",
        "箇所",
        "か所",
    ),
    *("ヶ所", "カ所", "者", "社", "団体", "校", "施設", "食", "区画"),
)
"""Counters people write behind a number of cases."""

DASHES: Final = "-‐‑‒–—―−ー"
_DITTO: Final = frozenset({"〃", "々", "″", '"', "''", "同上", "仝"})
_NOTHING: Final = frozenset({*DASHES, "--", "ーー", "…", "...", "……", "なし", "無し", "無"})
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NUMBER: Final = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+")
_CLOCK: Final = re.compile(r"([0-9]{1,6}):([0-5][0-9])(?::[0-5][0-9])?")
_WORDS: Final = re.compile(
    r"(?:([\d,.]+)(?:時間|h|hr|hours?))?(?:([\d,.]+)(?:分|min|m)|(半))?", re.IGNORECASE | re.ASCII
)
_WIDTHS: Final = ("<wide>", "<narrow>")
_MANY_DIGITS: Final = re.compile(r"\d{4}.?\d{4}.?\d{4}")  # of any width
_TWELVE_DIGITS: Final = re.compile(r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)")
_FIRST_CLOCK_DAY: Final = dt.datetime(1899, 12, 31)  # noqa: DTZ001  # a serial number, no moment
_LEAP_BUG_DAY: Final = dt.datetime(1900, 3, 1)  # noqa: DTZ001  # spreadsheets count a 1900-02-29


def shown(raw: CellValue) -> str:
    """The raw value as people know it, shortened to 40 characters."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        text = str(int(raw))
    elif isinstance(raw, bool):
        text = "TRUE" if raw else "FALSE"
    else:
        text = "" if raw is None else str(raw)
    return text if len(text) <= 40 else text[:39] + "…"


def clean_text(text: str) -> str:
    """Text as typed, without what nobody sees: outer blanks, control and zero-width characters.

    Line breaks become LF.
    """
    if text.isprintable():
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", lines).strip()  # strip() knows U+3000 and NBSP


def fold_width(text: str) -> str:
    """Full-width and half-width variants made plain; ① and ² stay what they are."""
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", c) if unicodedata.decomposition(c).startswith(_WIDTHS) else c
        for c in text
    )


def squeezed(text: str) -> str:
    """A key for comparing labels: NFKC, no blanks, one kind of dash, lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join("-" if c in DASHES else c for c in folded if not c.isspace())


def is_blank(raw: CellValue) -> bool:
    """Whether the cell holds nothing a person could see."""
    return raw is None or (isinstance(raw, str) and not clean_text(raw))


def looks_like_personal_number(text: str) -> bool:
    """Whether `text` holds twelve digits that pass the check digit of 個人番号."""
    if len(text) < 12 or not _MANY_DIGITS.search(text):
        return False
    candidates = _TWELVE_DIGITS.findall(fold_width(text))
    return any(_has_check_digit(re.sub(r"\D", "", c)) for c in candidates)


def _has_check_digit(digits: str) -> bool:
    body = [int(d) for d in reversed(digits[:11])]
    total = sum(d * (n + 2 if n < 6 else n - 4) for n, d in enumerate(body))
    rest = total % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def read_number(raw: CellValue, *, units: Iterable[str] = ()) -> Taken[float | None] | Refused:
    """A number, negative ones included.

    Args:
        raw: the cell.
        units: units that may stand behind the number and are left out.
    """
    if type(raw) is float or type(raw) is int:
        return _within_range(raw)
    if isinstance(raw, str):
        return _number_in_text(raw, units)
    if raw is None:
        return BLANK
    return _not_a_number(raw)


def read_count(
    raw: CellValue, *, units: Iterable[str] = COUNTERS, maximum: int = 0
) -> Taken[int | None] | Refused:
    """A whole number of 0 or more, at most `maximum` (0 means no limit)."""
    if type(raw) is float and 0 <= raw <= (maximum or LARGEST_NUMBER) and raw.is_integer():
        return Taken(int(raw))  # nearly every cell; the rest below knows all the others
    reading = read_number(raw, units=units)
    if isinstance(reading, Refused) or reading.value is None:
        return reading  # type: ignore[return-value]  # the value is None here
    number = reading.value
    if not float(number).is_integer():
        return Refused(
            "count-not-whole",
            tr("“{value}” is not a whole number. Write it without decimals.", value=shown(raw)),
        )
    problem = _outside(raw, number, maximum)
    return problem or Taken(int(number), reading.remarks)


def read_percent(raw: CellValue) -> Taken[float | None] | Refused:
    """A share of 0 to 100 per cent; 0.35 (35 % in a percent cell), "35%" and 35 all give 35."""
    if type(raw) is float and (raw == 0 or 1 < raw <= 100):
        return Taken(raw)  # nearly every cell; the rest below knows all the others
    reading = read_number(raw, units=("%",))
    if isinstance(reading, Refused) or reading.value is None:
        return reading
    number = float(reading.value)
    if number == 1 and not isinstance(raw, str):
        message = tr("1 was read as 1 %. If 100 % is meant, write 100.")
        return Taken(number, (Remark("percent-one", message, Level.WARNING),))
    if 0 < number < 1:
        number = round(number * 100, 6)
        reading = Taken(number, (read_as(raw, f"{number:g} %"),))
    problem = _outside(raw, number, 100)
    return problem or Taken(number, reading.remarks)


def read_hours(raw: CellValue, *, maximum: int = 0) -> Taken[int | None] | Refused:
    """Work time written in hours, as whole minutes; 1:30, 1時間30分, 90分 and 1.5h are known.

    Args:
        raw: the cell; a bare number means hours.
        maximum: most hours allowed, 0 means no limit.
    """
    if type(raw) is float and 0 <= raw <= (maximum or LARGEST_NUMBER):
        minutes = raw * 60
        if minutes.is_integer():
            return Taken(int(minutes))  # nearly every cell; the rest below knows all the others
    if isinstance(raw, (dt.time, dt.timedelta, dt.datetime, dt.date)):
        reading = _elapsed(raw)
    elif isinstance(raw, str):
        reading = _hours_in_text(raw)
    else:
        reading = _bare_hours(read_number(raw))
    if isinstance(reading, Refused) or reading.value is None:
        return reading
    problem = _outside(raw, reading.value / 60, maximum)
    return problem or reading


def _within_range(number: float) -> Taken[float | None] | Refused:
    if -LARGEST_NUMBER <= number <= LARGEST_NUMBER:
        return Taken(number)
    return Refused(
        "number-too-long",
        tr(
            "{value} is too large for a number here. If it is a code, it belongs in a text cell.",
            value=shown(number),
        ),
    )


def _not_a_number(raw: CellValue) -> Refused:
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)):
        return Refused(
            "date-in-number-column",
            tr(
                "The cell holds the date or time {value} instead of a number. "
                "Excel may have converted what was typed; write the number again.",
                value=shown(raw),
            ),
        )
    return _unclear(raw)


def _unclear(raw: CellValue) -> Refused:
    return Refused(
        "number-unclear",
        tr("“{value}” cannot be read as a number. Write digits only, e.g. 1234.", value=shown(raw)),
    )


def _outside(raw: CellValue, number: float, maximum: int) -> Refused | None:
    if number < 0:
        return Refused(
            "number-negative",
            tr("“{value}” is negative. Only 0 or more can be entered here.", value=shown(raw)),
        )
    if maximum and number > maximum:
        return Refused(
            "number-too-large",
            tr(
                "“{value}” is more than {maximum:,}, the most that can be entered here.",
                value=shown(raw),
                maximum=maximum,
            ),
        )
    return None


def read_as(raw: CellValue, value: object, *, rule: str = "number-repaired") -> Remark:
    """The remark that `raw` was repaired to `value`."""
    return Remark(rule, tr("“{value}” was read as {read_as}.", value=shown(raw), read_as=value))


def blank_word(raw: str, text: str) -> Taken[None] | None:
    """Taken as empty when the folded `text` is nothing or a word for it; None when it says more."""
    if not text:
        return BLANK
    if text in _DITTO:
        message = tr(
            "“{value}” was taken as empty; ditto marks are not filled in. Write the value itself.",
            value=shown(raw),
        )
        return Taken(None, (Remark("ditto-mark", message, Level.WARNING),))
    if text in _NOTHING:
        message = tr("“{value}” was taken as empty, not as 0.", value=shown(raw))
        return Taken(None, (Remark("read-as-empty", message),))
    return None


def _number_in_text(raw: str, units: Iterable[str]) -> Taken[float | None] | Refused:
    if _NUMBER.fullmatch(raw):  # plain digits, as every cell of a CSV file
        return _within_range(float(raw.replace(",", "")))
    text = fold_width(clean_text(raw))
    blank = blank_word(raw, text)
    if blank is not None:
        return blank
    negative, body = _sign_and_body(text)
    body = _without_unit(body.removeprefix("¥").removeprefix("\\").strip(), units)
    if not _NUMBER.fullmatch(body):
        return _unclear(raw)
    number = float(body.replace(",", ""))
    reading = _within_range(-number if negative else number)
    if isinstance(reading, Refused):
        return reading
    return Taken(reading.value, (read_as(raw, shown(reading.value)),))


def _sign_and_body(text: str) -> tuple[bool, str]:
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text[0] in "△▲" or text[0] in DASHES:
        return True, text[1:].strip()
    return False, text.removeprefix("+").strip()


def _without_unit(text: str, units: Iterable[str]) -> str:
    for unit in units:
        if text.endswith(unit):
            return text.removesuffix(unit).strip()
    return text


def _bare_hours(reading: Taken[float | None] | Refused) -> Taken[int | None] | Refused:
    if isinstance(reading, Refused):
        return reading
    if reading.value is None:
        return Taken(None, reading.remarks)
    if _looks_like_clock_time(reading.value):
        message = tr(
            "{value} was read as hours, about {minutes} minutes. "
            "If a time such as 1:30 was typed, write 1.5 instead.",
            value=f"{reading.value:g}",
            minutes=_minutes(reading.value),
        )
        remark = Remark("hours-may-be-clock-time", message, Level.WARNING)
        return Taken(_minutes(reading.value), (*reading.remarks, remark))
    return Taken(_minutes(reading.value), reading.remarks)


def _looks_like_clock_time(number: float) -> bool:
    """Whether a number is odd as hours but whole minutes as a part of a day.

    A time typed into a cell that is formatted as a number is stored that way: 1:30 as 0.0625.
    """
    return not _is_whole(number * 60) and _is_whole(number * 1440)


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-6


def _minutes(hours: float) -> int:
    rounded = int(abs(hours) * 60 + 0.5)
    return -rounded if hours < 0 else rounded


def _elapsed(raw: dt.time | dt.timedelta | dt.datetime | dt.date) -> Taken[int | None] | Refused:
    seconds = _elapsed_seconds(raw)
    if seconds is None:
        return _not_a_number(raw)
    minutes = int(seconds / 60 + 0.5)
    return Taken(minutes, (read_as(raw, _hours_and_minutes(minutes)),))


def _elapsed_seconds(raw: dt.time | dt.timedelta | dt.datetime | dt.date) -> float | None:
    if isinstance(raw, dt.timedelta):
        return raw.total_seconds()
    if isinstance(raw, dt.time):
        return raw.hour * 3600.0 + raw.minute * 60 + raw.second
    if raw.year >= 1905:
        return None  # a real date
    moment = raw if isinstance(raw, dt.datetime) else dt.datetime(raw.year, raw.month, raw.day)  # noqa: DTZ001  # elapsed time, no moment
    bug = 1 if moment >= _LEAP_BUG_DAY else 0
    return (moment - _FIRST_CLOCK_DAY).total_seconds() + bug * 86400


def _hours_and_minutes(minutes: int) -> str:
    return tr("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def _hours_in_text(raw: str) -> Taken[int | None] | Refused:
    if _NUMBER.fullmatch(raw):
        return _bare_hours(_number_in_text(raw, ()))
    text = fold_width(clean_text(raw))
    minutes = _spoken_minutes(text.replace(" ", ""))
    if minutes is None:
        return _bare_hours(_number_in_text(raw, ("時間", "hours", "h", "H")))
    return Taken(minutes, (read_as(raw, _hours_and_minutes(minutes)),))


def _spoken_minutes(text: str) -> int | None:
    """Minutes of 1:30, 1時間30分, 1時間半 or 90分; None when the text is nothing of these."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    words = _WORDS.fullmatch(text)
    if not words or not (words[2] or (words[3] and words[1])):
        return None
    parts = [words[1] or "0", words[2] or "30"]
    if not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    hours, minutes = (float(part.replace(",", "")) for part in parts)
    return int(hours * 60 + minutes + 0.5)
