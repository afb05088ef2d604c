"""`survey submit`, `confirm`, `approve`, `accept`, `return`, `reopen`, `changes`: deeds on sheets."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.domain.workload.workflow import Deed, state_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bpr_studio.app.commands.session import Session
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.sheet_states import ChangedCell, SheetDeedOutcome
    from bpr_studio.services.views import SectionStatus

_HELP: Final = {
    Deed.SUBMIT: N_("Hand in the sheets of sections."),
    Deed.CONFIRM: N_("Confirm sheets as kaizen leader."),
    Deed.APPROVE: N_("Approve sheets as section chief, as they are now."),
    Deed.ACCEPT: N_("Accept sheets as DX office."),
    Deed.RETURN: N_("Give sheets back with a reason."),
    Deed.REOPEN: N_("Open accepted sheets again as DX office."),
}

_Sections = Annotated[
    list[str] | None, typer.Option(help=tr("Code of a section; may be repeated."))
]
_Every = Annotated[
    bool, typer.Option("--all", help=tr("All sections whose sheet is at that step."))
]
_Round = Annotated[
    str, typer.Option("--round", help=tr("Id of the survey round; default: the current one."))
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for deed, text in _HELP.items():
        if deed is not Deed.RETURN:
            app.command(deed.value, help=tr_source(text))(_command(deed))
    app.command("return", help=tr_source(_HELP[Deed.RETURN]))(give_back)
    app.command("changes", help=tr("What is not as the section chief approved it."))(changes)


def _command(deed: Deed) -> Any:
    def command(
        context: typer.Context,
        section: _Sections = None,
        *,
        every: _Every = False,
        round_id: _Round = "",
    ) -> None:
        _do(context.obj, deed, section or [], every=every, round_id=round_id)

    return command


def give_back(
    context: typer.Context,
    reason: Annotated[str, typer.Option(help=tr("What the section should look at again."))],
    section: _Sections = None,
    *,
    round_id: _Round = "",
) -> None:
    """Give sheets back with a reason."""
    codes = section or []
    _do(context.obj, Deed.RETURN, codes, every=False, round_id=round_id, reason=reason)


def changes(
    context: typer.Context,
    section: Annotated[str, typer.Option(help=tr("Code of the section."))],
    round_id: _Round = "",
) -> None:
    """Tell what changed in a section since its approval."""
    session: Session = context.obj
    with session.reading() as workspace:
        found = round_of(workspace, round_id)
        sections = {s.unit_code: s for s in workspace.queries.sections(found)}
        asked = _named(sections, section)
        cells = workspace.sheet_states.changed_since_approval(found, asked.unit_id)
        headers = {column.field: column.header for column in workspace.survey_format().columns}
    document = {
        "code": asked.unit_code,
        "name": asked.unit_name,
        "approved_at": asked.approved_at or None,
        "approved_by": asked.approved_by or None,
        "changes": [asdict(cell) for cell in cells],
    }
    lines = (_cell_line(cell, headers) for cell in cells)
    session.output.result(document, lines)


def _cell_line(cell: ChangedCell, headers: Mapping[str, str]) -> str:
    if not cell.field:
        what = tr("row added") if cell.before is None else tr("row removed")
        return f"{cell.task}\t{what}"
    return f"{cell.task}\t{headers.get(cell.field, cell.field)}\t{cell.before} → {cell.after}"


def _do(
    session: Session,
    deed: Deed,
    codes: Sequence[str],
    *,
    every: bool,
    round_id: str,
    reason: str = "",
) -> None:
    if not codes and not every:
        raise typer.BadParameter(tr("Name sections with --section, or use --all."))
    with session.writing() as workspace:
        found = round_of(workspace, round_id)
        sections = {s.unit_code: s for s in workspace.queries.sections(found)}
        units = (
            _possible(workspace, deed, found, sections)
            if every
            else [_named(sections, code).unit_id for code in codes]
        )
        digest = partial(workspace.sheet_states.figures_digest, found)
        seen = {unit: digest(unit) for unit in units} if deed is Deed.APPROVE else None
        outcomes = workspace.sheet_states.do(deed, found, units, reason=reason, seen=seen)
    by_id = {s.unit_id: s for s in sections.values()}
    session.output.result(_document(deed, outcomes, by_id), _lines(outcomes, by_id))
    for outcome in outcomes:
        if not outcome.done:
            session.output.message(f"{outcome.unit_name}: {outcome.refusal}")
    if not all(outcome.done for outcome in outcomes):
        raise typer.Exit(1)


def round_of(workspace: Workspace, round_id: str) -> str:
    """The id of the round meant: named by the start of its id, or the current one.

    Raises:
        RefusedError: none or several rounds begin like this.
    """
    if not round_id:
        return workspace.round_id
    found = [r.id for r in workspace.queries.rounds() if r.id.startswith(round_id)]
    if len(found) != 1:
        raise RefusedError(
            tr("There is not exactly one survey round with the id {id}.", id=round_id),
            remedy=tr("`survey round list` shows the rounds with their ids."),
        )
    return found[0]


def _named(sections: Mapping[str, SectionStatus], code: str) -> SectionStatus:
    if code not in sections:
        raise RefusedError(
            tr("There is no section with the code {code}.", code=code),
            remedy=tr("`survey status` lists the sections with their codes."),
        )
    return sections[code]


def _possible(
    workspace: Workspace, deed: Deed, round_id: str, sections: Mapping[str, SectionStatus]
) -> list[str]:
    """The sections where the deed can be done at all; refused when it is nowhere."""
    units = [section.unit_id for section in sections.values()]
    refused = workspace.sheet_states.refusals(deed, round_id, units)
    possible = [unit for unit in units if unit not in refused]
    if units and not possible:
        raise RefusedError(
            tr("This can be done with no sheet now."),
            kept=tr("Nothing was changed."),
            remedy=next(iter(refused.values())),
        )
    return possible


def _document(
    deed: Deed, outcomes: Sequence[SheetDeedOutcome], sections: Mapping[str, SectionStatus]
) -> dict[str, Any]:
    return {
        "deed": deed.value,
        "sections": [
            {
                "code": sections[outcome.unit_id].unit_code,
                "name": outcome.unit_name,
                "done": outcome.done,
                "state": outcome.state.value,
                "tasks": sections[outcome.unit_id].tasks,
                "minutes": sections[outcome.unit_id].minutes,
                "refusal": outcome.refusal or None,
            }
            for outcome in outcomes
        ],
    }


def _lines(
    outcomes: Sequence[SheetDeedOutcome], sections: Mapping[str, SectionStatus]
) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.done:
            section = sections[outcome.unit_id]
            yield (
                f"{section.unit_code}\t{outcome.unit_name}\t{state_label(outcome.state)}"
                f"\t{section.tasks:,}\t{format_hours(section.minutes)}"
            )
