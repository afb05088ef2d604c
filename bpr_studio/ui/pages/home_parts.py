"""What the home page is made of: cards that lead somewhere, bars, progress."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.ui.pages.survey_bars import paint_bar, paint_hatched
from bpr_studio.ui.qt.icons import icon_label
from bpr_studio.ui.qt.theme import Tone, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

_BAR_HEIGHT: Final = 12
_TILE_HEIGHT: Final = 56
_ROW_HEIGHT: Final = 44


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: its size, its colour, and what it is."""

    amount: float
    tone: str
    name: str


class StackedBar(QWidget):
    """Parts of a whole beside each other; non-core work is hatched.

    What the bar shows always stands in words beside it as well.
    """

    def __init__(self, height: int = _BAR_HEIGHT) -> None:
        super().__init__()
        self._parts: tuple[Part, ...] = ()
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current_theme().changed.connect(self.update)

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show these parts from left to right."""
        self._parts = tuple(part for part in parts if part.amount > 0)
        said = "、".join(part.name for part in self._parts)
        self.setToolTip(said)
        self.setAccessibleName(said)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the parts with a small gap between them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect())
        track = QPainterPath()
        track.addRoundedRect(room, 4, 4)
        painter.fillPath(track, current_theme().color("pressed"))
        painter.setClipPath(track)
        total = sum(part.amount for part in self._parts)
        left = room.left()
        for part in self._parts:
            width = room.width() * part.amount / total
            area = QRectF(left, room.top(), max(width - 1.5, 1.0), room.height())
            if part.tone == Tone.NON_CORE.value:
                paint_hatched(painter, area)
            else:
                painter.fillRect(area, current_theme().color(part.tone))
            left += width
        painter.end()


class ShortLabel(QLabel):
    """One line that ends in … where there is no room; the whole text is its tooltip."""

    def __init__(self, text: str, *, kind: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setToolTip(text)
        if kind:
            self.setProperty("kind", kind)

    def minimumSizeHint(self) -> QSize:
        """It can always be cut."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), int(self.alignment()), text)
        painter.end()


class TaskBar(QWidget):
    """A name with a figure, and a bar of `share` (0 to 1) of the room below it."""

    def __init__(self, name: str, amount: str, share: float, tone: Tone) -> None:
        super().__init__()
        self.setAccessibleName(f"{name} {amount}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        row = QHBoxLayout()
        row.addWidget(ShortLabel(name), 1)
        row.addWidget(label(amount))
        column.addLayout(row)
        column.addWidget(_OneBar(share, tone))


class _OneBar(QWidget):
    """A bar of a share of the room, plain or hatched."""

    def __init__(self, share: float, tone: Tone) -> None:
        super().__init__()
        self._share, self._tone = share, tone
        self.setFixedHeight(8)
        current_theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar."""
        painter = QPainter(self)
        paint_bar(painter, QRectF(self.rect()), self._share, self._tone)
        painter.end()


@dataclass(frozen=True, slots=True)
class Way:
    """Where a card leads.

    Attributes:
        icon: icon name.
        title: what one finds or does there.
        hint: one line below the title, "" for none.
        count: a figure at the right, "" for none.
        tone: colour of the icon.
    """

    icon: str
    title: str
    go: Callable[[], object] = field(compare=False)
    hint: str = ""
    count: str = ""
    tone: Tone = Tone.ACCENT


class WayButton(QPushButton):
    """A button with icon, title, hint and count; a tile, or a quiet row of a list."""

    def __init__(self, way: Way, *, tile: bool) -> None:
        super().__init__()
        self._height = _TILE_HEIGHT if tile else _ROW_HEIGHT
        if not tile:
            self.setProperty("kind", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(" ".join(part for part in (way.title, way.count) if part))
        self.setAccessibleDescription(way.hint)
        self.setToolTip(way.hint)
        self.setFixedHeight(self._height)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(12)
        row.addWidget(icon_label(way.icon, way.tone, QSize(24, 24) if tile else QSize(20, 20)))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        texts.addWidget(label(way.title, kind="strong" if tile else ""))
        if way.hint:
            texts.addWidget(ShortLabel(way.hint, kind="caption"))
        texts.addStretch(1)
        row.addLayout(texts, 1)
        if way.count:
            row.addWidget(label(way.count, kind="strong"))
        if not tile:
            row.addWidget(icon_label("caret-right", Tone.SECONDARY, QSize(14, 14)))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _checked=False: way.go())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there, as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as its texts."""
        layout = self.layout()
        return QSize(layout.sizeHint().width() if layout else 160, self._height)

    def minimumSizeHint(self) -> QSize:
        """Texts may be cut before the page gets a scroll bar."""
        return QSize(120, self._height)


class FigureCard(QFrame):
    """One key figure: name, number with unit, an optional bar, a remark."""

    def __init__(self, name: str, unit: str, *, with_bar: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._name, self._unit = name, unit
        self._value = label("–", kind="figure", selectable=True)
        self._remark = label("", kind="caption", wrap=True)
        self.bar = StackedBar(10) if with_bar else None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(label(name, kind="secondary"))
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._value, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addWidget(label(unit, kind="unit"), 0, Qt.AlignmentFlag.AlignBaseline)
        row.addStretch(1)
        column.addLayout(row)
        if self.bar is not None:
            column.addWidget(self.bar)
        column.addWidget(self._remark)
        column.addStretch(1)

    @property
    def text(self) -> str:
        """Everything the card says."""
        return f"{self._name} {self._value.text()} {self._unit} {self._remark.text()}".strip()

    def say(self, value: str, remark: str) -> None:
        """Change figure and remark; the bar is empty until it is filled again."""
        if self.bar is not None:
            self.bar.set_parts(())
        self._value.setText(value)
        self._remark.setText(remark)
        self.setAccessibleName(self.text)


def walk_in_order(cards: Sequence[QWidget]) -> None:
    """Let the Tab key walk through the ways on some cards in the order of the cards.

    Ways are made anew whenever the page is read, which puts them at the end of Qt's chain.
    """
    ways = [way for card in cards for way in card.findChildren(WayButton)]
    for first, second in pairwise(ways):
        QWidget.setTabOrder(first, second)
