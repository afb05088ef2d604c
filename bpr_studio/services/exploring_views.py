"""What the database shows the explorer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpr_studio.services.views import ListQueries, OrganisationQueries, SurveyQueries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.workload.answer import TaskLine
    from bpr_studio.domain.workload.facts import TaskTold


@dataclass(frozen=True, slots=True)
class KeptView:
    """A question somebody keeps by name.

    Attributes:
        body: the question as JSON.
    """

    id: str
    name: str
    body: Mapping[str, object]


class ExploreQueries(SurveyQueries, OrganisationQueries, ListQueries, Protocol):
    """What the explorer asks."""

    def task_told(self, round_id: str, item_ids: Sequence[str]) -> TaskTold:
        """Cases, people and steps of tasks, in the order of the ids."""

    def kept_views(self, page: str) -> tuple[KeptView, ...]:
        """What somebody has kept on a page, by name."""

    def tasks_by_id(self, ids: Sequence[str]) -> tuple[TaskLine, ...]:
        """These tasks in this order; unknown ones are left out."""
