"""What the exchange with other cities asks of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpr_studio.services.views import Queries

if TYPE_CHECKING:
    from bpr_studio.domain.benchmark.staff import StaffCount


@dataclass(frozen=True, slots=True)
class OwnStep:
    """Sum of our steps of one type in one class and unit, in a detailed survey.

    Attributes:
        unit_id: whose steps.
        code: class of the task.
        step_type: 作業属性, "" where nobody has said.
        minutes: minutes a year.
        non_core: part of `minutes` tagged non-core.
        cases: cases a year over the steps.
    """

    unit_id: str
    code: str
    step_type: str
    minutes: int
    non_core: int
    cases: int


@dataclass(frozen=True, slots=True)
class OwnWork:
    """Our hours of one class in one unit, in an overall survey.

    Attributes:
        unit_id: whose hours.
        code: class, "" for work nobody has classified.
        minutes: minutes a year, contractors included.
        non_core: part of `minutes` tagged non-core.
        contractor: part of `minutes` done by contractors.
        cases: cases a year; None where the unit counts none.
    """

    unit_id: str
    code: str
    minutes: int
    non_core: int
    contractor: int
    cases: int | None


class ExchangeQueries(Queries, Protocol):
    """What the exchange with other cities asks."""

    def own_work(self, round_id: str) -> tuple[OwnWork, ...]:
        """Our hours and cases by unit and class in an overall survey."""

    def own_steps(self, round_id: str) -> tuple[OwnStep, ...]:
        """Minutes and cases of our steps by unit, class and step type in a detailed survey."""

    def staff_counts(self) -> tuple[StaffCount, ...]:
        """Staff by city, year and department, as taken over from files."""
