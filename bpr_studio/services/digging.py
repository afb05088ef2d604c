"""Where to dig: the fewest tasks that hold most of the non-core hours of a survey."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.rounds import find_round

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.workload.answer import TaskLine
    from bpr_studio.domain.workload.digging import Diggable, GroupShare
    from bpr_studio.services.detailed_views import DiggingQueries
    from bpr_studio.services.views import RoundInfo, UnitLine

USUAL_PERCENT: Final = 80
"""The share of the non-core hours that is dug for unless somebody wants another."""


@dataclass(frozen=True, slots=True)
class DigShare:
    """What one section or class has of a finding; times in minutes a year.

    Attributes:
        key: unit id or class code.
        name: name for people.
        tasks: tasks found.
        minutes: their minutes.
        all_minutes: all its non-core minutes.
    """

    key: str
    name: str
    tasks: int
    minutes: int
    all_minutes: int


@dataclass(frozen=True, slots=True)
class DigAnswer:
    """Where to dig; times in minutes a year.

    Attributes:
        percent: share asked for, 1 to 100.
        ids: work items, longest first; no fewer tasks hold the share.
        sizes: minutes of each.
        minutes: their non-core minutes.
        total: all non-core minutes looked at.
        tasks: all tasks looked at, core ones included.
        candidates: non-core tasks with hours.
        untagged: tasks nobody has tagged, which are not looked at.
        untagged_minutes: their minutes.
        sections: by section, most minutes first.
        classes: by class, most minutes first.
        curve: number of tasks and the share of the minutes they hold, 0 … 1.
    """

    percent: int
    ids: tuple[str, ...]
    sizes: tuple[int, ...]
    minutes: int
    total: int
    tasks: int
    candidates: int
    untagged: int
    untagged_minutes: int
    sections: tuple[DigShare, ...]
    classes: tuple[DigShare, ...]
    curve: tuple[tuple[int, float], ...]

    @property
    def share(self) -> float:
        """The share really reached, 0 … 1."""
        return self.minutes / self.total if self.total else 0.0

    @property
    def sentence(self) -> str:
        """The finding as people say it."""
        if not self.total:
            return tr("There are no hours of non-core work to dig into yet.")
        return tr(
            "Of {tasks:,} tasks, {n:,} hold {percent} % of the non-core hours"
            " ({hours} of {all} hours).",
            tasks=self.tasks,
            n=len(self.ids),
            percent=f"{self.share * 100:.0f}",
            hours=format_hours(self.minutes),
            all=format_hours(self.total),
        )

    @property
    def remark(self) -> str:
        """What the finding does not know; "" where it knows everything."""
        if not self.untagged:
            return ""
        return tr(
            "{n:,} tasks with {hours} hours are tagged neither core nor non-core and were left"
            " out.",
            n=self.untagged,
            hours=format_hours(self.untagged_minutes),
        )


class Digging:
    """Finds the places to dig in the surveys of one workspace."""

    def __init__(self, queries: DiggingQueries) -> None:
        self._queries = queries

    def ground(self, round_id: str, unit_id: str = "") -> Ground:
        """The non-core tasks of a survey, read once; findings of any share follow at once.

        Args:
            round_id: an overall survey.
            unit_id: only this unit and what is below it; "" for the whole city.

        Raises:
            RefusedError: there is no such round or unit.
        """
        found = find_round(self._queries, round_id)
        units = self._queries.units(found.fiscal_year)
        return Ground(self._queries, found, units, unit_id)

    def find(self, round_id: str, percent: int = USUAL_PERCENT, unit_id: str = "") -> DigAnswer:
        """Where to dig in one go; see `ground`.

        Raises:
            RefusedError: there is no such round or unit.
            ValueError: the percentage is not between 1 and 100.
        """
        return self.ground(round_id, unit_id).find(percent)


class Ground:
    """The non-core tasks of a survey or of a part of the city.

    Attributes:
        round: the overall survey.
    """

    def __init__(
        self,
        queries: DiggingQueries,
        found: RoundInfo,
        units: Sequence[UnitLine],
        unit_id: str,
    ) -> None:
        self.round = found
        self._queries = queries
        self._units = {unit.id: unit for unit in units}
        self._within = self._below(unit_id) if unit_id else None
        self._tasks = self._read()

    def _below(self, unit_id: str) -> frozenset[str]:
        top = self._units.get(unit_id)
        if top is None:
            raise RefusedError(
                tr("The section is not in the organisation list of the year."),
                remedy=tr("Choose another section, or look at the organisation in the settings."),
            )
        return frozenset(u.id for u in self._units.values() if top.lft <= u.lft <= top.rgt)

    def _read(self) -> Diggable:
        from bpr_studio.domain.workload.digging import Diggable

        tasks = Diggable.of(self._queries.non_core_tasks(self.round.id))
        return tasks if self._within is None else tasks.of_units(self._within)

    @cached_property
    def _counts(self) -> tuple[int, int, int]:
        """Tasks, untagged tasks and their minutes."""
        counted = [
            unit
            for unit in self._queries.unit_tasks(self.round.id)
            if self._within is None or unit.unit_id in self._within
        ]
        return (
            sum(unit.tasks for unit in counted),
            sum(unit.untagged for unit in counted),
            sum(unit.untagged_minutes for unit in counted),
        )

    @cached_property
    def _class_names(self) -> dict[str, str]:
        return self._queries.class_names()

    @cached_property
    def _curve(self) -> tuple[tuple[int, float], ...]:
        from bpr_studio.domain.workload.digging import curve

        return curve(self._tasks)

    def find(self, percent: int = USUAL_PERCENT) -> DigAnswer:
        """The fewest tasks that hold `percent` of the non-core hours.

        Raises:
            ValueError: the percentage is not between 1 and 100.
        """
        from bpr_studio.domain.workload.digging import by_class, by_unit, dig

        found = dig(self._tasks, percent)
        count = len(found.ids)
        tasks, untagged, untagged_minutes = self._counts
        return DigAnswer(
            percent=percent,
            ids=found.ids,
            sizes=found.sizes,
            minutes=found.minutes,
            total=found.total,
            tasks=tasks,
            candidates=found.candidates,
            untagged=untagged,
            untagged_minutes=untagged_minutes,
            sections=tuple(map(self._unit_share, by_unit(self._tasks, count))),
            classes=tuple(map(self._class_share, by_class(self._tasks, count))),
            curve=self._curve,
        )

    def _unit_share(self, share: GroupShare) -> DigShare:
        unit = self._units.get(share.key)
        name = self.section_name(unit.code, unit.name) if unit is not None else share.key
        return _named(share, name)

    def _class_share(self, share: GroupShare) -> DigShare:
        return _named(share, self._class_names.get(share.key, share.key))

    def section_name(self, code: str, name: str) -> str:
        """The name of a section; with its bureau where several sections are called alike."""
        if self._doubles[name] < 2:
            return name
        return tr("{name} ({bureau})", name=name, bureau=self._bureaus.get(code, ""))

    @cached_property
    def _doubles(self) -> Counter[str]:
        return Counter(unit.name for unit in self._units.values())

    @cached_property
    def _bureaus(self) -> dict[str, str]:
        """Names of the bureaus by code of the unit."""
        known = self._units
        return {
            unit.code: known[unit.bureau_id].name
            for unit in known.values()
            if unit.bureau_id in known
        }

    def lines(self, ids: Sequence[str]) -> tuple[TaskLine, ...]:
        """Tasks of a finding in full, in this order."""
        return self._queries.tasks_by_id(ids)


def _named(share: GroupShare, name: str) -> DigShare:
    return DigShare(share.key, name, share.tasks, share.minutes, share.all_minutes)
