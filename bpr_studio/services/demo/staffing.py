"""Staff and work time of each section of the demo city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.organisation.units import Headcount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from bpr_studio.services.demo.organisation import DemoSection

_OVERTIME_HOURS: Final = 174
"""Yearly overtime of one employee of a designated city (2015: 14.5 h a month, S55)."""

_COUNTER_DUTIES: Final = frozenset(
    {"resident", "mynumber", "nhi", "center", "elder_ward", "health", "child", "lifelong", "school"}
)
"""Duties with many part-timers at counters."""

_SHARES: Final = {
    "regular": 0.79,
    "reemployed_full": 0.02,
    "reemployed_short": 0.03,
    "fixed_term": 0.02,
    "fiscal_full": 0.03,
    "fiscal_part": 0.11,
}
_COUNTER_SHARES: Final = {
    "regular": 0.60,
    "reemployed_full": 0.02,
    "reemployed_short": 0.04,
    "fixed_term": 0.02,
    "fiscal_full": 0.06,
    "fiscal_part": 0.22,
    "dispatched": 0.04,
}
_OUTLIER_SHARE: Final = 0.04
"""Share of sections whose answers are far from their capacity, to be found by the checks."""


@dataclass(frozen=True, slots=True)
class SectionStaff:
    """Staff of a section and the work time its answers add up to.

    Attributes:
        headcounts: by category.
        capacity: minutes a year the staff can work, recorded overtime included.
        staff_minutes: capacity minutes by staff category, for spreading the work.
        ratio: reported work over capacity.
    """

    headcounts: tuple[Headcount, ...]
    capacity: int
    staff_minutes: Mapping[str, int]
    ratio: float

    @property
    def worked(self) -> float:
        """Minutes the answers add up to, without contractors."""
        return self.capacity * self.ratio


def staff_sections(
    rng: Random,
    sections: Sequence[DemoSection],
    minutes_per_head: Mapping[str, int],
    total_minutes: int,
) -> list[SectionStaff]:
    """Staff for all sections, sized so that their work adds up to about `total_minutes`.

    Args:
        rng: source of chance.
        sections: in order.
        minutes_per_head: yearly minutes of one head by category.
        total_minutes: work of the whole city in minutes a year.
    """
    weights = [section.plan.size * rng.lognormvariate(0, 0.22) for section in sections]
    per_weight = total_minutes / sum(weights)
    return [
        _staff(rng, section, minutes_per_head, weight * per_weight)
        for section, weight in zip(sections, weights, strict=True)
    ]


def _staff(
    rng: Random, section: DemoSection, minutes_per_head: Mapping[str, int], work: float
) -> SectionStaff:
    ratio = _ratio(rng)
    shares = _COUNTER_SHARES if section.plan.duty in _COUNTER_DUTIES else _SHARES
    headcounts = []
    staff_minutes = {}
    for category, share in shares.items():
        wanted = work / ratio * share * rng.uniform(0.8, 1.2)
        is_regular = category == "regular"
        hours = _OVERTIME_HOURS * rng.lognormvariate(-0.06, 0.35) if is_regular else 0
        heads = round(wanted / (minutes_per_head[category] + hours * 60))
        heads = max(heads, 2) if is_regular else heads
        if heads:
            overtime = round(heads * hours) * 60
            headcounts.append(Headcount(section.unit.id, category, heads * 100, overtime))
            staff_minutes[category] = heads * minutes_per_head[category] + overtime
    return SectionStaff(tuple(headcounts), sum(staff_minutes.values()), staff_minutes, ratio)


def _ratio(rng: Random) -> float:
    """Reported work over capacity: mostly within 87–113 %, a few far off."""
    if rng.random() < _OUTLIER_SHARE:
        return rng.choice((rng.uniform(0.68, 0.82), rng.uniform(1.18, 1.34)))
    return min(max(rng.gauss(0.985, 0.05), 0.88), 1.12)
