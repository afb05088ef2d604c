"""Icons from resources/icons, drawn as outlines in the colours of the theme.

Each file holds one path of absolute M, L and C commands (make_icons.py writes them), so that
neither QtSvg nor an icon font is loaded at start, and icons stay sharp at any scaling.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QLabel

from bpr_studio.ui.qt.resources import resources_folder
from bpr_studio.ui.qt.theme import ICON_SIZE, Tone, current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QSize

_VIEW_BOX: Final = 256.0
_PATH_DATA = re.compile(r'<path d="([^"]*)"/>')
_COMMAND = re.compile(r"([MLC])([-0-9. ]*)")


@lru_cache(maxsize=256)
def outline(name: str) -> QPainterPath:
    """The outline of an icon in a box of 256 × 256.

    Raises:
        FileNotFoundError: there is no icon of this name in resources/icons.
    """
    text = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="ascii")
    found = _PATH_DATA.search(text)
    path = QPainterPath()
    for command, numbers in _COMMAND.findall(found.group(1) if found else ""):
        values = [float(number) for number in numbers.split()]
        if command == "M":
            path.moveTo(*values)
        elif command == "L":
            path.lineTo(*values)
        else:
            path.cubicTo(*values)
    return path


def paint_icon(painter: QPainter, rect: QRect, name: str, tone: str | Tone = Tone.TEXT) -> None:
    """Draw an icon into a rectangle, centred and as large as fits."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(
        rect.x() + (rect.width() - side) / 2.0, rect.y() + (rect.height() - side) / 2.0
    )
    painter.scale(side / _VIEW_BOX, side / _VIEW_BOX)
    painter.fillPath(outline(name), current_theme().color(tone))
    painter.restore()


class _OutlineEngine(QIconEngine):
    """Paints with the colours of the moment, so that icons follow light and dark."""

    def __init__(self, name: str, tone: str, tone_on: str) -> None:
        super().__init__()
        self._name = name
        self._tone = tone
        self._tone_on = tone_on

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        tone = self._tone_on if state == QIcon.State.On else self._tone
        paint_icon(
            painter, rect, self._name, "text_disabled" if mode == QIcon.Mode.Disabled else tone
        )

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _OutlineEngine(self._name, self._tone, self._tone_on)


def icon(name: str, tone: str | Tone = Tone.TEXT, *, on: str | Tone | None = None) -> QIcon:
    """An icon for actions and buttons.

    Args:
        name: file name in resources/icons without ".svg".
        tone: its colour.
        on: its colour while checked; the same when not given.
    """
    return QIcon(_OutlineEngine(name, str(tone), str(on or tone)))


class IconLabel(QLabel):
    """An icon that stands in a layout; decoration beside a text, so it has no name of its own."""

    def __init__(self, name: str, tone: str | Tone = Tone.TEXT, size: QSize = ICON_SIZE) -> None:
        super().__init__()
        self._name = name
        self._tone = tone
        self.setFixedSize(size)
        current_theme().changed.connect(self.update)

    def set_icon(self, name: str, tone: str | Tone) -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, _event: object) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        paint_icon(painter, self.rect(), self._name, self._tone)
        painter.end()


def icon_label(name: str, tone: str | Tone = Tone.TEXT, size: QSize = ICON_SIZE) -> IconLabel:
    """An icon as a widget."""
    return IconLabel(name, tone, size)
