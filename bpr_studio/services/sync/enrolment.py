"""Who takes part: the desk of the DX office, which writes blocks of the roster and the policy.

Each deed is one block, checked by the same folding all PCs do before it is kept; the exchange
process places it on the targets. Requests are kept in the local database until somebody answers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.chain import (
    Block,
    BlockRefusedError,
    block_bytes,
    read_block,
)
from bpr_studio.domain.replication.names import LIB, NO_HASH, ORG, POLICY, ROSTER
from bpr_studio.domain.replication.policy import fold_policy, rules
from bpr_studio.domain.replication.roster import fold, loses
from bpr_studio.domain.replication.statements import (
    Admin,
    Admit,
    Change,
    Decline,
    Dismiss,
    Enrol,
    Revoke,
    written,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.domain.workload.workflow import DX_OFFICE
from bpr_studio.services.sync.facts import Facts
from bpr_studio.services.sync.requests import (
    RequestFault,
    RequestRefusedError,
    asked_at,
    is_handed_over,
    is_later,
    read_request,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bpr_studio.domain.replication.policy import Policy
    from bpr_studio.domain.replication.ports import Signer, Verifier
    from bpr_studio.domain.replication.roster import Roster
    from bpr_studio.domain.replication.statements import (
        Statement,
        Tips,
    )
    from bpr_studio.domain.shared.ports import Clock
    from bpr_studio.services.sync.ports import KeptSegment, SyncLog
    from bpr_studio.services.sync.requests import (
        Request,
    )

_REQUEST: Final = "request/"
"""Facts of this name hold the files of requests, by actor."""
MOST_REQUESTS: Final = 500
"""Open requests that are kept; whoever can write to the folder could fill the disk otherwise."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A request and what is granted.

    Attributes:
        request: who asked.
        role: the role granted.
        scopes: the scopes granted; none are needed for the DX office.
        name: as it is shown to others, "" for what was asked.
    """

    request: Request
    role: str
    scopes: tuple[str, ...] = ()
    name: str = ""


def known_blocks(log: SyncLog, chain: str) -> Iterator[Block]:
    """The blocks of a chain in the local database; what a newer program kept is left out."""
    for data in log.blocks(chain):
        try:
            yield read_block(data)
        except BlockRefusedError:
            continue


def known_roster(log: SyncLog, verifier: Verifier) -> Roster:
    """The roster as far as this PC knows it, by its pinned root key."""
    return fold(known_blocks(log, ROSTER), log.identity().root_key, verifier)


def known_policy(log: SyncLog, roster: Roster, verifier: Verifier) -> Policy:
    """The policy as far as this PC knows it."""
    return fold_policy(known_blocks(log, POLICY), roster, verifier)


def keep_request(log: SyncLog, data: bytes, name: str, verifier: Verifier) -> Request:
    """Keep a request that came from a target, for the desk.

    Raises:
        RequestRefusedError: it is none, or there are too many.
    """
    request = read_request(data, name, log.identity().site, verifier)
    values = log.facts()
    kept = {name for name in values if name.startswith(_REQUEST)}
    before = asked_at(values.get(_REQUEST + request.actor, "").encode())
    if is_later(before, request.at):
        return request  # asked anew meanwhile
    if len(kept) >= MOST_REQUESTS and _REQUEST + request.actor not in kept:
        raise RequestRefusedError(RequestFault.MANY, str(len(kept)))
    log.note({_REQUEST + request.actor: data.decode()})
    return request


def forget_answered(log: SyncLog, roster: Roster) -> None:
    """Make room: requests that were answered need not be kept."""
    kept = [(name, text) for name, text in log.facts().items() if name.startswith(_REQUEST)]
    answered = [
        name
        for name, text in kept
        if is_answered(roster, name.removeprefix(_REQUEST), asked_at(text.encode()))
    ]
    log.note(dict.fromkeys(answered, ""))


def is_answered(roster: Roster, actor: str, at: str) -> bool:
    """Whether the DX office let somebody in, or declined what was asked at this moment."""
    if roster.member(actor) is not None:
        return True
    return roster.declined(actor) is not None and not is_later(at, roster.declined_at(actor))


def open_requests(log: SyncLog, roster: Roster, verifier: Verifier) -> tuple[Request, ...]:
    """Requests nobody has answered, the earliest first."""
    found = []
    for name, text in log.facts().items():
        actor = name.removeprefix(_REQUEST)
        if actor == name or is_answered(roster, actor, asked_at(text.encode())):
            continue
        try:
            found.append(read_request(text.encode(), f"e/{actor}.req", roster.site, verifier))
        except RequestRefusedError:
            continue
    return tuple(sorted(found, key=lambda request: (request.at, request.actor)))


class Enrolment:
    """Deeds on roster and policy by whoever holds a key that may sign."""

    def __init__(self, log: SyncLog, verifier: Verifier, clock: Clock) -> None:
        """Work on the local database.

        Args:
            log: holds blocks and segments.
            verifier: checks signatures.
            clock: tells when a block was made.
        """
        self._log = log
        self._verifier = verifier
        self._clock = clock

    @property
    def roster(self) -> Roster:
        """Who takes part, as far as this PC knows."""
        return known_roster(self._log, self._verifier)

    @property
    def policy(self) -> Policy:
        """The rules of all PCs, as far as this PC knows."""
        return known_policy(self._log, self.roster, self._verifier)

    def approve(self, signer: Signer, approvals: Sequence[Approval]) -> Roster:
        """Let in, all in one block; whose old actor signed for the new one goes on with its rights.

        Raises:
            RefusedError: the key may not sign, or somebody is let in already.
        """
        roster = self.roster
        return self._write(signer, [self._approval(roster, one) for one in approvals])

    def _approval(self, roster: Roster, one: Approval) -> Statement:
        request = one.request
        key = request.key.hex()
        old = roster.member(request.replaces)
        if old is not None and is_handed_over(request, roster, self._verifier):
            # The old one stays: a copy of its database may still deliver what it wrote before.
            return Enrol(request.actor, key, old.user, old.name, old.role, old.scopes, request.pc)
        name = one.name or request.name
        rights = (one.role, one.scopes, request.pc)
        return Enrol(request.actor, key, request.user, name, *rights)

    def decline(self, signer: Signer, request: Request, reason: str) -> Roster:
        """Do not let in; whoever asked is told why.

        Raises:
            RefusedError: the key may not sign.
        """
        return self._write(signer, [Decline(request.actor, request.key.hex(), reason)])

    def change(self, signer: Signer, actor: str, role: str, scopes: tuple[str, ...]) -> Roster:
        """Give another role or other scopes.

        Where a right is lost, what came so far still counts; what comes later under the old
        rights does not (`admit` lets it in).

        Raises:
            RefusedError: the key may not sign, or nobody of this name takes part.
        """
        roster = self.roster
        member = roster.member(actor)
        last = self.last(actor, roster) if member and loses(member, role, scopes) else None
        return self._write(signer, [Change(actor, role, scopes, last)])

    def revoke(self, signer: Signer, actor: str, reason: str) -> Roster:
        """End the part of an actor; what came so far still counts.

        Raises:
            RefusedError: the key may not sign, or the actor signs blocks itself (`dismiss` first).
        """
        return self._write(signer, [Revoke(actor, self.last(actor, self.roster), reason)])

    def admit(self, signer: Signer, actor: str, last: Mapping[str, Tips]) -> Roster:
        """Let segments count that came after a reduction of rights.

        Args:
            signer: a key that may sign.
            actor: whose segments.
            last: their ends by scope.

        Raises:
            RefusedError: the key may not sign, or no rights were reduced.
        """
        return self._write(signer, [Admit(actor, last)])

    def make_admin(self, signer: Signer, actor: str) -> Roster:
        """Let another PC of the DX office sign, too.

        Raises:
            RefusedError: the key may not sign, or the actor is none of the DX office.
        """
        return self._write(signer, [Admin(actor)])

    def dismiss(self, root: Signer, actor: str, *, reason: str = "") -> Roster:
        """Let an actor sign no more, and end its part where a reason is given.

        Args:
            root: the root key; no other key takes this right away.
            actor: who.
            reason: why its part ends altogether, "" where it goes on taking part.

        Raises:
            RefusedError: it is not the root key, or the actor signs no blocks.
        """
        roster = self.roster
        blocks = self._policy_blocks(roster)
        end = (blocks[-1].n, blocks[-1].digest) if blocks else None
        said: list[Statement] = [Dismiss(actor, end)]
        if reason:
            said.append(Revoke(actor, self.last(actor, roster), reason))
        return self._write(root, said)

    def set_policy(self, signer: Signer, policy: Policy) -> Policy:
        """Make rules for all PCs.

        Raises:
            RefusedError: the key may not sign.
        """
        roster = self.roster
        blocks = self._policy_blocks(roster)
        prev = blocks[-1].digest if blocks else NO_HASH
        block = Block(POLICY, roster.site, len(blocks) + 1, prev, self._at(), "", (rules(policy),))
        data = block_bytes(block, signer)
        made = fold_policy([*blocks, read_block(data)], roster, self._verifier)
        if made.version != block.n:
            raise _refused("policy")
        self._log.keep_blocks(POLICY, [data])
        return made

    def _policy_blocks(self, roster: Roster) -> tuple[Block, ...]:
        """The blocks of the policy that are followed."""
        return fold_policy(known_blocks(self._log, POLICY), roster, self._verifier).blocks

    def last(self, actor: str, roster: Roster) -> dict[str, Tips]:
        """The ends of all streams of an actor that are in the local database, by scope."""
        found = {}
        for scope in sorted(self._scopes(roster)):
            tips = ends(kept for kept in self._log.kept(scope) if kept.name.actor == actor)
            if tips:
                found[scope] = tips
        return found

    def _scopes(self, roster: Roster) -> set[str]:
        everybody = (*roster.members, *roster.former)
        return {
            ORG,
            LIB,
            *Facts(self._log.facts()).scopes,
            *(s for one in everybody for s in one.scopes),
        }

    def _at(self) -> str:
        return self._clock.now().isoformat()

    def _write(self, signer: Signer, statements: Iterable[Statement]) -> Roster:
        """Make a block and keep it, if everybody will follow it."""
        roster = self.roster
        block = Block(
            ROSTER,
            roster.site,
            roster.version + 1,
            roster.digest or NO_HASH,
            self._at(),
            "",
            tuple(written(one) for one in statements),
        )
        data = _bytes(block, signer)
        made = read_block(data)
        following = fold([*known_blocks(self._log, ROSTER), made], roster.root_key, self._verifier)
        if following.digest != made.digest:
            detail = dict(following.refused).get(made.digest, "")
            raise _refused(str(detail))
        self._log.keep_blocks(ROSTER, [data])
        forget_answered(self._log, following)
        return following


def _bytes(block: Block, signer: Signer) -> bytes:
    try:
        return block_bytes(block, signer)
    except BlockRefusedError as error:
        raise _refused(str(error.reason)) from error


def _refused(detail: str) -> RefusedError:
    return RefusedError(
        tr(
            "The list of those who take part cannot be changed in this way ({detail}).",
            detail=detail,
        ),
        kept=tr("Nothing was changed."),
        remedy=tr(
            "Look at the list again. Taking away the right to let others in needs the root key."
        ),
    )


def ends(segments: Iterable[KeptSegment]) -> Tips:
    """The ends of a stream: segments that none of the others follows, one for each way it took."""
    found = list(segments)
    followed = {kept.prev for kept in found}
    tips = {(kept.name.seq, kept.hash) for kept in found if kept.hash not in followed}
    return tuple(sorted(tips))


def enrolled_by_scope(roster: Roster) -> dict[str, int]:
    """Number of actors that take part, by scope; the DX office counts for `org`."""
    found: dict[str, int] = defaultdict(int)
    for member in roster.members:
        for scope in (ORG,) if member.role == DX_OFFICE else member.scopes:
            found[scope] += 1
    return dict(found)
