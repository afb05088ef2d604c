"""The contract between a page and the window, and the frame every page shares.

A page is created on first use by its `PageFactory`, builds its widgets from
`bpr_studio.ui.qt.blocks`, and talks to the window only through the `PageHost` it was given::

    class SurveyPage(Page):
        def __init__(self, host: PageHost, surveys: SurveyService) -> None:
            super().__init__(host, title=tr("Survey"), icon="clipboard-text")
            self.set_actions([self._collect_action], primary=0)
            self.set_content(self._table)

Layout of a page: title line with the actions at its right, optional filter line, notices, then
one body (content, empty state or error) with an optional resizable side panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar, assert_never

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.blocks import NoticeBar, TitleLine
from bpr_studio.ui.qt.buttons import usable_actions
from bpr_studio.ui.qt.error_panel import ErrorPanel
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bpr_studio.domain.shared.errors import BprError
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.ui.qt.blocks import EmptyState, Notice
    from bpr_studio.ui.qt.tasks import Outcome, TaskRunner

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Jump:
    """A place in the window.

    Attributes:
        page: key of a `PageFactory`.
        target: what to show there, in that page's own words (usually a row id); "" = its start.
    """

    page: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path in the top bar; without a jump it is plain text."""

    text: str
    jump: Jump | None = None


class PageHost(Protocol):
    """What the window does for a page."""

    @property
    def tasks(self) -> TaskRunner:
        """Runs slow work beside the GUI thread and shows it in the status bar."""

    def go_to(self, jump: Jump) -> None:
        """Show another page, at a place in it; unknown pages are ignored."""

    def show_notice(self, notice: Notice) -> None:
        """Show a short notice at the foot of the window, for example with an undo button."""

    def show_selection(self, text: str) -> None:
        """Show sums of the selection in the status bar; "" clears them."""

    def place_changed(self) -> None:
        """Ask the page in front for its breadcrumb again."""


@dataclass(frozen=True, slots=True)
class PageFactory:
    """How the window lists a page and creates it when it is first opened.

    Attributes:
        key: stable English name, e.g. "survey"; what `Jump.page` says.
        title: the word in the rail, already translated.
        icon: icon name (see resources/icons).
        create: builds the page.
        at_foot: listed at the lower end of the rail (settings).
        files: suffixes of the files it reads when they are dropped on the window, e.g. ".xlsx".
        under: key of the page in the rail it belongs to ("survey" for the entry of a section):
            it is reached by jumps, the rail marks that page and the path leads back to it.
            "" for a page with a button of its own in the rail.
        listed: the search offers it by its title; false where it shows nothing without a target.
    """

    key: str
    title: str
    icon: str
    create: Callable[[PageHost], Page]
    at_foot: bool = False
    files: tuple[str, ...] = ()
    under: str = ""
    listed: bool = True


class Page(QWidget):
    """A page of the window.

    Subclasses fill the frame with `set_actions`, `set_filter`, `set_content`, `set_side` and
    override `breadcrumb`, `refresh`, `on_shown`, `open_target` where they have something to say.
    """

    #: the page's title changed
    title_changed = Signal(str)

    def __init__(self, host: PageHost, *, title: str, icon: str = "", subtitle: str = "") -> None:
        super().__init__()
        self.host = host
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # where the keyboard is after a jump
        self.setAccessibleName(title)
        self.title_line = TitleLine(title, subtitle=subtitle)
        self.icon_name = icon
        self.notices = NoticeBar()
        self._content: QWidget = QWidget()
        self._filter: QWidget | None = None
        self._passing: QWidget | None = None
        self._side: QWidget | None = None
        self._body = QStackedWidget()
        self._body.addWidget(self._content)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setObjectName("page-splitter")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._body)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 16, 24, 16)
        self._column.setSpacing(12)
        self._column.addWidget(self.title_line)
        self._column.addWidget(self.notices)
        self._column.addWidget(self._splitter, 1)

    # -- what a page says about itself ---------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's title as shown."""
        return self.title_line.title

    def set_title(self, title: str, *, subtitle: str = "") -> None:
        """Change title and subtitle, for example after drilling down."""
        self.title_line.set_text(title, subtitle=subtitle)
        self.setAccessibleName(title)
        self.title_changed.emit(title)

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """Where the page stands below city and fiscal year, e.g. bureau and section."""
        return ()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Something was written; reload what depends on these entity names.

        Called for the page in front at once, for the others when they are next shown.
        """

    def on_shown(self) -> None:
        """The page came to the front; start loading here, not in the constructor."""

    def open_target(self, target: str) -> None:
        """Show the place a `Jump` names, after `on_shown`."""

    def shows(self, target: str) -> bool:
        """Whether what the target of a `Jump` names is in sight already."""
        del target
        return False

    def target_above(self) -> str:
        """What the page this one belongs to shall show on the way back, e.g. the row id."""
        return ""

    def lead_to_unstored(self) -> str:
        """Show typed texts that closing the window would lose, and give a sentence about them.

        Everything that can be stored is stored at once; what is left are texts that were not
        taken. "" where there are none.
        """
        return ""

    def open_files(self, files: Sequence[Path]) -> None:
        """Files of the kinds in `PageFactory.files` were dropped on the window."""

    def commands(self) -> tuple[QAction, ...]:
        """What can be done here now, for the search (Ctrl+K).

        By default the buttons of the title line with their menus, the page's own actions (those
        with keys), and the actions of every part that is in sight.
        """
        inside = [
            action
            for action in self.findChildren(QAction)
            if isinstance(owner := action.parent(), QWidget)
            and owner is not self
            and owner.isVisible()
        ]
        return usable_actions([*self.title_line.actions_shown, *self.actions(), *inside])

    def panels(self) -> tuple[QWidget, ...]:
        """Regions F6 steps through, in order; by default content and side panel."""
        return tuple(
            w for w in (self._splitter.widget(i) for i in range(self._splitter.count())) if w
        )

    # -- the frame ------------------------------------------------------------------------------

    def set_actions(self, actions: Sequence[QAction], *, primary: int | None = 0) -> None:
        """Show actions as buttons at the right of the title line.

        Args:
            actions: at most three, in order; each needs a text that is a verb.
            primary: index of the one filled button; None when there is none.
        """
        self.title_line.set_actions(actions, primary=primary)

    def set_filter(self, widget: QWidget) -> None:
        """Put a filter line (see `blocks.FilterLine`) below the title."""
        if self._filter is not None:
            self._column.removeWidget(self._filter)
            self._filter.deleteLater()
        self._filter = widget
        self._column.insertWidget(1, widget)

    def set_content(self, widget: QWidget) -> None:
        """Replace the content and show it."""
        old, self._content = self._content, widget
        self._body.removeWidget(old)
        old.deleteLater()
        self._body.insertWidget(0, widget)
        self.show_content()

    def set_side(self, widget: QWidget, *, width: int = 320) -> None:
        """Put details or findings to the right of the body, in a panel people can resize."""
        old, self._side = self._side, widget
        if old is not None:
            self._splitter.replaceWidget(1, widget)
            old.deleteLater()
        else:
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._splitter.setSizes([max(self.width() - width, 480), width])

    def show_content(self) -> None:
        """Leave the empty or error state."""
        self._show_instead(None)

    def show_empty(self, empty: EmptyState) -> None:
        """Show what to do next in place of the content."""
        self._show_instead(empty)

    def show_error(self, error: BprError, *, details: str = "") -> None:
        """Show why the content cannot be shown, in its place."""
        self._show_instead(_at_top(ErrorPanel(error, details=details)))

    def _show_instead(self, widget: QWidget | None) -> None:
        old, self._passing = self._passing, widget
        if old is not None:
            self._body.removeWidget(old)
            old.deleteLater()
        if widget is not None:
            self._body.addWidget(widget)
        self._body.setCurrentWidget(widget or self._content)

    # -- slow work --------------------------------------------------------------------------------

    def run_task(
        self, title: str, work: Callable[[Progress], T], on_result: Callable[[T], None]
    ) -> None:
        """Run `work` beside the GUI thread and hand its result to `on_result`.

        Refusals and unreadable input are shown as an error above the content, a cancel as a
        notice. Use `host.tasks.start` to treat the outcome yourself.

        Args:
            title: what is being done, e.g. "Collecting workbooks".
            work: must report now and then, which is also where a cancel reaches it.
            on_result: called on the GUI thread.
        """
        stopped = tr("Stopped: {task}. What was finished before is kept.", task=title)
        self.notices.clear()
        self.host.tasks.start(title, work, telling(self.notices, on_result, stopped))


def telling(
    notices: NoticeBar, on_result: Callable[[T], None], stopped: str
) -> Callable[[Outcome[T]], None]:
    """What to do with the outcome of a task: hand its result on, or tell why there is none.

    Args:
        notices: where errors and a cancel are told.
        on_result: called with the result.
        stopped: the sentence for a cancel.
    """

    def finished(outcome: Outcome[T]) -> None:
        match outcome:
            case Done(value):
                on_result(value)
            case Failed(error, details):
                notices.show_error(error, details=details)
            case Cancelled():
                notices.show_text(stopped)
            case _:
                assert_never(outcome)

    return finished


def _at_top(panel: QWidget) -> QWidget:
    """The panel as high as its text, not as high as the page."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(panel)
    column.addStretch(1)
    return holder
