"""`survey round …`: list, plan, open, due, remind, close, lock, reopen, next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.adapters.catalogs.definitions import core_texts
from bpr_studio.app.commands.survey_states import round_of
from bpr_studio.app.output import TerminalProgress, finding_document
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import RoundState, round_label, round_state
from bpr_studio.services.round_progress import day_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bpr_studio.app.commands.session import Session
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.services.next_round import NextRoundPlan
    from bpr_studio.services.round_progress import Reminder
    from bpr_studio.services.survey_rounds import RoundPlan
    from bpr_studio.services.views import RoundInfo

app = typer.Typer(no_args_is_help=True)


class Kind(StrEnum):
    """Which survey."""

    OVERALL = "overall"
    DETAILED = "detailed"


_Year = Annotated[int, typer.Option("--fy", help=tr("Fiscal year, e.g. 2027."))]
_Name = Annotated[str, typer.Option(help=tr("Name of the survey."))]
_Opens = Annotated[str, typer.Option(help=tr("First day, e.g. 2027-06-01."))]
_Due = Annotated[str, typer.Option(help=tr("Day the sheets are due, e.g. 2027-06-30."))]
_Core = Annotated[str, typer.Option(help=tr("Id of the definition of core work."))]
_Sections = Annotated[
    list[str] | None, typer.Option(help=tr("Code of a section; may be repeated."))
]
_Round = Annotated[
    str, typer.Option("--round", help=tr("Id of the survey round; default: the current one."))
]


@app.command("list", help=tr("All survey rounds."))
def list_rounds(context: typer.Context) -> None:
    """All survey rounds."""
    session: Session = context.obj
    with session.reading() as workspace:
        current = workspace.round_id
        counted = [workspace.survey_rounds.round_progress(r.id) for r in workspace.queries.rounds()]
    document = {
        "rounds": [
            {
                **_round_document(progress.round),
                "current": progress.round.id == current,
                "sections": progress.total.sections,
                "submitted": progress.total.submitted,
                "accepted": progress.total.accepted,
                "overdue": progress.total.overdue,
                "changed_after_approval": progress.total.changed,
            }
            for progress in counted
        ]
    }
    lines = [
        f"{p.round.id}\t{_name(p.round)}\t{p.total.submitted:,}/{p.total.sections:,}"
        for p in counted
    ]
    session.output.result(document, lines)


def _round_document(found: RoundInfo) -> dict[str, Any]:
    return {
        "id": found.id,
        "fiscal_year": found.fiscal_year,
        "kind": found.kind,
        "name": found.name,
        "state": round_state(found.state).value,
        "opens_on": found.opens_on or None,
        "due_on": found.due_on or None,
        "core_definition_id": found.core_definition_id or None,
    }


def _name(found: RoundInfo) -> str:
    return f"{found.name}\t{round_label(round_state(found.state))}\t{day_text(found.due_on)}"


@app.command("plan", help=tr("Plan a survey that is opened later."))
def plan_round(
    context: typer.Context,
    fiscal_year: _Year,
    kind: Annotated[Kind, typer.Option(help=tr("Overall or detailed survey."))] = Kind.OVERALL,
    name: _Name = "",
    opens: _Opens = "",
    due: _Due = "",
    core: _Core = "",
    section: _Sections = None,
) -> None:
    """Plan a survey that is opened later."""
    session: Session = context.obj
    with session.writing() as workspace:
        proposal = workspace.survey_rounds.proposal(fiscal_year, kind.value)
        wishes = _Wishes(name, opens, due, core, section or [])
        round_id = workspace.survey_rounds.plan(_plan(workspace, proposal, wishes))
        found = _found(workspace, round_id)
    session.output.result(_round_document(found), [f"{found.id}\t{_name(found)}"])


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the options say about a round; "" and empty mean the usual."""

    name: str
    opens: str
    due: str
    core: str
    codes: Sequence[str]


def _plan(workspace: Workspace, proposal: RoundPlan, wishes: _Wishes) -> RoundPlan:
    """The proposal with what the options say."""
    plan = replace(
        proposal,
        name=wishes.name or proposal.name,
        opens_on=wishes.opens or proposal.opens_on,
        due_on=wishes.due or proposal.due_on,
    )
    if wishes.core:
        text = _core_text(wishes.core)
        plan = replace(plan, core_definition_id=wishes.core, core_definition=text)
    if wishes.codes:
        units = _units(workspace, proposal.fiscal_year, wishes.codes)
        plan = replace(plan, unit_ids=frozenset(units))
    return plan


def _core_text(core: str) -> str:
    texts = core_texts()
    if core not in texts:
        raise RefusedError(
            tr("There is no definition of core work with the id {id}.", id=core),
            remedy=tr("Use one of these: {ids}.", ids=", ".join(texts)),
        )
    return texts[core]


def _units(workspace: Workspace, fiscal_year: int, codes: Sequence[str]) -> list[str]:
    known = {u.code: u.id for u in workspace.queries.units(fiscal_year) if u.level == "section"}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise RefusedError(
            tr("There is no section with the code {code}.", code=", ".join(unknown)),
            remedy=tr("Look up the codes in the organisation list of the settings."),
        )
    return [known[code] for code in codes]


def _found(workspace: Workspace, round_id: str) -> RoundInfo:
    return next(r for r in workspace.queries.rounds() if r.id == round_id)


@app.command("open", help=tr("Let the sections fill in."))
def open_round(
    context: typer.Context,
    round_id: Annotated[
        str, typer.Option("--round", help=tr("Id of the survey; default: the one planned last."))
    ] = "",
    *,
    current: Annotated[
        bool, typer.Option("--current", help=tr("Show this survey everywhere from now on."))
    ] = False,
) -> None:
    """Let the sections fill in."""
    session: Session = context.obj
    with session.writing() as workspace:
        found = round_of(workspace, round_id) if round_id else _planned(workspace)
        workspace.survey_rounds.open(found)
        if current:
            workspace.survey_rounds.make_current(found)
        info = _found(workspace, found)
    session.output.result(_round_document(info), [f"{info.id}\t{_name(info)}"])


def _planned(workspace: Workspace) -> str:
    for found in workspace.queries.rounds():
        if round_state(found.state) is RoundState.PLANNED:
            return found.id
    raise RefusedError(tr("No survey is planned."), remedy=tr("Plan one with `survey round plan`."))


@app.command("due", help=tr("Change the day the sheets are due."))
def due_round(
    context: typer.Context,
    day: Annotated[str, typer.Argument(help=tr("The day, e.g. 2027-06-30."))],
    section: _Sections = None,
    round_id: _Round = "",
) -> None:
    """Change the day the sheets are due, of the survey or of some sections."""
    session: Session = context.obj
    with session.writing() as workspace:
        found = _found(workspace, round_of(workspace, round_id))
        units = _units(workspace, found.fiscal_year, section or [])
        workspace.survey_rounds.set_due(found.id, day, units)
        info = _found(workspace, found.id)
    document = {**_round_document(info), "sections": section or []}
    session.output.result(document, [f"{info.id}\t{_name(info)}"])


@app.command("remind", help=tr("Letters to the sections whose sheet is missing."))
def remind(context: typer.Context, section: _Sections = None, round_id: _Round = "") -> None:
    """Note that sections were reminded, and print the letters."""
    session: Session = context.obj
    with session.writing() as workspace:
        found = _found(workspace, round_of(workspace, round_id))
        units = _units(workspace, found.fiscal_year, section or [])
        letters = workspace.survey_rounds.remind(workspace.sheet_states, found.id, units)
    document = {"reminders": [_letter_document(letter) for letter in letters]}
    session.output.result(document, (f"{letter.text}\n" for letter in letters))


def _letter_document(letter: Reminder) -> dict[str, Any]:
    return {
        "code": letter.unit_code,
        "name": letter.unit_name,
        "bureau": letter.bureau_name,
        "state": letter.state.value,
        "due_on": letter.due_on or None,
        "days_late": letter.days_late,
        "text": letter.text,
    }


@app.command("close", help=tr("End filling in; the DX office still decides."))
def close(context: typer.Context, round_id: _Round = "") -> None:
    """End filling in."""
    _change(context.obj, round_id, lambda workspace, found: workspace.survey_rounds.close(found))


@app.command("lock", help=tr("Make the figures of a closed survey final."))
def lock(context: typer.Context, round_id: _Round = "") -> None:
    """Make the figures final."""
    _change(context.obj, round_id, lambda workspace, found: workspace.survey_rounds.lock(found))


@app.command("reopen", help=tr("Let the sections fill in again."))
def reopen(context: typer.Context, round_id: _Round = "") -> None:
    """Let the sections fill in again."""
    _change(context.obj, round_id, lambda workspace, found: workspace.survey_rounds.reopen(found))


def _change(session: Session, round_id: str, deed: Callable[[Workspace, str], None]) -> None:
    with session.writing() as workspace:
        found = round_of(workspace, round_id)
        deed(workspace, found)
        info = _found(workspace, found)
    session.output.result(_round_document(info), [f"{info.id}\t{_name(info)}"])


@app.command("next", help=tr("Next year's survey from last year's answers."))
def next_round(
    context: typer.Context,
    fiscal_year: _Year,
    name: _Name = "",
    opens: _Opens = "",
    due: _Due = "",
    section: _Sections = None,
    assign: Annotated[
        list[str] | None,
        typer.Option(help=tr("OLD=NEW: give all rows of a section to one of the new year.")),
    ] = None,
    round_id: _Round = "",
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=tr("Report everything, write nothing."))
    ] = False,
) -> None:
    """Plan next year's survey with last year's answers as first draft."""
    session: Session = context.obj
    opened = session.reading() if dry_run else session.writing()
    with opened as workspace:
        previous = _found(workspace, round_of(workspace, round_id))
        proposal = workspace.survey_rounds.proposal(fiscal_year, previous.kind)
        plan = workspace.next_rounds.plan(
            previous.id,
            _plan(workspace, proposal, _Wishes(name, opens, due, "", section or [])),
            _assigned(workspace, previous, fiscal_year, assign or []),
        )
        if not dry_run:
            workspace.next_rounds.start(plan, TerminalProgress())
    session.output.findings(plan.findings)
    session.output.result(_next_document(plan, dry_run=dry_run), _next_lines(plan))


def _assigned(
    workspace: Workspace, previous: RoundInfo, fiscal_year: int, pairs: Sequence[str]
) -> Mapping[str, str]:
    assigned = {}
    for pair in pairs:
        old, sign, new = pair.partition("=")
        if not sign:
            raise typer.BadParameter(tr("Write it like 0102=0104."))
        (before,) = _units(workspace, previous.fiscal_year, [old])
        (after,) = _units(workspace, fiscal_year, [new])
        assigned[before] = after
    return assigned


def _next_document(plan: NextRoundPlan, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "id": plan.round_id,
        "fiscal_year": plan.round.fiscal_year,
        "name": plan.round.name,
        "rows": plan.rows,
        "minutes": plan.minutes,
        "sections": [
            {
                "code": section.unit_code,
                "name": section.unit_name,
                "rows": section.rows,
                "minutes": section.minutes,
                "from": [
                    {"name": origin.unit_name, "percent": origin.percent, "rows": origin.rows}
                    for origin in section.origins
                ],
            }
            for section in plan.sections
        ],
        "left": [
            {
                "code": section.unit_code,
                "name": section.unit_name,
                "rows": section.rows,
                "minutes": section.minutes,
            }
            for section in plan.left
        ],
        "findings": [finding_document(finding) for finding in plan.findings],
    }


def _next_lines(plan: NextRoundPlan) -> Iterator[str]:
    yield tr(
        "{name}: {rows:,} rows of {n:,} sections, {hours} h, to be confirmed.",
        name=plan.round.name,
        rows=plan.rows,
        n=len(plan.sections),
        hours=format_hours(plan.minutes),
    )
    for section in plan.sections:
        if len(section.origins) > 1 or section.origins[0].percent != 100:
            origins = ", ".join(f"{o.unit_name} {o.percent} %" for o in section.origins)
            yield f"{section.unit_code}\t{section.unit_name}\t{section.rows:,}\t{origins}"
