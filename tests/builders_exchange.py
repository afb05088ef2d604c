"""PCs with real workspace files that hand each other segments, without any place of exchange."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpr_studio.adapters.db.sync_log import DatabaseSyncLog
from bpr_studio.adapters.share.compression import Zstd
from bpr_studio.adapters.share.signing import Ed25519Signer, Ed25519Verifier
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.replication.segments import (
    MOST_BYTES,
    MOST_OPS,
    Segment,
    SegmentHead,
    named,
    open_segment,
    seal_segment,
)
from bpr_studio.services.sync.facts import with_home
from tests.builders_segments import SITE, key_of
from tests.fakes.office import Office, office

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bpr_studio.services.sync.ports import Applied, PendingBatch

SECTION = "sec-0123"


@dataclass(frozen=True)
class Sent:
    """A segment and its file."""

    segment: Segment
    data: bytes


class Pc:
    """An office whose ops are sealed and that takes in what others have sealed.

    Attributes:
        party: its open workspace.
        log: what exchange sees of it.
    """

    def __init__(self, party: Office, home: str = SECTION) -> None:
        self.party = party
        self.store = party.store
        self.log = DatabaseSyncLog(party.database, party.store, party.clock)
        self.log.note(with_home(home))
        self.sent: list[Sent] = []

    def batches(self, most_ops: int = MOST_OPS) -> Iterator[PendingBatch]:
        """What is to be sealed; sealed as soon as the next one is asked for."""
        while (batch := self.log.pending(most_ops, 4 * MOST_BYTES)) is not None:
            yield batch
            self.seal(batch)

    def seal(self, batch: PendingBatch) -> Sent:
        """Make a segment of a batch and keep it."""
        head = SegmentHead(
            SITE, batch.scope, batch.actor, batch.seq, batch.prev, roster=1, app="test", schema=4
        )
        data = seal_segment(head, batch.ops, Ed25519Signer(key_of(batch.actor)), Zstd())
        digest = hashlib.sha256(data).hexdigest()
        name = named(batch.scope, batch.actor, batch.seq, digest)
        self.log.keep_sealed(batch, name, digest, data)
        sent = Sent(opened(batch.actor, data), data)
        self.sent.append(sent)
        return sent

    def seal_all(self, most_ops: int = MOST_OPS) -> list[Sent]:
        """Seal whatever waits; the new segments."""
        before = len(self.sent)
        for _ in self.batches(most_ops):
            pass
        return self.sent[before:]

    def take(self, sent: Iterable[Sent], *, relay: bool = False) -> Applied:
        """Take in segments of others in one call."""
        found = list(sent)
        return self.log.apply(
            [one.segment for one in found], [one.data for one in found], relay=relay
        )


def opened(actor: str, data: bytes) -> Segment:
    """A segment from its file, every check made."""
    head = data[: data.index(b"\n")]
    digest = hashlib.sha256(data).hexdigest()
    scope, seq = _said(head, '"scope":"', '"'), int(_said(head, '"seq":', ","))
    return open_segment(
        data,
        name=named(scope, actor, seq, digest),
        site=SITE,
        public_key=Ed25519Signer(key_of(actor)).public_key,
        verifier=Ed25519Verifier(),
        codec=Zstd(),
    )


def _said(head: bytes, before: str, after: str) -> str:
    return head.decode().split(before, 1)[1].split(after, 1)[0]


@contextlib.contextmanager
def pc(folder: Path, actor: str = "pcaaaaaaaaaa2", home: str = SECTION) -> Iterator[Pc]:
    """The PC with its workspace in `folder`, made when there is none."""
    with office(folder, actor) as party:
        yield Pc(party, home)


def organisation(*codes: str) -> list[PutRow]:
    """A bureau with one section for each code; their ids are "unit-" and the code."""
    bureau = PutRow("org_unit", "bureau", {"fiscal_year": 2026, "level": "bureau", "code": "b"})
    return [
        bureau,
        *(
            PutRow(
                "org_unit",
                f"unit-{code}",
                {"fiscal_year": 2026, "level": "section", "code": code, "parent_id": "bureau"},
            )
            for code in codes
        ),
    ]


def task(row: str, code: str = "", **fields: object) -> PutRow:
    """A task of a section; without a code one that belongs where the PC does."""
    unit = {"unit_id": f"unit-{code}"} if code else {}
    return PutRow("work_item", row, {"round_id": "y", **unit, **fields})
