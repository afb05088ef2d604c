"""Top-down allocation: the section's capacity in percent over its tasks, for who cannot count.

A share is always a share of the section's whole capacity, in hundredths of a percent, so that no
row changes its hours because of another one. Rows whose hours came about in another way keep
them; they take their part off what is left to distribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.quantities import spread
from bpr_studio.domain.shared.text import N_
from bpr_studio.domain.workload.column_rules import WHOLE_CAPACITY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RULE: Final = N_(
    "Percent of the section's whole capacity. Tasks whose hours were found in another way keep "
    "their hours; these are taken off what is left to distribute."
)
"""The one rule, as it is told on screen."""


def allocated(shares: Mapping[str, int], capacity: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """The minutes of each row by staff category.

    For every category the rows' minutes add up to the capacity times the sum of the shares,
    rounded to a minute: to the capacity itself when the shares make 100 %. The minutes left over
    by rounding go to the largest remainders; which row that is does not depend on the order.

    Args:
        shares: hundredths of a percent of the whole capacity by row, 0 or more.
        capacity: minutes by staff category, 0 or more.
    """
    rows = sorted(shares)
    weights = [shares[row] for row in rows]
    whole = sum(weights)
    found: dict[str, dict[str, int]] = {row: {} for row in rows}
    for category, minutes in capacity.items():
        total = (minutes * whole + WHOLE_CAPACITY // 2) // WHOLE_CAPACITY
        for row, part in zip(rows, spread(total if whole else 0, weights), strict=True):
            found[row][category] = part
    return found


def remaining(shares: Mapping[str, int], counted: int, capacity: int) -> int:
    """Hundredths of a percent of the capacity that are left; negative when too much was given.

    Args:
        shares: hundredths by row.
        counted: minutes of the rows without a share, contractors not included.
        capacity: minutes of the whole section; without capacity only shares count.
    """
    taken = (counted * WHOLE_CAPACITY * 2 + capacity) // (capacity * 2) if capacity > 0 else 0
    return WHOLE_CAPACITY - sum(shares.values()) - taken


def refined(share: int, weights: Sequence[int]) -> list[int]:
    """A share divided over the parts its row is refined into; the sum stays.

    Raises:
        ValueError: a weight is negative, or all are zero.
    """
    return spread(share, weights)


def over_classes(
    shares: Mapping[str, int], rows: Mapping[str, tuple[str, int]]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Shares given to classes, divided over the rows in them.

    The rows of a class share in proportion to their weight, or evenly where none has any.

    Args:
        shares: hundredths by code of a class of any level; a longer code goes before a shorter.
        rows: code and weight (minutes known so far) of each row.

    Returns:
        hundredths by row, and the codes without any row.
    """
    found: dict[str, int] = {}
    empty: list[str] = []
    for code in sorted(shares, key=lambda code: (-len(code), code)):
        inside = sorted(
            row for row, (own, _) in rows.items() if row not in found and is_within(own, code)
        )
        if not inside:
            empty.append(code)
            continue
        weights = [max(rows[row][1], 0) for row in inside]
        parts = spread(shares[code], weights if any(weights) else [1] * len(inside))
        found.update(zip(inside, parts, strict=True))
    return found, tuple(sorted(empty))


def is_within(code: str, above: str) -> bool:
    """Whether a class is `above` or stands below it."""
    return code == above or code.startswith(f"{above}-")
