"""The goals of the plan from `resources/goals.toml`, or from a city's own file."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.adapters.catalogs.folders import data_folder
from bpr_studio.domain.reform.goals import Filled, Goal, GoalKind, GoalPlan, TargetFrom
from bpr_studio.domain.shared.errors import UnreadableInputError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from pathlib import Path

OWN_FILE: Final = "goals.toml"
"""Name of the file in the folder of a workspace that stands in place of the shipped one."""

_NUMBERS: Final = ("baseline", "target")
_YEARS: Final = ("baseline_year", "due")
_TEXTS: Final = ("tag", "part_of", "note", "note_en")


def load_goals(workspace_folder: Path) -> GoalPlan:
    """The goals of a workspace: those in its own folder, or the shipped ones.

    Raises:
        UnreadableInputError: the city's own file is not what it should be.
    """
    own = workspace_folder / OWN_FILE
    return _read(own) if own.is_file() else _shipped()


@lru_cache(maxsize=1)
def _shipped() -> GoalPlan:
    return _read(data_folder() / "resources" / OWN_FILE)


def _read(path: Path) -> GoalPlan:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        goals = tuple(_goal(entry, data) for entry in data["goal"])
        plan = GoalPlan(str(data["plan"]), str(data["source"]), goals)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, str(error)) from error
    ids = [goal.id for goal in plan.goals]
    twice = next((one for one in ids if ids.count(one) > 1), "")
    strange = next((g.part_of for g in plan.goals if g.part_of and g.part_of not in ids), "")
    if twice or strange or not ids:
        raise _unreadable(path, twice or strange or "goal")
    return plan


def _goal(entry: dict[str, Any], data: dict[str, Any]) -> Goal:
    more: dict[str, Any] = {name: str(entry[name]) for name in _TEXTS if name in entry}
    more |= {name: float(entry[name]) for name in _NUMBERS if name in entry}
    more |= {name: int(entry[name]) for name in _YEARS if name in entry}
    return Goal(
        id=str(entry["id"]),
        name=str(entry["name"]),
        name_en=str(entry.get("name_en", entry["name"])),
        kind=GoalKind(entry["kind"]),
        unit=str(entry["unit"]),
        unit_en=str(entry.get("unit_en", entry["unit"])),
        words=str(entry["words"]),
        source=str(entry.get("source", data["source"])),
        mark=str(entry["mark"]),
        filled=Filled(entry.get("filled", Filled.HAND)),
        target_from=TargetFrom(entry.get("target_from", "")),
        **more,
    )


def _unreadable(path: Path, reason: str) -> UnreadableInputError:
    return UnreadableInputError(
        tr("The file of the goals cannot be used: {path} ({reason})", path=path, reason=reason),
        kept=tr("Values of goals that were entered are kept."),
        remedy=tr("Correct the file, or take it away to use the goals that came with the program."),
    )
