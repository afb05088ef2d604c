"""What the sheet of a task's steps works with, and its sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.process.step_list import Lanes
    from bpr_studio.services.detailed_cells import StepRules


@dataclass(frozen=True, slots=True)
class StepMaterial:
    """What the sheet of a task works with.

    Attributes:
        rules: columns and cells.
        lanes: names of the lanes.
        core_defaults: "core", "non_core" or "mixed" by step type.
    """

    rules: StepRules
    lanes: Lanes
    core_defaults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TypeSum:
    """The steps of one step type added up, in minutes a year; "" for steps without one."""

    step_type: str
    steps: int
    minutes: int


@dataclass(frozen=True, slots=True)
class StepSums:
    """All steps added up, in minutes a year.

    Attributes:
        by_type: by step type, most minutes first.
        core: minutes tagged core.
        non_core: minutes tagged non-core.
        untagged: minutes nobody has judged yet.
    """

    by_type: tuple[TypeSum, ...]
    core: int
    non_core: int
    untagged: int

    @property
    def core_share(self) -> float | None:
        """Core share of the judged minutes; None while nothing is judged."""
        judged = self.core + self.non_core
        return self.core / judged if judged else None
