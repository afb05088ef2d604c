"""What figures of cities are divided by, how fine they are compared, and what names they bear."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Fewer other cities than this are shown one by one, but not summarised (domain.md §6).
SMALLEST_GROUP: Final = 3
#: So many other cities or fewer are summarised, but their small number is said beside the figure.
FEW: Final = 4


class Basis(StrEnum):
    """What the hours are divided by."""

    PER_10K = "per_10k"  # hours a year per 10,000 residents
    PER_CASE = "per_case"  # minutes per case
    PER_STAFF = "per_staff"  # hours a year per head of all staff
    PER_DENOMINATOR = "per_denominator"  # minutes per insured person, household, parcel …
    SHARE = "share"  # per cent of the city's own hours
    NON_CORE = "non_core"  # per cent of the hours of the class that are non-core


class Measure(StrEnum):
    """What work is measured in."""

    HOURS = "hours"
    COST = "cost"  # hours of every city at our own cost per hour


class ClassLevel(StrEnum):
    """How fine the classes are compared."""

    MAJOR = "major"  # K01
    MIDDLE = "middle"  # K01-02
    MINOR = "minor"  # K01-02-03
    STEP_TYPE = "step_type"  # P01, where the names of tasks differ


#: Number of code parts of each level of the classification.
PARTS: Final = {ClassLevel.MAJOR: 1, ClassLevel.MIDDLE: 2, ClassLevel.MINOR: 3}

#: What a value is measured in; translate with `tr_source`.
UNITS: Final = {
    Basis.PER_10K: N_("hours a year per 10,000 residents"),
    Basis.PER_CASE: N_("minutes per case"),
    Basis.PER_STAFF: N_("hours a year per staff member"),
    Basis.PER_DENOMINATOR: N_("minutes per unit of what the work depends on"),
    Basis.SHARE: N_("% of the city's own hours"),
    Basis.NON_CORE: N_("% of the hours that are non-core"),
}
#: The same for cost; shares have none of their own.
COST_UNITS: Final = {
    Basis.PER_10K: N_("yen a year per 10,000 residents"),
    Basis.PER_CASE: N_("yen per case"),
    Basis.PER_STAFF: N_("yen a year per staff member"),
    Basis.PER_DENOMINATOR: N_("yen per unit of what the work depends on"),
}
#: Bases whose values are shares: a cost says nothing new, and the hours are not a need.
SHARES: Final = frozenset({Basis.SHARE, Basis.NON_CORE})


@dataclass(frozen=True, slots=True)
class Names:
    """Names for people; a code without one is shown itself.

    Attributes:
        classes: class name by classification code.
        staff: name by code of the staff category.
        steps: name by code of the step type (作業属性).
    """

    classes: Mapping[str, str]
    staff: Mapping[str, str]
    steps: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str, level: ClassLevel) -> str:
        """The name of a class or step type."""
        known = self.steps if level is ClassLevel.STEP_TYPE else self.classes
        return known.get(code, code)
