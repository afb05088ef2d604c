"""What candidates amount to, in sentences, tables and a picture; made once for every output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.candidate_rules import DIFFICULTIES
from bpr_studio.domain.reform.words import kind_name
from bpr_studio.domain.shared.chart_values import Bubble, BubbleChart
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.candidate_values import CandidateState
from bpr_studio.services.candidate_words import difficulty_name, state_name
from bpr_studio.services.candidates import rule_name
from bpr_studio.services.figure_tables import figure_table
from bpr_studio.services.report_values import Chart, Column, ReportTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bpr_studio.services.candidate_ground import CandidateGround
    from bpr_studio.services.candidate_values import (
        CandidateLine,
        ClassCandidate,
        Coverage,
        Totals,
    )

_EFFECTS: Final = (0, 10, 50, 100, 500)
"""Lower ends of the effect bands, in hours a year."""
_NAMED: Final = 3


def sum_sentence(totals: Totals) -> str:
    """What the candidates amount to, against the target."""
    if not totals.count:
        return tr("No candidate is shown.")
    said = ntr(
        "{n:,} candidate, {typical} hours a year expected ({low} to {high}).",
        "{n:,} candidates, {typical} hours a year expected ({low} to {high}).",
        totals.count,
        typical=format_hours(totals.typical),
        low=format_hours(totals.low),
        high=format_hours(totals.high),
    )
    return f"{said} {_target_sentence(totals)}".strip()


def _target_sentence(totals: Totals) -> str:
    if not totals.target:
        return ""
    if totals.reach.reached:
        return ntr(
            "The largest one alone reaches the target of {target} hours.",
            "The {n:,} largest reach the target of {target} hours.",
            totals.reach.count,
            target=format_hours(totals.target),
        )
    return tr(
        "All of them together are {share} % of the target of {target} hours.",
        share=f"{totals.typical / totals.target * 100:.1f}",
        target=format_hours(totals.target),
    )


def sum_remark(totals: Totals, coverage: Coverage | None) -> str:
    """What the sum means; `coverage` of the whole city, None for a part of it."""
    if coverage is None or not coverage.minutes:
        return tr("These are proposals by rules, not savings: people decide, one by one.")
    share = totals.typical / coverage.minutes * 100
    aside = totals.typical / coverage.non_core * 100 if coverage.non_core else 0.0
    said = tr(
        "That is {share} % of all hours and {aside} % of the non-core hours. These are proposals"
        " by rules, not savings: people decide, one by one. Not all of them can be done, and bands"
        " come from published results and our own assumptions.",
        share=f"{share:.1f}",
        aside=f"{aside:.1f}",
    )
    if coverage.unclear:
        said += " " + tr(
            "{n:,} tasks with {hours} hours lack an answer of the survey and could not be judged.",
            n=coverage.unclear,
            hours=format_hours(coverage.unclear_minutes),
        )
    return said


def candidate_table(
    ground: CandidateGround, places: NDArray[np.intp], *, fictitious: bool
) -> ReportTable:
    """The candidates at some places as a table, with their sum."""
    lines = ground.lines(places.tolist())
    rows = tuple(_cells(number, line) for number, line in enumerate(lines, 1))
    return ReportTable(
        key="candidates",
        title=tr("Candidates for improvement"),
        columns=_columns(),
        rows=(*rows, _total(lines)),
        row_keys=(*(line.key for line in lines), ""),
        total=True,
        note=_note(ground, fictitious=fictitious),
    )


def _columns() -> tuple[Column, ...]:
    hours = tr("h/year")
    return (
        Column(tr("Rank"), decimals=0, weight=0.5),
        Column(tr("Section")),
        Column(tr("Class code"), weight=0.8),
        Column(tr("Task"), weight=2.0),
        Column(tr("Step"), weight=1.2),
        Column(tr("Proposal"), weight=1.6),
        Column(tr("Kind")),
        Column(tr("Difficulty"), weight=0.7),
        Column(tr("Hours now"), hours, 1),
        Column(tr("In the register"), hours, 1),
        Column(tr("Lower end"), hours, 1),
        Column(tr("Expected"), hours, 1),
        Column(tr("Upper end"), hours, 1),
        Column(tr("State")),
        Column(tr("Reason")),
    )


def _cells(number: int, line: CandidateLine) -> tuple[str | int | float | None, ...]:
    return (
        number,
        line.unit_name,
        line.code,
        line.task_name,
        line.name if line.step_id else "",
        rule_name(line.rule),
        kind_name(line.rule.kind),
        difficulty_name(line.rule.difficulty),
        line.minutes / 60,
        line.held / 60,
        line.low / 60,
        line.typical / 60,
        line.high / 60,
        state_name(line.state),
        line.reason,
    )


def _total(lines: Sequence[CandidateLine]) -> tuple[str | int | float | None, ...]:
    sums = (
        sum(getattr(line, name) for line in lines) / 60
        for name in ("minutes", "held", "low", "typical", "high")
    )
    return (None, tr("Total"), "", "", "", "", "", "", *sums, "", "")


def _note(ground: CandidateGround, *, fictitious: bool) -> str:
    said = tr(
        "{survey} (FY{year}). Expected hours are bands of the decision table (constructed [C], held"
        " against published results), of the hours the register does not hold yet; not savings.",
        survey=ground.proposed.round.name,
        year=FiscalYear(ground.proposed.round.fiscal_year).year,
    )
    return said + (" " + tr("All figures are invented.") if fictitious else "")


def class_table(ground: CandidateGround, *, fictitious: bool) -> ReportTable:
    """Work of one class that many sections do, whatever became of it, as a table."""
    classes = ground.classes(state=None)
    hours = tr("h/year")
    rows = tuple(
        (
            one.code,
            one.name,
            one.sections,
            len(one.keys),
            one.non_core_percent,
            one.minutes / 60,
            one.low / 60,
            one.typical / 60,
            one.high / 60,
            state_name(one.state),
        )
        for one in classes
    )
    return ReportTable(
        key="centralisation",
        title=tr("Candidates for centralisation"),
        columns=(
            Column(tr("Class code"), weight=0.8),
            Column(tr("Class"), weight=2.0),
            Column(tr("Number of sections"), decimals=0),
            Column(tr("Tasks"), decimals=0),
            Column(tr("Non-core"), "%", 0),
            Column(tr("Hours now"), hours, 1),
            Column(tr("Lower end"), hours, 1),
            Column(tr("Expected"), hours, 1),
            Column(tr("Upper end"), hours, 1),
            Column(tr("State")),
        ),
        rows=rows,
        row_keys=tuple(one.code for one in classes),
        note=_note(ground, fictitious=fictitious),
    )


def class_sentence(classes: Sequence[ClassCandidate]) -> str:
    """What centralising would bring."""
    open_ones = [one for one in classes if one.state is CandidateState.OPEN]
    if not open_ones:
        return tr("No work waits for centralisation.")
    return ntr(
        "{n:,} kind of work is done by many sections and mostly non-core: {hours} hours a year,"
        " of which {typical} might go away.",
        "{n:,} kinds of work are done by many sections and mostly non-core: {hours} hours a year,"
        " of which {typical} might go away.",
        len(open_ones),
        hours=format_hours(sum(one.minutes for one in open_ones)),
        typical=format_hours(sum(one.typical for one in open_ones)),
    )


def effect_chart(ground: CandidateGround, places: NDArray[np.intp], *, fictitious: bool) -> Chart:
    """Effect against difficulty: where much goes away easily."""
    import numpy as np

    from bpr_studio.domain.reform.candidate_facts import YES

    typical = ground.bands.typical[places]
    ease = np.array(
        [DIFFICULTIES.index(rule.difficulty) for rule in ground.proposed.book.rules], dtype=np.int64
    )[ground.proposed.rule[places]]
    band = np.searchsorted(np.array(_EFFECTS[1:]) * 60, typical, side="right")
    core = ground.proposed.material.facts.words["core_tag"].any_of(("core",)) == YES
    found = tuple(
        bubble
        for y in range(len(_EFFECTS))
        for x in range(len(DIFFICULTIES))
        if (bubble := _bubble(ground, places[(ease == x) & (band == y)], core, x, y)) is not None
    )
    data = BubbleChart(
        x_name=tr("Difficulty"),
        x_labels=tuple(map(difficulty_name, DIFFICULTIES)),
        y_name=tr("Expected hours a year of one candidate"),
        y_labels=_effect_names(),
        bubbles=found,
    )
    return Chart(
        "candidates-effect", _easy_sentence(found), _note(ground, fictitious=fictitious), data
    )


def effect_table(chart: Chart) -> ReportTable:
    """The figures of `effect_chart`."""
    if not isinstance(chart.data, BubbleChart):
        raise TypeError(chart.key)
    return figure_table(chart.key, chart.title, "", chart.data, chart.caption)


def _effect_names() -> tuple[str, ...]:
    return (
        tr("under {n} h", n=_EFFECTS[1]),
        *(tr("{n} h and more", n=n) for n in _EFFECTS[1:]),
    )


def _bubble(
    ground: CandidateGround, own: NDArray[np.intp], core: NDArray[np.bool_], x: int, y: int
) -> Bubble | None:
    if not len(own):
        return None
    typical = ground.bands.typical
    largest = own[(-typical[own]).argsort(kind="stable")[:_NAMED]]
    return Bubble(
        key=f"{DIFFICULTIES[x].value}:{y}",
        x=x,
        y=y,
        minutes=int(typical[own].sum()),
        core=int(typical[own][core[own]].sum()),
        tasks=len(own),
        named=tuple(line.name for line in ground.lines(largest.tolist())),
    )


def _easy_sentence(found: Sequence[Bubble]) -> str:
    easy = [bubble for bubble in found if bubble.x == 0 and bubble.y >= 3]
    if not easy:
        return tr("No candidate is both easy and large.")
    return ntr(
        "{n:,} easy candidate brings 100 hours a year or more: {hours} hours.",
        "{n:,} easy candidates bring 100 hours a year or more each: {hours} hours together.",
        sum(bubble.tasks for bubble in easy),
        hours=format_hours(sum(bubble.minutes for bubble in easy)),
    )
