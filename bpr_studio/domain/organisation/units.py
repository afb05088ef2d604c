"""Units of the organisation by fiscal year, what became of them, and their staff."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class UnitLevel(StrEnum):
    """Level of a unit; bureaus and ward offices stand side by side."""

    BUREAU = "bureau"  # 局
    WARD = "ward"  # 区役所
    DIVISION = "division"  # 部
    SECTION = "section"  # 課
    SUBSECTION = "subsection"  # 係


RANKS: Final = {
    UnitLevel.BUREAU: 0,
    UnitLevel.WARD: 0,
    UnitLevel.DIVISION: 1,
    UnitLevel.SECTION: 2,
    UnitLevel.SUBSECTION: 3,
}
"""Depth of the levels; a unit stands below one of smaller rank, steps may be left out."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit in one fiscal year.

    Attributes:
        id: row id, `planned_id("org_unit", fiscal_year, code)` where the code is known.
        fiscal_year: western year the fiscal year starts in.
        code: office code, unique within the fiscal year.
        name: name, without the names of the units above.
        level: 局, 区, 部, 課 or 係.
        parent_id: id of the unit above, "" at the top.
        sort_key: place among siblings.
    """

    id: str
    fiscal_year: int
    code: str
    name: str
    level: UnitLevel
    parent_id: str = ""
    sort_key: int = 0


class SuccessionKind(StrEnum):
    """What happened to a unit between two fiscal years."""

    CONTINUED = "continued"  # 存続
    RENAMED = "renamed"  # 改称
    MERGED = "merged"  # 統合
    SPLIT = "split"  # 分割
    ABOLISHED = "abolished"  # 廃止
    NEW = "new"  # 新設


@dataclass(frozen=True, slots=True)
class Succession:
    """One line from a unit to its successor of the next fiscal year.

    Attributes:
        from_id: unit of the earlier year; "" for a new unit.
        to_id: unit of the later year; "" for an abolished one.
        kind: what happened.
        share_percent: share of the earlier unit's work that goes this way; the shares of one
            earlier unit add up to 100, a new unit has 0.
    """

    from_id: str
    to_id: str
    kind: SuccessionKind
    share_percent: int


@dataclass(frozen=True, slots=True)
class Headcount:
    """Staff of one category in one unit.

    Attributes:
        unit_id: the unit.
        staff_category: code of the list of staff categories.
        heads_hundredths: people in hundredths (150 = one and a half), as shared posts count.
        overtime_minutes: recorded overtime of all of them, minutes a year.
    """

    unit_id: str
    staff_category: str
    heads_hundredths: int
    overtime_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Organisation:
    """The units of one fiscal year with their staff."""

    units: tuple[Unit, ...] = ()
    headcounts: tuple[Headcount, ...] = ()
