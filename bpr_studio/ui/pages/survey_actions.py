"""The actions of the survey page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.buttons import make_action

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget


class SurveyDeeds(Protocol):
    """What the actions do."""

    def hand_out(self) -> None:
        """Ask to whom and whereto workbooks are written."""

    def collect(self) -> None:
        """Ask for the workbooks that came back."""

    def search_tasks(self) -> None:
        """Search the tasks of the whole city."""

    def leave(self) -> None:
        """Go back."""

    def take_over(self) -> None:
        """Take over the workbooks that were looked at."""


@dataclass(frozen=True, slots=True)
class SurveyActions:
    """The actions that views show as buttons."""

    hand_out: QAction
    collect: QAction
    search: QAction
    section_form: QAction
    back: QAction
    take_over: QAction
    choose_again: QAction


def survey_actions(page: QWidget, deeds: SurveyDeeds) -> SurveyActions:
    """Make the actions; they belong to the page."""
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
        search=make_action(
            page,
            tr("Search tasks"),
            deeds.search_tasks,
            icon_name="magnifying-glass",
            tip=tr("Find tasks of all sections by their names"),
        ),
        section_form=make_action(
            page, tr("Hand out to this section"), deeds.hand_out, icon_name="paper-plane-tilt"
        ),
        back=make_action(page, tr("Back to the list"), deeds.leave, icon_name="arrow-left"),
        take_over=make_action(
            page,
            tr("Take over"),
            deeds.take_over,
            icon_name="check",
            tip=tr("Write the answers into the workspace"),
        ),
        choose_again=make_action(page, tr("Choose others"), deeds.collect, icon_name="folder-open"),
    )
    made.back.setShortcuts([QKeySequence("Alt+Left"), QKeySequence(Qt.Key.Key_Escape)])
    made.back.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    return made
