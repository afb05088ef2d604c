"""Signed chains: small blocks of statements that say who may do what, and what all PCs heed.

A block is one line of canonical JSON and one line of signature. It names the block before by the
SHA-256 of its file, so the chain cannot be reordered or changed in the middle. Blocks never
change; `settle` makes of any set of them, in whatever order they came, the one chain everybody
follows. Two children of one block are a fork: the branch that the root key signed in wins, else
the one whose first block has the lowest hash; the fork is told in either case (sync.md §7.7).
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

from bpr_studio.domain.replication.names import CHAINS, NO_HASH, block_name
from bpr_studio.domain.replication.ops import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bpr_studio.domain.replication.ports import Signer, Verifier

FORMAT: Final = 1
MOST_BYTES: Final = 1 << 20
"""A block is no larger; more statements go into a second one."""

_DOMAIN: Final = b"bprblk1\0"
_KEYS: Final = frozenset({"v", "chain", "site", "n", "prev", "at", "signer", "s"})
_MOST_N: Final = 10**8 - 1

S = TypeVar("S")


class BlockFault(StrEnum):
    """Why a block is not followed; the value is a stable name for files and JSON."""

    SIZE = "block-too-large"
    FORM = "block-form"  # not the one way to write it
    NAME = "block-name"  # its bytes are not those its name promises
    NEWER = "block-newer"  # written by a newer program
    SITE = "block-site"  # of another city's exchange
    SIGNATURE = "block-signature"
    SIGNER = "block-signer"  # signed by a key that may not
    STATEMENT = "block-statement"  # says something that cannot be


class BlockRefusedError(Exception):
    """A block is not followed.

    Attributes:
        reason: the kind.
        detail: more about it, for the log.
    """

    def __init__(self, reason: BlockFault, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a chain.

    Attributes:
        chain: "roster" or "policy".
        site: id of the deployment.
        n: its number, from 1.
        prev: SHA-256 of the file of the block before, 64 zeros for the first.
        at: when it was made (ISO, UTC), for people only.
        signer: public key that signs, 64 hexadecimal digits.
        statements: what it says, in order; each has its kind in "k".
        digest: SHA-256 of its file; "" before it is written.
        line: the bytes that are signed.
        signature: 64 bytes.
    """

    chain: str
    site: str
    n: int
    prev: str
    at: str
    signer: str
    statements: tuple[Mapping[str, object], ...]
    digest: str = ""
    line: bytes = b""
    signature: bytes = b""

    def verified(self, verifier: Verifier) -> bool:
        """Whether the signature is that of the key the block names."""
        key = bytes.fromhex(self.signer)
        return verifier.verify(key, _DOMAIN + self.line, self.signature)


def _line(block: Block) -> bytes:
    return canonical_json(
        {
            "v": FORMAT,
            "chain": block.chain,
            "site": block.site,
            "n": block.n,
            "prev": block.prev,
            "at": block.at,
            "signer": block.signer,
            "s": [dict(statement) for statement in block.statements],
        }
    ).encode()


def block_bytes(block: Block, signer: Signer) -> bytes:
    """The file of a block.

    Args:
        block: what to say; its `signer` is replaced by that of the key.
        signer: the key that signs.

    Raises:
        BlockRefusedError: there are too many statements for one block.
    """
    line = _line(replace(block, signer=signer.public_key.hex()))
    data = line + b"\n" + base64.b64encode(signer.sign(_DOMAIN + line)) + b"\n"
    if len(data) > MOST_BYTES:
        raise BlockRefusedError(BlockFault.SIZE, str(len(data)))
    return data


def digest_of(data: bytes) -> str:
    """What the next block names this one by: SHA-256 of the file, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_block(data: bytes, name: str = "") -> Block:
    """A block from its file; its signature is not checked yet (`Block.verified`).

    Args:
        data: the file.
        name: its name on the target; "" where it comes from the local database.

    Raises:
        BlockRefusedError: it is no block, or not the one its name promises.
    """
    if len(data) > MOST_BYTES:
        raise BlockRefusedError(BlockFault.SIZE, str(len(data)))
    line, signature = _parts(data)
    block = _block(line)
    block = replace(block, digest=digest_of(data), line=line, signature=signature)
    if name:
        _require_name(block, name)
    return block


def _parts(data: bytes) -> tuple[bytes, bytes]:
    """The signed line and the signature, where they are written in the one way there is."""
    pieces = data.split(b"\n")
    if len(pieces) != 3 or pieces[2]:
        raise BlockRefusedError(BlockFault.FORM, "lines")
    try:
        signature = base64.b64decode(pieces[1], validate=True)
    except ValueError as error:
        raise BlockRefusedError(BlockFault.FORM, "base64") from error
    if len(signature) != 64 or base64.b64encode(signature) != pieces[1]:
        raise BlockRefusedError(BlockFault.FORM, "signature")
    return pieces[0], signature


def _block(line: bytes) -> Block:
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict) or canonical_json(raw).encode() != line:
            raise BlockRefusedError(BlockFault.FORM, "json")
    except (ValueError, RecursionError) as error:
        raise BlockRefusedError(BlockFault.FORM, "json") from error
    version = raw.get("v")
    if isinstance(version, int) and version > FORMAT:
        raise BlockRefusedError(BlockFault.NEWER, f"v{version}")
    if not _well_formed(raw):
        raise BlockRefusedError(BlockFault.FORM, "fields")
    statements = tuple(cast("list[dict[str, object]]", raw["s"]))
    texts = (raw["prev"], raw["at"], raw["signer"])
    return Block(raw["chain"], raw["site"], raw["n"], *texts, statements)


def _well_formed(raw: Mapping[str, object]) -> bool:
    return (
        set(raw) == _KEYS
        and raw["v"] == FORMAT
        and raw["v"] is not True
        and raw["chain"] in CHAINS
        and all(isinstance(raw[name], str) for name in ("site", "at"))
        and isinstance(raw["n"], int)
        and not isinstance(raw["n"], bool)
        and 1 <= raw["n"] <= _MOST_N
        and is_hex(raw["prev"], 64)
        and is_hex(raw["signer"], 64)
        and _are_statements(raw["s"])
    )


def _are_statements(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and isinstance(one.get("k"), str) for one in value
    )


def is_hex(value: object, length: int) -> bool:
    """Whether a value is a text of so many lower-case hexadecimal digits."""
    return isinstance(value, str) and len(value) == length and not set(value) - _HEX


_HEX: Final = frozenset("0123456789abcdef")


def _require_name(block: Block, name: str) -> None:
    found = block_name(name)
    if found is None or not block.digest.startswith(found.hash12):
        raise BlockRefusedError(BlockFault.NAME, name)
    if (found.of, found.n) != (block.chain, block.n):
        raise BlockRefusedError(BlockFault.NAME, name)


@dataclass(frozen=True, slots=True)
class Fork:
    """Two children of one block.

    Attributes:
        n: number of the children.
        followed: digest of the child that is followed.
        dropped: digests of the others; what they and their children say does not hold.
    """

    n: int
    followed: str
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled(Generic[S]):
    """The one chain a set of blocks makes.

    Attributes:
        blocks: those that are followed, from number 1 on.
        states: what holds after each of them.
        forks: where there was a choice.
        refused: blocks that continue a valid one and are not followed, with the reason.
        waiting: numbers of blocks whose forerunner is not here, or is not followed.
    """

    blocks: tuple[Block, ...]
    states: tuple[S, ...]
    forks: tuple[Fork, ...] = ()
    refused: tuple[tuple[Block, BlockFault], ...] = ()
    waiting: tuple[int, ...] = ()


@dataclass(slots=True)
class _Node(Generic[S]):
    block: Block
    state: S
    parent: str
    rooted: bool  # the root key signed this block or one after it


def settle(
    blocks: Iterable[Block], root_key: bytes, start: S, step: Callable[[S, Block], S]
) -> Settled[S]:
    """The chain to follow, the same for every order the blocks came in.

    Args:
        blocks: of one chain; the same block may come twice.
        root_key: the public root key.
        start: what holds before the first block.
        step: what holds after a block; raises BlockRefusedError where it must not be followed.
    """
    nodes: dict[str, _Node[S]] = {}
    refused: list[tuple[Block, BlockFault]] = []
    waiting: list[int] = []
    root = root_key.hex()
    for block in sorted({block.digest: block for block in blocks}.values(), key=_place):
        parent = nodes.get(block.prev)
        if not _follows(block, parent):
            waiting.append(block.n)
            continue
        try:
            state = step(parent.state if parent else start, block)
        except BlockRefusedError as error:
            refused.append((block, error.reason))
            continue
        nodes[block.digest] = _Node(block, state, block.prev, block.signer == root)
    _carry_down(nodes)
    chain, forks = _walk(nodes)
    return Settled(
        tuple(node.block for node in chain),
        tuple(node.state for node in chain),
        forks,
        tuple(refused),
        tuple(waiting),
    )


def _place(block: Block) -> tuple[int, str]:
    return block.n, block.digest


def _follows(block: Block, parent: _Node[S] | None) -> bool:
    if parent is None:
        return block.n == 1 and block.prev == NO_HASH
    return block.n == parent.block.n + 1


def _carry_down(nodes: Mapping[str, _Node[S]]) -> None:
    """Let every block know whether the root key signed after it; `nodes` is in order of n."""
    for node in reversed(list(nodes.values())):
        parent = nodes.get(node.parent)
        if parent is not None and node.rooted:
            parent.rooted = True


def _walk(nodes: Mapping[str, _Node[S]]) -> tuple[list[_Node[S]], tuple[Fork, ...]]:
    children: dict[str, list[_Node[S]]] = {}
    for node in nodes.values():
        children.setdefault(node.parent, []).append(node)
    chain: list[_Node[S]] = []
    forks: list[Fork] = []
    place = NO_HASH
    while found := children.get(place):
        best, *others = sorted(found, key=lambda node: (not node.rooted, node.block.digest))
        if others:
            dropped = tuple(node.block.digest for node in others)
            forks.append(Fork(best.block.n, best.block.digest, dropped))
        chain.append(best)
        place = best.block.digest
    return chain, tuple(forks)
