"""A clock that tells what a test wants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: When tests happen unless they say otherwise: an ordinary Monday of fiscal year 2026.
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class ManualClock:
    """Stands still until it is moved, forwards or backwards; implements `shared.ports.Clock`."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        """The moment it was last set to."""
        return self._now

    def move(self, seconds: float) -> None:
        """Jump by so many seconds; a negative number jumps back."""
        self._now += timedelta(seconds=seconds)
