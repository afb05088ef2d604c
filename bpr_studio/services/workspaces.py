"""Making a workspace: the fixed lists, the city, the first survey round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.classification.seeds import SeedRow
    from bpr_studio.domain.shared.ids import RowId
    from bpr_studio.services.store import Store

WORKSPACE_ID: Final = planned_id("workspace")
"""The one row that says whose workspace this is."""


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What a new workspace is for.

    Attributes:
        city_code: six-digit code, "" for a fictitious city.
        city_name: name; must contain 架空 when fictitious.
        fictitious: all figures will be invented.
        fiscal_year: western year of the first survey round.
        core_definition: the sentence that tells core from non-core.
        minutes_per_full_timer: yearly minutes of one full-timer.
        population: residents, 0 where the list of cities knows.
        core_definition_id: which of the known definitions it is, "" where none of them.
    """

    city_code: str
    city_name: str
    fictitious: bool
    fiscal_year: int
    core_definition: str
    minutes_per_full_timer: int
    population: int = 0
    core_definition_id: str = ""


def overall_round_id(new: NewWorkspace) -> RowId:
    """The 全体調査 of a city's first year; planned, so that two PCs mean the same one.

    Each city has its own, so that a form of another city is known by its round. Fictitious
    cities share one.
    """
    city = () if new.fictitious else (new.city_code,)
    return planned_id("survey_round", *city, new.fiscal_year, "overall")


def set_up(store: Store, seeds: Iterable[SeedRow], new: NewWorkspace) -> None:
    """Fill an empty workspace with the fixed lists, the city and its first round."""
    store.commit(
        tr("Take over the fixed lists"),
        [PutRow(seed.entity, seed.id, seed.fields) for seed in seeds],
    )
    round_id = overall_round_id(new)
    store.commit(
        tr("Create the workspace"),
        [
            PutRow(
                "survey_round",
                round_id,
                {
                    "fiscal_year": new.fiscal_year,
                    "kind": "overall",
                    "name": tr("Overall survey"),
                    "format_id": "overall",
                    "format_version": 1,
                    "core_definition": new.core_definition,
                    "core_definition_id": new.core_definition_id or None,
                    "minutes_per_full_timer": new.minutes_per_full_timer,
                    "state": "open",
                },
            ),
            PutRow(
                "workspace",
                WORKSPACE_ID,
                {
                    "city_code": new.city_code,
                    "city_name": new.city_name,
                    "fictitious": int(new.fictitious),
                    "fiscal_year": new.fiscal_year,
                    "round_id": round_id,
                    "population": new.population or None,
                },
            ),
        ],
    )
