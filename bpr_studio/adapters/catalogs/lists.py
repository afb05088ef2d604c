"""The classification, the fixed lists, month profiles and yearly working time from their files."""

from __future__ import annotations

import csv
import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.classification.lists import (
    LIST_NAMES,
    ListItem,
    MonthProfile,
    MonthProfiles,
    YearSetting,
)
from bpr_studio.domain.classification.provenance import Mark, Source
from bpr_studio.domain.classification.task_class import Classification, CoreHint, TaskClass

if TYPE_CHECKING:
    from collections.abc import Mapping

_LIST_FILES: Final = {
    "staff_category": "surveys/staff_categories.toml",
    "step_type": "surveys/step_types.toml",
    "frequency": "surveys/frequencies.toml",
    "core_reason": "surveys/core_reasons.toml",
    "city": "resources/cities.toml",
    "core_system": "resources/core_systems.toml",
}


@lru_cache(maxsize=4)
def load_classification(version: int = 0) -> Classification:
    """The released classification of this version.

    Raises:
        FileNotFoundError: there is no such version.
    """
    path = data_folder() / "surveys" / f"classification-v{version}.csv"
    classes: list[TaskClass] = []
    department = ""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            department = row["department"] or department  # given once, at the major class
            classes.append(_class_from(row, department))
    return Classification(version, tuple(classes))


def _class_from(row: Mapping[str, str], department: str) -> TaskClass:
    return TaskClass(
        code=row["code"],
        name=row["name"],
        core_hint=CoreHint(row["core_hint"]),
        department=department,
        source=row["source"],
        mark=Mark(row["mark"]),
    )


@lru_cache(maxsize=len(LIST_NAMES))
def load_list(name: str) -> tuple[ListItem, ...]:
    """The fixed list `name` in its order.

    Raises:
        KeyError: `name` is none of `LIST_NAMES`.
    """
    return tuple(
        ListItem(
            list=name,
            code=entry["code"],
            name=entry["name"],
            name_en=entry["name_en"],
            attributes=entry.get("attributes", {}),
            source=entry["source"],
            mark=Mark(entry["mark"]),
            sort_key=place,
        )
        for place, entry in enumerate(_toml(_LIST_FILES[name])["item"], start=1)
    )


def released_name(name: str, code: str) -> str:
    """The Japanese name behind a code of a fixed list; the code itself where it has none."""
    return next((item.name for item in load_list(name) if item.code == code), code)


@lru_cache(maxsize=1)
def load_month_profiles() -> MonthProfiles:
    """The default month profiles."""
    data = _toml("surveys/month_profiles.toml")
    return MonthProfiles(
        default=_profile_from(data["default"]),
        profiles=tuple(map(_profile_from, data["profile"])),
    )


def _profile_from(entry: Mapping[str, Any]) -> MonthProfile:
    return MonthProfile(
        name=entry["name"],
        codes=tuple(entry["codes"]),
        percents=tuple(entry["percents"]),
        basis=entry["basis"],
        mark=Mark(entry["mark"]),
    )


@lru_cache(maxsize=1)
def load_year_settings() -> tuple[YearSetting, ...]:
    """Working time of the known fiscal years, oldest first."""
    return tuple(
        YearSetting(
            fiscal_year=entry["fiscal_year"],
            working_days=entry["working_days"],
            minutes_per_day=entry["minutes_per_day"],
            leave_days=entry["leave_days"],
            source=entry["source"],
            mark=Mark(entry["mark"]),
        )
        for entry in _toml("surveys/working_hours.toml")["year"]
    )


@lru_cache(maxsize=1)
def load_sources() -> dict[str, Source]:
    """The cited sources by id."""
    entries = _toml("surveys/sources.toml")["source"]
    return {entry["id"]: Source(entry["id"], entry["title"]) for entry in entries}


def _toml(relative: str) -> dict[str, Any]:
    return tomllib.loads((data_folder() / relative).read_text(encoding="utf-8"))
