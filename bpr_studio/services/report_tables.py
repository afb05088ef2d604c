"""The table behind each chart: for reports, for workbooks, and as the chart's twin on screen."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.statements import month_limits, month_name, month_totals
from bpr_studio.services.report_values import Column, ReportTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.workload.answer import CoreSplit, MonthLoad, ParetoItem, TaskLine
    from bpr_studio.services.report_values import Cell


def hours_cell(minutes: int, decimals: int = 0) -> float:
    """Hours rounded to what is shown, so that a workbook cannot round them differently."""
    return round(minutes / 60, decimals)


def percent_cell(part: float, whole: float) -> float | None:
    """`part` of `whole` in percent with one decimal; None where there is no whole."""
    return round(part / whole * 100, 1) if whole else None


def _hours(name: str) -> Column:
    return Column(name, tr("h"), 0, weight=1.2)


def core_split_table(key: str, title: str, name: str, rows: Sequence[CoreSplit]) -> ReportTable:
    """Hours by core tag.

    Args:
        key: table key.
        title: table title.
        name: heading of the first column, e.g. 局・区.
        rows: units or classes that do not overlap; a total is added below.
    """
    cells: list[tuple[Cell, ...]] = [
        (row.label, row.tasks, *_split_cells(row.core, row.non_core, row.untagged)) for row in rows
    ]
    cells.append(
        (
            tr("Total"),
            sum(row.tasks for row in rows),
            *_split_cells(
                sum(row.core for row in rows),
                sum(row.non_core for row in rows),
                sum(row.untagged for row in rows),
            ),
        )
    )
    return ReportTable(
        key=key,
        title=title,
        columns=(
            Column(name, weight=2.6),
            Column(tr("Number of tasks"), decimals=0, weight=0.9),
            _hours(tr("Total")),
            _hours(tr("Core")),
            _hours(tr("Non-core")),
            _hours(tr("Not judged")),
            Column(tr("Non-core share"), "%", 1),
        ),
        rows=tuple(cells),
        row_keys=(*(row.key for row in rows), ""),
        total=True,
        note=tr("Share of the judged hours. Rounded; sums may differ in the last digit."),
    )


def _split_cells(core: int, non_core: int, untagged: int) -> tuple[Cell, ...]:
    return (
        hours_cell(core + non_core + untagged),
        hours_cell(core),
        hours_cell(non_core),
        hours_cell(untagged),
        percent_cell(non_core, core + non_core),
    )


def month_table(months: MonthLoad) -> ReportTable:
    """Work and capacity by month."""
    totals, limits = month_totals(months), month_limits(months)
    rows: list[tuple[Cell, ...]] = [
        (
            month_name(i),
            hours_cell(totals[i]),
            hours_cell(months.core[i]),
            hours_cell(months.non_core[i]),
            hours_cell(months.untagged[i]),
            hours_cell(months.contractor[i]),
            hours_cell(months.capacity[i]),
            percent_cell(totals[i], limits[i]) if months.capacity[i] else None,
        )
        for i in range(12)
    ]
    capacity = sum(months.capacity)
    rows.append(
        (
            tr("Total"),
            hours_cell(sum(totals)),
            hours_cell(sum(months.core)),
            hours_cell(sum(months.non_core)),
            hours_cell(sum(months.untagged)),
            hours_cell(sum(months.contractor)),
            hours_cell(capacity),
            percent_cell(sum(totals), sum(limits)) if capacity else None,
        )
    )
    return ReportTable(
        key="months",
        title=tr("Hours by month"),
        columns=(
            Column(tr("Month"), weight=0.9),
            _hours(tr("Total")),
            _hours(tr("Core")),
            _hours(tr("Non-core")),
            _hours(tr("Not judged")),
            _hours(tr("of these contractors")),
            _hours(tr("Capacity")),
            Column(tr("Used"), "%", 1, weight=0.9),
        ),
        rows=tuple(rows),
        row_keys=(*(f"{(i + 3) % 12 + 1:02d}" for i in range(12)), ""),
        total=True,
        note=tr("Used = total ÷ (capacity + contractors)."),
    )


def pareto_table(items: Sequence[ParetoItem], limit: int) -> ReportTable:
    """The `limit` largest items with their running share of all hours."""
    ordered = sorted(items, key=lambda item: -item.minutes)
    total = sum(item.minutes for item in ordered)
    sums = accumulate(item.minutes for item in ordered)
    rows: list[tuple[Cell, ...]] = [
        (
            rank,
            item.key,
            item.label,
            hours_cell(item.minutes),
            hours_cell(item.non_core),
            percent_cell(item.minutes, total),
            percent_cell(so_far, total),
        )
        for rank, (item, so_far) in enumerate(zip(ordered, sums, strict=True), start=1)
    ]
    left_out = max(0, len(rows) - limit)
    return ReportTable(
        key="pareto",
        title=tr("Largest minor classes"),
        columns=(
            Column(tr("Rank"), decimals=0, weight=0.6),
            Column(tr("Code"), weight=1.4),
            Column(tr("Minor class"), weight=3.2),
            _hours(tr("Hours")),
            _hours(tr("Non-core")),
            Column(tr("Share"), "%", 1, weight=0.9),
            Column(tr("Cumulative"), "%", 1, weight=0.9),
        ),
        rows=tuple(rows[:limit]),
        row_keys=tuple(item.key for item in ordered[:limit]),
        note=tr("{n:,} further classes are not listed.", n=left_out) if left_out else "",
    )


def staff_table(staff: Sequence[tuple[str, str, int]], hours_per_full_timer: float) -> ReportTable:
    """Hours and person-years by staff category."""
    total = sum(minutes for _, _, minutes in staff)

    def cells(name: str, minutes: int) -> tuple[Cell, ...]:
        return (
            name,
            hours_cell(minutes),
            percent_cell(minutes, total),
            round(minutes / 60 / hours_per_full_timer, 1) if hours_per_full_timer > 0 else None,
        )

    return ReportTable(
        key="staff",
        title=tr("Hours by staff category"),
        columns=(
            Column(tr("Staff category"), weight=2.4),
            _hours(tr("Hours")),
            Column(tr("Share"), "%", 1),
            Column(tr("Person-years"), tr("FTE"), 1),
        ),
        rows=(*(cells(name, minutes) for _, name, minutes in staff), cells(tr("Total"), total)),
        row_keys=(*(key for key, _, _ in staff), ""),
        total=True,
        note=tr(
            "One person-year = {hours:,.2f} h. Contractors are shown but are no staff capacity.",
            hours=hours_per_full_timer,
        ),
    )


def tasks_table(tasks: Sequence[TaskLine], limit: int) -> ReportTable:
    """The largest tasks, one line each."""
    tags = {"core": tr("Core"), "non_core": tr("Non-core"), "": tr("Not judged")}
    ordered = sorted(tasks, key=lambda task: -task.minutes)[:limit]
    return ReportTable(
        key="largest_tasks",
        title=tr("Largest tasks"),
        columns=(
            Column(tr("Rank"), decimals=0, weight=0.6),
            Column(tr("Section"), weight=1.7),
            Column(tr("Task"), weight=3.4),
            Column(tr("Judged as"), weight=0.9),
            _hours(tr("Hours")),
            Column(tr("Cases"), tr("a year"), 0),
            Column(tr("Minutes per case"), tr("min"), 1),
        ),
        rows=tuple(
            (
                rank,
                task.unit_name,
                task.name,
                tags[task.core_tag],
                hours_cell(task.minutes),
                task.case_count,
                round(task.minutes / task.case_count, 1) if task.case_count else None,
            )
            for rank, task in enumerate(ordered, start=1)
        ),
        row_keys=tuple(task.id for task in ordered),
    )
