"""What things in a flow are called, for the window (see `domain.process.wording`)."""

from __future__ import annotations

from bpr_studio.domain.process.wording import (
    core_word,
    kind_word,
    place_word,
    plain_number,
    shown_name,
    tooltip_of,
)

__all__ = ["core_word", "kind_word", "place_word", "plain_number", "shown_name", "tooltip_of"]
