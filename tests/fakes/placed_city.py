"""A city of `tests/builders_sync.py` on a real place of exchange instead of the simulated one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.simulated_share import SimulatedShare

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.services.sync.ports import ShareStore


class PlacedShare(SimulatedShare):
    """Gives the time of the simulation, and a real place for the files."""

    def __init__(self, place: Callable[[str], ShareStore]) -> None:
        """Nobody has asked yet.

        Args:
            place: the place as a PC of this name ("pc-1") sees it.
        """
        super().__init__()
        self._place = place

    def store(self, pc: str) -> ShareStore:  # type: ignore[override]  # any store will do
        """The place as a PC sees it."""
        return self._place(pc)
