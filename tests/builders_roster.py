"""Rosters for tests: a root key, an office that signs, members with keys only tests know."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bpr_studio.adapters.share.signing import Ed25519Signer, Ed25519Verifier
from bpr_studio.domain.replication.chain import Block, block_bytes, read_block
from bpr_studio.domain.replication.names import NO_HASH, POLICY, ROSTER
from bpr_studio.domain.replication.roster import DX_OFFICE, Roster, fold
from bpr_studio.domain.replication.statements import (
    Admin,
    Change,
    Enrol,
    Found,
    Revoke,
    written,
)
from tests.builders_segments import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bpr_studio.domain.replication.statements import Statement, Tips

SITE = "site-of-tests"
CITY = "架空市"
ROOT = "root"
DX = "dxdxdxdxdxdx2"
DX_SECOND = "dxdxdxdxdxdx3"
ANNA = "annaannaanna2"
BEN = "benbenbenben2"
VERIFIER = Ed25519Verifier()
MONDAY = "2026-06-01T09:00:00+00:00"


def signer_of(word: str) -> Ed25519Signer:
    """The key of an actor; "root" is the root key."""
    return Ed25519Signer(key_of(word))


ROOT_KEY = signer_of(ROOT).public_key


def digest_of(word: str) -> str:
    """A SHA-256 that stands for a segment's."""
    return key_of(word).hex()


def founding(actor: str = DX) -> tuple[Statement, ...]:
    """What the first block says."""
    return (Found(SITE, CITY, fictitious=True), dx(actor), Admin(actor))


def dx(actor: str) -> Enrol:
    """Somebody of the DX office joins."""
    key = signer_of(actor).public_key.hex()
    return Enrol(actor, key, "dx-user", "DX室", DX_OFFICE, (), "pc-dx")


def enrol(actor: str, role: str = "member", scopes: tuple[str, ...] = ("sec-0123",)) -> Enrol:
    """Somebody of a section joins."""
    key = signer_of(actor).public_key.hex()
    return Enrol(actor, key, f"user-{actor[:4]}", "総務課", role, scopes, f"pc-{actor[:4]}")


def change(
    actor: str, role: str, scopes: tuple[str, ...], last: Mapping[str, Tips] | None = None
) -> Change:
    """Somebody gets other rights."""
    return Change(actor, role, scopes, last)


def revoke(actor: str, last: Mapping[str, Tips] | None = None) -> Revoke:
    """Somebody's part ends."""
    return Revoke(actor, last or {}, "PCの紛失")


def block_file(  # noqa: PLR0917  # a block has all of these
    n: int,
    prev: str,
    statements: Iterable[Statement | Mapping[str, object]],
    by: str = DX,
    chain: str = ROSTER,
    site: str = SITE,
    *,
    at: str = MONDAY,
) -> bytes:
    """The file of any block."""
    said = tuple(
        dict(one) if isinstance(one, dict) else written(one)  # type: ignore[arg-type]  # narrowed
        for one in statements
    )
    return block_bytes(Block(chain, site, n, prev, at, "", said), signer_of(by))


def signed_line(line: bytes, by: str = DX) -> bytes:
    """A file whose first line is this, signed as a block is."""
    signature = signer_of(by).sign(b"bprblk1\0" + line)
    return line + b"\n" + base64.b64encode(signature) + b"\n"


@dataclass
class Office:
    """Writes a chain block by block."""

    chain: str = ROSTER
    blocks: list[Block] = field(default_factory=list)

    @classmethod
    def founded(cls, *more: Statement) -> Office:
        """With its first block, signed by the root key; `more` in a second one."""
        office = cls().say(*founding(), by=ROOT)
        return office.say(*more) if more else office

    def say(
        self, *statements: Statement | Mapping[str, object], by: str = DX, at: str = MONDAY
    ) -> Office:
        """Add a block; nobody checks whether it may be."""
        prev = self.blocks[-1].digest if self.blocks else NO_HASH
        n = len(self.blocks) + 1
        self.blocks.append(read_block(block_file(n, prev, statements, by, self.chain, at=at)))
        return self

    def branch(self, n: int) -> Office:
        """Another office that knows the first n blocks."""
        return replace(self, blocks=self.blocks[:n])

    @property
    def roster(self) -> Roster:
        """What its blocks make."""
        return folded(self.blocks)


def folded(blocks: Iterable[Block]) -> Roster:
    """What blocks make."""
    return fold(blocks, ROOT_KEY, VERIFIER)


def policy_office() -> Office:
    """Writes the policy."""
    return Office(POLICY)
