"""How far a sheet is, who may do what with it now, and doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.figures import digest_of_rows
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
    from collections.abc import Callable, Mapping

    from bpr_studio.services.entry import EntrySheet
    from bpr_studio.services.views import RoundInfo, SectionStatus
    from bpr_studio.ui.pages.entry_parts import EntryParts

_FORWARD: Final = (Deed.ACCEPT, Deed.APPROVE, Deed.CONFIRM, Deed.SUBMIT)
_CHECKED: Final = frozenset({Deed.SUBMIT, Deed.CONFIRM, Deed.APPROVE})


class SheetCourse:
    """The way of one section's sheet in the current round."""

    def __init__(self, parts: EntryParts, to_overlaps: Callable[[], object]) -> None:
        """Follow the sheets of a workspace.

        Args:
            parts: what the page works with.
            to_overlaps: shows the overlapping edits of the section.
        """
        self._parts = parts
        self.to_overlaps = to_overlaps
        self._round: RoundInfo | None = None
        self._section: SectionStatus | None = None
        self._unit_id = ""

    @property
    def round(self) -> RoundInfo | None:
        """The survey round."""
        return self._round

    @property
    def section(self) -> SectionStatus | None:
        """How far the section is; None while that is not known yet."""
        return self._section

    @property
    def is_approved(self) -> bool:
        """Whether an approval holds, which the next change of a figure may end."""
        return self._section is not None and bool(self._section.approved_at)

    def find(self, code: str) -> str:
        """The unit of the current round's year with this code; "" where there is none.

        How far it is takes longer to find out; `look_again` does that.
        """
        queries = self._parts.queries
        current = queries.workspace().round_id
        self._section = None
        self._round = next((r for r in queries.rounds() if r.id == current), None)
        listed = queries.units(self._round.fiscal_year) if self._round is not None else ()
        unit = next((u for u in listed if u.code == code and u.level == "section"), None)
        self._unit_id = unit.id if unit is not None else ""
        return self._unit_id

    def look_again(self) -> None:
        """Find out how far the section is."""
        if self._round is None or not self._unit_id:
            return
        rounds = self._parts.queries.rounds()
        self._round = next((r for r in rounds if r.id == self._round_id), self._round)
        listed = self._parts.queries.sections(self._round_id)
        self._section = next((s for s in listed if s.unit_id == self._unit_id), None)

    @property
    def _round_id(self) -> str:
        return self._round.id if self._round is not None else ""

    def leave(self) -> None:
        """No section is open any more."""
        self._section, self._unit_id = None, ""

    @property
    def standing(self) -> Standing:
        """What the rules of the workflow look at.

        Raises:
            RuntimeError: no section is open.
        """
        if self._round is None or self._section is None:
            msg = "no section is open"
            raise RuntimeError(msg)
        return Standing(
            round_state(self._round.state),
            sheet_state(self._section.state),
            self._section.changed_after_approval,
        )

    @property
    def forward(self) -> Deed | None:
        """The deed that brings the sheet on, None where it is not this person's turn."""
        deeds = self._deeds()
        return next((deed for deed in _FORWARD if deed in deeds), None)

    @property
    def may_return(self) -> bool:
        """Whether this person may hand the sheet back now."""
        return Deed.RETURN in self._deeds()

    def _deeds(self) -> tuple[Deed, ...]:
        if self._section is None or not self._section.state:
            return ()
        return deeds_for(self._parts.role, self.standing)

    def returned(self) -> Notice | None:
        """What the section is told when its sheet came back."""
        section = self._section
        if section is None or not section.reason:
            return None
        if self.standing.sheet is not SheetState.RETURNED:
            return None
        said = tr("The sheet was returned: {reason}", reason=section.reason)
        return Notice(said, Tone.WARNING, lasting=True)

    def errors_first(self, deed: Deed, sheet: EntrySheet, refused: int) -> Notice | None:
        """What is said while errors keep a sheet from going on; None where it may.

        Args:
            deed: what shall be done.
            sheet: the rows on the screen.
            refused: texts that stand in cells and are not stored; nobody after would see them.
        """
        if deed not in _CHECKED:
            return None
        if refused:
            said = ntr(
                "{n} marked text is not stored. Correct it, or press Esc there to give it up.",
                "{n} marked texts are not stored. Correct them, or press Esc there to give them up.",
                refused,
            )
            return Notice(said, Tone.ERROR, lasting=True)
        n = sum(one.finding.level is Level.ERROR for one in sheet.findings)
        if not n:
            return None
        said = ntr(
            "{n} error must be corrected first. Enter or a double-click in the list leads there.",
            "{n} errors must be corrected first. Enter or a double-click in the list leads there.",
            n,
        )
        return Notice(said, Tone.ERROR, lasting=True)

    def do(self, deed: Deed, sheet: EntrySheet, reason: str = "") -> Notice | BprError | None:
        """Carry out a deed; what is to be said about it.

        Args:
            deed: what to do.
            sheet: the rows on the screen; an approval covers exactly them.
            reason: why the sheet is returned.
        """
        section = self._section
        if section is None or self._round is None:
            return None
        states, found, unit = self._parts.states, self._round.id, section.unit_id
        try:
            seen = {unit: digest_of_rows(_stored(sheet))} if deed is Deed.APPROVE else {}
            (outcome,) = states.do(deed, found, [unit], reason=reason, seen=seen)
        except BprError as error:
            return error
        self.look_again()
        if not outcome.done:
            way = Way(tr("Show them side by side"), self.to_overlaps)
            offered = way if outcome.overlaps else None
            return Notice(outcome.refusal, Tone.WARNING, offered, lasting=True)
        undo = Way(tr("Undo"), self._parts.undo.undo)
        return Notice(deed_done(deed, outcome.state), Tone.SUCCESS, undo)


def _stored(sheet: EntrySheet) -> dict[str, Mapping[str, object]]:
    """The rows of a sheet that are stored, empty lines left out."""
    fields = {row: sheet.fields(row) for row in sheet.rows}
    return {row: stored for row, stored in fields.items() if stored}
