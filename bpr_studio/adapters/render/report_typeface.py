"""The report's font as the PDF library knows it: registering, measuring, missing characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
        from reportlab.lib.fonts import addMapping
        from reportlab.pdfbase import pdfmetrics

        for name, file in ((REGULAR, fonts.regular), (BOLD, fonts.bold)):
            pdfmetrics.registerFont(_face(name, file))
        for bold, name in ((0, REGULAR), (1, BOLD)):
            for italic in (0, 1):
                addMapping(REGULAR, bold, italic, name)
        self._known: dict[int, int] = pdfmetrics.getFont(REGULAR).face.charToGlyph
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
        from reportlab.pdfbase import pdfmetrics

        width: float = pdfmetrics.stringWidth(self.printable(text), BOLD if bold else REGULAR, size)
        return width


def _face(name: str, file: FontFile) -> object:
    from reportlab.pdfbase.ttfonts import TTFont

    return TTFont(name, str(file.path), subfontIndex=file.face)
