"""Rules that look at all rows of a survey sheet together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from bpr_studio.domain.classification.codes import UNCLASSIFIED_CODE
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import N_, tr
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
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SheetCheck: TypeAlias = Callable[["_Sums", SheetFacts], Iterable[RowFinding]]
RowsCheck: TypeAlias = Callable[[Sequence[TaskFigures], Mapping[str, int]], Iterable["_Case"]]

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


class _Sums(NamedTuple):
    """The rows of a sheet added up; minutes a year."""

    minutes: int
    staff: int
    judged: int
    non_core: int
    other: int
    shares: int


def _added_up(tasks: Iterable[TaskFigures]) -> _Sums:
    """All sums in one pass: it is made after every key somebody types."""
    minutes = staff = judged = non_core = other = shares = 0
    for task in tasks:
        minutes += task.minutes
        staff += task.staff_minutes
        shares += task.share or 0
        if task.core_tag:
            judged += task.minutes
        if task.core_tag == "non_core":
            non_core += task.minutes
        if task.code.startswith(_OTHER_CLASSES):
            other += task.minutes
    return _Sums(minutes, staff, judged, non_core, other, shares)


def _load(sums: _Sums, facts: SheetFacts) -> Iterator[RowFinding]:
    if not sums.minutes:
        return
    worked, capacity = sums.staff, facts.capacity_minutes
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


def _one_sided(sums: _Sums, _facts: SheetFacts) -> Iterator[RowFinding]:
    if not is_one_sided(sums.non_core, sums.judged):
        return
    if sums.non_core:
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


def _other(sums: _Sums, _facts: SheetFacts) -> Iterator[RowFinding]:
    total, other = sums.minutes, sums.other
    if other * 100 > total * OTHER_PERCENT:
        message = tr(
            "{share} of the hours ({hours} h) have no class of their own ({code}). "
            "Choose a class for the largest of these tasks.",
            share=in_percent(other / total),
            hours=in_hours(other),
            code=UNCLASSIFIED_CODE,
        )
        yield OTHER_SHARE.at("", "code", message)


class _Case(NamedTuple):
    """A row that a rule has found, and what the sentence about it is made of.

    The same case gives the same finding, so that typing in one row does not put all sentences
    together again.
    """

    finding: Callable[..., RowFinding]
    row: str
    values: tuple[object, ...]


def _doubled(tasks: Sequence[TaskFigures], _before: Mapping[str, int]) -> Iterator[_Case]:
    first: set[tuple[str, str]] = set()
    for task in tasks:
        if not task.name:
            continue
        key = (task.code, task.plain_name)
        if key in first:
            yield _Case(_is_doubled, task.id, (task.name,))
        first.add(key)


def _is_doubled(row: str, name: str) -> RowFinding:
    message = tr(
        "The task “{name}” is in the sheet twice with the same class. "
        "Put the two together, or give them different names.",
        name=name,
    )
    return DOUBLED.at(row, "name", message, name)


def _changed(tasks: Sequence[TaskFigures], before: Mapping[str, int]) -> Iterator[_Case]:
    """Rows carried over from one row of last year are held against it together."""
    now: dict[str, int] = {}
    largest: dict[str, TaskFigures] = {}
    for task in tasks:
        row = task.previous_id
        if row not in before:
            continue
        now[row] = now.get(row, 0) + task.minutes
        if row not in largest or task.minutes > largest[row].minutes:
            largest[row] = task
    reasoned = {task.previous_id for task in tasks if task.change_reason}
    for row, minutes in now.items():
        apart = abs(minutes - before[row]) * 100 > before[row] * CHANGE_PERCENT
        if apart and minutes and before[row] and row not in reasoned:
            yield _Case(_has_changed, largest[row].id, (before[row], minutes))


def _has_changed(row: str, before: int, now: int) -> RowFinding:
    change = now / before - 1
    message = tr(
        "Last year the task took {before} h, now {now} h ({change}). "
        "Write the reason of the change, or correct the hours.",
        before=in_hours(before),
        now=in_hours(now),
        change=("+" if change > 0 else "▲") + in_percent(abs(change)),
    )
    return YEAR_CHANGE.at(row, "change_reason", message)


def _largest(tasks: Sequence[TaskFigures], _before: Mapping[str, int]) -> Iterator[_Case]:
    total = sum(task.minutes for task in tasks if task.minutes > 0)
    reached = 0
    for task in sorted(tasks, key=lambda task: -task.minutes):
        if reached * 100 >= total * TOP_PERCENT:
            return
        reached += task.minutes
        yield _Case(_is_large, task.id, (task.minutes,))


def _is_large(row: str, minutes: int) -> RowFinding:
    message = tr(
        "Detailed survey recommended: with {hours} h this is one of the largest tasks, "
        "which together make 80% of the hours.",
        hours=in_hours(minutes),
    )
    return DETAIL_ADVISED.at(row, "", message)


def _shares(sums: _Sums, _facts: SheetFacts) -> Iterator[RowFinding]:
    if sums.shares > 10_000:
        message = tr(
            "{share} of the capacity is allocated. Take away so much that at most 100% remains.",
            share=in_percent(sums.shares / 10_000),
        )
        yield SHARES_OVER_100.at("", "share_hundredths", message)


_OF_THE_SHEET: Final[tuple[SheetCheck, ...]] = (_load, _one_sided, _other, _shares)
_OF_ITS_ROWS: Final[tuple[RowsCheck, ...]] = (_doubled, _changed, _largest)

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


class SheetRules:
    """The rules over all rows of one sheet.

    Args:
        facts: what is known of the section.
        before: last year's minutes by the id of last year's row.
    """

    def __init__(self, facts: SheetFacts, before: Mapping[str, int]) -> None:
        self._facts = facts
        self._before = before
        self._told: dict[_Case, RowFinding] = {}

    def findings(self, tasks: Sequence[TaskFigures]) -> list[RowFinding]:
        """Everything to tell about the rows together; `tasks` stand in sheet order."""
        sums = _added_up(tasks)
        found = [finding for check in _OF_THE_SHEET for finding in check(sums, self._facts)]
        told: dict[_Case, RowFinding] = {}
        for check in _OF_ITS_ROWS:
            for case in check(tasks, self._before):
                told[case] = self._told.get(case) or case.finding(case.row, *case.values)
        self._told = told
        return [*found, *told.values()]
