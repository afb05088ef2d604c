"""The canvas with its corners: zoom buttons and the small map."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.canvas.minimap import MiniMap
from bpr_studio.ui.canvas.scene import FlowScene
from bpr_studio.ui.canvas.view import FlowView
from bpr_studio.ui.qt.buttons import icon_button

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.process.model import ProcessModel

_EDGE: Final = 10
_MAP_NEEDS: Final = (440, 300)
"""The least width and height of the canvas that leave room for the map."""


class FlowBoard(QFrame):
    """Scene, view, zoom buttons and map of one diagram.

    Attributes:
        VIEW: the kind of view; boards that do more have one of their own.
    """

    VIEW: ClassVar[type[FlowView]] = FlowView

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.scene = FlowScene(self)
        self.view = self.VIEW(self.scene)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.view)
        self._zooms = _ZoomButtons(self.view, self)
        self._map = MiniMap(self.view, self)
        self._map_wanted = True
        self.setFocusProxy(self.view)
        self.view.moved.connect(self._show_map_if_needed)
        self.scene.drawing_changed.connect(self._place_corners)

    @property
    def map(self) -> MiniMap:
        """The small map; visible while something lies outside the window."""
        return self._map

    def set_map_wanted(self, *, wanted: bool) -> None:
        """Let the small map appear where it is useful, or never."""
        self._map_wanted = wanted
        self._show_map_if_needed()

    def show_model(self, model: ProcessModel, diagram_id: str = "") -> None:
        """Draw a diagram and begin at its start."""
        self.scene.show_model(model, diagram_id)
        self.view.start_over()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The corners stay in their corners."""
        super().resizeEvent(event)
        self._place_corners()

    def _place_corners(self) -> None:
        self._zooms.adjustSize()
        self._zooms.move(self.view.x() + _EDGE, self.height() - self._zooms.height() - _EDGE)
        size = self._map.sizeHint()
        self._map.resize(size)
        corner = QPoint(self.width() - size.width() - _EDGE, self.height() - size.height() - _EDGE)
        self._map.move(corner)
        self._show_map_if_needed()

    def _show_map_if_needed(self) -> None:
        roomy = self.width() >= _MAP_NEEDS[0] and self.height() >= _MAP_NEEDS[1]
        wanted = self._map_wanted and roomy and not self.view.sees_everything()
        if wanted == self._map.isHidden():
            self._map.setVisible(wanted)


class _ZoomButtons(QFrame):
    """Out, the zoom itself (press for 100 %), in, everything."""

    def __init__(self, view: FlowView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._value = QPushButton("100 %")
        self._value.setProperty("kind", "quiet")
        self._value.setMinimumWidth(64)
        self._value.setToolTip(tr("Show at 100 % (Ctrl+0)"))
        self._value.clicked.connect(lambda _checked=False: view.zoom_to_100())
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(0)
        row.addWidget(icon_button("minus", tr("Smaller (Ctrl+−)"), view.zoom_out))
        row.addWidget(self._value)
        row.addWidget(icon_button("plus", tr("Larger (Ctrl++)"), view.zoom_in))
        row.addWidget(icon_button("corners-out", tr("Show everything (F)"), view.fit))
        view.zoom_changed.connect(self._say)
        self._say(view.zoom)

    def _say(self, zoom: float) -> None:
        self._value.setText(f"{zoom:.0%}".replace("%", " %"))
        self._value.setAccessibleName(tr("Zoom {value}", value=self._value.text()))
