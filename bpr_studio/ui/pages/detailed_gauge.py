"""The live reconciliation gauge: the sum of the steps against the task's hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.reconcile import (
    TOLERANCE_PERCENT,
    Reconciliation,
    Verdict,
    advice,
    percent_text,
)
from bpr_studio.ui.pages.detailed_parts import verdict_tone
from bpr_studio.ui.pages.survey_bars import paint_hatched
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import SECTION_POINTS, Tone, body_font, current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPaintEvent

    from bpr_studio.services.detailed_values import StepSums

_HEIGHT: Final = 76
_FULL_BAR: Final = 1.5  # the bar ends at 150 %
_SMALL_POINTS: Final = 9
_BAR_HEIGHT: Final = 14.0
_WORDS_WIDTH: Final = 340
_CORE_WIDTH: Final = 128
_SIDE: Final = 16
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ICONS: Final = {
    Verdict.FITS: "check-circle",
    Verdict.TOO_LOW: "warning",
    Verdict.TOO_HIGH: "warning",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """What the gauge shows; minutes a year.

    Attributes:
        sums: the two sums of the task.
        core: minutes of the steps tagged core.
        non_core: minutes tagged non-core.
        untagged: minutes nobody has judged.
    """

    sums: Reconciliation
    core: int = 0
    non_core: int = 0
    untagged: int = 0


def compared(sums: Reconciliation, steps: StepSums) -> Compared:
    """The gauge's figures from those of a sheet."""
    return Compared(sums, steps.core, steps.non_core, steps.untagged)


def two_sums(sums: Reconciliation) -> str:
    """Both sums and their difference: "overall 620 h / steps 580 h −6 %"."""
    overall, detailed = (format_hours(m, decimals=1) for m in (sums.overall, sums.detailed))
    if sums.ratio is None:
        return tr("Steps {detailed} h", detailed=detailed)
    return tr(
        "Overall {overall} h / steps {detailed} h  {difference}",
        overall=overall,
        detailed=detailed,
        difference=percent_text(sums.ratio),
    )


def gauge_words(sums: Reconciliation) -> str:
    """How the two stand to each other, in a few words."""
    hours = format_hours(abs(sums.difference), decimals=1)
    match sums.verdict:
        case Verdict.FITS:
            return tr("The two fit")
        case Verdict.TOO_HIGH:
            return tr("{hours} h more than overall", hours=hours)
        case Verdict.TOO_LOW | Verdict.UNFINISHED:
            return tr("{hours} h less than overall", hours=hours)
        case Verdict.NO_STEPS:
            return tr("No step yet")
        case Verdict.NO_HOURS:
            return tr("Nothing to compare with")


def core_words(shown: Compared) -> tuple[str, str]:
    """Core and non-core share of the judged hours."""
    judged = shown.core + shown.non_core
    if not judged:
        return (tr("Core –"), tr("Non-core –"))
    core = round(shown.core / judged * 100)
    return (
        tr("Core {percent}%", percent=core),
        tr("Non-core {percent}%", percent=100 - core),
    )


class ReconcileGauge(QWidget):
    """The sum of the steps as a bar against the hours of the overall survey.

    The band between 80 and 120 % is where the two should meet; words say the same.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = Compared(Reconciliation(0, 0, 0, 0))
        self._said: Verdict | None = None
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        current_theme().changed.connect(self.update)

    @property
    def shown(self) -> Compared:
        """The figures shown."""
        return self._shown

    def show_sums(self, shown: Compared) -> None:
        """Show figures; screen readers hear of it when the verdict changes."""
        self._shown = shown
        sums = shown.sums
        words = [two_sums(sums), gauge_words(sums), *core_words(shown), advice(sums)]
        text = "\n".join(filter(None, words))
        self.setAccessibleName(tr("Steps beside the overall survey"))
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        if sums.verdict is not self._said:
            self._said = sums.verdict
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the page."""
        return QSize(800, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words at the left, the bar in the middle, core share at the right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_card(painter)
        inner = self.rect().adjusted(_SIDE, 10, -_SIDE, -10)
        self._paint_words(painter, inner.adjusted(0, 0, _WORDS_WIDTH - inner.width(), 0))
        self._paint_core(painter, inner.adjusted(inner.width() - _CORE_WIDTH, 0, 0, 0))
        self._paint_bar(painter, inner.adjusted(_WORDS_WIDTH + 16, 0, -_CORE_WIDTH - 24, 0))
        painter.end()

    def _paint_card(self, painter: QPainter) -> None:
        theme = current_theme()
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_words(self, painter: QPainter, room: QRect) -> None:
        theme, sums = current_theme(), self._shown.sums
        upper = room.adjusted(28, 0, 0, -room.height() // 2 + 2)
        lower = room.adjusted(28, room.height() // 2 + 4, 0, 0)
        mark = room.adjusted(0, 0, 20 - room.width(), 20 - room.height())
        mark.moveTop(upper.center().y() - 9)
        name = _ICONS.get(sums.verdict, "circle-dashed")
        paint_icon(painter, mark, name, verdict_tone(sums.verdict))
        painter.setPen(theme.color("text"))
        painter.setFont(body_font(SECTION_POINTS - 1, bold=True))
        _elided(painter, upper, gauge_words(sums))
        painter.setPen(theme.color("text_secondary"))
        painter.setFont(body_font(_SMALL_POINTS))
        _elided(painter, lower, two_sums(sums))

    def _paint_core(self, painter: QPainter, room: QRect) -> None:
        theme = current_theme()
        painter.setFont(body_font(_SMALL_POINTS))
        half = room.height() // 2
        rows = (room.adjusted(20, 0, 0, -half), room.adjusted(20, half, 0, 0))
        tones = (Tone.CORE, Tone.NON_CORE)
        for row, words, tone in zip(rows, core_words(self._shown), tones, strict=True):
            mark = QRectF(row.left() - 20, row.center().y() - 5, 12, 12)
            if tone is Tone.NON_CORE:
                paint_hatched(painter, mark)
            else:
                painter.fillRect(mark, theme.color(tone))
            painter.setPen(theme.color("text"))
            _elided(painter, row, words)

    def _paint_bar(self, painter: QPainter, room: QRect) -> None:
        theme, sums = current_theme(), self._shown.sums
        bar = QRectF(room.left(), room.center().y() - _BAR_HEIGHT / 2, room.width(), _BAR_HEIGHT)
        track = QPainterPath()
        track.addRoundedRect(bar, 4, 4)
        painter.fillPath(track, theme.color("hover"))
        painter.setFont(body_font(_SMALL_POINTS))
        if sums.overall:
            self._paint_band(painter, bar, room)
            self._paint_fill(painter, bar)
        below = room.adjusted(0, int(bar.bottom() - room.top()) + 5, 0, 3)
        painter.setPen(theme.color("text_secondary"))
        _elided(painter, below, advice(sums))

    def _paint_band(self, painter: QPainter, bar: QRectF, room: QRect) -> None:
        theme = current_theme()
        least, most = 1 - TOLERANCE_PERCENT / 100, 1 + TOLERANCE_PERCENT / 100
        left = bar.left() + bar.width() * least / _FULL_BAR
        width = bar.width() * (most - least) / _FULL_BAR
        painter.setBrush(theme.color("success_soft"))
        painter.setPen(QPen(theme.color("success"), 1))
        painter.drawRect(QRectF(left, bar.top() - 3, width, bar.height() + 6))
        for share in (least, 1.0, most):
            x = bar.left() + bar.width() * share / _FULL_BAR
            painter.setPen(QPen(theme.color("text_secondary"), 2 if share == 1.0 else 1))
            painter.drawLine(int(x), int(bar.top()) - 3, int(x), int(bar.bottom()) + 3)
            above = QRectF(x - 32, room.top() - 3, 64, bar.top() - room.top())
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"{share * 100:.0f}%")

    def _paint_fill(self, painter: QPainter, bar: QRectF) -> None:
        theme, shown = current_theme(), self._shown
        whole = shown.core + shown.non_core + shown.untagged
        if not whole:
            return
        width = bar.width() * min(whole / shown.sums.overall / _FULL_BAR, 1.0)
        filled = QRectF(bar.left(), bar.top() + 2, width, bar.height() - 4)
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(filled, 3, 3)
        painter.setClipPath(clip)
        painter.fillRect(filled, theme.color("line_strong"))
        core = QRectF(filled)
        core.setWidth(width * shown.core / whole)
        other = QRectF(filled)
        other.setLeft(core.right())
        other.setWidth(width * shown.non_core / whole)
        painter.fillRect(core, theme.color(Tone.CORE))
        paint_hatched(painter, other)
        painter.restore()


def _elided(painter: QPainter, room: QRect, text: str) -> None:
    fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _LEFT, fitting)
