"""Last year's answers as next year's first draft, mapped through the yearly reorganisation.

A section that is split gives each successor its share of every row: minutes and cases by largest
remainder, so that no minute is lost or invented. Months, tags and words go along whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.organisation.units import SuccessionKind
from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.workload.check_values import MINUTE_FIELDS
from bpr_studio.domain.workload.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.organisation.units import Succession

TO_CONFIRM: Final = "to_confirm"
CONFIRMED: Final = "confirmed"
CHANGED: Final = "changed"
"""Values of a row's `carry`: taken over and not looked at yet, found right, found different."""

AMOUNTS: Final = (*MINUTE_FIELDS, "case_count")
"""Fields that are divided when the work of a section is."""

_OF_ITS_YEAR: Final = frozenset({"change_reason"})  # why it differed from the year before that
_CONTENT: Final = tuple(name for name in FIGURES if name not in _OF_ITS_YEAR)
_SLOT: Final = "y"  # first letter of the lines that were carried over


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a section's work that goes to one successor.

    Attributes:
        unit_id: the successor.
        percent: its share; the parts of one section need not add up to 100, only their
            proportion counts, so that nothing is lost.
    """

    unit_id: str
    percent: int


@dataclass(frozen=True, slots=True)
class Heritage:
    """Where the rows of last year's sections go.

    Attributes:
        parts: for each section of last year its successors; empty where the work ended.
        uneven: sections whose shares do not add up to 100, with the sum.
        unstated: sections no succession is stated for.
    """

    parts: Mapping[str, tuple[Part, ...]]
    uneven: Mapping[str, int]
    unstated: frozenset[str]


def heritage_of(sections: Iterable[str], successions: Iterable[Succession]) -> Heritage:
    """Where the rows of some sections of last year go.

    Args:
        sections: unit ids of last year.
        successions: what became of the units of last year.
    """
    lines: dict[str, list[Succession]] = {section: [] for section in sections}
    for line in successions:
        if line.from_id in lines:
            lines[line.from_id].append(line)
    sums = {unit: sum(line.share_percent for line in found) for unit, found in lines.items()}
    return Heritage(
        parts={
            unit: tuple(
                Part(line.to_id, line.share_percent)
                for line in sorted(found, key=lambda line: (-line.share_percent, line.to_id))
                if line.to_id and line.kind is not SuccessionKind.ABOLISHED
            )
            for unit, found in lines.items()
        },
        uneven={unit: total for unit, total in sums.items() if lines[unit] and total != 100},
        unstated=frozenset(unit for unit, found in lines.items() if not found),
    )


def carried_row(fields: Mapping[str, object], previous: str) -> dict[str, object]:
    """A row of last year as a first draft of this year's.

    Args:
        fields: what is stored of it.
        previous: its id.
    """
    content = {name: fields[name] for name in _CONTENT if fields.get(name) is not None}
    return {**content, "previous_id": previous, "carry": TO_CONFIRM}


def divided(row: Mapping[str, object], weights: Sequence[int]) -> list[dict[str, object] | None]:
    """A row for each successor of a split section; amounts add up to those of the row.

    Args:
        row: the row as a whole.
        weights: the successors' shares; all equal to 0 counts as equal shares.

    Returns:
        one row per weight; None where nothing of the row's amounts is left for a successor.
    """
    usable = list(weights) if any(weights) else [1] * len(weights)
    amounts = {name: _whole(row.get(name)) for name in AMOUNTS}
    split = {name: _spread(amount, usable) for name, amount in amounts.items() if amount}
    rows: list[dict[str, object] | None] = []
    for place in range(len(usable)):
        own = {name: parts[place] or None for name, parts in split.items()}
        nothing = bool(split) and not any(own.values())
        rows.append(None if nothing else {**row, **own})
    return rows


def shares_in(
    origins: Sequence[tuple[int, Sequence[int]]],
) -> list[list[int]]:
    """The percentages of rows, when the work of several sections comes together.

    A row's percentage says how much of its section's capacity it takes, so it shrinks when the
    section becomes part of a larger one. The percentages of one origin keep their proportion.

    Args:
        origins: for each section the rows come from, the capacity it brings along and the
            percentages of its rows (hundredths).

    Returns:
        the percentages of each origin's rows in the new section.
    """
    total = sum(capacity for capacity, _ in origins)
    if not total:
        return [list(shares) for _, shares in origins]
    return [_scaled(shares, capacity, total) for capacity, shares in origins]


def _scaled(shares: Sequence[int], capacity: int, total: int) -> list[int]:
    whole = sum(shares)
    return spread((2 * whole * capacity + total) // (2 * total), shares) if whole else list(shares)


def carried_slot(previous: str) -> str:
    """The slot of a carried row, the same on every PC.

    Args:
        previous: id of the row of last year.
    """
    return _SLOT + hashlib.sha256(previous.encode()).hexdigest()[:12]


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _spread(amount: int, weights: Sequence[int]) -> list[int]:
    parts = spread(abs(amount), weights)
    return [-part for part in parts] if amount < 0 else parts
