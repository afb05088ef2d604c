"""Work time: whole minutes inside, hours and full-time equivalents for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Sequence

from bpr_studio.domain.shared.text import language

Minutes = NewType("Minutes", int)
"""Work time in whole minutes; the only unit stored."""


def minutes_of(hours: float) -> Minutes:
    """Hours as whole minutes, rounded half up (0.5 h = 30 min is exact)."""
    return Minutes(int(hours * 60 + 0.5))


def fte_of(minutes: int, hours_per_full_timer: float) -> float:
    """Person-years (人工): work time over the yearly hours of one full-time employee.

    Raises:
        ValueError: the yearly hours are not positive.
    """
    if hours_per_full_timer <= 0:
        msg = "hours per full-timer must be positive"
        raise ValueError(msg)
    return minutes / 60 / hours_per_full_timer


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights` into whole parts that add up exactly.

    Largest-remainder method (Hamilton); ties go to the earlier part, so that every PC gets
    the same parts.

    Raises:
        ValueError: a weight is negative or all are zero while there is something to split.
    """
    whole = sum(weights)
    if any(w < 0 for w in weights) or (whole == 0 and total):
        msg = f"cannot split {total} by {list(weights)}"
        raise ValueError(msg)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * w // whole for w in weights]
    remainders = [total * w % whole for w in weights]
    missing = total - sum(parts)
    for index in sorted(range(len(parts)), key=lambda i: (-remainders[i], i))[:missing]:
        parts[index] += 1
    return parts


def format_hours(minutes: int, *, decimals: int = 0) -> str:
    """Hours for people: 1,234 or with decimals; negative numbers with ▲ as offices write them."""
    value = f"{abs(minutes) / 60:,.{decimals}f}"
    return f"▲{value}" if minutes < 0 else value


def format_duration(minutes: int) -> str:
    """A short time span in words: 3時間45分, or 3 h 45 min in English."""
    sign = "▲" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    if language() == "ja":
        parts = ([f"{hours:,}時間"] if hours else []) + ([f"{rest}分"] if rest or not hours else [])
        return sign + "".join(parts)
    parts = ([f"{hours:,} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return sign + " ".join(parts)
