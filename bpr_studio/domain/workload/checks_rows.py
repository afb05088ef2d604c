"""Rules that look at one row of a survey sheet by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from bpr_studio.domain.classification.codes import UNCLASSIFIED_CODE
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import N_, tr
from bpr_studio.domain.workload.check_values import (
    CASE_FACTOR,
    DETAIL_PERCENT,
    PERSON_HOURS,
    SHARE_MINUTES,
    SHARE_PERCENT,
    CheckRule,
    RowFinding,
    SheetFacts,
    TaskFigures,
    in_hours,
    in_percent,
)

RowCheck: TypeAlias = Callable[[TaskFigures, SheetFacts], RowFinding | None]

ROW_BLANK: Final = CheckRule("row-blank", Level.ERROR, N_("Empty row"))
HOURS_NEGATIVE: Final = CheckRule("hours-negative", Level.ERROR, N_("Negative hours"))
HOURS_MISSING: Final = CheckRule("hours-missing", Level.ERROR, N_("No hours"))
NAME_MISSING: Final = CheckRule("name-missing", Level.ERROR, N_("No task name"))
CODE_MISSING: Final = CheckRule("code-missing", Level.ERROR, N_("No classification code"))
CODE_UNKNOWN: Final = CheckRule("code-unknown", Level.ERROR, N_("Unknown classification code"))
MONTHS_NOT_100: Final = CheckRule("months-not-100", Level.ERROR, N_("Months do not make 100%"))
CORE_MISSING: Final = CheckRule("core-missing", Level.ERROR, N_("Core or non-core not chosen"))
CARRY_OPEN: Final = CheckRule(
    "carry-to-confirm", Level.WARNING, N_("Taken over from last year, not confirmed")
)
CASE_MINUTES: Final = CheckRule("minutes-per-case", Level.WARNING, N_("Unusual time for one case"))
PERSON_LOAD: Final = CheckRule(
    "hours-per-person", Level.WARNING, N_("More hours than the persons can work")
)
ONE_PERSON: Final = CheckRule(
    "one-person", Level.WARNING, N_("Only one person knows the task"), risk=True
)
DETAIL_DIFFERS: Final = CheckRule(
    "detail-differs", Level.WARNING, N_("Detailed survey differs from the task's hours")
)
SHARE_DIFFERS: Final = CheckRule(
    "share-differs", Level.WARNING, N_("Allocated share does not match the capacity")
)
CORE_CONTRADICTS: Final = CheckRule(
    "core-reason-contradicts", Level.WARNING, N_("Reason contradicts core or non-core")
)
CORE_REASON_MISSING: Final = CheckRule(
    "core-reason-missing", Level.NOTICE, N_("No reason for core or non-core")
)

_TAG_OF_REASON: Final = {"R": "core", "N": "non_core"}


def is_contradicted(core_tag: str, core_reason: str) -> bool:
    """Whether a reason R stands beside "non_core", or a reason N beside "core"."""
    return bool(core_tag) and _TAG_OF_REASON.get(core_reason[:1], core_tag) != core_tag


def _blank(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    """Nothing in the row says anything; the rules of single cells then keep silent."""
    if task.code or task.name or task.minutes or task.negative:
        return None
    return ROW_BLANK.at(task.id, "", tr("The row is empty. Fill it in, or remove it."))


def _negative(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if not task.negative:
        return None
    message = tr("The hours are negative. Enter 0 or more.")
    return HOURS_NEGATIVE.at(task.id, task.negative, message)


def _without_hours(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if task.minutes or task.negative:
        return None
    message = tr(
        "No hours are entered. Enter the hours of a year for at least one staff category, "
        "or remove the task."
    )
    return HOURS_MISSING.at(task.id, "minutes_regular", message)


def _without_name(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if task.name:
        return None
    message = tr("The task has no name. Write the name your section uses for it.")
    return NAME_MISSING.at(task.id, "name", message)


def _without_code(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if task.code:
        return None
    message = tr(
        "The task has no classification code. Choose a minor class; where none fits, choose {code}.",
        code=UNCLASSIFIED_CODE,
    )
    return CODE_MISSING.at(task.id, "code", message)


def _unknown_code(task: TaskFigures, facts: SheetFacts) -> RowFinding | None:
    if not task.code or task.code in facts.codes:
        return None
    message = tr(
        "The classification has no minor class {code}. Choose one from the list; "
        "where none fits, choose {other}.",
        code=task.code,
        other=UNCLASSIFIED_CODE,
    )
    return CODE_UNKNOWN.at(task.id, "code", message, task.code)


def _months(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if task.months is None:
        return None
    total = sum(task.months)
    if not task.months:
        message = tr(
            "The shares of the months are incomplete. Enter all twelve as 0 or more so that "
            "they make 100%, or leave all twelve empty."
        )
    elif total != 100:
        message = tr(
            "The shares of the months make {total}%. Change them so that they make 100%, "
            "or leave all twelve empty.",
            total=total,
        )
    else:
        return None
    return MONTHS_NOT_100.at(task.id, "month_profile", message, total)


def _without_core(task: TaskFigures, facts: SheetFacts) -> RowFinding | None:
    if task.core_tag or not facts.core_required:
        return None
    message = tr(
        "Neither core nor non-core is chosen. Choose core if only city staff may do the work, "
        "else non-core."
    )
    return CORE_MISSING.at(task.id, "core_tag", message)


def _carried_over(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if task.carry != "to_confirm":
        return None
    message = tr(
        "The task was taken over from last year and nobody has confirmed it yet. "
        "Confirm it, change it, or remove it."
    )
    return CARRY_OPEN.at(task.id, "", message)


def _case_minutes(task: TaskFigures, facts: SheetFacts) -> RowFinding | None:
    median = facts.medians.get(task.code)
    if not median or not task.cases or task.cases < 0 or task.minutes <= 0:
        return None
    minutes = task.minutes / task.cases
    if minutes * CASE_FACTOR >= median and minutes <= median * CASE_FACTOR:
        return None
    message = tr(
        "One case takes {minutes:,.1f} min; the middle value of this class in the city is "
        "{median:,.1f} min. Check the hours, the cases and their unit.",
        minutes=minutes,
        median=median,
    )
    return CASE_MINUTES.at(task.id, "case_count", message, task.cases)


def _person_hours(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if not task.people or task.people < 0:
        return None
    if task.staff_minutes <= PERSON_HOURS * 60 * task.people:
        return None
    message = tr(
        "Each of {people:,} persons would work {hours} h a year at this task, more than "
        "{most:,} h. Check the hours and the number of persons.",
        people=task.people,
        hours=in_hours(task.staff_minutes // task.people),
        most=PERSON_HOURS,
    )
    return PERSON_LOAD.at(task.id, "people_count", message, task.people)


def _one_person(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if task.people != 1:
        return None
    message = tr(
        "Only one person can do this task. Think of a stand-in or a manual, or correct the "
        "number of persons."
    )
    return ONE_PERSON.at(task.id, "people_count", message)


def _detail(task: TaskFigures, facts: SheetFacts) -> RowFinding | None:
    detailed = facts.detailed.get(task.id)
    if detailed is None or task.minutes <= 0:
        return None
    if abs(detailed - task.minutes) * 100 <= task.minutes * DETAIL_PERCENT:
        return None
    message = tr(
        "The work steps add up to {detailed} h, the task has {hours} h: {share} apart. "
        "Correct the steps or the hours of the task.",
        detailed=in_hours(detailed),
        hours=in_hours(task.minutes),
        share=in_percent(abs(detailed - task.minutes) / task.minutes),
    )
    return DETAIL_DIFFERS.at(task.id, "", message, detailed)


def _share(task: TaskFigures, facts: SheetFacts) -> RowFinding | None:
    if not task.share or not facts.capacity_minutes:
        return None
    expected = facts.capacity_minutes * task.share / 10_000
    apart = abs(task.staff_minutes - expected)
    if apart <= max(expected * SHARE_PERCENT / 100, SHARE_MINUTES):
        return None
    message = tr(
        "{share:g}% of the section's capacity are {expected} h now, but the task has {hours} h. "
        "Allocate again, or clear the percentage.",
        share=task.share / 100,
        expected=in_hours(round(expected)),
        hours=in_hours(task.staff_minutes),
    )
    return SHARE_DIFFERS.at(task.id, "share_hundredths", message, task.share)


def _core_reason(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if not is_contradicted(task.core_tag, task.core_reason):
        return None
    reason = task.core_reason
    if task.core_tag == "core":
        message = tr(
            "The reason {reason} is one for non-core, but core is chosen. Change one of the two.",
            reason=reason,
        )
    else:
        message = tr(
            "The reason {reason} is one for core, but non-core is chosen. Change one of the two.",
            reason=reason,
        )
    return CORE_CONTRADICTS.at(task.id, "core_reason", message, task.core_reason)


def _without_reason(task: TaskFigures, _facts: SheetFacts) -> RowFinding | None:
    if not task.core_tag or task.core_reason:
        return None
    message = tr("Core or non-core is chosen without a reason. Choose the reason that fits best.")
    return CORE_REASON_MISSING.at(task.id, "core_reason", message)


_CHECKS: Final[tuple[RowCheck, ...]] = (
    _negative,
    _without_hours,
    _without_name,
    _without_code,
    _unknown_code,
    _months,
    _without_core,
    _carried_over,
    _case_minutes,
    _person_hours,
    _one_person,
    _detail,
    _share,
    _core_reason,
    _without_reason,
)

ROW_RULES: Final = (
    ROW_BLANK,
    HOURS_NEGATIVE,
    HOURS_MISSING,
    NAME_MISSING,
    CODE_MISSING,
    CODE_UNKNOWN,
    MONTHS_NOT_100,
    CORE_MISSING,
    CARRY_OPEN,
    CASE_MINUTES,
    PERSON_LOAD,
    ONE_PERSON,
    DETAIL_DIFFERS,
    SHARE_DIFFERS,
    CORE_CONTRADICTS,
    CORE_REASON_MISSING,
)
"""The rules of this module."""


def row_findings(task: TaskFigures, facts: SheetFacts) -> tuple[RowFinding, ...]:
    """Everything to tell about one row by itself."""
    blank = _blank(task, facts)
    if blank:
        return (blank,)
    found = [finding for check in _CHECKS if (finding := check(task, facts))]
    return tuple(found)
