"""The report as values: which sections, sentences, tables and charts; no files, no looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.benchmark.sentences import title_comparison
from bpr_studio.domain.shared.quantities import format_hours, fte_of
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.statements import (
    caption,
    caption_core_split,
    caption_month_load,
    caption_pareto,
    hours_in_words,
    largest_rows,
    month_limits,
    month_totals,
    percent,
    title_core_split,
    title_month_load,
    title_pareto,
)
from bpr_studio.services.comparison_report import city_heading, comparison_sections
from bpr_studio.services.report_tables import (
    core_split_table,
    month_table,
    pareto_table,
    staff_table,
    tasks_table,
)
from bpr_studio.services.report_values import (
    Chart,
    Column,
    CoreSplitChart,
    KeyFigure,
    MonthLoadChart,
    ParetoChart,
    ReportContent,
    ReportTable,
    Section,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bpr_studio.domain.benchmark.compare import Comparison
    from bpr_studio.domain.workload.answer import Answer, Provenance

#: More unjudged work than this share is said among the findings.
_MUCH_UNTAGGED = 0.05


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What the reader may choose.

    Attributes:
        made_on: day printed on the report.
        chart_rows: bars of a chart; what exceeds them is added up in a last bar.
        listed_classes: lines of the tables of minor classes and of the comparison.
        listed_tasks: lines of the table of largest tasks.
    """

    made_on: date
    chart_rows: int = 24
    listed_classes: int = 45
    listed_tasks: int = 20


def build_report(
    answer: Answer,
    comparisons: Sequence[Comparison],
    settings: ReportSettings,
    parts: Sequence[Section] = (),
) -> ReportContent:
    """Everything the report on one scope says.

    Args:
        answer: the figures.
        comparisons: our figures next to other cities', one per basis; empty without any.
        settings: limits and date.
        parts: what other subjects say of the scope: improvements, procedures, goals …; their
            findings follow those of the survey.
    """
    p = answer.provenance
    fictitious = p.fictitious or any(c.fictitious for c in comparisons)
    key_figures = _key_figures(answer)
    provenance = tuple(_provenance(p, comparisons, settings))
    findings = (*_findings(answer, comparisons), *(part.statement for part in parts if part.leads))
    label = tr("Fictitious figures") if fictitious else ""
    return ReportContent(
        title=tr("Workload survey: analysis report"),
        subtitle=tr("{city}, {year}, {scope}", city=p.city, year=p.fiscal_year, scope=p.scope),
        label=label,
        provenance=provenance,
        key_figures=key_figures,
        findings=findings,
        about=about_table(label, key_figures, findings, provenance),
        sections=(
            *_split_sections(answer, settings),
            _month_section(answer),
            _pareto_section(answer, settings),
            _staff_section(answer),
            _tasks_section(answer, settings),
            *parts,
            *(
                section
                for comparison in comparisons
                for section in comparison_sections(
                    comparison,
                    chart_rows=settings.chart_rows,
                    listed_classes=settings.listed_classes,
                )
            ),
        ),
        footer=_footer(p, fictitious=fictitious),
    )


def _provenance(
    p: Provenance, comparisons: Sequence[Comparison], settings: ReportSettings
) -> Iterator[tuple[str, str]]:
    yield tr("City"), p.city
    yield tr("Fiscal year"), str(p.fiscal_year)
    yield tr("Scope"), p.scope
    yield (
        tr("Answers (n)"),
        tr(
            "{tasks:,} tasks from {sections:,} of {expected:,} sections",
            tasks=p.tasks,
            sections=p.sections,
            expected=p.sections_expected,
        ),
    )
    yield tr("Definition of core work"), p.definition
    yield (
        tr("Person-year"),
        tr("{hours:,.2f} hours a year of one full-timer", hours=p.hours_per_full_timer),
    )
    yield (
        tr("Capacity"),
        tr("heads × yearly hours ÷ 12 + recorded overtime ÷ 12, without contractors"),
    )
    yield (
        tr("Lists"),
        tr(
            "{classes:,} minor classes and {tasks:,} tasks at most; up to {rows:,} bars a chart",
            classes=settings.listed_classes,
            tasks=settings.listed_tasks,
            rows=settings.chart_rows,
        ),
    )
    cities = dict.fromkeys(city for c in comparisons for city in c.others)
    if cities:
        yield tr("Other cities"), tr(", ").join(map(city_heading, cities))
    if p.fictitious:
        yield tr("Note"), tr("All figures of this city are invented.")
    yield tr("Made on"), tr("{day:%Y-%m-%d}", day=settings.made_on)


def about_table(
    label: str,
    key_figures: Sequence[KeyFigure],
    findings: Sequence[str],
    provenance: Sequence[tuple[str, str]],
) -> ReportTable:
    """Label, key figures, findings and provenance as one table, the first sheet of a workbook."""
    rows = [(tr("Label"), label)] if label else []
    rows += [
        (
            figure.label,
            tr("{value} {unit} ({note})", value=figure.value, unit=figure.unit, note=figure.note),
        )
        for figure in key_figures
    ]
    rows += [(tr("Finding {n}", n=n), text) for n, text in enumerate(findings, start=1)]
    return ReportTable(
        key="about",
        title=tr("About these figures"),
        columns=(Column(tr("Item"), weight=1.0), Column(tr("Content"), weight=4.0)),
        rows=(*rows, *provenance),
    )


def _footer(p: Provenance, *, fictitious: bool) -> str:
    parts = [
        p.city,
        str(p.fiscal_year),
        p.scope,
        tr("n = {tasks:,} tasks", tasks=p.tasks),
        tr("1 person-year = {hours:,.2f} h", hours=p.hours_per_full_timer),
    ]
    if fictitious:
        parts.append(tr("Fictitious figures"))
    return tr(" | ").join(parts)


def _key_figures(answer: Answer) -> tuple[KeyFigure, ...]:
    total, p = answer.total, answer.provenance
    limit = sum(month_limits(answer.months)) if any(answer.months.capacity) else 0
    used = f"{sum(month_totals(answer.months)) / limit * 100:,.1f}" if limit else "–"
    years = fte_of(total.total, p.hours_per_full_timer) if p.hours_per_full_timer > 0 else 0.0
    judged = total.core + total.non_core
    return (
        KeyFigure(
            tr("All work"),
            format_hours(total.total),
            tr("hours a year"),
            tr("{years:,.1f} person-years", years=years),
        ),
        KeyFigure(
            tr("Non-core work"),
            f"{total.non_core_share * 100:.1f}" if judged else "–",
            tr("% of the judged hours"),
            tr("{hours} hours", hours=format_hours(total.non_core)),
        ),
        KeyFigure(
            tr("Capacity used"),
            used,
            tr("% over the year"),
            tr("staff and contractors"),
        ),
        KeyFigure(
            tr("Sections that answered"),
            f"{p.sections:,}",
            tr("of {expected:,} sections", expected=p.sections_expected),
            tr("{tasks:,} tasks", tasks=p.tasks),
        ),
    )


def _findings(answer: Answer, comparisons: Sequence[Comparison]) -> Iterator[str]:
    p, total = answer.provenance, answer.total
    yield title_core_split(answer.units or (total,))
    yield title_month_load(answer.months)
    yield title_pareto(answer.pareto)
    for comparison in comparisons:
        yield tr(
            "Other cities ({unit}): {finding}",
            unit=comparison.unit,
            finding=title_comparison(comparison),
        )
    if total.total and total.untagged > _MUCH_UNTAGGED * total.total:
        yield tr(
            "{hours} ({share}) are not judged core or non-core yet; the shares leave them out.",
            hours=hours_in_words(total.untagged),
            share=percent(total.untagged / total.total),
        )
    if missing := p.sections_expected - p.sections:
        yield ntr(
            "{n} section has not answered; its hours are missing from all figures.",
            "{n} sections have not answered; their hours are missing from all figures.",
            missing,
        )


def _split_sections(answer: Answer, settings: ReportSettings) -> Iterator[Section]:
    for key, heading, name, rows in (
        ("units", tr("By organisation"), tr("Organisation"), answer.units),
        ("classes", tr("By major class"), tr("Major class"), answer.classes),
    ):
        statement = title_core_split(rows)
        text = caption_core_split(answer.provenance)
        data = CoreSplitChart(largest_rows(rows, settings.chart_rows))
        yield Section(
            key=key,
            heading=heading,
            statement=statement,
            chart=Chart(key, statement, text, data) if rows else None,
            table=core_split_table(key, heading, name, rows) if rows else None,
        )


def _month_section(answer: Answer) -> Section:
    statement = title_month_load(answer.months)
    known = any(month_totals(answer.months))
    text = caption_month_load(answer.provenance)
    return Section(
        key="months",
        heading=tr("By month"),
        statement=statement,
        chart=Chart("months", statement, text, MonthLoadChart(answer.months)) if known else None,
        table=month_table(answer.months) if known else None,
    )


def _pareto_section(answer: Answer, settings: ReportSettings) -> Section:
    statement = title_pareto(answer.pareto)
    text = caption_pareto(answer.provenance)
    return Section(
        key="pareto",
        heading=tr("Where the hours are"),
        statement=statement,
        chart=Chart("pareto", statement, text, ParetoChart(answer.pareto))
        if answer.pareto
        else None,
        table=pareto_table(answer.pareto, settings.listed_classes) if answer.pareto else None,
    )


def _staff_section(answer: Answer) -> Section:
    hours = answer.provenance.hours_per_full_timer
    total = sum(minutes for _, _, minutes in answer.staff)
    largest = max(answer.staff, key=lambda entry: entry[2], default=None)
    statement = tr("No hours have been reported yet.")
    if largest is not None and total:
        statement = tr(
            "{name} do {share} of the work.", name=largest[1], share=percent(largest[2] / total)
        )
    return Section(
        key="staff",
        heading=tr("By staff category"),
        statement=statement,
        table=staff_table(answer.staff, hours) if answer.staff else None,
        notes=(caption(answer.provenance, tr("hours a year")),),
    )


def _tasks_section(answer: Answer, settings: ReportSettings) -> Section:
    tasks = answer.largest_tasks
    largest = max(tasks, key=lambda task: task.minutes, default=None)
    statement = tr("No hours have been reported yet.")
    if largest is not None:
        statement = tr(
            "The largest task is {name} ({section}) with {hours}.",
            name=largest.name,
            section=largest.unit_name,
            hours=hours_in_words(largest.minutes),
        )
    return Section(
        key="largest_tasks",
        heading=tr("Largest tasks"),
        statement=statement,
        table=tasks_table(tasks, settings.listed_tasks) if tasks else None,
        notes=(caption(answer.provenance, tr("hours a year")),),
    )
