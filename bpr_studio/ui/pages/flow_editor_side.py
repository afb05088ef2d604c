"""The panels beside a flow being edited, one leaf each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QVBoxLayout

from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.flow_editing import FlowSession
    from bpr_studio.ui.pages.flow_panel import FlowPanel

_LEAST_WIDTH: Final = 256
_LEFT_EDGE: Final = 8
_RIGHT_EDGE: Final = 4


class FlowSide(QFrame):
    """Step card, findings, sums and what else is said about the flow.

    Signals:
        element_wanted: id of an element to select and bring into view.
        refused: a sentence why something was not done.
        panel_shown: class name of the panel that came to the front.
    """

    element_wanted = Signal(str)
    refused = Signal(str)
    panel_shown = Signal(str)

    def __init__(self, panels: Sequence[FlowPanel]) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setMinimumWidth(_LEAST_WIDTH)
        self.panels = tuple(panels)
        self.leaves = QTabBar()
        self.leaves.setDrawBase(False)
        self.leaves.setExpanding(False)
        self.leaves.setUsesScrollButtons(True)
        self.leaves.setElideMode(Qt.TextElideMode.ElideNone)
        self.leaves.setAccessibleName(tr("Side panel"))
        self.leaves.setProperty("kind", "narrow")
        self._stack = QStackedWidget()
        for panel in self.panels:
            place = self.leaves.addTab(panel.title)
            self.leaves.setTabToolTip(place, panel.title)
            self._stack.addWidget(panel)
            panel.element_wanted.connect(self.element_wanted)
            panel.refused.connect(self.refused)
            panel.title_changed.connect(self.say_titles)
        self.leaves.currentChanged.connect(self._bring)
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT_EDGE, 4, _RIGHT_EDGE, 4)
        column.setSpacing(0)
        column.addWidget(self.leaves)
        column.addWidget(self._stack, 1)

    @property
    def front(self) -> FlowPanel | None:
        """The panel in front."""
        place = self.leaves.currentIndex()
        return self.panels[place] if 0 <= place < len(self.panels) else None

    def whole_width(self) -> int:
        """The width at which no title of a panel is cut off; English ones are longer."""
        return self.leaves.sizeHint().width() + _LEFT_EDGE + _RIGHT_EDGE

    def bring(self, name: str) -> None:
        """Bring a panel to the front by its class name; an unknown one changes nothing."""
        for place, panel in enumerate(self.panels):
            if type(panel).__name__ == name:
                self.leaves.setCurrentIndex(place)

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited."""
        for panel in self.panels:
            panel.show_flow(session)

    def show_selection(self, ids: Sequence[str]) -> None:
        """Other elements are selected."""
        for panel in self.panels:
            panel.show_selection(ids)

    def take_changes(self, ids: Sequence[str]) -> None:
        """These elements were added, changed or removed; [] means anything."""
        for panel in self.panels:
            panel.take_changes(ids)
        self.say_titles()

    def say_titles(self) -> None:
        """Panels may count in their titles."""
        for place, panel in enumerate(self.panels):
            if self.leaves.tabText(place) != panel.title:
                self.leaves.setTabText(place, panel.title)

    def _bring(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.panel_shown.emit(type(self.panels[place]).__name__)
