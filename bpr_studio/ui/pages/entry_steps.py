"""The way of a sheet as a strip of four steps, with the one it is at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import SheetState, state_label
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_POINTS: Final = 9
_HEIGHT: Final = 32
_MARK: Final = 16
_LINK: Final = 20
_STEPS: Final = (
    SheetState.DRAFT,
    SheetState.LEADER_CHECK,
    SheetState.CHIEF_APPROVAL,
    SheetState.DX_ACCEPTANCE,
)


class StepStrip(QWidget):
    """In preparation → leader's check → chief's approval → acceptance by the DX office.

    A returned sheet stands at the first step again and says so; an accepted one has all steps
    behind it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._state = SheetState.DRAFT
        self._changed = False
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        current_theme().changed.connect(self.update)
        self.show_state(SheetState.DRAFT)

    def show_state(self, state: SheetState, *, changed: bool = False) -> None:
        """Show where the sheet is; `changed` when figures changed after the approval."""
        self._state, self._changed = state, changed
        self.updateGeometry()
        said = tr("State: {state}", state=state_label(state, changed=changed))
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    @property
    def words(self) -> list[str]:
        """The words of the steps."""
        return [self._word(step) for step in _STEPS]

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(self._width(self.words), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """As wide as the step it is at; the others are left out then."""
        return QSize(self._width([self.words[self._here]]), _HEIGHT)

    def _width(self, words: list[str]) -> int:
        metrics = QFontMetrics(body_font(_POINTS, bold=True))
        width = sum(metrics.horizontalAdvance(word) + _MARK + 8 for word in words)
        return width + _LINK * (len(words) - 1) + 8

    def _few_words(self) -> list[str]:
        """The word of the step it is at; the other steps are marks only."""
        return [word if place == self._here else "" for place, word in enumerate(self.words)]

    @property
    def _here(self) -> int:
        return min(self._at, len(_STEPS) - 1)

    @property
    def _at(self) -> int:
        if self._state is SheetState.ACCEPTED:
            return len(_STEPS)
        return _STEPS.index(self._state) if self._state in _STEPS else 0

    def _word(self, step: SheetState) -> str:
        if step is SheetState.DRAFT and self._state is SheetState.RETURNED:
            return state_label(SheetState.RETURNED)
        if step is SheetState.DX_ACCEPTANCE and self._changed:
            return state_label(step, changed=True)
        if step is SheetState.DX_ACCEPTANCE and self._state is SheetState.ACCEPTED:
            return state_label(SheetState.ACCEPTED)
        return state_label(step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Marks, words and the links between them."""
        painter, theme, x = QPainter(self), current_theme(), 0
        for number, word in self._shown():
            done, here = number < self._at, number == self._at
            painter.setFont(body_font(_POINTS, bold=here))
            tone, name = self._mark(done=done, here=here)
            paint_icon(painter, QRect(x, (_HEIGHT - _MARK) // 2, _MARK, _MARK), name, tone)
            width = painter.fontMetrics().horizontalAdvance(word) + 2
            painter.setPen(theme.color("text" if here else "text_secondary"))
            painter.drawText(QRect(x + _MARK + 4, 0, width, _HEIGHT), _LEFT, word)
            x += _MARK + 6 + width
            if number + 1 < len(_STEPS) and x + _LINK < self.width():
                painter.setPen(QPen(theme.color("line_strong"), 1))
                painter.drawLine(x + 3, _HEIGHT // 2, x + _LINK - 5, _HEIGHT // 2)
                x += _LINK
        painter.end()

    def _shown(self) -> list[tuple[int, str]]:
        """The steps there is room for: all in words, all as marks, or one."""
        for words in (self.words, self._few_words()):
            if self.width() >= self._width(words):
                return list(enumerate(words))
        return [(self._here, self.words[self._here])]

    def _mark(self, *, done: bool, here: bool) -> tuple[Tone, str]:
        if done:
            return Tone.SUCCESS, "check-circle"
        if not here:
            return Tone.SECONDARY, "circle"
        if self._state is SheetState.RETURNED or self._changed:
            return Tone.WARNING, "arrow-u-up-left" if not self._changed else "warning"
        return Tone.ACCENT, "pencil-simple" if self._state is SheetState.DRAFT else "clock"


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
