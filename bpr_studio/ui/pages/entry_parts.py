"""What the entry page is made of; handed in by whoever opens the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.entry_facts import CoreWords
from bpr_studio.ui.pages.survey_words import core_word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bpr_studio.domain.workload.row_templates import RowTemplate
    from bpr_studio.services.entry import EntryDesk
    from bpr_studio.services.sheet_states import SheetStates
    from bpr_studio.services.store import UndoStack
    from bpr_studio.services.views import ClassLine, Queries
    from bpr_studio.ui.pages.entry_classes import ClassFinder
    from bpr_studio.ui.pages.entry_words import Guard
    from bpr_studio.ui.qt.bus import BusBridge


class CoreProposals(Protocol):
    """Proposes whether a task is core work, and says why."""

    def for_task(self, fields: Mapping[str, object]) -> CoreWords | None:
        """The proposal for a task with these stored fields; None where nothing can be said."""


class HintProposals:
    """Proposals from the hint of the class alone.

    Args:
        classes: the classification.
    """

    def __init__(self, classes: Sequence[ClassLine]) -> None:
        self._hints = {line.code: (line.core_hint, line.name) for line in classes}

    def for_task(self, fields: Mapping[str, object]) -> CoreWords | None:
        """What tasks of this class usually are; None for mixed classes and without a class."""
        hint, name = self._hints.get(str(fields.get("code", "")), ("", ""))
        if hint not in {"core", "non_core"}:
            return None
        word = core_word(hint)
        why = tr("Tasks of the class “{name}” usually are: {word}.", name=name, word=word)
        return CoreWords(hint, "", word, (why,), agrees=fields.get("core_tag") == hint)


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
        events: tells of commits on the GUI thread; None where nobody else writes.
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
    events: BusBridge | None = None
