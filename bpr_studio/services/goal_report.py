"""Goals as tables, charts and report sections; page, files and `--json` use the same values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.goal_words import (
    due_words,
    goal_amount,
    short_year,
    standing_words,
    target_lack,
    title_goal,
    title_goals,
    without_value,
)
from bpr_studio.domain.reform.goals import Filled, GoalKind, path_value
from bpr_studio.domain.shared.chart_values import BurnUpChart, BurnUpSeries, BurnUpYear
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.report_values import Chart, Column, ReportTable, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from bpr_studio.domain.reform.effects import Sums
    from bpr_studio.domain.reform.goals import Goal, GoalPlan, GoalProgress
    from bpr_studio.services.improvement_effects import Effects
    from bpr_studio.services.report_values import Cell

BURN_UP: Final = "burn_up"
GOALS: Final = "goals"
HISTORY: Final = "goal_history"


def plan_words(plan: GoalPlan) -> str:
    """The plan with the id of its source."""
    return f"{plan.name} [{plan.source}]"


def goals_table(progresses: Sequence[GoalProgress], plan: str) -> ReportTable:
    """All goals, one line each."""
    return ReportTable(
        key=GOALS,
        title=tr("Goals"),
        columns=(
            Column(tr("No."), weight=0.6),
            Column(tr("Goal"), weight=3.0),
            Column(tr("Baseline"), decimals=1, weight=1.0, varying=True),
            Column(tr("Now"), decimals=1, weight=1.0, varying=True),
            Column(tr("Target"), decimals=1, weight=1.0, varying=True),
            Column(tr("Unit"), weight=1.1),
            Column(tr("Reached"), "%", 1, weight=0.9),
            Column(tr("Due"), weight=0.9),
            Column(tr("As of"), weight=1.2),
            Column(tr("Standing"), weight=1.6),
        ),
        rows=tuple(_row(progress) for progress in progresses),
        row_keys=tuple(progress.goal.id for progress in progresses),
        note=tr("{plan}. Goals that are part of another one are never added to it.", plan=plan),
    )


def _row(progress: GoalProgress) -> tuple[Cell, ...]:
    goal = progress.goal
    return (
        goal.id,
        goal.title,
        _cell(goal, goal.baseline),
        _cell(goal, progress.value),
        _cell(goal, progress.target),
        goal.unit_name,
        None if progress.share is None else round(progress.share * 100, 1),
        due_words(goal),
        progress.now.as_of if progress.now is not None else "–",
        standing_words(progress.standing),
    )


def _cell(goal: Goal, value: float | None) -> float | None:
    """As it is shown: percentages with one digit, everything else whole."""
    if value is None:
        return None
    return round(value, 1 if goal.kind is GoalKind.PERCENT else 0)


def history_table(progresses: Sequence[GoalProgress]) -> ReportTable:
    """The values of all goals by fiscal year, with where they come from."""
    return ReportTable(
        key=HISTORY,
        title=tr("Goals by fiscal year"),
        columns=(
            Column(tr("No."), weight=0.6),
            Column(tr("Goal"), weight=2.6),
            Column(tr("Fiscal year"), weight=1.2),
            Column(tr("Value"), decimals=1, weight=1.0, varying=True),
            Column(tr("Unit"), weight=1.1),
            Column(tr("As of"), weight=1.2),
            Column(tr("Source"), weight=1.8),
            Column(tr("Remark"), weight=1.6),
        ),
        rows=tuple(
            (
                progress.goal.id,
                progress.goal.title,
                short_year(value.fiscal_year),
                _cell(progress.goal, value.value),
                progress.goal.unit_name,
                value.as_of,
                value.source or "–",
                value.note or "–",
            )
            for progress in progresses
            for value in progress.history
        ),
        row_keys=tuple(
            f"{progress.goal.id} {value.fiscal_year}"
            for progress in progresses
            for value in progress.history
        ),
    )


def whole_and_part(
    progresses: Sequence[GoalProgress],
) -> tuple[GoalProgress | None, GoalProgress | None]:
    """The goal in hours that all savings count for, and the one of the centre inside it."""
    by_filled = {one.goal.filled: one for one in reversed(progresses)}
    return by_filled.get(Filled.REGISTER), by_filled.get(Filled.REGISTER_CENTRE)


def burn_up_chart(
    progresses: Sequence[GoalProgress], today: date, effects: Effects | None, label: str
) -> Chart | None:
    """Hours saved by fiscal year against the target, the centre inside; None without such a goal.

    Args:
        progresses: all goals.
        today: the day it is.
        effects: what the register saves in the city; its plan is drawn where it has one, else
            the straight path from the baseline to the target.
        label: "" or the word for invented figures.
    """
    whole, part = whole_and_part(progresses)
    if whole is None or whole.target is None or whole.goal.kind is not GoalKind.HOURS:
        return None
    years = _years(whole, today)
    planned = effects is not None and any(year.expected for year in effects.sums.years)
    sums = (effects.sums, effects.centre) if effects is not None and planned else (None, None)
    total = _series(whole, years, sums[0], tr("Hours saved"))
    inside = None
    if part is not None and part.target:
        inside = _series(part, years, sums[1], tr("Of which processing centre"))
    line = (
        tr("plan: decided improvements of the register")
        if planned
        else tr("plan: straight path from the baseline to the target")
    )
    caption = tr(
        "Hours a year; reached: entered values, else records of the register; {line}. The centre is"
        " part of the total and never added to it.",
        line=line,
    )
    if label:
        caption = f"{caption} {label}"
    return Chart(BURN_UP, title_goal(whole), caption, BurnUpChart(total, inside))


def _years(progress: GoalProgress, today: date) -> range:
    """From the baseline or first value to the due year or today, whichever is later."""
    goal = progress.goal
    known = [value.fiscal_year for value in progress.history]
    first = min([*known, goal.baseline_year or FiscalYear.of(today).year])
    last = max([*known, goal.due or 0, FiscalYear.of(today).year])
    return range(first, last + 1)


def _series(
    progress: GoalProgress, years: Iterable[int], sums: Sums | None, name: str
) -> BurnUpSeries:
    goal, target = progress.goal, progress.target or 0.0
    values = {value.fiscal_year: value.value for value in progress.history}
    planned = {year.fiscal_year: year.expected for year in sums.years} if sums is not None else {}

    def plan(year: int) -> int:
        if sums is not None:
            return planned.get(year, 0)
        return _minutes(path_value(goal, target, year) or 0.0)

    return BurnUpSeries(
        name=name,
        years=tuple(
            BurnUpYear(
                FiscalYear(year).short_name,
                plan(year),
                _minutes(values[year]) if year in values else None,
            )
            for year in years
        ),
        target=_minutes(target),
        target_label=tr(
            "target {amount} ({due})", amount=goal_amount(goal, target), due=due_words(goal)
        ),
        due=FiscalYear(goal.due).short_name if goal.due is not None else "",
    )


def _minutes(hours: float) -> int:
    return round(hours * 60)


def burn_up_table(chart: BurnUpChart, title: str) -> ReportTable:
    """The twin of the burn-up: plan and actual by fiscal year."""
    part = chart.of_which.years if chart.of_which is not None else ()
    rows: list[tuple[Cell, ...]] = []
    for place, year in enumerate(chart.total.years):
        inside: tuple[Cell, ...] = (
            (_hours(part[place].plan), _hours(part[place].actual)) if part else ()
        )
        rows.append((year.label, _hours(year.plan), _hours(year.actual), *inside))
    names = [chart.total.name] + ([chart.of_which.name] if chart.of_which is not None else [])
    columns = [
        Column(tr("{name}: {what}", name=name, what=what), tr("h"), 0, 1.4)
        for name in names
        for what in (tr("plan (burn-up)"), tr("reached (value)"))
    ]
    return ReportTable(
        key=BURN_UP,
        title=title,
        columns=(Column(tr("Fiscal year"), weight=1.0), *columns),
        rows=tuple(rows),
        row_keys=tuple(year.label for year in chart.total.years),
    )


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else float(round(minutes / 60))


def goal_sections(
    progresses: Sequence[GoalProgress],
    plan: GoalPlan,
    today: date,
    effects: Effects | None = None,
    label: str = "",
) -> Iterator[Section]:
    """What reports on the whole city say of goals: how they stand, the burn-up, the values."""
    if not progresses:
        return
    chart = burn_up_chart(progresses, today, effects, label)
    if chart is not None and isinstance(chart.data, BurnUpChart):
        heading = tr("Hours saved against the target")
        yield Section(
            BURN_UP, heading, chart.title, chart, burn_up_table(chart.data, heading), leads=True
        )
    lacks = [
        tr("{id}: {reason}.", id=one.goal.id, reason=reason)
        for one in progresses
        if (reason := target_lack(one))
    ]
    notes = (without_value(progresses), *lacks)
    yield Section(
        GOALS,
        tr("Goals of the plan"),
        title_goals(progresses),
        table=goals_table(progresses, plan_words(plan)),
        notes=tuple(note for note in notes if note),
        leads=True,
    )
    history = history_table(progresses)
    if history.rows:
        yield Section(
            HISTORY,
            tr("Goals by fiscal year"),
            tr("{n:,} values of goals are known.", n=len(history.rows)),
            table=history,
        )
