"""The parts of the pages of the procedure ledger, taken from an open workspace."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bpr_studio.app.procedure_files import export_procedures, write_sample_inventory

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.pages.procedures_parts import LedgerDesk


def ledger_desk(
    workspace: Workspace, section: str = "", show_sample: Callable[[], object] | None = None
) -> LedgerDesk:
    """What the page of the ledger works with.

    Args:
        workspace: open as long as the page lives.
        section: code of the only section the person sees, "" for the whole city.
        show_sample: leaves for the fictitious city; None inside of one.
    """
    from bpr_studio.app.demo_procedures import add_demo_procedures
    from bpr_studio.app.reports import save_chart
    from bpr_studio.ui.pages.procedures_parts import LedgerDesk

    invented = workspace.queries.workspace().fictitious
    return LedgerDesk(
        procedures=workspace.procedures,
        undo=workspace.undo.undo,
        export=partial(export_procedures, workspace),
        sample=write_sample_inventory,
        save_chart=save_chart,
        own=own_unit(workspace, section),
        fill=partial(add_demo_procedures, workspace) if invented and not section else None,
        show_sample=show_sample,
    )


def own_unit(workspace: Workspace, section: str) -> str:
    """Row id of the section with this code; a code nobody knows sees nothing."""
    if not section:
        return ""
    found = workspace.procedures.section_by_code(section)
    return found.id if found else section
