"""The month profile of a task as a small curve that is shaped with the mouse or the keyboard."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.fiscal_year import FISCAL_MONTHS
from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.statements import month_name
from bpr_studio.ui.grid.entry.popups import CellPopup
from bpr_studio.ui.pages.entry_month_rules import level_shares, month_minutes, rebalanced
from bpr_studio.ui.qt.theme import body_font, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import (
        QHideEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QShowEvent,
    )

    from bpr_studio.services.entry_values import ProfilePreset
    from bpr_studio.ui.pages.entry_month_rules import Shares

_SMALL_POINTS: Final = 9
_LINE: Final = 18
_LEAST_TOP: Final = 20  # percent at the upper edge, so that a level year looks level
_STEP: Final = 1
_PAGE: Final = 5


class MonthCurve(QWidget):
    """Twelve bars under a curve; the bar of a month is dragged, or set with the keyboard.

    Left and right choose a month, up and down change it by 1, page up and down by 5, digits
    type a value. Whatever happens the twelve add up to 100.

    Signals:
        changed: the shares are others now.
    """

    changed = Signal()

    def __init__(self, shares: Shares, minutes: int) -> None:
        super().__init__()
        self._shares = shares
        self._start = shares
        self._minutes = minutes
        self._month = 0
        self._typed = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(540, 180))
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        current_theme().changed.connect(self.update)
        self._say()

    @property
    def shares(self) -> Shares:
        """The twelve percents, April first."""
        return self._shares

    @property
    def month(self) -> int:
        """Place of the month the keyboard is at, 0 = April."""
        return self._month

    def set_shares(self, shares: Shares) -> None:
        """Show another shape."""
        self._shares = self._start = shares
        self._typed = ""
        self._tell()

    # -- mouse ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a month."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._month = self._month_at(event.position().x())
            self._start = self._shares
            self._typed = ""
            self._drag_to(event.position().y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull it up or down."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(event.position().y())

    def _drag_to(self, y: float) -> None:
        """From the shape at the start of the drag, so that pulling back restores it."""
        plot = self._plot()
        percent = round((plot.bottom() - y) / plot.height() * self._top())
        self._set(rebalanced(self._start, self._month, percent))

    def _month_at(self, x: float) -> int:
        return min(max(int(x / (self.width() / 12)), 0), 11)

    # -- keyboard ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose and change a month."""
        keys = Qt.Key
        walks = {keys.Key_Left: -1, keys.Key_Right: 1}
        steps = {
            keys.Key_Up: _STEP,
            keys.Key_Down: -_STEP,
            keys.Key_PageUp: _PAGE,
            keys.Key_PageDown: -_PAGE,
        }
        key = Qt.Key(event.key())
        if key in walks:
            self._go_to((self._month + walks[key]) % 12)
        elif key in {keys.Key_Home, keys.Key_End}:
            self._go_to(0 if key == keys.Key_Home else 11)
        elif key in steps:
            self._typed = ""
            value = self._shares[self._month] + steps[key]
            self._set(rebalanced(self._shares, self._month, value))
        elif event.text().isdigit() and event.text().isascii():
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def _go_to(self, month: int) -> None:
        self._month = month
        self._typed = ""
        self._tell()

    def _type(self, digit: str) -> None:
        """Digits one after the other make the value of the month."""
        if not self._typed:
            self._start = self._shares
        self._typed = (self._typed + digit)[-3:].lstrip("0") or "0"
        if int(self._typed) > 100:
            self._typed = digit
        self._set(rebalanced(self._start, self._month, int(self._typed)))

    def _set(self, shares: Shares) -> None:
        self._shares = shares
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self._say()
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self.update()

    def _say(self) -> None:
        every = tr(", ").join(
            tr("month {month}: {percent}%", month=month, percent=percent)
            for month, percent in zip(FISCAL_MONTHS, self._shares, strict=True)
        )
        self.setAccessibleName(tr("Work by month"))
        here = tr(
            "month {month}: {percent}%",
            month=FISCAL_MONTHS[self._month],
            percent=self._shares[self._month],
        )
        self.setAccessibleDescription(f"{here} – {every}")

    # -- painting ---------------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        return QRectF(0, _LINE + 4, self.width(), self.height() - 3 * _LINE - 12)

    def _top(self) -> int:
        """Percent at the upper edge: room for the highest month of the start of a drag."""
        return max(_LEAST_TOP, round(max(*self._start, *self._shares) * 1.15))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars, curve, percents above, months and hours below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(body_font(_SMALL_POINTS))
        theme, plot, step = current_theme(), self._plot(), self.width() / 12
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        tops = [
            QPointF((i + 0.5) * step, plot.bottom() - plot.height() * share / self._top())
            for i, share in enumerate(self._shares)
        ]
        for place, top in enumerate(tops):
            self._paint_month(painter, place, top, step)
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_smooth(tops))
        for place, top in enumerate(tops):
            chosen = place == self._month and self.hasFocus()
            painter.setBrush(theme.color("accent" if chosen else "surface"))
            radius = 6 if chosen else 4
            painter.drawEllipse(top, radius, radius)
        painter.end()

    def _paint_month(self, painter: QPainter, place: int, top: QPointF, step: float) -> None:
        theme, plot, left = current_theme(), self._plot(), place * step
        bar = QRectF(left + step * 0.18, top.y(), step * 0.64, plot.bottom() - top.y())
        chosen = place == self._month and self.hasFocus()
        painter.fillRect(bar, theme.color("accent_soft"))
        if chosen:
            painter.setPen(QPen(theme.color("focus"), 1.5))
            painter.drawRect(bar)
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setPen(theme.color("text"))
        above = QRectF(left, top.y() - _LINE - 8, step, _LINE)
        painter.drawText(above, centre, str(self._shares[place]))
        below = QRectF(left, plot.bottom() + 6, step, _LINE)
        painter.drawText(below, centre, month_name(place)[:3])  # "Apr", "10月"
        painter.setPen(theme.color("text_secondary"))
        hours = format_hours(month_minutes(self._shares, self._minutes)[place])
        painter.drawText(below.translated(0, _LINE), centre, hours)


def _smooth(points: Sequence[QPointF]) -> QPainterPath:
    """A curve through the points that never swings beyond its neighbours."""
    path = QPainterPath(points[0])
    for one, other in itertools.pairwise(points):
        middle = (one.x() + other.x()) / 2
        path.cubicTo(QPointF(middle, one.y()), QPointF(middle, other.y()), other)
    return path


class MonthEditor(CellPopup):
    """The curve with its ready shapes, as the popup of a month cell; it takes the keyboard.

    Enter takes the shape, Esc leaves it as it was. The answer is the twelve percents as text,
    "" for "as usual for the class".
    """

    takes_keyboard = True

    def __init__(
        self,
        name: str,
        shares: Sequence[int],
        minutes: int,
        offered: Sequence[ProfilePreset],
        parent: QWidget | None = None,
    ) -> None:
        """Make the popup.

        Args:
            name: of the task.
            shares: the present twelve percents, or nothing.
            minutes: of the task a year.
            offered: ready shapes.
            parent: the widget it lives in.
        """
        super().__init__(parent)
        self.setAccessibleName(tr("Work by month of {task}", task=name))
        self._offered = tuple(offered)
        start = tuple(shares) if len(shares) == 12 else self._usual()
        self.curve = MonthCurve(start, minutes)
        self.setFocusProxy(self.curve)
        self.shapes = QComboBox()
        self.shapes.setAccessibleName(tr("Ready shapes"))
        self.shapes.addItem(tr("Choose a ready shape …"))
        self.shapes.addItems([preset.name for preset in self._offered])
        self.shapes.activated.connect(self._take_shape)
        self._build(name, minutes, has_own=len(shares) == 12)

    def sizeHint(self) -> QSize:
        """Room for twelve months."""
        return QSize(620, 352)

    def _usual(self) -> Shares:
        return self._offered[0].percents if self._offered else level_shares()

    def _build(self, name: str, minutes: int, *, has_own: bool) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(name or tr("Work by month"), kind="strong"), 1)
        amount = tr("{hours} h a year", hours=format_hours(minutes))
        head.addWidget(label(amount, kind="secondary"))
        empty = QPushButton(tr("Leave it empty"))
        empty.setToolTip(tr("The shape usual for the class is used then."))
        empty.setEnabled(has_own)
        empty.clicked.connect(lambda _checked=False: self.chosen.emit(""))
        take = QPushButton(tr("Set"))
        take.setProperty("kind", "primary")
        take.clicked.connect(lambda _checked=False: self.take())
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.shapes, 1)
        foot.addWidget(empty)
        foot.addWidget(take)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.curve, 1)
        hint = tr("←→ choose a month, ↑↓ or digits change it; the others make up the rest.")
        column.addWidget(label(hint, kind="caption"))
        column.addLayout(foot)

    def take(self) -> None:
        """Settle on the shape shown."""
        self.chosen.emit(" ".join(map(str, self.curve.shares)))

    def pick(self, number: int) -> None:
        """Show the ready shape with this number."""
        self.curve.set_shares(self._offered[number].percents)

    def _take_shape(self, index: int) -> None:
        if index > 0:
            self.pick(index - 1)
        self.curve.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, Esc leaves; nothing gets through to the grid."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.take()
        elif event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        event.accept()

    # -- the keyboard going elsewhere -------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Watch where the keyboard goes."""
        super().showEvent(event)
        _application().focusChanged.connect(self._on_focus)

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch no longer."""
        super().hideEvent(event)
        _application().focusChanged.disconnect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        """A click elsewhere leaves the months as they were; the list of shapes belongs here."""
        widget = now
        while widget is not None:
            if widget is self:
                return
            widget = widget.parentWidget()
        if now is not None:
            self.dismissed.emit()


def _application() -> QApplication:
    running = QApplication.instance()
    if not isinstance(running, QApplication):
        msg = "widgets need an application"
        raise TypeError(msg)
    return running
