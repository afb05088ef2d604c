"""The live capacity gauge: hours entered against the hours the staff can work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFont,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from bpr_studio.domain.shared.quantities import format_hours
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.section_checks import LOAD_FROM, LOAD_TO
from bpr_studio.ui.pages.survey_bars import paint_hatched
from bpr_studio.ui.qt.icons import paint_icon
from bpr_studio.ui.qt.theme import SECTION_POINTS, Tone, body_font, current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPaintEvent

_HEIGHT: Final = 76
_FULL_BAR: Final = 1.5  # the bar ends at 150 %
_SMALL_POINTS: Final = 9
_BAR_HEIGHT: Final = 14.0
_WORDS_WIDTH: Final = 316
_CORE_WIDTH: Final = 132
_SIDE: Final = 16


@dataclass(frozen=True, slots=True)
class StaffSum:
    """Hours of one staff category.

    Attributes:
        name: of the category.
        minutes: entered.
        counts: part of what is compared with the capacity (contractors are not).
    """

    name: str
    minutes: int
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Load:
    """What a sheet holds and what its section can work, in minutes a year.

    Attributes:
        capacity: staff × yearly hours + recorded overtime; 0 where no staff is known.
        staff: sums by staff category, those with hours only.
        core: minutes tagged core, contractors included like the two below.
        non_core: minutes tagged non-core.
        untagged: minutes nobody has judged.
    """

    capacity: int = 0
    staff: tuple[StaffSum, ...] = ()
    core: int = 0
    non_core: int = 0
    untagged: int = 0

    @property
    def entered(self) -> int:
        """Minutes that count against the capacity."""
        return sum(one.minutes for one in self.staff if one.counts)

    @property
    def share(self) -> float | None:
        """Entered ÷ capacity, None where no staff is known."""
        return self.entered / self.capacity if self.capacity else None


def load_words(load: Load) -> str:
    """How the hours stand to the capacity, in a few words: "1,240 h to go (12%)"."""
    if load.share is None:
        return tr("The staff is not known")
    gap, percent = load.capacity - load.entered, round(abs(1 - load.share) * 100)
    hours = format_hours(abs(gap))
    if load.share > LOAD_TO:
        return tr("{hours} h too much ({percent}% over)", hours=hours, percent=percent)
    if load.share < LOAD_FROM:
        return tr("{hours} h to go ({percent}%)", hours=hours, percent=percent)
    return tr("About right: {percent}% of the capacity", percent=round(load.share * 100))


def load_remark(load: Load) -> str:
    """Hours entered and hours the staff can work."""
    if not load.capacity:
        return tr("entered {entered} h", entered=format_hours(load.entered))
    return tr(
        "entered {entered} h of {capacity} h",
        entered=format_hours(load.entered),
        capacity=format_hours(load.capacity),
    )


def staff_words(load: Load) -> str:
    """Sums by staff category; contractors are named as not counting."""
    counted = [f"{one.name} {format_hours(one.minutes)}" for one in load.staff if one.counts]
    others = [
        tr(
            "{name} {hours} (not counted as staff)",
            name=one.name,
            hours=format_hours(one.minutes),
        )
        for one in load.staff
        if not one.counts
    ]
    return " ・ ".join([*counted, *others])


def core_words(load: Load) -> tuple[str, str]:
    """Core and non-core share of the judged hours; what is not judged stands in the second."""
    judged = load.core + load.non_core
    if not judged:
        return tr("Core –"), tr("Non-core –")
    core = round(load.core / judged * 100)
    return (
        tr("Core {percent}%", percent=core),
        tr("Non-core {percent}%", percent=100 - core),
    )


def _tone(load: Load) -> tuple[str, Tone]:
    if load.share is None:
        return "info", Tone.SECONDARY
    if load.share > LOAD_TO:
        return "warning", Tone.WARNING
    if load.share < LOAD_FROM:
        return "clock", Tone.ACCENT
    return "check-circle", Tone.SUCCESS


class CapacityGauge(QWidget):
    """Words, bar with the usual band from 85 % to 115 %, sums by staff category, core share.

    It is painted in one go and says the same in its accessible name, which changes with every
    keystroke that changes hours.
    """

    def __init__(self) -> None:
        super().__init__()
        self._load = Load()
        self._said = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(520)
        current_theme().changed.connect(self.update)
        self.show_load(Load())

    @property
    def shown(self) -> Load:
        """What the gauge shows."""
        return self._load

    @property
    def words(self) -> str:
        """The sentence at its left."""
        return load_words(self._load)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(900, _HEIGHT)

    def show_load(self, load: Load) -> None:
        """Show these sums at once."""
        self._load = load
        said = tr(", ").join(
            part
            for part in (load_words(load), load_remark(load), *core_words(load), staff_words(load))
            if part
        )
        if said != self._said:
            self._said = said
            self.setAccessibleName(said)
            self.setToolTip(_tip(load))
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.update()

    # -- painting ---------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Card, words, bar, shares."""
        painter = QPainter(self)
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(card, 6, 6)
        inner = self.rect().adjusted(_SIDE, 10, -_SIDE, -10)
        self._paint_words(painter, inner.adjusted(0, 0, _WORDS_WIDTH - inner.width(), 0))
        self._paint_core(painter, inner.adjusted(inner.width() - _CORE_WIDTH, 0, 0, 0))
        self._paint_bar(painter, inner.adjusted(_WORDS_WIDTH + 16, 0, -_CORE_WIDTH - 24, 0))
        painter.end()

    def _paint_words(self, painter: QPainter, room: QRect) -> None:
        theme = current_theme()
        upper = room.adjusted(28, 0, 0, -room.height() // 2 + 2)
        lower = room.adjusted(28, room.height() // 2 + 4, 0, 0)
        icon_top = upper.center().y() - 9
        paint_icon(painter, room.adjusted(0, 0, 20 - room.width(), 20 - room.height()).translated(
            0, icon_top - room.top()), *_tone(self._load))  # fmt: skip
        font = body_font(SECTION_POINTS, bold=True)
        painter.setPen(theme.color("text"))
        _fitted(painter, upper, load_words(self._load), font)
        painter.setPen(theme.color("text_secondary"))
        painter.setFont(body_font(_SMALL_POINTS))
        _elided(painter, lower, load_remark(self._load), _LEFT)

    def _paint_core(self, painter: QPainter, room: QRect) -> None:
        theme = current_theme()
        painter.setFont(body_font(_SMALL_POINTS))
        painter.setPen(theme.color("text"))
        half = room.height() // 2
        rows = (room.adjusted(20, 0, 0, -half), room.adjusted(20, half, 0, 0))
        for row, words, tone in zip(
            rows, core_words(self._load), (Tone.CORE, Tone.NON_CORE), strict=True
        ):
            mark = QRectF(row.left() - 20, row.center().y() - 5, 12, 12)
            if tone is Tone.NON_CORE:
                paint_hatched(painter, mark)
            else:
                painter.fillRect(mark, theme.color(tone))
            _elided(painter, row, words, _LEFT)

    def _paint_bar(self, painter: QPainter, room: QRect) -> None:
        theme = current_theme()
        bar = QRectF(room.left(), room.center().y() - _BAR_HEIGHT / 2, room.width(), _BAR_HEIGHT)
        _paint_track(painter, bar)
        if self._load.capacity:
            _paint_band(painter, bar)
            self._paint_fill(painter, bar)
        painter.setFont(body_font(_SMALL_POINTS))
        painter.setPen(theme.color("text_secondary"))
        for share in (LOAD_FROM, 1.0, LOAD_TO) if self._load.capacity else ():
            x = bar.left() + bar.width() * share / _FULL_BAR
            painter.setPen(QPen(theme.color("text_secondary"), 2 if share == 1.0 else 1))
            painter.drawLine(int(x), int(bar.top()) - 3, int(x), int(bar.bottom()) + 3)
            label = QRectF(x - 32, room.top() - 3, 64, bar.top() - room.top())
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, f"{share * 100:.0f}%")
        below = room.adjusted(0, int(bar.bottom() - room.top()) + 5, 0, 3)
        _elided(painter, below, staff_words(self._load), _LEFT)

    def _paint_fill(self, painter: QPainter, bar: QRectF) -> None:
        theme, load = current_theme(), self._load
        if load.share is None or not load.entered:
            return
        whole = load.core + load.non_core + load.untagged
        width = bar.width() * min(load.share / _FULL_BAR, 1.0)
        filled = QRectF(bar.left(), bar.top() + 2, width, bar.height() - 4)
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(filled, 3, 3)
        painter.setClipPath(clip)
        painter.fillRect(filled, theme.color("line_strong"))
        if whole:
            core = QRectF(filled)
            core.setWidth(width * load.core / whole)
            other = QRectF(filled)
            other.setLeft(core.right())
            other.setWidth(width * load.non_core / whole)
            painter.fillRect(core, theme.color(Tone.CORE))
            paint_hatched(painter, other)
        painter.restore()


def _paint_track(painter: QPainter, bar: QRectF) -> None:
    track = QPainterPath()
    track.addRoundedRect(bar, 4, 4)
    painter.fillPath(track, current_theme().color("hover"))


def _paint_band(painter: QPainter, bar: QRectF) -> None:
    """The band where hours usually lie."""
    theme = current_theme()
    band = QRectF(
        bar.left() + bar.width() * LOAD_FROM / _FULL_BAR,
        bar.top() - 3,
        bar.width() * (LOAD_TO - LOAD_FROM) / _FULL_BAR,
        bar.height() + 6,
    )
    painter.setBrush(theme.color("success_soft"))
    painter.setPen(QPen(theme.color("success"), 1))
    painter.drawRect(band)


def _tip(load: Load) -> str:
    lines = [load_words(load), load_remark(load), staff_words(load), " ・ ".join(core_words(load))]
    if load.untagged:
        lines.append(tr("not judged yet: {hours} h", hours=format_hours(load.untagged)))
    lines.append(
        tr("Between 85% and 115% is usual.")
        if load.capacity
        else tr("Enter the staff in the settings to compare with the capacity.")
    )
    return "\n".join(line for line in lines if line)


def _elided(painter: QPainter, room: QRect, text: str, flags: Qt.AlignmentFlag) -> None:
    fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, flags, fitting)


def _fitted(painter: QPainter, room: QRect, text: str, font: QFont) -> None:
    """The text in `font`, smaller where it would be cut."""
    fitting = QFont(font)
    painter.setFont(fitting)
    while painter.fontMetrics().horizontalAdvance(text) > room.width():
        if fitting.pointSize() <= _SMALL_POINTS:
            break
        fitting.setPointSize(fitting.pointSize() - 1)
        painter.setFont(fitting)
    _elided(painter, room, text, _LEFT)


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
