"""What has to be written so that a stored flow becomes another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio.domain.process.editor import stored_fields
from bpr_studio.domain.process.records import record_of
from bpr_studio.domain.replication.changes import DeleteRow, PutRow, SetFields
from bpr_studio.services.flows import element_fields, element_row_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.replication.changes import Change

_ENTITY = "flow_element"


def flow_changes(flow_id: str, before: ProcessModel, after: ProcessModel) -> Iterator[Change]:
    """The changes between two states of one flow, elements only; equal fields stay unwritten."""
    for element in after.elements():
        old = before.find(element.id)
        row = element_row_id(flow_id, element.id)
        if old is None:
            yield PutRow(_ENTITY, row, element_fields(flow_id, record_of(element)))
        elif old is not element and old != element:
            yield SetFields(_ENTITY, row, _changed(old, element))
    for element in before.elements():
        if element.id not in after:
            yield DeleteRow(_ENTITY, element_row_id(flow_id, element.id))


def _changed(old: Element, element: Element) -> dict[str, object]:
    """The stored fields that differ; an emptied one is None, both ends are one field."""
    fields: dict[str, object] = stored_fields(old, element)
    if fields.keys() & {"source", "target"}:
        fields.pop("source", None)
        fields.pop("target", None)
        fields["ends"] = [element.source, element.target]
    return {name: None if value in ("", [], {}) else value for name, value in fields.items()}
