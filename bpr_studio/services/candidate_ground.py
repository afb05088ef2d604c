"""All candidates of one survey: what fires, what is left to save, and what became of each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from bpr_studio.domain.reform.candidates import (
    NO_RULE,
    NO_TASK,
    bands,
    match,
    ranked,
    reach,
)
from bpr_studio.services.candidate_standing import Judging
from bpr_studio.services.candidate_values import (
    CandidateLine,
    CandidateState,
    ClassCandidate,
    Coverage,
    RuleSum,
    Totals,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bpr_studio.domain.reform.candidate_rules import Rule, RuleBook
    from bpr_studio.services.candidate_facts import Material
    from bpr_studio.services.candidate_standing import Held
    from bpr_studio.services.candidate_values import CandidateFilter, StoredVerdict
    from bpr_studio.services.views import RoundInfo, UnitLine

_STATES: Final = tuple(CandidateState)
_OPEN: Final = _STATES.index(CandidateState.OPEN)


class Proposed:
    """What the decision table says of the tasks of one survey, whatever became of it since.

    Attributes:
        round: the survey.
        book: the table.
        material: tasks, steps and their facts.
        units: units of the survey's year by id.
    """

    def __init__(
        self,
        found: RoundInfo,
        book: RuleBook,
        material: Material,
        units: Sequence[UnitLine],
        class_names: Mapping[str, str],
    ) -> None:
        self.round = found
        self.book = book
        self.material = material
        self.units = {unit.id: unit for unit in units}
        self.class_names = class_names
        matches = match(book, material.facts, material.parents)
        self.rule = matches.rule
        self.unclear = matches.unclear

    @cached_property
    def places(self) -> dict[str, int]:
        """Places by row id of task and step."""
        material = self.material
        found = {task.id: place for place, task in enumerate(material.tasks)}
        found |= {step.id: n for n, step in enumerate(material.steps, len(material.tasks))}
        return found

    @cached_property
    def successors(self) -> dict[str, int]:
        """Places by row id of the task of the survey before they were carried over from."""
        return {
            task.previous_id: place
            for place, task in enumerate(self.material.tasks)
            if task.previous_id
        }

    @cached_property
    def unit_places(self) -> NDArray[np.int64]:
        """For each place where its unit stands in the tree; -1 for units of other years."""
        lfts = {unit.id: unit.lft for unit in self.units.values()}
        own = [lfts.get(task.unit_id, -1) for task in self.material.tasks]
        parents = self.material.parents
        above = np.where(parents == NO_TASK, np.arange(len(parents)), parents)
        return np.array(own, dtype=np.int64)[above]

    @cached_property
    def coverage(self) -> Coverage:
        """How far the proposal sees."""
        material, tasks = self.material, len(self.material.tasks)
        minutes = material.task_minutes
        non_core = np.array([task.core_tag == "non_core" for task in material.tasks], dtype=bool)
        unclear = self.unclear[:tasks]
        return Coverage(
            tasks=tasks,
            minutes=int(minutes.sum()),
            non_core=int(minutes[non_core].sum()),
            candidates=int((self.rule != NO_RULE).sum()),
            unclear=int(unclear.sum()),
            unclear_minutes=int(minutes[unclear].sum()),
        )

    @cached_property
    def classes(self) -> dict[tuple[str, int], NDArray[np.intp]]:
        """Places by class and rule, for rules that take a class together."""
        found: dict[tuple[str, int], list[int]] = {}
        for number, rule in enumerate(self.book.rules):
            if rule.by_class:
                for place in np.flatnonzero(self.rule == number).tolist():
                    found.setdefault((self.material.task(place).code, number), []).append(place)
        return {key: np.array(places, dtype=np.intp) for key, places in found.items()}

    def number_of(self, rule_id: str) -> int:
        """Number of a rule in the table, `NO_RULE` where it has none of this id."""
        rule = self.book.rule(rule_id)
        return rule.order - 1 if rule else NO_RULE


class CandidateGround:
    """The candidates of one survey with what became of each; immutable, made anew on changes.

    Attributes:
        proposed: what the table says.
        held: what the register holds.
        bands: what may go away at each place, of what the register does not hold; where the register
            holds the candidate itself, what it holds.
        state: what became of each place, as number in `CandidateState`.
    """

    def __init__(self, proposed: Proposed, held: Held, verdicts: Iterable[StoredVerdict]) -> None:
        self.proposed = proposed
        self.held = held
        self._book = proposed.book
        self._material = proposed.material
        self.left = self._left()
        self.bands = bands(self._book, proposed.rule, self.left)
        self.state = np.full(len(proposed.rule), _OPEN, dtype=np.int8)
        self._verdicts: dict[int, StoredVerdict] = {}
        self._class_verdicts: dict[tuple[str, int], StoredVerdict] = {}
        judging = Judging(proposed.round.id, self._book.changed_percent)
        for verdict in verdicts:
            self._judge(verdict, judging)
        self._mark_registered()
        shown = (proposed.rule != NO_RULE) & ((self.bands.typical > 0) | (self.state != _OPEN))
        self._shown = np.flatnonzero(shown)

    # -- lists -----------------------------------------------------------------------------------

    def places(self, wanted: CandidateFilter) -> NDArray[np.intp]:
        """The places of the candidates that are wanted, in their order."""
        found = self._shown[self._mask(wanted)[self._shown]]
        keys = np.array([self._material.key(place) for place in found.tolist()], dtype=np.str_)
        order = ranked(
            self._book, self.proposed.rule[found], self.bands.typical[found], keys, wanted.ranking
        )
        return found[order]

    def _mask(self, wanted: CandidateFilter) -> NDArray[np.bool_]:
        keep = self._rules_wanted(wanted)[self.proposed.rule]
        if wanted.state is not None:
            keep &= self.state == _STATES.index(wanted.state)
        if wanted.least_minutes:
            keep &= self.bands.typical >= wanted.least_minutes
        if wanted.unit_id:
            keep &= self._inside(wanted.unit_id)
        if wanted.code:
            keep &= self._of_class(wanted.code)
        return keep

    def _rules_wanted(self, wanted: CandidateFilter) -> NDArray[np.bool_]:
        return np.array(
            [
                (wanted.kind is None or rule.kind is wanted.kind)
                and (wanted.difficulty is None or rule.difficulty is wanted.difficulty)
                and (not wanted.rule or rule.id == wanted.rule)
                for rule in self._book.rules
            ],
            dtype=bool,
        )

    def _inside(self, unit_id: str) -> NDArray[np.bool_]:
        top = self.proposed.units.get(unit_id)
        lfts = self.proposed.unit_places
        if top is None:
            return np.zeros(len(lfts), dtype=bool)
        return (top.lft <= lfts) & (lfts <= top.rgt)

    def _of_class(self, code: str) -> NDArray[np.bool_]:
        places = range(len(self.proposed.rule))
        return np.array(
            [_is_within(self._material.task(place).code, code) for place in places], dtype=bool
        )

    def lines(self, places: Iterable[int]) -> tuple[CandidateLine, ...]:
        """These candidates as people see them."""
        return tuple(self._line(int(place)) for place in places)

    def _line(self, place: int) -> CandidateLine:
        task, step = self._material.task(place), self._material.step(place)
        rule = self._book.rules[int(self.proposed.rule[place])]
        key, minutes = self._material.key(place), int(self._material.minutes[place])
        unit = self.proposed.units.get(task.unit_id)
        typical = int(self.bands.typical[place])
        verdict = self._verdict_at(place)
        state = _STATES[int(self.state[place])]
        set_aside = verdict if state in _SET_ASIDE else None
        return CandidateLine(
            key=key,
            task_id=task.id,
            step_id=step.id if step else "",
            unit_id=task.unit_id,
            unit_code=unit.code if unit else "",
            unit_name=unit.name if unit else "",
            code=task.code,
            class_name=self.proposed.class_names.get(task.code, task.code),
            name=step.name if step else task.name,
            task_name=task.name,
            rule=rule,
            minutes=minutes,
            held=min(self.held.minutes.get(key, 0), minutes),
            low=int(self.bands.low[place]),
            typical=typical,
            high=int(self.bands.high[place]),
            score=typical * self._book.weights[rule.difficulty] // 100,
            state=state,
            evidence=self._book.needs_evidence(typical, minutes),
            reason=set_aside.reason if set_aside else "",
            user=set_aside.user if set_aside else "",
        )

    # -- sums ------------------------------------------------------------------------------------

    def totals(self, places: NDArray[np.intp], target: int) -> Totals:
        """What these candidates amount to together."""
        return Totals(
            count=len(places),
            minutes=int(self._material.minutes[places].sum()),
            low=int(self.bands.low[places].sum()),
            typical=int(self.bands.typical[places].sum()),
            high=int(self.bands.high[places].sum()),
            target=target,
            reach=reach(self.bands.typical[places], target),
            by_rule=tuple(
                self._rule_sum(number, rule, places) for number, rule in enumerate(self._book.rules)
            ),
        )

    def _rule_sum(self, number: int, rule: Rule, places: NDArray[np.intp]) -> RuleSum:
        own = places[self.proposed.rule[places] == number]
        return RuleSum(
            rule,
            len(own),
            int(self._material.minutes[own].sum()),
            int(self.bands.low[own].sum()),
            int(self.bands.typical[own].sum()),
            int(self.bands.high[own].sum()),
        )

    # -- whole classes ---------------------------------------------------------------------------

    def classes(
        self, state: CandidateState | None = CandidateState.OPEN
    ) -> tuple[ClassCandidate, ...]:
        """Work of one class that many sections do, most expected hours first."""
        made = (self._class(*key) for key in self.proposed.classes)
        found = [one for one in made if state is None or one.state is state]
        return tuple(sorted(found, key=lambda one: (-one.typical, one.code)))

    def _class(self, code: str, number: int) -> ClassCandidate:
        places = self.proposed.classes[code, number]
        verdict = self._class_verdicts.get((code, number))
        state = self._class_state(places, verdict)
        own = places[self.state[places] == _STATES.index(state)]
        own = own[np.argsort(-self.bands.typical[own], kind="stable")]
        numbers = self._material.facts.numbers
        first = int(places[0])
        return ClassCandidate(
            code=code,
            name=self.proposed.class_names.get(code, code),
            rule=self._book.rules[number],
            keys=tuple(self._material.key(place) for place in own.tolist()),
            sections=len({self._material.task(place).unit_id for place in own.tolist()}),
            non_core_percent=int(numbers["class_non_core_percent"][first]),
            minutes=int(self._material.minutes[own].sum()),
            low=int(self.bands.low[own].sum()),
            typical=int(self.bands.typical[own].sum()),
            high=int(self.bands.high[own].sum()),
            state=state,
            reason=verdict.reason if verdict and state in _SET_ASIDE else "",
        )

    def _class_state(
        self, places: NDArray[np.intp], verdict: StoredVerdict | None
    ) -> CandidateState:
        open_ones = int((self.state[places] == _OPEN).sum())
        if open_ones:
            return CandidateState.OPEN
        if verdict is not None:
            return CandidateState(verdict.verdict)
        return _STATES[int(np.bincount(self.state[places]).argmax())]

    # -- inside ----------------------------------------------------------------------------------

    def _left(self) -> NDArray[np.int64]:
        """Minutes the register does not hold; the steps of a task share what is left of it."""
        left = self._material.minutes.copy()
        for row, minutes in self.held.minutes.items():
            place = self.proposed.places.get(row)
            if place is not None:
                left[place] = max(int(left[place]) - minutes, 0)
        spare: dict[int, int] = {}
        tasks = len(self._material.tasks)
        for place in range(tasks, len(left)):
            if self.proposed.rule[place] != NO_RULE:
                parent = int(self._material.parents[place])
                room = spare.get(parent, int(left[parent]))
                left[place] = min(int(left[place]), room)
                spare[parent] = room - int(left[place])
        return left

    def _judge(self, verdict: StoredVerdict, judging: Judging) -> None:
        number = self.proposed.number_of(verdict.rule)
        if verdict.class_code:
            self._judge_class(verdict, number, judging)
            return
        row = verdict.step_id or verdict.work_item_id
        place = self.proposed.places.get(row, self.proposed.successors.get(row))
        if place is None or self.proposed.rule[place] != number:
            return
        state = judging.state(verdict, int(self._material.minutes[place]))
        self.state[place] = _STATES.index(state)
        self._verdicts[place] = verdict

    def _judge_class(self, verdict: StoredVerdict, number: int, judging: Judging) -> None:
        places = self.proposed.classes.get((verdict.class_code, number))
        if places is None:
            return
        state = judging.state(verdict, int(self._material.minutes[places].sum()))
        if state is not CandidateState.OPEN:
            self.state[places] = _STATES.index(state)
            self._class_verdicts[verdict.class_code, number] = verdict

    def _verdict_at(self, place: int) -> StoredVerdict | None:
        found = self._verdicts.get(place)
        if found is None:
            code = self._material.task(place).code
            found = self._class_verdicts.get((code, int(self.proposed.rule[place])))
        return found

    def _mark_registered(self) -> None:
        for row, rules in self.held.rules.items():
            place = self.proposed.places.get(row)
            if place is None or self.proposed.rule[place] == NO_RULE:
                continue
            rule = self._book.rules[int(self.proposed.rule[place])]
            if rule.id in rules or not self.left[place]:
                self.state[place] = _STATES.index(CandidateState.REGISTERED)
                held = min(self.held.minutes[row], int(self._material.minutes[place]))
                for band in (self.bands.low, self.bands.typical, self.bands.high):
                    band[place] = held  # nothing more is proposed


_SET_ASIDE: Final = frozenset({CandidateState.LATER, CandidateState.DECLINED})


def _is_within(code: str, wanted: str) -> bool:
    return code == wanted or code.startswith(f"{wanted}-")
