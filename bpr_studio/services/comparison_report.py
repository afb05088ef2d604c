"""Tables and report sections of a comparison with other cities; page, files and --json use them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.benchmark.comparability import MEANINGS, Grade
from bpr_studio.domain.benchmark.sentences import (
    by_distance,
    caption_comparison,
    few_note,
    interval_note,
    remarks_on,
    sentence_potential,
    suppression_note,
    title_comparison,
)
from bpr_studio.domain.benchmark.terms import Basis, Measure
from bpr_studio.domain.benchmark.why import QUESTIONS
from bpr_studio.domain.shared.fiscal_year import FiscalYear
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.services.report_values import (
    Chart,
    Column,
    ComparisonChart,
    ReportTable,
    Section,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bpr_studio.domain.benchmark.comparison import (
        CityValue,
        ClassComparison,
        ComparedCity,
        Comparison,
    )
    from bpr_studio.domain.benchmark.gaps import Gap
    from bpr_studio.services.report_values import Cell

#: Heading of the section of each basis; translate with `tr_source`.
HEADINGS: Final = {
    Basis.PER_10K: N_("Other cities: hours per 10,000 residents"),
    Basis.PER_CASE: N_("Other cities: minutes per case"),
    Basis.PER_STAFF: N_("Other cities: hours per staff member"),
    Basis.PER_DENOMINATOR: N_("Other cities: minutes per unit of what the work depends on"),
    Basis.SHARE: N_("Other cities: share of all hours"),
    Basis.NON_CORE: N_("Other cities: share of non-core work"),
}
_EACH_HEADINGS: Final = {
    Basis.PER_10K: N_("Each city: hours per 10,000 residents"),
    Basis.PER_CASE: N_("Each city: minutes per case"),
    Basis.PER_STAFF: N_("Each city: hours per staff member"),
    Basis.PER_DENOMINATOR: N_("Each city: minutes per unit of what the work depends on"),
    Basis.SHARE: N_("Each city: share of all hours"),
    Basis.NON_CORE: N_("Each city: share of non-core work"),
}


def comparison_sections(
    comparison: Comparison,
    *,
    chart_rows: int,
    listed_classes: int,
) -> Iterator[Section]:
    """The sections of a report on one comparison.

    Args:
        comparison: what to report.
        chart_rows: rows of the chart, those furthest above the median.
        listed_classes: rows of the tables.
    """
    rows = by_distance(comparison, listed_classes)
    yield _main_section(comparison, rows, chart_rows)
    if rows:
        yield _each_section(comparison, rows)
        yield _grades_section(comparison)
        if noted := answers_table(comparison):
            yield Section(
                key=noted.key,
                heading=noted.title,
                statement=tr("What was found out about the reasons, class by class."),
                table=noted,
            )


def _main_section(
    comparison: Comparison, rows: Sequence[ClassComparison], chart_rows: int
) -> Section:
    key = f"cities_{comparison.basis}"
    heading = _heading(HEADINGS, comparison)
    shown = tuple(rows[:chart_rows])
    statement, text = title_comparison(comparison), caption_comparison(comparison)
    potential = comparison.potential
    notes = [
        tr("The chart shows the {n:,} classes furthest above the median.", n=len(shown))
        if len(rows) > len(shown)
        else "",
        tr("{n:,} further classes are not listed.", n=len(comparison.classes) - len(rows))
        if len(comparison.classes) > len(rows)
        else "",
        suppression_note(comparison),
        few_note(comparison),
        sentence_potential(potential) if potential and rows else "",
        interval_note(comparison),
        *comparison.differences,
    ]
    data = ComparisonChart(shown, city_heading(comparison.ours))
    return Section(
        key=key,
        heading=heading,
        statement=statement,
        chart=Chart(key, statement, text, data) if rows else None,
        table=comparison_table(key, heading, comparison, rows) if rows else None,
        notes=tuple(note for note in notes if note),
    )


def _each_section(comparison: Comparison, rows: Sequence[ClassComparison]) -> Section:
    key, heading = f"cities_{comparison.basis}_each", _heading(_EACH_HEADINGS, comparison)
    questions = tr(", ").join(tr_source(question.text) for question in QUESTIONS)
    return Section(
        key=key,
        heading=heading,
        statement=tr("Why cities differ must be asked before conclusions are drawn."),
        table=comparison_cities_table(key, heading, comparison, rows),
        notes=(tr("Ask first: {questions}.", questions=questions),),
    )


def _grades_section(comparison: Comparison) -> Section:
    key = f"cities_{comparison.basis}_grades"
    heading = tr("How far the cities can be compared")
    return Section(
        key=key,
        heading=heading,
        statement=grades_sentence(comparison),
        table=grades_table(key, heading, comparison),
    )


def _heading(words: Mapping[Basis, str], comparison: Comparison) -> str:
    heading = tr_source(words[comparison.basis])
    if comparison.measure is Measure.COST:
        return tr("{heading} (as cost)", heading=heading)
    return heading


def comparison_table(
    key: str, title: str, comparison: Comparison, rows: Sequence[ClassComparison]
) -> ReportTable:
    """Our value beside the spread of the others, the gap in hours and what to know about it."""
    decimals = comparison.decimals
    ours = city_heading(comparison.ours)
    return ReportTable(
        key=key,
        title=title,
        columns=(
            Column(tr("Code"), weight=1.3),
            Column(tr("Class"), weight=2.3),
            Column(ours, decimals=decimals, weight=1.2),
            Column(tr("Median"), decimals=decimals, weight=1.1),
            Column(tr("Lower quartile"), decimals=decimals, weight=1.1),
            Column(tr("Upper quartile"), decimals=decimals, weight=1.1),
            Column(tr("Number of cities"), decimals=0, weight=0.8),
            Column(tr("Grade"), weight=0.7),
            Column(tr("Gap to the median"), tr("h"), 0, weight=1.1),
            Column(tr("Lower end"), tr("h"), 0, weight=1.1),
            Column(tr("Upper end"), tr("h"), 0, weight=1.1),
            Column(tr("Gap to the best quartile"), tr("h"), 0, weight=1.1),
            Column(tr("Outsourced, ours"), "%", 1, weight=0.9),
            Column(tr("Outsourced, median"), "%", 1, weight=0.9),
            Column(tr("Worth knowing"), weight=2.2),
        ),
        rows=tuple(_comparison_row(row, comparison) for row in rows),
        row_keys=tuple(row.code for row in rows),
        note=_note(comparison),
    )


def _comparison_row(row: ClassComparison, comparison: Comparison) -> tuple[Cell, ...]:
    spread, decimals = row.spread, comparison.decimals
    best = row.gaps.best_quartile if row.gaps and comparison.has_best else None
    return (
        row.code,
        row.label,
        _rounded(row.ours, decimals),
        _rounded(spread.median if spread else None, decimals),
        _rounded(spread.lower_quartile if spread else None, decimals),
        _rounded(spread.upper_quartile if spread else None, decimals),
        len(row.others),
        row.grade.value,
        *_gap_cells(row.gap),
        _hours(best.minutes) if best else None,
        _rounded(row.outsourced_percent),
        _rounded(row.median_outsourced_percent),
        tr("; ").join([gap_word(row), *remarks_on(row, comparison)]),
    )


def gap_word(row: ClassComparison) -> str:
    """Whether the gap says anything: above, below, or not distinguishable from the median."""
    if row.gap is None:
        return tr("no gap")
    if not row.gap.distinguishable:
        return tr("not distinguishable")
    return tr("clearly above") if row.gap.minutes > 0 else tr("clearly below")


def _gap_cells(gap: Gap | None) -> tuple[Cell, Cell, Cell]:
    if gap is None:
        return None, None, None
    return _hours(gap.minutes), _hours(gap.low), _hours(gap.high)


def comparison_cities_table(
    key: str, title: str, comparison: Comparison, rows: Sequence[ClassComparison]
) -> ReportTable:
    """The value of every city, one column each; what is set aside stands there, too."""
    cities, decimals = comparison.others, comparison.decimals
    return ReportTable(
        key=key,
        title=title,
        columns=(
            Column(tr("Code"), weight=1.3),
            Column(tr("Class"), weight=2.0),
            Column(city_heading(comparison.ours), decimals=decimals),
            Column(tr("Smallest"), decimals=decimals),
            Column(tr("Largest"), decimals=decimals),
            *(Column(_graded_heading(city), decimals=decimals) for city in cities),
        ),
        rows=tuple(
            (
                row.code,
                row.label,
                _rounded(row.ours, decimals),
                _rounded(row.spread.minimum if row.spread else None, decimals),
                _rounded(row.spread.maximum if row.spread else None, decimals),
                *_city_cells(row, cities, decimals),
            )
            for row in rows
        ),
        row_keys=tuple(row.code for row in rows),
        note=_note(comparison),
    )


def _graded_heading(city: ComparedCity) -> str:
    return tr("{city} [{grade}]", city=city_heading(city), grade=city.grade.value)


def _city_cells(row: ClassComparison, cities: Sequence[ComparedCity], decimals: int) -> list[Cell]:
    values = {other.city: other.value for other in row.every_city}
    return [_rounded(values.get(city), decimals) for city in cities]


def class_cities_table(comparison: Comparison, row: ClassComparison) -> ReportTable:
    """One class: each city's value, largest first, with grade, outsourcing and remarks."""
    values = sorted(row.every_city, key=lambda value: (-value.value, value.city.code))
    decimals = comparison.decimals
    ours: tuple[Cell, ...] = (
        city_heading(comparison.ours),
        _rounded(row.ours, decimals),
        "–",
        _rounded(row.outsourced_percent),
        _hours(row.minutes),
        tr("ours"),
    )
    return ReportTable(
        key="class_cities",
        title=row.label,
        columns=(
            Column(tr("City"), weight=2.0),
            Column(tr("Value"), decimals=decimals),
            Column(tr("Grade"), weight=0.6),
            Column(tr("Outsourced"), "%", 1),
            Column(tr("Hours a year"), tr("h"), 0),
            Column(tr("Worth knowing"), weight=3.0),
        ),
        rows=(ours, *(_class_city_row(value, row, decimals) for value in values)),
        note=_note(comparison),
    )


def _class_city_row(value: CityValue, row: ClassComparison, decimals: int) -> tuple[Cell, ...]:
    return (
        city_heading(value.city),
        _rounded(value.value, decimals),
        value.grade.value,
        _rounded(value.outsourced_percent),
        _hours(value.minutes),
        tr("; ").join(_value_remarks(value, row)),
    )


def _value_remarks(value: CityValue, row: ClassComparison) -> Iterator[str]:
    if value in row.set_aside:
        yield tr("set aside")
    if value in row.idle:
        yield tr("no such work")
    if value.outlier:
        yield tr("far off")
    yield from (reason.text for reason in value.reasons)


def grades_table(key: str, title: str, comparison: Comparison) -> ReportTable:
    """Every city with its grade and the reasons."""
    return ReportTable(
        key=key,
        title=title,
        columns=(
            Column(tr("City"), weight=1.6),
            Column(tr("Grade"), weight=0.6),
            Column(tr("Fiscal year"), weight=1.2),
            Column(tr("Residents"), decimals=0, weight=1.1),
            Column(tr("Wards"), decimals=0, weight=0.7),
            Column(tr("Reasons"), weight=6.0),
        ),
        rows=tuple(
            (
                city_heading(city),
                city.grade.value,
                str(FiscalYear(city.fiscal_year)),
                city.population,
                city.wards,
                " ".join(reason.text for reason in city.reasons) or tr("Nothing differs."),
            )
            for city in comparison.others
        ),
        note=tr(" | ").join(f"{grade}: {tr_source(words)}" for grade, words in MEANINGS.items()),
    )


def grades_sentence(comparison: Comparison) -> str:
    """How many cities have which grade."""
    counts = Counter(city.grade for city in comparison.others)
    return tr(
        "Of {n} cities, {a} have grade A, {b} grade B and {c} grade C.",
        n=len(comparison.others),
        a=counts[Grade.A],
        b=counts[Grade.B],
        c=counts[Grade.C],
    )


def answers_table(comparison: Comparison) -> ReportTable | None:
    """What was noted about the reasons, one row an answer; None where nothing was."""
    answers = comparison.answers
    labels = {item.code: item.label for item in comparison.classes}
    rows = tuple(
        (code, labels[code], tr_source(question.text), answers[code][question.key])
        for code in sorted(answers.keys() & labels.keys())
        for question in QUESTIONS
        if answers[code].get(question.key)
    )
    if not rows:
        return None
    return ReportTable(
        key=f"cities_{comparison.basis}_why",
        title=tr("Why figures differ: what was found out"),
        columns=(
            Column(tr("Code"), weight=1.2),
            Column(tr("Class"), weight=2.0),
            Column(tr("Question"), weight=2.0),
            Column(tr("Found out"), weight=4.0),
        ),
        rows=rows,
    )


def _note(comparison: Comparison) -> str:
    parts = [tr("Unit: {unit}", unit=comparison.unit)]
    if comparison.fictitious:
        parts.append(tr("Fictitious figures"))
    return tr(" | ").join(parts)


def _rounded(value: float | None, decimals: int = 1) -> float | None:
    return None if value is None else round(value, decimals)


def _hours(minutes: int) -> float:
    """Whole hours; a workbook cannot round them differently."""
    return float(round(minutes / 60))


def city_heading(city: ComparedCity) -> str:
    """The city's name, with 架空 where it does not say so itself."""
    word = tr("fictitious")
    return f"{city.name}（{word}）" if city.fictitious and word not in city.name else city.name
