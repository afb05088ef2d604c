"""Where sections judge the same class of work differently: core in one, non-core in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QSplitter, QVBoxLayout, QWidget

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.pages.survey_words import core_tone, core_word
from bpr_studio.ui.qt.blocks import Deed, EmptyState, FilterLine, SectionHeader, prose
from bpr_studio.ui.qt.page import Jump, Page
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.domain.workload.disagreement import Disagreement, SectionSide
    from bpr_studio.services.core_review import CoreReview, CoreReviewAnswer
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.qt.page import PageHost

_KINDS: Final = frozenset({"work_item", "org_unit", "task_class", "survey_round", "workspace"})
_TYPING_MS: Final = 120
_NAMES_SHOWN: Final = 3


class CoreReviewView(QWidget):
    """The disputed classes above, the sections of the marked one below.

    Signals:
        section_opened: code of the section somebody opened.
        selection_text: what the status bar shall say.
    """

    section_opened = Signal(str)
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._answer: CoreReviewAnswer | None = None
        self._search = QLineEdit()
        self._count = label("", kind="secondary")
        self._classes = DataTable(_class_columns(), name=tr("Classes judged differently"))
        self._sections = DataTable(_section_columns(), name=tr("Sections of the class"))
        self._heading = SectionHeader(tr("How the sections judge it"))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._show_classes)
        self._lay_out()
        self._classes.selection_changed.connect(self._show_sections)
        self._classes.activated.connect(lambda _row: self._sections.setFocus())
        self._sections.activated.connect(self._open)
        self._classes.selection_text.connect(self.selection_text)
        self._sections.selection_text.connect(self.selection_text)
        self._search.textChanged.connect(self._typing.start)
        self.setFocusProxy(self._classes)

    # -- for the page ----------------------------------------------------------------------------

    @property
    def classes(self) -> DataTable:
        """The table of the disputed classes."""
        return self._classes

    @property
    def sections(self) -> DataTable:
        """The table of the sections of the marked class."""
        return self._sections

    def show_answer(self, answer: CoreReviewAnswer) -> None:
        """Show the disagreements of a round; search and marked class stay."""
        if self._answer is None:  # before, an empty table would blame the search
            self._classes.set_empty(self._no_match())
        self._answer = answer
        self._show_classes()

    def search(self, words: str) -> None:
        """Show only classes whose code or name holds these words."""
        self._search.setText(words)
        self._show_classes()

    # -- inside ----------------------------------------------------------------------------------

    def _no_match(self) -> EmptyState:
        return EmptyState(
            "funnel",
            tr("No class fits the search."),
            next_step=Deed(tr("Show all classes"), self._search.clear),
        )

    def _lay_out(self) -> None:
        self._search.setPlaceholderText(tr("Name or code of a class"))
        self._search.setClearButtonEnabled(True)
        self._search.setMinimumWidth(240)
        line = FilterLine()
        line.add(tr("Search"), self._search)
        line.add_right(self._count)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(8)
        lower.addWidget(self._heading)
        lower.addWidget(self._sections, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setObjectName("core-review-splitter")
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._classes)
        splitter.addWidget(below)
        splitter.setSizes([260, 260])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(
            prose(
                tr(
                    "The same class of work is judged core in some sections and non-core in others. "
                    "Compare the reasons and settle one judgement; hours at stake are those of the "
                    "smaller side, whose sections come first."
                ),
                kind="secondary",
            )
        )
        column.addWidget(line)
        column.addWidget(splitter, 1)

    def _show_classes(self) -> None:
        self._typing.stop()
        answer = self._answer
        if answer is None:
            return
        words = self._search.text().casefold().split()
        names = answer.class_names
        shown = [
            found
            for found in answer.disagreements
            if all(w in f"{found.code} {names.get(found.code, '')}".casefold() for w in words)
        ]
        marked = self._marked()
        rows = [_class_row(found, names.get(found.code, "")) for found in shown]
        self._classes.set_source(MemorySource(_class_columns(), rows))
        if rows:
            listed = self._classes.model.rows(0, len(rows) - 1)
            places = {str(row[0]): place for place, row in enumerate(listed)}
            self._classes.select_row(places.get(marked, 0))
        at_stake = sum(found.at_stake for found in shown)
        text = ntr(
            "{n:,} class, {hours} h at stake",
            "{n:,} classes, {hours} h at stake",
            len(shown),
            hours=format_hours(at_stake),
        )
        self._count.setText(text)
        self._show_sections()

    def _marked(self) -> str:
        row = self._classes.current_row()
        return str(row[0]) if row else ""

    def _show_sections(self) -> None:
        answer, code = self._answer, self._marked()
        if answer is None:
            return
        found = next((d for d in answer.disagreements if d.code == code), None)
        smaller, sides = (found.smaller, found.sides) if found else ("", ())
        in_question_first = sorted(sides, key=lambda side: side.tag != smaller)
        rows = [_section_row(side, answer) for side in in_question_first]
        self._sections.set_source(MemorySource(_section_columns(), rows))
        name = answer.class_names.get(code, "")
        self._heading.set_remark(f"{code} {name}".strip())

    def _open(self, row: Row) -> None:
        self.section_opened.emit(str(row[1]))


class CoreReviewPage(Page):
    """The disagreements of the round the workspace stands on.

    Args:
        host: the window.
        review: finds the disagreements.
        round_id: the round to show.
    """

    def __init__(self, host: PageHost, review: CoreReview, round_id: Callable[[], str]) -> None:
        super().__init__(host, title=tr("Core or non-core: where sections differ"), icon="scales")
        self._review = review
        self._round_id = round_id
        self._view = CoreReviewView()
        self._view.section_opened.connect(self._open_section)
        self._view.selection_text.connect(host.show_selection)
        self.set_content(self._view)

    @property
    def view(self) -> CoreReviewView:
        """What the page shows when there is something to settle."""
        return self._view

    def on_shown(self) -> None:
        """Look for disagreements."""
        self._load()

    def refresh(self, kinds: frozenset[str]) -> None:
        """Look again once tasks or classes have changed."""
        if kinds & _KINDS:
            self._load()

    def open_target(self, target: str) -> None:
        """Show the classes a jump names: words or a code to search for."""
        self._view.search(target)

    def _load(self) -> None:
        round_id = self._round_id()

        def work(progress: Progress) -> CoreReviewAnswer:
            progress.report(0, 1, tr("Reading the tasks"))
            return self._review.review(round_id)

        self.run_task(tr("Comparing the judgements"), work, self._show)

    def _show(self, answer: CoreReviewAnswer) -> None:
        self.set_title(self.title, subtitle=_subtitle(answer))
        if answer.disagreements:
            self._view.show_answer(answer)
            self.show_content()
        elif answer.judged:
            self.show_empty(_agreed(answer))
        else:
            self.show_empty(self._nothing_judged())

    def _nothing_judged(self) -> EmptyState:
        return EmptyState(
            "scales",
            tr("No task has been judged core or non-core yet."),
            explanation=tr(
                "As soon as sections choose core or non-core for their tasks, the classes they "
                "judge differently stand here."
            ),
            next_step=Deed(tr("To the survey"), lambda: self.host.go_to(Jump("survey"))),
        )

    def _open_section(self, code: str) -> None:
        self.host.go_to(Jump("entry", f"section:{code}"))


def _subtitle(answer: CoreReviewAnswer) -> str:
    return tr("Core work: {definition}", definition=answer.round.core_definition)


def _agreed(answer: CoreReviewAnswer) -> EmptyState:
    return EmptyState(
        "check-circle",
        tr("All sections judge the same classes alike."),
        explanation=ntr(
            "{n:,} judged task was compared.", "{n:,} judged tasks were compared.", answer.judged
        ),
    )


def _class_columns() -> tuple[ColumnSpec, ...]:
    hours, number = as_hours(), as_number()
    return (
        ColumnSpec("code", tr("Class code"), width=108),
        ColumnSpec("name", tr("Class"), width=220, stretch=True),
        ColumnSpec("at_stake", tr("At stake"), tr("h"), Align.RIGHT, 120, hours, summed=True),
        ColumnSpec("core", tr("Core"), tr("h"), Align.RIGHT, 110, hours, summed=True),
        ColumnSpec("non_core", tr("Non-core"), tr("h"), Align.RIGHT, 120, hours, summed=True),
        ColumnSpec("core_sections", tr("Sections: core"), "", Align.RIGHT, 116, number),
        ColumnSpec("non_core_sections", tr("Sections: non-core"), "", Align.RIGHT, 116, number),
    )


def _class_row(found: Disagreement, name: str) -> Row:
    return (
        found.code,
        found.code,
        name,
        found.at_stake,
        found.core,
        found.non_core,
        found.sections_on("core"),
        found.sections_on("non_core"),
    )


def _section_columns() -> tuple[ColumnSpec, ...]:
    hours = as_hours()
    return (
        ColumnSpec("code", tr("Code"), width=92),
        ColumnSpec("bureau", tr("Bureau"), width=116),
        ColumnSpec("section", tr("Section"), width=140),
        ColumnSpec("tag", tr("Core / non-core"), width=116, format=_side_word, mark=core_tone),
        ColumnSpec("core", tr("Core"), tr("h"), Align.RIGHT, 100, hours, summed=True),
        ColumnSpec("non_core", tr("Non-core"), tr("h"), Align.RIGHT, 110, hours, summed=True),
        ColumnSpec("reasons", tr("Reason"), width=180),
        ColumnSpec("tasks", tr("Task"), width=180, stretch=True, tooltip=lambda row: str(row[-1])),
    )


def _side_word(tag: object) -> str:
    """The word for the side a section stands on; half and half has no side."""
    return core_word(tag) if tag else tr("Half and half")


def _section_row(side: SectionSide, answer: CoreReviewAnswer) -> Row:
    section = answer.sections.get(side.unit_id)
    reasons = [f"{code} {answer.reason_names.get(code, '')}".strip() for code in side.reasons]
    return (
        side.unit_id,
        section.code if section else "",
        section.bureau_name if section else "",
        section.name if section else side.unit_id,
        side.tag,
        side.core,
        side.non_core,
        tr(", ").join(reasons),
        _task_names(side),
    )


def _task_names(side: SectionSide) -> str:
    names = tuple(dict.fromkeys(task.name for task in side.tasks))
    shown = tr(", ").join(names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    if more <= 0:
        return shown
    return ntr("{names} and {n:,} more", "{names} and {n:,} more", more, names=shown)
