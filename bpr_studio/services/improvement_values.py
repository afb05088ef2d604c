"""What the register of improvements reads, and what it tells; see `improvements`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.shared.text import N_, tr_source
from bpr_studio.services.flow_versions import VersionQueries
from bpr_studio.services.views import Queries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bpr_studio.domain.reform.claims import Ground
    from bpr_studio.domain.reform.improvement import Claim, Improvement
    from bpr_studio.services.views import UnitLine


class ImprovementQueries(Queries, VersionQueries, Protocol):
    """Questions about the register."""

    def improvements(self) -> tuple[Improvement, ...]:
        """The whole register, the improvement entered first in front."""

    def unit(self, unit_id: str) -> UnitLine | None:
        """One unit of any year, None where there is none."""

    def codes_below(self, unit_code: str) -> frozenset[str]:
        """Codes of a unit and of everything below it, in every year it existed."""

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


_FIELDS: Final[Mapping[str, str]] = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "description": N_("What is done"),
    "start_month": N_("Start month"),
    "expected_minutes": N_("Expected hours"),
    "yen_once": N_("Cost to introduce it"),
    "yen_yearly": N_("Running cost a year"),
    "owner_role": N_("Who is in charge"),
    "centre": N_("Processing centre"),
    "evidence": N_("What the estimate rests on"),
    "use_of_freed": N_("Use of the freed hours"),
    "use_note": N_("Use in words"),
    "claims": N_("Hours that go away"),
    "actual": N_("Hours really saved"),
    "class_code": N_("Class of the task"),
    "round_id": N_("Survey it starts from"),
    "rule": N_("Rule that proposed it"),
    "as_is_flow": N_("Flow before"),
    "to_be_flow": N_("Flow after"),
    "procedure_id": N_("Procedure of the ledger"),
}


def field_name(name: str) -> str:
    """What a field of an improvement is called."""
    return tr_source(_FIELDS[name])
