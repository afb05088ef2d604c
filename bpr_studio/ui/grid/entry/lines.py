"""The lines around the sheet: what is filtered away, what was refused, sums, help for a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from bpr_studio.domain.shared.findings import Level
from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.grid.columns import Align
from bpr_studio.ui.grid.entry.headers import NUMBERS_WIDTH
from bpr_studio.ui.grid.entry.painter import PADDING
from bpr_studio.ui.qt.buttons import icon_button
from bpr_studio.ui.qt.icons import icon_label, paint_icon
from bpr_studio.ui.qt.theme import Tone, body_font, current_theme, label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QPaintEvent

    from bpr_studio.ui.grid.entry.faces import Face
    from bpr_studio.ui.grid.entry.model import EntryColumn
    from bpr_studio.ui.grid.entry.sheet import Sheet


_ICONS: Final = {
    Level.ERROR: ("x-circle", "error"),
    Level.WARNING: ("warning", "warning"),
    Level.NOTICE: ("info", "accent"),
}


class DeedLine(QFrame):
    """A sentence with one button; hidden while there is nothing to say."""

    def __init__(
        self, icon_name: str, tone: Tone, deed: str, run: Callable[[], object], *, closes: bool
    ) -> None:
        super().__init__()
        self.setProperty("kind", "grid-bar")
        self._look = (icon_name, tone)
        self._text = label("")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._button = QPushButton(deed)
        self._button.setProperty("kind", "quiet")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(lambda _checked=False: run())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 4, 2)
        row.setSpacing(8)
        self._icon = icon_label(icon_name, tone)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        if closes:
            row.addWidget(icon_button("x", tr("Close"), self.hide))
        self.hide()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def warn(self, text: str) -> None:
        """Show a sentence about something that was not done, with the button."""
        self.say(text)
        self._icon.set_icon("x-circle", Tone.ERROR)

    def say(self, text: str, *, with_deed: bool = True) -> None:
        """Show a sentence; "" hides the line."""
        self._icon.set_icon(*self._look)
        self._text.setText(text)
        self._text.setToolTip(text)
        self.setAccessibleName(text)
        self._button.setVisible(with_deed)
        self.setVisible(bool(text))


class SumLine(QWidget):
    """The host's sums, each below its column, moving with the sheet."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self._sums: Mapping[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        """As high as a row."""
        return QSize(0, self._sheet.row_height)

    def show_sums(self, sums: Mapping[str, str]) -> None:
        """Show texts by column key; {} hides the line."""
        self._sums = sums
        said = [
            f"{column.heading} {sums[column.key]}"
            for column in self._sheet.columns
            if sums.get(column.key)
        ]
        self.setAccessibleName(" ・ ".join(said))
        self.setVisible(bool(sums))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The scrolled columns first, the frozen ones beside them."""
        theme, lanes = current_theme(), self._sheet.lanes
        painter = QPainter(self)
        painter.setFont(body_font(bold=True))
        painter.fillRect(self.rect(), theme.color("surface_soft"))
        painter.setPen(theme.color("line_strong"))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setPen(theme.color("text"))
        painter.translate(NUMBERS_WIDTH + 1, 0)
        edge = lanes.frozen_width
        painter.setClipRect(QRect(edge, 1, self.width(), self.height()))
        for column in lanes.between(edge, self.width()):
            self._paint_sum(painter, column)
        painter.setClipRect(QRect(-NUMBERS_WIDTH, 1, edge + NUMBERS_WIDTH, self.height()))
        for column in range(lanes.frozen):
            self._paint_sum(painter, column)
        painter.end()

    def _paint_sum(self, painter: QPainter, column: int) -> None:
        spec = self._sheet.columns[column]
        text = self._sums.get(spec.key, "")
        if not text:
            return
        lanes = self._sheet.lanes
        rect = QRect(lanes.left(column), 0, lanes.width(column) - 1, self.height())
        left = spec.side is Align.LEFT
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        painter.drawText(
            rect.adjusted(PADDING, 0, -PADDING, 0), int(side | Qt.AlignmentFlag.AlignVCenter), text
        )


class CellLine(QWidget):
    """What there is to know about the cell the keyboard is on, without a mouse."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._level: Level | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is said."""
        return self._text

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(0, QFontMetrics(body_font(9)).height() + 12)

    def show_cell(self, column: EntryColumn | None, face: Face | None) -> None:
        """Say what is remarkable about a cell, else what belongs into its column."""
        explained = face.explained().replace("\n", " ") if face is not None else ""
        heading = column.heading if column is not None else ""
        rest = explained or (column.help if column is not None else "")
        self._level = face.level if face is not None else None
        self._text = f"{heading}: {rest}" if heading and rest else heading
        self.setAccessibleName(self._text)
        self.setToolTip(self._text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """An icon for findings, then the sentence, cut off where the room ends."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setFont(body_font(9))
        painter.fillRect(self.rect(), theme.color("surface_soft"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, 0, self.width(), 0)
        room = self.rect().adjusted(12, 0, -12, 0)
        if self._level is not None:
            name, tone = _ICONS[self._level]
            paint_icon(painter, QRect(12, (self.height() - 14) // 2, 14, 14), name, tone)
            room.setLeft(34)
        painter.setPen(theme.color("text" if self._level is not None else "text_secondary"))
        text = painter.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()
