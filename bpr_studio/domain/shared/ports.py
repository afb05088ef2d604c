"""What comes from outside into every layer: time, identifiers, the person at the keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, timezone-aware."""


class IdSource(Protocol):
    """Makes identifiers nobody else makes."""

    def new(self) -> str:
        """A new random row id (UUID, 36 characters, lower case)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who does things: the operating-system user and the role chosen at first start.

    Attributes:
        user: login name of the operating system.
        role: "member", "promoter", "kaizen_leader", "section_chief" or "dx_office".
    """

    user: str
    role: str
