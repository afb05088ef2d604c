"""What was done lately, by whom: the log as the home page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeedLine:
    """One command that was carried out.

    Attributes:
        at: when, in UTC.
        user: login name of who did it.
        role: the role they have.
        label: name of the deed, as undo shows it.
    """

    at: datetime
    user: str
    role: str
    label: str


class Deeds(Protocol):
    """The newest commands of a workspace."""

    def recent(self, limit: int) -> tuple[DeedLine, ...]:
        """At most `limit` commands that have a name, newest first."""
