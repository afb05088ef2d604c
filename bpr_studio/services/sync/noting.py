"""What of an exchange becomes facts: faults with their rests, and streams that wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bpr_studio.services.sync.facts import FaultFact, Rest, with_fault, with_rest
from bpr_studio.services.sync.tools import is_lost

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bpr_studio.services.sync.facts import Facts
    from bpr_studio.services.sync.ports import ShareFaultError

FIRST_REST: Final = timedelta(seconds=30)
LONGEST_REST: Final = timedelta(minutes=5)
"""A target that does not answer is left alone for a while, longer each time."""


def fault_notes(facts: Facts, target: str, fault: ShareFaultError, now: datetime) -> dict[str, str]:
    """The facts of a fault: since when, and how long the target is left alone.

    Args:
        facts: as they were before.
        target: its address.
        fault: the worst it did.
        now: the present moment.
    """
    before = facts.fault(target)
    began = before.since if before and before.since <= now else now
    notes = with_fault(target, FaultFact(fault.fault, fault.name, began))
    if is_lost(fault):
        rest = facts.rest(target)
        length = min(2 * rest.length, LONGEST_REST) if rest else FIRST_REST
        notes |= with_rest(target, Rest(now + length, length))
    return notes


def rests(rest: Rest | None, now: datetime) -> bool:
    """Whether a target is left alone; a clock that jumped does not make the rest longer."""
    return rest is not None and timedelta() < rest.until - now <= rest.length


def gaps_now(
    before: Mapping[str, datetime], waiting: Mapping[tuple[str, str], int], now: datetime
) -> dict[str, datetime]:
    """Since when streams wait for a missing segment, by "scope/actor".

    Args:
        before: the same at the exchange before.
        waiting: by (scope, actor) the number of the missing segment.
        now: the present moment.
    """
    streams = [f"{scope}/{actor}" for scope, actor in waiting]
    return {stream: min(before.get(stream, now), now) for stream in streams}
