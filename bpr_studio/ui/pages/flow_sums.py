"""The hours of the flow being edited, by lane, core tag, medium, step type and staff.

They are the hours of the detailed survey: one record is the row there and the step here. Where
the flow answers a survey, its sum stands beside the hours of the overall survey.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.process.rollup import by_lane, work_by
from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.domain.workload.reconcile import Reconciliation, advice, percent_text
from bpr_studio.ui.canvas.words import core_word, shown_name
from bpr_studio.ui.pages.flow_panel import FlowPanel
from bpr_studio.ui.qt.blocks import prose
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.theme import Tone, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.rollup import FlowWork
    from bpr_studio.services.detailed_values import StepMaterial
    from bpr_studio.services.detailed_views import TargetLine
    from bpr_studio.services.flow_editing import FlowSession

LANE, CORE_TAG, MEDIUM, STEP_TYPE, STAFF = "lane", "core_tag", "medium", "step_type", "staff"
_FIELDS: Final = {
    CORE_TAG: "core_tag",
    MEDIUM: "medium",
    STEP_TYPE: "step_type",
    STAFF: "staff_category",
}
_LISTED: Final = 12
_ROW: Final = 40
_BAR: Final = 10


@dataclass(frozen=True, slots=True)
class SumsParts:
    """What the panel works with.

    Attributes:
        material: columns of the survey, whose labels name the answers, by survey.
        target: the target of the detailed survey a flow answers, None for none.
    """

    material: Callable[[str], StepMaterial]
    target: Callable[[str], TargetLine | None] = lambda _flow_id: None


@dataclass(frozen=True, slots=True)
class SumLine:
    """One bar: its name, minutes a year, share of the whole, and colour."""

    name: str
    minutes: int
    share: float
    tone: Tone = Tone.ACCENT
    hatched: bool = False


class RollUpPanel(FlowPanel):
    """Hours of the flow with bars, what is not answered yet, and the overall survey beside."""

    def __init__(self, parts: SumsParts) -> None:
        super().__init__()
        self.title = tr("Hours")
        self.icon = "clock"
        self._parts = parts
        self._session: FlowSession | None = None
        self._material: StepMaterial | None = None
        self._target: TargetLine | None = None
        self._total = label("", kind="section", wrap=True)
        self._note = prose("", kind="secondary")
        self._compared = label("", wrap=True)
        self._advice = label("", kind="secondary", wrap=True)
        self._choice = QComboBox()
        self._choice.setAccessibleName(tr("Hours by"))
        for key, text in _dimensions():
            self._choice.addItem(text, key)
        self._choice.activated.connect(lambda _row: self._show())
        self.bars = SumBars()
        self._open = label("", kind="strong", wrap=True)
        self._more = label("", kind="caption")
        self._unanswered = [QPushButton() for _ in range(_LISTED)]
        self._ids: list[str] = []
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(8, 8, 8, 12)
        column.setSpacing(6)
        column.addWidget(self._total)
        column.addWidget(self._compared)
        column.addWidget(self._advice)
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.addWidget(self._choice, 1)
        row.addWidget(icon_button("copy", tr("Copy the table"), self.copy))
        column.addLayout(row)
        column.addWidget(self.bars)
        column.addSpacing(8)
        column.addWidget(self._open)
        for number, button in enumerate(self._unanswered):
            button.setProperty("kind", "entry")
            button.clicked.connect(lambda _on=False, n=number: self._go_to(n))
            column.addWidget(button)
        column.addWidget(self._more)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    # -- the contract of a panel -----------------------------------------------------------------

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited, or none."""
        self._session = session
        if session is not None:
            self._material = self._parts.material(session.line.round_id)
            self._target = self._parts.target(session.flow_id)
        self._show()

    def take_changes(self, _ids: Sequence[str]) -> None:
        """The hours may be different now."""
        self._show()

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def dimension(self) -> str:
        """What the hours are divided by."""
        return str(self._choice.currentData())

    def divide_by(self, dimension: str) -> None:
        """Divide the hours by `LANE`, `CORE_TAG`, `MEDIUM`, `STEP_TYPE` or `STAFF`."""
        self._choice.setCurrentIndex(self._choice.findData(dimension))
        self._show()

    @property
    def words(self) -> str:
        """The sentences above the bars."""
        parts = (self._total, self._compared, self._advice)
        return "\n".join(part.text() for part in parts if part.text())

    @property
    def unanswered_buttons(self) -> list[QPushButton]:
        """The listed steps without minutes or cases; each goes to its step."""
        return self._unanswered[: min(len(self._ids), _LISTED)]

    def table_text(self) -> str:
        """The bars as a table for worksheets, with headings."""
        rows = [(self._choice.currentText(), tr("Hours of a year"), tr("Share"))]
        rows += [
            (line.name, format_hours(line.minutes, decimals=1), f"{line.share:.1%}")
            for line in self.bars.lines
        ]
        whole = sum(line.minutes for line in self.bars.lines)
        rows.append((tr("Total"), format_hours(whole, decimals=1), "100.0%" if whole else ""))
        return "\n".join("\t".join(row) for row in rows)

    def copy(self) -> None:
        """Copy the table."""
        QGuiApplication.clipboard().setText(self.table_text())

    def _show(self) -> None:
        session = self._session
        if session is None:
            return
        work = self._work()
        hours = format_hours(work.minutes, decimals=1)
        n = work.steps
        self._total.setText(
            ntr("{hours} hours a year, {n} step", "{hours} hours a year, {n} steps", n, hours=hours)
        )
        self._compare(work)
        self.bars.show_lines(self._lines(work))
        self._list_open(work)

    def _work(self) -> FlowWork:
        session = self._session
        if session is None:
            msg = "no flow is shown"
            raise RuntimeError(msg)
        if self.dimension == LANE:
            return by_lane(session.model)
        field = _FIELDS[self.dimension]
        return work_by(session.model, lambda element: str(getattr(element.step, field)))

    def _compare(self, work: FlowWork) -> None:
        """The sum of the steps beside the overall survey."""
        target = self._target
        if target is None:
            self._compared.hide()
            self._advice.hide()
            return
        sums = Reconciliation(target.overall, work.minutes, work.steps, len(work.unanswered))
        text = tr(
            "Overall survey {overall} h, steps {detailed} h",
            overall=format_hours(sums.overall, decimals=1),
            detailed=format_hours(sums.detailed, decimals=1),
        )
        if sums.ratio is not None:
            text = tr("{sums} ({difference})", sums=text, difference=percent_text(sums.ratio))
        self._compared.setText(text)
        self._advice.setText(advice(sums))
        self._compared.show()
        self._advice.setVisible(bool(self._advice.text()))

    def _lines(self, work: FlowWork) -> list[SumLine]:
        ordered = sorted(work.by_key.items(), key=lambda pair: (-pair[1], pair[0]))
        whole = work.minutes
        return [
            SumLine(
                self._name_of(key),
                minutes,
                minutes / whole if whole else 0.0,
                _tone(self.dimension, key),
                hatched=self.dimension == CORE_TAG and key == NON_CORE,
            )
            for key, minutes in ordered
        ]

    def _name_of(self, key: str) -> str:
        session = self._session
        if not key or session is None:
            return tr("(not entered)") if self.dimension != LANE else tr("(outside the lanes)")
        if self.dimension == LANE:
            lane = session.model.find(key)
            return shown_name(lane) if lane is not None else key
        if self.dimension == CORE_TAG:
            return core_word(key) or key
        if self._material is None:
            return key
        return self._material.rules.column(_FIELDS[self.dimension]).label_of(key)

    def _list_open(self, work: FlowWork) -> None:
        """The steps that have no minutes or cases yet."""
        session = self._session
        self._ids = list(work.unanswered)
        n = len(self._ids)
        self._open.setText(
            ntr("{n} step without minutes or cases", "{n} steps without minutes or cases", n)
        )
        self._open.setVisible(bool(n))
        for number, button in enumerate(self._unanswered):
            element = session.model.find(self._ids[number]) if session and number < n else None
            button.setVisible(element is not None)
            button.setText(_short(element) if element is not None else "")
        rest = n - _LISTED
        self._more.setText(ntr("and {n} more", "and {n} more", rest) if rest > 0 else "")
        self._more.setVisible(rest > 0)

    def _go_to(self, number: int) -> None:
        if number < len(self._ids):
            self.element_wanted.emit(self._ids[number])


class SumBars(QWidget):
    """Names, bars and hours, painted; read aloud as a table."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[SumLine] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        current_theme().changed.connect(self.update)

    def show_lines(self, lines: Sequence[SumLine]) -> None:
        """Show these bars, the longest first."""
        if list(lines) == self.lines:
            return
        self.lines = list(lines)
        self.setAccessibleName(
            tr(", ").join(
                tr("{name} {hours} h", name=one.name, hours=format_hours(one.minutes, decimals=1))
                for one in lines
            )
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A row for each bar."""
        return QSize(200, max(len(self.lines), 1) * _ROW)

    def minimumSizeHint(self) -> QSize:
        """The same height at any width."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.lines:
            painter.setPen(current_theme().color(Tone.SECONDARY))
            text = tr("No step says how long and how often yet.")
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), text)
        longest = max((line.minutes for line in self.lines), default=0)
        for number, line in enumerate(self.lines):
            self._paint(painter, number * _ROW, line, longest)

    def _paint(self, painter: QPainter, top: int, line: SumLine, longest: int) -> None:
        theme = current_theme()
        hours = tr(
            "{hours} h ({share})",
            hours=format_hours(line.minutes, decimals=1),
            share=f"{line.share:.0%}",
        )
        metrics = painter.fontMetrics()
        used = metrics.horizontalAdvance(hours) + 12
        painter.setPen(theme.color("text"))
        name = metrics.elidedText(
            line.name, Qt.TextElideMode.ElideRight, max(self.width() - used, 20)
        )
        band = QRectF(0, top + 2, self.width(), 20)
        painter.drawText(band, int(Qt.AlignmentFlag.AlignLeft), name)
        painter.drawText(band, int(Qt.AlignmentFlag.AlignRight), hours)
        width = self.width() * line.minutes / longest if longest else 0.0
        bar = QRectF(0.5, top + 25.5, max(width - 1, 1.0), _BAR)
        colour = theme.color(line.tone)
        painter.setPen(colour)
        painter.setBrush(colour)
        painter.drawRoundedRect(bar, 2, 2)
        if line.hatched:
            painter.setPen(Qt.PenStyle.NoPen)
            lighter = theme.color("surface")
            lighter.setAlphaF(0.75)
            painter.setBrush(lighter)
            painter.setBrush(Qt.BrushStyle.BDiagPattern)
            painter.drawRect(bar)


def _short(element: Element) -> str:
    name = shown_name(element)
    return name if len(name) <= 24 else name[:23] + "…"


def _tone(dimension: str, key: str) -> Tone:
    if dimension == CORE_TAG:
        return {CORE: Tone.CORE, NON_CORE: Tone.NON_CORE}.get(key, Tone.SECONDARY)
    return Tone.ACCENT if key else Tone.SECONDARY


def _dimensions() -> tuple[tuple[str, str], ...]:
    return (
        (LANE, tr("By lane")),
        (CORE_TAG, tr("By core and non-core")),
        (MEDIUM, tr("By medium")),
        (STEP_TYPE, tr("By step type")),
        (STAFF, tr("By staff category")),
    )
