"""How many hours lie between us and other cities, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.benchmark.spread import LOWER_QUARTILE, MEDIAN, interval_of, spread_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Gap:
    """Our minutes a year above (or, negative, below) what we would need at the others' value.

    The interval holds what the spread of the other cities leaves open, not errors of the surveys.

    Attributes:
        minutes: our minutes less those at the reference.
        low: lower end of the interval, minutes.
        high: upper end of the interval, minutes.
        coverage: how often such an interval holds the gap to cities of this kind, 0 … 1.
    """

    minutes: int
    low: int
    high: int
    coverage: float

    @property
    def distinguishable(self) -> bool:
        """Whether the interval leaves out zero: chance alone hardly explains the gap."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Gaps:
    """Gap to the median and to the best quartile (the one with fewer hours)."""

    median: Gap
    best_quartile: Gap


@dataclass(frozen=True, slots=True)
class Potential:
    """The gaps of several classes that hold no hour twice, taken together.

    Only classes clearly above the median are added: the others may be above by chance, and adding
    them would count chance as hours. The ends of the interval are the sums of the ends, which is
    wider than necessary, never narrower.

    Attributes:
        minutes: sum of the gaps to the median.
        low: sum of the lower ends.
        high: sum of the upper ends.
        clear: number of classes added.
        unclear: number of classes above the median that are not added.
    """

    minutes: int
    low: int
    high: int
    clear: int
    unclear: int


def gaps_of(ours: float, minutes_per_unit: float, others: Sequence[float]) -> Gaps | None:
    """Gaps to the others' median and lower quartile; None below three values.

    Args:
        ours: our value.
        minutes_per_unit: minutes a year that make our value one greater.
        others: the other cities' values in the same unit.
    """
    spread = spread_of(others)
    if spread is None:
        return None
    return Gaps(
        median=_gap(ours, minutes_per_unit, others, spread.median, MEDIAN),
        best_quartile=_gap(ours, minutes_per_unit, others, spread.lower_quartile, LOWER_QUARTILE),
    )


def _gap(
    ours: float, minutes_per_unit: float, others: Sequence[float], reference: float, share: float
) -> Gap:
    interval = interval_of(others, share)
    if interval is None:
        msg = "a gap needs a spread"
        raise ValueError(msg)
    return Gap(
        minutes=round((ours - reference) * minutes_per_unit),
        low=round((ours - interval.high) * minutes_per_unit),
        high=round((ours - interval.low) * minutes_per_unit),
        coverage=interval.coverage,
    )


def potential_of(gaps: Iterable[Gap]) -> Potential:
    """What lies clearly above the median over classes of one level, which never overlap."""
    above = [gap for gap in gaps if gap.minutes > 0]
    clear = [gap for gap in above if gap.distinguishable]
    return Potential(
        minutes=sum(gap.minutes for gap in clear),
        low=sum(gap.low for gap in clear),
        high=sum(gap.high for gap in clear),
        clear=len(clear),
        unclear=len(above) - len(clear),
    )
