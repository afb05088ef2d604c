"""The services' event bus as one Qt signal on the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from bpr_studio.services.events import Committed, EventBus


class BusBridge(QObject):
    """Emits `committed` for every event of the bus, always from the GUI thread's event loop.

    Services publish from any thread and in the middle of their own work; the signal comes one
    turn of the event loop later, so a page never runs inside somebody else's transaction.

    Signals:
        committed: one `Committed`.
    """

    committed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, bus: EventBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self.committed, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = bus.subscribe(self._pass_on)

    def close(self) -> None:
        """Hear nothing more; call before the window goes."""
        self._unsubscribe()

    def _pass_on(self, event: Committed) -> None:
        self._arrived.emit(event)
