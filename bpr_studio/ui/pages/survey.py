"""The survey page: how far every section is, what to do about it, and the ways on from there."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.personal_data import doubt_words
from bpr_studio.domain.workload.workflow import (
    SUBMITTED,
    round_label,
    round_state,
    sheet_state,
)
from bpr_studio.domain.workload.workflow import Deed as SheetDeed
from bpr_studio.services.round_progress import day_text, progress_of
from bpr_studio.services.views import TaskQuery
from bpr_studio.ui.pages.survey_actions import survey_actions
from bpr_studio.ui.pages.survey_board import SurveyBoard
from bpr_studio.ui.pages.survey_board_rows import FindingCount
from bpr_studio.ui.pages.survey_collect import workbooks_of
from bpr_studio.ui.pages.survey_course import SheetCourse
from bpr_studio.ui.pages.survey_deeds import DeedWanted
from bpr_studio.ui.pages.survey_empty import no_section, no_sheet
from bpr_studio.ui.pages.survey_history import CellHistory
from bpr_studio.ui.pages.survey_letters import LettersView
from bpr_studio.ui.pages.survey_parts import section_jump
from bpr_studio.ui.pages.survey_side import SidePanel
from bpr_studio.ui.pages.survey_tasks import TaskTable, task_name
from bpr_studio.ui.pages.survey_words import round_title, share_text
from bpr_studio.ui.pages.survey_workbooks import Workbooks
from bpr_studio.ui.qt.blocks import EmptyState
from bpr_studio.ui.qt.page import Crumb, Page
from bpr_studio.ui.qt.tasks import Done

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.check_values import RowFinding
    from bpr_studio.services.round_progress import Reminder, RoundProgress
    from bpr_studio.services.views import RoundInfo, SectionStatus
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.pages.survey_parts import SurveyDesk
    from bpr_studio.ui.qt.page import PageHost
    from bpr_studio.ui.qt.tasks import Outcome

_KINDS: Final = frozenset(
    {
        "work_item",
        "survey_sheet",
        "survey_round",
        "sheet_event",
        "cell_comment",
        "org_unit",
        "headcount",
        "staff_year",
        "workspace",
    }
)
_SIDE_WIDTH: Final = 340


class SurveyPage(Page):
    """Board, search over all tasks, handing out, collecting, letters: one at a time.

    Args:
        host: the window.
        desk: what the page works with.
        folder: where the folder field starts when handing out.
    """

    def __init__(self, host: PageHost, desk: SurveyDesk, *, folder: Path | None = None) -> None:
        super().__init__(host, title=tr("Survey"), icon="clipboard-text")
        self._desk = desk
        self._found: RoundInfo | None = None
        self._chosen = ""
        self._progress: RoundProgress | None = None
        self._sections: dict[str, SectionStatus] = {}
        self._views = QStackedWidget()
        self._board = SurveyBoard(
            desk.role,
            desk.today,
            lambda text: doubt_words(desk.hints(text)),
            whole_city=desk.whole_city,
        )
        self._views.addWidget(self._board)
        self.set_content(self._views)
        self.setAcceptDrops(desk.whole_city)
        self._panel = SidePanel(CellHistory(desk.history, desk.queries), desk.survey_format)
        self.set_side(self._panel, width=_SIDE_WIDTH)
        self._panel.hide()
        self._do = survey_actions(self, self, desk.doors)
        self._books = Workbooks(self, self, desk, folder or Path.home() / tr("Survey workbooks"))
        self._course = SheetCourse(self, desk, self._show_letters)
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
            if isinstance(self.front, TaskTable):
                self.front.reload()

    def commands(self) -> tuple[QAction, ...]:
        """What can be done here now; from the board there is no way back."""
        found = super().commands()
        return tuple(a for a in found if a is not self._do.back or self.front is not self._board)

    def breadcrumb(self) -> tuple[Crumb, ...]:
        """What is being done, away from the board."""
        return () if self.front is self._board else (Crumb(self.title),)

    def open_target(self, target: str) -> None:
        """Show what a jump names.

        Args:
            target: "" for the board, "hand-out" or "hand-out:<code of a section>", "collect",
                "tasks" or "tasks:<words>",
                "section:<code>", "round:<id>", "remind:<id of a round>", or "state:" with what
                `SurveyBoard.show_state` takes.
        """
        place, _, rest = target.partition(":")
        ways: dict[str, Callable[[], object]] = {
            "": self.show_board,
            "hand-out": lambda: self.hand_out(rest),
            "collect": self.collect,
            "tasks": lambda: self.search_tasks(rest),
            "section": lambda: self._open_code(rest),
            "round": lambda: self.show_round(rest),
            "remind": lambda: self.remind_missing(rest),
            "state": lambda: self._show_state(rest),
        }
        if place in ways:
            ways[place]()

    def open_files(self, files: Sequence[Path]) -> None:
        """Look at workbooks that were dropped on the window."""
        self.preview(files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Workbooks and folders may be dropped anywhere on the page."""
        if workbooks_of(event.mimeData()) and self._found is not None:
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
        return self._books.take_over_action

    def bring(
        self,
        view: QWidget,
        heading: tuple[str, str],
        actions: Sequence[QAction] = (),
        *,
        primary: int | None = None,
    ) -> None:
        """Show a view with title, subtitle and actions; the way back is always there."""
        self._panel.hide()
        self.notices.clear()
        if self._views.indexOf(view) < 0:
            self._views.addWidget(view)
        self._views.setCurrentWidget(view)
        if view.focusProxy() is not None:  # the keyboard goes to the rows, not to the page
            self.setFocusProxy(view)
        back = [] if view is self._board else [self._do.back]
        self.set_actions([*actions, *back], primary=primary)
        self.set_title(heading[0], subtitle=heading[1])
        self.host.place_changed()
        self._tell_sums()

    def leave(self) -> None:
        """Leave a question, else the panel at the side, else go back to the list of sections."""
        if self._board.deeds.asking:
            self._board.deeds.stop_asking()
        elif self._panel.isVisible():
            self._panel.hide()
        else:
            self.show_board()

    def show_board(self) -> None:
        """Go to the list of all sections."""
        city = [self._do.collect, self._do.hand_out, self._do.tools]
        own = [self._do.open_own, self._do.hand_out, self._do.tools]
        actions = city if self._desk.whole_city else own
        self.bring(self._board, self._board_heading(), actions, primary=0)

    def show_round(self, round_id: str) -> None:
        """Show the sections of another survey round."""
        self._chosen = round_id
        self._load()
        self.show_board()

    def open_section(self, unit_id: str) -> None:
        """Go to the sheet of a section; of another round than all pages show, see its tasks."""
        section, found = self._sections.get(unit_id), self._found
        if found is None or section is None:
            return
        if found.id == self._desk.queries.workspace().round_id or found.kind == "detailed":
            self.host.go_to(section_jump(found, section))
            return
        self.bring(self._all_tasks, (section.unit_name, self._round_name()))
        self._all_tasks.show_tasks(TaskQuery(found.id, unit_id=unit_id))

    def open_own(self) -> None:
        """Go to the sheet of one's own section."""
        for unit_id in self._sections:
            self.open_section(unit_id)

    def search_tasks(self, words: str = "") -> None:
        """Search the tasks of all sections one may see."""
        if self._found is None or not self._sections:
            return
        city = self._desk.whole_city
        title = tr("Tasks of the whole city") if city else tr("Tasks of your section")
        self.bring(self._all_tasks, (title, self._round_name()))
        own = "" if city else next(iter(self._sections))
        self._all_tasks.show_tasks(TaskQuery(self._found.id, unit_id=own), words=words)
        self._all_tasks.focus_search()

    def hand_out(self, code: str = "") -> None:
        """Ask whereto workbooks are written, and to whom where no section is named."""
        sections = tuple(self._sections.values())
        named = tuple(s.unit_code for s in sections if s.unit_code == code)
        self._books.hand_out(sections, named or self._board.marked_codes())

    def collect(self) -> None:
        """Ask for the workbooks that came back."""
        self._books.collect()

    def preview(self, places: Sequence[Path]) -> None:
        """Look into workbooks; nothing is written."""
        self._books.preview(places)

    def take_over(self) -> None:
        """Take over the workbooks that were looked at."""
        self._books.take_over()

    def do_deed(self, wanted: DeedWanted) -> None:
        """Do something with the marked sections."""
        if self._found is not None:
            self._course.do(self._found, self._marked_ids(), wanted)

    def remind_missing(self, round_id: str = "") -> None:
        """Remind all sections of a round that have not handed in."""
        self.show_round(round_id or self._chosen)
        missing = [
            s.unit_id for s in self._sections.values() if sheet_state(s.state) not in SUBMITTED
        ]
        if self._found is not None:
            self._course.do(self._found, missing, DeedWanted(SheetDeed.REMIND))

    def set_due(self, day: str) -> None:
        """Give the marked sections another due day, "" for the round's own."""
        if self._found is not None:
            self._course.set_due(self._found, self._marked_ids(), day)

    # -- building --------------------------------------------------------------------------------

    def _connect(self) -> None:
        board = self._board
        board.section_opened.connect(self.open_section)
        board.selection_text.connect(lambda text: self._say_sums(board, text))
        board.round_picked.connect(self.show_round)
        board.deeds.wanted.connect(self.do_deed)
        board.deeds.due_wanted.connect(self.set_due)
        self._panel.opened.connect(self._make_room)
        self.addAction(self._do.back)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self._find)
        self.show_board()

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
            self._desk.queries, self._reasons, self.host.tasks, with_section=True, empty=empty
        )
        made.failed.connect(
            lambda failed: self.notices.show_error(failed.error, details=failed.details)
        )
        made.section_wanted.connect(self._open_code)
        made.selection_text.connect(lambda text: self._say_sums(made, text))
        made.history_wanted.connect(self._show_history)
        made.table.activated.connect(self._show_task)
        return made

    @cached_property
    def _letters(self) -> LettersView:
        return LettersView()

    @cached_property
    def _reason_names(self) -> dict[str, str]:
        return {item.code: item.title for item in self._desk.queries.items("core_reason")}

    def _reasons(self) -> dict[str, str]:
        return self._reason_names

    # -- reading ---------------------------------------------------------------------------------

    def _load(self) -> None:
        rounds = self._desk.queries.rounds()
        known = {found.id: found for found in rounds}
        current = self._desk.queries.workspace().round_id
        self._found = known.get(self._chosen) or known.get(current)
        self._books.set_round(self._found)
        self._progress = self._read_progress()
        self._sections = {s.unit_id: s for s in self._progress.sections} if self._progress else {}
        for action in (self._do.hand_out, self._do.collect, self._do.search, self._do.open_own):
            action.setEnabled(bool(self._sections))
        if self._found is None or self._progress is None or not self._sections:
            self._show_nothing()
            return
        self.show_content()
        self._board.show_rounds(rounds, self._found.id)
        self._board.show_progress(self._progress)
        if self._board.course is not None:
            own = next(iter(self._sections))
            self._board.course.show_events(self._desk.states.events(self._found.id, own))
        self._count_findings()
        if self.front is self._board:
            self.set_title(*self._board_heading()[:1], subtitle=self._board_heading()[1])

    def _read_progress(self) -> RoundProgress | None:
        """How far the round is: of the whole city, or of one's own section."""
        if self._found is None:
            return None
        sections = self._desk.queries.sections(self._found.id)
        code = self._desk.section()
        own = [s for s in sections if self._desk.whole_city or s.unit_code == code]
        return progress_of(self._found, own, self._desk.today())

    def _count_findings(self) -> None:
        """Count what is to be told about each section, beside the window."""
        found = self._found
        if found is None:
            return
        own = () if self._desk.whole_city else tuple(self._sections)

        def finished(outcome: Outcome[dict[str, FindingCount]]) -> None:
            if isinstance(outcome, Done) and self._found == found:
                self._board.show_findings(outcome.value)

        def check(progress: Progress) -> dict[str, FindingCount]:
            progress.report(0, 0, "")
            if own:
                return {unit: _counted(self._desk.checking.section(found.id, unit)) for unit in own}
            findings = self._desk.checking.city(found.id, progress)
            return {
                one.unit_id: FindingCount(one.count(Level.ERROR), one.count(Level.WARNING))
                for one in findings.sections
            }

        self.host.tasks.start(tr("Checking the answers"), check, finished)

    def _show_nothing(self) -> None:
        self.show_empty(no_section(self.host) if self._desk.whole_city else no_sheet(self.host))

    # -- inside ----------------------------------------------------------------------------------

    def _round_name(self) -> str:
        return round_title(self._found) if self._found else ""

    def _board_heading(self) -> tuple[str, str]:
        found, progress = self._found, self._progress
        if found is None or progress is None:
            return tr("Survey"), ""
        parts = [self._round_name(), round_label(round_state(found.state))]
        if found.due_on:
            parts.append(tr("due on {day}", day=day_text(found.due_on)))
        if self._desk.whole_city:
            parts.append(
                tr(
                    "{done:,} of {n:,} sections have handed in ({rate})",
                    done=progress.total.submitted,
                    n=progress.total.sections,
                    rate=share_text(progress.total.rate, 0),
                )
            )
        return tr("Survey"), " ・ ".join(parts)

    def _marked_ids(self) -> tuple[str, ...]:
        return tuple(section.unit_id for section in self._board.deeds.marked)

    def _open_code(self, code: str) -> None:
        found = next((s for s in self._sections.values() if s.unit_code == code), None)
        if found is not None:
            self.open_section(found.unit_id)

    def _show_state(self, state: str) -> None:
        self.show_board()
        self._board.show_state(state)

    def _show_letters(self, letters: tuple[Reminder, ...]) -> None:
        self.bring(self._letters, (tr("Letters to remind sections"), self._round_name()))
        self._letters.show_letters(letters)

    def _say_sums(self, view: QWidget, text: str) -> None:
        """Show sums of the view in front; views behind it stay silent."""
        if view is self.front:
            self.host.show_selection(text)

    def _tell_sums(self) -> None:
        front = self.front
        if front is self._board:
            self.host.show_selection(self._board.sums if self._sections else "")
        else:
            self.host.show_selection(front.sums if isinstance(front, TaskTable) else "")

    def _find(self) -> None:
        front = self.front
        if isinstance(front, SurveyBoard | TaskTable):
            front.focus_search()

    def _show_history(self, row: str, key: str, task: str) -> None:
        columns = {c.key: c.title for c in self._all_tasks.table.model.columns}
        self._panel.show_history(row, key, (task, columns[key]))

    def _show_task(self, row: Row) -> None:
        """Show a task in full, or at least the history of its hours."""
        codes = {section.unit_code: section for section in self._sections.values()}
        own = codes.get(str(row[1]))
        if not self._panel.shows_tasks or own is None or self._found is None:
            self._show_history(str(row[0]), "minutes", task_name(row))
            return
        fields = self._desk.queries.work_items(self._found.id, own.unit_id).get(str(row[0]))
        if fields is not None:
            self._panel.show_task(fields, own.unit_name)

    def _make_room(self) -> None:
        """Give the panel its width where it was squeezed while it was hidden."""
        if self._panel.width() < _SIDE_WIDTH * 2 // 3:
            width = self._splitter.width() - _SIDE_WIDTH
            self._splitter.setSizes([max(width, 480), _SIDE_WIDTH])


def _counted(findings: Sequence[RowFinding]) -> FindingCount:
    levels = [one.finding.level for one in findings]
    return FindingCount(levels.count(Level.ERROR), levels.count(Level.WARNING))
