"""Rules that look at all rows of a survey sheet together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from bpr_studio.domain.classification.codes import UNCLASSIFIED_CODE
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import N_, tr
from bpr_studio.domain.workload.cell_rules import squeezed
from bpr_studio.domain.workload.check_values import (
    CHANGE_PERCENT,
    LOAD_PERCENT_FROM,
    LOAD_PERCENT_TO,
    OTHER_PERCENT,
    TOP_PERCENT,
    CheckRule,
    RowFinding,
    SheetFacts,
    TaskFigures,
    in_hours,
    in_percent,
    minutes_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SheetCheck: TypeAlias = Callable[[Sequence[TaskFigures], SheetFacts], Iterable[RowFinding]]

LOAD_HIGH: Final = CheckRule("load-high", Level.WARNING, N_("More work than capacity"))
LOAD_LOW: Final = CheckRule("load-low", Level.WARNING, N_("Less work than capacity"))
CAPACITY_UNKNOWN: Final = CheckRule(
    "capacity-unknown", Level.WARNING, N_("Capacity of the section not known")
)
ONE_SIDED: Final = CheckRule("one-sided", Level.WARNING, N_("All work core, or all non-core"))
OTHER_SHARE: Final = CheckRule("other-share", Level.WARNING, N_("Much work without a class"))
DOUBLED: Final = CheckRule("doubled", Level.WARNING, N_("The same task twice"))
YEAR_CHANGE: Final = CheckRule(
    "year-change", Level.WARNING, N_("Hours changed since last year without a reason")
)
SHARES_OVER_100: Final = CheckRule(
    "shares-over-100", Level.WARNING, N_("More than 100% of the capacity allocated")
)
DETAIL_ADVISED: Final = CheckRule("detail-advised", Level.NOTICE, N_("Detailed survey recommended"))

_OTHER_CLASSES: Final = UNCLASSIFIED_CODE.partition("-")[0]


def is_load_high(staff_minutes: int, capacity: int) -> bool:
    """Whether more work is reported than the capacity allows for."""
    return staff_minutes * 100 > capacity * LOAD_PERCENT_TO


def is_load_low(staff_minutes: int, capacity: int) -> bool:
    """Whether less work is reported than the capacity lets expect."""
    return staff_minutes * 100 < capacity * LOAD_PERCENT_FROM


def is_one_sided(non_core: int, judged: int) -> bool:
    """Whether all judged minutes are core, or all are non-core."""
    return judged > 0 and non_core in {0, judged}


def _load(tasks: Sequence[TaskFigures], facts: SheetFacts) -> Iterator[RowFinding]:
    if not sum(task.minutes for task in tasks):
        return
    worked, capacity = sum(task.staff_minutes for task in tasks), facts.capacity_minutes
    if not capacity:
        message = tr(
            "No staff is known for the section, so its hours cannot be held against a capacity. "
            "Have the DX office enter the staff."
        )
        yield CAPACITY_UNKNOWN.at("", "", message)
        return
    words = {
        "share": in_percent(worked / capacity),
        "worked": in_hours(worked),
        "capacity": in_hours(capacity),
    }
    if is_load_high(worked, capacity):
        message = tr(
            "The tasks make {share} of the capacity ({worked} h of {capacity} h), more than 115%. "
            "Look for hours entered twice or too large, and for overtime not recorded.",
            **words,
        )
        yield LOAD_HIGH.at("", "", message)
    elif is_load_low(worked, capacity):
        message = tr(
            "The tasks make {share} of the capacity ({worked} h of {capacity} h), less than 85%. "
            "Look for tasks that are missing, such as meetings, inquiries and general affairs.",
            **words,
        )
        yield LOAD_LOW.at("", "", message)


def _one_sided(tasks: Sequence[TaskFigures], _facts: SheetFacts) -> Iterator[RowFinding]:
    judged = sum(task.minutes for task in tasks if task.core_tag)
    non_core = sum(task.minutes for task in tasks if task.core_tag == "non_core")
    if not is_one_sided(non_core, judged):
        return
    if non_core:
        message = tr(
            "All work is tagged non-core. Look for decisions, planning and advice that only "
            "city staff may do."
        )
    else:
        message = tr(
            "All work is tagged core. Look for reception, data entry, sending and filing that "
            "others could do."
        )
    yield ONE_SIDED.at("", "core_tag", message)


def _other(tasks: Sequence[TaskFigures], _facts: SheetFacts) -> Iterator[RowFinding]:
    total = sum(task.minutes for task in tasks)
    other = sum(task.minutes for task in tasks if task.code.startswith(_OTHER_CLASSES))
    if other * 100 > total * OTHER_PERCENT:
        message = tr(
            "{share} of the hours ({hours} h) have no class of their own ({code}). "
            "Choose a class for the largest of these tasks.",
            share=in_percent(other / total),
            hours=in_hours(other),
            code=UNCLASSIFIED_CODE,
        )
        yield OTHER_SHARE.at("", "code", message)


def _doubled(tasks: Sequence[TaskFigures], _facts: SheetFacts) -> Iterator[RowFinding]:
    first: dict[tuple[str, str], TaskFigures] = {}
    for task in tasks:
        if not task.name:
            continue
        same = first.setdefault((task.code, squeezed(task.name)), task)
        if same is not task:
            message = tr(
                "The task “{name}” is in the sheet twice with the same class. "
                "Put the two together, or give them different names.",
                name=task.name,
            )
            yield DOUBLED.at(task.id, "name", message, task.name)


def _changed(tasks: Sequence[TaskFigures], facts: SheetFacts) -> Iterator[RowFinding]:
    """Rows carried over from one row of last year are held against it together."""
    groups: dict[str, list[TaskFigures]] = {}
    for task in tasks:
        if task.previous_id in facts.previous:
            groups.setdefault(task.previous_id, []).append(task)
    for previous_id, group in groups.items():
        before = minutes_in(facts.previous[previous_id])
        now = sum(task.minutes for task in group)
        reasoned = any(task.change_reason for task in group)
        if reasoned or abs(now - before) * 100 <= before * CHANGE_PERCENT or not before * now:
            continue
        task = max(group, key=lambda task: task.minutes)
        message = tr(
            "Last year the task took {before} h, now {now} h ({change}). "
            "Write the reason of the change, or correct the hours.",
            before=in_hours(before),
            now=in_hours(now),
            change=_signed(now / before - 1),
        )
        yield YEAR_CHANGE.at(task.id, "change_reason", message)


def _signed(change: float) -> str:
    return ("+" if change > 0 else "▲") + in_percent(abs(change))


def _shares(tasks: Sequence[TaskFigures], _facts: SheetFacts) -> Iterator[RowFinding]:
    total = sum(task.share or 0 for task in tasks)
    if total > 10_000:
        message = tr(
            "{share} of the capacity is allocated. Take away so much that at most 100% remains.",
            share=in_percent(total / 10_000),
        )
        yield SHARES_OVER_100.at("", "share_hundredths", message)


def _largest(tasks: Sequence[TaskFigures], _facts: SheetFacts) -> Iterator[RowFinding]:
    total = sum(task.minutes for task in tasks if task.minutes > 0)
    reached = 0
    for task in sorted(tasks, key=lambda task: -task.minutes):
        if reached * 100 >= total * TOP_PERCENT:
            return
        reached += task.minutes
        message = tr(
            "Detailed survey recommended: with {hours} h this is one of the largest tasks, "
            "which together make 80% of the hours.",
            hours=in_hours(task.minutes),
        )
        yield DETAIL_ADVISED.at(task.id, "", message)


_CHECKS: Final[tuple[SheetCheck, ...]] = (
    _load,
    _one_sided,
    _other,
    _shares,
    _doubled,
    _changed,
    _largest,
)

SHEET_RULES: Final = (
    LOAD_HIGH,
    LOAD_LOW,
    CAPACITY_UNKNOWN,
    ONE_SIDED,
    OTHER_SHARE,
    SHARES_OVER_100,
    DOUBLED,
    YEAR_CHANGE,
    DETAIL_ADVISED,
)
"""The rules of this module."""


def sheet_findings(tasks: Sequence[TaskFigures], facts: SheetFacts) -> tuple[RowFinding, ...]:
    """Everything to tell about the rows of a sheet together, in sheet order."""
    return tuple(finding for check in _CHECKS for finding in check(tasks, facts))
