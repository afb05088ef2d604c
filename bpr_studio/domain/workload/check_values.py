"""What the checks of a survey sheet look at, what they answer, and where their limits are."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from bpr_studio.domain.shared.findings import Finding
from bpr_studio.domain.shared.quantities import format_hours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpr_studio.domain.shared.findings import Level

MINUTE_FIELDS: Final = (
    "minutes_regular",
    "minutes_reemployed_full",
    "minutes_reemployed_short",
    "minutes_fixed_term",
    "minutes_fiscal_full",
    "minutes_fiscal_part",
    "minutes_dispatched",
    "minutes_contractor",
)
"""The stored fields that hold yearly work time, one for each staff category."""

CONTRACTOR_FIELD: Final = "minutes_contractor"
"""Contractors' time is shown, but it is none of the section's capacity."""

LOAD_PERCENT_FROM: Final = 85
LOAD_PERCENT_TO: Final = 115
"""Reported work in percent of the capacity outside these bounds is doubtful."""

DETAIL_PERCENT: Final = 20
"""The detailed survey may differ from the task's hours by so much."""

PERSON_HOURS: Final = 2_200
"""More yearly hours than one person works."""

CASE_FACTOR: Final = 5
"""Minutes per case may be so many times the city's median, or the same part of it."""

CHANGE_PERCENT: Final = 30
"""From one year to the next a task may change by so much without a reason."""

OTHER_PERCENT: Final = 15
"""So much of a section's hours may stay unclassified."""

TOP_PERCENT: Final = 80
"""The largest tasks up to this part of the hours are worth a detailed survey."""

SHARE_PERCENT: Final = 1
SHARE_MINUTES: Final = 60
"""Allocated hours may miss their share of the capacity by the greater of these two."""


class TaskFigures(NamedTuple):
    """One row of a sheet as far as checks need it; "" or None where nothing was answered.

    Attributes:
        id: work item id.
        sort_key: place in the sheet.
        plain_name: the name as two names are compared, without differences of width, case and
            blanks.
        minutes: yearly minutes of all categories.
        staff_minutes: the same without contractors.
        negative: the first field with negative minutes, "" where there is none.
        months: percent of the twelve months, April first; () where what is stored are not
            twelve whole numbers of 0 or more, None where nothing is.
        cases: cases a year.
        people: persons who can do the task.
        previous_id: the row of last year it was carried over from.
        carry: "to_confirm", "confirmed" or "changed".
        share: hundredths of a percent of the section's capacity.
    """

    id: str
    sort_key: int
    code: str
    name: str
    plain_name: str
    minutes: int
    staff_minutes: int
    negative: str
    months: tuple[int, ...] | None
    cases: int | None
    people: int | None
    core_tag: str
    core_reason: str
    previous_id: str
    carry: str
    change_reason: str
    share: int | None


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One thing to tell about a sheet.

    Attributes:
        row: work item id, "" for the whole sheet.
        field: stored field, e.g. "case_count"; "" for the whole row.
        finding: what was found and what to do about it.
    """

    row: str
    field: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the checks of one section need beyond its rows.

    Attributes:
        capacity_minutes: minutes a year the section's staff can work, recorded overtime
            included, contractors not; 0 where no staff is known.
        minutes_per_full_timer: yearly minutes of one full-timer.
        codes: the minor classes.
        medians: minutes per case by code over the whole city; only codes with enough tasks.
        previous: last year's fields by the id of last year's row.
        detailed: minutes from the detailed survey by work item id.
        core_required: the format asks for a core tag in every row.
    """

    capacity_minutes: int
    minutes_per_full_timer: int
    codes: frozenset[str]
    medians: Mapping[str, float]
    previous: Mapping[str, Mapping[str, object]]
    detailed: Mapping[str, int]
    core_required: bool = True


@dataclass(frozen=True, slots=True)
class CheckRule:
    """One rule.

    Attributes:
        id: stable identifier, e.g. "load-high".
        level: ERROR keeps the sheet from being submitted, WARNING and NOTICE do not.
        title: what it looks for in a few words, an English source text for `tr_source`.
        risk: it tells of a risk of the work, not of a slip in the answer; such findings come
            after the others of their level.
    """

    id: str
    level: Level
    title: str
    risk: bool = False

    def at(self, row: str, field: str, message: str, value: object = "") -> RowFinding:
        """The finding of this rule at a row and field."""
        shown = str(value)
        if not shown:  # many rows are told the same
            return RowFinding(row, field, _same_finding(self.level, self.id, message))
        return RowFinding(row, field, Finding(self.level, self.id, message, value=shown))


@lru_cache(maxsize=256)
def _same_finding(level: Level, rule: str, message: str) -> Finding:
    return Finding(level, rule, message)


def figures_of(row: str, fields: Mapping[str, object]) -> TaskFigures:
    """The figures of a work item from its stored fields."""
    minutes = {name: whole(fields.get(name)) or 0 for name in MINUTE_FIELDS}
    total = sum(minutes.values())
    return TaskFigures(
        id=row,
        sort_key=whole(fields.get("sort_key")) or 0,
        code=words(fields.get("code")),
        name=words(fields.get("name")),
        plain_name=plain(words(fields.get("name"))),
        minutes=total,
        staff_minutes=total - minutes[CONTRACTOR_FIELD],
        negative=next((name for name in MINUTE_FIELDS if minutes[name] < 0), ""),
        months=month_parts(fields.get("month_profile")),
        cases=whole(fields.get("case_count")),
        people=whole(fields.get("people_count")),
        core_tag=words(fields.get("core_tag")),
        core_reason=words(fields.get("core_reason")),
        previous_id=words(fields.get("previous_id")),
        carry=words(fields.get("carry")),
        change_reason=words(fields.get("change_reason")),
        share=whole(fields.get("share_hundredths")),
    )


def month_parts(profile: object) -> tuple[int, ...] | None:
    """A stored month profile as `TaskFigures.months` has it."""
    if profile is None:
        return None
    if not isinstance(profile, list | tuple) or len(profile) != 12:
        return ()
    return tuple(profile) if all(isinstance(p, int) and p >= 0 for p in profile) else ()


def minutes_in(fields: Mapping[str, object]) -> int:
    """Yearly minutes of all categories in the stored fields of a row."""
    return sum(whole(fields.get(name)) or 0 for name in MINUTE_FIELDS)


def whole(value: object) -> int | None:
    """A stored whole number; None for everything else."""
    return value if isinstance(value, int) else None


def words(value: object) -> str:
    """A stored text without outer blanks; "" for everything else."""
    return value.strip() if isinstance(value, str) else ""


def plain(name: str) -> str:
    """A name without differences of width, case and blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def in_hours(minutes: int) -> str:
    """Minutes as hours for a sentence, with one decimal only where there is one."""
    return format_hours(minutes, decimals=0 if minutes % 60 == 0 else 1)


def in_percent(part: float) -> str:
    """A share for a sentence, with one decimal so that 84.9% is not shown as 85%."""
    return f"{part * 100:.1f}".removesuffix(".0") + "%"
