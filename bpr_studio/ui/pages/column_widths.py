"""How wide a column must be for its heading, which has two lines."""

from __future__ import annotations

from typing import Final

_PIXELS: Final = 7.5  # a Latin letter of a heading, roughly
_PADDING: Final = 16
_MOST: Final = 140


def least_width(header: str, unit: str = "") -> int:
    """Pixels a heading of Latin words needs; 0 for one that may break anywhere.

    Args:
        header: as it is read; it breaks between words.
        unit: stands in brackets on the second line, so that the header has the first one only.
    """
    if not header.isascii():
        return 0
    longest = header if unit else max(header.split(), key=len, default="")
    letters = max(len(longest), len(unit) + 2 if unit else 0)
    return min(round(letters * _PIXELS) + _PADDING, _MOST)
