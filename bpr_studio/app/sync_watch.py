"""Looks at the local database once a second, beside the GUI thread, for what exchange brought."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.services.events import Committed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.adapters.db.arrivals import Arrivals
    from bpr_studio.services.events import EventBus
    from bpr_studio.services.sync.status import SyncReading

LOOK_EVERY: Final = 1.0
"""Seconds between two looks."""
ORIGIN: Final = "sync"
"""`Committed.origin` of what came from other PCs."""
_REST: Final = 10  # times as long as a look took, so that looking stays cheap with a full outbox
_FLOW: Final = 5.0  # s between two tellings while much comes in
_READ_AGAIN: Final = 30  # looks after which the status is read even if nothing was written

_log = logging.getLogger(__name__)


class LocalSource(Protocol):
    """The local database as the watch sees it; each call takes some milliseconds."""

    def version(self) -> int:
        """A number that differs when somebody has written."""

    def last_arrival(self) -> int:
        """Number of the last row that came from another PC, 0 for none."""

    def arrivals(self, after: int) -> Arrivals:
        """What came after this number."""

    def read(self) -> SyncReading:
        """What it says about exchange."""


class LocalWatch:
    """One thread that publishes what came and hands over what the status follows from."""

    def __init__(self, source: LocalSource, bus: EventBus, every: float = LOOK_EVERY) -> None:
        """Nothing runs yet.

        Args:
            source: the local database.
            bus: told of rows that came, from the thread of the watch.
            every: seconds between two looks.
        """
        self._source = source
        self._bus = bus
        self._every = every
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._version: int | None = None
        self._arrived = 0
        self._seen = 0
        self._told = float("-inf")
        self._looks = 0

    def start(self, hear: Callable[[SyncReading], object]) -> None:
        """Look from now on.

        Args:
            hear: called from the thread of the watch with what was read.
        """
        if self._thread is not None:
            return
        self._thread = threading.Thread(
            target=self._run, args=(hear,), name="sync-watch", daemon=True
        )
        self._thread.start()

    def read(self) -> SyncReading:
        """What the local database says at this moment; from any thread.

        Raises:
            BprError: the disk refuses for a moment.
        """
        return self._source.read()

    def look_now(self) -> None:
        """Look at once instead of at the end of the second."""
        self._wake.set()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(2.0)
            self._thread = None

    def _run(self, hear: Callable[[SyncReading], object]) -> None:
        started = False
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                if not started:
                    self._arrived = self._source.last_arrival()
                    started = True
                self._look(hear)
            except BprError as error:  # a disk that refuses for a moment; the next look asks again
                _log.warning("local database not read: %s", error)
            took = time.monotonic() - began
            self._wake.wait(max(self._every, _REST * took))
            self._wake.clear()

    def _look(self, hear: Callable[[SyncReading], object]) -> None:
        version = self._source.version()
        self._looks += 1
        if version == self._version and self._looks % _READ_AGAIN:
            return
        told = self._tell_arrivals()
        hear(self._source.read())
        self._version = version if told else None  # a look that failed or waits is made again

    def _tell_arrivals(self) -> bool:
        """Publish what came; whether nothing is left to be told.

        While much comes in, pages are told every few seconds only, since they read anew each time.
        """
        came = self._source.arrivals(self._arrived)
        if not came.kinds:
            return True
        flows = came.last != self._seen
        self._seen = came.last
        if flows and time.monotonic() - self._told < _FLOW:
            return False
        self._told = time.monotonic()
        self._arrived = came.last
        self._bus.publish(Committed(came.kinds, came.ids, ORIGIN))
        return True
