"""Finding tasks by any part of their names while somebody types, among tens of thousands."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bpr_studio.domain.shared.matching import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class NamedTask(NamedTuple):
    """A task as the search finds it."""

    id: str
    name: str
    unit_code: str
    unit_name: str


class TaskNames(Protocol):
    """Knows the names of all tasks."""

    def task_names(self, round_id: str) -> list[NamedTask]:
        """Every task of a round with its section, in no particular order."""


class TaskIndex:
    """All names in one text: looking through 60,000 of them takes a few milliseconds."""

    def __init__(self, tasks: Sequence[NamedTask]) -> None:
        """Fold the names once.

        Args:
            tasks: every task to be found.
        """
        self._tasks = tuple(tasks)
        lines = folded("\n".join(task.name.replace("\n", " ") for task in tasks)).split("\n")
        self._text = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def find(self, words: str, limit: int) -> list[NamedTask]:
        """Tasks whose names hold every word, whatever width, case and kind of kana.

        Args:
            words: what was typed.
            limit: how many at most.
        """
        wanted = sorted(folded(words).split(), key=len, reverse=True)
        if not wanted:
            return []
        found: list[NamedTask] = []
        for line in self._lines_with(wanted[0]):
            text = self._text[self._starts[line] : self._starts[line + 1]]
            if all(word in text for word in wanted[1:]):
                found.append(self._tasks[line])
                if len(found) == limit:
                    break
        return found

    def _lines_with(self, word: str) -> Iterator[int]:
        place = self._text.find(word)
        while place >= 0:
            line = bisect_right(self._starts, place) - 1
            yield line
            place = self._text.find(word, self._starts[line + 1])
