"""Reading versions of flows: families of flows and kept states."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlmodel import col

from bpr_studio.adapters.db.sql import number, text
from bpr_studio.adapters.db.tables import FlowRow, FlowVersionRow
from bpr_studio.services.flow_versions import FlowVersion, KeptState

if TYPE_CHECKING:
    from sqlalchemy import Select

    from bpr_studio.adapters.db.database import Database


def flow_family(database: Database, flow_id: str) -> tuple[FlowVersion, ...]:
    """A flow and all flows of its family; () where there is no such flow."""
    row = FlowRow
    query = select(
        col(row.id),
        text(row.name),
        func.coalesce(func.nullif(col(row.version_kind), ""), "as_is"),
        text(row.version_name),
        text(row.derived_from),
        text(row.unit_id),
        text(row.class_code),
        text(row.reviewed_on),
    )
    root_of = select(text(row.family_id)).where(col(row.id) == flow_id)
    with database.reading() as connection:
        family = connection.execute(root_of).scalar_one_or_none()
        if family is None:
            return ()
        root = family or flow_id
        members = query.where((col(row.id) == root) | (col(row.family_id) == root))
        found = connection.execute(members).all()
    return tuple(FlowVersion(*values) for values in found)


def kept_states(database: Database, flow_id: str) -> tuple[KeptState, ...]:
    """The kept states of one flow, newest first."""
    row = FlowVersionRow
    query = _states().where(col(row.flow_id) == flow_id)
    with database.reading() as connection:
        found = connection.execute(query.order_by(col(row.at).desc(), col(row.id)))
        return tuple(KeptState(*values) for values in found)


def kept_state(database: Database, state_id: str) -> KeptState | None:
    """One kept state, None where there is none."""
    query = _states().where(col(FlowVersionRow.id) == state_id)
    with database.reading() as connection:
        found = connection.execute(query).one_or_none()
    return KeptState(*found) if found else None


def kept_model(database: Database, state_id: str) -> dict[str, Any] | None:
    """The model of a kept state as JSON, None where there is none."""
    row = FlowVersionRow
    query = select(col(row.model)).where(col(row.id) == state_id)
    with database.reading() as connection:
        found = connection.execute(query).scalar_one_or_none()
    return json.loads(found) if found else None


def _states() -> Select[str, str, str, str, str, str, str, int]:
    row = FlowVersionRow
    return select(
        col(row.id),
        text(row.flow_id),
        text(row.name),
        text(row.note),
        text(row.at),
        text(row.user),
        text(row.role),
        number(row.steps),
    )
