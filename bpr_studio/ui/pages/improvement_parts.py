"""What the page of the register works with; handed in by whoever opens the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.services.improvements import Improvements


@dataclass(frozen=True, slots=True)
class ImprovementParts:
    """What the page works with.

    Attributes:
        improvements: the register.
        undo: takes the last deed back.
        section: code of the section people are shown, "" for the whole city.
    """

    improvements: Improvements
    undo: Callable[[], object]
    section: str = ""
