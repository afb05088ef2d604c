"""What units of one year are in the organisation of another, along the successions between."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.organisation.units import Succession

NOWHERE: Final = ""
"""Where shares go that no succession leads anywhere."""
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class YearUnits:
    """The units of one year, as far as lines of descent need them.

    Attributes:
        codes: code by id.
        above: of units below a section the id of that section.
    """

    codes: Mapping[str, str]
    above: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hop:
    """The way from one year to the next, or back to the one before.

    Attributes:
        start: the units it starts from.
        end: the units it leads to.
        successions: the lines between the two years, earlier to later.
        forward: it leads to the later year.
    """

    start: YearUnits
    end: YearUnits
    successions: tuple[Succession, ...]
    forward: bool = True


def shares_of(units: Iterable[str], hops: Sequence[Hop]) -> dict[str, dict[str, int]]:
    """For each unit the units that have its work after all hops, with whole weights.

    Forward the stated shares hold. Backward a unit goes to its only predecessor; where there are
    several nobody has said which work came from whom, so it goes nowhere. A unit without a line
    goes where its section goes, else to the unit with the same code, as the next round does when
    it carries answers over.

    Returns:
        Weights of one unit add up to 100 for each hop; the key `NOWHERE` has what is lost.
    """
    found: dict[str, dict[str, int]] = {unit: {unit: 1} for unit in units}
    for hop in hops:
        step = _Step(hop)
        found = {unit: _followed(shares, step) for unit, shares in found.items()}
    return found


def _followed(shares: Mapping[str, int], step: _Step) -> dict[str, int]:
    after: defaultdict[str, int] = defaultdict(int)
    for unit, weight in shares.items():
        for target, part in step.targets(unit).items():
            after[target] += weight * part
    return dict(after)


class _Step:
    """One hop, ready to be asked for many units."""

    def __init__(self, hop: Hop) -> None:
        self._hop = hop
        self._by_code = {code: unit for unit, code in hop.end.codes.items() if code}
        self._lines: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for line in hop.successions:
            if hop.forward:
                self._lines[line.from_id].append((line.to_id, line.share_percent))
            else:
                self._lines[line.to_id].append((line.from_id, _WHOLE))
        self._lines.pop(NOWHERE, None)

    def targets(self, unit: str) -> dict[str, int]:
        """Shares of 100 by unit of the other year."""
        if unit == NOWHERE:
            return {NOWHERE: _WHOLE}
        lines = self._stated(unit)
        if lines is None:
            same = self._by_code.get(self._hop.start.codes.get(unit, ""), NOWHERE)
            return {same: _WHOLE}
        if not self._hop.forward:
            return {lines[0][0] if len(lines) == 1 else NOWHERE: _WHOLE}
        return self._given_out(lines)

    def _stated(self, unit: str) -> list[tuple[str, int]] | None:
        """The lines of the unit, or of its section."""
        own = self._lines.get(unit)
        return own or self._lines.get(self._hop.start.above.get(unit, NOWHERE)) or None

    def _given_out(self, lines: Sequence[tuple[str, int]]) -> dict[str, int]:
        shares: defaultdict[str, int] = defaultdict(int)
        for target, percent in lines:
            shares[target if target in self._hop.end.codes else NOWHERE] += max(percent, 0)
        whole = sum(shares.values())
        if whole < _WHOLE:
            shares[NOWHERE] += _WHOLE - whole
        return {target: percent for target, percent in shares.items() if percent}
