"""What the local database knows of the exchange of others: who was heard of when, what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A segment that was sent or taken in.

    Attributes:
        at: when it was placed, or for those of others when it was written.
        own: made here.
        scope: whose data it holds.
        actor: who wrote it.
        ops: number of its changes.
    """

    at: datetime
    own: bool
    scope: str
    actor: str
    ops: int


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that did not pass its checks.

    Attributes:
        target: where it lies.
        name: its name there.
        reason: stable name of the reason.
        detail: more, for whoever repairs it.
        tries: how often it failed.
        last: when it failed last.
    """

    target: str
    name: str
    reason: str
    detail: str
    tries: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the DX office confirmed.

    Attributes:
        last: when a receipt was kept last, None for never.
        scopes: number of scopes that have receipts.
    """

    last: datetime | None
    scopes: int


class OverviewQueries(Protocol):
    """Asks the local database; some milliseconds each."""

    def heard(self) -> Mapping[tuple[str, str], datetime]:
        """When the newest segment of each stream (scope, actor) was written."""

    def files(self) -> int:
        """Number of segments known here."""

    def exchanged(self, most: int) -> tuple[Exchanged, ...]:
        """The segments noted last, the newest first; own ones only when they stand on a target."""

    def refused_files(self) -> tuple[RefusedFile, ...]:
        """Files that did not pass, the newest first."""

    def confirmed(self) -> Confirmed:
        """What the DX office confirmed."""
