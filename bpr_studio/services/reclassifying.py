"""The DX office sorts what sections could not classify; what it decides teaches the suggestions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.classification.suggest import UNSORTED
from bpr_studio.domain.replication.changes import DeleteRow, SetFields
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.check_values import plain
from bpr_studio.domain.workload.workflow import (
    DX_OFFICE,
    SheetState,
    Standing,
    edit_refusal,
    round_state,
    sheet_state,
)
from bpr_studio.services.checking import sections_of_units
from bpr_studio.services.lessons import lesson
from bpr_studio.services.rounds import find_round
from bpr_studio.services.sorting_views import (
    SectionPlace,
    Sorted,
    SortingAnswer,
    WordingLine,
)
from bpr_studio.services.views import Queries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bpr_studio.domain.classification.suggest import ClassSuggestion
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.author import Author
    from bpr_studio.services.events import Committed
    from bpr_studio.services.sorting_views import TaskToSort, TaughtTerm
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.suggesting import Suggestions
    from bpr_studio.services.views import RoundInfo

OFFERED: Final = 3
"""Classes offered for a wording."""

_MINOR: Final = 3
_STRIDE: Final = 200  # wordings between two reports of progress
_APPROVED: Final = frozenset({SheetState.DX_ACCEPTANCE, SheetState.ACCEPTED})


class SortingQueries(Queries, Protocol):
    """What sorting asks."""

    def tasks_to_sort(self, round_id: str) -> list[TaskToSort]:
        """Name, code and hours of every task of a round, section by section."""

    def taught_terms(self) -> tuple[TaughtTerm, ...]:
        """The wordings the DX office has taught, the latest first."""

    def work_items_by_id(self, ids: Collection[str]) -> dict[str, dict[str, object]]:
        """The fields of tasks of any round, by row id; ids nobody knows are absent."""


class Reclassifying:
    """Lists what waits for a class in a round, and gives it one."""

    def __init__(
        self,
        store: UndoableStore,
        queries: SortingQueries,
        suggestions: Suggestions,
        author: Author,
    ) -> None:
        """Work for whoever is at the keyboard.

        Args:
            store: where classes and lessons are written.
            queries: what the round holds.
            suggestions: the classes a wording may mean.
            author: who decides, and when.
        """
        self._store = store
        self._queries = queries
        self._suggestions = suggestions
        self._author = author
        self._settled: set[tuple[str, str]] = set()

    def forget(self, event: Committed) -> None:
        """Look at every wording anew once lessons or classes changed; a subscriber of the bus."""
        if event.kinds & {"term_lesson", "task_class"}:
            self._settled = set()

    # -- asking ----------------------------------------------------------------------------------

    def unsorted(self, round_id: str, progress: Progress) -> SortingAnswer:
        """The tasks under “other”, without a code or with one nobody knows, by wording.

        Raises:
            RefusedError: there is no such round.
            CancelledError: somebody stopped it.
        """
        known = self._minor_names()
        tasks = self._tasks(round_id, progress)
        waiting = [t for t in tasks if t.code == UNSORTED or t.code not in known]
        lines = self._lines(_grouped(waiting, lambda task: plain(task.name)), progress)
        shown = [_with_code(line, known) for line in lines]
        return self._answer(round_id, shown, len(tasks))

    def doubtful(self, round_id: str, progress: Progress) -> SortingAnswer:
        """The tasks whose names clearly speak for other classes than they have.

        Raises:
            RefusedError: there is no such round.
            CancelledError: somebody stopped it.
        """
        known = self._minor_names()
        tasks = self._tasks(round_id, progress)
        coded = (t for t in tasks if t.name and t.code in known and t.code != UNSORTED)
        groups = _grouped(coded, lambda task: f"{plain(task.name)}\t{task.code}")
        far = {key: group for key, group in self._watched(groups, progress) if self._is_far(group)}
        return self._answer(round_id, self._lines(far, progress), len(tasks))

    def refusal(self, round_id: str) -> str:
        """Why the person at the keyboard may not sort in a round, "" if they may.

        Raises:
            RefusedError: there is no such round.
        """
        if self._author.role != DX_OFFICE:
            return tr("Only the DX office sorts tasks over all sections.")
        state = round_state(find_round(self._queries, round_id).state)
        return edit_refusal(DX_OFFICE, Standing(state, SheetState.DRAFT))

    # -- deciding --------------------------------------------------------------------------------

    def assign(self, answer: SortingAnswer, lines: Sequence[WordingLine], code: str) -> Sorted:
        """Give the tasks of some lines a class, and keep what was learned; one step of undo.

        A task somebody changed or removed since the list was read stays as it is.

        Args:
            answer: the list the lines are from.
            lines: whose tasks get the class.
            code: a minor class.

        Raises:
            RefusedError: the round is locked, the role may not, or there is no such class.
        """
        return self._sort(answer, [(line, code) for line in lines])

    def take(self, answer: SortingAnswer, lines: Sequence[WordingLine], place: int) -> Sorted:
        """Give each line the class suggested for it at a place (0 is the best); see `assign`.

        Lines that have no suggestion there stay as they are.

        Raises:
            RefusedError: the round is locked, or the role may not.
        """
        offered = [line for line in lines if place < len(line.suggestions)]
        return self._sort(answer, [(line, line.suggestions[place].code) for line in offered])

    def keep(self, answer: SortingAnswer, lines: Sequence[WordingLine]) -> Sorted:
        """Say that the classes of some lines are right: only lessons are written; see `assign`.

        Raises:
            RefusedError: the round is locked, or the role may not.
        """
        return self._sort(answer, [(line, line.code) for line in lines if line.code])

    def _sort(self, answer: SortingAnswer, choices: Sequence[tuple[WordingLine, str]]) -> Sorted:
        refused = self.refusal(answer.round.id)
        if refused:
            raise RefusedError(refused)
        names = self._minor_names()
        chosen = {code: _known_name(names, code) for _, code in choices}
        asked = [(task, code) for line, code in choices for task in line.tasks]
        stored = self._queries.work_items_by_id({task.id for task, _ in asked})
        settled = [(t, code) for t, code in asked if _is_as_read(t, stored.get(t.id))]
        moved = [(task, code) for task, code in settled if task.code != code]
        lessons = self._lessons(settled)
        self._store.commit(_label(chosen), [*_recoded(moved), *lessons])
        touched = (answer.sections.get(task.unit_id) for task, _ in moved)
        places = {place.unit_id: place for place in touched if place is not None}
        return Sorted(
            classes=tuple(chosen.items()),
            tasks=tuple(task.id for task, _ in settled),
            moved=len(moved),
            changed_after_approval=tuple(p.name for p in places.values() if p.approved),
            left=len(asked) - len(settled),
            taught=len(lessons),
        )

    # -- what was taught -------------------------------------------------------------------------

    def taught(self) -> tuple[TaughtTerm, ...]:
        """The wordings that were taught, the latest first."""
        return self._queries.taught_terms()

    def unteach(self, terms: Sequence[TaughtTerm]) -> None:
        """Take lessons back; the tasks keep their classes. One step of undo.

        Raises:
            RefusedError: the role may not.
        """
        if self._author.role != DX_OFFICE:
            raise RefusedError(tr("Only the DX office takes back what it has taught."))
        label = ntr("Take back {n} taught wording", "Take back {n} taught wordings", len(terms))
        self._store.commit(label, [DeleteRow("term_lesson", term.id) for term in terms])

    def class_names(self) -> dict[str, str]:
        """Names of the minor classes by code."""
        return self._minor_names()

    # -- inside ----------------------------------------------------------------------------------

    def _tasks(self, round_id: str, progress: Progress) -> list[TaskToSort]:
        progress.report(0, 0, tr("Reading the tasks"))
        return self._queries.tasks_to_sort(round_id)

    def _minor_names(self) -> dict[str, str]:
        return {c.code: c.name for c in self._queries.classes() if c.level == _MINOR}

    def _is_far(self, group: Sequence[TaskToSort]) -> bool:
        wording = (group[0].name, group[0].code)
        if wording in self._settled:
            return False
        far = self._suggestions.doubts(*wording)
        if not far:
            self._settled.add(wording)
        return far

    def _lines(self, groups: dict[str, list[TaskToSort]], progress: Progress) -> list[WordingLine]:
        lines = [
            WordingLine(key, group[0].name, group[0].code, tuple(group), self._offers(group[0]))
            for key, group in self._watched(groups, progress)
        ]
        return sorted(lines, key=lambda line: (-line.minutes, line.name))

    def _offers(self, task: TaskToSort) -> tuple[ClassSuggestion, ...]:
        """The classes suggested with a reason; one nobody could explain helps nobody decide."""
        found = self._suggestions.for_name(task.name, OFFERED + 2) if task.name else ()
        others = [one for one in found if one.words and one.code not in {UNSORTED, task.code}]
        return tuple(others[:OFFERED])

    @staticmethod
    def _watched(
        groups: dict[str, list[TaskToSort]], progress: Progress
    ) -> Iterator[tuple[str, list[TaskToSort]]]:
        """The groups one after another, with a report (and a chance to stop) now and then."""
        for number, (key, group) in enumerate(groups.items()):
            if number % _STRIDE == 0:
                progress.report(number, len(groups), tr("Comparing names with classes"))
            yield key, group

    def _answer(self, round_id: str, lines: Iterable[WordingLine], looked_at: int) -> SortingAnswer:
        found = find_round(self._queries, round_id)
        return SortingAnswer(found, tuple(lines), self._places(found), looked_at)

    def _places(self, found: RoundInfo) -> dict[str, SectionPlace]:
        sections = {
            one.unit_id: SectionPlace(
                one.unit_id,
                one.unit_code,
                one.unit_name,
                one.bureau_name,
                bool(one.approved_at)
                and sheet_state(one.state) in _APPROVED
                and not one.changed_after_approval,
            )
            for one in self._queries.sections(found.id)
        }
        section_of = sections_of_units(self._queries, found.fiscal_year)
        return {unit: sections[sec] for unit, sec in section_of.items() if sec in sections}

    def _lessons(self, settled: Iterable[tuple[TaskToSort, str]]) -> list[Change]:
        """One lesson for each wording; nobody learns anything from “other”."""
        wordings = {
            plain(task.name): (task.name, code)
            for task, code in settled
            if task.name and code != UNSORTED
        }
        return [lesson(name, code, self._author) for name, code in wordings.values()]


def _grouped(
    tasks: Iterable[TaskToSort], key_of: Callable[[TaskToSort], str]
) -> dict[str, list[TaskToSort]]:
    groups: dict[str, list[TaskToSort]] = {}
    for task in tasks:
        groups.setdefault(key_of(task), []).append(task)
    return groups


def _with_code(line: WordingLine, known: dict[str, str]) -> WordingLine:
    """The line under its known code; a missing one and one nobody knows are both none."""
    codes = {task.code if task.code in known else "" for task in line.tasks}
    code = codes.pop() if len(codes) == 1 else ""
    return WordingLine(line.key, line.name, code, line.tasks, line.suggestions)


def _is_as_read(task: TaskToSort, stored: dict[str, object] | None) -> bool:
    if stored is None:
        return False
    now = (str(stored.get("code", "")).strip(), str(stored.get("name", "")).strip())
    return now == (task.code, task.name)


def _recoded(moved: Iterable[tuple[TaskToSort, str]]) -> Iterator[Change]:
    return (SetFields("work_item", task.id, {"code": code}) for task, code in moved)


def _known_name(names: dict[str, str], code: str) -> str:
    if code not in names:
        raise RefusedError(tr("There is no class with the code {code}.", code=code))
    return names[code]


def _label(chosen: dict[str, str]) -> str:
    if len(chosen) != 1:
        return tr("Sort tasks into classes")
    ((code, name),) = chosen.items()
    return tr("Sort tasks into {code} {name}", code=code, name=name)
