"""When the exchange process goes to work: a pure plan of times (sync.md §7.4).

Work of others is fetched every half minute. Own work goes out once its writer pauses, or after two
minutes of steady writing, so that an hour of typing makes some thirty files and not hundreds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often what is done, all in seconds.

    Attributes:
        every: between two cycles.
        pause: so long nothing was written: the person has paused, own work goes out.
        at_latest: own work goes out after so long, even if the person goes on writing.
    """

    every: float = 30.0
    pause: float = 20.0
    at_latest: float = 120.0


USUAL: Final = Cadence()


@dataclass(frozen=True, slots=True)
class Turn:
    """What the next cycle shall do.

    Attributes:
        at: monotonic time of the cycle.
        push: own work goes out, too.
    """

    at: float
    push: bool


class Plan:
    """Decides when the next cycle is due and whether own work goes out with it."""

    def __init__(self, cadence: Cadence, now: float) -> None:
        """The first cycle is due at once.

        Args:
            cadence: how often what is done.
            now: monotonic time, as in all other methods.
        """
        self._cadence = cadence
        self._next = now
        self._wanted = True
        self._written: float | None = None
        self._waiting_since: float | None = None

    def on_request(self, now: float) -> None:
        """Somebody wants an exchange at once, own work included."""
        self._next = now
        self._wanted = True

    def on_written(self, now: float) -> None:
        """Own work was written in the moments before."""
        self._written = now
        if self._waiting_since is None:
            self._waiting_since = now

    def turn(self, now: float) -> Turn | None:
        """The cycle that is due, None while none is."""
        if now < self._next:
            return None
        return Turn(now, self._pushes(now))

    def after(self, turn: Turn, now: float) -> None:
        """A cycle has ended."""
        self._next = now + self._cadence.every
        self._wanted = False
        if turn.push:
            self._waiting_since = None

    def wait(self, now: float) -> float:
        """Seconds until the next cycle is due."""
        return max(0.0, self._next - now)

    def _pushes(self, now: float) -> bool:
        if self._wanted or self._written is None or self._waiting_since is None:
            return True  # with nothing waiting, what failed before is tried again
        paused = now - self._written >= self._cadence.pause
        return paused or now - self._waiting_since >= self._cadence.at_latest
