"""What has to be written so that a stored flow becomes another one."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.process.editor import stored_fields
from bpr_studio.domain.process.records import RECORD_FIELDS, header_record_of, record_of
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.services.flows import element_fields, element_row_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.element import Element, Header
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.replication.changes import Change

_ENTITY: Final = "flow_element"
_EMPTY: Final = dict.fromkeys((*RECORD_FIELDS, "ends"))
del _EMPTY["id"], _EMPTY["source"], _EMPTY["target"]
_row_id: Final = lru_cache(8192)(element_row_id)  # the same few are moved again and again


def flow_changes(flow_id: str, before: ProcessModel, after: ProcessModel) -> Iterator[Change]:
    """The changes between two states of one flow, elements only; equal fields stay unwritten."""
    for element in after.elements():
        yield from element_changes(flow_id, element.id, before.find(element.id), element)
    for element in before.elements():
        if element.id not in after:
            yield from element_changes(flow_id, element.id, element, None)


def element_changes(
    flow_id: str, element_id: str, before: Element | None, after: Element | None
) -> Iterator[Change]:
    """The change that makes one element of a flow another; None means there is none."""
    if before is after or before == after:
        return
    row = _row_id(flow_id, element_id)
    if after is None:
        yield DeleteRow(_ENTITY, row)
    elif before is None:
        # Emptied as well: a row that was deleted once keeps its values.
        yield PutRow(_ENTITY, row, _EMPTY | element_fields(flow_id, record_of(after)))
    else:
        yield SetFields(_ENTITY, row, _changed(before, after))


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
