"""Who writes, when, and under which new ids: what every service that records deeds needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.shared.ports import Clock, IdSource, Person


@dataclass(frozen=True, slots=True)
class Author:
    """The person at the keyboard as services know them.

    Attributes:
        who: the person and role; asked anew for each deed, since the role can be changed.
        clock: tells the time of deeds.
        ids: names new rows.
    """

    who: Callable[[], Person]
    clock: Clock
    ids: IdSource

    @property
    def role(self) -> str:
        """The role of the person at the keyboard."""
        return self.who().role

    def moment(self) -> str:
        """Now, as it is stored (ISO, UTC)."""
        return self.clock.now().isoformat()

    def today(self) -> str:
        """The day it is here, as due dates are written (ISO)."""
        return self.clock.now().astimezone().date().isoformat()
