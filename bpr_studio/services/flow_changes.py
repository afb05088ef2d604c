"""What has to be written so that a stored flow becomes another one."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.editor import stored_fields
from bpr_studio.domain.process.records import RECORD_FIELDS, header_record_of, record_of
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.services.flows import element_fields, element_row_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bpr_studio.domain.process.element import Element, Header
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.replication.seen import OneOf
    from bpr_studio.services.several_values import Several

_ENTITY: Final = "flow_element"
_EMPTY: Final = dict.fromkeys((*RECORD_FIELDS, "ends"))
del _EMPTY["id"], _EMPTY["source"], _EMPTY["target"]
UNASKED: Final = frozenset(
    {
        *("bounds", "carried", "diagram", "element_id", "flow_id", "fragment", "label_bounds"),
        *("notation", "sort_key", "waypoints"),
    }
)
"""Fields whose concurrent values are nobody's question; the later one holds."""

_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})
_NONE: Final[Several] = MappingProxyType({})
_row_id: Final = lru_cache(8192)(element_row_id)  # the same few are moved again and again


def flow_changes(
    flow_id: str, before: ProcessModel, after: ProcessModel, several: Several = _NONE
) -> Iterator[Change]:
    """The changes between two states of one flow, elements only; equal fields stay unwritten.

    Args:
        flow_id: the flow.
        before: as the person saw it; what others wrote since is not overwritten.
        after: as it shall be.
        several: the values of fields marked as having several, by row.
    """
    for element in after.elements():
        yield from element_changes(flow_id, element.id, before.find(element.id), element, several)
    for element in before.elements():
        if element.id not in after:
            yield from element_changes(flow_id, element.id, element, None, several)


def element_changes(
    flow_id: str,
    element_id: str,
    before: Element | None,
    after: Element | None,
    several: Several = _NONE,
) -> Iterator[Change]:
    """The change that makes one element of a flow another; None means there is none."""
    if before is after or before == after:
        return
    row = _row_id(flow_id, element_id)
    known = several.get(row, {})
    if before is None:
        # Emptied as well: a row that was deleted once keeps its values.
        values = element_fields(flow_id, record_of(after)) if after is not None else {}
        yield PutRow(_ENTITY, row, _EMPTY | values)
    elif after is None:
        whole = _EMPTY | element_fields(flow_id, record_of(before))
        yield DeleteRow(_ENTITY, row, shown=_shown(whole, known))
    else:
        changed = _changed(before, after)
        is_asked = not changed.keys() <= UNASKED  # a gesture moves thousands of elements
        shown = _shown(_changed(after, before), known) if is_asked else _NOTHING
        yield SetFields(_ENTITY, row, changed, shown=shown)


def _shown(fields: Mapping[str, object], several: Mapping[str, OneOf]) -> dict[str, object]:
    """What the person saw; nobody is asked about places and lines, so they are not in it."""
    return {name: several.get(name, value) for name, value in fields.items() if name not in UNASKED}


def header_changes(flow_id: str, before: Header, after: Header) -> Iterator[Change]:
    """The change that gives a flow another header."""
    old, new = (_header_fields(header) for header in (before, after))
    changed = {name: value for name, value in new.items() if value != old[name]}
    if changed:
        yield SetFields("flow", flow_id, changed)


def _header_fields(header: Header) -> dict[str, object]:
    fields = asdict(header_record_of(header))
    return {"model_name": fields.pop("name"), **fields}


def _changed(old: Element, element: Element) -> dict[str, object]:
    """The stored fields that differ; an emptied one is None, both ends are one field."""
    fields: dict[str, object] = stored_fields(old, element)
    if fields.keys() & {"source", "target"}:
        fields.pop("source", None)
        fields.pop("target", None)
        fields["ends"] = [element.source, element.target]
    return {name: None if value in ("", [], {}) else value for name, value in fields.items()}
