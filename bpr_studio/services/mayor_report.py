"""The one-page report for the mayor's DX meeting: goals, hours saved, what helped, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.effects import telling_year
from bpr_studio.domain.reform.goal_words import (
    at_risk,
    day_words,
    goal_amount,
    goal_number,
    path_words,
    share_words,
    short_year,
    standing_words,
    title_goals,
)
from bpr_studio.domain.reform.words import kind_name, method_name
from bpr_studio.domain.shared.chart_values import BurnUpChart
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.statements import hours_in_words
from bpr_studio.services.goal_report import (
    BURN_UP,
    GOALS,
    burn_up_chart,
    burn_up_table,
    goals_table,
    plan_words,
    whole_and_part,
)
from bpr_studio.services.report_tables import hours_cell
from bpr_studio.services.report_values import (
    Column,
    KeyFigure,
    ReportContent,
    ReportTable,
    Section,
)
from bpr_studio.services.reporting import about_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bpr_studio.domain.reform.effects import Booked
    from bpr_studio.domain.reform.goals import GoalPlan, GoalProgress
    from bpr_studio.domain.workload.answer import Answer
    from bpr_studio.services.improvement_effects import Effects
    from bpr_studio.services.report_values import Cell

KINDS: Final = "improvement-waterfall"
EFFECTS: Final = "effects"
RISKS: Final = "risks"
_NAMED: Final = 3  # effects and risks on the page


@dataclass(frozen=True, slots=True)
class MayorSources:
    """What the report is made from.

    Attributes:
        answer: the survey of the whole city.
        progresses: where the goals stand.
        plan: the goals' plan.
        effects: what the register saves in the city.
        made_on: the day printed on it.
    """

    answer: Answer
    progresses: Sequence[GoalProgress]
    plan: GoalPlan
    effects: Effects
    made_on: date


def build_mayor_report(sources: MayorSources) -> ReportContent:
    """Everything the page says."""
    p = sources.answer.provenance
    label = tr("Fictitious figures") if p.fictitious else ""
    figures = tuple(_key_figures(sources))
    findings = (headline(sources),)
    provenance = tuple(_provenance(sources))
    return ReportContent(
        title=tr("Progress of the reform of work (BPR)"),
        subtitle=tr(
            "Report for the mayor's DX meeting: {city}, {day}",
            city=p.city,
            day=day_words(sources.made_on),
        ),
        label=label,
        provenance=provenance,
        key_figures=figures,
        findings=findings,
        sections=tuple(_sections(sources, label)),
        about=about_table(label, figures, findings, provenance),
        footer=_footer(sources),
    )


def headline(sources: MayorSources) -> str:
    """The finding at the head of the page."""
    whole, _ = whole_and_part(sources.progresses)
    if whole is None or whole.now is None or not whole.target:
        return title_goals(sources.progresses)
    return tr(
        "{amount} were saved by {year}: {share} of the target of {target}, {standing}.",
        amount=goal_amount(whole.goal, whole.value),
        year=short_year(whole.now.fiscal_year),
        share=share_words(whole),
        target=goal_amount(whole.goal, whole.target),
        standing=standing_words(whole.standing),
    )


def _key_figures(sources: MayorSources) -> Iterator[KeyFigure]:
    total, p = sources.answer.total, sources.answer.provenance
    whole, _ = whole_and_part(sources.progresses)
    saved = round((whole.value or 0.0) * 60) if whole is not None and whole.now else None
    if whole is not None:
        yield KeyFigure(
            tr("Hours saved"),
            "–" if whole.value is None else goal_number(whole.goal, whole.value),
            whole.goal.unit_name,
            tr("{share} of the target", share=share_words(whole)),
        )
    for name, minutes in (
        (tr("Of all hours"), total.total),
        (tr("Of non-core hours"), total.non_core),
    ):
        share = f"{saved / minutes * 100:.2f}" if saved is not None and minutes else "–"
        note = tr("{hours} in {year}", hours=hours_in_words(minutes), year=p.fiscal_year.short_name)
        yield KeyFigure(name, share, "%", note)
    yield KeyFigure(
        tr("Sections that answered"),
        f"{p.sections:,}",
        tr("of {expected:,} sections", expected=p.sections_expected),
        tr("{tasks:,} tasks", tasks=p.tasks),
    )


def _sections(sources: MayorSources, label: str) -> Iterator[Section]:
    chart = burn_up_chart(sources.progresses, sources.made_on, sources.effects, label)
    if chart is not None and isinstance(chart.data, BurnUpChart):
        heading = tr("Hours saved against the target")
        yield Section(BURN_UP, heading, chart.title, chart, burn_up_table(chart.data, heading))
    effects = sources.effects
    yield Section(
        KINDS,
        tr("What decided improvements still take from the surveyed hours"),
        effects.waterfall_title,
        effects.waterfall if effects.off else None,
        effects.waterfall_table if effects.off else None,
    )
    yield Section(
        GOALS,
        tr("Goals of the plan"),
        title_goals(sources.progresses),
        table=goals_table(sources.progresses, plan_words(sources.plan)),
    )
    yield _largest(effects)
    yield _risks(sources.progresses)


def _largest(effects: Effects) -> Section:
    """The improvements that saved most, with the evidence."""
    heading = tr("Largest effects")
    found = [
        (year.actual, year.fiscal_year, one)
        for one in effects.booked
        if (year := telling_year(one.years, effects.running)) is not None and year.actual
    ]
    found.sort(key=lambda entry: (-(entry[0] or 0), entry[2].improvement.id))
    if not found:
        return Section(EFFECTS, heading, tr("No saving has been recorded yet."))
    minutes, _, first = found[0]
    rows: list[tuple[Cell, ...]] = [
        (
            one.improvement.plan.name,
            one.improvement.unit_name or tr("The whole city"),
            kind_name(one.improvement.plan.kind),
            hours_cell(actual or 0),
            short_year(year),
            _evidence(one, year),
        )
        for actual, year, one in found[:_NAMED]
    ]
    return Section(
        EFFECTS,
        heading,
        tr(
            "“{name}” saved most: {hours}.",
            name=first.improvement.plan.name,
            hours=hours_in_words(minutes or 0),
        ),
        table=ReportTable(
            key=EFFECTS,
            title=heading,
            columns=(
                Column(tr("Improvement"), weight=2.4),
                Column(tr("Section"), weight=1.4),
                Column(tr("Kind"), weight=1.1),
                Column(tr("Saved (improvements)"), tr("h"), 0, 0.9),
                Column(tr("Fiscal year"), weight=1.0),
                Column(tr("Evidence"), weight=2.2),
            ),
            rows=tuple(rows),
            row_keys=tuple(one.improvement.id for _, _, one in found[:_NAMED]),
        ),
    )


def _evidence(one: Booked, fiscal_year: int) -> str:
    for actual in reversed(one.improvement.actuals):
        if actual.fiscal_year == fiscal_year:
            method = method_name(actual.method)
            return tr("{method}: {evidence}", method=method, evidence=actual.evidence or "–")
    return "–"


def _risks(progresses: Sequence[GoalProgress]) -> Section:
    """The goals that ask for attention, the worst first."""
    heading = tr("What needs attention")
    found = at_risk(progresses)
    if not found:
        return Section(RISKS, heading, tr("No goal is behind or past its due year."))
    rows: list[tuple[Cell, ...]] = [
        (
            one.goal.id,
            one.goal.title,
            standing_words(one.standing),
            tr(
                "{amount} of {target}",
                amount=goal_amount(one.goal, one.value),
                target=goal_amount(one.goal, one.target),
            ),
            path_words(one) or "–",
        )
        for one in found[:_NAMED]
    ]
    return Section(
        RISKS,
        heading,
        tr("{n} of {all} goals need attention.", n=len(found), all=len(progresses)),
        table=ReportTable(
            key=RISKS,
            title=heading,
            columns=(
                Column(tr("No."), weight=0.6),
                Column(tr("Goal"), weight=2.4),
                Column(tr("Standing"), weight=1.3),
                Column(tr("Now"), weight=2.2),
                Column(tr("Path"), weight=2.0),
            ),
            rows=tuple(rows),
            row_keys=tuple(one.goal.id for one in found[:_NAMED]),
        ),
    )


def _provenance(sources: MayorSources) -> Iterator[tuple[str, str]]:
    p = sources.answer.provenance
    yield tr("City"), p.city
    yield tr("Plan"), plan_words(sources.plan)
    yield tr("Fiscal year of the survey"), str(p.fiscal_year)
    yield (
        tr("Answers (n)"),
        tr(
            "{tasks:,} tasks from {sections:,} of {expected:,} sections",
            tasks=p.tasks,
            sections=p.sections,
            expected=p.sections_expected,
        ),
    )
    yield tr("All work"), tr("{hours} hours", hours=format_hours(sources.answer.total.total))
    yield (
        tr("Non-core work"),
        tr("{hours} hours", hours=format_hours(sources.answer.total.non_core)),
    )
    yield tr("Definition of core work"), p.definition
    for progress in sources.progresses:
        if progress.goal.remark:
            yield progress.goal.id, progress.goal.remark
    if p.fictitious:
        yield tr("Note"), tr("All figures of this city are invented.")
    yield tr("Made on"), tr("{day:%Y-%m-%d}", day=sources.made_on)


def _footer(sources: MayorSources) -> str:
    p = sources.answer.provenance
    parts = [
        tr("Goals: {plan} [{id}]", plan=sources.plan.name, id=sources.plan.source),
        tr(
            "Survey: {year}, {sections:,} of {expected:,} sections, n = {tasks:,} tasks",
            year=p.fiscal_year,
            sections=p.sections,
            expected=p.sections_expected,
            tasks=p.tasks,
        ),
        tr("Core work: {definition}", definition=p.definition),
    ]
    if p.fictitious:
        parts.append(tr("Fictitious figures"))
    return tr(" | ").join(parts)
