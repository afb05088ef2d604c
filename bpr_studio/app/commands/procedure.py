"""`procedure`: the ledger of procedures on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.app.output import finding_document
from bpr_studio.domain.procedures.procedure import FIELDS, Requirement
from bpr_studio.domain.procedures.reimport import LineState
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.procedure_values import ProcedureFilter, Review, View

if TYPE_CHECKING:
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.procedures.procedure import Procedure
    from bpr_studio.domain.procedures.progress import DemandProgress, ProcedureProgress
    from bpr_studio.domain.procedures.savings import Saving
    from bpr_studio.services.procedure_import import ImportPreview

app = typer.Typer(no_args_is_help=True)

_Unit = Annotated[str, typer.Option("--unit", help=tr("Code of a section."))]


@app.command("import", help=tr("Take procedures over from a workbook or CSV file."))
def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help=tr("The file, .xlsx or .csv."))],
    profile: Annotated[
        str, typer.Option(help=tr("Kept profile to read it by; default: the one that fits."))
    ] = "",
    unit: _Unit = "",
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help=tr("Take doubtful lines over as well."))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=tr("Only tell what the file would bring."))
    ] = False,
) -> None:
    """Take procedures over from a workbook or CSV file."""
    from bpr_studio.app.procedure_files import procedure_import

    session: Session = context.obj
    with session.writing() as workspace:
        importer = procedure_import(workspace)
        book = importer.open(path)
        chosen = importer.profile(profile) if profile else importer.propose(book).profile
        preview = importer.preview(book, chosen, unit)
        stored = 0 if dry_run else importer.take_over(preview, conflicts=conflicts)
    session.output.kinds_of(preview.findings)
    session.output.result(_import_document(preview, stored), _import_lines(preview, stored))


def _import_document(preview: ImportPreview, stored: int) -> dict[str, Any]:
    return {
        "file": preview.file,
        "stored": stored,
        "refused": preview.refused,
        "left_out": preview.left_out,
        **{state.value: preview.counts[state] for state in LineState},
        "lines": [
            {
                "row": line.line.row,
                "state": line.state.value,
                "number": line.line.values.get("number", ""),
                "name": line.name,
                "reason": line.reason,
                "changes": [change.key for change in line.changes],
            }
            for line in preview.lines
        ],
        "findings": [finding_document(finding) for finding in preview.findings],
    }


def _import_lines(preview: ImportPreview, stored: int) -> list[str]:
    counts = preview.counts
    return [
        tr(
            "{added:,} new, {changed:,} changed, {unchanged:,} unchanged, {conflict:,} in doubt,"
            " {refused:,} left out.",
            added=counts[LineState.ADDED],
            changed=counts[LineState.CHANGED],
            unchanged=counts[LineState.UNCHANGED],
            conflict=counts[LineState.CONFLICT],
            refused=preview.refused,
        ),
        *(
            tr("Row {row}: {reason}", row=line.line.row, reason=line.reason)
            for line in preview.lines
            if line.state is LineState.CONFLICT
        ),
        ntr("{n:,} line was stored.", "{n:,} lines were stored.", stored),
    ]


@app.command("list", help=tr("The procedures of a view."))
def list_(
    context: typer.Context,
    view: Annotated[View, typer.Option(help=tr("Which procedures."))] = View.ALL,
    text: Annotated[str, typer.Option(help=tr("Part of name, number, law or form."))] = "",
    unit: _Unit = "",
) -> None:
    """The procedures of a view."""
    session: Session = context.obj
    with session.reading() as workspace:
        units = _units(workspace, unit)
        found = workspace.procedures.select(ProcedureFilter(view, text, units))
        document = [_document(workspace, procedure) for procedure in found]
    lines = [
        f"{p.number}\t{p.name}\t{'' if p.cases_total is None else f'{p.cases_total:,}'}"
        f"\t{','.join(one.value for one in p.demanded)}\t{p.decision}"
        for p in found
    ]
    session.output.result(document, lines)


def _units(workspace: Workspace, code: str) -> frozenset[str] | None:
    if not code:
        return None
    section = workspace.procedures.section_by_code(code)
    if section is None:
        raise RefusedError(
            tr("There is no section with the code {code}.", code=code),
            remedy=tr("The settings list the sections with their codes."),
        )
    return frozenset({section.id})


def _document(workspace: Workspace, procedure: Procedure) -> dict[str, Any]:
    section = workspace.procedures.section(procedure.unit_id)
    fields = {name: getattr(procedure, name) for name in FIELDS}
    fields["extra"] = dict(procedure.extra)
    return {"id": procedure.id, **fields, "unit": section.code if section else ""}


@app.command("show", help=tr("One procedure with findings, steps and what giving up saves."))
def show(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help=tr("Number of the procedure, or its row id."))],
) -> None:
    """One procedure with findings, steps and what giving up saves."""
    session: Session = context.obj
    with session.reading() as workspace:
        procedures = workspace.procedures
        one = procedures.by_number(number)
        findings = procedures.findings(one)
        savings = procedures.savings(one.id)
        document = {
            **_document(workspace, one),
            "findings": [
                {"level": f.level.value, "rule": f.rule, "field": f.field, "message": f.message}
                for f in findings
            ],
            "savings": [_saving_document(saving) for saving in savings],
        }
        ledger = procedures.ledger
        lines = [
            f"{column.header}\t{ledger.label(column.key, getattr(one, column.key))}"
            for column in ledger.format.columns
            if getattr(one, column.key) not in (None, "")
        ]
    lines += [f"[{finding.level.value}] {finding.message}" for finding in findings]
    lines += [f"{saving.requirement.value}: {saving.sentence}" for saving in savings]
    session.output.result(document, lines)


def _saving_document(saving: Saving) -> dict[str, Any]:
    return {
        "requirement": saving.requirement.value,
        "minutes": saving.minutes,
        "cases": saving.cases,
        "sentence": saving.sentence,
        "steps": [
            {"step": one.link.step_id, "name": one.link.step_name, "minutes": one.minutes}
            for one in saving.steps
        ],
    }


@app.command("review", help=tr("Decide on one demand of some procedures."))
def review(  # the options of the command
    context: typer.Context,
    numbers: Annotated[list[str], typer.Argument(help=tr("Numbers of the procedures."))],
    decision: Annotated[
        str, typer.Option(help=tr("abolish, signature, e_signature, keep or considering."))
    ],
    demand: Annotated[
        Requirement, typer.Option(help=tr("What the decision is on."))
    ] = Requirement.SEAL,
    reason: Annotated[str, typer.Option(help=tr("Why."))] = "",
    rule: Annotated[str, typer.Option(help=tr("The rule that is amended."))] = "",
    day: Annotated[str, typer.Option(help=tr("Day it is in force, e.g. 2026-10-01."))] = "",
) -> None:
    """Decide on one demand of some procedures."""
    session: Session = context.obj
    with session.writing() as workspace:
        procedures = workspace.procedures
        rows = [procedures.by_number(number).id for number in numbers]
        n = procedures.review(rows, Review(demand, decision, reason, rule, day))
    line = ntr("{n:,} procedure was decided.", "{n:,} procedures were decided.", n)
    session.output.result({"decided": n, "without_demand": len(rows) - n}, [line])


@app.command("export", help=tr("Write the ledger as a workbook or CSV file."))
def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help=tr("File, .xlsx or .csv."))],
    view: Annotated[View, typer.Option(help=tr("Which procedures."))] = View.ALL,
    unit: _Unit = "",
) -> None:
    """Write the ledger as a workbook or CSV file."""
    from bpr_studio.app.procedure_files import export_procedures

    session: Session = context.obj
    with session.reading() as workspace:
        found = workspace.procedures.select(ProcedureFilter(view, "", _units(workspace, unit)))
        n = export_procedures(workspace, found, output)
    session.output.result({"file": str(output), "procedures": n}, [str(output)])


@app.command("progress", help=tr("How far the review of seals, paper and visits is."))
def progress(context: typer.Context, unit: _Unit = "") -> None:
    """How far the review of seals, paper and visits is."""
    from bpr_studio.services.procedure_figures import progress_sentence, progress_table

    session: Session = context.obj
    with session.reading() as workspace:
        found = workspace.procedures.progress(_units(workspace, unit))
        table = progress_table(found, workspace.procedures.ledger)
    lines = [progress_sentence(found), *("\t".join(row) for row in table.shown())]
    session.output.result(progress_document(found), lines)


def progress_document(found: ProcedureProgress) -> dict[str, Any]:
    """The progress as one JSON document."""
    online, priority = found.online, found.priority
    return {
        "procedures": found.procedures,
        "zero_cases": found.zero_cases,
        "unknown_cases": found.unknown_cases,
        "cases": found.cases,
        "fictitious": found.fictitious,
        "as_of": found.today,
        "written_form": _demand_document(found.written),
        "seal": _demand_document(found.seals),
        "in_person": _demand_document(found.in_person),
        "online": {
            "done": online.done,
            "not_done": online.not_done,
            "exempt": online.exempt,
            "other": online.other,
            "unknown": online.unknown,
            "target": online.target,
            "cases": online.cases,
            "cases_online": online.cases_online,
        },
        "priority": {
            "listed": priority.listed,
            "of_city": priority.of_city,
            "matched": priority.matched,
            "online": priority.online,
        },
        "cells": [
            {
                "requirement": cell.requirement.value,
                "basis": cell.basis,
                "decision": cell.decision,
                "procedures": cell.procedures,
                "cases": cell.cases,
            }
            for cell in found.cells
        ],
    }


def _demand_document(found: DemandProgress) -> dict[str, int]:
    return {
        "demanded": found.demanded,
        "gone": found.gone,
        "kept": found.kept,
        "considering": found.considering,
        "not_reviewed": found.not_reviewed,
        "in_force": found.in_force,
        "city_alone": found.city_alone,
        "city_alone_gone": found.city_alone_gone,
    }
