"""`goals`: where the goals of the plan stand, and entering their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.session import Session
from bpr_studio.domain.reform.goal_words import (
    goal_amount,
    standing_words,
    title_goal,
    title_goals,
)
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.goals import GoalEntry

if TYPE_CHECKING:
    from bpr_studio.domain.reform.goals import GoalPlan, GoalProgress

app = typer.Typer(no_args_is_help=True)

Id = Annotated[str, typer.Argument(help=tr("Id of the goal, e.g. G5."))]
Year = Annotated[int, typer.Option("--fy", help=tr("Fiscal year, e.g. 2026."))]


@app.command("show", help=tr("Where every goal stands."))
def show(context: typer.Context) -> None:
    """Print all goals with their values."""
    session: Session = context.obj
    with session.reading() as workspace:
        plan, progresses = workspace.goals.plan, workspace.goals.all()
    session.output.result(
        goals_document(plan, progresses),
        [title_goals(progresses), *(f"{p.goal.id}\t{title_goal(p)}" for p in progresses)],
    )


@app.command("set", help=tr("Enter the value of a goal in a fiscal year."))
def set_value(
    context: typer.Context,
    goal: Id,
    value: Annotated[float, typer.Argument(help=tr("The value, in the unit of the goal."))],
    fy: Year,
    *,
    as_of: Annotated[
        str, typer.Option(help=tr("Day it holds for; default: end of the year, or today."))
    ] = "",
    source: Annotated[str, typer.Option(help=tr("Where it can be looked up."))] = "",
    note: Annotated[str, typer.Option(help=tr("A remark."))] = "",
) -> None:
    """Store a value."""
    session: Session = context.obj
    with session.writing() as workspace:
        workspace.goals.set_value(GoalEntry(goal, fy, value, as_of, source, note))
        found = next(p for p in workspace.goals.all() if p.goal.id == goal)
    session.output.result(goal_document(found), [title_goal(found)])


@app.command("clear", help=tr("Take an entered value back."))
def clear(context: typer.Context, goal: Id, fy: Year) -> None:
    """Take a value back."""
    session: Session = context.obj
    with session.writing() as workspace:
        workspace.goals.clear_value(goal, fy)
        found = next(p for p in workspace.goals.all() if p.goal.id == goal)
    session.output.result(goal_document(found), [title_goal(found)])


def goals_document(plan: GoalPlan, progresses: tuple[GoalProgress, ...]) -> dict[str, Any]:
    """All goals as JSON takes them."""
    return {
        "plan": plan.name,
        "source": plan.source,
        "finding": title_goals(progresses),
        "goals": [goal_document(one) for one in progresses],
    }


def goal_document(progress: GoalProgress) -> dict[str, Any]:
    """One goal with its values by year."""
    goal = progress.goal
    return {
        "id": goal.id,
        "name": goal.title,
        "kind": goal.kind.value,
        "unit": goal.unit_name,
        "baseline": goal.baseline,
        "target": progress.target,
        "due": goal.due,
        "value": progress.value,
        "amount": goal_amount(goal, progress.value),
        "share": None if progress.share is None else round(progress.share, 6),
        "path": progress.expected,
        "standing": progress.standing.value,
        "standing_words": standing_words(progress.standing),
        "words": goal.words,
        "source": goal.source,
        "note": goal.remark,
        "part_of": goal.part_of,
        "years": [
            {
                "fiscal_year": value.fiscal_year,
                "value": value.value,
                "as_of": value.as_of,
                "source": value.source,
                "computed": value.computed,
                "partial": value.partial,
                "note": value.note,
            }
            for value in progress.history
        ],
    }
