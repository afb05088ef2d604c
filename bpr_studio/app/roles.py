"""What each role sees: one table, asked by pages, rail, search and settings alike.

What a role may do with a sheet stands in `domain/workload/workflow.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.workload.workflow import (
    DX_OFFICE,
    KAIZEN_LEADER,
    MEMBER,
    PROMOTER,
    SECTION_CHIEF,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class RoleView:
    """What one role sees.

    Attributes:
        pages: keys of the pages it has, those under another page included.
        settings: tabs of the settings it has.
        whole_city: sees all sections; otherwise its own.
    """

    pages: frozenset[str]
    settings: tuple[str, ...]
    whole_city: bool = False


_LEDGER: Final = frozenset({"procedures", "procedure-import"})
_STAFF: Final = frozenset(
    {
        *("home", "survey", "entry", "detailed", "flows", "flow", "flow-compare", "sync"),
        *("conflicts", "settings"),
    }
)
_LEADERS: Final = (
    _STAFF | _LEDGER | {"analysis", "candidates", "digging", "explorer", "goals", "improvement"}
)
_CHIEFS: Final = _LEADERS | {"benchmark", "core-review"}
_OFFICE: Final = _CHIEFS | {"rounds", "import-sheets", "unsorted"}
_OWN_SETTINGS: Final = ("classes", "display")
_ALL_SETTINGS: Final = ("organisation", "classes", "lists", "years", "display")

ROLE_VIEWS: Final[Mapping[str, RoleView]] = {
    MEMBER: RoleView(_STAFF, _OWN_SETTINGS),
    PROMOTER: RoleView(_STAFF | _LEDGER | {"import-sheets", "improvement"}, _OWN_SETTINGS),
    KAIZEN_LEADER: RoleView(_LEADERS, _OWN_SETTINGS),
    SECTION_CHIEF: RoleView(_CHIEFS, _OWN_SETTINGS),
    DX_OFFICE: RoleView(_OFFICE, _ALL_SETTINGS, whole_city=True),
}
"""課員, 推進員, カイゼンリーダー（係長）, 課長, DX室."""


def view_of(role: str) -> RoleView:
    """What a role sees; before a role was chosen, everything."""
    return ROLE_VIEWS.get(role, ROLE_VIEWS[DX_OFFICE])
