"""Axes: round steps, and hours in a unit that keeps the numbers short."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bpr_studio.domain.shared.text import language, tr


@dataclass(frozen=True, slots=True)
class HoursUnit:
    """Hours as an axis shows them.

    Attributes:
        hours: how many hours one unit stands for, e.g. 10,000.
        name: name of the unit, e.g. 万時間.
    """

    hours: int
    name: str

    @classmethod
    def for_largest(cls, minutes: int) -> HoursUnit:
        """The unit in which the largest value has at most five digits before the point."""
        hours = abs(minutes) / 60
        if hours < 100_000:
            return cls(1, tr("hours"))
        if language() == "ja":
            return cls(10_000, "万時間")
        return cls(1_000, "thousand hours")

    def of(self, minutes: int) -> float:
        """`minutes` in this unit."""
        return minutes / 60 / self.hours

    def text(self, minutes: int) -> str:
        """`minutes` in this unit as digits; one decimal where the unit is large."""
        return f"{self.of(minutes):,.{0 if self.hours == 1 else 1}f}"


def round_step(span: float, steps: int) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides `span` into at most `steps` parts."""
    if span <= 0:
        return 1.0
    least = span / max(steps, 1)
    power = 10.0 ** math.floor(math.log10(least))
    for factor in (1, 2, 5):
        if factor * power >= least * (1 - 1e-9):
            return factor * power
    return 10 * power


def ticks(largest: float, steps: int) -> list[float]:
    """Zero-based round ticks; the last one is at or above `largest`."""
    step = round_step(largest, steps)
    count = max(1, math.ceil(largest / step - 1e-9))
    return [step * i for i in range(count + 1)]


def tick_text(value: float) -> str:
    """A tick value with as few decimals as it needs."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.3f}".rstrip("0")
