"""The panel at the right: what the selected step is and costs, or the flow as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.process.element import ACTIVITIES, FLOW_NODES
from bpr_studio.domain.process.rollup import by_core_tag, by_lane, yearly_minutes
from bpr_studio.domain.process.step import CORE, NON_CORE
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.ui.canvas.words import kind_word, place_word, shown_name
from bpr_studio.ui.pages.flows_list import version_word
from bpr_studio.ui.pages.flows_step_facts import documentation, step_facts, step_texts
from bpr_studio.ui.qt.badges import core_badge, paint_swatch
from bpr_studio.ui.qt.findings_list import FindingsList
from bpr_studio.ui.qt.theme import Tone, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from bpr_studio.domain.process.element import Element
    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.domain.shared.findings import Finding
    from bpr_studio.services.views import FlowLine
    from bpr_studio.ui.pages.flows_step_facts import Names

_NAME_WIDTH: Final = 92
_LINK_PADDING: Final = 20
_LONGEST_WORD: Final = 16
_LANES_SHOWN: Final = 8
_FINDINGS_HEIGHT: Final = 260


@dataclass(frozen=True, slots=True)
class ShownFlow:
    """A flow with everything that is known of it.

    Attributes:
        findings: what its import had to say, as long as the window is open.
    """

    line: FlowLine
    model: ProcessModel
    findings: tuple[Finding, ...] = ()


class DetailsPanel(QScrollArea):
    """Facts in one column; made anew for each selection.

    Signals:
        element_wanted: id of an element somebody wants to go to.
    """

    element_wanted = Signal(str)

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Details"))
        self.setMinimumWidth(220)
        self._column = QVBoxLayout()
        self.show_nothing()

    # -- what it shows ---------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """No flow is chosen."""
        self._begin()
        self._end()

    def show_flow(self, shown: ShownFlow) -> None:
        """The flow as a whole."""
        line, model = shown.line, shown.model
        self._begin()
        self._column.addWidget(label(tr("The whole flow"), kind="caption"))
        self._column.addWidget(label(line.name, kind="strong", wrap=True, selectable=True))
        self._add_facts(
            [
                (tr("Version"), version_word(line.version_kind)),
                (tr("Section"), line.unit_name),
                (tr("Class"), " ".join(p for p in (line.class_code, line.class_name) if p)),
                (tr("File"), line.file_name),
                (tr("Steps"), f"{line.activities:,}"),
            ]
        )
        self._add_work(model)
        if shown.findings:
            found = FindingsList(tr("Findings of the import"))
            found.set_findings(shown.findings)
            found.setFixedHeight(_FINDINGS_HEIGHT)
            found.jump_requested.connect(
                lambda finding: self.element_wanted.emit(finding.place.cell)
            )
            self._column.addWidget(found)
        self._end()

    def show_element(self, model: ProcessModel, element: Element) -> None:
        """One element."""
        self._begin()
        self._column.addWidget(label(kind_word(element), kind="caption"))
        self._column.addWidget(
            label(shown_name(element), kind="strong", wrap=True, selectable=True)
        )
        place = place_word(model, element)
        if place:
            self._column.addWidget(label(place, kind="secondary", wrap=True))
        if element.kind in ACTIVITIES:
            self._add_step(element)
        for title, text in (
            *step_texts(element.step),
            (tr("Explanation"), documentation(element)),
        ):
            self._add_text(title, text)
        if element.kind in FLOW_NODES:
            incoming = [(flow, model.find(flow.source)) for flow in model.incoming(element.id)]
            outgoing = [(flow, model.find(flow.target)) for flow in model.outgoing(element.id)]
            self._add_neighbours(tr("Comes from"), "←", incoming)
            self._add_neighbours(tr("Goes on to"), "→", outgoing)
        self._end()

    def texts(self) -> list[str]:
        """Everything the panel says, from top to bottom."""
        from PySide6.QtWidgets import QLabel

        holder = self.widget()
        found = holder.findChildren(QLabel) if holder else []
        return [one.text() for one in found if one.text()]

    # -- parts -----------------------------------------------------------------------------------

    def _begin(self) -> None:
        holder = QFrame()
        holder.setProperty("kind", "card")
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(14, 12, 14, 14)
        self._column.setSpacing(8)
        old = self.takeWidget()
        if old is not None:
            old.deleteLater()
        self.setWidget(holder)

    def _end(self) -> None:
        self._column.addStretch(1)

    def _add_step(self, element: Element) -> None:
        if element.step.core_tag:
            row = QHBoxLayout()
            row.addWidget(core_badge(core=element.step.core_tag == CORE))
            row.addStretch(1)
            self._column.addLayout(row)
        self._add_facts(step_facts(element, self._names, yearly_minutes(element)))

    def _add_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(7)
        grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, value) in enumerate(fact for fact in facts if fact[1]):
            grid.addWidget(label(name, kind="secondary"), row, 0, top)
            shown = breakable(value)  # what was made breakable should not be copied
            made = label(shown, wrap=True, selectable=shown == value)
            grid.addWidget(made, row, 1, top)
        self._column.addLayout(grid)

    def _add_text(self, title: str, text: str) -> None:
        if text:
            self._column.addWidget(label(title, kind="secondary"))
            self._column.addWidget(label(text, wrap=True, selectable=True))

    def _add_neighbours(
        self, title: str, arrow: str, neighbours: Sequence[tuple[Element, Element | None]]
    ) -> None:
        known = [(flow, other) for flow, other in neighbours if other is not None]
        if not known:
            return
        self._column.addWidget(label(title, kind="secondary"))
        for flow, other in known:
            name = shown_name(other)
            if flow.name:
                name = tr("{condition}: {name}", condition=" ".join(flow.name.split()), name=name)
            button = _LinkButton(f"{arrow} {name}")
            button.clicked.connect(
                lambda _checked=False, wanted=other.id: self.element_wanted.emit(wanted)
            )
            self._column.addWidget(button)

    def _add_work(self, model: ProcessModel) -> None:
        core, lanes = by_core_tag(model), by_lane(model)
        if core.minutes:
            self._column.addWidget(label(tr("Working hours of a year"), kind="secondary"))
            row = QHBoxLayout()
            row.setSpacing(4)
            figure = label(format_hours(core.minutes, decimals=1), kind="figure", selectable=True)
            row.addWidget(figure, 0, Qt.AlignmentFlag.AlignBaseline)
            row.addWidget(label(tr("hours"), kind="unit"), 0, Qt.AlignmentFlag.AlignBaseline)
            row.addStretch(1)
            self._column.addLayout(row)
            tags = [(tag, core.by_key.get(tag, 0)) for tag in (CORE, NON_CORE, "")]
            self._column.addWidget(_ShareBar(tags))
            self._add_shares(
                [(_tag_word(tag), minutes) for tag, minutes in tags if minutes], core.minutes
            )
            self._column.addWidget(label(tr("By lane"), kind="secondary"))
            by_name = sorted(
                ((_lane_word(model, lane), minutes) for lane, minutes in lanes.by_key.items()),
                key=lambda pair: -pair[1],
            )
            self._add_shares(by_name[:_LANES_SHOWN], core.minutes)
        if core.unanswered and core.steps:
            n = len(core.unanswered)
            text = ntr(
                "{n:,} step has no minutes or cases and is not counted.",
                "{n:,} steps have no minutes or cases and are not counted.",
                n,
            )
            self._column.addWidget(label(text, kind="caption", wrap=True))

    def _add_shares(self, shares: Sequence[tuple[str, int]], whole: int) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        for row, (name, minutes) in enumerate(shares):
            grid.addWidget(label(name, wrap=True), row, 0)
            hours = tr("{n} hours", n=format_hours(minutes, decimals=1))
            grid.addWidget(label(hours), row, 1, right)
            grid.addWidget(label(f"{minutes / whole:.0%}", kind="secondary"), row, 2, right)
        self._column.addLayout(grid)


def breakable(text: str) -> str:
    """Long words such as file names may break after their marks, so that the panel stays narrow."""
    if max(map(len, text.split()), default=0) <= _LONGEST_WORD or not text.isascii():
        return text
    return re.sub(r"([_./\\-]|\S{12})(?=\S)", "\\1\u200b", text)


def _tag_word(tag: str) -> str:
    if tag == CORE:
        return tr("Core work")
    return tr("Non-core work") if tag == NON_CORE else tr("Not tagged yet")


def _lane_word(model: ProcessModel, lane_id: str) -> str:
    lane = model.find(lane_id)
    return (lane.name if lane else "") or tr("Without a lane")


class _LinkButton(QPushButton):
    """A quiet button as wide as the panel, its text at the left."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._whole = text
        self.setAccessibleName(text)
        self.setProperty("kind", "quiet")
        self.setStyleSheet("text-align: left;")
        self.setToolTip(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Longer texts end in "…"; the tooltip has them whole."""
        super().resizeEvent(event)
        room = self.width() - _LINK_PADDING
        side = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._whole, side, room))


class _ShareBar(QWidget):
    """One bar: core plain blue, non-core hatched, the rest grey."""

    def __init__(self, shares: Sequence[tuple[str, int]]) -> None:
        super().__init__()
        self._shares = shares
        self.setFixedHeight(14)
        words = ", ".join(f"{_tag_word(tag)} {n / 60:,.1f}" for tag, n in shares if n)
        self.setAccessibleName(words)
        current_theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The shares side by side."""
        painter = QPainter(self)
        whole = sum(n for _, n in self._shares) or 1
        x = 0.5
        tones = {CORE: Tone.CORE, NON_CORE: Tone.NON_CORE}
        for tag, n in self._shares:
            width = (self.width() - 1) * n / whole
            if width >= 1:
                rect = QRectF(x, 0.5, max(width - 2, 1), self.height() - 1)
                paint_swatch(painter, rect, tones.get(tag, "line_strong"))
            x += width
        painter.end()
