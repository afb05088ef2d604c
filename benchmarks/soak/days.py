"""Bad days, many of them, and what they found."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.properties.sync.oracle import judge
from tests.properties.sync.worlds import World

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_PORTION: Final = 20  # days one process plays before it tells
_TOLD: Final = 500  # days between two lines


@dataclass
class Played:
    """What some days were like.

    Attributes:
        days: number of days.
        ops: number of ops written in them.
        segments: number of segments on the servers in the evening.
        happened: deeds by name, and how often.
        struck: faults of the server by name, and how often.
        violations: by seed what did not hold.
    """

    days: int = 0
    ops: int = 0
    segments: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    violations: dict[int, list[str]] = field(default_factory=dict)

    def add(self, other: Played) -> None:
        """Take these days in, too."""
        self.days += other.days
        self.ops += other.ops
        self.segments += other.segments
        self.happened += other.happened
        self.struck += other.struck
        self.violations |= other.violations


def play(seeds: Iterable[int]) -> Played:
    """Play these days; an exception is a violation."""
    played = Played()
    for seed in seeds:
        played.days += 1
        world = World(seed)
        try:
            found = judge(world.play().calm_down())
        except Exception:  # noqa: BLE001  # told with its seed, the other days go on
            found = [traceback.format_exc()]
        played.ops += len(world.journal)
        played.segments += sum(name.endswith(".seg") for name in world.share.names())
        played.happened += world.deeds.happened
        played.struck += world.share.struck
        if found:
            played.violations[seed] = found
    return played


def run(options: argparse.Namespace) -> int:
    """Play what the command line asks for and print what happened."""
    first, count = options.first, options.seeds
    portions = [
        range(start, min(start + _PORTION, first + count))
        for start in range(first, first + count, _PORTION)
    ]
    total = Played()
    began = time.perf_counter()
    with ProcessPoolExecutor(options.jobs) as pool:
        for played in pool.map(play, portions):
            total.add(played)
            for seed, found in played.violations.items():
                print(f"VIOLATION seed {seed}: {len(found)}\n  " + "\n  ".join(found[:5]))
            if total.days % _TOLD == 0:
                print(_line(total, time.perf_counter() - began), flush=True)
    print(_line(total, time.perf_counter() - began))
    print("happened: " + _counted(total.happened))
    print("faults:   " + _counted(total.struck))
    return 1 if total.violations else 0


def _line(total: Played, seconds: float) -> str:
    return (
        f"{total.days:,} seeds, {total.ops:,} ops, {total.segments:,} segments,"
        f" {sum(total.struck.values()):,} faults struck,"
        f" {len(total.violations)} seeds with violations, {seconds:,.0f} s"
    )


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counter.most_common())
