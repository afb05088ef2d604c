"""Procedures of a fictitious ledger (架空) for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bpr_studio.domain.procedures.procedure import Procedure, stored_value
from bpr_studio.domain.replication.changes import PutRow

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace


def sealed(number: str = "1", **fields: Any) -> Procedure:
    """A procedure that demands paper and a seal by a rule of the city."""
    given: dict[str, Any] = {
        "id": f"p{number}",
        "number": number,
        "sort_key": int(number) * 1024 if number.isdigit() else None,
        "name": f"手続{number}（架空）",
        "cases_total": 100,
        "written_form": True,
        "written_basis": "rule",
        "seal": True,
        "seal_basis": "rule",
        **fields,
    }
    return Procedure(**given)


def stored(procedure: Procedure) -> PutRow:
    """The change that makes a procedure a row of its own."""
    names = [name for name in Procedure.__dataclass_fields__ if name != "id"]
    fields = {name: stored_value(name, getattr(procedure, name)) for name in names}
    return PutRow("procedure", procedure.id, {k: v for k, v in fields.items() if v is not None})


def fill_ledger(workspace: Workspace, *procedures: Procedure) -> int:
    """Put procedures into the ledger of a workspace; gives how many."""
    workspace.store.commit("手続台帳（架空）", [stored(procedure) for procedure in procedures])
    return len(procedures)
