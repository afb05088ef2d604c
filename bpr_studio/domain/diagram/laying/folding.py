"""A sensible width: loose things stand in a grid, very long ways go on below.

Without this, hundreds of steps without flows would stand in one column, and a way of hundreds
of steps in one line nobody can take in.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpr_studio.domain.diagram.laying.scope import Link, Scope

_FEW: Final = 8  # so many loose things stay below each other
_LONG: Final = 60  # so many columns are still one line
_SHAPE: Final = 1.1  # columns and rows so that the whole is about as wide as a screen


def folded(
    scope: Scope, columns: Mapping[str, int], back: Sequence[Link]
) -> tuple[dict[str, int], list[Link]]:
    """Columns and flows that lead back (see `ranks.ranked`), brought to a sensible width.

    Args:
        scope: what is placed.
        columns: the column of each item.
        back: flows that lead back.

    Returns:
        The same where nothing is too long or too high.
    """
    found = dict(columns)
    count = max(columns.values(), default=-1) + 1
    if count > _LONG:
        width = _width(count)
        found = {item: at % width for item, at in found.items()}
    found.update(_in_grid(scope))
    known = {link.id for link in back}
    flows = [link for link in scope.links if not link.is_message]
    return found, [k for k in flows if k.id in known or found[k.source] >= found[k.target]]


def _in_grid(scope: Scope) -> dict[str, int]:
    """The columns of things nothing is connected with, where a band has many of them."""
    linked = {end for link in scope.links for end in (link.source, link.target)}
    loose: dict[int, list[str]] = {}
    for item in sorted(scope.items.values(), key=lambda item: item.place):
        if item.id not in linked:
            loose.setdefault(item.band, []).append(item.id)
    return {
        item: number % _width(len(items))
        for items in loose.values()
        if len(items) > _FEW
        for number, item in enumerate(items)
    }


def _width(count: int) -> int:
    return max(_FEW, math.ceil(math.sqrt(_SHAPE * count)))
