"""`improve list|show|add|claim|state|actual|effects`: the register of improvements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.improve_documents import (
    booked_document,
    booked_lines,
    effects_document,
    effects_lines,
    list_lines,
)
from bpr_studio.app.commands.lookups import overall_round, unit_with_code
from bpr_studio.domain.reform.improvement import (
    Actual,
    Claim,
    ImprovementKind,
    ImprovementState,
    Method,
    NewImprovement,
)
from bpr_studio.domain.reform.months import read_month
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.app.commands.session import Session
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.domain.reform.effects import Booked

Which = Annotated[str, typer.Argument(help=tr("Id of the improvement, or how it begins."))]
Unit = Annotated[str, typer.Option("--unit", help=tr("Code of a bureau or section."))]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("list", help=tr("List the register of improvements."))(list_register)
    app.command("show", help=tr("Show one improvement with what it counts for."))(show)
    app.command("add", help=tr("Enter an improvement."))(add)
    app.command("claim", help=tr("Say which hours of a task or step go away."))(claim)
    app.command("state", help=tr("Bring an improvement to another state."))(state)
    app.command("actual", help=tr("Record what was really saved in a fiscal year."))(actual)
    app.command("effects", help=tr("What the register saves, by kind and by fiscal year."))(effects)


def list_register(
    context: typer.Context,
    unit: Unit = "",
    kind: Annotated[ImprovementKind | None, typer.Option(help=tr("Only this kind."))] = None,
    in_state: Annotated[
        ImprovementState | None, typer.Option("--state", help=tr("Only this state."))
    ] = None,
) -> None:
    """Print the register."""
    session: Session = context.obj
    with session.reading() as workspace:
        register = workspace.improvements.register()
        wanted = {one.id for one in workspace.improvements.all(unit)}
        found = [
            one
            for one in register.booked
            if one.improvement.id in wanted
            and kind in (None, one.improvement.plan.kind)
            and in_state in (None, one.improvement.state)
        ]
        document = [booked_document(one, register) for one in found]
    session.output.result(document, list_lines(found))


def show(context: typer.Context, which: Which) -> None:
    """Print one improvement."""
    session: Session = context.obj
    with session.reading() as workspace:
        register = workspace.improvements.register()
        booked = register.by_id[_id(workspace, which)]
        document = booked_document(booked, register)
        lines = list(booked_lines(booked, register))
    session.output.result(document, lines)


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=tr("What is done, in a few words."))] = "",
    kind: Annotated[ImprovementKind, typer.Option(help=tr("What it does to work."))] = (
        ImprovementKind.STREAMLINE
    ),
    unit: Annotated[str, typer.Option(help=tr("Code of its section; default: the city."))] = "",
    hours: Annotated[
        float, typer.Option(min=0, help=tr("Hours a year, where no task is named."))
    ] = 0,
    start: Annotated[str, typer.Option(help=tr("First month, e.g. 2026-10."))] = "",
    task: Annotated[
        list[str] | None, typer.Option(help=tr("Task and hours, e.g. ID=120; may be repeated."))
    ] = None,
    to_be: Annotated[str, typer.Option(help=tr("Id of a To-Be to take the hours from."))] = "",
    centre: Annotated[bool, typer.Option("--centre", help=tr("Counts for the centre."))] = False,
) -> None:
    """Enter an improvement."""
    session: Session = context.obj
    with session.writing() as workspace:
        new = _new(workspace, name, kind, unit, to_be)
        plan = _completed(new, hours=hours, start=start, tasks=task or (), centre=centre)
        made = workspace.improvements.create(plan)
        register = workspace.improvements.register()
        document = booked_document(register.by_id[made], register)
        lines = list(booked_lines(register.by_id[made], register))
    session.output.result(document, lines)


def claim(
    context: typer.Context,
    which: Which,
    hours: Annotated[float, typer.Option(min=0, help=tr("Hours a year; 0 gives it free."))],
    task: Annotated[str, typer.Option(help=tr("Id of the task."))] = "",
    step: Annotated[str, typer.Option(help=tr("Id of the step."))] = "",
) -> None:
    """Claim hours of a task or step."""
    session: Session = context.obj
    if bool(task) == bool(step):
        raise RefusedError(
            tr("Name a task or a step."), remedy=tr("Give --task or --step, one of them.")
        )
    with session.writing() as workspace:
        row = _id(workspace, which)
        workspace.improvements.claim(row, [Claim(task, step, round(hours * 60))])
        _print_one(session, workspace, row)


def state(
    context: typer.Context,
    which: Which,
    to: Annotated[ImprovementState, typer.Argument(help=tr("The state it comes to."))],
) -> None:
    """Change the state of an improvement."""
    session: Session = context.obj
    with session.writing() as workspace:
        row = _id(workspace, which)
        workspace.improvements.set_state(row, to)
        _print_one(session, workspace, row)


def actual(
    context: typer.Context,
    which: Which,
    fy: Annotated[int, typer.Option("--fy", help=tr("Fiscal year, e.g. 2026."))],
    hours: Annotated[float, typer.Option(min=0, help=tr("Hours saved in that year."))],
    evidence: Annotated[str, typer.Option(help=tr("Where it can be looked up."))],
    method: Annotated[Method, typer.Option(help=tr("How it was found."))] = Method.RECORDED,
) -> None:
    """Record a real saving."""
    session: Session = context.obj
    with session.writing() as workspace:
        row = _id(workspace, which)
        told = Actual(fy, round(hours * 60), method, evidence)
        workspace.improvements.record(row, told)
        _print_one(session, workspace, row)


def effects(
    context: typer.Context,
    unit: Unit = "",
    fy: Annotated[int | None, typer.Option("--fy", help=tr("Year of the survey."))] = None,
) -> None:
    """Print what the register saves."""
    session: Session = context.obj
    with session.reading() as workspace:
        found = workspace.improvement_effects.of(unit, overall_round(workspace, fy))
        document, lines = effects_document(found), list(effects_lines(found))
    session.output.result(document, lines)


def _print_one(session: Session, workspace: Workspace, row: str) -> None:
    register = workspace.improvements.register()
    booked: Booked = register.by_id[row]
    document: dict[str, Any] = booked_document(booked, register)
    session.output.result(document, list(booked_lines(booked, register)))


def _id(workspace: Workspace, which: str) -> str:
    """The improvement whose id is, or begins with, what was typed."""
    ids = [one.id for one in workspace.improvements.all() if one.id.startswith(which)]
    if which and len(ids) == 1:
        return ids[0]
    text = (
        tr("Several improvements have an id like {which}.", which=which)
        if ids
        else tr("No improvement has an id like {which}.", which=which)
    )
    raise RefusedError(text, remedy=tr("See “improve list” for the ids."))


def _new(
    workspace: Workspace, name: str, kind: ImprovementKind, unit: str, to_be: str
) -> NewImprovement:
    from bpr_studio.services.improvement_drafts import from_to_be

    if to_be:
        made = from_to_be(workspace.flow_versions, to_be)
        return replace(made, kind=kind, name=name or made.name)
    return NewImprovement(name, kind, unit_id=unit_with_code(workspace, unit))


def _completed(
    new: NewImprovement, *, hours: float, start: str, tasks: Sequence[str], centre: bool
) -> NewImprovement:
    month = read_month(start) if start else new.start_month
    if month is None:
        raise RefusedError(
            tr("“{text}” is no month.", text=start), remedy=tr("Type a month such as 2026-10.")
        )
    claims = (*new.claims, *(_claim(text) for text in tasks))
    return replace(
        new,
        start_month=month,
        expected_minutes=round(hours * 60),
        centre=centre or new.centre,
        claims=claims,
    )


def _claim(text: str) -> Claim:
    task, _, hours = text.partition("=")
    try:
        return Claim(task, "", round(float(hours) * 60))
    except ValueError:
        raise RefusedError(
            tr("“{text}” is no task with hours.", text=text),
            remedy=tr("Write the id of the task and its hours, e.g. ID=120."),
        ) from None
