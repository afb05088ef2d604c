"""Goals in words: values with their unit, how a goal stands, and what all of them say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.goals import GoalKind, Standing
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, language, ntr, tr, tr_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bpr_studio.domain.reform.goals import Goal, GoalProgress

STANDINGS: Final = {
    Standing.REACHED: N_("reached"),
    Standing.ON_TRACK: N_("on track"),
    Standing.BEHIND: N_("behind"),
    Standing.MISSED: N_("not reached in time"),
    Standing.STALE: N_("due, value missing"),
    Standing.GOING: N_("under way"),
    Standing.NO_TARGET: N_("no number set"),
    Standing.UNKNOWN: N_("not entered yet"),
}
"""How a goal stands, as it is written beside it; source texts."""

AT_RISK: Final = (Standing.MISSED, Standing.BEHIND, Standing.STALE)
"""Standings that ask for somebody's attention, worst first."""


def standing_words(standing: Standing) -> str:
    """How a goal stands, in a few words."""
    return tr_source(STANDINGS[standing])


def goal_number(goal: Goal, value: float) -> str:
    """A value of a goal without its unit: 12,345 or 31.9."""
    if goal.kind is GoalKind.MILESTONE:
        return tr("done") if value >= 1 else tr("not yet")
    decimals = 1 if goal.kind is GoalKind.PERCENT and value % 1 else 0
    return f"{value:,.{decimals}f}"


def goal_amount(goal: Goal, value: float | None) -> str:
    """A value of a goal with its unit, – where there is none."""
    if value is None:
        return "–"
    number = goal_number(goal, value)
    if goal.kind is GoalKind.MILESTONE:
        return number
    space = " " if language() == "en" else ""
    return f"{number}{space}{goal.unit_name}"


def goal_figure(goal: Goal, value: float | None) -> str:
    """A value of a goal without its unit, – where there is none."""
    return "–" if value is None else goal_number(goal, value)


def due_words(goal: Goal) -> str:
    """The fiscal year at whose end the target holds, – where there is none."""
    return "–" if goal.due is None else tr("end of {year}", year=FiscalYear(goal.due).short_name)


def short_year(fiscal_year: int) -> str:
    """令和7年度 or FY2025."""
    year = FiscalYear(fiscal_year)
    return f"FY{fiscal_year}" if language() == "en" else year.era_name


def target_lack(progress: GoalProgress) -> str:
    """Why there is no number to reach, "" where there is one."""
    if progress.target is not None:
        return ""
    if progress.goal.target_from:
        return tr("The target cannot be counted yet")
    return tr("The plan sets no number")


def day_words(day: date) -> str:
    """A day as letters are dated: 令和8年11月23日, or 2026-11-23 in English."""
    if language() == "en":
        return day.isoformat()
    year = FiscalYear(day.year).era_name.removesuffix("度")
    return f"{year}{day.month}月{day.day}日"


def share_words(progress: GoalProgress) -> str:
    """The share of the target that is reached, – without one."""
    return "–" if progress.share is None else f"{progress.share * 100:.1f}%"


def path_words(progress: GoalProgress) -> str:
    """What the straight path asks for by now, "" where there is none."""
    expected = progress.expected
    if expected is None or expected == progress.target or progress.goal.kind is GoalKind.MILESTONE:
        return ""
    return tr(
        "straight path by then: {amount}",
        amount=goal_amount(progress.goal, round(expected)),
    )


def title_goals(progresses: Sequence[GoalProgress]) -> str:
    """The finding over all goals."""
    counts = Counter(progress.standing for progress in progresses)
    if counts[Standing.UNKNOWN] == len(progresses):
        return tr("No value of the {n} goals has been entered yet.", n=len(progresses))
    parts = [
        tr("{n} {words}", n=counts[standing], words=standing_words(standing))
        for standing in STANDINGS
        if counts[standing]
    ]
    return tr("Of {n} goals: {parts}.", n=len(progresses), parts=tr(", ").join(parts))


def title_goal(progress: GoalProgress) -> str:
    """The finding about one goal."""
    goal, value = progress.goal, progress.value
    if value is None:
        return tr("{name}: not entered yet.", name=goal.title)
    if progress.target is None:
        return tr("{name}: {amount}.", name=goal.title, amount=goal_amount(goal, value))
    return tr(
        "{name}: {amount} of {target} ({share}), {standing}.",
        name=goal.title,
        amount=goal_amount(goal, value),
        target=goal_amount(goal, progress.target),
        share=share_words(progress),
        standing=standing_words(progress.standing),
    )


def at_risk(progresses: Sequence[GoalProgress]) -> tuple[GoalProgress, ...]:
    """Goals that ask for attention, the worst first; of equal standing the least reached."""
    return tuple(
        sorted(
            (p for p in progresses if p.standing in AT_RISK),
            key=lambda p: (AT_RISK.index(p.standing), p.share if p.share is not None else 0.0),
        )
    )


def without_value(progresses: Sequence[GoalProgress]) -> str:
    """How many goals have no value, "" where all have one."""
    missing = [p.goal.id for p in progresses if p.standing is Standing.UNKNOWN]
    if not missing:
        return ""
    return ntr(
        "{n} goal has no value: {ids}", "{n} goals have no value: {ids}",
        len(missing),
        ids=tr(", ").join(missing),
    )  # fmt: skip
