"""States of rows as they are shown and drafted against: what settles by itself is one value.

The log keeps every head. Here the concurrent values of some fields count as the one that holds:
deeds on a sheet (`domain.workload.settling`), and what nobody is asked about because the last
hand is right: order of rows, places and lines of a drawing, marks of the program.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.merge import Head
from bpr_studio.domain.workload.settling import SETTLED, settled_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.replication.merge import RowState

_SHEET: Final = "survey_sheet"
_ORDER: Final = frozenset({"sort_key"})
_QUIET: Final[Mapping[str, frozenset[str]]] = {
    "actor": frozenset({"user", "role"}),
    "candidate_verdict": frozenset({"at", "minutes", "round_id", "user"}),
    "cell_comment": frozenset({"settled"}),
    "flow": frozenset(
        {
            *("carried", "definitions_id", "file_digest", "file_name", "namespaces"),
            *("target_namespace", "library_key"),
        }
    ),
    "flow_element": frozenset(
        {
            *("bounds", "carried", "diagram", "fragment", "label_bounds", "notation", "sort_key"),
            "waypoints",
        }
    ),
    "mapping_profile": frozenset({"at", "user"}),
    "survey_sheet": frozenset({"collected_at", "file_digest", "file_name"}),
    "work_item": frozenset({"carry", "previous_id", "slot", "sort_key"}),
}
"""Fields whose conflicts are shown to nobody, by entity; the later value holds."""


def settled(entity: str, state: RowState) -> RowState:
    """The state with one value for every field that settles by itself; ids stay."""
    if entity == _SHEET:
        return _with(state, {**_quiet(entity, state), **_deeds(state)})
    if state.is_single:
        return state
    return _with(state, _quiet(entity, state))


def _quiet(entity: str, state: RowState) -> dict[str, object]:
    names = _QUIET.get(entity, _ORDER) & state.heads.keys()
    return {name: state.heads[name][0].value for name in names if len(state.heads[name]) > 1}


def _deeds(state: RowState) -> dict[str, object]:
    held = settled_sheet({name: state.heads.get(name, ()) for name in SETTLED})
    return {
        name: value
        for name, value in held.items()
        if any(head.value != value for head in state.heads.get(name, ()))
    }


def _with(state: RowState, values: Mapping[str, object]) -> RowState:
    if not values:
        return state
    heads = {
        name: tuple(Head(head.id, head.t, values[name]) for head in found)
        if name in values
        else found
        for name, found in state.heads.items()
    }
    return replace(state, heads=heads)
