"""The table behind each chart of `domain.shared.chart_values`: its twin on screen and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bpr_studio.domain.shared.chart_values import (
    BubbleChart,
    BurnUpChart,
    DependencyChart,
    FreshnessChart,
    HeatMapChart,
    MixChart,
    ProgressChart,
    WaterfallChart,
)
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.report_tables import hours_cell, percent_cell
from bpr_studio.services.report_values import Column, ReportTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bpr_studio.domain.shared.chart_values import BurnUpSeries, FigureChart, PartsRow
    from bpr_studio.domain.workload.statements_figures import StepSpread
    from bpr_studio.services.report_values import Cell

    #: Columns, rows, keys of the rows, and whether the last row is a total.
    _Made = tuple[tuple[Column, ...], list[tuple[Cell, ...]], list[str], bool]


def figure_table(key: str, title: str, name: str, data: FigureChart, note: str = "") -> ReportTable:
    """The values of a chart as a table.

    Args:
        key: table key.
        title: table title.
        name: heading of the first column where the rows are units, classes or groups.
        data: the chart.
        note: unit, n, fiscal year, definition and what is left out.
    """
    columns, rows, keys, total = _made(name, data)
    return ReportTable(key, title, columns, tuple(rows), tuple(keys), total=total, note=note)


def spreads_table(title: str, spreads: Sequence[StepSpread], note: str) -> ReportTable:
    """Kinds of steps with their hours and sections: the heat map's columns, for narrow pages."""
    total = sum(spread.minutes for spread in spreads)
    shown = sorted((s for s in spreads if s.minutes), key=lambda s: -s.minutes)
    rows: list[tuple[Cell, ...]] = [
        (
            spread.label,
            hours_cell(spread.minutes),
            percent_cell(spread.minutes, total),
            spread.sections,
            tr("Core") if spread.core else tr("Non-core"),
        )
        for spread in shown
    ]
    rows.append((tr("Total"), hours_cell(total), percent_cell(total, total), None, ""))
    columns = (
        Column(tr("Kind of step"), weight=2.4),
        _hours(tr("Hours")),
        Column(tr("Share"), "%", 1),
        Column(tr("Sections"), decimals=0),
        Column(tr("Usually")),
    )
    return ReportTable("step_types", title, columns, tuple(rows), total=True, note=note)


def _made(name: str, data: FigureChart) -> _Made:
    match data:
        case WaterfallChart():
            return _waterfall(data)
        case BurnUpChart():
            return _burn_up(data)
        case BubbleChart():
            return _bubbles(data)
        case DependencyChart():
            return _dependency(name, data)
        case _:
            return _parts(name, data)


def _parts(name: str, data: ProgressChart | MixChart | HeatMapChart | FreshnessChart) -> _Made:
    match data:
        case ProgressChart():
            return _progress(name, data)
        case MixChart():
            return _mix(name, data)
        case HeatMapChart():
            return _heat_map(name, data)
        case FreshnessChart():
            return _freshness(name, data)
        case _:
            assert_never(data)


def _hours(name: str) -> Column:
    return Column(name, tr("h"), 0, weight=1.2)


def _waterfall(chart: WaterfallChart) -> _Made:
    level = chart.start
    rows: list[tuple[Cell, ...]] = [(chart.start_label, None, hours_cell(level), 100.0)]
    for step in chart.steps:
        level += step.minutes
        share = percent_cell(level, chart.start)
        rows.append((step.label, hours_cell(step.minutes), hours_cell(level), share))
    share = percent_cell(chart.end, chart.start)
    rows.append((chart.end_label, hours_cell(chart.change), hours_cell(chart.end), share))
    columns = (
        Column(tr("Change"), weight=2.6),
        _hours(tr("Change in hours")),
        _hours(tr("Hours left")),
        Column(tr("of the start"), "%", 1),
    )
    return columns, rows, ["", *(step.key for step in chart.steps), ""], True


def _burn_up(chart: BurnUpChart) -> _Made:
    parts = [chart.total] if chart.of_which is None else [chart.total, chart.of_which]
    labels = dict.fromkeys(year.label for part in parts for year in part.years)
    rows = [(label, *(c for part in parts for c in _year(part, label))) for label in labels]
    columns = [Column(tr("Fiscal year"), weight=1.2)]
    for part in parts:
        columns += [
            _hours(tr("{name}: {what}", name=part.name, what=tr("Plan"))),
            _hours(tr("{name}: {what}", name=part.name, what=tr("Actual"))),
            Column(tr("{name}: {what}", name=part.name, what=tr("of the target")), "%", 1),
        ]
    return tuple(columns), list(rows), [""] * len(rows), False


def _year(series: BurnUpSeries, label: str) -> tuple[Cell, ...]:
    year = next((year for year in series.years if year.label == label), None)
    if year is None:
        return (None, None, None)
    actual = year.actual
    return (
        hours_cell(year.plan),
        None if actual is None else hours_cell(actual),
        None if actual is None else percent_cell(actual, series.target),
    )


def _part_names(rows: Sequence[PartsRow]) -> dict[str, str]:
    return {part.key: part.label for row in rows for part in row.parts}


def _values(row: PartsRow, keys: Iterator[str] | Sequence[str]) -> list[int]:
    values = {part.key: part.value for part in row.parts}
    return [values.get(key, 0) for key in keys]


def _progress(name: str, chart: ProgressChart) -> _Made:
    names = _part_names(chart.rows)
    heads = dict(chart.heads)
    rows: list[tuple[Cell, ...]] = []
    group = ""
    for index, row in enumerate(chart.rows):
        group = heads.get(index, group)
        label = tr("{group}: {name}", group=group, name=row.label) if group else row.label
        rows.append((label, row.total, *_values(row, list(names))))
    columns = (
        Column(name, weight=2.6),
        Column(tr("Total"), chart.unit, 0),
        *(Column(label, chart.unit, 0) for label in names.values()),
    )
    return columns, rows, [row.key for row in chart.rows], False


def _mix(name: str, chart: MixChart) -> _Made:
    names = _part_names(chart.rows)
    keys = list(names)
    rows = [_mix_row(row.label, row.total, _values(row, keys)) for row in chart.rows]
    sums = [sum(_values(row, [key])[0] for row in chart.rows) for key in keys]
    rows.append(_mix_row(tr("Total"), sum(sums), sums))
    columns = [Column(name, weight=2.6), _hours(tr("Total"))]
    for label in names.values():
        columns += [_hours(label), Column(label, "%", 1, weight=0.8)]
    return tuple(columns), rows, [*(row.key for row in chart.rows), ""], True


def _mix_row(label: str, total: int, values: Sequence[int]) -> tuple[Cell, ...]:
    cells: list[Cell] = [label, hours_cell(total)]
    for value in values:
        cells += [hours_cell(value), percent_cell(value, total)]
    return tuple(cells)


def _heat_map(name: str, chart: HeatMapChart) -> _Made:
    rows: list[tuple[Cell, ...]] = [
        (label, hours_cell(sum(minutes)), *map(hours_cell, minutes))
        for label, minutes in zip(chart.row_labels, chart.minutes, strict=True)
    ]
    sums = [sum(column) for column in zip(*chart.minutes, strict=True)]
    if rows:
        rows.append((tr("Total"), hours_cell(chart.total), *map(hours_cell, sums)))
    columns = (
        Column(name, weight=2.6),
        _hours(tr("Total")),
        *(_hours(label) for label in chart.column_labels),
    )
    return columns, rows, [*chart.row_keys, *([""] if rows else [])], bool(rows)


def _bubbles(chart: BubbleChart) -> _Made:
    whole = chart.total + chart.unplaced
    rows: list[tuple[Cell, ...]] = [
        (
            chart.y_labels[bubble.y],
            chart.x_labels[bubble.x],
            bubble.tasks,
            hours_cell(bubble.minutes),
            hours_cell(bubble.core),
            percent_cell(bubble.minutes, whole),
            tr(", ").join(bubble.named),
        )
        for bubble in chart.bubbles
    ]
    if chart.unplaced:
        share = percent_cell(chart.unplaced, whole)
        rows.append((tr("(not given)"), "", None, hours_cell(chart.unplaced), None, share, ""))
    core = sum(bubble.core for bubble in chart.bubbles)
    tasks = sum(bubble.tasks for bubble in chart.bubbles)
    rows.append((tr("Total"), "", tasks, hours_cell(whole), hours_cell(core), 100.0, ""))
    columns = (
        Column(chart.y_name, weight=1.2),
        Column(chart.x_name, weight=1.2),
        Column(tr("Number of tasks"), decimals=0),
        _hours(tr("Hours")),
        _hours(tr("of these core")),
        Column(tr("Share"), "%", 1, weight=0.8),
        Column(tr("Largest tasks"), weight=3.0),
    )
    return columns, rows, [""] * len(rows), True


def _dependency(name: str, chart: DependencyChart) -> _Made:
    rows: list[tuple[Cell, ...]] = [
        (
            row.label,
            row.tasks,
            row.alone,
            hours_cell(row.minutes),
            hours_cell(row.alone_minutes),
            percent_cell(row.alone_minutes, row.minutes),
            row.largest,
            hours_cell(row.largest_minutes) if row.largest else None,
            row.unknown,
        )
        for row in chart.rows
    ]
    minutes, alone = (
        sum(row.minutes for row in chart.rows),
        sum(row.alone_minutes for row in chart.rows),
    )
    rows.append(
        (
            tr("Total"),
            sum(row.tasks for row in chart.rows),
            sum(row.alone for row in chart.rows),
            hours_cell(minutes),
            hours_cell(alone),
            percent_cell(alone, minutes),
            "",
            None,
            sum(row.unknown for row in chart.rows),
        )
    )
    columns = (
        Column(name, weight=2.2),
        Column(tr("Number of tasks"), decimals=0),
        Column(tr("One person only"), tr("tasks"), 0),
        _hours(tr("Hours")),
        _hours(tr("One person only")),
        Column(tr("Share"), "%", 1, weight=0.8),
        Column(tr("Largest task with one person"), weight=2.6),
        _hours(tr("its hours")),
        Column(tr("People not given"), tr("tasks"), 0),
    )
    return columns, rows, [*(row.key for row in chart.rows), ""], True


def _freshness(name: str, chart: FreshnessChart) -> _Made:
    def cells(label: str, numbers: Sequence[int], oldest: str) -> tuple[Cell, ...]:
        tasks, covered, minutes, drawn, *ages = numbers
        return (
            label,
            tasks,
            covered,
            hours_cell(minutes),
            hours_cell(drawn),
            percent_cell(drawn, minutes),
            sum(ages),
            *ages,
            oldest,
        )

    numbers = [
        (
            row.tasks,
            row.covered,
            row.minutes,
            row.covered_minutes,
            row.fresh,
            row.due,
            row.old,
            row.never,
        )
        for row in chart.rows
    ]
    rows = [
        cells(row.label, line, row.oldest) for row, line in zip(chart.rows, numbers, strict=True)
    ]
    rows.append(cells(tr("Total"), [sum(column) for column in zip(*numbers, strict=True)], "")
                if numbers else cells(tr("Total"), [0] * 8, ""))  # fmt: skip
    columns = (
        Column(name, weight=2.2),
        Column(tr("Number of tasks"), decimals=0),
        Column(tr("with a flow"), tr("tasks"), 0),
        _hours(tr("Hours")),
        _hours(tr("with a flow")),
        Column(tr("Share of the hours"), "%", 1),
        Column(tr("Number of flows"), decimals=0),
        Column(tr("reviewed this or last fiscal year"), decimals=0),
        Column(tr("two or three fiscal years ago"), decimals=0),
        Column(tr("longer ago"), decimals=0),
        Column(tr("not reviewed yet"), decimals=0),
        Column(tr("waits longest"), weight=2.4),
    )
    return columns, rows, [*(row.key for row in chart.rows), ""], True
