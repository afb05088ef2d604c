"""What the figures say, in sentences: the finding a chart's title states and its caption.

Window and reports take the same sentences, so that they can never say different things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import N_, language, ntr, tr, tr_source
from bpr_studio.domain.workload.answer import CoreSplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.workload.answer import MonthLoad, ParetoItem, Provenance

#: The share of all hours that the few largest items of a Pareto chart are asked to reach.
PARETO_SHARE: Final = 0.8

_MONTHS: Final = (
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
    N_("January"),
    N_("February"),
    N_("March"),
)


def month_name(position: int) -> str:
    """Name of the month at `position` of a fiscal year; 0 is April, 11 is March."""
    return tr_source(_MONTHS[position])


def hours_in_words(minutes: int) -> str:
    """Hours as a sentence names them: 421万時間, 1.2万時間, 1,234時間; exact values stand in tables."""
    sign, hours = ("▲" if minutes < 0 else ""), abs(minutes) / 60
    if language() == "ja":
        if hours >= 999_950:
            return f"{sign}{hours / 10_000:,.0f}万時間"
        if hours >= 10_000:
            return f"{sign}{hours / 10_000:,.1f}万時間"
        return f"{format_hours(minutes)}時間"
    if hours >= 999_950:
        return f"{sign}{hours / 1_000_000:,.2f} million hours"
    return f"{format_hours(minutes)} hours"


def percent(share: float) -> str:
    """A share (0 … 1) with one decimal and the sign: 31.9%."""
    return f"{share * 100:.1f}%"


def others_name(count: int) -> str:
    """What the row is called in which so many others are added up."""
    return ntr("{n} other", "{n} others", count)


def largest_rows(rows: Sequence[CoreSplit], limit: int) -> tuple[CoreSplit, ...]:
    """Rows by hours, largest first; what exceeds `limit` rows is added up in a last one.

    The last one has no key: there is nothing single to open.
    """
    ordered = sorted(rows, key=lambda row: -row.total)
    if len(ordered) <= limit:
        return tuple(ordered)
    shown, rest = ordered[: limit - 1], ordered[limit - 1 :]
    others = CoreSplit(
        key="",
        label=others_name(len(rest)),
        core=sum(row.core for row in rest),
        non_core=sum(row.non_core for row in rest),
        untagged=sum(row.untagged for row in rest),
        tasks=sum(row.tasks for row in rest),
    )
    return (*shown, others)


def title_core_split(rows: Sequence[CoreSplit]) -> str:
    """What stacked core and non-core bars say.

    Args:
        rows: units or classes that do not overlap.
    """
    total = sum(row.total for row in rows)
    core, non_core = sum(row.core for row in rows), sum(row.non_core for row in rows)
    if not total:
        return tr("No hours have been reported yet.")
    if not core + non_core:
        return tr(
            "{hours} are reported; none is judged core or non-core yet.",
            hours=hours_in_words(total),
        )
    share = percent(non_core / (core + non_core))
    largest = max(rows, key=lambda row: row.non_core)
    if len(rows) == 1 or not largest.non_core:
        return tr(
            "Non-core work is {share} of the judged hours ({hours}).",
            share=share,
            hours=hours_in_words(non_core),
        )
    return tr(
        "Non-core work is {share} of the judged hours ({hours}); most of it is in {name} ({most}).",
        share=share,
        hours=hours_in_words(non_core),
        name=largest.label,
        most=hours_in_words(largest.non_core),
    )


def month_totals(months: MonthLoad) -> tuple[int, ...]:
    """All minutes of each month, April first."""
    return tuple(map(sum, zip(months.core, months.non_core, months.untagged, strict=True)))


def month_limits(months: MonthLoad) -> tuple[int, ...]:
    """What staff and contractors can do in each month: the line the columns are held against.

    Contractors' minutes are part of the work but not of the staff's capacity, so they are
    added to the capacity before the two are compared.
    """
    return tuple(map(sum, zip(months.capacity, months.contractor, strict=True)))


def title_month_load(months: MonthLoad) -> str:
    """What the load curve says about the months and the capacity."""
    totals, limits = month_totals(months), month_limits(months)
    if not any(totals):
        return tr("No hours have been reported yet.")
    if not any(months.capacity):
        peak = max(range(len(totals)), key=totals.__getitem__)
        return tr(
            "Work is heaviest in {month} ({hours}); the capacity is not known yet.",
            month=month_name(peak),
            hours=hours_in_words(totals[peak]),
        )
    use = [total / limit if limit else 0.0 for total, limit in zip(totals, limits, strict=True)]
    peak = max(range(len(use)), key=use.__getitem__)
    over = [i for i, (total, limit) in enumerate(zip(totals, limits, strict=True)) if total > limit]
    if not over:
        return tr(
            "Every month fits into the capacity; {month} is the fullest at {share}.",
            month=month_name(peak),
            share=percent(use[peak]),
        )
    if len(over) > 4:
        return ntr(
            "Work exceeds the capacity in {n} month; {month} is the fullest at {share}.",
            "Work exceeds the capacity in {n} months; {month} is the fullest at {share}.",
            len(over),
            month=month_name(peak),
            share=percent(use[peak]),
        )
    return tr(
        "Work exceeds the capacity in {months}; {month} is the fullest at {share}.",
        months=tr(", ").join(month_name(i) for i in over),
        month=month_name(peak),
        share=percent(use[peak]),
    )


def pareto_count(items: Sequence[ParetoItem]) -> int:
    """How many of the largest items reach `PARETO_SHARE` of all minutes; 0 without minutes."""
    total = sum(item.minutes for item in items)
    reached = 0
    for count, minutes in enumerate(sorted((i.minutes for i in items), reverse=True), start=1):
        reached += minutes
        if total and reached >= PARETO_SHARE * total:
            return count
    return 0


def title_pareto(items: Sequence[ParetoItem]) -> str:
    """How concentrated the hours are."""
    count = pareto_count(items)
    if not count:
        return tr("No hours have been reported yet.")
    largest = max(items, key=lambda item: item.minutes)
    return ntr(
        "The largest item of {all:,} makes up 80% of all hours: {name}.",
        "The largest {n} of {all:,} items make up 80% of all hours; first comes {name} ({hours}).",
        count,
        all=len(items),
        name=largest.label,
        hours=hours_in_words(largest.minutes),
    )


def caption(provenance: Provenance, unit: str) -> str:
    """What must be named below a chart or table: unit, n, fiscal year, definition, 架空."""
    parts = [
        tr("Unit: {unit}", unit=unit),
        tr(
            "n = {tasks:,} tasks ({sections:,} of {expected:,} sections)",
            tasks=provenance.tasks,
            sections=provenance.sections,
            expected=provenance.sections_expected,
        ),
        str(provenance.fiscal_year),
        provenance.scope,
        tr("Core work: {definition}", definition=provenance.definition),
    ]
    if provenance.fictitious:
        parts.append(tr("Fictitious figures"))
    return tr(" | ").join(part for part in parts if part)


def caption_core_split(provenance: Provenance) -> str:
    """Caption of core and non-core bars."""
    return caption(provenance, tr("hours a year; share of the judged hours"))


def caption_month_load(provenance: Provenance) -> str:
    """Caption of the load curve; says how capacity and contractors are counted."""
    method = tr(
        "Capacity: heads × {hours:,.1f} h ÷ 12 + recorded overtime; contractors' hours are added.",
        hours=provenance.hours_per_full_timer,
    )
    return tr(" | ").join((caption(provenance, tr("hours a month")), method))


def caption_pareto(provenance: Provenance) -> str:
    """Caption of the Pareto chart."""
    return caption(provenance, tr("hours a year; cumulative share of all hours"))
