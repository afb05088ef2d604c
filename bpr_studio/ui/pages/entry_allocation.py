"""Sharing out the capacity top-down: for whoever cannot count tasks, percents are enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.entry_shares import WHOLE, minutes_of_share
from bpr_studio.ui.qt.blocks import clear_layout
from bpr_studio.ui.qt.icons import icon, paint_icon
from bpr_studio.ui.qt.theme import SECTION_POINTS, Tone, body_font, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPaintEvent

    from bpr_studio.ui.pages.entry_shares import ShareLine, SharePlan

    #: Kind of plan and its shares -> hundredths of a percent taken by counted tasks.
    Counted = Callable[[str, Mapping[str, int]], int]

_HUNDREDTHS: Final = 100
_SLIDER_STEP: Final = 50  # hundredths: half a percent
_SLIDER_FULL: Final = 6_000  # a slider ends at 60 %; more is typed
_INDENT: Final = 24
_NAME_WIDTH: Final = 300


class RestBar(QWidget):
    """How much of the capacity is given out, and how much is left or too much, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._capacity = 0
        self._total = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(60)
        current_theme().changed.connect(self.update)

    @property
    def words(self) -> str:
        """The sentence above the bar."""
        rest = WHOLE - self._total
        hours = format_hours(minutes_of_share(self._capacity, abs(rest)))
        percent = f"{round(abs(rest) / _HUNDREDTHS, 1):g}"
        if rest > 0:
            return tr("{percent}% left ({hours} h)", percent=percent, hours=hours)
        if rest < 0:
            return tr("{percent}% too much ({hours} h)", percent=percent, hours=hours)
        return tr("Everything is given out")

    def show_total(self, total: int, capacity: int) -> None:
        """Show hundredths of a percent given out of a capacity in minutes."""
        self._total, self._capacity = total, capacity
        self.setAccessibleName(self.words)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(720, 60)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Sentence above, bar below."""
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = self._total > WHOLE
        mark = "warning" if over else "check-circle" if self._total == WHOLE else "clock"
        tone = Tone.WARNING if over else Tone.SUCCESS if self._total == WHOLE else Tone.ACCENT
        paint_icon(painter, self.rect().adjusted(0, 6, 20 - self.width(), -34), mark, tone)
        painter.setFont(body_font(SECTION_POINTS, bold=True))
        painter.setPen(theme.color("text"))
        room = self.rect().adjusted(28, 0, 0, -28)
        painter.drawText(room, _LEFT, self.words)
        bar = QRectF(0, self.height() - 20, self.width(), 12)
        path = QPainterPath()
        path.addRoundedRect(bar, 4, 4)
        painter.fillPath(path, theme.color("pressed"))
        painter.setClipPath(path)
        whole = max(self._total, WHOLE)
        filled = QRectF(bar)
        filled.setWidth(bar.width() * min(self._total, WHOLE) / whole)
        painter.fillRect(filled, theme.color("accent"))
        if over:
            rest = QRectF(bar)
            rest.setLeft(filled.right())
            painter.fillRect(rest, theme.color("warning"))
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawLine(int(filled.right()), int(bar.top()), int(filled.right()),
                             int(bar.bottom()))  # fmt: skip
        painter.end()


class _ShareSlider(QSlider):
    """A slider in our look: the part given is filled, the rest is a quiet track."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track, filled part, handle."""
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = self.height() / 2, 7.0
        room = self.width() - 2 * radius - 2
        x = radius + 1 + room * self.value() / max(self.maximum(), 1)
        on = self.isEnabled()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("pressed"))
        painter.drawRoundedRect(QRectF(radius, middle - 2, room, 4), 2, 2)
        painter.setBrush(theme.color("accent" if on else "line_strong"))
        painter.drawRoundedRect(QRectF(radius, middle - 2, x - radius, 4), 2, 2)
        if on:
            painter.setBrush(theme.color("surface"))
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawEllipse(QRectF(x - radius, middle - radius, 2 * radius, 2 * radius))
        painter.end()


class _ShareRow(QWidget):
    """Name, slider, percent, hours of one line.

    Signals:
        moved: key and share in hundredths of a percent.
        opened: key of a line to open or close.
    """

    moved = Signal(str, int)
    opened = Signal(str)

    def __init__(self, line: ShareLine, capacity: int) -> None:
        super().__init__()
        self._key, self._capacity = line.key, capacity
        name = f"{line.hint} {line.name}".strip()
        self.slider = _ShareSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _SLIDER_FULL)
        self.slider.setSingleStep(_SLIDER_STEP)
        self.slider.setPageStep(5 * _HUNDREDTHS)
        self.slider.setAccessibleName(tr("Share of {name}", name=name))
        self.spin = QDoubleSpinBox()
        self.spin.setRange(0, 100)
        self.spin.setDecimals(1)
        self.spin.setSingleStep(1)
        self.spin.setSuffix(" %")
        self.spin.setFixedWidth(104)
        self.spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.spin.setAccessibleName(tr("Share of {name}", name=name))
        for widget in (self.slider, self.spin):
            widget.setEnabled(not line.is_open)
        self.spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        for one in (self.slider, self.spin):
            one.installEventFilter(self)
        self._hours = label("", kind="secondary")
        self._hours.setFixedWidth(96)
        self._hours.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lay_out(line)
        self.show_share(line.share)
        self.slider.valueChanged.connect(self._on_slider)
        self.spin.valueChanged.connect(self._on_spin)

    def _lay_out(self, line: ShareLine) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(line.depth * _INDENT, 2, 8, 2)
        row.setSpacing(8)
        self.fold = fold = QToolButton()
        fold.setAutoRaise(True)
        fold.setFixedSize(24, 24)
        if line.can_open:
            fold.setIcon(icon("caret-down" if line.is_open else "caret-right", Tone.SECONDARY))
            word = tr("Close {name}") if line.is_open else tr("Share out finer: {name}")
            fold.setToolTip(word.format(name=line.name))
            fold.setAccessibleName(word.format(name=line.name))
            fold.clicked.connect(lambda _checked=False: self.opened.emit(self._key))
            fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        else:
            fold.setEnabled(False)
            fold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(fold)
        name = label(line.name, kind="strong" if line.depth == 0 and line.can_open else "")
        name.setMinimumWidth(_NAME_WIDTH - line.depth * _INDENT)
        name.setToolTip(f"{line.hint} {line.name}".strip())
        row.addWidget(name, 2)
        hint = label(line.hint, kind="caption")
        hint.setFixedWidth(72)
        row.addWidget(hint)
        row.addWidget(self.slider, 3)
        row.addWidget(self.spin)
        row.addWidget(self._hours)

    def show_share(self, share: int) -> None:
        """Show a share without telling it."""
        for widget in (self.slider, self.spin):
            widget.blockSignals(True)
        self.slider.setValue(min(share, _SLIDER_FULL))
        if round(self.spin.value() * _HUNDREDTHS) != share:
            self.spin.setValue(share / _HUNDREDTHS)
        for widget in (self.slider, self.spin):
            widget.blockSignals(False)
        hours = format_hours(minutes_of_share(self._capacity, share))
        self._hours.setText(tr("{hours} h", hours=hours) if share else "–")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the list instead of changing a share that happens to be under it."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _on_slider(self, value: int) -> None:
        share = round(value / _SLIDER_STEP) * _SLIDER_STEP
        self.show_share(share)
        self.moved.emit(self._key, share)

    def _on_spin(self, value: float) -> None:
        share = round(value * _HUNDREDTHS)
        self.show_share(share)
        self.moved.emit(self._key, share)


class AllocationView(QWidget):
    """A plan with its lines, what is left of the capacity above them, and the button below.

    Signals:
        wanted: the shares by key in hundredths of a percent, and "classes" or "rows".
        left: somebody went back without allocating.
    """

    wanted = Signal(dict, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._plans: dict[str, SharePlan] = {}
        self._kind = ""
        self._capacity = 0
        self._counted: Counted = _nothing_counted
        self._rows: dict[str, _ShareRow] = {}
        self.rest = RestBar()
        self.kinds = QTabBar()
        self.kinds.setDrawBase(False)
        self.kinds.setExpanding(False)
        self.kinds.setAccessibleName(tr("What the hours are shared out over"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.do = QPushButton(tr("Enter these hours"))
        self._build()
        self.kinds.currentChanged.connect(self._on_kind)
        self.do.clicked.connect(
            lambda _checked=False: self.wanted.emit(dict(self.plan.answers()), self._kind)
        )

    @property
    def plan(self) -> SharePlan:
        """The plan in front."""
        return self._plans[self._kind]

    def ask(
        self, plans: dict[str, SharePlan], capacity: int, counted: Counted | None = None
    ) -> None:
        """Ask for shares.

        Args:
            plans: "classes" and, where there are rows already, "rows".
            capacity: minutes the section can work a year.
            counted: hundredths of a percent that tasks take whose hours are known otherwise,
                for a kind of plan and the shares given in it.
        """
        self._plans, self._capacity = plans, capacity
        self._counted = counted or _nothing_counted
        self.kinds.blockSignals(True)
        while self.kinds.count():
            self.kinds.removeTab(0)
        words = {"classes": tr("Over the classification"), "rows": tr("Over the present tasks")}
        for kind in plans:
            self.kinds.addTab(words[kind])
        self.kinds.blockSignals(False)
        self._on_kind(0)
        first = next(iter(self._rows.values()), None)
        if first is not None:
            first.spin.setFocus()
            first.spin.selectAll()

    def set_share(self, key: str, share: int) -> None:
        """Give a line a share, as its slider does."""
        self.plan.set_share(key, share)
        self._follow()

    def toggle(self, key: str) -> None:
        """Open or close a line; the keyboard stays on it."""
        self.plan.toggle(key)
        self._show_lines()
        if key in self._rows:
            self._rows[key].fold.setFocus()

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        holder = QVBoxLayout(inside)
        holder.setContentsMargins(12, 8, 8, 8)
        holder.addLayout(self._lines)
        holder.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName(tr("Shares"))
        card = QFrame()
        card.setProperty("kind", "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(area)
        self.do.setProperty("kind", "primary")
        back = QPushButton(tr("Back to the sheet"))
        back.clicked.connect(lambda _checked=False: self.left.emit())
        foot = QHBoxLayout()
        foot.setSpacing(8)
        hint = tr("Roughly is enough: what fits is kept, and every row can be changed afterwards.")
        foot.addWidget(label(hint, kind="secondary", wrap=True), 1)
        foot.addWidget(back)
        foot.addWidget(self.do)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.kinds)
        column.addWidget(self.rest)
        column.addWidget(card, 1)
        column.addLayout(foot)

    def _on_kind(self, index: int) -> None:
        if 0 <= index < len(self._plans):
            self._kind = list(self._plans)[index]
            self._show_lines()

    def _show_lines(self) -> None:
        """Build the rows anew; which ones there are changes only when a class is opened."""
        clear_layout(self._lines)
        self._rows = {}
        for line in self.plan.lines():
            row = _ShareRow(line, self._capacity)
            row.moved.connect(self._on_moved)
            row.opened.connect(self.toggle)
            self._lines.addWidget(row)
            self._rows[line.key] = row
        self._follow()

    def _on_moved(self, key: str, share: int) -> None:
        self.plan.set_share(key, share)
        self._follow(but=key)

    def _follow(self, *, but: str = "") -> None:
        lines: Sequence[ShareLine] = self.plan.lines()
        for line in lines:
            if line.key != but and line.key in self._rows:
                self._rows[line.key].show_share(line.share)
        counted = self._counted(self._kind, self.plan.answers())
        self.rest.show_total(self.plan.total + counted, self._capacity)
        self.do.setEnabled(self.plan.total > 0)


def _nothing_counted(_kind: str, _shares: Mapping[str, int]) -> int:
    """No task has hours of its own."""
    return 0


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
