"""Writers of segments for tests: ops of one actor, sealed with a key that only tests know."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bpr_studio.adapters.share.compression import Zstd
from bpr_studio.adapters.share.signing import Ed25519Signer, Ed25519Verifier
from bpr_studio.domain.replication.names import NO_HASH
from bpr_studio.domain.replication.ops import (
    Op,
    OpDraft,
    Stamp,
    canonical_json,
    encode_body,
    seal,
)
from bpr_studio.domain.replication.segments import (
    Segment,
    SegmentHead,
    named,
    open_segment,
    seal_segment,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.ops import OpId

SITE = "site-of-tests"
T0 = 1_780_000_000_000 << 16


def key_of(word: str) -> bytes:
    """A private key for tests only: anybody can make it from the word."""
    return hashlib.sha256(f"test key, never use: {word}".encode()).digest()


@dataclass(frozen=True)
class Sealed:
    """A segment's file and what it is called."""

    name: SegmentName
    data: bytes
    digest: str


@dataclass
class Writer:
    """One actor who writes ops of one scope and seals them."""

    actor: str = "writerwriter2"
    scope: str = "sec-0123"
    site: str = SITE
    n: int = 0
    seq: int = 0
    prev: str = NO_HASH
    sealed: list[Sealed] = field(default_factory=list)

    @property
    def signer(self) -> Ed25519Signer:
        """The key of this actor."""
        return Ed25519Signer(key_of(self.actor))

    def op(self, planned: OpDraft | None = None, *, tx: int = 0, label: str = "") -> Op:
        """The next op: by default a new task."""
        self.n += 1
        made = planned or OpDraft(
            "new",
            "work_item",
            f"row-{self.n:04}",
            {"name": f"文書の収受 {self.n}", "minutes_regular": 60 * self.n, "core_tag": None},
        )
        stamp = Stamp(self.actor, self.n, T0 + (self.n << 16), tx or self.n)
        return seal(made, stamp, encode_body(made, label), label)

    def ops(self, count: int) -> tuple[Op, ...]:
        """The next ops, each its own command."""
        return tuple(self.op() for _ in range(count))

    def head(self, **changed: object) -> SegmentHead:
        """What the next segment says of itself."""
        head = SegmentHead(
            site=self.site,
            scope=self.scope,
            actor=self.actor,
            seq=self.seq + 1,
            prev=self.prev,
            roster=1,
            app="1.0.0",
            schema=4,
        )
        return replace(head, **changed)  # type: ignore[arg-type]  # tests name fields they know

    def seal(self, ops: Sequence[Op], **changed: object) -> Sealed:
        """Seal ops as the next segment of the stream."""
        made = sealed(seal_segment(self.head(**changed), ops, self.signer, Zstd()), self)
        self.seq, self.prev = made.name.seq, made.digest
        self.sealed.append(made)
        return made

    def sealed_ids(self) -> list[OpId]:
        """The names of all ops sealed so far."""
        return [op.id for file in self.sealed for op in opened(file, self).ops]

    def segment(self, count: int = 1) -> Segment:
        """The next segment with so many ops, as a reader has it."""
        return opened(self.seal(self.ops(count)), self)


def sealed(data: bytes, writer: Writer, *, scope: str = "", seq: int = 0) -> Sealed:
    """A file under the name its bytes give it."""
    digest = hashlib.sha256(data).hexdigest()
    name = named(scope or writer.scope, writer.actor, seq or writer.seq + 1, digest)
    return Sealed(name, data, digest)


def opened(file: Sealed, writer: Writer, *, site: str = SITE) -> Segment:
    """What a reader gets who knows the writer's key."""
    return open_segment(
        file.data,
        name=file.name,
        site=site,
        public_key=writer.signer.public_key,
        verifier=Ed25519Verifier(),
        codec=Zstd(),
    )


# --- writers who hold a key and do not keep to the rules ----------------------------------------


def parts(file: Sealed) -> tuple[dict[str, object], list[str]]:
    """Header and lines of a small segment."""
    header, *lines, _signature, _end = file.data.decode().split("\n")
    return json.loads(header), lines


def remade(
    header: dict[str, object], lines: Sequence[str], writer: Writer, **lies: object
) -> Sealed:
    """A segment with any lines, signed by its writer; the header tells the truth but for `lies`."""
    body = "\n".join(lines).encode()
    truth = {"len": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    return signed({**header, **truth, **lies}, body, writer)


def signed(header: dict[str, object], stored: bytes, writer: Writer) -> Sealed:
    """Any header and any stored body under the signature of a writer."""
    return signed_bytes(canonical_json(header).encode() + b"\n" + stored, writer)


def signed_bytes(content: bytes, writer: Writer) -> Sealed:
    """Anything at all under the signature of a writer, as the first of the stream."""
    signature = base64.b64encode(writer.signer.sign(b"bprseg1\0" + content))
    return sealed(content + b"\n" + signature + b"\n", writer, seq=1)
