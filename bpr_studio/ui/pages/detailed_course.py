"""How far a section's detailed survey is, who may do what with it now, and doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import (
    Deed,
    SheetState,
    Standing,
    deeds_for,
    round_state,
    sheet_state,
)
from bpr_studio.ui.pages.entry_words import deed_done
from bpr_studio.ui.qt.blocks import Deed as Way
from bpr_studio.ui.qt.blocks import Notice
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.services.views import RoundInfo, SectionStatus
    from bpr_studio.ui.pages.detailed_parts import DetailedParts

_FORWARD: Final = (Deed.ACCEPT, Deed.APPROVE, Deed.CONFIRM, Deed.SUBMIT)
_CHECKED: Final = frozenset({Deed.SUBMIT, Deed.CONFIRM, Deed.APPROVE})


class DetailedCourse:
    """The way of one section's steps in a detailed survey.

    Args:
        parts: what the page works with.
        to_overlaps: shows the overlapping edits of a section, by its code.
    """

    def __init__(self, parts: DetailedParts, to_overlaps: Callable[[str], object]) -> None:
        self._parts = parts
        self.to_overlaps = to_overlaps
        self._round: RoundInfo | None = None
        self._section: SectionStatus | None = None
        self._seen = ""

    def look(self, found: RoundInfo | None, code: str) -> None:
        """Find out how far a section is; an approval covers the steps as they are now.

        Call it before the tasks are read, so that nothing that comes between is approved.

        Args:
            found: the detailed survey.
            code: of the section; "" for none.
        """
        self._round, self._section, self._seen = found, None, ""
        if found is None or not code:
            return
        listed = self._parts.queries.sections(found.id)
        self._section = next((s for s in listed if s.unit_code == code and s.state), None)
        if self._section is not None:
            self._seen = self._parts.states.figures_digest(found.id, self._section.unit_id)

    @property
    def standing(self) -> Standing | None:
        """What the rules of the workflow look at; None without a section that is asked."""
        if self._round is None or self._section is None:
            return None
        return Standing(
            round_state(self._round.state),
            sheet_state(self._section.state),
            self._section.changed_after_approval,
        )

    @property
    def forward(self) -> Deed | None:
        """The deed that brings the section on, None where it is not this person's turn."""
        deeds = self._deeds()
        return next((deed for deed in _FORWARD if deed in deeds), None)

    @property
    def may_return(self) -> bool:
        """Whether this person may hand the steps back now."""
        return Deed.RETURN in self._deeds()

    def _deeds(self) -> tuple[Deed, ...]:
        standing = self.standing
        return deeds_for(self._parts.role(), standing) if standing is not None else ()

    def returned(self) -> Notice | None:
        """What the section is told when its steps came back."""
        standing, section = self.standing, self._section
        if standing is None or section is None or not section.reason:
            return None
        if standing.sheet is not SheetState.RETURNED:
            return None
        said = tr("The sheet was returned: {reason}", reason=section.reason)
        return Notice(said, Tone.WARNING, lasting=True)

    def do(self, deed: Deed, reason: str = "") -> Notice | BprError | None:
        """Carry out a deed; what is to be said about it.

        Args:
            deed: what to do.
            reason: why the steps are handed back.
        """
        section, found = self._section, self._round
        if section is None or found is None:
            return None
        states, unit = self._parts.states, section.unit_id
        errors = states.open_errors(found.id, unit) if deed in _CHECKED else 0
        if errors:
            return _errors_first(errors)
        seen = {unit: self._seen}
        try:
            (outcome,) = states.do(deed, found.id, [unit], reason=reason, seen=seen)
        except BprError as error:
            return error
        if not outcome.done:
            way = Way(tr("Show them side by side"), lambda: self.to_overlaps(section.unit_code))
            offered = way if outcome.overlaps else None
            return Notice(outcome.refusal, Tone.WARNING, offered, lasting=True)
        undo = Way(tr("Undo"), self._parts.undo.undo)
        return Notice(deed_done(deed, outcome.state), Tone.SUCCESS, undo)


def _errors_first(n: int) -> Notice:
    said = ntr(
        "{n} error must be corrected first. Open the tasks that are not begun or being filled in.",
        "{n} errors must be corrected first. Open the tasks that are not begun or being filled in.",
        n,
    )
    return Notice(said, Tone.ERROR, lasting=True)
