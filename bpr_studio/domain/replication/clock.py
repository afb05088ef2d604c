"""Hybrid logical time: wall clock where it is sane, a counter where it is not."""

from __future__ import annotations

from typing import Final

_COUNTER_BITS: Final = 16
_MOST_AHEAD_MS: Final = 800 * 24 * 3600 * 1000
"""Two honest clocks may differ by a year each way; more is a fault or ill will."""


class HybridClock:
    """Gives ever greater times, also when the wall clock jumps back.

    A time is 48 bits of Unix milliseconds and 16 bits of counter in one integer. It orders
    concurrent values for display and nothing else, so a wrong clock loses no data.
    """

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def tick(self, unix_ms: int) -> int:
        """The time of the next command, greater than every time given or witnessed before."""
        self.last = max(self.last + 1, unix_ms << _COUNTER_BITS)
        return self.last

    def witness(self, t: int) -> None:
        """Take note of a time this clock or one like it gave."""
        self.last = max(self.last, t)

    def hear(self, t: int, unix_ms: int) -> None:
        """Take note of a time somebody else gave, unless it lies absurdly far ahead.

        Following it would carry every clock of the city there, for good.

        Args:
            t: the time given.
            unix_ms: what the wall clock says here.
        """
        if t <= (unix_ms + _MOST_AHEAD_MS) << _COUNTER_BITS:
            self.witness(t)


def unix_ms(t: int) -> int:
    """Milliseconds since 1970 of a hybrid time."""
    return t >> _COUNTER_BITS
