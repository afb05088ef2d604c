"""What leaves for other cities: chosen, looked at, then written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.cities_review import ReviewWishes
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.badges import fictitious_badge
from bpr_studio.ui.qt.blocks import Notice, NoticeBar, SectionHeader
from bpr_studio.ui.qt.buttons import ActionButton, make_action
from bpr_studio.ui.qt.page import telling
from bpr_studio.ui.qt.theme import Tone, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from bpr_studio.domain.shared.fiscal_year import FiscalYear
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.cities import Cities
    from bpr_studio.services.cities_review import ExportReview, ReviewLine
    from bpr_studio.services.views import Queries
    from bpr_studio.ui.grid.columns import Row
    from bpr_studio.ui.qt.page import PageHost

T = TypeVar("T")

_CHOICES_WIDTH: Final = 288
_FLOW_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_ALL, _LEAVING, _HELD_BACK = "all", "leaving", "held_back"


@dataclass(frozen=True, slots=True)
class _Looked:
    """A review and the wishes it was made with."""

    review: ExportReview
    wishes: ReviewWishes


class ExportPanel(QWidget):
    """Choices at the left, every line that would leave at the right.

    Args:
        host: the window.
        cities: makes reviews and writes them.
        queries: names the flows there are.
    """

    def __init__(self, host: PageHost, cities: Cities, queries: Queries) -> None:
        super().__init__()
        self._host = host
        self._cities = cities
        self._queries = queries
        self._looked: _Looked | None = None
        self._filled = False
        self.notices = NoticeBar()
        self.prepared_by = QLineEdit()
        self.prepared_by.setMaxLength(50)
        self.prepared_by.setPlaceholderText(tr("e.g. DX office"))
        self.remarks = QLineEdit()
        self.remarks.setMaxLength(500)
        self.flows = QListWidget()
        self.flows.setAccessibleName(tr("Flows to send along"))
        self.shown = QComboBox()
        self._summary = label("", kind="strong", wrap=True, selectable=True)
        self._beside = label("", kind="secondary", wrap=True, selectable=True)
        self._badge = fictitious_badge()
        self.lines = DataTable(_columns(), name=tr("What leaves"))
        self._make_actions()
        self._lay_out()
        self._connect()
        self._show_review()

    @property
    def review(self) -> ExportReview | None:
        """What was looked at last; None when something was changed since."""
        return self._looked.review if self._looked else None

    def showEvent(self, event: QShowEvent) -> None:
        """List the flows when the panel is first seen."""
        super().showEvent(event)
        if not self._filled:
            self._filled = True
            self._fill_flows()

    # -- deeds -----------------------------------------------------------------------------------

    def look(self) -> None:
        """Make the review of what is chosen now."""
        year, wishes = self._year, self._wishes()

        def work(progress: Progress) -> ExportReview | None:
            progress.report(0, 1, "")
            return self._cities.review(year, wishes)

        def show(review: ExportReview | None) -> None:
            if review is None:
                text = tr(
                    "There are no figures of our own for {year} yet. Collect survey workbooks"
                    " first.",
                    year=year,
                )
                self.notices.show_notice(Notice(text, Tone.WARNING))
            else:
                self._looked = _Looked(review, wishes)
            self._show_review()

        self._run(tr("Looking at what would leave"), work, show)

    def write(self, path: Path) -> None:
        """Write what was looked at; nothing without a look at what is chosen now."""
        looked = self._looked
        if looked is None:
            return

        def work(progress: Progress) -> Path:
            progress.report(0, 1, path.name)
            self._cities.export_reviewed(looked.review, path)
            return path

        self._run(tr("Writing our figures"), work, self._tell_written)

    def write_form(self, path: Path) -> None:
        """Write an empty form for a city without this program."""

        def work(progress: Progress) -> Path:
            progress.report(0, 1, path.name)
            self._cities.write_form(path)
            return path

        def tell(written: Path) -> None:
            text = tr("The form was written: {path}. Send it to the other city.", path=written)
            self.notices.show_notice(Notice(text, Tone.SUCCESS))

        self._run(tr("Writing the form"), work, tell)

    # -- building --------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        self._look = make_action(
            self, tr("Look at what leaves"), self.look, icon_name="eye", shortcut="Ctrl+Return"
        )
        self._write = make_action(
            self, tr("Write this …"), self._ask_place, icon_name="file-arrow-up"
        )
        self._form = make_action(
            self, tr("Save an empty form …"), self._ask_form, icon_name="file-plus"
        )

    def _lay_out(self) -> None:
        for key, text in (
            (_ALL, tr("Everything")),
            (_LEAVING, tr("What leaves")),
            (_HELD_BACK, tr("What is held back")),
        ):
            self.shown.addItem(text, key)
        self.shown.setAccessibleName(tr("Show"))
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self._choices())
        row.addLayout(self._contents(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.addWidget(self.notices)
        column.addLayout(row, 1)

    def _choices(self) -> QWidget:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(tr("Prepared by (office or role)"), self.prepared_by)
        form.addRow(tr("Remarks for readers"), self.remarks)
        inside = QWidget()
        inside.setFixedWidth(_CHOICES_WIDTH)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(label(tr("Flows to send along")))
        column.addWidget(self.flows, 1)
        column.addWidget(
            label(
                tr("Flows leave without figures, notes and names of sections."),
                kind="caption",
                wrap=True,
            )
        )
        column.addWidget(ActionButton(self._look))
        column.addWidget(ActionButton(self._form))
        return inside

    def _contents(self) -> QVBoxLayout:
        head = SectionHeader(tr("What leaves"))
        head.add_right(self._badge)
        head.add_right(self.shown)
        head.add_right(ActionButton(self._write))
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(self._summary)
        column.addWidget(self._beside)
        column.addWidget(self.lines, 1)
        return column

    def _connect(self) -> None:
        self.shown.currentIndexChanged.connect(lambda _index: self._show_lines())
        self.prepared_by.textChanged.connect(lambda _text: self._forget())
        self.remarks.textChanged.connect(lambda _text: self._forget())
        self.flows.itemChanged.connect(lambda _item: self._forget())
        self.lines.selection_text.connect(self._host.show_selection)

    def _fill_flows(self) -> None:
        self.flows.blockSignals(True)
        self.flows.clear()
        for flow in self._queries.flows():
            item = QListWidgetItem(f"{flow.name}　{flow.class_code}".strip("　"))
            item.setData(_FLOW_ROLE, flow.id)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.flows.addItem(item)
        self.flows.blockSignals(False)

    # -- showing ---------------------------------------------------------------------------------

    @property
    def _year(self) -> FiscalYear:
        from bpr_studio.domain.shared.fiscal_year import FiscalYear

        return FiscalYear(self._queries.workspace().fiscal_year)

    def _wishes(self) -> ReviewWishes:
        items = (self.flows.item(row) for row in range(self.flows.count()))
        return ReviewWishes(
            flows=tuple(
                str(item.data(_FLOW_ROLE))
                for item in items
                if item.checkState() is Qt.CheckState.Checked
            ),
            prepared_by=self.prepared_by.text().strip(),
            remarks=self.remarks.text().strip(),
        )

    def _forget(self) -> None:
        """What was looked at is no longer what is chosen."""
        if self._looked is not None:
            self._looked = None
            self._show_review()

    def _show_review(self) -> None:
        review = self.review
        self._write.setEnabled(review is not None and not review.doubts)
        self._badge.setVisible(review is not None and review.figures.fictitious)
        self._summary.setText(
            review.summary
            if review
            else tr("Choose, then look at what leaves. Nothing is written before.")
        )
        beside = _beside(review) if review else ""
        self._beside.setText(beside)
        self._beside.setVisible(bool(beside))
        self._show_lines()

    def _show_lines(self) -> None:
        kept = {_LEAVING: (True,), _HELD_BACK: (False,)}.get(
            self.shown.currentData(), (True, False)
        )
        lines = self.review.lines if self.review else ()
        rows = [_row(line) for line in lines if line.leaves in kept]
        self.lines.set_source(MemorySource(_columns(), rows))

    def _tell_written(self, path: Path) -> None:
        text = tr("Our figures were written: {path}. They hold what you looked at.", path=path)
        self.notices.show_notice(Notice(text, Tone.SUCCESS))

    def _ask_place(self) -> None:
        name = self._queries.workspace().city_name
        start = str(Path.home() / f"{name}_{self._year}.xlsx")
        kinds = "Excel (*.xlsx);;JSON (*.json)"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Write our figures"), start, kinds)
        if chosen:
            self.write(Path(chosen))

    def _ask_form(self) -> None:
        start = str(Path.home() / tr("Form for comparing cities.xlsx"))
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save an empty form"), start, "Excel (*.xlsx)"
        )
        if chosen:
            self.write_form(Path(chosen))

    def _run(
        self, title: str, work: Callable[[Progress], T], on_result: Callable[[T], None]
    ) -> None:
        """Run work beside the window; what goes wrong is told here."""
        stopped = tr("Stopped: {task}.", task=title)
        self.notices.clear()
        self._host.tasks.start(title, work, telling(self.notices, on_result, stopped))


def _columns() -> tuple[ColumnSpec, ...]:
    hours = {"align": Align.RIGHT, "format": as_hours(), "width": 84}
    return (
        ColumnSpec("code", tr("Code"), width=116),
        ColumnSpec("class", tr("Class"), width=164),
        ColumnSpec("hours", tr("Hours"), **hours),  # type: ignore[arg-type]  # one dict of mixed types
        ColumnSpec("non_core", tr("Non-core"), **hours),  # type: ignore[arg-type]  # one dict of mixed types
        ColumnSpec("cases", tr("Cases"), align=Align.RIGHT, width=88, format=as_number()),
        ColumnSpec(
            "sections", tr("Sections behind"), align=Align.RIGHT, width=72, format=as_number()
        ),
        ColumnSpec("fate", tr("What becomes of it"), width=150, stretch=True),
    )


def _row(line: ReviewLine) -> Row:
    return (
        f"{line.step_type} {line.code}",
        line.code,
        f"{line.label} × {line.step_type} {line.step_label}" if line.step_type else line.label,
        line.minutes,
        line.non_core,
        line.cases,
        line.sections,
        line.reason,
    )


def _beside(review: ExportReview) -> str:
    """What else is to be said before the file is written."""
    said = list(review.doubts)
    if review.unclassified:
        said.append(
            tr(
                "{hours:,} hours have no class and are in no figure.",
                hours=review.unclassified // 60,
            )
        )
    for flow in review.flows:
        if flow.doubts:
            said.append(
                tr("The flow “{name}” does not leave: {why}", name=flow.name, why=flow.doubts[0])
            )
        else:
            said.append(
                ntr(
                    "The flow “{name}” leaves; {n} note or name was taken out.",
                    "The flow “{name}” leaves; {n} notes and names were taken out.",
                    flow.removed,
                    name=flow.name,
                )
            )
    return "\n".join(said)
