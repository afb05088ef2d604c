"""What exchange needs from outside: a place for files, the log, keys, compression.

A *target* is one place of exchange (a shared folder, a database server, a bundle). A file on it
has a name of `domain/replication/names.py`, "/" between folders, and never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bpr_studio.domain.replication.ports import Codec, Signer, Verifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.ops import Op, OpId
    from bpr_studio.domain.replication.segments import Segment


__all__ = [
    "Applied",
    "Codec",
    "Fault",
    "Identity",
    "KeptSegment",
    "Opener",
    "PendingBatch",
    "ShareFaultError",
    "ShareStore",
    "Signer",
    "SyncLog",
    "Verifier",
]


class Fault(StrEnum):
    """Why a target did not do what it was asked; the value is a stable name for files and JSON."""

    UNREACHABLE = "unreachable"  # no answer, network gone, folder not there
    REFUSED = "refused"  # no right to list, read or create here
    FULL = "full"  # no room
    BUSY = "busy"  # somebody holds the file just now (antivirus, indexer, delete pending)
    MISSING = "missing"  # no such file
    DIFFERS = "differs"  # a file of this name exists with other bytes
    UNKNOWN = "unknown"  # it may or may not have happened; look before trying again


class ShareFaultError(Exception):
    """A target did not do what it was asked.

    Attributes:
        fault: the kind.
        name: file or folder it was about.
        detail: the system's own words, for the log.
    """

    def __init__(self, fault: Fault, name: str, detail: str = "") -> None:
        super().__init__(f"{fault}: {name} {detail}".strip())
        self.fault = fault
        self.name = name
        self.detail = detail

    @property
    def passing(self) -> bool:
        """Whether trying again a moment later may help."""
        return self.fault in {Fault.BUSY, Fault.UNKNOWN}


class ShareStore(Protocol):
    """A place of exchange: files with unique names that never change (sync.md §7.2, §9).

    All calls may take long or hang; only the exchange process makes them.
    """

    def list(self, prefix: str) -> tuple[str, ...]:
        """Names of the finished files below a folder ("s/org/"), sorted; unknown names left out.

        A listing may be some seconds old. An absent folder is empty.

        Raises:
            ShareFaultError: the target cannot be listed.
        """

    def get(self, name: str) -> bytes:
        """The whole file.

        Raises:
            ShareFaultError: it is missing, or cannot be read.
        """

    def put_new(self, name: str, data: bytes) -> None:
        """Place a new file: exclusive `.part`, one write, flush, rename without replacing, read back.

        A file that is there with equal bytes counts as placed. Nothing is ever replaced.

        Raises:
            ShareFaultError: `DIFFERS` when other bytes stand there; otherwise the file was not
                placed, or nobody knows (`UNKNOWN`).
        """

    def stat_time(self) -> datetime:
        """The time of the target's clock, timezone-aware.

        Raises:
            ShareFaultError: the target does not tell.
        """

    def delete_own_part(self, name: str) -> None:
        """Remove a `.part` this PC left behind; nothing else is ever deleted.

        Raises:
            ShareFaultError: it is no `.part`, or cannot be removed.
        """


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this PC is in the exchange.

    Attributes:
        actor: name of the local database (13 characters).
        site: id of the deployment, "" where this workspace is not shared.
        root_key: the pinned public root key, b"" where not shared.
    """

    actor: str
    site: str
    root_key: bytes


@dataclass(frozen=True, slots=True)
class PendingBatch:
    """Own ops that no segment holds yet, of one scope, at most one segment's worth.

    Attributes:
        scope: where they belong.
        actor: whose stream it is.
        seq: number of the segment to make.
        prev: SHA-256 (64 hexadecimal digits) of the stream's segment before, 64 zeros for the first.
        ops: in the order of their numbers; the ops of one command and scope are never torn apart.
    """

    scope: str
    actor: str
    seq: int
    prev: str
    ops: tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class KeptSegment:
    """A segment whose bytes lie in the local database.

    Attributes:
        name: its name on every target.
        hash: SHA-256 of the file, 64 hexadecimal digits.
        own: made by this database, under its present name or an earlier one.
        prev: SHA-256 of the stream's segment before, as its header says.
        last_n: number of its last op, as its header says.
    """

    name: SegmentName
    hash: str
    own: bool
    prev: str
    last_n: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What one transaction of taking in brought.

    Attributes:
        segments: number taken in.
        ops: number of ops that were new.
        conflicts: number of fields in conflict in the rows touched, afterwards.
    """

    segments: int
    ops: int
    conflicts: int


class SyncLog(Protocol):
    """The local database as exchange sees it; each call is one transaction."""

    def identity(self) -> Identity:
        """Who this PC is."""

    def pending(self, most_ops: int, most_bytes: int) -> PendingBatch | None:
        """The next own ops to be sealed, None when all are.

        Args:
            most_ops: ops in one segment, unless one command has more.
            most_bytes: about how many bytes of ops in one segment.
        """

    def hold(self, ops: Sequence[OpId], reason: str) -> None:
        """Leave out these own ops from `pending` until `release`: the roster does not permit them.

        They stay in the log and on the screen; status tells the reason (a translated sentence).
        """

    def release(self) -> int:
        """Give back to `pending` all that was held, since the roster changed; returns how many."""

    def renew(self, actor: str) -> None:
        """Write new ops under another actor from now on: this database has a copy somewhere.

        Ops made before keep their actor and are still given by `pending`. The row of the person
        (`actor`) is written for the new name with the values of the old one.
        """

    def keep_sealed(self, batch: PendingBatch, name: SegmentName, digest: str, data: bytes) -> None:
        """Store a sealed segment before anybody tries to place it."""

    def unplaced(self, target: str) -> tuple[KeptSegment, ...]:
        """Kept segments that this PC has to place on a target: own ones, and those brought by bundle."""

    def unverified(self, target: str) -> tuple[KeptSegment, ...]:
        """Segments placed on a target and not yet looked at a second time."""

    def bytes_of(self, name: SegmentName) -> bytes:
        """The file as it was made.

        Raises:
            KeyError: no such segment is kept.
        """

    def set_placed(self, target: str, name: SegmentName, *, verified: bool) -> None:
        """Note that a segment stands on a target (verified: seen a second time, later)."""

    def set_missing(self, target: str, name: SegmentName) -> None:
        """Note that a segment placed earlier is gone or changed there: it is `unplaced` again."""

    def scopes(self) -> tuple[str, ...]:
        """Scopes of which segments are kept, sorted."""

    def kept(self, scope: str) -> tuple[KeptSegment, ...]:
        """All applied and own segments of a scope."""

    def apply(self, segments: Sequence[Segment], datas: Sequence[bytes], *, relay: bool) -> Applied:
        """Take in segments whose checks have passed; each counts when all of its ops are in the log.

        Ops come in by short transactions, so that the window never waits for long; whoever is
        stopped before the end hands over the same segments again.

        What is kept already is passed over. What was refused under their names is forgotten.
        Own ops among them (of a copy of this database) count as sealed.

        Args:
            segments: of any streams.
            datas: their files, in the same order.
            relay: they came by a bundle and shall be placed on the other targets, too.
        """

    def blocks(self, chain: str) -> tuple[bytes, ...]:
        """The blocks of a chain ("roster", "policy") in order of their numbers."""

    def keep_blocks(self, chain: str, blocks: Sequence[bytes]) -> None:
        """Store blocks that were checked."""

    def receipts(self, scope: str) -> Mapping[str, Sequence[tuple[int, str]]]:
        """By actor the (seq, hash) that DX confirms to have."""

    def keep_receipt(
        self, name: str, data: bytes, tips: Mapping[str, Sequence[tuple[int, str]]]
    ) -> None:
        """Store a receipt that was checked.

        Args:
            name: its name on the target; its scope stands in it.
            data: the file.
            tips: by actor the (seq, hash) confirmed.
        """

    def kept_receipts(self, scope: str) -> Mapping[str, bytes]:
        """The files of the receipts of a scope by their names."""

    def refuse(self, target: str, name: str, reason: str, detail: str, data: bytes) -> int:
        """Note that a file did not pass; how often it failed so far. The bytes are kept."""

    def refused(self, target: str) -> Mapping[str, int]:
        """By name how often a file of a target failed."""

    def facts(self) -> Mapping[str, str]:
        """What exchange remembers on this PC: folders, times, settings (see `facts.py`)."""

    def note(self, facts: Mapping[str, str]) -> None:
        """Remember facts; "" forgets one."""


@runtime_checkable
class Announcing(Protocol):
    """A target that tells of news by itself; a `ShareStore` may offer this, too."""

    def wait(self, seconds: float) -> bool:
        """Wait until somebody has placed something here, at most so long; whether it was so.

        Called on a thread and an object of its own.

        Raises:
            ShareFaultError: the target does not answer.
        """


class Opener(Protocol):
    """Opens a target by its address."""

    def __call__(self, address: str) -> ShareStore:
        """The target.

        Raises:
            RefusedError: the address makes no sense, or the target must not be used.
        """
