"""Saying what the columns of a foreign sheet are: the panel beside the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from bpr_studio.domain.procedures.layout import EXTRA
from bpr_studio.domain.shared.text import N_, tr, tr_source
from bpr_studio.domain.workload.grown_cells import unit_word
from bpr_studio.domain.workload.grown_headers import MOST_HEADER_ROWS
from bpr_studio.domain.workload.mapping import (
    ABOVE,
    SECTION,
    TIMES,
    UNIT_TIME,
    SectionFrom,
    TimeUnit,
    is_time,
)
from bpr_studio.domain.workload.survey_format import MONTH_KEYS
from bpr_studio.ui.qt.blocks import Form, SectionHeader
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.workload.survey_format import SurveyFormat
    from bpr_studio.services.mapping_desk import MappedColumn, MappingDesk

_FIELD: Final = 190
_EXTRA_WORDS: Final[Mapping[str, str]] = {
    SECTION: N_("Section of the line"),
    ABOVE: N_("Heading above the task"),
    TIMES: N_("Times a year"),
    UNIT_TIME: N_("Time of one case"),
    EXTRA: N_("Kept under its own heading"),
}
_SOURCES: Final[Sequence[tuple[SectionFrom, str]]] = (
    (SectionFrom.CELL, N_("in a cell")),
    (SectionFrom.COLUMN, N_("in a column")),
    (SectionFrom.SHEET_NAME, N_("in the name of the sheet")),
    (SectionFrom.FILE_NAME, N_("in the name of the file")),
    (SectionFrom.CHOSEN, N_("I choose it")),
)


def target_word(survey_format: SurveyFormat, target: str) -> str:
    """What a column is, in the words of the common format."""
    if target in _EXTRA_WORDS:
        return tr_source(_EXTRA_WORDS[target])
    column = next((c for c in survey_format.columns if c.key == target), None)
    if column is None:
        return target
    if target in MONTH_KEYS:
        return tr("Month {month}", month=column.header)
    return tr("Hours: {staff}", staff=column.header) if is_time(target) else column.header


class MappingPanel(QScrollArea):
    """Sheet, headings, section, and the column that is chosen in the sheet.

    Signals:
        changed: something was said; show the sheet anew.
        column_wanted: choose this column in the sheet.
    """

    changed = Signal()
    column_wanted = Signal(int)

    def __init__(
        self,
        sections: Sequence[tuple[str, str]],
        sources: Sequence[SectionFrom] = tuple(SectionFrom),
    ) -> None:
        """Make the panel.

        Args:
            sections: code and name of every section, in order.
            sources: where the section may stand.
        """
        super().__init__()
        self._desk: MappingDesk | None = None
        self._place = -1
        self._filling = False
        self._sheet, self._top, self._rows = QComboBox(), QSpinBox(), QSpinBox()
        self._source, self._cell, self._section = QComboBox(), QLineEdit(), QComboBox()
        self._target, self._unit = QComboBox(), QComboBox()
        self._heading = label("", kind="strong", wrap=True)
        self._said = label("", kind="secondary", wrap=True)
        self._values = _Values()
        self._rows.setRange(1, MOST_HEADER_ROWS)
        for kind, text in _SOURCES:
            if kind in sources:
                self._source.addItem(tr_source(text), kind)
        for code, name in sections:
            self._section.addItem(f"{code}  {name}", code)
        for unit in TimeUnit:
            self._unit.addItem(unit_word(unit), unit)
        self._build()
        self._connect()

    # -- showing ---------------------------------------------------------------------------------

    def show_desk(self, desk: MappingDesk) -> None:
        """Show a file that is being fitted."""
        self._desk = desk
        self._place = -1
        self._filling = True
        self._sheet.clear()
        self._sheet.addItems([picture.name or desk.book.name for picture in desk.book.pictures])
        self._target.clear()
        self._target.addItem(tr("Leave it out"), "")
        for target in desk.targets():
            self._target.addItem(target_word(desk.format, target), target)
        self._filling = False
        self.refresh()

    def show_column(self, place: int) -> None:
        """Show what the chosen column is."""
        self._place = place
        self.refresh()

    def refresh(self) -> None:
        """Show everything as the desk has it."""
        desk = self._desk
        if desk is None:
            return
        self._filling = True
        self._sheet.setCurrentText(desk.sheet or desk.book.name)
        self._top.setRange(1, max(len(desk.picture.rows), 1))
        self._top.setValue((desk.headings.top if desk.headings else 0) + 1)
        self._rows.setValue(desk.headings.rows if desk.headings else 1)
        source = desk.profile.section
        self._source.setCurrentIndex(max(self._source.findData(source.kind), 0))
        self._cell.setText(source.cell)
        self._section.setCurrentIndex(self._section.findData(desk.section_code))
        self._form.setRowVisible(self._cell, source.kind is SectionFrom.CELL)
        self._form.setRowVisible(self._section, source.kind is SectionFrom.CHOSEN)
        self._show_chosen(desk)
        self._filling = False

    def _show_chosen(self, desk: MappingDesk) -> None:
        columns = desk.columns()
        column = columns[self._place] if 0 <= self._place < len(columns) else None
        has_heading = column is not None and bool(column.heading)
        mapping = column.mapping if column else None
        self._heading.setText(_heading_text(column))
        self._target.setEnabled(has_heading)
        self._target.setCurrentIndex(
            max(self._target.findData(mapping.target if mapping else ""), 0)
        )
        self._column_form.setRowVisible(self._unit, mapping is not None and is_time(mapping.target))
        if mapping is not None:
            self._unit.setCurrentIndex(self._unit.findData(mapping.unit))
        self._values.show_column(desk, column)
        self._said.setText(_said(desk))

    # -- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        column.addWidget(SectionHeader(tr("The chosen column")))
        column.addWidget(self._heading)
        self._column_form = Form()
        self._column_form.add(tr("It is"), self._target, width=_FIELD)
        self._column_form.add(tr("Unit"), self._unit, width=_FIELD)
        column.addLayout(self._column_form)
        column.addWidget(self._values)
        column.addWidget(self._said)
        column.addWidget(SectionHeader(tr("The whole sheet")))
        self._form = Form()
        self._form.add(tr("Sheet"), self._sheet, width=_FIELD)
        self._form.add(tr("Headings from row"), self._top, width=_FIELD)
        self._form.add(tr("Rows of headings"), self._rows, width=_FIELD)
        for spin in (self._top, self._rows):
            spin.lineEdit().setAccessibleName(spin.accessibleName())
        self._form.add(tr("The section stands"), self._source, width=_FIELD)
        self._form.add(tr("Cell"), self._cell, width=_FIELD)
        self._form.add(tr("Section"), self._section, width=_FIELD)
        column.addLayout(self._form)
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _connect(self) -> None:
        self._target.currentIndexChanged.connect(self._target_chosen)
        self._unit.currentIndexChanged.connect(self._unit_chosen)
        self._sheet.currentIndexChanged.connect(self._sheet_chosen)
        self._top.valueChanged.connect(self._headings_moved)
        self._rows.valueChanged.connect(self._headings_moved)
        self._source.currentIndexChanged.connect(self._section_said)
        self._section.currentIndexChanged.connect(self._section_said)
        self._cell.editingFinished.connect(self._section_said)
        self._values.changed.connect(self.changed)

    # -- saying ----------------------------------------------------------------------------------

    def take_cell(self, address: str) -> None:
        """Say that the section stands in this cell."""
        if self._desk is not None:
            self._desk.set_section(SectionFrom.CELL, address)
            self.refresh()
            self.changed.emit()

    def _target_chosen(self) -> None:
        if self._desk is not None and not self._filling:
            self._desk.assign(self._place, self._target.currentData() or "")
            self._done()

    def _unit_chosen(self) -> None:
        if self._desk is not None and not self._filling:
            self._desk.set_unit(self._place, TimeUnit(self._unit.currentData()))
            self._done()

    def _sheet_chosen(self, number: int) -> None:
        if self._desk is not None and not self._filling and number >= 0:
            self._desk.choose_sheet(self._desk.book.pictures[number].name)
            self._place = -1
            self._done()

    def _headings_moved(self) -> None:
        if self._desk is not None and not self._filling:
            self._desk.set_headings(self._top.value() - 1, self._rows.value())
            self._done()

    def _section_said(self) -> None:
        if self._desk is None or self._filling:
            return
        kind = SectionFrom(self._source.currentData())
        cell = self._cell.text().strip().upper() if kind is SectionFrom.CELL else ""
        code = str(self._section.currentData() or "") if kind is SectionFrom.CHOSEN else ""
        self._desk.set_section(kind, cell, code)
        self._done()

    def _done(self) -> None:
        self.refresh()
        self.changed.emit()


class _Values(QWidget):
    """What the entries of a column with answers stand for."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._desk: MappingDesk | None = None
        self._shown: tuple[object, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._form: QWidget | None = None

    def show_column(self, desk: MappingDesk, column: MappedColumn | None) -> None:
        """Show the entries of a column, each with the answer it stands for."""
        mapping = column.mapping if column else None
        choices = desk.choices(mapping.target) if mapping else ()
        entries = desk.entries(column.place) if column and choices else ()
        self._desk = desk
        now = (column, choices, entries)
        if now == self._shown:
            return
        self._shown = now
        if self._form is not None:
            self._column.removeWidget(self._form)
            self._form.deleteLater()
            self._form = None
        if column is None or mapping is None or not entries:
            return
        self._form = QWidget()
        form = Form(self._form)
        for entry in entries:
            combo = QComboBox()
            combo.addItem(tr("as it stands"), "")
            for choice in choices:
                combo.addItem(choice.label, choice.value)
            combo.setCurrentIndex(max(combo.findData(mapping.values.get(entry, "")), 0))
            combo.currentIndexChanged.connect(
                lambda _n, e=entry, c=combo, p=column.place: self._say(p, e, c.currentData())
            )
            form.add(tr("“{entry}” means", entry=entry), combo, width=_FIELD - 40)
        self._column.addWidget(self._form)

    def _say(self, place: int, entry: str, value: object) -> None:
        if self._desk is not None:
            self._desk.set_value(place, entry, str(value or ""))
            self.changed.emit()


def _heading_text(column: MappedColumn | None) -> str:
    if column is None:
        return tr("Click on a column of the sheet.")
    if not column.heading:
        return tr("Column {letter} has no heading and is left out.", letter=column.letter)
    return tr("{letter}: {heading}", letter=column.letter, heading=column.heading)


def _said(desk: MappingDesk) -> str:
    """What is still missing, or how much is understood."""
    if desk.missing:
        words = tr(", ").join(target_word(desk.format, target) for target in desk.missing)
        return tr("Still to be said: {words}", words=words)
    n = len(desk.profile.columns)
    return tr("{n} columns are taken over, the others are left out.", n=n)
