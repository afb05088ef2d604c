"""Departments of the public staff statistics, from their file."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.benchmark.staff import Department, Departments


@lru_cache(maxsize=1)
def load_staff_departments() -> Departments:
    """The departments in the order of the statistics."""
    path = data_folder() / "surveys" / "staff_departments.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Departments(
        departments=tuple(
            Department(entry["name"], entry["group"], tuple(entry["words"]))
            for entry in data["department"]
        ),
        staff=frozenset(data["staff"]),
        mark=data["mark"],
        source=data["source"],
    )
