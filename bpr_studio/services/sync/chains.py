"""The signed chains as this PC knows them: new blocks are fetched, checked, and never given up."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.chain import BlockFault, BlockRefusedError, read_block
from bpr_studio.domain.replication.names import CHAINS, POLICY, ROSTER, block_name, numbered
from bpr_studio.domain.replication.roster import fold
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.tools import is_lost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bpr_studio.domain.replication.chain import Block
    from bpr_studio.domain.replication.roster import Roster
    from bpr_studio.services.sync.tools import Meeting, Tools

_FOLDER: Final = "c/"


@dataclass(frozen=True, slots=True)
class ChainNews:
    """What a look at the chains of a target brought.

    Attributes:
        new: number of blocks kept now.
        refused: names and reasons of blocks that are not followed.
        newer: a block can only be read by a newer program.
        back: names of blocks this PC knows and the target lacks.
    """

    new: int
    refused: tuple[tuple[str, str], ...]
    newer: bool
    back: tuple[str, ...]


class Chains:
    """Roster and policy of this PC, read once from the log."""

    def __init__(self, tools: Tools, root_key: bytes) -> None:
        """Know what the log knows.

        Args:
            tools: of this PC.
            root_key: the pinned public root key.
        """
        self._tools = tools
        self._root_key = root_key
        self._files: dict[str, dict[str, bytes]] = {chain: {} for chain in CHAINS}
        self._blocks: dict[str, dict[str, Block]] = {chain: {} for chain in CHAINS}
        self._passed_over: set[str] = set()
        self.roster = self._folded()
        """Who may do what."""
        self.reread()

    def reread(self) -> bool:
        """Know what the window wrote into the log, the DX office letting somebody in; whether it did."""
        new = 0
        for chain in CHAINS:
            known = set(self._files[chain].values())
            for data in self._tools.log.blocks(chain):
                if data in known:
                    continue
                with contextlib.suppress(BlockRefusedError):  # kept by a newer program
                    self._keep(read_block(data), data)
                    new += 1
        if new:
            self.roster = self._folded()
        return new > 0

    def _keep(self, block: Block, data: bytes) -> None:
        self._blocks[block.chain][block.digest] = block
        self._files[block.chain][_name(block)] = data

    def _folded(self, more: Iterable[Block] = ()) -> Roster:
        blocks = [*self._blocks[ROSTER].values(), *more]
        return fold(blocks, self._root_key, self._tools.verifier)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all blocks that are known."""
        return (*self._files[ROSTER], *self._files[POLICY])

    def file(self, name: str) -> bytes:
        """The file of a block by its name.

        Raises:
            KeyError: no such block is known.
        """
        return {**self._files[ROSTER], **self._files[POLICY]}[name]

    def refresh(self, meeting: Meeting) -> ChainNews:
        """Take over what is new on a target.

        Raises:
            ShareFaultError: the target cannot be listed or read.
        """
        self.reread()
        listed = meeting.list(_FOLDER)
        known = set(self.names)
        refused: list[tuple[str, str]] = []
        found: dict[str, list[tuple[str, Block, bytes]]] = {chain: [] for chain in CHAINS}
        unknown = [text for text in listed if _original(text) not in known]
        for text in sorted(set(unknown) - self._passed_over):
            try:
                data = meeting.get(text)
                block = _read(text, data)
            except ShareFaultError as fault:
                if is_lost(fault):
                    raise
                if fault.fault in {Fault.REFUSED, Fault.DIFFERS}:  # one file stops no other
                    refused.append((text, str(fault.fault)))
            except BlockRefusedError as error:
                refused.append((text, str(error.reason)))
            else:
                found[block.chain].append((text, block, data))
        new = self._take_roster(found[ROSTER]) + self._take_policy(found[POLICY])
        newer = any(reason == BlockFault.NEWER for _, reason in refused)
        back = tuple(sorted(known - set(map(_original, listed))))
        return ChainNews(new, tuple(refused), newer, back)

    def _take_roster(self, found: list[tuple[str, Block, bytes]]) -> int:
        """Keep what the roster follows, or dropped at a fork; the rest is looked at once."""
        if not found:
            return 0
        roster = self._folded(block for _, block, _ in found)
        followed = {block.digest for block in roster.blocks}
        followed.update(digest for fork in roster.forks for digest in fork.dropped)
        taken = [one for one in found if one[1].digest in followed]
        refused = {digest for digest, _ in roster.refused}
        self._passed_over.update(text for text, block, _ in found if block.digest in refused)
        self._store(ROSTER, taken)
        self.roster = roster
        return len(taken)

    def _take_policy(self, found: list[tuple[str, Block, bytes]]) -> int:
        """Keep what a key of the DX office signed; what holds of it, `policy` decides."""
        taken = [one for one in found if self._is_signed(one[1])]
        self._store(POLICY, taken)
        return len(taken)

    def _is_signed(self, block: Block) -> bool:
        keys = {member.key.hex() for member in (*self.roster.members, *self.roster.former)}
        known = block.signer in keys or block.signer == self._root_key.hex()
        return known and block.site == self.roster.site and block.verified(self._tools.verifier)

    def _store(self, chain: str, taken: list[tuple[str, Block, bytes]]) -> None:
        if taken:
            self._tools.log.keep_blocks(chain, [data for _, _, data in taken])
        for _, block, data in taken:
            self._keep(block, data)


def _read(text: str, data: bytes) -> Block:
    name = block_name(text)
    if name is None:
        raise BlockRefusedError(BlockFault.NAME, text)
    return read_block(data, text)


def _original(text: str) -> str:
    """The name of a block, also of its repair copies."""
    name = block_name(text)
    return text if name is None else str(replace(name, repair=0))


def _name(block: Block) -> str:
    return str(numbered("c", block.chain, block.n, block.digest))
