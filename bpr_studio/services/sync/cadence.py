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
        quiet: between two cycles where every place tells of news by itself; such a word may be
            missed.
        breath: between two cycles that such news bring forward.
    """

    every: float = 30.0
    pause: float = 15.0
    at_latest: float = 120.0
    quiet: float = 60.0
    breath: float = 1.0


USUAL: Final = Cadence()


class Plan:
    """Decides when the next cycle is due and whether own work goes out with it.

    All times are those of a clock that only runs forward.
    """

    def __init__(self, cadence: Cadence, now: float) -> None:
        """The first cycle is due at once, with all that is here."""
        self._cadence = cadence
        self._next = now
        self._ended = now - cadence.breath
        self._wanted = True
        self.demanded = False
        """Somebody wants the next cycle, also with places that failed a short while ago."""
        self._first = 0.0  # of what was written since own work went out last
        self._last: float | None = None

    def on_request(self, now: float) -> None:
        """Somebody wants an exchange at once, own work included."""
        self._next = now
        self._wanted = True
        self.demanded = True

    def on_more(self, now: float) -> None:
        """Going on at once brings more."""
        self._next = now
        self._wanted = True

    def on_news(self, now: float) -> None:
        """A place has told that there is something to fetch."""
        self._next = min(self._next, max(now, self._ended + self._cadence.breath))

    def on_written(self, now: float) -> None:
        """Own work was written in the moments before."""
        if self._last is None:
            self._first = now
        self._last = now

    def is_due(self, now: float) -> bool:
        """Whether it is time for a cycle."""
        return self.wait(now) <= 0.0

    def pushes(self, now: float) -> bool:
        """Whether own work goes out with a cycle now: not while somebody is still writing it."""
        return self._wanted or self._last is None or self._out() <= now

    def after(self, *, pushed: bool, now: float, told: bool = False) -> None:
        """A cycle has ended.

        Args:
            pushed: own work went out with it.
            now: the time.
            told: every place tells of news by itself, and nothing is to be looked at again.
        """
        self._ended = now
        self._next = now + (self._cadence.quiet if told else self._cadence.every)
        self._wanted = self.demanded = False
        if pushed:
            self._last = None

    def wait(self, now: float) -> float:
        """Seconds until the next cycle is due."""
        due = self._next if self._last is None else min(self._next, self._out())
        return max(0.0, due - now)

    def _out(self) -> float:
        """When own work is to go out."""
        last = self._first if self._last is None else self._last
        return min(last + self._cadence.pause, self._first + self._cadence.at_latest)
