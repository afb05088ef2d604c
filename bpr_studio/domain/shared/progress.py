"""Progress of long work, told to whoever watches, and the user's wish to stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Where a long task reports to; terminal bars, Qt status and tests implement it."""

    def report(self, done: int, total: int, what: str) -> None:
        """Tell that `done` of `total` steps are finished and `what` is being worked on.

        Raises:
            CancelledError: the user wants to stop; let it pass, finished steps stay.
        """


class NoProgress:
    """Nobody is watching."""

    def report(self, done: int, total: int, what: str) -> None:
        """Do nothing."""
