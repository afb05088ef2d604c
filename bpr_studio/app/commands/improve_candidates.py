"""`improve candidates`: where hours may go away, by the decision table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bpr_studio.app.commands.lookups import unit_with_code
from bpr_studio.domain.reform.candidate_rules import Ranking
from bpr_studio.domain.reform.improvement import ImprovementKind
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.candidate_values import CandidateFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.app.commands.session import Session
    from bpr_studio.domain.reform.candidate_rules import Rule
    from bpr_studio.services.candidate_values import (
        CandidateLine,
        ClassCandidate,
        Coverage,
        Totals,
    )


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("candidates", help=tr("Where hours may go away, and why, by the decision table."))(
        candidates
    )


def candidates(
    context: typer.Context,
    unit: Annotated[
        str, typer.Option(help=tr("Code of a bureau, division or section; default: the city."))
    ] = "",
    kind: Annotated[
        ImprovementKind | None, typer.Option(help=tr("Only this kind of improvement."))
    ] = None,
    min_hours: Annotated[
        int, typer.Option(min=0, help=tr("Only candidates that may save so many hours a year."))
    ] = 0,
    order: Annotated[Ranking, typer.Option(help=tr("What stands first."))] = Ranking.SCORE,
    top: Annotated[int, typer.Option(min=0, help=tr("How many candidates are listed."))] = 20,
) -> None:
    """List the candidates that are open, with what they amount to."""
    session: Session = context.obj
    with session.reading() as workspace:
        unit_id = unit_with_code(workspace, unit)
        ground = workspace.candidates.ground(workspace.round_id)
        places = ground.places(
            CandidateFilter(unit_id=unit_id, kind=kind, least_minutes=min_hours * 60, ranking=order)
        )
        target = workspace.improvement_effects.targets().total.minutes
        totals = ground.totals(places, 0 if unit_id else target)
        lines = ground.lines(places[:top].tolist())
        classes = () if unit_id else ground.classes()
        coverage = ground.proposed.coverage
    document = _document(totals, lines, classes, coverage)
    session.output.result(document, _lines(totals, lines, None if unit_id else coverage))


def _document(
    totals: Totals,
    lines: Sequence[CandidateLine],
    classes: Sequence[ClassCandidate],
    coverage: Coverage,
) -> dict[str, Any]:
    return {
        "candidates": totals.count,
        "minutes": totals.minutes,
        **_band(totals),
        "target_minutes": totals.target,
        "reached": totals.reach.reached,
        "fewest": totals.reach.count,
        "city": {
            "tasks": coverage.tasks,
            "minutes": coverage.minutes,
            "non_core_minutes": coverage.non_core,
            "unclear_tasks": coverage.unclear,
            "unclear_minutes": coverage.unclear_minutes,
        },
        "rules": [
            {**_rule(part.rule), "candidates": part.count, "minutes": part.minutes, **_band(part)}
            for part in totals.by_rule
        ],
        "classes": [
            {
                "code": one.code,
                "name": one.name,
                "sections": one.sections,
                "tasks": len(one.keys),
                "non_core_percent": one.non_core_percent,
                "minutes": one.minutes,
                **_band(one),
            }
            for one in classes
        ],
        "rows": [_row(line) for line in lines],
    }


def _band(what: Any) -> dict[str, int]:
    return {
        "low_minutes": what.low,
        "expected_minutes": what.typical,
        "high_minutes": what.high,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.id, "kind": rule.kind.value, "difficulty": rule.difficulty.value}


def _row(line: CandidateLine) -> dict[str, Any]:
    return {
        "id": line.task_id,
        "step": line.step_id,
        "section": line.unit_code,
        "code": line.code,
        "name": line.name,
        "task": line.task_name,
        **_rule(line.rule),
        "minutes": line.minutes,
        "held_minutes": line.held,
        **_band(line),
        "score": line.score,
        "needs_evidence": line.evidence,
        "state": line.state.value,
    }


def _lines(totals: Totals, lines: Sequence[CandidateLine], coverage: Coverage | None) -> list[str]:
    from bpr_studio.services.candidate_tables import sum_remark, sum_sentence
    from bpr_studio.services.candidates import rule_name

    return [
        sum_sentence(totals),
        sum_remark(totals, coverage),
        "",
        *(
            f"{format_hours(line.typical):>8}  {line.unit_name}  {line.name}  "
            f"{rule_name(line.rule)}"
            for line in lines
        ),
    ]
