"""Who takes part, with which key, in which role and scopes: folded from the roster's blocks.

A segment names the version of the roster its writer knew; its rights are those of that version.
Whoever loses rights could go on naming the old version, so every reduction lists the segments
taken over so far: what names an older version and is none of them counts no more, on every PC
alike (sync.md §7.7). Only the root key takes away the right to sign, so that a block it signs
settles every fork below it (docs/decisions, chain.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.chain import (
    BlockFault,
    BlockRefusedError,
    settle,
)
from bpr_studio.domain.replication.names import LIB, ORG, ROSTER
from bpr_studio.domain.replication.statements import (
    Admin,
    Admit,
    Change,
    Decline,
    Dismiss,
    Enrol,
    Found,
    Replace,
    Revoke,
    read_statement,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bpr_studio.domain.replication.chain import Block, Fork
    from bpr_studio.domain.replication.ports import Verifier
    from bpr_studio.domain.replication.statements import Statement, Tips

DX_OFFICE: Final = "dx_office"
RANKS: Final[Mapping[str, int]] = {
    "member": 1,
    "promoter": 1,
    "kaizen_leader": 2,
    "section_chief": 3,
    DX_OFFICE: 4,
}
"""The roles of `domain/workload/workflow.py`, as they stand in files; a role of higher rank may
write all that one of lower rank may."""


class Unaccepted(StrEnum):
    """Why a segment does not count; the value is a stable name for files and JSON."""

    BEHIND = "roster-behind"  # names a version this PC has not got yet: wait
    NOT_ENROLLED = "not-enrolled"  # nobody knows the writer: wait for the approval
    LINEAGE = "lineage-unknown"  # segments between it and the last one accepted miss: wait
    REVOKED = "revoked"  # comes after the writer lost the right


WAITING: Final = frozenset({Unaccepted.BEHIND, Unaccepted.NOT_ENROLLED, Unaccepted.LINEAGE})
"""Reasons that may go away by themselves."""


@dataclass(frozen=True, slots=True)
class Member:
    """An actor that takes part, or did.

    Attributes:
        actor: name of the local database.
        key: public key, 32 bytes.
        user: login name of the person.
        name: office or section as shown to people.
        role: role of `domain/workload/workflow.py`.
        scopes: whose data it writes, besides everywhere for the DX office.
        pc: name of the computer.
        since: version of the roster that gave these rights.
        last: the segments that still count after the actor was revoked; None while it takes part.
        successor: the actor the person goes on with, "" where there is none.
    """

    actor: str
    key: bytes
    user: str
    name: str
    role: str
    scopes: tuple[str, ...]
    pc: str
    since: int
    last: Mapping[str, Tips] | None = None
    successor: str = ""

    @property
    def active(self) -> bool:
        """Whether it takes part now."""
        return self.last is None

    @property
    def writes_everywhere(self) -> bool:
        """Whether it belongs to the DX office."""
        return self.role == DX_OFFICE


@dataclass(frozen=True, slots=True)
class _Cut:
    """A reduction of rights: from `version` on only these segments of older rights count."""

    version: int
    last: Mapping[str, Tips]


@dataclass(frozen=True, slots=True)
class _State:
    """What holds after a block; mappings are copied, never changed."""

    version: int = 0
    site: str = ""
    city: str = ""
    fictitious: bool = False
    members: Mapping[str, Member] = field(default_factory=dict)
    keys: frozenset[bytes] = frozenset()
    admins: frozenset[str] = frozenset()
    dismissed: Mapping[str, tuple[int, str] | None] = field(default_factory=dict)
    past: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    cuts: Mapping[str, tuple[_Cut, ...]] = field(default_factory=dict)
    declined: Mapping[str, tuple[Decline, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who takes part, at every version.

    Attributes:
        root_key: the pinned public root key.
        forks: where two blocks of one number compete; to be told.
        refused: digest and reason of blocks that are not followed; to be told.
    """

    root_key: bytes
    _blocks: tuple[Block, ...] = ()
    _states: tuple[_State, ...] = ()
    forks: tuple[Fork, ...] = ()
    refused: tuple[tuple[str, BlockFault], ...] = ()

    @property
    def version(self) -> int:
        """Number of the last block; 0 before the first."""
        return self._now.version

    @property
    def digest(self) -> str:
        """SHA-256 of the last block, "" before the first."""
        return self._blocks[-1].digest if self._blocks else ""

    @property
    def site(self) -> str:
        """Id of the deployment, "" before the first block."""
        return self._now.site

    @property
    def city(self) -> str:
        """Name of the city."""
        return self._now.city

    @property
    def fictitious(self) -> bool:
        """Whether all its figures are invented."""
        return self._now.fictitious

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody who takes part now, by actor."""
        found = sorted(self._now.members.items())
        return tuple(member for _, member in found if member.active)

    @property
    def former(self) -> tuple[Member, ...]:
        """Everybody who took part once and was revoked or replaced, by actor."""
        found = sorted(self._now.members.items())
        return tuple(member for _, member in found if not member.active)

    @property
    def admins(self) -> frozenset[str]:
        """Actors that may sign blocks now."""
        return self._now.admins

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks that are followed."""
        return self._blocks

    @property
    def _now(self) -> _State:
        return self._states[-1] if self._states else _State()

    def member(self, actor: str) -> Member | None:
        """The rights of an actor now, or its last ones where it was revoked; None if unknown."""
        return self._now.members.get(actor)

    def declined(self, actor: str) -> str | None:
        """Why somebody who asked is not let in; None where nobody said so, or it was let in."""
        found = self._now.declined.get(actor)
        return found[0].reason if found and actor not in self._now.members else None

    def declined_at(self, actor: str) -> str:
        """When somebody was told so last (ISO, UTC), "" for never: who asks later asks anew."""
        found = self._now.declined.get(actor)
        return self.moment(found[1]) if found else ""

    def moment(self, n: int) -> str:
        """When a version was made (ISO, UTC), "" where there is no such version."""
        return self._blocks[n - 1].at if 1 <= n <= len(self._blocks) else ""

    def at(self, n: int) -> Roster:
        """The roster as it was after block n (all of it where n is beyond the end)."""
        return Roster(self.root_key, self._blocks[: max(n, 0)], self._states[: max(n, 0)])

    def rights(self, actor: str, named: int) -> Member | None:
        """The rights a segment is judged by.

        Args:
            actor: who wrote it.
            named: version of the roster in its header. What was written before the approval is
                judged by the first rights given, what comes after the end by the last ones.

        Returns:
            None where the actor was never enrolled.
        """
        past = self._now.past.get(actor, ())
        known = [member for member in past if member.since <= named]
        return known[-1] if known else next(iter(past), None)

    def accepts(  # noqa: PLR0913  # a segment is named by all of these
        self,
        scope: str,
        actor: str,
        seq: int,
        digest: str,
        named: int,
        *,
        forerunner: Callable[[str], str | None],
    ) -> str:
        """Whether a segment still counts, as far as the actor's enrolment and its end say.

        What its ops may do is asked of `services/sync/rights.py`, with `rights(actor, named)`.

        Args:
            scope: scope of its stream.
            actor: actor of its stream.
            seq: its number.
            digest: SHA-256 of its file.
            named: version of the roster in its header.
            forerunner: by the SHA-256 of a segment that of the one before it in its stream, for
                all segments here, taken in or not; None where not known.

        Returns:
            A reason of `Unaccepted`, "" when it counts. Those in `WAITING` may go away.
        """
        if named > self.version:
            return Unaccepted.BEHIND
        if actor not in self._now.members:
            return Unaccepted.NOT_ENROLLED
        for cut in self._cuts_after(actor, named):
            reason = _before(cut.last.get(scope, ()), seq, digest, forerunner)
            if reason:
                return reason
        return ""

    def _cuts_after(self, actor: str, named: int) -> Iterator[_Cut]:
        cuts = self._now.cuts.get(actor, ())
        ended = not self._now.members[actor].active
        for place, cut in enumerate(cuts):
            if cut.version > named or (ended and place == len(cuts) - 1):
                yield cut

    def may_have_signed(self, signer: str, n: int, digest: str, later: Iterable[str]) -> bool:
        """Whether a key may have signed a block of the policy.

        Args:
            signer: the public key, 64 hexadecimal digits.
            n: number of the block.
            digest: its SHA-256.
            later: digests of the blocks that follow it.
        """
        key = bytes.fromhex(signer)
        if key == self.root_key:
            return True
        actor = next((one.actor for one in self._now.members.values() if one.key == key), "")
        if actor in self._now.admins:
            return True
        end = self._now.dismissed.get(actor)
        return end is not None and n <= end[0] and end[1] in {digest, *later}


def _before(
    tips: Tips, seq: int, digest: str, forerunner: Callable[[str], str | None]
) -> Unaccepted | None:
    """Why a segment is none of those that lead to the tips."""
    unknown = False
    for end, tip in tips:
        if end < seq:
            continue
        place: str | None = tip
        for _ in range(end - seq):
            place = forerunner(place) if place else None
        if place == digest:
            return None
        unknown = unknown or place is None
    return Unaccepted.LINEAGE if unknown else Unaccepted.REVOKED


def fold(blocks: Iterable[Block], root_key: bytes, verifier: Verifier) -> Roster:
    """The roster a set of blocks makes, whatever order they came in.

    Args:
        blocks: all blocks known, those dropped at forks too.
        root_key: the pinned public root key.
        verifier: checks their signatures.
    """
    settled = settle(blocks, root_key, _State(), partial(_after, root_key, verifier))
    refused = tuple((block.digest, reason) for block, reason in settled.refused)
    return Roster(root_key, settled.blocks, settled.states, settled.forks, refused)


def _after(root_key: bytes, verifier: Verifier, state: _State, block: Block) -> _State:
    if block.chain != ROSTER or (state.version and block.site != state.site):
        raise BlockRefusedError(BlockFault.SITE, block.site)
    root = block.signer == root_key.hex()
    if not root and bytes.fromhex(block.signer) not in _signing_keys(state):
        raise BlockRefusedError(BlockFault.SIGNER, block.signer)
    if not block.verified(verifier):
        raise BlockRefusedError(BlockFault.SIGNATURE, block.digest)
    made = replace(state, version=block.n)
    for place, raw in enumerate(block.statements):
        statement = read_statement(raw)
        founds = isinstance(statement, Found)
        _require(founds == (block.n == 1 and place == 0), "found")
        made = _said(made, statement, root=root)
    _require(made.site == block.site, "site")
    return made


def _signing_keys(state: _State) -> frozenset[bytes]:
    return frozenset(state.members[actor].key for actor in state.admins)


def _require(holds: bool, what: str) -> None:  # noqa: FBT001  # reads as the sentence it is
    if not holds:
        raise BlockRefusedError(BlockFault.STATEMENT, what)


def _said(state: _State, statement: Statement, *, root: bool) -> _State:
    match statement:
        case Found():
            names = (statement.site, statement.city, statement.fictitious)
            return replace(state, site=names[0], city=names[1], fictitious=names[2])
        case Decline():
            told = (statement, state.version)
            return replace(state, declined={**state.declined, statement.actor: told})
        case Dismiss():
            return _dismissed(state, statement, root=root)
        case _:
            return _of_member(state, statement)


def _of_member(
    state: _State, statement: Enrol | Admin | Change | Revoke | Replace | Admit
) -> _State:
    match statement:
        case Enrol():
            return _enrolled(state, statement)
        case Admin():
            return _promoted(state, statement)
        case Change():
            return _changed(state, statement)
        case Revoke():
            return _ended(state, statement.actor, statement.last, "")
        case Replace():
            return _replaced(state, statement)
        case Admit():
            return _admitted(state, statement)


def _active(state: _State, actor: str) -> Member:
    found = state.members.get(actor)
    if found is None or not found.active:
        raise BlockRefusedError(BlockFault.STATEMENT, f"no member {actor}")
    return found


def _with(state: _State, member: Member) -> _State:
    past = state.past.get(member.actor, ())
    if member.active:
        past = (*(one for one in past if one.since < member.since), member)
    return replace(
        state,
        members={**state.members, member.actor: member},
        keys=state.keys | {member.key},
        past={**state.past, member.actor: past},
    )


def _require_rights(role: str, scopes: Iterable[str]) -> None:
    _require(role in RANKS, f"role {role}")
    _require(role == DX_OFFICE or not {ORG, LIB} & set(scopes), "scopes")


def _enrolled(state: _State, said: Enrol) -> _State:
    key = bytes.fromhex(said.key)
    _require(said.actor not in state.members, f"actor {said.actor} again")
    _require(key not in state.keys, "key again")
    _require_rights(said.role, said.scopes)
    whom = (said.user, said.name, said.role, said.scopes, said.pc)
    return _with(state, Member(said.actor, key, *whom, since=state.version))


def _promoted(state: _State, said: Admin) -> _State:
    member = _active(state, said.actor)
    _require(member.role == DX_OFFICE, "admin of no DX office")
    return replace(state, admins=state.admins | {said.actor})


def _dismissed(state: _State, said: Dismiss, *, root: bool) -> _State:
    _require(root, "dismissed without the root key")
    _require(said.actor in state.admins, "no admin")
    return replace(
        state,
        admins=state.admins - {said.actor},
        dismissed={**state.dismissed, said.actor: said.policy},
    )


def _require_no_admin(state: _State, actor: str) -> None:
    """Only the root key takes away the right to sign, by a statement of its own."""
    _require(actor not in state.admins, "dismiss first")


def _changed(state: _State, said: Change) -> _State:
    member = _active(state, said.actor)
    _require_rights(said.role, said.scopes)
    if loses(member, said.role, said.scopes):
        _require(said.last is not None, "no last segments")
    if said.role != DX_OFFICE:
        _require_no_admin(state, said.actor)
    changed = replace(member, role=said.role, scopes=said.scopes, since=state.version)
    state = _with(state, changed)
    return state if said.last is None else _cut(state, said.actor, said.last)


def loses(member: Member, role: str, scopes: Iterable[str]) -> bool:
    """Whether another role and other scopes take a right away, so that `last` must be named."""
    if role == DX_OFFICE:
        return False
    return RANKS[role] < RANKS[member.role] or not set(member.scopes) <= set(scopes)


def _cut(state: _State, actor: str, last: Mapping[str, Tips]) -> _State:
    cuts = (*state.cuts.get(actor, ()), _Cut(state.version, last))
    return replace(state, cuts={**state.cuts, actor: cuts})


def _ended(state: _State, actor: str, last: Mapping[str, Tips], successor: str) -> _State:
    member = _active(state, actor)
    _require_no_admin(state, actor)
    return _cut(_with(state, replace(member, last=last, successor=successor)), actor, last)


def _replaced(state: _State, said: Replace) -> _State:
    old = _active(state, said.old)
    state = _ended(state, said.old, said.last, said.actor)
    rights = (old.user, old.name, old.role, old.scopes)
    return _enrolled(state, Enrol(said.actor, said.key, *rights, said.pc))


def _admitted(state: _State, said: Admit) -> _State:
    _require(bool(state.cuts.get(said.actor)), "nothing to admit")
    cuts = tuple(_Cut(cut.version, _joined(cut.last, said.last)) for cut in state.cuts[said.actor])
    member = state.members[said.actor]
    if not member.active:
        state = _with(state, replace(member, last=cuts[-1].last))
    return replace(state, cuts={**state.cuts, said.actor: cuts})


def _joined(one: Mapping[str, Tips], other: Mapping[str, Tips]) -> dict[str, Tips]:
    return {
        scope: tuple(sorted({*one.get(scope, ()), *other.get(scope, ())}))
        for scope in sorted({*one, *other})
    }
