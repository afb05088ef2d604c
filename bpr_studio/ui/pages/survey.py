"""The survey page: how far every section is, its tasks, handing out and collecting."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.conflict_words import ConflictWords
from bpr_studio.services.section_checks import sums_of
from bpr_studio.services.surveys import FileState
from bpr_studio.services.views import TaskQuery
from bpr_studio.ui.pages.survey_actions import survey_actions
from bpr_studio.ui.pages.survey_board import SurveyBoard
from bpr_studio.ui.pages.survey_collect import CollectionView, DropZone, workbooks_of
from bpr_studio.ui.pages.survey_hand_out import HandedOutView, HandOutView
from bpr_studio.ui.pages.survey_history import CellHistory
from bpr_studio.ui.pages.survey_sheet import sheet_sentence
from bpr_studio.ui.pages.survey_side import SidePanel
from bpr_studio.ui.pages.survey_tasks import TaskTable, task_name
from bpr_studio.ui.pages.survey_words import round_title
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.page import Crumb, Jump, Page
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.surveys import CollectionReport, Surveys
    from bpr_studio.services.views import Queries, RoundInfo, SectionStatus
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.survey_history import History
    from bpr_studio.ui.qt.page import PageHost

HAND_OUT: Final = "hand-out"
COLLECT: Final = "collect"
TASKS: Final = "tasks"
SECTION: Final = "section:"
STATE: Final = "state:"
WORDS: Final = "tasks:"
"""What `open_target` understands: "hand-out", "collect", "tasks", "tasks:<words>",
"section:<code>", "state:answered", "state:doubtful" or "state:<SectionCheck>"."""

_KINDS: Final = frozenset(
    {
        "work_item",
        "survey_sheet",
        "survey_round",
        "org_unit",
        "headcount",
        "staff_year",
        "workspace",
    }
)
_SIDE_WIDTH: Final = 340


class SurveyPage(Page):
    """Board, section, search over all tasks, handing out, collecting: one at a time.

    Args:
        host: the window.
        queries: what the workspace holds.
        surveys: hands out and collects.
        history: tells who changed a cell.
        folder: where the folder field starts when handing out.
        survey_format: the form's columns, by which a task is shown in full when it is opened;
            without it the history of its hours is.
    """

    def __init__(  # noqa: PLR0913  # the parts a survey page has
        self,
        host: PageHost,
        queries: Queries,
        surveys: Surveys,
        history: History,
        *,
        folder: Path | None = None,
        survey_format: Callable[[], SurveyFormat] | None = None,
    ) -> None:
        super().__init__(host, title=tr("Survey"), icon="clipboard-text")
        self._queries = queries
        self._surveys = surveys
        self._folder = folder or Path.home() / tr("Survey workbooks")
        self._round: RoundInfo | None = None
        self._sections: dict[str, SectionStatus] = {}
        self._section = ""
        self._places: list[Path] = []
        self._views = QStackedWidget()
        self._board = SurveyBoard()
        self._views.addWidget(self._board)
        self.set_content(self._views)
        self.setAcceptDrops(True)
        self._survey_format = survey_format
        self._panel = SidePanel(CellHistory(history, queries), survey_format)
        self.set_side(self._panel, width=_SIDE_WIDTH)
        self._panel.hide()
        self._do = survey_actions(self, self)
        self._connect()

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Read how far the sections are."""
        self._load()
        self._tell_sums()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again what was written."""
        if kinds & _KINDS:
            self._load()
            if self._views.currentWidget() in {self._tasks, self._all_tasks}:
                self._front_tasks().reload()

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """Bureau and section, or what is being done."""
        front = self._views.currentWidget()
        if front is self._board:
            return ()
        if front is self._tasks and self._section in self._sections:
            section = self._sections[self._section]
            return (Crumb(section.bureau_name), Crumb(section.unit_name))
        return (Crumb(self.title),)

    def open_target(self, target: str) -> None:
        """Show what a jump names; see the constants above."""
        if target == HAND_OUT:
            self.hand_out()
        elif target == COLLECT:
            self.collect()
        elif target == TASKS or target.startswith(WORDS):
            self.search_tasks(target.removeprefix(WORDS) if target != TASKS else "")
        elif target.startswith(STATE):
            self.show_board()
            self._board.show_state(target.removeprefix(STATE))
        elif target.startswith(SECTION):
            code = target.removeprefix(SECTION)
            found = next((s for s in self._sections.values() if s.unit_code == code), None)
            if found is not None:
                self.open_section(found.unit_id)

    def open_files(self, files: Sequence[Path]) -> None:
        """Look at workbooks that were dropped on the window."""
        self.preview(files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Workbooks and folders may be dropped anywhere on the page."""
        if workbooks_of(event.mimeData()) and self._round is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at what was dropped."""
        event.acceptProposedAction()
        self.preview(workbooks_of(event.mimeData()))

    # -- what can be shown -----------------------------------------------------------------------

    @property
    def board(self) -> SurveyBoard:
        """The list of all sections."""
        return self._board

    @property
    def front(self) -> QWidget:
        """The view in front."""
        return self._views.currentWidget() or self._views

    @property
    def side_panel(self) -> SidePanel:
        """The panel with a task in full, or with the history of a cell."""
        return self._panel

    @property
    def back_action(self) -> QAction:
        """Leads from every view back to the board."""
        return self._do.back

    @property
    def take_over_action(self) -> QAction:
        """Takes over the workbooks that were looked at."""
        return self._do.take_over

    def leave(self) -> None:
        """Close the panel at the side if it is open, else go back to the list of sections."""
        if self._panel.isVisible():
            self._panel.hide()
        else:
            self.show_board()

    def show_board(self) -> None:
        """Go to the list of all sections."""
        self._section = ""
        actions = [self._do.collect, self._do.hand_out, self._do.search]
        self._bring(self._board, actions, self._board_heading(), primary=0)

    def open_section(self, unit_id: str) -> None:
        """Go to the tasks of a section."""
        if self._round is None or unit_id not in self._sections:
            return
        self._section = unit_id
        self._bring(self._tasks, [self._do.section_form, self._do.back], self._section_heading())
        self._tasks.show_tasks(TaskQuery(self._round.id, unit_id=unit_id))

    def search_tasks(self, words: str = "") -> None:
        """Search the tasks of the whole city."""
        if self._round is None:
            return
        heading = (tr("Tasks of the whole city"), self._round_name())
        self._bring(self._all_tasks, [self._do.back], heading)
        self._all_tasks.show_tasks(TaskQuery(self._round.id), words=words)
        self._all_tasks.focus_search()

    def hand_out(self) -> None:
        """Ask to whom and whereto workbooks are written."""
        if not self._sections:
            return
        if self._section:
            marked: tuple[str, ...] = (self._sections[self._section].unit_code,)
        else:
            marked = self._board.marked_codes()
        heading = (tr("Hand out survey workbooks"), self._round_name())
        self._bring(self._hand_out_view, [self._do.back], heading)
        self._hand_out_view.ask(tuple(self._sections.values()), marked, self._folder)

    def collect(self) -> None:
        """Ask for the workbooks that came back."""
        if self._round is None:
            return
        heading = (tr("Collect survey workbooks"), self._round_name())
        self._bring(self._drop_zone, [self._do.back], heading)

    def preview(self, places: Sequence[Path]) -> None:
        """Look into workbooks; nothing is written."""
        found = self._round
        if found is None:
            return
        self._places = list(places)

        def look(progress: Progress) -> CollectionReport:
            return self._surveys.collect(found.id, self._places, progress, dry_run=True)

        self.run_task(tr("Reading survey workbooks"), look, self._show_preview)

    def take_over(self) -> None:
        """Take over the workbooks that were looked at."""
        found = self._round
        if found is None:
            return
        self._do.take_over.setEnabled(False)
        policy = self._collection.policy

        def take(progress: Progress) -> CollectionReport:
            return self._surveys.collect(found.id, self._places, progress, policy=policy)

        self.run_task(tr("Collecting survey workbooks"), take, self._show_collected)

    # -- building --------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._board.section_opened.connect(self.open_section)
        self._board.selection_text.connect(lambda text: self._say_sums(self._board, text))
        self._panel.opened.connect(self._make_room)
        self.addAction(self._do.back)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._find)
        self.show_board()

    @cached_property
    def _tasks(self) -> TaskTable:
        made = TaskTable(
            self._queries,
            self._reasons,
            self.host.tasks,
            with_section=False,
            empty=self._empty_section(),
        )
        return self._added_tasks(made)

    @cached_property
    def _all_tasks(self) -> TaskTable:
        empty = EmptyState(
            "magnifying-glass",
            tr("No task fits."),
            explanation=tr(
                "Try a shorter word, or part of the name. Width and case do not matter."
            ),
        )
        made = TaskTable(
            self._queries, self._reasons, self.host.tasks, with_section=True, empty=empty
        )
        made.failed.connect(
            lambda failed: self.notices.show_error(failed.error, details=failed.details)
        )
        made.section_wanted.connect(lambda code: self.open_target(SECTION + code))
        return self._added_tasks(made)

    def _added_tasks(self, made: TaskTable) -> TaskTable:
        made.selection_text.connect(lambda text: self._say_sums(made, text))
        made.history_wanted.connect(self._show_history)
        made.table.activated.connect(self._show_task)
        self._views.addWidget(made)
        return made

    @cached_property
    def _hand_out_view(self) -> HandOutView:
        made = HandOutView()
        made.wanted.connect(self._write_workbooks)
        made.left.connect(self.show_board)
        self._views.addWidget(made)
        return made

    @cached_property
    def _handed_out(self) -> HandedOutView:
        made = HandedOutView()
        made.folder_wanted.connect(self._open_folder)
        made.left.connect(self.show_board)
        self._views.addWidget(made)
        return made

    @cached_property
    def _drop_zone(self) -> DropZone:
        made = DropZone()
        made.chosen.connect(self.preview)
        self._views.addWidget(made)
        return made

    @cached_property
    def _collection(self) -> CollectionView:
        made = CollectionView(self._conflict_words)
        self._views.addWidget(made)
        return made

    @cached_property
    def _conflict_words(self) -> Callable[[], ConflictWords] | None:
        """Headings and values of the forms, where the form's columns are known."""
        known = self._survey_format
        return None if known is None else lambda: ConflictWords(known())

    @cached_property
    def _reason_names(self) -> dict[str, str]:
        return {item.code: item.name for item in self._queries.items("core_reason")}

    def _reasons(self) -> dict[str, str]:
        return self._reason_names

    def _empty_section(self) -> EmptyState:
        return EmptyState(
            "clipboard-text",
            tr("There is no task here yet."),
            explanation=tr(
                "Tasks come from the survey workbook of the section. Hand it out, let it be"
                " filled in, and collect it."
            ),
            next_step=Deed(tr("Hand out to this section"), self.hand_out),
        )

    # -- inside ----------------------------------------------------------------------------------

    def _bring(
        self,
        view: QWidget,
        actions: Sequence[QAction],
        heading: tuple[str, str],
        *,
        primary: int | None = None,
    ) -> None:
        """Show one of the views with its actions, title and subtitle."""
        self._panel.hide()
        self.notices.clear()
        self._views.setCurrentWidget(view)
        self.set_actions(actions, primary=primary)
        self.set_title(heading[0], subtitle=heading[1])
        self.host.place_changed()
        self._tell_sums()

    def _load(self) -> None:
        info = self._queries.workspace()
        self._round = next((r for r in self._queries.rounds() if r.id == info.round_id), None)
        listed = self._queries.sections(info.round_id) if self._round else ()
        self._sections = {section.unit_id: section for section in listed}
        for action in (self._do.hand_out, self._do.collect, self._do.search):
            action.setEnabled(bool(listed))
        if not listed:
            self._show_nothing()
            return
        self.show_content()
        self._board.set_sections(listed)
        if self.front is self._board:
            self._retitle(self._board_heading())
        elif self.front is self._tasks and self._section in self._sections:
            self._retitle(self._section_heading())

    def _show_nothing(self) -> None:
        self.show_empty(
            EmptyState(
                "tree-structure",
                tr("There is no section to survey yet."),
                explanation=tr(
                    "First the program needs to know the organisation: import it from a workbook."
                    " Then each section gets a survey workbook."
                ),
                next_step=Deed(
                    tr("Register the organisation"),
                    lambda: self.host.go_to(Jump("settings", "organisation")),
                ),
            )
        )

    def _round_name(self) -> str:
        return round_title(self._round) if self._round else ""

    def _board_heading(self) -> tuple[str, str]:
        sums = sums_of(self._sections.values())
        parts = [self._round_name()] if self._round else []
        if sums.sections:
            parts.append(
                tr(
                    "{answered:,} of {n:,} sections have answered",
                    answered=sums.answered,
                    n=sums.sections,
                )
            )
        return tr("Survey"), " ・ ".join(parts)

    def _section_heading(self) -> tuple[str, str]:
        section = self._sections[self._section]
        return section.unit_name, sheet_sentence(section)

    def _retitle(self, heading: tuple[str, str]) -> None:
        self.set_title(heading[0], subtitle=heading[1])

    def _front_tasks(self) -> TaskTable:
        return self._tasks if self.front is self._tasks else self._all_tasks

    def _say_sums(self, view: QWidget, text: str) -> None:
        """Show sums of the view in front; views behind it stay silent."""
        if view is self.front:
            self.host.show_selection(text)

    def _tell_sums(self) -> None:
        front = self.front
        if front is self._board:
            self.host.show_selection(self._board.sums if self._sections else "")
        elif isinstance(front, TaskTable):
            self.host.show_selection(front.sums)
        else:
            self.host.show_selection("")

    def _find(self) -> None:
        front = self.front
        if isinstance(front, SurveyBoard | TaskTable):
            front.focus_search()

    def _show_history(self, row: str, key: str, task: str) -> None:
        columns = {c.key: c.title for c in self._front_tasks().table.model.columns}
        self._panel.show_history(row, key, (task, columns[key]))

    def _show_task(self, row: Row) -> None:
        """Show a task in full, or at least the history of its hours."""
        codes = {section.unit_code: section for section in self._sections.values()}
        own = self._sections.get(self._section) or codes.get(str(row[1]))
        if not self._panel.shows_tasks or own is None or self._round is None:
            self._show_history(str(row[0]), "minutes", task_name(row))
            return
        fields = self._queries.work_items(self._round.id, own.unit_id).get(str(row[0]))
        if fields is not None:
            self._panel.show_task(fields, own.unit_name)

    def _make_room(self) -> None:
        """Give the panel its width where it was squeezed while it was hidden."""
        if self._panel.width() < _SIDE_WIDTH * 2 // 3:
            width = self._splitter.width() - _SIDE_WIDTH
            self._splitter.setSizes([max(width, 480), _SIDE_WIDTH])

    def _write_workbooks(self, codes: tuple[str, ...], folder: Path) -> None:
        found = self._round
        if found is None:
            return
        self._folder = folder

        def write(progress: Progress) -> list[Path]:
            return self._surveys.hand_out(found.id, codes, folder, progress)

        self.run_task(tr("Writing survey workbooks"), write, self._show_handed_out)

    def _show_handed_out(self, paths: list[Path]) -> None:
        heading = (tr("Hand out survey workbooks"), self._round_name())
        self._bring(self._handed_out, [], heading)
        self._handed_out.show_result(len(paths), self._folder)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _show_preview(self, report: CollectionReport) -> None:
        news = report.count(FileState.COLLECTED) + len(report.conflicts)
        self._do.take_over.setEnabled(news > 0)
        heading = (
            tr("What the workbooks bring"),
            tr("Nothing has been changed yet. Look through it, then take it over."),
        )
        actions = [self._do.take_over, self._do.choose_again, self._do.back]
        self._bring(self._collection, actions, heading, primary=0)
        self._collection.show_report(report, dry_run=True)

    def _show_collected(self, report: CollectionReport) -> None:
        heading = (tr("What was taken over"), self._round_name())
        self._bring(self._collection, [self._do.back, self._do.choose_again], heading, primary=0)
        self._collection.show_report(report, dry_run=False)
        n = report.count(FileState.COLLECTED)
        text = ntr("{n:,} workbook was taken over.", "{n:,} workbooks were taken over.", n)
        if report.cancelled:
            text += " " + tr("You stopped it; the other workbooks were not touched.")
        if report.open_conflicts:
            text += " " + ntr(
                "{n:,} place changed on both sides keeps the program's value; it will be listed"
                " again when the workbook is collected again.",
                "{n:,} places changed on both sides keep the program's values; they will be listed"
                " again when the workbooks are collected again.",
                report.open_conflicts,
            )
        self.notices.show_notice(Notice(text, Tone.SUCCESS if n else Tone.ACCENT))
