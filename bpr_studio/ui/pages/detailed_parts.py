"""What the page of the detailed survey is made of; handed in by whoever opens the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.reconcile import Reconciliation, Verdict
from bpr_studio.ui.qt.blocks import Deed, EmptyState
from bpr_studio.ui.qt.page import Jump
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.services.conflicts import Conflicts
    from bpr_studio.services.detailed import Detailed
    from bpr_studio.services.detailed_views import TargetLine
    from bpr_studio.services.digging import Digging
    from bpr_studio.services.sheet_states import SheetStates
    from bpr_studio.services.store import UndoStack
    from bpr_studio.services.views import Queries, RoundInfo
    from bpr_studio.ui.pages.entry_words import Guard
    from bpr_studio.ui.qt.bus import BusBridge
    from bpr_studio.ui.qt.page import PageHost


@dataclass(frozen=True, slots=True)
class DetailedParts:
    """What the page works with.

    Attributes:
        queries: what the workspace holds.
        digging: finds where to dig.
        detailed: targets and their steps.
        states: submits, confirms, approves, accepts and returns the steps of a section.
        undo: the window's history of deeds; gathers several commits into one step.
        guard: finds personal data; asked for when it is first needed.
        role: the role of the person at the keyboard.
        section: code of the section people begin with, "" for the whole city.
        events: tells of commits on the GUI thread; None where nobody else writes.
        overlaps: lists and decides what several people changed; None where nobody else writes.
    """

    queries: Queries
    digging: Digging
    detailed: Detailed
    states: SheetStates
    undo: UndoStack
    guard: Callable[[], Guard]
    role: Callable[[], str]
    section: str = ""
    events: BusBridge | None = None
    overlaps: Conflicts | None = None


def sums_of_target(line: TargetLine) -> Reconciliation:
    """A target's two sums."""
    return Reconciliation(line.overall, line.detailed, line.steps, line.unanswered)


def verdict_word(verdict: Verdict) -> str:
    """How far a task is, in a word or two."""
    return {
        Verdict.NO_STEPS: tr("Not begun"),
        Verdict.NO_HOURS: tr("Nothing to compare with"),
        Verdict.UNFINISHED: tr("Being filled in"),
        Verdict.FITS: tr("Within 20 %"),
        Verdict.TOO_LOW: tr("Too few hours"),
        Verdict.TOO_HIGH: tr("Too many hours"),
    }[verdict]


def verdict_tone(verdict: Verdict) -> Tone:
    """The colour of the mark beside it."""
    return {
        Verdict.NO_STEPS: Tone.SECONDARY,
        Verdict.NO_HOURS: Tone.SECONDARY,
        Verdict.UNFINISHED: Tone.ACCENT,
        Verdict.FITS: Tone.SUCCESS,
        Verdict.TOO_LOW: Tone.WARNING,
        Verdict.TOO_HIGH: Tone.WARNING,
    }[verdict]


def current_overall(parts: DetailedParts) -> RoundInfo | None:
    """The overall survey pages start with, or the one a detailed survey goes on from."""
    rounds = {found.id: found for found in parts.queries.rounds()}
    found = rounds.get(parts.queries.workspace().round_id)
    if found is None or found.kind == "overall":
        return found
    return rounds.get(found.overall_round_id)


def no_survey(host: PageHost) -> EmptyState:
    """What pages show before there is an overall survey."""
    return EmptyState(
        "clipboard-text",
        tr("There is no overall survey yet."),
        explanation=tr("The detailed survey goes on from its tasks."),
        next_step=Deed(tr("Go to the survey"), lambda: host.go_to(Jump("survey"))),
    )
