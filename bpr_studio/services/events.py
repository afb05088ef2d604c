"""The event bus: after each commit exactly one event, told to everybody who asked."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Committed:
    """Something was written.

    Attributes:
        kinds: the entity names touched, e.g. {"work_item"}.
        ids: the row ids touched; empty when there were more than 5,000 ("anything may differ").
        origin: who wrote, so that it can skip its own echo; "" when nobody in particular.
    """

    kinds: frozenset[str]
    ids: frozenset[str]
    origin: str = ""


class EventBus:
    """Calls every subscriber once per event, in the order of subscription.

    Events published while one is being delivered wait in a queue, so that handlers never
    re-enter each other.
    """

    def __init__(self) -> None:
        self._subscribers: list[Callable[[Committed], None]] = []
        self._queue: deque[Committed] = deque()
        self._turn = threading.Lock()
        self._delivering = False

    def subscribe(self, callback: Callable[[Committed], None]) -> Callable[[], None]:
        """Call `callback` for every event from now on; the returned function ends that."""
        self._subscribers.append(callback)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    def publish(self, event: Committed) -> None:
        """Deliver `event` to everybody, or leave it to the thread that is delivering just now.

        A subscriber that raises does not keep the event from the others; its exception, the
        first one where there are several, reaches the publisher after delivery.
        """
        with self._turn:
            self._queue.append(event)
            if self._delivering:
                return
            self._delivering = True
        failures: list[Exception] = []
        try:
            while (current := self._next()) is not None:
                failures += self._deliver(current)
        except BaseException:  # the program is being stopped
            self._delivering = False
            raise
        if failures:
            raise failures[0]

    def _deliver(self, event: Committed) -> list[Exception]:
        failures = []
        for callback in tuple(self._subscribers):
            try:
                callback(event)
            except Exception as error:  # noqa: BLE001  # raised by `publish`, after delivery
                failures.append(error)
        return failures

    def _next(self) -> Committed | None:
        """The next event in the queue; with None the delivery has ended."""
        with self._turn:
            if self._queue:
                return self._queue.popleft()
            self._delivering = False
            return None
