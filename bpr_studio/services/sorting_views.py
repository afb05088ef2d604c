"""What the DX office sees while it sorts tasks into classes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from bpr_studio.domain.shared.text import ntr, tr

if TYPE_CHECKING:
    from collections.abc import Collection

    from bpr_studio.domain.classification.suggest import ClassSuggestion
    from bpr_studio.services.views import RoundInfo


class TaskToSort(NamedTuple):
    """A task with what its class is judged by.

    Attributes:
        code: the class it has now, "" for none.
        minutes: yearly minutes of all staff.
    """

    id: str
    unit_id: str
    name: str
    code: str
    minutes: int


class TaughtTerm(NamedTuple):
    """A wording the DX office has taught the suggestions.

    Attributes:
        at: when (ISO, UTC).
        user: by whom.
    """

    id: str
    term: str
    code: str
    at: str
    user: str


@dataclass(frozen=True, slots=True)
class SectionPlace:
    """A section of the round.

    Attributes:
        approved: its figures were approved and have not changed since.
    """

    unit_id: str
    code: str
    name: str
    bureau: str
    approved: bool


@dataclass(frozen=True, slots=True)
class WordingLine:
    """The tasks that are worded alike and wait for a class; one line of the list.

    Attributes:
        key: names the line while the list is shown; stays when the list is read again.
        name: the wording as it was written first.
        code: class the tasks have now, "" where it is missing or unknown.
        tasks: the tasks, section by section.
        suggestions: up to three classes the wording may mean, the best first.
    """

    key: str
    name: str
    code: str
    tasks: tuple[TaskToSort, ...]
    suggestions: tuple[ClassSuggestion, ...]

    @property
    def minutes(self) -> int:
        """Yearly minutes of all its tasks."""
        return sum(task.minutes for task in self.tasks)


@dataclass(frozen=True, slots=True)
class SortingAnswer:
    """The wordings that wait for a class, most hours first.

    Attributes:
        round: the survey round.
        lines: what waits.
        sections: section by the id of any of its units.
        looked_at: number of all tasks of the round.
    """

    round: RoundInfo
    lines: tuple[WordingLine, ...]
    sections: dict[str, SectionPlace]
    looked_at: int

    @property
    def tasks(self) -> int:
        """Number of tasks that wait."""
        return sum(len(line.tasks) for line in self.lines)

    @property
    def minutes(self) -> int:
        """Their yearly minutes."""
        return sum(line.minutes for line in self.lines)

    @property
    def bureaus(self) -> tuple[str, ...]:
        """The bureaus in which something waits, by the order of the organisation."""
        waiting = {task.unit_id for line in self.lines for task in line.tasks}
        places = (place for unit, place in self.sections.items() if unit in waiting)
        return tuple(dict.fromkeys(place.bureau for place in places if place.bureau))

    def sections_of(self, lines: Collection[WordingLine]) -> tuple[SectionPlace, ...]:
        """The sections whose tasks are in these lines, each once."""
        places = (self.sections.get(task.unit_id) for line in lines for task in line.tasks)
        return tuple({place.unit_id: place for place in places if place is not None}.values())

    def in_bureau(self, bureau: str) -> SortingAnswer:
        """The same with the tasks of one bureau only; "" leaves everything as it is."""
        if not bureau:
            return self
        narrowed = []
        for line in self.lines:
            tasks = tuple(task for task in line.tasks if self._bureau_of(task) == bureau)
            if tasks:
                narrowed.append(replace(line, tasks=tasks))
        narrowed.sort(key=lambda line: -line.minutes)
        return replace(self, lines=tuple(narrowed))

    def without(self, tasks: Collection[str]) -> SortingAnswer:
        """The same without tasks that were taken just now."""
        taken = frozenset(tasks)
        left = []
        for line in self.lines:
            rest = tuple(task for task in line.tasks if task.id not in taken)
            if rest:
                left.append(line if len(rest) == len(line.tasks) else replace(line, tasks=rest))
        return replace(self, lines=tuple(left))

    def _bureau_of(self, task: TaskToSort) -> str:
        place = self.sections.get(task.unit_id)
        return place.bureau if place is not None else ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """What became of sorting tasks into classes.

    Attributes:
        classes: code and name of the classes given, each once.
        tasks: ids of the tasks that are settled now.
        moved: how many of them have another class than before.
        changed_after_approval: names of sections whose approved figures changed by it.
        left: tasks somebody changed or removed meanwhile; they stay as they are.
        taught: wordings kept as lessons.
    """

    classes: tuple[tuple[str, str], ...]
    tasks: tuple[str, ...]
    moved: int
    changed_after_approval: tuple[str, ...]
    left: int
    taught: int

    @property
    def sentence(self) -> str:
        """What was done, as people say it."""
        parts = [self._done()]
        if self.left:
            parts.append(
                ntr(
                    "{n:,} task was changed by somebody else meanwhile and stays as it is.",
                    "{n:,} tasks were changed by somebody else meanwhile and stay as they are.",
                    self.left,
                )
            )
        n = len(self.changed_after_approval)
        if n:
            parts.append(
                ntr(
                    "{n:,} section has to approve anew.",
                    "{n:,} sections have to approve anew.",
                    n,
                )
            )
        return " ".join(parts)

    def _done(self) -> str:
        if not self.tasks:
            return tr("No task was changed.")
        if not self.moved:
            return ntr(
                "{n:,} task keeps its class; it is not asked about again.",
                "{n:,} tasks keep their classes; they are not asked about again.",
                len(self.tasks),
            )
        if len(self.classes) > 1:
            return ntr(
                "{n:,} task was sorted into {classes} classes.",
                "{n:,} tasks were sorted into {classes} classes.",
                len(self.tasks),
                classes=len(self.classes),
            )
        ((code, name),) = self.classes
        return ntr(
            "{n:,} task was sorted into {code} {name}.",
            "{n:,} tasks were sorted into {code} {name}.",
            len(self.tasks),
            code=code,
            name=name,
        )
