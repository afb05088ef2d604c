"""The same class of work judged core in one section and non-core in another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bpr_studio.domain.classification.codes import UNCLASSIFIED_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class JudgedTask(NamedTuple):
    """A task with its tag.

    Attributes:
        row: work item id.
        unit_id: the section.
        minutes: yearly minutes.
        tag: "core" or "non_core".
        reason: R1 to R7 or N1 to N7, "" where none is given.
    """

    row: str
    unit_id: str
    code: str
    name: str
    minutes: int
    tag: str
    reason: str


@dataclass(frozen=True, slots=True)
class SectionSide:
    """How one section judges a class.

    Attributes:
        core: minutes it tags core.
        non_core: minutes it tags non-core.
        tasks: its tasks of the class, the largest first.
    """

    unit_id: str
    core: int
    non_core: int
    tasks: tuple[JudgedTask, ...]

    @property
    def tag(self) -> str:
        """The side the section stands on: that of most of its minutes; "" for both alike."""
        if self.core == self.non_core:
            return ""
        return "core" if self.core > self.non_core else "non_core"

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons given, those of the largest tasks first."""
        return tuple(dict.fromkeys(task.reason for task in self.tasks if task.reason))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A class that sections judge differently.

    Attributes:
        code: the minor class.
        core: minutes tagged core over all sections.
        non_core: minutes tagged non-core over all sections.
        sides: the sections with judged work of this class, the largest first.
    """

    code: str
    core: int
    non_core: int
    sides: tuple[SectionSide, ...]

    @property
    def at_stake(self) -> int:
        """Minutes that would change their tag if everybody followed the larger side."""
        return min(self.core, self.non_core)

    @property
    def smaller(self) -> str:
        """The tag with fewer hours; its sections are asked to think again first."""
        return "core" if self.core < self.non_core else "non_core"

    def sections_on(self, tag: str) -> int:
        """How many sections stand on one side."""
        return sum(1 for side in self.sides if side.tag == tag)


def disagreements(tasks: Iterable[JudgedTask]) -> tuple[Disagreement, ...]:
    """The classes judged core by one section and non-core by another, most at stake first.

    Tasks without a tag or without hours do not take part, and neither does work that fits no
    class: what it holds differs from section to section.
    """
    classes: dict[str, dict[str, list[JudgedTask]]] = {}
    for task in tasks:
        if task.tag and task.code and task.code != UNCLASSIFIED_CODE and task.minutes > 0:
            classes.setdefault(task.code, {}).setdefault(task.unit_id, []).append(task)
    found = [_summed(code, sections) for code, sections in classes.items()]
    disputed = [d for d in found if d.sections_on("core") and d.sections_on("non_core")]
    return tuple(sorted(disputed, key=lambda d: (-d.at_stake, d.code)))


def _summed(code: str, sections: dict[str, list[JudgedTask]]) -> Disagreement:
    sides = sorted(
        (_side(unit, tasks) for unit, tasks in sections.items()),
        key=lambda side: (-(side.core + side.non_core), side.unit_id),
    )
    core, non_core = sum(s.core for s in sides), sum(s.non_core for s in sides)
    return Disagreement(code, core, non_core, tuple(sides))


def _side(unit_id: str, tasks: Sequence[JudgedTask]) -> SectionSide:
    return SectionSide(
        unit_id=unit_id,
        core=sum(task.minutes for task in tasks if task.tag == "core"),
        non_core=sum(task.minutes for task in tasks if task.tag == "non_core"),
        tasks=tuple(sorted(tasks, key=lambda task: (-task.minutes, task.row))),
    )
