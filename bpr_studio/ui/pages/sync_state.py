"""The state of sync on its page: the way of the own work, what it means, what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import ntr, tr
from bpr_studio.services.sync.status import Glance
from bpr_studio.ui.pages.sync_words import (
    STEPS,
    contact_sentence,
    level_mark,
    meanwhile,
    reached,
    step_word,
)
from bpr_studio.ui.qt.blocks import Card, clear_layout
from bpr_studio.ui.qt.icons import icon_label, paint_icon
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from bpr_studio.services.sync.status import SyncStatus
    from bpr_studio.services.sync.troubles import Trouble
    from bpr_studio.ui.pages.sync_facts import SyncFacts

_CIRCLE: Final = 32
_ICON: Final = 18
_GAP: Final = 12
_SMALL_POINTS: Final = 9
_MOST_TROUBLES: Final = 2
_STEP_ICONS: Final = ("floppy-disk", "folder-open", "bank")


@dataclass(frozen=True, slots=True)
class _Step:
    """One step as it is drawn: its picture, two lines, whether all work has taken it."""

    icon: str
    word: str
    caption: str
    done: bool


class StepsBar(QWidget):
    """保存済み → 共有済み → DX受領済: filled circles for the steps that all of the work has taken."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[_Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current_theme().changed.connect(self.update)

    @property
    def lines(self) -> list[str]:
        """What the steps say."""
        return [f"{step.word} {step.caption}" for step in self._steps]

    def show_status(self, status: SyncStatus) -> None:
        """Show how far the own work is."""
        self._steps = _steps_of(status)
        self.setAccessibleName("、".join(self.lines))
        self.update()

    def sizeHint(self) -> QSize:
        """Circle with two lines beside it."""
        return QSize(480, _CIRCLE + 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the steps from left to right with a line from each to the next."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() // max(len(self._steps), 1)
        for number, step in enumerate(self._steps):
            self._paint_step(painter, QRect(number * width, 0, width, self.height()), number, step)
        painter.end()

    def _paint_step(self, painter: QPainter, room: QRect, number: int, step: _Step) -> None:
        theme = current_theme()
        circle = QRect(room.left() + 1, room.center().y() - _CIRCLE // 2, _CIRCLE, _CIRCLE)
        painter.setBrush(theme.color("success" if step.done else "surface"))
        style = Qt.PenStyle.SolidLine if step.done else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.color("success" if step.done else "line_strong"), 2, style))
        painter.drawEllipse(circle)
        inside = circle.adjusted(*([(_CIRCLE - _ICON) // 2] * 2), *([-(_CIRCLE - _ICON) // 2] * 2))
        picture = "check" if step.done else step.icon
        paint_icon(painter, inside, picture, "surface" if step.done else Tone.SECONDARY)
        texts = QRectF(room.adjusted(_CIRCLE + _GAP, 4, -_GAP, -4))
        painter.setFont(body_font(bold=True))
        painter.setPen(theme.color("text"))
        painter.drawText(texts, int(_TOP), step.word)
        written = painter.fontMetrics().horizontalAdvance(step.word)
        painter.setFont(body_font(_SMALL_POINTS))
        painter.setPen(theme.color("text_secondary"))
        caption = painter.fontMetrics().elidedText(
            step.caption, Qt.TextElideMode.ElideRight, int(texts.width())
        )
        painter.drawText(texts, int(_BOTTOM), caption)
        if number < len(self._steps) - 1:
            self._paint_way(painter, texts, written, done=self._steps[number + 1].done)

    @staticmethod
    def _paint_way(painter: QPainter, texts: QRectF, written: int, *, done: bool) -> None:
        left, right = texts.left() + written + _GAP, texts.right()
        y = texts.top() + painter.fontMetrics().height() / 2 + 2
        style = Qt.PenStyle.SolidLine if done else Qt.PenStyle.DashLine
        painter.setPen(QPen(current_theme().color("success" if done else "line_strong"), 2, style))
        painter.drawLine(QPointF(left, y), QPointF(max(right, left), y))


def _steps_of(status: SyncStatus) -> tuple[_Step, ...]:
    done = reached(status)
    captions = (tr("on this PC"), _shared_caption(status), _received_caption(status))
    return tuple(
        _Step(picture, step_word(step), caption, number < done)
        for number, (step, picture, caption) in enumerate(
            zip(STEPS, _STEP_ICONS, captions, strict=True)
        )
    )


def _shared_caption(status: SyncStatus) -> str:
    match status.glance:
        case Glance.NOT_SHARED:
            return tr("not shared")
        case Glance.WAITING:
            return tr("after the approval")
        case Glance.SAVED:
            n = status.work.here
            return ntr("{n:,} change to come", "{n:,} changes to come", n)
        case _:
            return tr("in the shared folder")


def _received_caption(status: SyncStatus) -> str:
    if status.glance in {Glance.NOT_SHARED, Glance.WAITING}:
        return ""
    n = status.work.here + status.work.on_the_way
    if not n:
        return tr("confirmed by the DX office")
    return ntr("{n:,} change to be confirmed", "{n:,} changes to be confirmed", n)


class StateCard(Card):
    """The way of the work, one sentence on it, one on what happens meanwhile, and the contact."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = StepsBar()
        self._headline = label("", kind="section", wrap=True)
        self._meanwhile = label("", wrap=True)
        self._facts = label("", kind="secondary", wrap=True, selectable=True)
        self._busy = label("", kind="secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(tr("Progress of the exchange"))
        busy = QHBoxLayout()
        busy.setSpacing(12)
        busy.addWidget(self._facts, 1)
        busy.addWidget(self._busy)
        busy.addWidget(self._bar)
        self.column.addWidget(self.steps)
        self.column.addSpacing(4)
        self.column.addWidget(self._headline)
        self.column.addWidget(self._meanwhile)
        self.column.addLayout(busy)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def text(self) -> str:
        """What the card says."""
        labels = (self._headline, self._meanwhile, self._facts)
        return "\n".join(made.text() for made in labels)

    def show_facts(self, facts: SyncFacts) -> None:
        """Show the state."""
        self.steps.show_status(facts.status)
        self._headline.setText(facts.status.sentence)
        self._meanwhile.setText(meanwhile(facts))
        self._facts.setText(" ・ ".join(_small_facts(facts)))
        self._facts.setVisible(facts.is_shared)
        activity = facts.status.activity
        self._busy.setText(activity.what)
        self._bar.setVisible(bool(activity.what))
        self._bar.setRange(0, activity.total)
        self._bar.setValue(activity.done)
        self.setAccessibleName(self.text)


def _small_facts(facts: SyncFacts) -> list[str]:
    if not facts.is_shared:
        return []
    parts = [contact_sentence(facts)]
    parts += [target.address for target in facts.status.targets]
    if facts.person:
        parts.append(facts.person)
    if facts.check_number:
        parts.append(tr("Check number {number}", number=facts.check_number))
    if facts.pc_number:
        parts.append(tr("Number of this PC {number}", number=facts.pc_number))
    if facts.status.paused:
        parts.insert(0, tr("Paused"))
    return parts


class TroubleList(QWidget):
    """What stands in the way: what happened, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Trouble, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.setAccessibleName(tr("What stands in the way"))
        self.hide()

    @property
    def lines(self) -> list[str]:
        """What the lines say."""
        return [line.accessibleName() for line in self.findChildren(_TroubleLine)]

    def show_troubles(self, facts: SyncFacts) -> None:
        """Show the gravest ones; nothing is made anew while they are the same."""
        told = tuple(facts.status.troubles)
        if told == self._shown:
            return
        self._shown = told
        clear_layout(self._column)
        for trouble in told[:_MOST_TROUBLES]:
            self._column.addWidget(_TroubleLine(trouble))
        rest = told[_MOST_TROUBLES:]
        if rest:
            self._column.addWidget(_rest_label(rest))
        self.setVisible(bool(told))


class _TroubleLine(QFrame):
    """One trouble."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        icon_name, tone = level_mark(trouble.level)
        self.setProperty("kind", "notice")
        self.setProperty("tone", tone.value)
        self.setAccessibleName(f"{trouble.happened} {trouble.remedy}")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(icon_label(icon_name, tone), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(label(trouble.happened, kind="strong", wrap=True, selectable=True))
        texts.addWidget(label(trouble.remedy, wrap=True, selectable=True))
        row.addLayout(texts, 1)


def _rest_label(rest: Sequence[Trouble]) -> QWidget:
    n = len(rest)
    made = label(ntr("and {n:,} more remark", "and {n:,} more remarks", n), kind="secondary")
    made.setToolTip("\n".join(trouble.happened for trouble in rest))
    return made


_TOP: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_BOTTOM: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
