"""Hybrid logical time: wall clock where it is sane, a counter where it is not."""

from __future__ import annotations

_COUNTER_BITS = 16


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
        """Take note of a time somebody else gave."""
        self.last = max(self.last, t)


def unix_ms(t: int) -> int:
    """Milliseconds since 1970 of a hybrid time."""
    return t >> _COUNTER_BITS
