"""What every panel beside a flow being edited can do; the editor page feeds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.services.flow_editing import FlowSession


class FlowPanel(QWidget):
    """A panel of the editor page: step card, findings, sums, library, versions.

    Signals:
        element_wanted: id of an element to select and bring into view.
        refused: a sentence why something was not done, for the notice bar.
        title_changed: the word on its tab is another, such as one with a new count.

    Attributes:
        title: the word on its tab, translated.
        icon: name of its icon.
    """

    element_wanted = Signal(str)
    refused = Signal(str)
    title_changed = Signal()
    title = ""
    icon = ""

    def show_flow(self, session: FlowSession | None) -> None:
        """Another flow is edited, or none."""
        raise NotImplementedError

    def show_selection(self, ids: Sequence[str]) -> None:
        """Other elements are selected on the canvas; most panels need not care."""

    def take_changes(self, ids: Sequence[str]) -> None:
        """These elements of the flow were added, changed or removed; [] means anything."""
