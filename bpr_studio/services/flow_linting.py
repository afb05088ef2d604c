"""Linting stored flows: what is known about a flow beside its drawing, and all its findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bpr_studio.domain.lint.facts import LintFacts
from bpr_studio.domain.lint.live import lint
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.lint.findings import LintFinding
    from bpr_studio.domain.lint.profile import LintProfile
    from bpr_studio.services.flow_versions import VersionQueries


@dataclass(frozen=True, slots=True)
class FlowLinting:
    """Lints the flows of a workspace.

    Attributes:
        queries: reading.
        profile: gives the rules, as the window wants them.
        today: gives the day.
    """

    queries: VersionQueries
    profile: Callable[[], LintProfile]
    today: Callable[[], date]

    def facts(self, flow_id: str) -> LintFacts:
        """What is known about a flow: the day, its last review, the As-Is it was made from."""
        own = next((v for v in self.queries.flow_family(flow_id) if v.id == flow_id), None)
        if own is None:
            return LintFacts(today=self.today())
        derived = own.kind == "to_be" and own.derived_from
        return LintFacts(
            today=self.today(),
            reviewed_on=_day(own.reviewed_on),
            as_is=self.queries.flow(own.derived_from) if derived else None,
        )

    def lint(self, flow_id: str, profile: LintProfile | None = None) -> tuple[LintFinding, ...]:
        """Everything the rules say about a stored flow.

        Raises:
            RefusedError: there is no such flow.
        """
        model = self.queries.flow(flow_id)
        if model is None:
            raise RefusedError(
                tr("There is neither a file nor a stored flow {name}.", name=flow_id),
                remedy=tr("“flow list” shows the ids of stored flows."),
            )
        return lint(model, profile or self.profile(), self.facts(flow_id))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
