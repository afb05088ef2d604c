"""Whose data a row is: the scope it is exchanged in, decided once, when its first op is sealed."""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.organisation.units import UnitLevel
from bpr_studio.domain.replication.names import LIB, ORG, is_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OF_ORG: Final = frozenset(
    {
        "workspace",
        "org_unit",
        "succession",
        "headcount",
        "survey_round",
        "staff_year",
        "year_setting",
        "city_data",
        "city_figure",
        "city_flow",
        "goal_value",
        "staff_count",
    }
)
"""Entities of the whole city, which the DX office writes."""
OF_LIB: Final = frozenset({"task_class", "list_item", "term_lesson"})
"""Entities that all sections share, which the DX office writes."""
OF_UNIT: Final = frozenset(
    {
        *("survey_sheet", "sheet_event", "work_item", "cell_comment"),
        *("improvement", "improvement_claim", "improvement_actual", "candidate_verdict"),
        *("procedure", "procedure_step"),
    }
)
"""Entities that belong to the section of their unit."""
OF_PC: Final = frozenset({"actor", "mapping_profile", "saved_view"})
"""Entities that belong where the PC belongs that writes them."""
FLOW: Final = "flow"
OF_FLOW: Final = frozenset({"flow_element", "flow_version"})
"""Entities that belong where their flow belongs."""

_HASHED: Final = re.compile(r"x[0-9a-f]{10}")


class ScopeLookup(Protocol):
    """What the local database knows about rows, with everything written before the op asked about.

    Deleted rows count as if they were there.
    """

    @property
    def home(self) -> str:
        """Scope of this PC: that of its section, `org` in the DX office."""

    def row_scope(self, entity: str, row: str) -> str:
        """Scope a row got with the op that made it (kind `new`), "" where no such op is here.

        An op that only sets fields of a row nobody made gives it no scope, so that nobody can
        claim the foreseeable rows of others.
        """

    def seen_scope(self, entity: str, row: str) -> str:
        """Scope of the first op of any kind that is here for a row, "" where there is none.

        Only for rows whose making has not come yet: edits of several people come in any order.
        """

    def section_code(self, unit_id: str) -> str:
        """Code of the section a unit belongs to, "" where it belongs to none or is not known."""

    def flow_unit(self, flow_id: str) -> str:
        """Unit of a flow, "" where it has none or is not known."""


@functools.lru_cache(maxsize=4096)
def section_scope(code: str) -> str:
    """The scope of the section with this code.

    Codes that cannot stand in a file name, or look like a hashed one, are hashed.
    """
    plain = code.lower()
    if is_scope(f"sec-{plain}") and not _HASHED.fullmatch(plain):
        return f"sec-{plain}"
    return f"sec-x{hashlib.sha256(code.encode()).hexdigest()[:10]}"


@dataclass(frozen=True, slots=True)
class UnitPast:
    """What a unit of the organisation ever was, by all ops on it.

    Attributes:
        codes: its codes.
        levels: its levels.
        parents: ids of the units above it.
    """

    codes: frozenset[str]
    levels: frozenset[str]
    parents: frozenset[str]


def section_codes(unit_id: str, past: Callable[[str], UnitPast | None]) -> frozenset[str]:
    """Codes of all sections a unit belongs to or ever belonged to; itself, when it is one.

    Args:
        unit_id: the unit.
        past: what a unit ever was, deleted ones too; None where it is not known.
    """
    found: set[str] = set()
    seen: set[str] = set()
    ahead = [unit_id]
    while ahead:
        unit = ahead.pop()
        known = past(unit) if unit not in seen else None
        seen.add(unit)
        if known is not None:
            found |= known.codes if UnitLevel.SECTION in known.levels else set()
            ahead.extend(known.parents)
    return frozenset(found)


def scope_of(entity: str, row: str, fields: Mapping[str, object], lookup: ScopeLookup) -> str:
    """The scope an own op is exchanged in.

    Args:
        entity: entity of the row.
        row: its id.
        fields: what the op sets.
        lookup: what is known here.
    """
    if entity in OF_ORG:
        return ORG
    if entity in OF_LIB:
        return LIB
    if entity in OF_PC:
        return lookup.home  # two sections may each have a mapping of one name
    known = lookup.row_scope(entity, row)
    if not known and not fields.get("unit_id"):
        known = lookup.seen_scope(entity, row)
    return known or _first_scope(entity, fields, lookup)


def _first_scope(entity: str, fields: Mapping[str, object], lookup: ScopeLookup) -> str:
    if entity == FLOW:
        return _of_flow_unit(fields.get("unit_id"), lookup)
    flow = fields.get("flow_id")
    if entity in OF_FLOW or (flow and isinstance(flow, str)):
        flow_id = flow if isinstance(flow, str) else ""
        return lookup.row_scope(FLOW, flow_id) or _of_flow_unit(lookup.flow_unit(flow_id), lookup)
    return _of_unit(fields.get("unit_id"), lookup)


def _of_flow_unit(unit: object, lookup: ScopeLookup) -> str:
    """Where a flow belongs: to its section, to the city, or to the library where it has no unit."""
    if not isinstance(unit, str) or not unit:
        return LIB
    code = lookup.section_code(unit)
    return section_scope(code) if code else ORG


def _of_unit(unit: object, lookup: ScopeLookup) -> str:
    """The section of a unit; what names no unit stays with the PC that wrote it."""
    if not isinstance(unit, str) or not unit:
        return lookup.home
    code = lookup.section_code(unit)
    return section_scope(code) if code else ORG
