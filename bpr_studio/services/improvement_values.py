"""What the register of improvements reads, and what it tells; see `improvements`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpr_studio.services.flow_versions import VersionQueries
from bpr_studio.services.views import Queries

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.domain.reform.claims import Ground
    from bpr_studio.domain.reform.improvement import Claim, Improvement
    from bpr_studio.services.views import UnitLine


class ImprovementQueries(Queries, VersionQueries, Protocol):
    """Questions about the register."""

    def improvements(self) -> tuple[Improvement, ...]:
        """The whole register, the improvement entered first in front."""

    def unit(self, unit_id: str) -> UnitLine | None:
        """One unit of any year, None where there is none."""

    def claim_ground(self, tasks: Collection[str], steps: Collection[str]) -> Ground:
        """These tasks and steps, with the tasks of the steps and the same tasks of later surveys."""


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """Minutes of a task or step that an improvement holds.

    Attributes:
        improvement: id of the improvement.
        name: its name.
        claim: what it holds; its task is filled in where only the step says it.
    """

    improvement: str
    name: str
    claim: Claim
