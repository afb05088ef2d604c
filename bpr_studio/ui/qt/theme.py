"""Colours, fonts and the one style sheet, built from resources/style/tokens.toml."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import lru_cache
from string import Template
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from bpr_studio.ui.qt.resources import resources_folder

if TYPE_CHECKING:
    from pathlib import Path

BODY_POINTS: Final = 10
SECTION_POINTS: Final = 13
TITLE_POINTS: Final = 18

#: Icons are drawn at this size everywhere.
ICON_SIZE: Final = QSize(20, 20)

#: First choice first; every one carries Japanese. The last resort is whatever the system has.
FONT_FAMILIES: Final = (
    "BIZ UDPGothic",
    "BIZ UDPゴシック",
    "Yu Gothic UI",
    "Meiryo",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "IPAexGothic",
    "IPAPGothic",
    "Hiragino Sans",
)
_MONO_FAMILIES: Final = ("BIZ UDGothic", "MS Gothic", "Noto Sans Mono CJK JP", "monospace")


class Mode(StrEnum):
    """Light or dark."""

    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a colour means; the value is the token for marks and icons."""

    TEXT = "text"
    SECONDARY = "text_secondary"
    ACCENT = "accent"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"
    ON_ACCENT = "on_accent"
    CORE = "core"
    NON_CORE = "non_core"


Tokens = dict[str, str]


@lru_cache(maxsize=4)
def _token_file(file: Path) -> dict[str, Tokens]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def load_tokens(mode: Mode) -> Tokens:
    """The colours of one mode by name, as "#rrggbb"."""
    return _token_file(resources_folder() / "style" / "tokens.toml")[mode.value]


class Theme(QObject):
    """The look in force. There is one per process: `current_theme()`.

    Signals:
        changed: light and dark were switched; repaint what was drawn with `color`.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mode = Mode.LIGHT
        self._colors: dict[str, QColor] = {}
        self._load()

    @property
    def mode(self) -> Mode:
        """Light or dark."""
        return self._mode

    def color(self, token: str | Tone) -> QColor:
        """The colour of a token in the present mode.

        Raises:
            KeyError: there is no such token.
        """
        return self._colors[str(token)]

    def switch(self, mode: Mode) -> None:
        """Change the look of the running program at once."""
        if mode is self._mode:
            return
        self._mode = mode
        self._load()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._dress(app)
        self.changed.emit()

    def install(self, app: QApplication, mode: Mode = Mode.LIGHT) -> None:
        """Dress the application: Fusion, font, palette and style sheet."""
        self._mode = mode
        self._load()
        app.setStyle("Fusion")
        app.setFont(body_font())
        self._dress(app)
        self.changed.emit()

    def _load(self) -> None:
        self._colors = {name: QColor(value) for name, value in load_tokens(self._mode).items()}

    def _dress(self, app: QApplication) -> None:
        if app.styleSheet():
            app.setStyleSheet(
                ""
            )  # from nothing to a sheet is 3 times as fast as from sheet to sheet
        app.setPalette(palette_of(self))
        app.setStyleSheet(style_sheet(self._mode))


class _Current:
    """The theme of this process; made on first use because it needs the resources."""

    theme: Theme | None = None


def current_theme() -> Theme:
    """The theme of this process."""
    if _Current.theme is None:
        _Current.theme = Theme()
    return _Current.theme


def style_sheet(mode: Mode) -> str:
    """The style sheet with the tokens of `mode` filled in."""
    folder = resources_folder() / "style"
    template = Template((folder / "bpr.qss").read_text(encoding="utf-8"))
    return template.substitute(load_tokens(mode), pictures=folder.as_posix(), mode=mode.value)


def palette_of(theme: Theme) -> QPalette:
    """The palette Fusion draws with, for everything the style sheet does not name."""
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, "surface_soft"),
        (roles.WindowText, "text"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "surface_soft"),
        (roles.Text, "text"),
        (roles.Button, "surface"),
        (roles.ButtonText, "text"),
        (roles.ToolTipBase, "tooltip"),
        (roles.ToolTipText, "on_tooltip"),
        (roles.PlaceholderText, "text_secondary"),
        (roles.Highlight, "accent_soft"),
        (roles.HighlightedText, "text"),
        (roles.Link, "accent"),
        (roles.LinkVisited, "accent"),
        (roles.Light, "surface"),
        (roles.Midlight, "hover"),
        (roles.Mid, "line"),
        (roles.Dark, "line_strong"),
        (roles.Shadow, "shadow"),
    ):
        palette.setColor(role, theme.color(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("text_disabled"))
    return palette


def _tabular(font: QFont) -> QFont:
    """The font with figures of equal width, where it offers them."""
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def body_font(points: int = BODY_POINTS, *, bold: bool = False) -> QFont:
    """The font for texts, with figures of equal width."""
    _load_bundled_fonts()
    font = QFont(list(FONT_FAMILIES), points)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setBold(bold)
    return _tabular(font)


def mono_font(points: int = BODY_POINTS) -> QFont:
    """The font for ids and tracebacks."""
    font = QFont(list(_MONO_FAMILIES), points)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


@lru_cache(maxsize=1)
def _load_bundled_fonts() -> None:
    """Fonts a packaged program carries; in a checkout the system's are used."""
    for file in sorted((resources_folder() / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def label(text: str, *, kind: str = "", wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label in one of the style sheet's kinds.

    Args:
        text: plain text, never interpreted as markup.
        kind: "title", "section", "strong", "secondary", "caption", "figure", "unit" or "".
        wrap: break long lines.
        selectable: can be marked and copied.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
