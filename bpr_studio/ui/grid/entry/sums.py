"""What the status bar says about the marked cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.entry.matching import number_in

if TYPE_CHECKING:
    from collections.abc import Iterable


def selection_sentence(texts: Iterable[str]) -> str:
    """Count, sum and mean of marked cells; "" for fewer than two filled ones."""
    filled = [text for text in texts if text.strip()]
    if len(filled) < 2:
        return ""
    parts = [ntr("{n:,} cell filled in", "{n:,} cells filled in", len(filled))]
    numbers = [number for number in map(number_in, filled) if number is not None]
    if len(numbers) >= 2:
        total = sum(numbers)
        parts += [
            tr("Sum {value}", value=_shown(total)),
            tr("Mean {value}", value=_shown(total / len(numbers))),
        ]
    return " ・ ".join(parts)


def _shown(value: float) -> str:
    text = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
    return f"▲{text}" if value < 0 and text != "0" else text
