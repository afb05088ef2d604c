"""The report's font as the PDF library knows it: registering, measuring, missing characters."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from bpr_studio.adapters.render.fonts import FontFile, ReportFonts

#: The printers' mark for a character the type case lacks.
GETA: Final = "〓"

REGULAR: Final = "ReportRegular"
BOLD: Final = "ReportBold"


class Typeface:
    """Both faces of the report's font, registered with the PDF library.

    Attributes:
        missing: characters met so far that the font lacks; they are set as 〓.
    """

    def __init__(self, fonts: ReportFonts) -> None:
        """Read and register the font files.

        Args:
            fonts: where the faces are.
        """
        self._regular, self._bold = _registered(fonts)
        self._known: dict[int, int] = self._regular.face.charToGlyph
        self.missing: set[str] = set()

    def printable(self, text: str) -> str:
        """`text` with characters the font lacks replaced by 〓 and control characters by spaces."""
        if all(ord(character) in self._known for character in text):
            return text
        return "".join(map(self._printable, text))

    def _printable(self, character: str) -> str:
        if ord(character) in self._known:
            return character
        if character.isspace() or not character.isprintable():
            return " "
        self.missing.add(character)
        return GETA

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Width of `text` in points; this is the `Measure` of charts in the report."""
        font = self._bold if bold else self._regular
        width: float = font.stringWidth(self.printable(text), size)
        return width


@lru_cache(maxsize=1)
def _registered(fonts: ReportFonts) -> tuple[Any, Any]:
    """Both faces, read and made known to the PDF library once.

    What a document uses of them the library keeps by document.
    """
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics

    regular, bold = _face(REGULAR, fonts.regular), _face(BOLD, fonts.bold)
    for font in (regular, bold):
        pdfmetrics.registerFont(font)
    for heavy, name in ((0, REGULAR), (1, BOLD)):
        for italic in (0, 1):
            addMapping(REGULAR, heavy, italic, name)
    return regular, bold


@cache
def colour(name: str) -> Any:
    """The colour "#rrggbb" as the PDF library wants it, so that it is read only once."""
    from reportlab.lib.colors import HexColor

    return HexColor(name)


def _face(name: str, file: FontFile) -> Any:
    from reportlab.pdfbase.ttfonts import TTFont

    return TTFont(name, str(file.path), subfontIndex=file.face)
