"""The result of a comparison: ours beside every other city, the spread, the gap, the grades."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.domain.benchmark.comparability import Grade
from bpr_studio.domain.benchmark.gaps import potential_of
from bpr_studio.domain.benchmark.spread import spread_of
from bpr_studio.domain.benchmark.terms import (
    COST_UNITS,
    SHARES,
    UNITS,
    Basis,
    ClassLevel,
    Measure,
)
from bpr_studio.domain.shared.text import tr_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.benchmark.comparability import Reason
    from bpr_studio.domain.benchmark.gaps import Gap, Gaps, Potential
    from bpr_studio.domain.benchmark.spread import Spread


@dataclass(frozen=True, slots=True)
class ComparedCity:
    """One city of a comparison.

    Attributes:
        code: local government code.
        fictitious: its figures are invented (架空).
        wards: number of wards; None when not told.
        grade: how far its figures can be compared with ours.
        reasons: why that is not A.
    """

    code: str
    name: str
    fiscal_year: int
    population: int
    fictitious: bool
    wards: int | None = None
    grade: Grade = Grade.A
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class CityValue:
    """The value of one city for one class.

    Attributes:
        outsourced_percent: share of the work done by contractors, 0 … 100, or None if not told.
        minutes: work time behind the value, minutes a year.
        grade: of this city for this class: the worse of the city's and the class's.
        reasons: of this class alone; those of the city stand with the city.
        outlier: further than 1.5 interquartile ranges from the middle half; still counted.
    """

    city: ComparedCity
    value: float
    outsourced_percent: float | None
    minutes: int = 0
    grade: Grade = Grade.A
    reasons: tuple[Reason, ...] = ()
    outlier: bool = False


@dataclass(frozen=True, slots=True)
class ClassComparison:
    """One class: our value, the other cities' values and their spread.

    Attributes:
        code: classification code, or code of the step type.
        label: its name.
        ours: our value in the basis' unit, or None where it cannot be formed.
        others: the other cities that do such work and are good enough to compare with, in the
            order of their codes.
        spread: over `others` (修正値); None when they are fewer than `SMALLEST_GROUP`.
        denominator: what our cases (or minutes) are counted in; "" where unknown or on another
            basis.
        outsourced_percent: share of our work done by contractors, 0 … 100, or None if not told.
        minutes: our work time, minutes a year; 0 where we do no such work.
        idle: cities good enough to compare with that do no such work.
        set_aside: cities with a worse grade than asked for; in no summary.
        plain_spread: over `others` and `idle` (単純値); None without idle cities or too few.
        gaps: ours less theirs in minutes a year; None without spread or work of ours.
    """

    code: str
    label: str
    ours: float | None
    others: tuple[CityValue, ...]
    spread: Spread | None
    denominator: str
    outsourced_percent: float | None
    minutes: int = 0
    idle: tuple[CityValue, ...] = ()
    set_aside: tuple[CityValue, ...] = ()
    plain_spread: Spread | None = None
    gaps: Gaps | None = None

    @property
    def median_outsourced_percent(self) -> float | None:
        """Median share done by contractors in the other cities that tell it; None below three."""
        told = [o.outsourced_percent for o in self.others if o.outsourced_percent is not None]
        spread = spread_of(told)
        return spread.median if spread else None

    @property
    def ratio(self) -> float | None:
        """Our value as a multiple of the median; None where either is missing or zero."""
        if self.ours is None or self.spread is None or not self.spread.median:
            return None
        return self.ours / self.spread.median

    @property
    def grade(self) -> Grade:
        """How far the statement on this class holds: the worst of the cities it stands on.

        C where too few cities are left for a statement.
        """
        if self.spread is None:
            return Grade.C
        return max(other.grade for other in self.others)

    @property
    def gap(self) -> Gap | None:
        """Our minutes above the median of the others."""
        return self.gaps.median if self.gaps else None

    @property
    def outliers(self) -> tuple[CityValue, ...]:
        """Values far from the middle half; they are counted all the same."""
        return tuple(other for other in self.others if other.outlier)

    @property
    def every_city(self) -> tuple[CityValue, ...]:
        """All cities with a value, the unused ones last."""
        return (*self.others, *self.idle, *self.set_aside)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our city next to others on one basis.

    Attributes:
        classes: one per class at least one city and ours have, in code order.
        differences: sentences naming what is counted differently; empty when nothing differs.
        level: how fine the classes are.
        measure: hours, or cost at our price of an hour.
        yen_per_hour: that price; None when hours are compared.
        worst_grade: cities with a worse grade are set aside.
        selection: which cities were chosen, in words; "" for all of them.
        within: with step types, the class they are of; "" for all work.
        answers: what was found out about the reasons, by class code and key of the question.
    """

    basis: Basis
    ours: ComparedCity
    others: tuple[ComparedCity, ...]
    classes: tuple[ClassComparison, ...]
    differences: tuple[str, ...]
    level: ClassLevel = ClassLevel.MAJOR
    measure: Measure = Measure.HOURS
    yen_per_hour: int | None = None
    worst_grade: Grade = Grade.B
    selection: str = ""
    within: str = ""
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def fictitious(self) -> bool:
        """Whether 架空 must stand next to the figures."""
        return self.ours.fictitious or any(city.fictitious for city in self.others)

    @property
    def suppressed(self) -> int:
        """Number of classes without a median because too few cities have a value."""
        return sum(1 for item in self.classes if item.spread is None)

    @property
    def few(self) -> int:
        """Number of classes whose median stands on three or four cities."""
        return sum(1 for item in self.classes if item.spread is not None and item.spread.few)

    @property
    def unit(self) -> str:
        """What the values are measured in."""
        units = COST_UNITS if self.measure is Measure.COST else UNITS
        return tr_source(units.get(self.basis, UNITS[self.basis]))

    @property
    def has_best(self) -> bool:
        """Whether less is better; a share of all work only says how it is divided."""
        return self.basis is not Basis.SHARE

    @property
    def potential(self) -> Potential | None:
        """What lies clearly above the median over all classes; None where less is not better."""
        if not self.has_best:
            return None
        return potential_of(item.gap for item in self.classes if item.gap is not None)

    @property
    def decimals(self) -> int:
        """Digits after the point of its values: yen have none."""
        return 0 if self.measure is Measure.COST and self.basis not in SHARES else 1
