"""The DX office sorts what sections could not classify, and sees what it has taught.

Jump targets: "unsorted", "doubtful" and "lessons" bring a leaf to the front.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.pages.entry_classes import ClassTree
from bpr_studio.ui.pages.unsorted_lessons import LessonsView
from bpr_studio.ui.pages.unsorted_picker import ClassDialog
from bpr_studio.ui.pages.unsorted_view import SortingView
from bpr_studio.ui.qt.blocks import Deed, EmptyState, Notice
from bpr_studio.ui.qt.page import Page
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.reclassifying import Reclassifying
    from bpr_studio.services.sorting_views import (
        Sorted,
        SortingAnswer,
        TaughtTerm,
        WordingLine,
    )
    from bpr_studio.services.views import Queries
    from bpr_studio.ui.pages.entry_classes import ClassFinder
    from bpr_studio.ui.qt.page import PageHost
    from bpr_studio.ui.qt.tasks import Outcome

_KINDS: Final = frozenset(
    {"work_item", "task_class", "term_lesson", "survey_round", "org_unit", "workspace"}
)
_UNSORTED, _DOUBTFUL, _LESSONS = 0, 1, 2
_LEAVES: Final = {"unsorted": _UNSORTED, "doubtful": _DOUBTFUL, "lessons": _LESSONS}


@dataclass(frozen=True, slots=True)
class SortingDesk:
    """What the page works with.

    Attributes:
        queries: the classification.
        reclassifying: lists and sorts.
        finder: finds classes for the picker.
        undo: takes the last deed back.
        round_id: the round pages start with.
    """

    queries: Queries
    reclassifying: Reclassifying
    finder: Callable[[], ClassFinder]
    undo: Callable[[], object]
    round_id: Callable[[], str]


class UnsortedPage(Page):
    """Three leaves: tasks without a class, doubtful classes, and what was taught.

    Args:
        host: the window.
        desk: what the page works with.
    """

    def __init__(self, host: PageHost, desk: SortingDesk) -> None:
        super().__init__(host, title=tr("Tasks without a class"), icon="tag")
        self._desk = desk
        self._stale = {_UNSORTED, _DOUBTFUL, _LESSONS}
        self._reading: int | None = None
        self._again = False
        self._sorting = False
        self.unsorted = SortingView(may_keep=False)
        self.doubtful = SortingView(may_keep=True)
        self.lessons = LessonsView()
        self.leaves = QTabBar()
        self._stack = QStackedWidget()
        self._lay_out()
        for view in (self.unsorted, self.doubtful):
            view.taken.connect(self.take)
            view.kept.connect(self.keep)
            view.choosing.connect(self.choose)
            view.selection_text.connect(host.show_selection)
        self.lessons.unwanted.connect(self.unteach)
        self.lessons.selection_text.connect(host.show_selection)
        self.leaves.currentChanged.connect(self._turn)

    # -- the contract of a page ------------------------------------------------------------------

    def on_shown(self) -> None:
        """Read the leaf in front."""
        self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read it again once tasks, classes or lessons have changed."""
        if kinds & _KINDS:
            self._stale = {_UNSORTED, _DOUBTFUL, _LESSONS}
            self._load()

    def open_target(self, target: str) -> None:
        """Bring a leaf to the front; see the module."""
        self.leaves.setCurrentIndex(_LEAVES.get(target, self.leaves.currentIndex()))

    # -- what can be done ------------------------------------------------------------------------

    @property
    def front(self) -> SortingView | None:
        """The list in front; None where the lessons are."""
        return {_UNSORTED: self.unsorted, _DOUBTFUL: self.doubtful}.get(self.leaves.currentIndex())

    def take(self, place: int) -> None:
        """Give each marked line the class suggested for it at this place."""
        view = self.front
        answer = view.answer if view is not None else None
        lines = view.marked if view is not None else ()
        if answer is None or not lines:
            return
        if any(place < len(line.suggestions) for line in lines):
            self._sort(lambda: self._desk.reclassifying.take(answer, lines, place))
        else:
            self.host.show_notice(
                Notice(tr("There is no such suggestion. Enter opens the list of classes."))
            )

    def keep(self) -> None:
        """Say that the marked lines have the right classes."""
        view = self.front
        answer = view.answer if view is not None else None
        if view is not None and answer is not None and view.marked:
            lines = view.marked
            self._sort(lambda: self._desk.reclassifying.keep(answer, lines))

    def choose(self) -> None:
        """Choose a class for the marked lines from the whole classification."""
        view = self.front
        if view is None or not view.marked:
            return
        lines = view.marked
        tree = ClassTree(self._desk.queries.classes())
        dialog = ClassDialog(tree, self._desk.finder(), lines[0].name, self)
        dialog.accepted.connect(lambda: self.assign(lines, dialog.code))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def assign(self, lines: tuple[WordingLine, ...], code: str) -> None:
        """Give lines of the list in front a class."""
        view = self.front
        answer = view.answer if view is not None else None
        if answer is not None:
            self._sort(lambda: self._desk.reclassifying.assign(answer, lines, code))

    def unteach(self, terms: tuple[TaughtTerm, ...]) -> None:
        """Take lessons back."""
        try:
            self._desk.reclassifying.unteach(terms)
        except BprError as error:
            self.notices.show_error(error)
            return
        text = ntr(
            "{n:,} wording is no longer taught.", "{n:,} wordings are no longer taught.", len(terms)
        )
        self._say(text)
        self._stale = {_UNSORTED, _DOUBTFUL, _LESSONS}
        self._load()

    # -- inside: doing ---------------------------------------------------------------------------

    def _sort(self, deed: Callable[[], Sorted]) -> None:
        def work(progress: Progress) -> Sorted:
            progress.report(0, 1, tr("Writing the classes"))
            return deed()

        if not self._sorting:  # a key pressed twice is meant once
            self._sorting = True
            self.notices.clear()
            self.host.tasks.start(tr("Sorting tasks"), work, self._on_sorting_ended)

    def _on_sorting_ended(self, outcome: Outcome[Sorted]) -> None:
        self._sorting = False
        match outcome:
            case Done(done):
                self._on_sorted(done)
            case Failed(error, details):
                self.notices.show_error(error, details=details)
            case Cancelled():
                self.notices.show_text(tr("No task was changed."))
            case _:
                assert_never(outcome)

    def _on_sorted(self, done: Sorted) -> None:
        """The lines taken go at once; the list is read anew behind them."""
        for view in (self.unsorted, self.doubtful):
            if view.whole is not None:
                self._show_in(view, view.whole.without(done.tasks))
        self._stale = {_UNSORTED, _DOUBTFUL, _LESSONS}
        self._say(done.sentence, undo=bool(done.tasks))
        self._tell()

    def _say(self, text: str, *, undo: bool = True) -> None:
        deed = Deed(tr("Undo"), self._desk.undo) if undo else None
        self.host.show_notice(Notice(text, Tone.SUCCESS if undo else Tone.ACCENT, deed))

    # -- inside: reading -------------------------------------------------------------------------

    def _turn(self, leaf: int) -> None:
        self._stack.setCurrentIndex(leaf)
        self.host.show_selection("")
        self._tell()
        self._load()

    def _load(self) -> None:
        """Read the leaf in front if it is stale, one reading at a time."""
        leaf = self.leaves.currentIndex()
        if leaf not in self._stale:
            return
        if leaf == _LESSONS:
            self._load_lessons()
        elif self._reading is not None:
            self._again = True
        else:
            self._read(leaf)

    def _load_lessons(self) -> None:
        self._stale.discard(_LESSONS)
        service = self._desk.reclassifying
        names = service.class_names()
        self.lessons.show_terms(service.taught(), names)
        self._tell()

    def _read(self, leaf: int) -> None:
        self._reading = leaf
        self._stale.discard(leaf)
        round_id, service = self._desk.round_id(), self._desk.reclassifying
        read = service.unsorted if leaf == _UNSORTED else service.doubtful
        title = (
            tr("Looking for tasks without a class")
            if leaf == _UNSORTED
            else tr("Looking for doubtful classes")
        )
        self.host.tasks.start(title, lambda progress: read(round_id, progress), self._on_read)

    def _on_read(self, outcome: Outcome[SortingAnswer]) -> None:
        leaf, self._reading = self._reading, None
        view = self.unsorted if leaf == _UNSORTED else self.doubtful
        match outcome:
            case Done(answer):
                if view.whole is None or leaf not in self._stale:  # else it is old already
                    self._show_in(view, answer)
            case Failed(error, details):
                self.notices.show_error(error, details=details)
            case Cancelled():
                self._offer_again(view)
            case _:
                assert_never(outcome)
        self._tell()
        if self._again:
            self._again = False
            self._load()

    def _show_in(self, view: SortingView, answer: SortingAnswer) -> None:
        service = self._desk.reclassifying
        empty = _all_sorted(answer) if view is self.unsorted else _no_doubt(answer)
        view.show_answer(answer, service.class_names(), service.refusal(answer.round.id), empty)

    def _offer_again(self, view: SortingView) -> None:
        leaf = _UNSORTED if view is self.unsorted else _DOUBTFUL
        self._stale.add(leaf)
        self.notices.show_notice(
            Notice(tr("The search was stopped."), deed=Deed(tr("Look again"), self._load))
        )

    def _tell(self) -> None:
        """The finding of the leaf in front as the title."""
        leaf, view = self.leaves.currentIndex(), self.front
        if leaf == _LESSONS:
            n = self.lessons.table.model.rowCount()
            self.set_title(ntr("{n:,} wording was taught", "{n:,} wordings were taught", n))
            return
        answer = view.whole if view is not None else None
        if answer is None:
            self.set_title(tr("Tasks without a class"))
            return
        found = _waiting(answer) if leaf == _UNSORTED else _in_doubt(answer)
        self.set_title(found, subtitle=answer.round.name)

    def _lay_out(self) -> None:
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        self.leaves.setAccessibleName(tr("What to sort"))
        for text in (tr("Without a class"), tr("Perhaps another class"), tr("Taught wordings")):
            self.leaves.addTab(text)
        for view in (self.unsorted, self.doubtful, self.lessons):
            self._stack.addWidget(view)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.leaves)
        column.addWidget(self._stack, 1)
        self.set_content(content)
        self._note_nothing_read()

    def _note_nothing_read(self) -> None:
        for view in (self.unsorted, self.doubtful):
            view.table.set_empty(EmptyState("magnifying-glass", tr("Looking through the tasks…")))


def _waiting(answer: SortingAnswer) -> str:
    if not answer.lines:
        return tr("Every task has a class")
    return ntr(
        "{n:,} task with {hours} h has no class yet",
        "{n:,} tasks with {hours} h have no class yet",
        answer.tasks,
        hours=format_hours(answer.minutes),
    )


def _in_doubt(answer: SortingAnswer) -> str:
    if not answer.lines:
        return tr("No class is in doubt")
    return ntr(
        "{n:,} task with {hours} h may belong to another class",
        "{n:,} tasks with {hours} h may belong to another class",
        answer.tasks,
        hours=format_hours(answer.minutes),
    )


def _all_sorted(answer: SortingAnswer) -> EmptyState:
    if not answer.looked_at:
        return EmptyState(
            "tag",
            tr("There are no tasks in this survey yet."),
            explanation=tr("Tasks that sections leave under “other” will stand here."),
        )
    return EmptyState(
        "check-circle",
        tr("Every task has a class."),
        explanation=ntr(
            "{n:,} task was looked at.", "{n:,} tasks were looked at.", answer.looked_at
        ),
    )


def _no_doubt(answer: SortingAnswer) -> EmptyState:
    return EmptyState(
        "check-circle",
        tr("No name clearly speaks for another class than it has."),
        explanation=ntr(
            "{n:,} task was looked at.", "{n:,} tasks were looked at.", answer.looked_at
        ),
    )
