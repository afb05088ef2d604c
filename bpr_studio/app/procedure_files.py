"""Files of the procedure ledger: export, the importer for an open workspace, and a sample sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.catalogs.procedures import load_ledger, load_priority_procedures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.procedures.procedure import Procedure
    from bpr_studio.services.procedure_import import ProcedureImport

_SAMPLE_LINES: Final = 80
_SAMPLE_YEAR: Final = 2026
_SAMPLE_SEED: Final = 7


def export_procedures(workspace: Workspace, procedures: Sequence[Procedure], path: Path) -> int:
    """Write procedures as .xlsx or .csv, headed as the office's sheets are; gives how many.

    Raises:
        RefusedError: the file cannot be written; an existing one is unchanged.
    """
    from bpr_studio.adapters.sheets.procedure_book import write_procedures

    write_procedures(
        path,
        load_ledger(),
        procedures,
        section_texts(workspace),
        fictitious=workspace.queries.workspace().fictitious,
    )
    return len(procedures)


def section_texts(workspace: Workspace) -> dict[str, str]:
    """What a cell says for each section: its name, or its code where several have the name."""
    sections = workspace.procedures.sections()
    names = [section.name for section in sections]
    return {s.id: s.name if names.count(s.name) == 1 else s.code for s in sections}


def procedure_import(workspace: Workspace, own: str = "") -> ProcedureImport:
    """The importer of procedures.

    Args:
        workspace: open as long as the importer lives.
        own: row id of the only section somebody may write for, "" for all.
    """
    from bpr_studio.app.files import GrownWorkbooks
    from bpr_studio.services.procedure_import import ProcedureImport

    return ProcedureImport(
        workspace.undo,
        workspace.queries,
        workspace.queries,
        GrownWorkbooks(),
        workspace.procedures,
        workspace.author,
        own,
    )


def write_sample_inventory(path: Path) -> int:
    """Write a constructed sheet in the layout of the national inventory (架空); gives its lines.

    Raises:
        RefusedError: the file cannot be written.
    """
    from bpr_studio.adapters.catalogs.lists import load_classification
    from bpr_studio.adapters.sheets.procedure_book import write_procedures
    from bpr_studio.services.demo.procedures import DemoOwner, demo_ledger

    classes = load_classification().classes
    subjects = {one.code: one.name for one in classes if len(one.code) == 3}
    owners = [
        DemoOwner(one.code, one.name, subjects[one.code[:3]], ("架空課",))
        for one in classes
        if len(one.code) == 9 and one.code[0] in "BF"
    ]
    priority = load_priority_procedures()
    ledger = demo_ledger(
        owners, priority, year=_SAMPLE_YEAR, count=_SAMPLE_LINES, seed=_SAMPLE_SEED
    )
    made = [replace(one, number=one.number.replace("T-", "S-")) for one in ledger]
    write_procedures(path, load_ledger(), made, {}, fictitious=True, inventory_only=True)
    return len(made)
