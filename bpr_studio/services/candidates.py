"""Candidates for improvement: where hours may go away, why, and taking them over.

The decision table (`surveys/candidate_rules.toml`) proposes, people decide. A candidate that was
set aside comes back when another rule proposes, when its hours change by a fifth or more (as the
table says), and, where it was only put off, with the next survey. What an improvement of the
register holds is never proposed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.reform.candidate_rules import Level
from bpr_studio.domain.reform.candidates import NO_RULE, explain, usual_expectation
from bpr_studio.domain.reform.improvement import Claim, NewImprovement
from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.shared.text import language, ntr, tr
from bpr_studio.domain.workload.workflow import DX_OFFICE, MEMBER
from bpr_studio.services.candidate_facts import gather
from bpr_studio.services.candidate_ground import CandidateGround, Proposed
from bpr_studio.services.candidate_standing import held_minutes
from bpr_studio.services.candidate_values import CandidateState, Proposal
from bpr_studio.services.rounds import find_round

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bpr_studio.domain.reform.candidate_rules import Rule, RuleBook
    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.ids import RowId
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.author import Author
    from bpr_studio.services.candidate_values import (
        CandidateLine,
        CandidateQueries,
        ClassCandidate,
    )
    from bpr_studio.services.events import Committed
    from bpr_studio.services.improvements import Improvements
    from bpr_studio.services.store import UndoableStore

ENTITY: Final = "candidate_verdict"
NO_PROGRESS: Final = NoProgress()

_FACT_KINDS: Final = frozenset(
    {
        *("work_item", "flow", "flow_element", "task_class", "org_unit", "survey_round"),
        "procedure",
    }
)
_STANDING_KINDS: Final = frozenset(
    {"improvement", "improvement_claim", "improvement_actual", ENTITY}
)
KINDS: Final = _FACT_KINDS | _STANDING_KINDS
"""Entities candidates depend on."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What candidates need beside the rows of the workspace.

    Attributes:
        book: the decision table.
        typed_twice: whether a drawn flow leaves the system for paper and is typed in again.
        own: whether a section, by its code, is among those the person writes for.
    """

    book: Callable[[], RuleBook]
    typed_twice: Callable[[str], bool]
    own: Callable[[str], bool]


class Candidates:
    """Finds, explains, sets aside and takes over candidates of one workspace.

    Args:
        store: the window's undo stack.
        queries: reading.
        setting: the decision table and what drawn flows say.
        improvements: the register.
        author: who decides.
    """

    def __init__(
        self,
        store: UndoableStore,
        queries: CandidateQueries,
        setting: Setting,
        improvements: Improvements,
        author: Author,
    ) -> None:
        self._store = store
        self._queries = queries
        self._setting = setting
        self._improvements = improvements
        self._author = author
        self._proposed: Proposed | None = None
        self._ground: CandidateGround | None = None
        self._turn = 0  # counts the changes, so that nothing read before one is kept after it

    def forget(self, event: Committed) -> None:
        """Look again at what was written; a subscriber of the bus."""
        if event.kinds & KINDS:
            self._turn += 1
            self._ground = None
        if event.kinds & _FACT_KINDS:
            self._proposed = None

    # -- finding ---------------------------------------------------------------------------------

    def ground(self, round_id: str) -> CandidateGround:
        """All candidates of an overall survey; remembered until something changes.

        Raises:
            RefusedError: there is no such round.
        """
        turn, known, proposed = self._turn, self._ground, self._proposed
        if known is not None and known.proposed.round.id == round_id:
            return known
        if proposed is None or proposed.round.id != round_id:
            proposed = self._propose(round_id)
        found = CandidateGround(
            proposed, held_minutes(self._queries), self._queries.candidate_verdicts()
        )
        if turn == self._turn:  # it is read beside the window, where somebody may write meanwhile
            self._proposed, self._ground = proposed, found
        return found

    def _propose(self, round_id: str) -> Proposed:
        book, found = self._setting.book(), find_round(self._queries, round_id)
        material = gather(
            self._queries.candidate_tasks(round_id),
            self._queries.candidate_steps(),
            self._queries.sealed_procedures(),
            book.words,
            self._setting.typed_twice,
        )
        units = self._queries.units(found.fiscal_year)
        return Proposed(found, book, material, units, self._queries.class_names())

    def explain(self, ground: CandidateGround, key: str) -> Proposal | None:
        """One candidate with what makes it one; None where there is none any more."""
        proposed = ground.proposed
        place = proposed.places.get(key)
        if place is None or proposed.rule[place] == NO_RULE:
            return None
        (line,) = ground.lines([place])
        material = proposed.material
        level = Level.STEP if line.step_id else Level.TASK
        flow = material.flows.get(proposed.places[line.task_id])
        book = proposed.book
        return Proposal(
            line=line,
            traces=explain(book, material.facts, place, level),
            figures=tuple(book.figures[name] for name in line.rule.figures),
            holders=tuple(ground.held.names.get(key, ())),
            flow_id=flow.flow_id if flow else "",
        )

    # -- deciding --------------------------------------------------------------------------------

    def refusal(self, lines: Iterable[CandidateLine]) -> str:
        """Why the person may not decide on these candidates, "" if they may."""
        role = self._author.role
        if role == DX_OFFICE:
            return ""
        if role != MEMBER and all(self._setting.own(line.unit_code) for line in lines):
            return ""
        return tr(
            "Promoters, Kaizen leaders and chiefs decide on candidates of their section, the DX"
            " office on all of them."
        )

    def set_aside(
        self, ground: CandidateGround, keys: Sequence[str], verdict: CandidateState, reason: str
    ) -> int:
        """Decline candidates or put them off; one step of undo. Returns how many.

        Args:
            ground: where they were seen.
            keys: candidates.
            verdict: `DECLINED` or `LATER`.
            reason: why; required to decline.

        Raises:
            RefusedError: the role may not, or there is no reason.
        """
        lines = self._lines(ground, keys)
        said = _reason(verdict, reason)
        changes = [self._verdict(ground, line, verdict, said) for line in lines]
        self._store.commit(_label(verdict, len(lines)), changes)
        return len(lines)

    def set_class_aside(
        self, ground: CandidateGround, one: ClassCandidate, verdict: CandidateState, reason: str
    ) -> None:
        """Decline or put off the centralisation of a class; its tasks go with it.

        Raises:
            RefusedError: the role may not, or there is no reason.
        """
        self._require_office()
        said = _reason(verdict, reason)
        places = ground.proposed.classes[one.code, one.rule.order - 1]
        fields = self._said(ground, one.rule, verdict, said) | {
            "class_code": one.code,
            "minutes": int(ground.proposed.material.minutes[places].sum()),
        }
        row = planned_id(ENTITY, "class", one.code, one.rule.id)
        self._store.commit(_label(verdict, 1), [PutRow(ENTITY, row, fields)])

    def take_back(self, ground: CandidateGround, keys: Sequence[str]) -> int:
        """Make candidates that were set aside open again; one step of undo. Returns how many.

        Raises:
            RefusedError: the role may not.
        """
        wanted = {line.key for line in self._lines(ground, keys)}
        rows = [
            verdict.id
            for verdict in self._queries.candidate_verdicts()
            if not verdict.class_code
            and self._key(ground, verdict.step_id or verdict.work_item_id) in wanted
        ]
        label = ntr("Open {n} candidate again", "Open {n} candidates again", len(rows))
        self._store.commit(label, [DeleteRow(ENTITY, row) for row in rows])
        return len(rows)

    def take_class_back(self, one: ClassCandidate) -> None:
        """Make the centralisation of a class open again.

        Raises:
            RefusedError: the role may not.
        """
        self._require_office()
        row = planned_id(ENTITY, "class", one.code, one.rule.id)
        label = ntr("Open {n} candidate again", "Open {n} candidates again", 1)
        self._store.commit(label, [DeleteRow(ENTITY, row)])

    # -- taking over -----------------------------------------------------------------------------

    def take_over(
        self, ground: CandidateGround, keys: Sequence[str], progress: Progress = NO_PROGRESS
    ) -> tuple[RowId, ...]:
        """Enter candidates in the register: those of one section and rule as one improvement.

        The expectation entered is the typical one, but never above what needs evidence; people
        raise it in the register, where they give the evidence. One step of undo.

        Raises:
            RefusedError: the role may not, nothing is left to save, or others hold the minutes.
            CancelledError: somebody stopped it; what was entered before stays.
        """
        groups: dict[tuple[str, str], list[CandidateLine]] = {}
        for line in self._free(ground, keys):
            groups.setdefault((line.unit_id, line.rule.id), []).append(line)
        made: list[RowId] = []
        with self._store.gesture(self._taking_over(len(groups))):
            for (unit, _), lines in groups.items():
                progress.report(len(made), len(groups), lines[0].unit_name)
                made.append(self._improvements.create(self._improvement(ground, unit, lines)))
        return tuple(made)

    def take_class_over(self, ground: CandidateGround, one: ClassCandidate) -> RowId:
        """Enter the centralisation of a class as one improvement of the whole city.

        Raises:
            RefusedError: the role may not, or others hold the minutes.
        """
        self._require_office()
        lines = self._free(ground, one.keys)
        with self._store.gesture(self._taking_over(1)):
            return self._improvements.create(self._improvement(ground, "", lines, one.name))

    def _improvement(
        self,
        ground: CandidateGround,
        unit_id: str,
        lines: Sequence[CandidateLine],
        about: str = "",
    ) -> NewImprovement:
        book, rule, first = ground.proposed.book, lines[0].rule, lines[0]
        codes = {line.code for line in lines}
        name = about or first.name or first.task_name
        if len(lines) > 1 and not about:
            name = ntr("{name} and {n:,} more", "{name} and {n:,} more", len(lines) - 1, name=name)
        claims = tuple(
            Claim(line.task_id, line.step_id, usual_expectation(book, line.typical, line.minutes))
            for line in lines
            if line.typical
        )
        return NewImprovement(
            name=tr("{rule}: {name}", rule=rule_name(rule), name=name),
            kind=rule.kind,
            unit_id=unit_id,
            description=rule_explanation(rule),
            round_id=ground.proposed.round.id,
            rule=rule.id,
            class_code=codes.pop() if len(codes) == 1 else "",
            centre=rule.centre,
            claims=claims,
        )

    # -- inside ----------------------------------------------------------------------------------

    def _free(self, ground: CandidateGround, keys: Sequence[str]) -> list[CandidateLine]:
        """Those the register does not hold by now, whatever was seen before."""
        lines = self._lines(self.ground(ground.proposed.round.id), keys)
        free = [
            line for line in lines if line.state is not CandidateState.REGISTERED and line.typical
        ]
        if not free:
            raise RefusedError(
                tr("Nothing is left here to be taken over."),
                kept=tr("Nothing was changed."),
                remedy=tr("Choose candidates that are open."),
            )
        return free

    def _lines(self, ground: CandidateGround, keys: Sequence[str]) -> tuple[CandidateLine, ...]:
        proposed = ground.proposed
        known = (proposed.places[key] for key in keys if key in proposed.places)
        lines = ground.lines(place for place in known if proposed.rule[place] != NO_RULE)
        refused = self.refusal(lines)
        if refused:
            raise RefusedError(refused, kept=tr("Nothing was changed."))
        return lines

    def _key(self, ground: CandidateGround, row: str) -> str:
        proposed = ground.proposed
        place = proposed.places.get(row, proposed.successors.get(row))
        return proposed.material.key(place) if place is not None else ""

    def _verdict(
        self, ground: CandidateGround, line: CandidateLine, verdict: CandidateState, reason: str
    ) -> Change:
        fields = self._said(ground, line.rule, verdict, reason) | {
            "unit_id": line.unit_id,
            "work_item_id": line.task_id,
            "step_id": line.step_id or None,
            "minutes": line.minutes,
        }
        row = planned_id(ENTITY, line.task_id, line.step_id, line.rule.id)
        return PutRow(ENTITY, row, fields)

    def _said(
        self, ground: CandidateGround, rule: Rule, verdict: CandidateState, reason: str
    ) -> dict[str, object]:
        return {
            "rule": rule.id,
            "verdict": verdict.value,
            "reason": reason or None,
            "round_id": ground.proposed.round.id,
            "at": self._author.moment(),
            "user": self._author.who().user,
        }

    def _require_office(self) -> None:
        if self._author.role != DX_OFFICE:
            raise RefusedError(
                tr("Only the DX office decides on work of several sections."),
                kept=tr("Nothing was changed."),
            )

    @staticmethod
    def _taking_over(n: int) -> str:
        return ntr(
            "Enter {n} improvement from candidates", "Enter {n} improvements from candidates", n
        )


def _reason(verdict: CandidateState, reason: str) -> str:
    said = " ".join(reason.split())
    if verdict is CandidateState.DECLINED and not said:
        raise RefusedError(
            tr("Please say why the candidate is declined."),
            kept=tr("Nothing was changed."),
            remedy=tr("Next year others see the reason and need not ask again."),
        )
    return said


def _label(verdict: CandidateState, n: int) -> str:
    if verdict is CandidateState.DECLINED:
        return ntr("Decline {n} candidate", "Decline {n} candidates", n)
    return ntr("Put off {n} candidate", "Put off {n} candidates", n)


def rule_name(rule: Rule) -> str:
    """What a rule proposes, in the language of the user."""
    return rule.name_en if language() == "en" else rule.name


def rule_explanation(rule: Rule) -> str:
    """Why, in the language of the user."""
    return rule.explanation_en if language() == "en" else rule.explanation


def rule_checks(rule: Rule) -> tuple[str, ...]:
    """What a person makes sure of before, in the language of the user."""
    return rule.checks_en if language() == "en" else rule.checks
