"""What is wrong with a list of units or successions."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bpr_studio.domain.organisation.tree import rings
from bpr_studio.domain.organisation.units import RANKS, SuccessionKind
from bpr_studio.domain.shared.findings import Finding, Level, Place
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bpr_studio.domain.organisation.units import Headcount, Organisation, Succession, Unit


def check_organisation(organisation: Organisation) -> list[Finding]:
    """Faults of the units of one fiscal year and their staff; empty when all is well."""
    units = organisation.units
    return [
        *_codes_twice(units),
        *_unknown_parents(units),
        *_rings(units),
        *_wrong_levels(units),
        *_staff_faults(units, organisation.headcounts),
    ]


def check_successions(
    successions: Sequence[Succession], earlier: Iterable[Unit], later: Iterable[Unit]
) -> list[Finding]:
    """Faults of the successions between two fiscal years; empty when all is well."""
    names = {unit.id: unit.name for unit in (*earlier, *later)}
    return [
        *_unknown_ends(successions, names),
        *_wrong_ends(successions, names),
        *_wrong_shares(successions, names),
    ]


def _codes_twice(units: Sequence[Unit]) -> Iterator[Finding]:
    for code, n in Counter(unit.code for unit in units).items():
        if n > 1:
            message = tr("The organisation code {code} is given to {n} units.", code=code, n=n)
            yield _error("unit-code-twice", message, code)


def _unknown_parents(units: Sequence[Unit]) -> Iterator[Finding]:
    known = {unit.id for unit in units}
    for unit in units:
        if unit.parent_id and unit.parent_id not in known:
            message = tr(
                "The unit above {name} ({code}) is not in the list.", name=unit.name, code=unit.code
            )
            yield _error("unit-parent-unknown", message, unit.code)


def _rings(units: Sequence[Unit]) -> Iterator[Finding]:
    for ring in rings(units):
        names = tr(", ").join(unit.name for unit in ring)
        message = tr("These units stand above each other in a circle: {names}.", names=names)
        yield _error("unit-ring", message, ring[0].code)


def _wrong_levels(units: Sequence[Unit]) -> Iterator[Finding]:
    by_id = {unit.id: unit for unit in units}
    for unit in units:
        parent = by_id.get(unit.parent_id)
        if parent is not None and RANKS[parent.level] >= RANKS[unit.level]:
            message = tr(
                "{name} cannot stand below {parent}: its level is not lower.",
                name=unit.name,
                parent=parent.name,
            )
            yield _error("unit-level", message, unit.code)


def _staff_faults(units: Sequence[Unit], headcounts: Sequence[Headcount]) -> Iterator[Finding]:
    names = {unit.id: unit.name for unit in units}
    counts = Counter((h.unit_id, h.staff_category) for h in headcounts)
    for headcount in headcounts:
        name = names.get(headcount.unit_id)
        if name is None:
            message = tr("Staff is given for a unit that is not in the list.")
            yield _error("headcount-unit-unknown", message, headcount.unit_id)
        elif headcount.heads_hundredths < 0 or headcount.overtime_minutes < 0:
            message = tr("Staff and overtime of {name} cannot be negative.", name=name)
            yield _error("headcount-negative", message, headcount.staff_category)
    for (unit_id, category), n in counts.items():
        if n > 1:
            message = tr(
                "The staff of {name} is given {n} times for the same category.",
                name=names.get(unit_id, unit_id),
                n=n,
            )
            yield _error("headcount-twice", message, category)


def _unknown_ends(successions: Sequence[Succession], names: dict[str, str]) -> Iterator[Finding]:
    for end in dict.fromkeys(i for s in successions for i in (s.from_id, s.to_id)):
        if end and end not in names:
            message = tr("A succession names a unit that is in neither year.")
            yield _error("succession-unit-unknown", message, end)


def _wrong_ends(successions: Sequence[Succession], names: dict[str, str]) -> Iterator[Finding]:
    for s in successions:
        expected = (s.kind is not SuccessionKind.NEW, s.kind is not SuccessionKind.ABOLISHED)
        if (bool(s.from_id), bool(s.to_id)) != expected:
            name = names.get(s.from_id) or names.get(s.to_id) or ""
            message = tr("The succession of {name} does not fit its kind.", name=name)
            yield _error("succession-ends", message, s.kind.value)


def _wrong_shares(successions: Sequence[Succession], names: dict[str, str]) -> Iterator[Finding]:
    sums: defaultdict[str, int] = defaultdict(int)
    for s in successions:
        if s.from_id:
            sums[s.from_id] += s.share_percent
    for unit_id, total in sums.items():
        if total != 100:
            message = tr(
                "The shares of the successors of {name} add up to {total} % instead of 100 %.",
                name=names.get(unit_id, unit_id),
                total=total,
            )
            yield _error("succession-shares", message, unit_id)


def _error(rule: str, message: str, value: str) -> Finding:
    return Finding(Level.ERROR, rule, message, Place(), value)
