"""What an empty flow starts with: the usual lanes of the city's offices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bpr_studio.domain.process.model import ProcessModel

_USUAL: Final = ("counter", "person_in_charge", "approver")
"""Actor categories of the detailed survey that nearly every flow has; empty ones disturb."""


def blank_with_usual_lanes(name: str, section: str) -> ProcessModel:
    """An empty flow: the pool of the section with the usual lanes, and a start.

    Args:
        name: name of the flow.
        section: name of the section, "" for none.
    """
    from bpr_studio.adapters.catalogs.formats import load_shown_format
    from bpr_studio.domain.modeling.creating import FlowNames, blank_flow

    actors = load_shown_format("detailed", 1).column("actor_category").choices
    names = {choice.value: choice.office or choice.label for choice in actors}
    return blank_flow(FlowNames(name, section or name, tuple(names[key] for key in _USUAL)))
