"""What the main window is made of, handed to it by app."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtCore import SignalInstance

    from bpr_studio.services.sync.status import SyncStatus
    from bpr_studio.ui.qt.bus import BusBridge
    from bpr_studio.ui.qt.page import Jump, PageFactory
    from bpr_studio.ui.qt.tasks import TaskRunner


class UndoProvider(Protocol):
    """The history of what was done, newest first. Labels are whole deeds, already translated."""

    @property
    def undo_label(self) -> str:
        """The deed that would be undone, e.g. "業務「届出受付」の削除"; "" when there is none."""

    @property
    def redo_label(self) -> str:
        """The deed that would be done again; "" when there is none."""

    @property
    def undo_origin(self) -> str:
        """Who did what undo would take back; see `ShellParts.place_of`."""

    @property
    def redo_origin(self) -> str:
        """Who did what redo would do again."""

    @property
    def undo_size(self) -> int:
        """Number of changes undo would make; many are made beside the window's thread."""

    @property
    def redo_size(self) -> int:
        """Number of changes redo would make."""

    def undo(self) -> None:
        """Undo the last deed.

        Raises:
            RefusedError: it cannot be undone; nothing was changed.
        """

    def redo(self) -> None:
        """Do the last undone deed again.

        Raises:
            RefusedError: it cannot be done again; nothing was changed.
        """


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One line of the search.

    Attributes:
        title: what was found.
        kind: what it is: ページ, 課, 業務, 業務フロー, 操作.
        icon: icon name.
        go: where it leads, or what it does.
        hint: a quiet addition, e.g. the bureau of a section.
    """

    title: str
    kind: str
    icon: str
    go: Jump | Callable[[], object] = field(compare=False)
    hint: str = ""


class SearchProvider(Protocol):
    """Finds one kind of thing for the search box; called on the GUI thread while typing."""

    def prepare(self, ready: Callable[[], None]) -> None:
        """A search begins: what was read for the last one may be out of date.

        Args:
            ready: to be called when hits can be found that could not be found before.
        """

    def hits(self, words: str, limit: int) -> Sequence[SearchHit]:
        """The best hits for what was typed, in well under 50 ms; `words` is never empty."""


class SyncNews(Protocol):
    """Tells how far the own work is on its way to the others."""

    @property
    def status(self) -> SyncStatus:
        """The state now."""

    @property
    def status_changed(self) -> SignalInstance:
        """Emits the `SyncStatus` whenever something of it differs."""


@dataclass(frozen=True, slots=True)
class WorkspaceFacts:
    """What the frame says about the workspace.

    Attributes:
        place: the first steps of the path in the top bar: city, fiscal year.
        fictitious: the figures are invented; the banner 架空 is shown all the time.
        folder: where the workspace lies, for the tooltip of the saved state.
    """

    place: tuple[str, ...]
    fictitious: bool
    folder: Path


@dataclass(frozen=True, slots=True)
class Badge:
    """A small number beside a word of the rail.

    Attributes:
        count: how many things wait there; 0 shows nothing.
        tip: the same in a sentence.
    """

    count: int
    tip: str


@dataclass(frozen=True, slots=True)
class DeedPlace:
    """Where a deed was done.

    Attributes:
        name: of the thing that was changed, e.g. a flow.
        jump: leads there.
    """

    name: str
    jump: Jump


@dataclass(frozen=True, slots=True)
class MenuCommand:
    """An entry of the file menu that app brings along, also found by the search."""

    text: str
    run: Callable[[], object]
    icon: str = ""
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class AboutFacts:
    """What the about dialog shows.

    Attributes:
        version: of the program.
        licences: text file with the licences of everything that is shipped, or None.
        guide: folder with the user's guide (`index.md` and one `<page key>.md` each).
    """

    version: str
    licences: Path | None
    guide: Path


@dataclass(frozen=True, slots=True)
class ShellParts:
    """Everything the main window needs.

    Attributes:
        pages: the pages of this role, in the order of the rail; the first one opens.
        facts: about the workspace.
        tasks: runs slow work.
        bus: tells what was written.
        memory: JSON file where window geometry and choices are remembered.
        about: for help and about.
        undo: the history of deeds, or None while nothing can be undone.
        search: providers beside pages and commands, in the order their hits are listed.
        file_menu: entries of the file menu before 終了.
        place_of: where a deed was done, by the origin it was committed with; None where that is
            not known. Undo says so when that place is not in front.
        badges: what waits at which page; asked after the start and a while after each change.
        sync: how far the own work is, for the top bar; None shows "this PC only".
    """

    pages: Sequence[PageFactory]
    facts: WorkspaceFacts
    tasks: TaskRunner
    bus: BusBridge
    memory: Path
    about: AboutFacts
    undo: UndoProvider | None = None
    search: Sequence[SearchProvider] = ()
    file_menu: Sequence[MenuCommand] = ()
    place_of: Callable[[str], DeedPlace | None] = lambda _origin: None
    badges: Callable[[], Mapping[str, Badge]] | None = None
    sync: SyncNews | None = None
