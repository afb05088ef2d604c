"""What a benchmark hands back, and small helpers to take times."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes:
        what: what was measured on how much data, e.g. "pivot of 60,000 tasks by section".
        value: the figure.
        unit: its unit, e.g. "s", "ms", "MB", "changes/s".
        limit: the value promised; None where nothing is promised (a base to compare with).
        better: whether the promise is an upper bound ("less") or a lower one ("more").
    """

    what: str
    value: float
    unit: str
    limit: float | None = None
    better: Literal["less", "more"] = "less"

    @property
    def kept(self) -> bool:
        """Whether the promise is kept; true where there is none."""
        if self.limit is None:
            return True
        return self.value <= self.limit if self.better == "less" else self.value >= self.limit


def seconds(action: Callable[[], object], *, rounds: int = 1) -> float:
    """Wall time of `action` in seconds: the best of `rounds`, since load only adds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best
