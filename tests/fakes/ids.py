"""Row ids that are the same in every run."""

from __future__ import annotations

import uuid


class CountingIds:
    """Ids 00000000-0000-0000-0000-000000000001 and so on; implements `shared.ports.IdSource`."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        """The next id."""
        self._last += 1
        return str(uuid.UUID(int=self._last))
