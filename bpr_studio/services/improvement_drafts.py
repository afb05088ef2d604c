"""Improvements that are proposed from something else: a To-Be and what it saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.reform.improvement import Claim, ImprovementKind, NewImprovement
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours, spread
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flows import element_row_id

if TYPE_CHECKING:
    from bpr_studio.domain.process.effects import ToBeEffect
    from bpr_studio.services.flow_versions import FlowVersion


class FlowEffects(Protocol):
    """What a To-Be changes."""

    def family(self, flow_id: str) -> tuple[FlowVersion, ...]:
        """The versions of a flow."""

    def effect(self, to_be_id: str) -> ToBeEffect:
        """What a To-Be changes against the flow it was derived from."""


def from_to_be(flows: FlowEffects, to_be_id: str) -> NewImprovement:
    """The improvement that turns an As-Is into its To-Be: what each step saves.

    Work the To-Be adds is taken off what its steps save, in proportion, so that the hours of the
    improvement are those by which the flow really gets shorter.

    Raises:
        RefusedError: there is no such flow, it was derived from none, or it saves nothing.
    """
    version = next(one for one in flows.family(to_be_id) if one.id == to_be_id)
    effect = flows.effect(to_be_id)
    net = -effect.difference.minutes
    saving = [step for step in effect.changes if step.as_is and step.difference.minutes < 0]
    if net <= 0 or not saving:
        raise RefusedError(
            tr(
                "“{name}” saves no hours yet ({hours} hours a year).",
                name=version.name,
                hours=format_hours(net, decimals=1),
            ),
            kept=tr("Nothing was entered."),
            remedy=tr("Write minutes and cases at the steps of both versions first."),
        )
    shares = spread(net, [-step.difference.minutes for step in saving])
    claims = tuple(
        Claim("", element_row_id(version.derived_from, step.as_is), minutes)
        for step, minutes in zip(saving, shares, strict=True)
        if minutes
    )
    return NewImprovement(
        name=version.version_name or version.name,
        kind=ImprovementKind.STREAMLINE,
        unit_id=version.unit_id,
        class_code=version.class_code,
        as_is_flow=version.derived_from,
        to_be_flow=version.id,
        claims=claims,
    )
