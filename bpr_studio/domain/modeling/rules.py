"""The rules of drawing: the preview and the gesture ask the same functions."""

from __future__ import annotations

from bpr_studio.domain.modeling.connection_rules import between, connection_for
from bpr_studio.domain.modeling.place_rules import (
    Placing,
    may_attach,
    may_contain,
    may_insert,
    may_move,
    may_place,
)

__all__ = [
    "Placing",
    "between",
    "connection_for",
    "may_attach",
    "may_contain",
    "may_insert",
    "may_move",
    "may_place",
]
