"""One class in detail: every city's value, how they spread, and why they may differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.charts.city_comparison import words_of
from bpr_studio.domain.benchmark.sentences import by_gap, remarks_on, sentence_gap
from bpr_studio.domain.benchmark.why import checklist
from bpr_studio.domain.shared.text import tr, tr_source
from bpr_studio.services.comparison_report import class_cities_table
from bpr_studio.ui.grid.columns import Align, ColumnSpec, as_number
from bpr_studio.ui.grid.source import MemorySource
from bpr_studio.ui.grid.table import DataTable
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from bpr_studio.domain.benchmark.comparison import ClassComparison, Comparison
    from bpr_studio.domain.benchmark.why import Clue
    from bpr_studio.services.report_values import Column, ReportTable

_WHY_WIDTH: Final = 432
_WIDTHS: Final = (136, 84, 64, 88, 100, 120)


class ClassPanel(QWidget):
    """A class to choose, the table of its cities at the left, the questions at the right.

    Signals:
        noted: class code, key of the question and the answer somebody typed.
        selection_text: what the status bar shall say.
    """

    noted = Signal(str, str, str)
    selection_text = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._found: Comparison | None = None
        self.classes = QComboBox()
        self.classes.setAccessibleName(tr("Class"))
        self.classes.setMinimumWidth(280)
        self._words = label("", wrap=True, selectable=True)
        self._gap = label("", kind="strong", wrap=True, selectable=True)
        self._remarks = label("", kind="secondary", wrap=True)
        self.cities = DataTable((), name=tr("Cities of this class"))
        self.fields: dict[str, QLineEdit] = {}
        self._lay_out()
        self.classes.currentIndexChanged.connect(lambda _index: self._show_class())
        self.cities.selection_text.connect(self.selection_text)

    @property
    def code(self) -> str:
        """The class shown; "" while there is none."""
        return str(self.classes.currentData() or "")

    def show_comparison(self, found: Comparison) -> None:
        """Show another comparison; the class stays where it still exists."""
        before = self.code
        self._found = found
        self.classes.blockSignals(True)
        self.classes.clear()
        for item in by_gap(found):
            self.classes.addItem(f"{item.code}　{item.label}", item.code)
        self.classes.setCurrentIndex(max(self.classes.findData(before), 0))
        self.classes.blockSignals(False)
        self._show_class()

    def show_class(self, code: str) -> None:
        """Show another class; an unknown one changes nothing."""
        place = self.classes.findData(code)
        if place >= 0:
            self.classes.setCurrentIndex(place)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.classes, 0, Qt.AlignmentFlag.AlignLeft)
        for text in (self._gap, self._words, self._remarks):
            left.addWidget(text)
        left.addWidget(self.cities, 1)
        self._why = QScrollArea()
        self._why.setWidgetResizable(True)
        self._why.setFrameShape(QFrame.Shape.NoFrame)
        self._why.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._why.setFixedWidth(_WHY_WIDTH)
        self._why.setAccessibleName(tr("Why different?"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(24)
        row.addLayout(left, 1)
        row.addWidget(self._why)

    def _item(self) -> ClassComparison | None:
        classes = self._found.classes if self._found else ()
        return next((item for item in classes if item.code == self.code), None)

    def _show_class(self) -> None:
        item = self._item()
        if item is None or self._found is None:
            return
        words = tr("{words} Unit: {unit}.", words=words_of(item), unit=self._found.unit)
        self._words.setText(words)
        self._gap.setText(sentence_gap(item.gap) if item.gap else "")
        self._gap.setVisible(item.gap is not None)
        remarks = tr("; ").join(remarks_on(item, self._found))
        self._remarks.setText(remarks)
        self._remarks.setVisible(bool(remarks))
        _fill(self.cities, class_cities_table(self._found, item))
        self._ask(item.code, checklist(self._found, item))

    def _ask(self, code: str, clues: tuple[Clue, ...]) -> None:
        self.fields = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(5)
        title = label(tr("Why different?"), kind="section")
        title.setToolTip(tr("Ask the other city before judging, and note what you hear."))
        column.addWidget(title)
        for clue in clues:
            column.addWidget(label(tr_source(clue.question.text), kind="strong"))
            for sentence in clue.known:
                column.addWidget(label(sentence, kind="secondary", wrap=True))
            column.addWidget(self._field(code, clue))
        column.addStretch(1)
        self._why.setWidget(inside)

    def _field(self, code: str, clue: Clue) -> QLineEdit:
        field = QLineEdit(clue.answer)
        field.setPlaceholderText(tr("What was found out"))
        field.setAccessibleName(tr_source(clue.question.text))
        key = clue.question.key
        field.editingFinished.connect(lambda: self._note(code, key, field.text()))
        self.fields[key] = field
        return field

    def _note(self, code: str, key: str, text: str) -> None:
        answers = self._found.answers if self._found else {}
        if text.strip() != answers.get(code, {}).get(key, ""):
            self.noted.emit(code, key, text)


def _fill(shown: DataTable, table: ReportTable) -> None:
    columns = tuple(
        _column(number, column, width)
        for number, (column, width) in enumerate(zip(table.columns, _WIDTHS, strict=True))
    )
    rows = [(number, *row) for number, row in enumerate(table.rows)]
    shown.set_columns(columns, MemorySource(columns, rows))


def _column(number: int, column: Column, width: int) -> ColumnSpec:
    if column.decimals is None:
        last = number == len(_WIDTHS) - 1
        return ColumnSpec(f"c{number}", column.name, width=width, stretch=last)
    shown = as_number(column.decimals)
    return ColumnSpec(
        f"c{number}", column.name, column.unit, Align.RIGHT, width=width, format=shown
    )
