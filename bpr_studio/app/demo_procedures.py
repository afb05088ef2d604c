"""The procedure ledger of the fictitious city (架空), put into a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.adapters.catalogs.procedures import load_priority_procedures
from bpr_studio.domain.procedures.procedure import FIELDS, stored_value
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.demo.procedures import (
    DEMO_PROCEDURES,
    DemoOwner,
    DemoStep,
    demo_ledger,
    demo_links,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.procedures.procedure import Procedure

_FULL_SECTIONS: Final = 365
_FEWEST: Final = 120


def add_demo_procedures(workspace: Workspace, *, seed: int = 1) -> int:
    """Fill the ledger with invented procedures; gives how many.

    Sections get procedures of the classes they have tasks in; flows that are drawn get links.

    Args:
        workspace: open for writing, with organisation and tasks.
        seed: another seed, another ledger.

    Raises:
        RefusedError: the workspace cannot be written.
    """
    sections = [
        u for u in workspace.queries.units(workspace.fiscal_year.year) if u.level == "section"
    ]
    ledger = demo_ledger(
        list(_owners(workspace, [unit.id for unit in sections])),
        load_priority_procedures(),
        year=workspace.fiscal_year.year,
        count=max(DEMO_PROCEDURES * len(sections) // _FULL_SECTIONS, _FEWEST),
        seed=seed,
    )
    changes = [procedure_row(procedure) for procedure in ledger]
    for link in demo_links(ledger, list(_steps(workspace))):
        fields = {
            "procedure_id": link.procedure.id,
            "unit_id": link.procedure.unit_id or None,
            "step_id": link.step_id,
            "requirement": link.requirement.value,
            "minutes_per_case": link.minutes,
        }
        changes.append(PutRow("procedure_step", link.id, fields))
    workspace.undo.commit(tr("Fill the procedure ledger with a sample"), changes)
    return len(ledger)


def procedure_row(procedure: Procedure) -> PutRow:
    """The change that makes a procedure a row of its own."""
    fields = {name: stored_value(name, getattr(procedure, name)) for name in FIELDS}
    said = {name: value for name, value in fields.items() if value is not None}
    return PutRow("procedure", procedure.id, said)


def _owners(workspace: Workspace, units: list[str]) -> Iterator[DemoOwner]:
    """Minor classes with the sections that have such tasks; every class where there are none."""
    found: dict[str, set[str]] = {}
    for unit, code in workspace.queries.classes_of_units(workspace.round_id):
        found.setdefault(code, set()).add(unit)
    classes = workspace.queries.classes()
    subjects = {line.code: line.name for line in classes if line.level == 1}
    for number, line in enumerate(classes):
        if line.level != 3 or line.code[0] not in "BFK":
            continue
        own = sorted(found.get(line.code, ()))
        if not own and units and not found:
            own = [units[number % len(units)]]
        if own:
            yield DemoOwner(line.code, line.name, subjects[line.code[:3]], tuple(own))


def _steps(workspace: Workspace) -> Iterator[DemoStep]:
    """The first step of each flow that looks at what came in."""
    for flow in workspace.queries.flows():
        for step in workspace.queries.flow_steps(flow.id):
            if step.minutes_per_case and ("確認" in step.name or "受付" in step.name):
                yield DemoStep(step.id, flow.unit_id, flow.class_code, step.minutes_per_case)
                break
