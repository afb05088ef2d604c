"""The course of the sheets: submit, confirm, approve, accept, return; and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.replication.seen import OneOf
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import (
    COLLECTED,
    SUBMITTED,
    Deed,
    RoundState,
    SheetState,
    Standing,
    after,
    deed_label,
    edit_refusal,
    refusal,
    round_state,
    sheet_state,
    state_label,
)
from bpr_studio.services.rounds import find_round
from bpr_studio.services.views import SurveyQueries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.shared.ports import Person
    from bpr_studio.services.author import Author
    from bpr_studio.services.store import UndoableStore
    from bpr_studio.services.views import RoundInfo, SectionStatus, SheetEvent


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A figure that is not what the chief approved.

    Attributes:
        row: id of the task.
        task: its name now, or the last one where it was removed.
        field: stored field; "" where the whole row was added or removed.
        before: value when it was approved; None where the row is new.
        after: value now; None where the row was removed.
        at: moment of the last change (ISO, UTC).
        user: who made it.
    """

    row: str
    task: str
    field: str
    before: object
    after: object
    at: str
    user: str


class StateQueries(SurveyQueries, Protocol):
    """Questions about the survey, and what the log says about the time since an approval."""

    def changed_since_approval(self, round_id: str, unit_id: str) -> tuple[ChangedCell, ...]:
        """Cells and rows of a section changed since the approval that holds, in sheet order."""


OpenErrors = Callable[[str, str], int]
"""Number of open findings of level ERROR by round and section; the checks of the survey say."""


def no_errors(_round_id: str, _unit_id: str) -> int:
    """Nobody checks: no errors."""
    return 0


@dataclass(frozen=True, slots=True)
class SheetDeedOutcome:
    """What became of a deed on one section.

    Attributes:
        done: it was carried out.
        state: the sheet's state now.
        refusal: why it was not done, "" when it was.
        overlaps: how many edits that overlap keep it from being done.
    """

    unit_id: str
    unit_name: str
    done: bool
    state: SheetState
    refusal: str = ""
    overlaps: int = 0


class SheetStates:
    """Deeds on the sheets of a workspace; every one is a step of undo and stands in the course."""

    def __init__(
        self,
        store: UndoableStore,
        queries: StateQueries,
        author: Author,
        open_errors: OpenErrors = no_errors,
        open_overlaps: OpenErrors = no_errors,
    ) -> None:
        """Work for whoever is at the keyboard, in their role.

        Args:
            store: where the deeds are written.
            queries: how far the sections are.
            author: who does the deeds, and when.
            open_errors: what keeps a sheet from being approved or accepted.
            open_overlaps: edits that overlap and nobody has settled; they keep a sheet where it
                is.
        """
        self._store = store
        self._queries = queries
        self._author = author
        self._open_errors = open_errors
        self._open_overlaps = open_overlaps

    # -- asking ----------------------------------------------------------------------------------

    def edit_refusal(self, round_id: str, unit_id: str) -> str:
        """Why the person at the keyboard may not change figures of a section, "" if they may.

        Raises:
            RefusedError: there is no such round.
        """
        found = find_round(self._queries, round_id)
        section = self._sections(round_id).get(unit_id)
        if section is None or not section.state:
            return tr("The section is not part of this survey.")
        return edit_refusal(self._author.role, _standing(found, section))

    def figures_digest(self, round_id: str, unit_id: str) -> str:
        """Digest of the figures as they are stored now.

        A page that shows rows takes `figures.digest_of_rows` of what it shows instead, so that
        the approval covers what was seen.
        """
        return self._queries.figures_digest(round_id, unit_id)

    def open_errors(self, round_id: str, unit_id: str) -> int:
        """Number of errors that keep a section from being approved."""
        return self._open_errors(round_id, unit_id)

    def open_overlaps(self, round_id: str, unit_id: str) -> int:
        """Number of overlapping edits in a section's rows that keep its sheet where it is."""
        return self._open_overlaps(round_id, unit_id)

    def events(self, round_id: str, unit_id: str) -> tuple[SheetEvent, ...]:
        """Every deed on a section's sheet, oldest first."""
        return self._queries.sheet_events(round_id, unit_id)

    def changed_since_approval(self, round_id: str, unit_id: str) -> tuple[ChangedCell, ...]:
        """What is not as it was approved; empty without approval or without change."""
        return self._queries.changed_since_approval(round_id, unit_id)

    def refusals(self, deed: Deed, round_id: str, unit_ids: Iterable[str]) -> dict[str, str]:
        """Why a deed cannot be done, by section; sections where it can are not in it.

        Errors on the sheet and figures seen are looked at when the deed is done, not here.
        """
        found = find_round(self._queries, round_id)
        sections = self._sections(round_id)
        role = self._author.role
        told = {unit: _refused(deed, role, found, sections.get(unit)) for unit in unit_ids}
        return {unit: sentence for unit, sentence in told.items() if sentence}

    # -- doing -----------------------------------------------------------------------------------

    def do(
        self,
        deed: Deed,
        round_id: str,
        unit_ids: Sequence[str],
        *,
        reason: str = "",
        seen: Mapping[str, str] | None = None,
    ) -> tuple[SheetDeedOutcome, ...]:
        """Do a deed on one or many sections: one gesture; sections where it cannot be are told.

        Args:
            deed: what to do.
            round_id: the survey round.
            unit_ids: the sections.
            reason: why, required for returning.
            seen: for approving: by section the digest of the figures that were shown.

        Raises:
            RefusedError: there is no such round, a reason is missing, or the workspace cannot
                be written.
        """
        if deed is Deed.RETURN and not reason.strip():
            raise RefusedError(
                tr("A sheet is returned with a reason."),
                kept=tr("Nothing was changed."),
                remedy=tr("Write what the section should look at again."),
            )
        desk = _Desk(
            deed=deed,
            found=find_round(self._queries, round_id),
            sections=self._sections(round_id),
            who=self._author.who(),
            at=self._author.moment(),
            reason=reason.strip(),
            seen=seen or {},
        )
        outcomes = [self._check(desk, unit) for unit in dict.fromkeys(unit_ids)]
        changes = [c for o in outcomes if o.done for c in self._changes(desk, o)]
        if changes:
            self._store.commit(self._label(desk, outcomes), changes)
        return tuple(outcomes)

    def _check(self, desk: _Desk, unit_id: str) -> SheetDeedOutcome:
        section = desk.sections.get(unit_id)
        now = sheet_state(section.state) if section else SheetState.DRAFT
        name = section.unit_name if section else unit_id
        refused = _refused(desk.deed, desk.who.role, desk.found, section)
        overlaps = 0
        if not refused and desk.deed in _FORWARD:
            overlaps = self._open_overlaps(desk.found.id, unit_id)
            refused = _refused_by_overlaps(overlaps)
        refused = refused or self._refused_by_figures(desk, unit_id)
        if refused or section is None:
            return SheetDeedOutcome(
                unit_id, name, done=False, state=now, refusal=refused, overlaps=overlaps
            )
        target = after(desk.deed, _standing(desk.found, section))
        return SheetDeedOutcome(unit_id, name, done=True, state=target or now)

    def _refused_by_figures(self, desk: _Desk, unit_id: str) -> str:
        if desk.deed not in {Deed.APPROVE, Deed.ACCEPT}:
            return ""
        errors = self._open_errors(desk.found.id, unit_id)
        if errors:
            return ntr(
                "{n} error must be corrected first; see the findings.",
                "{n} errors must be corrected first; see the findings.",
                errors,
            )
        if desk.deed is Deed.ACCEPT:
            return ""
        if desk.seen.get(unit_id) != self.figures_digest(desk.found.id, unit_id):
            return tr("The figures changed since you looked. Look at them again and approve then.")
        return ""

    def _changes(self, desk: _Desk, outcome: SheetDeedOutcome) -> list[Change]:
        unit, digest = outcome.unit_id, desk.seen.get(outcome.unit_id, "")
        approved = desk.deed is Deed.APPROVE
        event = self._event(desk.found.id, unit, desk.deed.value, outcome.state, desk.at)
        event.update(reason=desk.reason or None, digest=digest if approved else None)
        changes: list[Change] = [PutRow("sheet_event", self._author.ids.new(), event)]
        if desk.deed is not Deed.REMIND:
            fields = _sheet_fields(desk, outcome, digest)
            shown = _shown(desk.sections[unit])
            changes.append(PutRow("survey_sheet", sheet_id(desk.found.id, unit), fields, shown))
        return changes

    def _event(
        self, round_id: str, unit_id: str, kind: str, state: SheetState, at: str
    ) -> dict[str, object]:
        who = self._author.who()
        return {
            "round_id": round_id,
            "unit_id": unit_id,
            "kind": kind,
            "state": state.value,
            "at": at,
            "user": who.user,
            "role": who.role,
        }

    def _label(self, desk: _Desk, outcomes: Sequence[SheetDeedOutcome]) -> str:
        done = [outcome for outcome in outcomes if outcome.done]
        label = deed_label(desk.deed)
        if len(done) == 1:
            return tr("{deed}: {unit}", deed=label, unit=done[0].unit_name)
        return tr("{deed}: {n:,} sections", deed=label, n=len(done))

    # -- workbooks -------------------------------------------------------------------------------

    def require_collectable(self, found: RoundInfo, section: SectionStatus) -> None:
        """Whether a workbook of a section may still be taken over.

        Raises:
            RefusedError: the round is not open, the section is no target, or its sheet is
                approved or accepted.
        """
        sentence = _not_collectable(found, section)
        if sentence:
            raise RefusedError(sentence, kept=tr("Nothing of it was taken over."))

    def collected(
        self, round_id: str, unit_id: str, *, file: str, digest: str
    ) -> tuple[Change, ...]:
        """What a collected workbook changes in the course: it counts as submitted.

        Commit these together with the tasks, after `require_collectable`.

        Args:
            round_id: the survey round.
            unit_id: the section.
            file: name of the workbook.
            digest: digest of its content.
        """
        state, at = SheetState.LEADER_CHECK, self._author.moment()
        sheet = {
            "round_id": round_id,
            "unit_id": unit_id,
            "state": state.value,
            "reason": None,
            "file_name": file,
            "file_digest": digest,
            "collected_at": at,
        }
        event = self._event(round_id, unit_id, COLLECTED, state, at)
        section = self._sections(round_id).get(unit_id)
        shown = _shown(section) if section is not None else None
        return (
            PutRow("survey_sheet", sheet_id(round_id, unit_id), sheet, shown),
            PutRow("sheet_event", self._author.ids.new(), event),
        )

    def _sections(self, round_id: str) -> dict[str, SectionStatus]:
        return {section.unit_id: section for section in self._queries.sections(round_id)}


def sheet_id(round_id: str, unit_id: str) -> str:
    """Row id of a section's sheet in a round, the same on every PC."""
    return planned_id("survey_sheet", round_id, unit_id)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One deed and what it is decided by."""

    deed: Deed
    found: RoundInfo
    sections: Mapping[str, SectionStatus]
    who: Person
    at: str
    reason: str
    seen: Mapping[str, str]


def _sheet_fields(desk: _Desk, outcome: SheetDeedOutcome, digest: str) -> dict[str, object]:
    """The sheet after a deed. Whatever leads back to the section ends the approval."""
    fields: dict[str, object] = {
        "round_id": desk.found.id,
        "unit_id": outcome.unit_id,
        "state": outcome.state.value,
    }
    if desk.deed in {Deed.RETURN, Deed.REOPEN}:
        fields |= {"reason": desk.reason or None, **_NOT_APPROVED}
    elif desk.deed is Deed.APPROVE:
        approval = (digest, desk.who.user, desk.at)
        fields |= {"reason": None, **dict(zip(_NOT_APPROVED, approval, strict=True))}
    elif desk.deed is Deed.SUBMIT:
        fields["reason"] = None
    return fields


def _shown(section: SectionStatus) -> dict[str, object]:
    """What the deed was decided by: one that arrived meanwhile settles beside it."""
    state = sheet_state(section.state)
    stored = tuple(text for text in _STORED_STATES if sheet_state(text) is state)
    empty = (None,) if state is SheetState.DRAFT else ()
    return {"state": OneOf((*stored, *empty)), "reason": section.reason or None}


_STORED_STATES: Final = (*(state.value for state in SheetState), COLLECTED)
_FORWARD: Final = frozenset({Deed.SUBMIT, Deed.CONFIRM, Deed.APPROVE, Deed.ACCEPT})
_NOT_APPROVED: Final = {"approved_digest": None, "approved_by": None, "approved_at": None}


def _state(found: RoundInfo) -> RoundState:
    return round_state(found.state)


def _standing(found: RoundInfo, section: SectionStatus) -> Standing:
    return Standing(_state(found), sheet_state(section.state), section.changed_after_approval)


def _refused(deed: Deed, role: str, found: RoundInfo, section: SectionStatus | None) -> str:
    if section is None or not section.state:
        return tr("The section is not part of this survey.")
    return refusal(deed, role, _standing(found, section))


def _refused_by_overlaps(n: int) -> str:
    if not n:
        return ""
    return ntr(
        "{n} place was changed by several people at the same time. Decide which value holds"
        " first; the list of overlapping edits shows them side by side.",
        "{n} places were changed by several people at the same time. Decide which values hold"
        " first; the list of overlapping edits shows them side by side.",
        n,
    )


def _not_collectable(found: RoundInfo, section: SectionStatus) -> str:
    match _state(found):
        case RoundState.PLANNED:
            return tr("The survey has not been opened yet.")
        case RoundState.CLOSED | RoundState.LOCKED:
            return tr("The survey is closed; no workbooks are collected any more.")
        case RoundState.OPEN:
            pass
    if not section.state:
        return tr("The section is not part of this survey.")
    state = sheet_state(section.state)
    if state in SUBMITTED and section.approved_at:
        return tr(
            "The sheet of {unit} is at “{state}”; return it before a workbook is taken over.",
            unit=section.unit_name,
            state=state_label(state),
        )
    return ""
