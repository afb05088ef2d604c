"""What somebody set up in the grid of a sheet, kept as one line of text for the next time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpr_studio.ui.grid.entry.state import GridState

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Widths, folds, and the columns shown or hidden by hand.

    Which columns a sheet begins with depends on the staff of its section; only what somebody
    changed by hand is carried from one sheet to the next.
    """

    grid: GridState = field(default_factory=GridState)
    shown: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def applied(self, at_first: Collection[str]) -> frozenset[str]:
        """The columns to hide in a sheet that begins with these hidden."""
        return (frozenset(at_first) - self.shown) | self.hidden

    def with_hidden(self, now: Collection[str], at_first: Collection[str]) -> SheetLayout:
        """The layout after somebody chose to hide exactly `now`."""
        return SheetLayout(
            self.grid, frozenset(at_first) - frozenset(now), frozenset(now) - frozenset(at_first)
        )

    def with_grid(self, grid: GridState) -> SheetLayout:
        """The layout with other widths and folds."""
        return SheetLayout(grid, self.shown, self.hidden)

    def as_text(self) -> str:
        """One line for the settings."""
        document = {
            "grid": self.grid.as_text(),
            "shown": sorted(self.shown),
            "hidden": sorted(self.hidden),
        }
        return json.dumps(document, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> SheetLayout:
        """What `as_text` wrote; the start for anything that cannot be read."""
        try:
            document = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(document, dict):
            return cls()
        return cls(
            GridState.from_text(str(document.get("grid", ""))),
            _keys(document.get("shown")),
            _keys(document.get("hidden")),
        )


def _keys(stored: object) -> frozenset[str]:
    return frozenset(map(str, stored)) if isinstance(stored, list) else frozenset()
