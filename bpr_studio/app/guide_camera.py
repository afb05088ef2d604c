"""The camera of the user guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from bpr_studio.app.shots import Photographer
from bpr_studio.ui.qt.page import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.qt.page import Jump

P = TypeVar("P", bound=Page)

_COLOURS: Final = 256
_EXACT: Final = 64  # so many colours stay exactly as they are
_SHADE: Final = 0xF0F0F0  # 16 shades of red, green and blue


class GuidePhotographer(Photographer):
    """Takes pictures with few colours, so that the guide stays light."""

    def save(self, name: str, widget: QWidget | None = None) -> None:
        """Wait until nothing moves and save a picture of the window."""
        from PySide6.QtGui import QImage

        super().save(name, widget)
        file = self.files[-1]
        _with_few_colours(QImage(str(file))).save(str(file))

    def at(self, place: Jump, kind: type[P]) -> P:
        """Go to a place and return its page.

        Raises:
            TypeError: the page is another one.
        """
        self.window.go_to(place)
        self.settle()
        found = self.window.current_page
        if not isinstance(found, kind):
            raise TypeError(place.page)
        return found


def _with_few_colours(image: QImage) -> QImage:
    """The picture in 256 colours: those it has most of, then one of each shade."""
    import numpy as np
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    dots = image.convertToFormat(QImage.Format.Format_RGB32)
    colours, counts = np.unique(np.frombuffer(dots.constBits(), np.uint32), return_counts=True)
    most_first = colours[np.argsort(counts)[::-1]]
    _, first_of_shade = np.unique(most_first & _SHADE, return_index=True)
    places = np.concatenate([np.arange(_EXACT), np.sort(first_of_shade[first_of_shade >= _EXACT])])
    table = most_first[places[places < len(most_first)]][:_COLOURS]
    return dots.convertToFormat(
        QImage.Format.Format_Indexed8,
        [int(colour) for colour in table],
        Qt.ImageConversionFlag.ThresholdDither,
    )
