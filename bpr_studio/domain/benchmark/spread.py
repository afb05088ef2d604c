"""Distribution of a value over other cities: quartiles, outliers, and how sure they are.

No mean is used anywhere. Quantiles interpolate linearly between order statistics (definition 7 of
Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996: R's default, QUARTILE.INC).
Outliers are those beyond 1.5 times the interquartile range (Tukey, "Exploratory Data Analysis",
1977). The interval of a quantile lies between two order statistics and assumes nothing about the
shape of the distribution (David and Nagaraja, "Order Statistics", 2003, section 7.1): how often
such an interval holds the quantile follows from the binomial distribution alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.terms import FEW, SMALLEST_GROUP

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Multiple of the interquartile range beyond which a value is an outlier.
FENCE: Final = 1.5
#: How often an interval may miss on either side, where so few cities allow it.
TAIL: Final = 0.05
MEDIAN: Final = 0.5
LOWER_QUARTILE: Final = 0.25
UPPER_QUARTILE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Spread:
    """Distribution over the other cities; quartiles interpolate linearly (Excel QUARTILE.INC)."""

    n: int
    minimum: float
    lower_quartile: float
    median: float
    upper_quartile: float
    maximum: float

    @property
    def few(self) -> bool:
        """So few cities that their number must stand beside the figure."""
        return self.n <= FEW

    @property
    def fences(self) -> tuple[float, float]:
        """A value below the first or above the second is an outlier."""
        reach = FENCE * (self.upper_quartile - self.lower_quartile)
        return self.lower_quartile - reach, self.upper_quartile + reach

    def is_outlier(self, value: float) -> bool:
        """Whether `value` lies far from the middle half; rounding errors make no outlier."""
        low, high = self.fences
        slack = 1e-9 * max(abs(low), abs(high))
        return value < low - slack or value > high + slack


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a quantile of cities of this kind may lie.

    Attributes:
        coverage: how often such an interval holds it, 0 … 1.
    """

    low: float
    high: float
    coverage: float


def spread_of(values: Sequence[float]) -> Spread | None:
    """Distribution of `values`, or None when there are fewer than `SMALLEST_GROUP`."""
    if len(values) < SMALLEST_GROUP:
        return None
    ordered = sorted(values)
    return Spread(
        n=len(ordered),
        minimum=ordered[0],
        lower_quartile=_quantile(ordered, LOWER_QUARTILE),
        median=_quantile(ordered, MEDIAN),
        upper_quartile=_quantile(ordered, UPPER_QUARTILE),
        maximum=ordered[-1],
    )


def interval_of(values: Sequence[float], share: float) -> Interval | None:
    """Where the `share` quantile may lie, or None below `SMALLEST_GROUP` values.

    With 5 or more values the interval of the median holds it at least 9 times in 10; with 3 or 4
    it reaches from the smallest to the largest and `coverage` says how much less that is. The
    lower quartile has no lower order statistic as long as there are 10 values or fewer; then the
    interval begins at zero, because no city needs less than nothing.

    Args:
        values: none below zero.
        share: of the quantile, 0.25 or 0.5.
    """
    n = len(values)
    if n < SMALLEST_GROUP:
        return None
    ordered = sorted(values)
    missed_above = [_at_most(n, share, rank - 1) for rank in range(n + 1)]
    lower = max((rank for rank in range(1, n + 1) if missed_above[rank] <= TAIL), default=0)
    if not lower and share >= MEDIAN:
        lower = 1
    upper = next((rank for rank in range(1, n) if 1 - _at_most(n, share, rank - 1) <= TAIL), n)
    below = missed_above[lower] if lower else 0.0
    return Interval(
        low=ordered[lower - 1] if lower else 0.0,
        high=ordered[upper - 1],
        coverage=_at_most(n, share, upper - 1) - below,
    )


def _at_most(n: int, share: float, count: int) -> float:
    """How often at most `count` of `n` values lie below the `share` quantile."""
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(count + 1))


def _quantile(ordered: Sequence[float], share: float) -> float:
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    # Both weights instead of a + (b - a) * t: the result never leaves the two neighbours.
    weight = position - below
    return ordered[below] * (1 - weight) + ordered[above] * weight
