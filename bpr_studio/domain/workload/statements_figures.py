"""What the newer charts say, in sentences; the same for window, reports and command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.statements import hours_in_words, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.shared.chart_values import (
        BubbleChart,
        DependencyChart,
        FreshnessChart,
        MixChart,
        PartsRow,
    )


def title_medium(chart: MixChart, paper: frozenset[str]) -> str:
    """How much work is done on paper.

    Args:
        chart: rows that do not overlap.
        paper: keys of the parts in which paper is used.
    """
    total = sum(row.total for row in chart.rows)
    if not total:
        return tr("No hours have been reported yet.")
    with_paper = [_sum_of(row, paper) for row in chart.rows]
    if not any(with_paper):
        return tr("No work is done on paper.")
    share, hours = percent(sum(with_paper) / total), hours_in_words(sum(with_paper))
    most = max(range(len(with_paper)), key=with_paper.__getitem__)
    if len(chart.rows) == 1:
        return tr("Paper is used in {share} of the work ({hours}).", share=share, hours=hours)
    return tr(
        "Paper is used in {share} of the work ({hours}); most of it is in {name} ({most}).",
        share=share,
        hours=hours,
        name=chart.rows[most].label,
        most=hours_in_words(with_paper[most]),
    )


def title_staff(chart: MixChart) -> str:
    """Who does the work."""
    sums: dict[str, int] = {}
    names: dict[str, str] = {}
    for row in chart.rows:
        for part in row.parts:
            sums[part.key] = sums.get(part.key, 0) + part.value
            names[part.key] = part.label
    total = sum(sums.values())
    if not total:
        return tr("No hours have been reported yet.")
    first, *others = sorted(sums, key=lambda key: -sums[key])
    if not others or not sums[others[0]]:
        return tr("{name} do all of the work.", name=names[first])
    return tr(
        "{name} do {share} of the work, {second} {second_share}.",
        name=names[first],
        share=percent(sums[first] / total),
        second=names[others[0]],
        second_share=percent(sums[others[0]] / total),
    )


def _sum_of(row: PartsRow, keys: frozenset[str]) -> int:
    return sum(part.value for part in row.parts if part.key in keys)


def title_expertise(chart: BubbleChart) -> str:
    """How much work is routine and needs little expertise: the corner at the lower left."""
    total = chart.total + chart.unplaced
    if not total:
        return tr("No hours have been reported yet.")
    if not chart.total:
        return tr("It is not known yet how much expertise the work needs.")
    easy = sum(b.minutes for b in chart.bubbles if b.x == 0 and b.y == 0)
    return tr(
        "{hours} ({share}) are routine work that needs little expertise: look there first.",
        hours=hours_in_words(easy),
        share=percent(easy / total),
    )


@dataclass(frozen=True, slots=True)
class StepSpread:
    """How far one kind of step is spread.

    Attributes:
        label: name of the kind.
        minutes: minutes a year of all steps of the kind.
        sections: sections that do it.
        core: it is core work by itself.
    """

    label: str
    minutes: int
    sections: int
    core: bool = False


#: A kind of step that so many sections do may be done better in one place.
SPREAD_SECTIONS = 3


def widest_spread(spreads: Sequence[StepSpread]) -> StepSpread | None:
    """The kind to look at first: the largest non-core one that several sections do."""
    wide = [s for s in spreads if s.minutes and s.sections >= SPREAD_SECTIONS and not s.core]
    return max(wide, key=lambda s: s.minutes, default=None)


def title_step_types(spreads: Sequence[StepSpread]) -> str:
    """Which kind of step many sections do."""
    found = [spread for spread in spreads if spread.minutes]
    if not found:
        return tr("No steps with minutes and cases are known yet.")
    widest = widest_spread(found)
    if widest is None:
        largest = max(found, key=lambda spread: spread.minutes)
        if max(spread.sections for spread in found) == 1:
            return tr(
                "{name} takes most time ({hours}).",
                name=largest.label,
                hours=hours_in_words(largest.minutes),
            )
        return tr(
            "{name} takes most time ({hours}); no kind of non-core step occurs in {n} sections.",
            name=largest.label,
            hours=hours_in_words(largest.minutes),
            n=SPREAD_SECTIONS,
        )
    return ntr(
        "{name} takes {hours} in {n} section: first candidate for doing it in one place.",
        "{name} takes {hours} in {n} sections: first candidate for doing it in one place.",
        widest.sections,
        name=widest.label,
        hours=hours_in_words(widest.minutes),
    )


def title_dependency(chart: DependencyChart) -> str:
    """How much work hangs on one person."""
    total = sum(row.minutes for row in chart.rows)
    if not total:
        return tr("It is not known yet how many people can do which task.")
    alone = sum(row.alone_minutes for row in chart.rows)
    tasks = sum(row.alone for row in chart.rows)
    if not tasks:
        return tr("Every task is known to two people or more.")
    words = {"hours": hours_in_words(alone), "share": percent(alone / total)}
    if len(chart.rows) == 1:
        return ntr(
            "{n:,} task hangs on one person: {hours}, {share} of the work.",
            "{n:,} tasks hang on one person: {hours}, {share} of the work.",
            tasks,
            **words,
        )
    most = max(chart.rows, key=lambda row: row.alone_minutes)
    return ntr(
        "{n:,} task hangs on one person: {hours}, {share} of the work; most in {name}.",
        "{n:,} tasks hang on one person: {hours}, {share} of the work; most in {name}.",
        tasks,
        name=most.label,
        **words,
    )


def title_freshness(chart: FreshnessChart) -> str:
    """How much work is drawn, and how many flows wait for a look."""
    flows = sum(row.flows for row in chart.rows)
    minutes = sum(row.minutes for row in chart.rows)
    if not flows:
        return tr("No business flow has been drawn yet.")
    covered = sum(row.covered_minutes for row in chart.rows)
    waiting = sum(row.flows - row.fresh for row in chart.rows)
    share = percent(covered / minutes) if minutes else "–"
    if not waiting:
        return ntr(
            "Flows cover {share} of the hours; the one flow was reviewed lately.",
            "Flows cover {share} of the hours; all {n:,} flows were reviewed lately.",
            flows,
            share=share,
        )
    return ntr(
        "Flows cover {share} of the hours; {waiting:,} of {n:,} flow waits for its review.",
        "Flows cover {share} of the hours; {waiting:,} of {n:,} flows wait for their review.",
        flows,
        share=share,
        waiting=waiting,
    )
