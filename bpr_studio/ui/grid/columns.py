"""What a column of a table shows and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.ui.qt.theme import Tone

Row = tuple[object, ...]
"""One row of a source: its id first, then one value per column."""

#: Characters that make a pasted text a formula in a worksheet.
_FORMULA_STARTS: Final = ("=", "+", "-", "@")


class Align(Enum):
    """Texts stand left, numbers right, short codes and marks in the middle."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


def as_text(value: object) -> str:
    """Any value as plain text; nothing for None."""
    return "" if value is None else str(value)


def as_number(decimals: int = 0) -> Callable[[object], str]:
    """A format for numbers: 1,234 or 1,234.5, negative ▲1,234, nothing for None."""

    def show(value: object) -> str:
        if not isinstance(value, (int, float)):
            return as_text(value)
        text = f"{abs(value):,.{decimals}f}"
        return f"▲{text}" if value < 0 and text.strip("0.,") else text

    return show


def as_hours(decimals: int = 0) -> Callable[[object], str]:
    """A format for whole minutes, shown as hours."""
    number = as_number(decimals)

    def show(value: object) -> str:
        return number(value / 60) if isinstance(value, (int, float)) else as_text(value)

    return show


def as_percent(decimals: int = 1) -> Callable[[object], str]:
    """A format for shares between 0 and 1, shown in percent without the sign (it is the unit)."""
    number = as_number(decimals)

    def show(value: object) -> str:
        return number(value * 100) if isinstance(value, (int, float)) else as_text(value)

    return show


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column.

    Attributes:
        key: stable English name; what the source sorts by.
        title: heading, already translated.
        unit: unit of the numbers, shown in the heading ("時間").
        align: side the text stands on.
        width: width at the start, in pixels at 100 %.
        format: the value as people read it.
        tooltip: a longer text for a row, or None for the cell's own text when it is cut off.
        mark: the colour of a small mark before the text (non-core is hatched), or None.
        summed: the values may be added up (minutes, cases; not shares).
        sortable: a click on the heading sorts.
        stretch: takes the room that is left; for one text column.
    """

    key: str
    title: str
    unit: str = ""
    align: Align = Align.LEFT
    width: int = 160
    format: Callable[[object], str] = as_text
    tooltip: Callable[[Row], str] | None = None
    mark: Callable[[object], Tone | None] | None = None
    summed: bool = False
    sortable: bool = True
    stretch: bool = False

    @property
    def heading(self) -> str:
        """Title and unit, as the heading and the first line of a copy say it."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title

    def for_worksheet(self, value: object) -> str:
        """The cell as a worksheet takes it: plain numbers, and texts that stay texts."""
        text = self.format(value)
        if self.align is Align.RIGHT:
            plain = text.replace(",", "").replace("▲", "-")
            if _is_number(plain):
                return plain
        return plain_text(text)


def plain_text(text: str) -> str:
    """A text as a worksheet takes it: one that looks like a formula stays a text."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
