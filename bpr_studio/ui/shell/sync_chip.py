"""How far the own work is, at one glance in the top bar; and the bar below it when it is grave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.status import Glance
from bpr_studio.services.sync.troubles import Level, TroubleKind
from bpr_studio.ui.pages.sync_words import STEPS, glance_word, level_mark, reached
from bpr_studio.ui.qt.icons import icon_label, paint_icon
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme, label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from bpr_studio.services.sync.status import SyncStatus

_HEIGHT: Final = 32
_DOT: Final = 10
_WAY: Final = 8
_ICON: Final = 18
_PAD: Final = 10
_GAP: Final = 8
_UPDATE: Final = frozenset({TroubleKind.NEWER, TroubleKind.TOO_OLD})
_FOR_ALL: Final = _UPDATE | {TroubleKind.NOT_APPROVED}
"""Told on every page though it is not grave."""


class SyncChip(QAbstractButton):
    """Three dots for 保存済み → 共有済み → DX受領済, filled as far as all work is, and the word.

    Where something stands in the way, its sign takes the place of the dots. The tooltip says it
    in a sentence; a click opens the page of sync.
    """

    def __init__(self) -> None:
        super().__init__()
        self._done = 1
        self._mark: tuple[str, Tone] | None = None
        self._quiet = True
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        current_theme().changed.connect(self.update)

    def show_status(self, status: SyncStatus) -> None:
        """Show a status."""
        self._done = reached(status)
        self._quiet = status.glance is Glance.NOT_SHARED
        self._mark = _mark_of(status)
        self.setText(glance_word(status))
        told = [status.sentence, *(trouble.happened for trouble in status.troubles[:2])]
        sentence = "\n".join(dict.fromkeys(told))
        self.setToolTip(sentence)
        self.setAccessibleName(tr("Sync: {state}", state=self.text()))
        self.setAccessibleDescription(sentence)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Sign and word."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(_PAD + self._sign_width() + _GAP + words + _PAD, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The word is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, sign, word."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "surface"
        painter.setBrush(theme.color(ground))
        painter.setPen(QPen(theme.color("focus" if self.hasFocus() else "line"), 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        self._paint_sign(painter)
        left = _PAD + self._sign_width() + _GAP
        painter.setFont(body_font())
        painter.setPen(theme.color("text_secondary" if self._quiet else "text"))
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), int(_MIDDLE), self.text())
        painter.end()

    def _sign_width(self) -> int:
        if self._mark is not None:
            return _ICON
        return len(STEPS) * _DOT + (len(STEPS) - 1) * _WAY

    def _paint_sign(self, painter: QPainter) -> None:
        middle = self.rect().center().y() + 1
        if self._mark is not None:
            place = QRect(_PAD, middle - _ICON // 2, _ICON, _ICON)
            paint_icon(painter, place, *self._mark)
            return
        theme = current_theme()
        for number in range(len(STEPS)):
            done = number < self._done
            color = theme.color("success" if done else "line_strong")
            left = _PAD + number * (_DOT + _WAY)
            painter.setPen(QPen(color, 2))
            if number:
                painter.drawLine(left - _WAY + 1, middle, left - 1, middle)
            painter.setBrush(color if done else theme.color("surface"))
            painter.drawEllipse(QRect(left, middle - _DOT // 2, _DOT, _DOT))


def _mark_of(status: SyncStatus) -> tuple[str, Tone] | None:
    """The sign in place of the dots, None where the dots tell it."""
    if status.glance is Glance.NOT_SHARED:
        return "hard-drives", Tone.SECONDARY
    if status.level >= Level.WARNING:
        return level_mark(status.level)
    if status.paused:
        return "pause", Tone.WARNING
    return ("hourglass", Tone.ACCENT) if status.glance is Glance.WAITING else None


class SyncBanner(QFrame):
    """What every page shows: what is grave, in red; update the program; wait for the approval.

    Signals:
        look_wanted: the page of sync shall be opened.
        rescue_wanted: unsent work shall be written to a file.
    """

    look_wanted = Signal()
    rescue_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "error-panel")
        self._grave = self._told_elsewhere = False
        self._mark = icon_label("warning-circle", Tone.ERROR)
        self._text = label("", kind="strong", wrap=True, selectable=True)
        self._more = label("", wrap=True, selectable=True)
        self._rescue = _button(tr("Write unsent work out …"))
        self._rescue.clicked.connect(lambda _checked=False: self.rescue_wanted.emit())
        look = _button(tr("Details …"))
        look.clicked.connect(lambda _checked=False: self.look_wanted.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 6, 16, 6)
        row.setSpacing(12)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._text)
        texts.addWidget(self._more)
        row.addWidget(self._mark)
        row.addLayout(texts, 1)
        row.addWidget(self._rescue)
        row.addWidget(look)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" while it says nothing."""
        return "" if self.isHidden() else f"{self._text.text()} {self._more.text()}"

    def set_told_elsewhere(self, *, told: bool) -> None:
        """The page in front tells it already."""
        self._told_elsewhere = told
        self.setVisible(self._grave and not told)

    def show_status(self, status: SyncStatus) -> None:
        """Show the gravest trouble that concerns everybody, or nothing."""
        told = [one for one in status.troubles if one.level >= Level.ALARM or one.kind in _FOR_ALL]
        self._grave = bool(told)
        self.setVisible(self._grave and not self._told_elsewhere)
        if not told:
            return
        trouble = told[0]
        self._mark.set_icon(*level_mark(trouble.level))
        self._text.setText(trouble.happened)
        update, waits = trouble.kind in _UPDATE, trouble.kind is TroubleKind.NOT_APPROVED
        words = trouble.remedy if update else trouble.meanwhile
        if waits and not status.renewed:
            early = tr(
                "The sheet of your section looks empty until then; please wait to fill it in."
            )
            words = f"{words} {early}"
        self._more.setText(words)
        self._rescue.setVisible(status.work.here > 0 and not update and not waits)
        self.setProperty("kind", "card" if waits else "error-panel")
        self.style().polish(self)
        self.setAccessibleName(f"{trouble.happened} {trouble.meanwhile}")


def _button(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


_MIDDLE: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
