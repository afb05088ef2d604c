"""The rail at the left: one button per page, icon and word, foldable to icons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent

    from bpr_studio.ui.qt.page import PageFactory
    from bpr_studio.ui.shell.parts import Badge

OPEN_WIDTH: Final = 176
FOLDED_WIDTH: Final = 56
_BUTTON_HEIGHT: Final = 40
_ICON: Final = 20
_DOT: Final = 8
_BADGE_POINTS: Final = 8
_MOST_COUNTED: Final = 99


class RailButton(QAbstractButton):
    """Icon and word; the active one has a soft ground and a bar at its left."""

    def __init__(self, icon_name: str, text: str, tip: str = "") -> None:
        super().__init__()
        self._icon_name = icon_name
        self._folded = False
        self._hovered = False
        self._badge = 0
        self._tip = tip or text
        self.setText(text)
        self.setToolTip(tip or text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon_name: str) -> None:
        """Show another icon."""
        self._icon_name = icon_name
        self.update()

    def set_folded(self, *, folded: bool) -> None:
        """Icon only, or icon and word."""
        self._folded = folded
        self.update()

    @property
    def badge(self) -> int:
        """The number beside the word."""
        return self._badge

    def set_badge(self, count: int, tip: str) -> None:
        """Show a number beside the word, told in a sentence by the tooltip; 0 shows none."""
        self._badge = count
        self.setToolTip(f"{self._tip}\n{tip}" if count else self._tip)
        self.setAccessibleDescription(tip if count else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Fixed height; the rail gives the width."""
        return QSize(FOLDED_WIDTH - 16, _BUTTON_HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse came."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: object) -> None:
        """The mouse went."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)  # type: ignore[arg-type]  # the stub names QEvent, we only pass it on

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, bar, icon, word, focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        if self.isChecked() or self._hovered:
            ground = QPainterPath()
            ground.addRoundedRect(self.rect(), 6, 6)
            painter.fillPath(ground, theme.color("accent_soft" if self.isChecked() else "hover"))
        if self.isChecked():
            bar = QPainterPath()
            bar.addRoundedRect(QRect(0, 10, 3, self.height() - 20), 1.5, 1.5)
            painter.fillPath(bar, theme.color("accent"))
        tone = Tone.ACCENT if self.isChecked() else Tone.TEXT
        top = (self.height() - _ICON) // 2
        paint_icon(painter, QRect(10, top, _ICON, _ICON), self._icon_name, tone)
        right = self._paint_badge(painter) if self._badge else self.width() - 8
        if not self._folded:
            self._paint_word(painter, tone, right)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)
        painter.end()

    def _paint_badge(self, painter: QPainter) -> int:
        """Paint the number in a pill, or a dot on the icon; returns where the word must end."""
        theme = current_theme()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        if self._folded:
            painter.drawEllipse(QRect(_ICON + 6, 6, _DOT, _DOT))
            return self.width()
        painter.setFont(body_font(_BADGE_POINTS, bold=True))
        text = str(self._badge) if self._badge <= _MOST_COUNTED else f"{_MOST_COUNTED}+"
        width = max(painter.fontMetrics().horizontalAdvance(text) + 10, 20)
        pill = QRect(self.width() - width - 8, (self.height() - 18) // 2, width, 18)
        painter.drawRoundedRect(pill, 9, 9)
        painter.setPen(theme.color("on_accent"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return pill.left() - 6

    def _paint_word(self, painter: QPainter, tone: Tone, right: int) -> None:
        font = self.font()
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(current_theme().color(tone))
        room = QRect(42, 0, right - 42, self.height())
        word = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)


class Rail(QWidget):
    """The list of pages.

    Signals:
        chosen: key of the page somebody wants.
        folded: the rail was folded or opened by its button.
    """

    chosen = Signal(str)
    folded = Signal(bool)

    def __init__(self, pages: Sequence[PageFactory]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Pages"))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        self._is_folded = False
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(4)
        for number, page in enumerate(pages, start=1):
            self._buttons[page.key] = self._button_of(page, number)
        for page in pages:
            if not page.at_foot:
                column.addWidget(self._buttons[page.key])
        column.addStretch(1)
        for page in pages:
            if page.at_foot:
                column.addWidget(self._buttons[page.key])
        self._fold = RailButton("caret-double-left", tr("Fold the menu"))
        self._fold.clicked.connect(lambda _checked=False: self._toggle())
        column.addWidget(self._fold)
        self.set_folded(folded=False)

    @property
    def is_folded(self) -> bool:
        """Only icons are shown."""
        return self._is_folded

    def set_current(self, key: str) -> None:
        """Mark the page in front."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_folded(self, *, folded: bool) -> None:
        """Icons only, or icons and words."""
        self._is_folded = folded
        self.setFixedWidth(FOLDED_WIDTH if folded else OPEN_WIDTH)
        name = tr("Open the menu") if folded else tr("Fold the menu")
        self._fold.set_icon("caret-double-right" if folded else "caret-double-left")
        self._fold.setText(name)
        self._fold.setToolTip(f"{name} (Ctrl+B)")
        self._fold.setAccessibleName(name)
        for button in (*self._buttons.values(), self._fold):
            button.set_folded(folded=folded)

    def set_badges(self, badges: Mapping[str, Badge]) -> None:
        """Show what waits at which page; pages not named have no number."""
        for key, button in self._buttons.items():
            badge = badges.get(key)
            button.set_badge(badge.count if badge else 0, badge.tip if badge else "")

    def focus_current(self) -> None:
        """Put the keyboard on the page in front."""
        checked = self._group.checkedButton()
        (checked or self._fold).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_keyboard(self) -> bool:
        """Somebody walks through the rail with the keyboard."""
        return any(button.hasFocus() for button in (*self._buttons.values(), self._fold))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down step through the buttons."""
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _button_of(self, page: PageFactory, number: int) -> RailButton:
        keys = f" (Ctrl+{number})" if number <= 9 else ""
        button = RailButton(page.icon, page.title, f"{page.title}{keys}")
        button.setCheckable(True)
        button.clicked.connect(lambda _checked=False, key=page.key: self.chosen.emit(key))
        self._group.addButton(button)
        return button

    def _toggle(self) -> None:
        self.set_folded(folded=not self._is_folded)
        self.folded.emit(self._is_folded)
