"""Fields that several people gave different values, as the pages that show them ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bpr_studio.domain.replication.seen import OneOf

Several = Mapping[str, Mapping[str, OneOf]]
"""By row and field all values that stand, the shown one first.

The field "", without values, says that one person removed the row and another changed it.
"""


class SeveralValuesQueries(Protocol):
    """What pages ask that mark such fields."""

    def several_of_sheet(self, round_id: str, unit_id: str) -> Several:
        """Of the tasks of a section's sheet."""

    def several_of_flow(self, flow_id: str) -> Several:
        """Of the elements of a flow."""
