"""The colours, pens and fonts drawings are painted with, light and dark."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen

from bpr_studio.domain.diagram.primitives import Role
from bpr_studio.ui.qt.theme import body_font, load_tokens

if TYPE_CHECKING:
    from bpr_studio.ui.qt.theme import Mode

_TOKENS: Final = {
    Role.LINE: "text",
    Role.QUIET_LINE: "line_strong",
    Role.PAPER: "surface",
    Role.BAND: "hover",
    Role.SOLID: "text",
    Role.TEXT: "text",
    Role.QUIET_TEXT: "text_secondary",
    Role.CORE_LINE: "core_text",
    Role.CORE_FILL: "accent_soft",
    Role.NON_CORE_LINE: "non_core",
    Role.SEAL: "error_text",
    Role.ISSUE_LINE: "warning_text",
    Role.ISSUE_FILL: "warning_soft",
    Role.IDEA_LINE: "success_text",
    Role.IDEA_FILL: "success_soft",
    Role.ERROR: "error_text",
    Role.WARNING: "warning_text",
    Role.NOTICE: "text_secondary",
}
_HATCH_SHARE: Final = 0.34
"""How much orange the lines of the hatch hold; a word stays readable over them."""


_VEIL: Final = 0.8


class Ink:
    """What the roles of a drawing look like in one mode; made once per mode by `ink_of`.

    Attributes:
        mark: colour of the frame around what is selected.
        veil: thin ground of paper under words that lie over lines.
    """

    def __init__(self, mode: Mode) -> None:
        tokens = load_tokens(mode)
        self._colors = {role: QColor(tokens[token]) for role, token in _TOKENS.items()}
        self._colors[Role.NON_CORE_HATCH] = _mixed(
            QColor(tokens["non_core"]), QColor(tokens["surface"]), _HATCH_SHARE
        )
        self._pens: dict[tuple[Role, float, tuple[float, ...]], QPen] = {}
        self._brushes = {role: QBrush(color) for role, color in self._colors.items()}
        self._brushes[Role.NONE] = QBrush(Qt.BrushStyle.NoBrush)
        self.mark = QColor(tokens["focus"])
        veil = QColor(tokens["surface"])
        veil.setAlphaF(_VEIL)
        self.veil = QBrush(veil)

    def color(self, role: Role) -> QColor:
        """The colour of a role.

        Raises:
            KeyError: NONE has no colour.
        """
        return self._colors[role]

    def brush(self, role: Role) -> QBrush:
        """What a role fills with."""
        return self._brushes[role]

    def pen(self, role: Role, width: float, dash: tuple[float, ...] = ()) -> QPen:
        """What a role draws lines with.

        Args:
            role: NONE draws nothing.
            width: in diagram units; 0 for one pixel at every zoom.
            dash: lengths of dashes and gaps in diagram units.
        """
        key = (role, width, dash)
        pen = self._pens.get(key)
        if pen is None:
            pen = self._pens[key] = self._new_pen(role, width, dash)
        return pen

    def _new_pen(self, role: Role, width: float, dash: tuple[float, ...]) -> QPen:
        if role is Role.NONE:
            return QPen(Qt.PenStyle.NoPen)
        pen = QPen(self._colors[role], width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCosmetic(width == 0)
        if dash:
            pen.setDashPattern([length / width for length in dash])
        return pen


@lru_cache(maxsize=2)
def ink_of(mode: Mode) -> Ink:
    """The ink of a mode."""
    return Ink(mode)


@lru_cache(maxsize=16)
def font_of(size: float) -> QFont:
    """The font of a text `size` diagram units high, without hinting: words keep their width."""
    font = body_font()
    font.setPixelSize(round(size))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@lru_cache(maxsize=16)
def ascent_of(size: float) -> float:
    """How far the font of this size reaches above its baseline."""
    return QFontMetricsF(font_of(size)).ascent()


def _mixed(color: QColor, ground: QColor, share: float) -> QColor:
    """`share` of a colour over a ground."""
    rest = 1 - share
    return QColor.fromRgbF(
        color.redF() * share + ground.redF() * rest,
        color.greenF() * share + ground.greenF() * rest,
        color.blueF() * share + ground.blueF() * rest,
    )
