"""What all PCs of a city heed: folded from the blocks of the policy, which the DX office signs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.chain import BlockFault, BlockRefusedError, settle
from bpr_studio.domain.replication.names import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bpr_studio.domain.replication.chain import Block, Fork
    from bpr_studio.domain.replication.ports import Verifier
    from bpr_studio.domain.replication.roster import Roster

RULES: Final = "rules"
"""Kind of the one statement; kinds and fields of newer programs are passed over."""
_VERSION: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules that hold.

    Attributes:
        version: number of the last block, 0 before the first.
        least_app: oldest version of the program that may still exchange, "" for any.
        least_from: day from which that holds (ISO), "" for at once.
        blocks: the blocks that are followed.
        forks: where two blocks of one number compete; to be told.
    """

    version: int = 0
    least_app: str = ""
    least_from: str = ""
    blocks: tuple[Block, ...] = ()
    forks: tuple[Fork, ...] = ()

    def is_too_old(self, app: str, today: str) -> bool:
        """Whether a program of this version must be brought up to date first."""
        if not self.least_app or today < self.least_from:
            return False
        return _numbers(app) < _numbers(self.least_app)


def _numbers(version: str) -> tuple[int, ...]:
    found = _VERSION.match(version)
    numbers = [int(part) for part in found[0].split(".")] if found else []
    return tuple([*numbers, 0, 0, 0, 0][:4])


def rules(policy: Policy) -> dict[str, object]:
    """The statement that says what a policy says."""
    return {"k": RULES, "least_app": policy.least_app, "least_from": policy.least_from}


def fold_policy(blocks: Iterable[Block], roster: Roster, verifier: Verifier) -> Policy:
    """The rules a set of blocks makes, whatever order they came in.

    Args:
        blocks: all blocks of the policy known.
        roster: who may sign, or might at the time.
        verifier: checks their signatures.
    """
    known = tuple(blocks)
    settled = settle(known, roster.root_key, Policy(), partial(_after, known, roster, verifier))
    last = settled.states[-1] if settled.states else Policy()
    return replace(last, blocks=settled.blocks, forks=settled.forks)


def _after(
    known: Sequence[Block], roster: Roster, verifier: Verifier, policy: Policy, block: Block
) -> Policy:
    if block.chain != POLICY or block.site != roster.site:
        raise BlockRefusedError(BlockFault.SITE, block.site)
    if not roster.may_have_signed(block.signer, block.n, block.digest, _later(known, block)):
        raise BlockRefusedError(BlockFault.SIGNER, block.signer)
    if not block.verified(verifier):
        raise BlockRefusedError(BlockFault.SIGNATURE, block.digest)
    made = replace(policy, version=block.n)
    for statement in block.statements:
        if statement.get("k") == RULES:
            made = _ruled(made, statement)
    return made


def _later(known: Sequence[Block], block: Block) -> frozenset[str]:
    """Digests of the blocks that build on a block."""
    found = {block.digest}
    for other in sorted(known, key=lambda one: one.n):
        if other.prev in found:
            found.add(other.digest)
    return frozenset(found - {block.digest})


def _ruled(policy: Policy, statement: Mapping[str, object]) -> Policy:
    app, day = statement.get("least_app"), statement.get("least_from")
    if not _is(app, _VERSION) or not _is(day, _DAY):
        raise BlockRefusedError(BlockFault.STATEMENT, RULES)
    return replace(policy, least_app=str(app), least_from=str(day))


def _is(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and (not value or pattern.fullmatch(value) is not None)
