"""Everything one task says, in the words of the survey form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from bpr_studio.domain.shared.fiscal_year import FISCAL_MONTHS
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.survey_format import MONTH_FIELD, FieldKind
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QPaintEvent

    from bpr_studio.domain.workload.survey_format import SurveyColumn, SurveyFormat

_BARS_HEIGHT: Final = 88
_TEXT_HEIGHT: Final = 18
_SMALL_POINTS: Final = 8


class TaskPanel(QFrame):
    """A panel at the side with every answer that was given about a task.

    Signals:
        closed: somebody closed it.
    """

    closed = Signal()

    def __init__(self, survey_format: SurveyFormat) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setMinimumWidth(280)
        self._format = survey_format
        self._name = label("", kind="strong", wrap=True, selectable=True)
        self._place = label("", kind="secondary", wrap=True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(tr("The task in full"))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = QHBoxLayout()
        head.addWidget(label(tr("The task in full"), kind="section"), 1)
        head.addWidget(icon_button("x", tr("Close"), self.closed.emit))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._name)
        column.addWidget(self._place)
        column.addWidget(self._area, 1)

    def show_task(self, fields: Mapping[str, object], place: str) -> None:
        """Show a task.

        Args:
            fields: its stored fields.
            place: section and class, for the line below its name.
        """
        self._name.setText(str(fields.get("name", "")))
        self._place.setText(place)
        self.setAccessibleName(self._name.text())
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 8, 0)
        column.setSpacing(6)
        for group in self._format.groups:
            self._add_group(column, group, fields)
        column.addStretch(1)
        self._area.setWidget(inside)

    def _add_group(self, column: QVBoxLayout, group: str, fields: Mapping[str, object]) -> None:
        answered = [c for c in self._format.columns if c.group == group and c.field in fields]
        months = [c for c in answered if c.kind is FieldKind.PERCENT_OF_YEAR]
        others = [c for c in answered if c not in months and c.key != "name"]
        if not answered:
            return
        column.addSpacing(8)
        column.addWidget(label(group, kind="strong"))
        if months:
            percents = fields.get(MONTH_FIELD)
            column.addWidget(MonthBars(percents if isinstance(percents, list) else []))
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(6)
        for one in others:
            text = label(answer_text(one, fields[one.field]), wrap=True, selectable=True)
            form.addRow(label(one.header, kind="secondary"), text)
        column.addLayout(form)


class MonthBars(QWidget):
    """Twelve bars from April to March with their percents."""

    def __init__(self, percents: Sequence[int]) -> None:
        super().__init__()
        self._percents = tuple(percents)
        self.setFixedHeight(_BARS_HEIGHT)
        said = "、".join(
            tr("month {month}: {percent}%", month=month, percent=percent)
            for month, percent in zip(FISCAL_MONTHS, self._percents, strict=False)
        )
        self.setAccessibleName(said)
        self.setToolTip(said)
        current_theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars, percents above, months below."""
        painter = QPainter(self)
        painter.setFont(body_font(_SMALL_POINTS))
        theme, step = current_theme(), self.width() / 12
        highest = max(self._percents, default=0) or 1
        room = self.height() - 2 * _TEXT_HEIGHT
        for place, (month, percent) in enumerate(zip(FISCAL_MONTHS, self._percents, strict=False)):
            height = room * percent / highest
            left = place * step
            bar = QRectF(left + step * 0.2, _TEXT_HEIGHT + room - height, step * 0.6, height)
            painter.fillRect(bar, theme.color(Tone.CORE))
            painter.setPen(theme.color("text_secondary"))
            above = QRectF(left, bar.top() - _TEXT_HEIGHT, step, _TEXT_HEIGHT)
            below = QRectF(left, self.height() - _TEXT_HEIGHT, step, _TEXT_HEIGHT)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, str(percent))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(month))
        painter.end()


def answer_text(column: SurveyColumn, value: object) -> str:
    """A stored answer as the form shows it, with its unit."""
    match column.kind:
        case FieldKind.HOURS:
            number = value / 60 if isinstance(value, int) else value
            return f"{number:,.10g}{column.unit}"
        case FieldKind.CHOICE | FieldKind.FLAG:
            return column.label_of(str(value))
        case FieldKind.COUNT | FieldKind.PERCENT if isinstance(value, int):
            return f"{value:,}{column.unit}"
        case _:
            return str(value)
