"""Next year's survey from last year's answers: what the reorganisation does to them, first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_hours, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.blocks import Card, EmptyState, KeyFigure
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.services.next_round import (
        CarriedSection,
        DividedSection,
        LeftSection,
        NextRoundPlan,
    )
    from bpr_studio.services.views import UnitLine
    from bpr_studio.ui.grid.columns import Row

BY_SHARE: Final = ""
_CHOICE_WIDTH: Final = 220


class NextRoundView(QWidget):
    """The sections of the new year with their first rows; what has to be chosen at the right.

    Signals:
        assigned: id of a section of last year, and of the section that shall get all its rows;
            "" for dividing by share, or for leaving the rows.
    """

    assigned = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._rows = KeyFigure(tr("Rows carried over"), unit=tr("rows"))
        self._hours = KeyFigure(tr("Their hours"), unit=tr("h"))
        self._sections = KeyFigure(tr("Sections that start with rows"), unit=tr("sections"))
        self._choose = KeyFigure(tr("To be chosen"), unit=tr("sections"))
        columns = _columns()
        self.table = DataTable(columns, MemorySource(columns, []), name=tr("Sections"))
        self.table.set_empty(
            EmptyState(
                "calendar-blank",
                tr("No row is carried over."),
                explanation=tr("The survey of last year has no answers of sections that go on."),
            )
        )
        self.choices: dict[str, QComboBox] = {}
        self._left: dict[str, LeftSection] = {}
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(tr("Sections to choose for"))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card = Card(tr("What becomes of sections that were split or ended"))
        card.column.addWidget(self._area, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(card)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([720, 420])
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for figure in (self._rows, self._hours, self._sections, self._choose):
            figures.addWidget(figure, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(figures)
        column.addWidget(splitter, 1)

    def forget(self) -> None:
        """Another survey is looked at: nothing is decided yet."""
        self._left = {}

    def show_plan(
        self, plan: NextRoundPlan, units: Sequence[UnitLine], assign: Mapping[str, str]
    ) -> None:
        """Show what starting would do.

        Args:
            plan: as it is decided now.
            units: the units of the new year, to choose from.
            assign: what was decided; sections without successor stay to be chosen for.
        """
        self._left |= {one.unit_id: one for one in plan.left}
        self._rows.set_value(f"{plan.rows:,}")
        self._hours.set_value(format_hours(plan.minutes))
        self._sections.set_value(f"{len(plan.sections):,}")
        self._choose.set_value(
            f"{len(plan.divided) + len(plan.left):,}",
            remark=tr("{n:,} without successor", n=len(plan.left)) if plan.left else "",
        )
        columns = _columns()
        rows = [_row(section) for section in plan.sections]
        self.table.set_columns(columns, MemorySource(columns, rows))
        self._show_choices(plan, [unit for unit in units if unit.level == "section"], assign)

    # -- inside ----------------------------------------------------------------------------------

    def _show_choices(
        self, plan: NextRoundPlan, sections: Sequence[UnitLine], assign: Mapping[str, str]
    ) -> None:
        self.choices = {}
        inside = QWidget()
        inside.setObjectName("scrolled")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        for one in plan.divided:
            self._add(grid, _divided_text(one), self._divided_choice(one), one.unit_id)
        for left in self._left.values():
            choice = self._left_choice(sections, assign.get(left.unit_id, BY_SHARE))
            self._add(grid, _left_text(left), choice, left.unit_id)
        for finding in plan.findings:
            text = label(finding.message, kind="secondary", wrap=True)
            grid.addWidget(text, grid.rowCount(), 0, 1, 2)
        if not self.choices and not plan.findings:
            nothing = tr("Nothing has to be chosen: every section goes on as it was.")
            grid.addWidget(label(nothing, kind="secondary", wrap=True), 0, 0, 1, 2)
        grid.setRowStretch(grid.rowCount(), 1)
        self._area.setWidget(inside)

    def _add(self, grid: QGridLayout, text: str, choice: QComboBox, unit_id: str) -> None:
        row = grid.rowCount()
        caption = label(text, wrap=True)
        caption.setBuddy(choice)
        choice.setAccessibleName(text)
        choice.setMinimumWidth(_CHOICE_WIDTH)
        choice.currentIndexChanged.connect(
            lambda _place: self.assigned.emit(unit_id, str(choice.currentData() or BY_SHARE))
        )
        self.choices[unit_id] = choice
        grid.addWidget(caption, row, 0)
        grid.addWidget(choice, row, 1, Qt.AlignmentFlag.AlignTop)

    def _divided_choice(self, one: DividedSection) -> QComboBox:
        choice = QComboBox()
        choice.addItem(tr("Divide by share"), BY_SHARE)
        for unit_id, name, _percent in one.parts:
            choice.addItem(tr("All rows to {name}", name=name), unit_id)
        choice.setCurrentIndex(max(choice.findData(one.assigned), 0))
        return choice

    def _left_choice(self, sections: Sequence[UnitLine], chosen: str) -> QComboBox:
        choice = QComboBox()
        choice.setMaxVisibleItems(16)
        choice.addItem(tr("Leave them in last year's survey"), BY_SHARE)
        for unit in sections:
            choice.addItem(tr("All rows to {name}", name=f"{unit.name}（{unit.code}）"), unit.id)
        choice.setCurrentIndex(max(choice.findData(chosen), 0))
        return choice


def _columns() -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("code", tr("Code"), width=88),
        ColumnSpec("bureau", tr("Bureau"), width=110),
        ColumnSpec("name", tr("Section"), width=120),
        ColumnSpec("rows", tr("Rows"), "", Align.RIGHT, 56, as_number(), summed=True),
        ColumnSpec("minutes", tr("Work"), tr("h"), Align.RIGHT, 96, as_hours(), summed=True),
        ColumnSpec("origins", tr("Sections of last year"), width=136, stretch=True),
    )


def _row(section: CarriedSection) -> Row:
    origins = "、".join(
        f"{one.unit_name} {one.percent}%" if one.percent < 100 else one.unit_name
        for one in section.origins
    )
    return (
        section.unit_id,
        section.unit_code,
        section.bureau_name,
        section.unit_name,
        section.rows,
        section.minutes,
        origins,
    )


def _divided_text(one: DividedSection) -> str:
    parts = "、".join(f"{name} {percent}%" for _id, name, percent in one.parts)
    return tr("{name} was split: {parts}", name=one.unit_name, parts=parts)


def _left_text(left: LeftSection) -> str:
    return ntr(
        "{bureau} {name} has ended; it had {n:,} row.",
        "{bureau} {name} has ended; it had {n:,} rows.",
        left.rows,
        bureau=left.bureau_name,
        name=left.unit_name,
    )
