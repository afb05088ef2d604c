"""What the entry page is made of; handed in by whoever opens the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bpr_studio.domain.workload.row_templates import RowTemplate
    from bpr_studio.services.conflicts import Conflicts
    from bpr_studio.services.entry import EntryDesk
    from bpr_studio.services.sheet_states import SheetStates
    from bpr_studio.services.store import UndoStack
    from bpr_studio.services.views import Queries
    from bpr_studio.ui.pages.entry_classes import ClassFinder
    from bpr_studio.ui.pages.entry_facts import CoreWords
    from bpr_studio.ui.pages.entry_words import Guard
    from bpr_studio.ui.qt.bus import BusBridge


class CoreProposals(Protocol):
    """Proposes whether a task is core work, and says why."""

    def for_task(self, fields: Mapping[str, object]) -> CoreWords | None:
        """The proposal for a task with these stored fields; None where nothing can be said."""


def _nothing_kept() -> str:
    return ""


def _keep_nothing(_text: str) -> None:
    """Nobody remembers."""


@dataclass(frozen=True, slots=True)
class EntryParts:
    """What the page works with.

    Attributes:
        queries: what the workspace holds.
        desk: opens sheets.
        states: submits, confirms, approves, accepts, returns.
        undo: the window's history of deeds; gathers several commits into one step.
        finder: finds classes; asked for when it is first needed.
        guard: finds personal data; asked for when it is first needed.
        proposals: proposes core or non-core; asked for when it is first needed.
        templates: the ready rows for kinds of sections.
        now: the present moment.
        role: the role of the person at the keyboard.
        layout: how somebody set the grid up, as kept the last time; "" for nothing.
        keep_layout: keeps it for the next time.
        events: tells of commits on the GUI thread; None where nobody else writes.
        overlaps: lists and decides what several people changed; None where nobody else writes.
    """

    queries: Queries
    desk: EntryDesk
    states: SheetStates
    undo: UndoStack
    finder: Callable[[], ClassFinder]
    guard: Callable[[], Guard]
    proposals: Callable[[], CoreProposals]
    templates: Callable[[], Sequence[RowTemplate]]
    now: Callable[[], datetime]
    role: str
    layout: Callable[[], str] = _nothing_kept
    keep_layout: Callable[[str], object] = _keep_nothing
    events: BusBridge | None = None
    overlaps: Conflicts | None = None
