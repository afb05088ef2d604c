"""The event bus: after each commit exactly one event, told to everybody who asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Committed:
    """Something was written.

    Attributes:
        kinds: the entity names touched, e.g. {"work_item"}.
        ids: the row ids touched; empty when there were more than 1,000 ("anything may differ").
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
        self._queue: list[Committed] = []
        self._delivering = False

    def subscribe(self, callback: Callable[[Committed], None]) -> Callable[[], None]:
        """Call `callback` for every event from now on; the returned function ends that."""
        self._subscribers.append(callback)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    def publish(self, event: Committed) -> None:
        """Deliver `event`; the subscriber's exception reaches the publisher after delivery."""
        self._queue.append(event)
        if self._delivering:
            return
        self._delivering = True
        try:
            while self._queue:
                current = self._queue.pop(0)
                for callback in tuple(self._subscribers):
                    callback(current)
        finally:
            self._delivering = False
            self._queue.clear()
