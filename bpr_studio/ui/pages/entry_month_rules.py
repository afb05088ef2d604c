"""Shaping the twelve shares of a year so that they stay 100."""

from __future__ import annotations

from bpr_studio.domain.shared.quantities import spread

Shares = tuple[int, ...]
"""Twelve whole percents, April first; they add up to 100."""


def level_shares() -> Shares:
    """The same work every month, as even as whole percents allow."""
    return tuple(spread(100, [1] * 12))


def rebalanced(shares: Shares, place: int, value: int) -> Shares:
    """One month set to `value` percent; the others keep their proportions and make up the rest.

    Args:
        shares: the twelve shares so far.
        place: 0 is April.
        value: wanted percent; kept within 0 to 100.
    """
    wanted = min(max(value, 0), 100)
    others = [share for index, share in enumerate(shares) if index != place]
    if not any(others):
        others = [1] * len(others)
    rest = iter(spread(100 - wanted, others))
    return tuple(wanted if index == place else next(rest) for index in range(len(shares)))


def month_minutes(shares: Shares, minutes: int) -> tuple[int, ...]:
    """The minutes of a year as they fall into the months; they add up exactly."""
    return tuple(spread(minutes, shares)) if minutes and any(shares) else (0,) * len(shares)
