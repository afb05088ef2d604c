"""How wide the columns of a table on paper are, and in which size it is set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.charts.drawing import Measure
    from bpr_studio.services.report_values import Column

SIZES: Final = (8.5, 7.6, 6.8, 6.0)
"""Sizes of the text of a table; a wide one is set smaller."""
PADDING: Final = 6.0
"""Left and right of a cell together."""
_WORD: Final = re.compile(r"[!-~]+")
_LEAST_CHARACTERS: Final = 4  # of a column of text, however short its weight makes it


def fit_columns(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: float, measure: Measure
) -> tuple[float, list[float]]:
    """The largest size in which no number and no word is broken, and the widths.

    Args:
        columns: of the table.
        rows: its cells as shown.
        width: of the whole table in points.
        measure: widths in the font that will be used.
    """
    for size in SIZES:
        least = _all_least(columns, rows, size, measure)
        if sum(least) <= width:
            return size, _shared([column.weight for column in columns], least, width)
    return SIZES[-1], widths_in(columns, rows, width, SIZES[-1], measure)


def widths_in(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    width: float,
    size: float,
    measure: Measure,
) -> list[float]:
    """The widths in one size; where it is too wide for the room, every column gives in alike."""
    least = _all_least(columns, rows, size, measure)
    if sum(least) <= width:
        return _shared([column.weight for column in columns], least, width)
    return [part * width / sum(least) for part in least]


def _all_least(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float, measure: Measure
) -> list[float]:
    return [
        _least(column, [row[place] for row in rows], size, measure)
        for place, column in enumerate(columns)
    ]


def _least(column: Column, texts: Sequence[str], size: float, measure: Measure) -> float:
    """What a column needs: its numbers whole, or its longest word and a few characters."""
    if column.numeric:
        return max((measure(text, size, bold=True) for text in texts), default=0.0) + PADDING
    words = [word for text in texts for word in _WORD.findall(text)]
    longest = max((measure(word, size) for word in words), default=0.0)
    few = max((measure(text[:_LEAST_CHARACTERS], size) for text in texts), default=0.0)
    return max(longest, few) + PADDING + 1


def _shared(weights: Sequence[float], least: Sequence[float], width: float) -> list[float]:
    """Widths by weight, none below its least."""
    fixed: dict[int, float] = {}
    while True:
        free = [place for place in range(len(weights)) if place not in fixed]
        room = width - sum(fixed.values())
        total = sum(weights[place] for place in free) or 1.0
        tight = [p for p in free if room * weights[p] / total < least[p]]
        if not tight:
            return [fixed.get(p, room * weights[p] / total) for p in range(len(weights))]
        fixed |= {place: least[place] for place in tight}
