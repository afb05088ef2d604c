"""Python's cyclic garbage is collected on the GUI thread only.

Widgets that are no longer used wait in reference cycles for the collector. Left to itself it
runs on whatever thread happens to allocate, and a widget destroyed on a worker thread takes the
process down. So automatic collection is off while there is a window, and the GUI thread looks
after it between two events. What stands when a window is ready, some 140,000 objects of modules and
pages, is set aside: going through it took a sixth of a second each time, in which the window stood still.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY_MS: Final = 500


class GarbageCollector(QObject):
    """Collects on the thread it was made on, while its event loop runs."""

    def __init__(self, parent: QObject) -> None:
        """Begin; automatic collection is switched off from now on."""
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect_what_is_due)
        self._timer.start()

    def collect_what_is_due(self) -> None:
        """Collect the oldest generation whose threshold was passed, as Python itself would."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
                gc.collect(generation)
                return


def collect_on_this_thread(parent: QObject) -> None:
    """Let the GUI thread collect garbage from now on; a second call changes nothing."""
    if parent.findChild(GarbageCollector) is None:
        GarbageCollector(parent)


def set_aside_what_stands() -> None:
    """Leave out of later collections what there is now; what was left out before is looked at."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
