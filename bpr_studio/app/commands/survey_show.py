"""`survey show`: the sheet of one section as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpr_studio.app.commands.session import Session
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.entry import EntrySheet

_PLACES: Final = frozenset({"id", "round_id", "unit_id", "slot", "sort_key"})
"""Fields that say where a row belongs, not what was answered."""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show", help=tr("The sheet of a section, line by line."))(show)


def show(
    context: typer.Context,
    section: Annotated[str, typer.Option(help=tr("Code of the section."))],
) -> None:
    """Print the sheet of a section."""
    session: Session = context.obj
    with session.reading() as workspace:
        sheet = _sheet(workspace, section)
        session.output.result(_document(sheet), list(_lines(sheet)))


def _sheet(workspace: Workspace, code: str) -> EntrySheet:
    sections = workspace.queries.sections(workspace.round_id)
    unit_id = next((s.unit_id for s in sections if s.unit_code == code), "")
    if not unit_id:
        raise RefusedError(
            tr("There is no section with the code {code}.", code=code),
            remedy=tr("`survey status` lists the sections with their codes."),
        )
    return workspace.entry_desk.open(workspace.round_id, unit_id)


def _document(sheet: EntrySheet) -> dict[str, Any]:
    totals = sheet.totals
    return {
        "code": sheet.unit.code,
        "name": sheet.unit.name,
        "minutes": totals.minutes,
        "staff_minutes": totals.staff_minutes,
        "capacity_minutes": totals.capacity,
        "core_share": totals.core_share,
        "remaining_hundredths": totals.remaining,
        "to_confirm": totals.to_confirm,
        "comments": len(sheet.comments.open),
        "tasks": [
            {"id": row, "class": sheet.class_name(row), "fields": _answers(sheet, row)}
            for row in sheet.rows
        ],
    }


def _answers(sheet: EntrySheet, row: str) -> dict[str, object]:
    return {name: value for name, value in sheet.fields(row).items() if name not in _PLACES}


def _lines(sheet: EntrySheet) -> Iterator[str]:
    totals = sheet.totals
    yield tr(
        "{name}: {rows:,} tasks, {hours} h of {capacity} h",
        name=sheet.unit.name,
        rows=totals.rows,
        hours=format_hours(totals.staff_minutes),
        capacity=format_hours(totals.capacity),
    )
    for row in sheet.rows:
        yield "  ".join(
            sheet.shown(row, key) for key in ("code", "name", "year_minutes", "core_tag")
        )
