"""Reading process models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from bpr_studio.adapters.db.sql import text
from bpr_studio.adapters.db.tables import (
    FlowElementRow,
    FlowRow,
    OrgUnitRow,
    TaskClassRow,
)
from bpr_studio.domain.process.element import ACTIVITIES
from bpr_studio.domain.process.records import (
    HeaderRecord,
    element_of,
    from_records,
    record_from,
)
from bpr_studio.services.views import FlowLine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sqlalchemy import Column, Select, Subquery

    from bpr_studio.adapters.db.database import Database
    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.process.records import ElementRecord

_CHUNK = 500  # row ids per query, below SQLite's limit on parameters
_FLAGS = frozenset({"seal", "paper", "in_person", "judgement", "personal_data"})


def _reader(column: Column[Any]) -> Callable[[Any], Any] | None:
    if column.info.get("json"):
        return json.loads
    return bool if column.name in _FLAGS else None


_COLUMNS = tuple(
    column
    for column in FlowElementRow.__table__.columns  # type: ignore[attr-defined]  # SQLModel adds it
    if column.name not in {"id", "flow_id"}
)
_READERS = tuple(
    ("id" if column.name == "element_id" else column.name, _reader(column)) for column in _COLUMNS
)
_HEADER = """
SELECT coalesce(model_name, ''), coalesce(definitions_id, ''), coalesce(target_namespace, ''),
       coalesce(namespaces, '{}'), coalesce(carried, '{}')
FROM flow WHERE id = ?
"""
_ELEMENTS = f"SELECT {', '.join(column.name for column in _COLUMNS)} FROM flow_element"  # noqa: S608  # our own names


class FlowQueriesInDatabase:
    """Implements `services.views.FlowQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def flows(self) -> tuple[FlowLine, ...]:
        """All process models, by name; targets of a detailed survey from their first step on."""
        counts = _counts()
        query = (
            _lines(counts)
            .where(or_(text(FlowRow.round_id) == "", counts.c.activities > 0))
            .order_by(text(FlowRow.name), col(FlowRow.id))
        )
        with self._database.reading() as connection:
            return tuple(FlowLine(*line) for line in connection.execute(query))

    def flow_line(self, flow_id: str) -> FlowLine | None:
        """What lists show of one process model, also before its first step; None without one."""
        query = _lines(_counts(flow_id)).where(col(FlowRow.id) == flow_id)
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
        return FlowLine(*found) if found else None

    def flow_elements(self, flow_id: str, row_ids: Collection[str]) -> tuple[Element, ...]:
        """The elements of a flow that are stored in these rows; rows of other things are left out."""
        rows: list[Sequence[Any]] = []
        wanted = sorted(row_ids)
        with self._database.scanning() as cursor:
            for start in range(0, len(wanted), _CHUNK):
                part = wanted[start : start + _CHUNK]
                marks = ",".join("?" * len(part))
                cursor.execute(
                    f"{_ELEMENTS} WHERE id IN ({marks}) AND flow_id = ?", (*part, flow_id)
                )
                rows += cursor.fetchall()
        return tuple(element_of(_record(row)) for row in rows)

    def flow(self, flow_id: str) -> ProcessModel | None:
        """One process model, None where there is none."""
        with self._database.scanning() as cursor:
            found = cursor.execute(_HEADER, (flow_id,)).fetchone()
            if found is None:
                return None
            cursor.execute(
                f"{_ELEMENTS} WHERE flow_id = ? ORDER BY sort_key, element_id", (flow_id,)
            )
            rows = cursor.fetchall()
        name, definitions_id, namespace, namespaces, carried = found
        header = HeaderRecord(
            definitions_id=definitions_id,
            name=name,
            target_namespace=namespace,
            namespaces=json.loads(namespaces),
            carried=json.loads(carried),
        )
        return from_records(header, map(_record, rows))


def _counts(flow_id: str = "") -> Subquery:
    """How many elements and activities each flow has, or one of them."""
    part = FlowElementRow
    drawn = col(part.kind).in_([kind.value for kind in ACTIVITIES])
    query: Select[*tuple[Any, ...]] = select(
        col(part.flow_id).label("flow_id"),
        func.count().label("elements"),
        func.sum(case((drawn, 1), else_=0)).label("activities"),
    ).group_by(col(part.flow_id))
    return (query.where(col(part.flow_id) == flow_id) if flow_id else query).subquery()


def _lines(counts: Subquery) -> Select[*tuple[Any, ...]]:
    """The columns of `FlowLine`."""
    row, section = FlowRow, aliased(OrgUnitRow)
    columns: Select[*tuple[Any, ...]] = select(
        col(row.id),
        text(row.name),
        text(row.version_kind),
        text(row.unit_id),
        text(OrgUnitRow.name),
        text(row.class_code),
        text(TaskClassRow.name),
        text(row.file_name),
        func.coalesce(counts.c.elements, 0),
        func.coalesce(counts.c.activities, 0),
        func.coalesce(section.code, OrgUnitRow.code, ""),
        text(row.round_id),
        text(row.version_name),
        text(row.library_key),
    )
    return (
        columns.outerjoin(counts, counts.c.flow_id == col(row.id))
        .outerjoin(OrgUnitRow, col(OrgUnitRow.id) == col(row.unit_id))
        .outerjoin(section, col(section.id) == col(OrgUnitRow.section_id))
        .outerjoin(TaskClassRow, col(TaskClassRow.code) == col(row.class_code))
    )


def _record(row: Sequence[Any]) -> ElementRecord:
    """The record of a row of `_ELEMENTS`."""
    values = {
        name: read(value) if read else value
        for (name, read), value in zip(_READERS, row, strict=True)
        if value is not None
    }
    values["source"], values["target"] = values.pop("ends", ("", ""))
    return record_from(values)
