"""The order of rows in a sheet: whole numbers with gaps, so that few rows change with a move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

GAP: Final = 1024
"""Distance between neighbours that were numbered anew."""


def sort_keys(
    order: Sequence[str], keys: Mapping[str, int], moved: Collection[str]
) -> dict[str, int]:
    """The sort keys to write so that the rows stand in `order`.

    Moved and new rows get keys between those of their neighbours. Where there is no room, all
    rows are numbered anew with gaps, so that this happens once in the life of a sheet.

    Args:
        order: every row of the sheet, as wanted.
        keys: the keys as they are; those of rows that were not moved rise along `order`.
        moved: rows that are new or stand elsewhere now.

    Returns:
        the keys that differ from `keys`.
    """
    found: dict[str, int] = {}
    run: list[str] = []
    low: int | None = None
    for row in order:
        if row in moved:
            run.append(row)
            continue
        high = keys[row]
        if not _number(run, low, high, found):
            return _renumbered(order, keys)
        run, low = [], high
    _number(run, low, None, found)
    return {row: key for row, key in found.items() if keys.get(row) != key}


def _number(run: Sequence[str], low: int | None, high: int | None, into: dict[str, int]) -> bool:
    """Give the rows of a run keys between two others; False where there is no room."""
    if low is None:
        low = high - GAP * (len(run) + 1) if high is not None else 0
    step = GAP if high is None else (high - low) // (len(run) + 1)
    if run and step < 1:
        return False
    into.update((row, low + step * place) for place, row in enumerate(run, 1))
    return True


def _renumbered(order: Sequence[str], keys: Mapping[str, int]) -> dict[str, int]:
    wanted = {row: GAP * place for place, row in enumerate(order, 1)}
    return {row: key for row, key in wanted.items() if keys.get(row) != key}
