"""The organisation as a tree: order, nested-set numbers, paths.

Every unit gets its place even in faulty lists: a unit whose parent is unknown stands at the
top, a ring of units is opened at its first member. `checks` tells about such faults.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bpr_studio.domain.organisation.units import Unit


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """A unit and its place in the tree.

    Attributes:
        unit: the unit.
        above: the units above it, topmost first.
        lft: nested-set number on entering, from 1.
        rgt: nested-set number on leaving; a unit below has both numbers in between.
    """

    unit: Unit
    above: tuple[Unit, ...]
    lft: int
    rgt: int

    @property
    def path(self) -> str:
        """Names from the top down to the unit, joined with a space."""
        return " ".join(unit.name for unit in (*self.above, self.unit))

    @property
    def size(self) -> int:
        """Number of units in the branch, this one included."""
        return (self.rgt - self.lft + 1) // 2


def place_units(units: Iterable[Unit]) -> tuple[PlacedUnit, ...]:
    """All units in display order (depth first; siblings by sort key, then code).

    Args:
        units: the units of one fiscal year.
    """
    ordered = sorted(units, key=_order)
    parents = _sound_parents(ordered)
    below: dict[str, list[Unit]] = {}
    for unit in ordered:
        below.setdefault(parents[unit.id], []).append(unit)
    return tuple(sorted(_walk(below), key=lambda placed: placed.lft))


def rings(units: Iterable[Unit]) -> tuple[tuple[Unit, ...], ...]:
    """The groups of units that stand above each other in a circle."""
    by_id = {unit.id: unit for unit in sorted(units, key=_order)}
    done: set[str] = set()
    found = []
    for start in by_id:
        trail: dict[str, int] = {}
        here = start
        while here in by_id and here not in done and here not in trail:
            trail[here] = len(trail)
            here = by_id[here].parent_id
        if here in trail:
            members = [by_id[i] for i in list(trail)[trail[here] :]]
            found.append(tuple(sorted(members, key=_order)))
        done.update(trail)
    return tuple(found)


def _order(unit: Unit) -> tuple[int, str, str]:
    return (unit.sort_key, unit.code, unit.id)


def _sound_parents(units: list[Unit]) -> dict[str, str]:
    """Parent id of every unit after opening rings and dropping unknown parents."""
    known = {unit.id for unit in units}
    opened = {ring[0].id for ring in rings(units)}
    return {
        unit.id: unit.parent_id if unit.parent_id in known and unit.id not in opened else ""
        for unit in units
    }


def _walk(below: dict[str, list[Unit]]) -> Iterator[PlacedUnit]:
    """Depth first, without recursion: a faulty list can be one long chain."""
    number = 0
    stack: list[tuple[Unit, tuple[Unit, ...], int]] = []  # (unit, above, lft); lft 0: not entered
    stack.extend((unit, (), 0) for unit in reversed(below.get("", [])))
    while stack:
        unit, above, lft = stack.pop()
        number += 1
        if lft:
            yield PlacedUnit(unit, above, lft, number)
            continue
        stack.append((unit, above, number))
        inside = (*above, unit)
        stack.extend((child, inside, 0) for child in reversed(below.get(unit.id, [])))
