"""Doing something with many sheets at once from the board, and saying what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.workflow import Deed as SheetDeed
from bpr_studio.domain.workload.workflow import deed_label
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.round_progress import Reminder
    from bpr_studio.services.sheet_states import SheetDeedOutcome
    from bpr_studio.services.views import RoundInfo
    from bpr_studio.ui.pages.survey_deeds import DeedWanted
    from bpr_studio.ui.pages.survey_parts import SurveyDesk
    from bpr_studio.ui.qt.page import Page

_REFUSALS_NAMED: Final = 3


class SheetCourse:
    """Accepts, returns, reminds and changes due days of the marked sections."""

    def __init__(
        self, page: Page, desk: SurveyDesk, show_letters: Callable[[tuple[Reminder, ...]], None]
    ) -> None:
        """Work for a page.

        Args:
            page: runs the deeds beside the window and shows what became of them.
            desk: does them.
            show_letters: shows the letters of a reminder.
        """
        self._page = page
        self._desk = desk
        self._show_letters = show_letters

    def do(self, found: RoundInfo, units: Sequence[str], wanted: DeedWanted) -> None:
        """Do a deed on these sections; reminding shows the letters."""
        if wanted.deed is SheetDeed.REMIND:
            self._remind(found, units)
            return

        def work(progress: Progress) -> tuple[SheetDeedOutcome, ...]:
            progress.report(0, len(units), deed_label(wanted.deed))
            return self._desk.states.do(wanted.deed, found.id, units, reason=wanted.reason)

        self._page.run_task(
            deed_label(wanted.deed), work, lambda outcomes: self._told(wanted.deed, outcomes)
        )

    def set_due(self, found: RoundInfo, units: Sequence[str], day: str) -> None:
        """Give these sections another due day, "" for the round's own."""

        def work(progress: Progress) -> int:
            progress.report(0, len(units), "")
            self._desk.rounds.set_due(found.id, day, units)
            return len(units)

        self._page.run_task(tr("Changing the due day"), work, self._due_changed)

    # -- inside ----------------------------------------------------------------------------------

    def _remind(self, found: RoundInfo, units: Sequence[str]) -> None:
        def work(progress: Progress) -> tuple[Reminder, ...]:
            progress.report(0, len(units), "")
            return self._desk.rounds.remind(self._desk.states, found.id, units)

        self._page.run_task(tr("Writing reminders"), work, self._reminded)

    def _reminded(self, letters: tuple[Reminder, ...]) -> None:
        if not letters:
            text = tr("The marked sections have handed in; nobody needs a reminder.")
            self._page.notices.show_notice(Notice(text))
            return
        self._show_letters(letters)
        text = ntr(
            "The reminder of {n:,} section was noted. Copy the letter into your mail.",
            "The reminders of {n:,} sections were noted. Copy the letters into your mails.",
            len(letters),
        )
        self._page.notices.show_notice(Notice(text, Tone.SUCCESS, self._undo))

    def _told(self, deed: SheetDeed, outcomes: tuple[SheetDeedOutcome, ...]) -> None:
        done = sum(outcome.done for outcome in outcomes)
        refused = [outcome for outcome in outcomes if not outcome.done]
        tone = Tone.WARNING if refused else Tone.SUCCESS
        text = " ".join(
            [done_sentence(deed, done), *([_refused_sentence(refused)] * bool(refused))]
        )
        undo = self._undo if done else None
        self._page.notices.show_notice(Notice(text, tone, undo, lasting=bool(refused)))

    def _due_changed(self, count: int) -> None:
        text = ntr(
            "The due day of {n:,} section was changed.",
            "The due day of {n:,} sections was changed.",
            count,
        )
        self._page.notices.show_notice(Notice(text, Tone.SUCCESS, self._undo))

    @property
    def _undo(self) -> Deed:
        return Deed(tr("Undo"), self._desk.undo)


def done_sentence(deed: SheetDeed, n: int) -> str:
    """That a deed was done on so many sections."""
    match deed:
        case SheetDeed.ACCEPT:
            return ntr("{n:,} section was accepted.", "{n:,} sections were accepted.", n)
        case SheetDeed.RETURN:
            return ntr("{n:,} sheet was returned.", "{n:,} sheets were returned.", n)
        case _:
            return ntr(
                "Done on {n:,} section: {deed}.",
                "Done on {n:,} sections: {deed}.",
                n,
                deed=deed_label(deed),
            )


def _refused_sentence(refused: Sequence[SheetDeedOutcome]) -> str:
    """Which sections were left as they were, and why."""
    named = "、".join(f"{one.unit_name}（{one.refusal}）" for one in refused[:_REFUSALS_NAMED])
    rest = len(refused) - _REFUSALS_NAMED
    more = ntr(" and {n:,} more", " and {n:,} more", rest) if rest > 0 else ""
    return tr("Left as they were: {sections}{more}", sections=named, more=more)
