"""What a table remembers of how somebody set it up."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class GridState:
    """Widths and folds; columns and groups it does not name keep their own start.

    Attributes:
        widths: pixels at 100 % by column key, only of columns that were drawn to another width.
        folded: keys of folded groups; None when nothing is known.
    """

    widths: Mapping[str, int] = field(default_factory=dict)
    folded: frozenset[str] | None = None

    def as_text(self) -> str:
        """One line for the settings file."""
        folded = None if self.folded is None else sorted(self.folded)
        return json.dumps({"widths": dict(self.widths), "folded": folded}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> GridState:
        """What `as_text` wrote; the start for anything that cannot be read."""
        try:
            document = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(document, dict):
            return cls()
        widths, folded = document.get("widths"), document.get("folded")
        return cls(
            widths={
                str(key): width
                for key, width in (widths.items() if isinstance(widths, dict) else ())
                if isinstance(width, int) and 0 < width < 10_000
            },
            folded=frozenset(map(str, folded)) if isinstance(folded, list) else None,
        )
