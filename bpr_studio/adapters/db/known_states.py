"""The states of rows written lately, so that the next edit of them reads no history.

A row that is edited often has many ops, and a state is made of all of them; an edit changes the
state by one op (`merge.advanced`). Only the op store asks here, inside its turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.replication.merge import RowState

    RowKey = tuple[str, str]

_MOST: Final = 6_000
"""Rows kept, the lately written ones; a flow of 1,000 nodes has about 2,000. Some 4 kB each."""


class KnownStates:
    """States by entity and row id, each equal to what merging all ops of the row gives."""

    def __init__(self, most: int = _MOST) -> None:
        self._states: dict[RowKey, RowState] = {}
        self._most = most

    def __len__(self) -> int:
        return len(self._states)

    def of(self, keys: Iterable[RowKey]) -> dict[RowKey, RowState]:
        """Those of these rows that are known."""
        return {key: self._states[key] for key in keys if key in self._states}

    def keep(self, states: Mapping[RowKey, RowState]) -> None:
        """Know these from now on; large commands write rows that nobody edits soon."""
        self.drop(states)
        if len(states) <= self._most:
            self._states.update(states)
        while len(self._states) > self._most:
            del self._states[next(iter(self._states))]

    def drop(self, keys: Iterable[RowKey]) -> None:
        """Know nothing of these rows."""
        for key in keys:
            self._states.pop(key, None)

    def clear(self) -> None:
        """Know nothing at all."""
        self._states.clear()
