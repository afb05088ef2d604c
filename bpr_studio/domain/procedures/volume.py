"""Which procedures make most of the cases: review the top slice first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.procedures.procedure import Procedure


@dataclass(frozen=True, slots=True)
class Volume:
    """Procedures by cases, the most used first.

    Attributes:
        ranked: procedures with at least one case.
        reached: cases of the first 1, 2, … of them together.
        zero: procedures nobody used in the year.
        unknown: procedures whose cases are not said.
    """

    ranked: tuple[Procedure, ...]
    reached: tuple[int, ...]
    zero: tuple[Procedure, ...]
    unknown: tuple[Procedure, ...]

    @property
    def cases(self) -> int:
        """All cases."""
        return self.reached[-1] if self.reached else 0

    def count_for(self, share: float) -> int:
        """The fewest procedures that make this share (0 … 1) of all cases; 0 without cases."""
        goal = share * self.cases
        for number, reached in enumerate(self.reached, start=1):
            if reached >= goal:
                return number
        return 0

    def share_of(self, count: int) -> float:
        """Share of all cases the first `count` procedures make."""
        if not self.cases or count <= 0:
            return 0.0
        return self.reached[min(count, len(self.reached)) - 1] / self.cases


def volume_of(procedures: Sequence[Procedure]) -> Volume:
    """Rank procedures by their cases; equal ones keep the order of the ledger."""
    used = sorted((p for p in procedures if p.cases_total), key=lambda p: -(p.cases_total or 0))
    return Volume(
        ranked=tuple(used),
        reached=tuple(accumulate(p.cases_total or 0 for p in used)),
        zero=tuple(p for p in procedures if p.cases_total == 0),
        unknown=tuple(p for p in procedures if p.cases_total is None),
    )
