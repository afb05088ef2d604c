"""Places of exchange that tell of news by themselves, heard on threads of their own."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import BprError
from bpr_studio.services.sync.ports import Announcing, ShareFaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bpr_studio.services.sync.ports import ShareStore

_AT_A_TIME: Final = 60.0  # s of one waiting
_AFTER_FAULT: Final = 30.0  # s until a place that failed is waited for again

_log = logging.getLogger(__name__)


class NewsListeners:
    """One thread for each place that announces."""

    def __init__(
        self,
        open_store: Callable[[str], ShareStore],
        hear: Callable[[], object],
        gone: threading.Event,
    ) -> None:
        """Nobody is heard yet.

        Args:
            open_store: opens a place anew, for the thread alone.
            hear: called from a thread when there is news.
            gone: set when the process ends.
        """
        self._open = open_store
        self._hear = hear
        self._gone = gone
        self._announcing: dict[str, bool] = {}

    def follow(self, addresses: Iterable[str]) -> bool:
        """Hear these places from now on; whether all of them announce."""
        answers = [self._follows(address) for address in addresses]
        return all(answers)

    def _follows(self, address: str) -> bool:
        if address not in self._announcing:
            self._announcing[address] = self._begun(address)
        return self._announcing[address]

    def _begun(self, address: str) -> bool:
        try:
            store = self._open(address)
        except (BprError, ShareFaultError):
            return False  # the cycle tells why
        if not isinstance(store, Announcing):
            return False
        threading.Thread(target=self._listen, args=(store,), name="news", daemon=True).start()
        return True

    def _listen(self, store: Announcing) -> None:
        while not self._gone.is_set():
            try:
                if store.wait(_AT_A_TIME):
                    self._hear()
            except Exception as error:  # noqa: BLE001  # the boundary of the thread; cycles go on
                _log.info("waiting for news: %s", error)
                self._gone.wait(_AFTER_FAULT)
