"""The actions of the survey page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.buttons import make_action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from bpr_studio.ui.pages.survey_parts import Door
    from bpr_studio.ui.qt.page import Page


class SurveyDeeds(Protocol):
    """What the actions do."""

    def hand_out(self) -> None:
        """Ask to whom and whereto workbooks are written."""

    def collect(self) -> None:
        """Ask for the workbooks that came back."""

    def search_tasks(self) -> None:
        """Search the tasks of the whole city."""

    def open_own(self) -> None:
        """Open the sheet of one's own section."""

    def leave(self) -> None:
        """Go back."""


@dataclass(frozen=True, slots=True)
class SurveyActions:
    """The actions that the board shows as buttons, and the way back to it."""

    hand_out: QAction
    collect: QAction
    search: QAction
    open_own: QAction
    tools: QAction
    back: QAction


def survey_actions(page: Page, deeds: SurveyDeeds, doors: Sequence[Door]) -> SurveyActions:
    """Make the actions; they belong to the page.

    Args:
        page: their owner.
        deeds: what they do.
        doors: where the tools menu leads besides the search over all tasks.
    """
    search = make_action(
        page,
        tr("Search tasks"),
        deeds.search_tasks,
        icon_name="magnifying-glass",
        tip=tr("Find tasks of all sections by their names"),
    )
    made = SurveyActions(
        hand_out=make_action(
            page,
            tr("Hand out"),
            deeds.hand_out,
            icon_name="paper-plane-tilt",
            tip=tr("Write a survey workbook for each section"),
        ),
        collect=make_action(
            page,
            tr("Collect"),
            deeds.collect,
            icon_name="file-arrow-down",
            tip=tr("Take over filled workbooks that came back"),
        ),
        search=search,
        open_own=make_action(
            page,
            tr("Open the sheet"),
            deeds.open_own,
            icon_name="table",
            tip=tr("Fill in the tasks of your section"),
        ),
        tools=_tools(page, search, doors),
        back=make_action(page, tr("Back to the list"), deeds.leave, icon_name="arrow-left"),
    )
    made.back.setShortcuts([QKeySequence("Alt+Left"), QKeySequence(Qt.Key.Key_Escape)])
    made.back.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    return made


def _tools(page: Page, search: QAction, doors: Sequence[Door]) -> QAction:
    """A button whose menu leads to everything else of the survey."""
    menu = QMenu(page)
    menu.setToolTipsVisible(True)
    for door in doors:
        menu.addAction(
            make_action(
                page,
                door.text,
                partial(page.host.go_to, door.jump),
                icon_name=door.icon,
                tip=door.tip,
            )
        )
    if doors:
        menu.addSeparator()
    menu.addAction(search)
    tools = make_action(
        page,
        tr("Tools"),
        lambda: None,
        icon_name="faders",
        tip=tr("Survey rounds, checks, and everything else of the survey"),
    )
    tools.setMenu(menu)
    return tools
