"""Writing handover files for networks that do not meet: what is new since last time, in one file.

What was written for a target is remembered by the ends of its streams, in the local database, and
only when the file stands whole on the disk. Losing a file loses nothing: another one can be written
with everything.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.chain import BlockRefusedError, read_block
from bpr_studio.domain.replication.names import (
    CHAINS,
    LIB,
    ORG,
    SITE,
    numbered,
    receipt_name,
    request_name,
    requesting_actor,
)
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.bundle_contents import contents_text, summed_up
from bpr_studio.services.sync.bundles import MOST_WRITTEN, Manifest
from bpr_studio.services.sync.chains import Chains
from bpr_studio.services.sync.facts import Facts
from bpr_studio.services.sync.founding import site_bytes, site_of_roster
from bpr_studio.services.sync.ports import ShareFaultError
from bpr_studio.services.sync.pushing import Sealing
from bpr_studio.services.sync.receipts import Receipt, receipt_bytes, tips_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from bpr_studio.domain.replication.roster import Member, Roster
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.bundle_contents import BundleSummary
    from bpr_studio.services.sync.bundles import BundleFiles
    from bpr_studio.services.sync.ports import KeptSegment, ShareStore
    from bpr_studio.services.sync.tools import Tools

_WRITTEN: Final = "bundle/"
"""Facts of this name hold the ends of the streams that were written for a target."""
_RECEIPTS: Final = 3  # of each scope, as readers look at


@dataclass(frozen=True, slots=True)
class Order:
    """What shall be written.

    Attributes:
        target: for whom, a name of the user's; what was written for it before is left out.
        scopes: whose data, None for all that is here.
        everything: also what was written for the target before.
        unsent: only own work that no other place of exchange has for certain; the target's memory
            stays as it is.
    """

    target: str = ""
    scopes: frozenset[str] | None = None
    everything: bool = False
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Attributes:
        summary: what is in it.
        size: bytes of the file.
        left: number of segments for which a further file is needed.
        unsealed: whether own work is on this PC that the roster does not let out yet.
    """

    summary: BundleSummary
    size: int
    left: int
    unsealed: bool


class BundleWriting:
    """Writes handover files."""

    def __init__(
        self,
        tools: Tools,
        files: BundleFiles,
        title: Callable[[str], str],
        shares: Sequence[ShareStore] = (),
    ) -> None:
        """Work for one PC.

        Args:
            tools: of this PC.
            files: reads and writes the files.
            title: name of a scope for people.
            shares: places of exchange of this network; requests of others lie there.
        """
        self._tools = tools
        self._log = tools.log
        self._files = files
        self._title = title
        self._shares = tuple(shares)

    # --- writing ------------------------------------------------------------------------------

    def write(self, path: Path, order: Order, progress: Progress | None = None) -> Written:
        """Write a file with what an order asks for, and remember that.

        Args:
            path: the file; one that is there is replaced.
            order: what is wanted.
            progress: told from time to time.

        Raises:
            RefusedError: this workspace is not shared, or the file cannot be written.
            CancelledError: the user stopped; nothing was written.
        """
        told = progress or NoProgress()
        identity = self._log.identity()
        if not identity.site:
            raise RefusedError(
                tr("This workspace is not shared with other PCs yet."),
                remedy=tr("Join the sharing first; the DX office tells how."),
            )
        roster = Chains(self._tools, identity.root_key).roster  # empty before the first exchange
        sealed = Sealing(self._tools, roster, self._facts.actors).seal_all()
        wanted = self._wanted(order)
        chosen, files = self._chosen(wanted, told)
        files |= self._others(roster, order)
        manifest = Manifest(identity.site, self._tools.clock.now(), identity.actor, order.target)
        summary = summed_up(files)
        text = contents_text(manifest, summary, roster, self._title)
        size = self._files.write(path, manifest, text, files)
        if not order.unsent:
            self._remember(order.target, chosen)
        unsealed = bool(sealed.held) or self._log.pending(1, 1) is not None
        return Written(summary, size, len(wanted) - len(chosen), unsealed)

    @property
    def _facts(self) -> Facts:
        return Facts(self._log.facts())

    def _wanted(self, order: Order) -> list[KeptSegment]:
        """The segments an order asks for, the organisation first, each behind the one it follows."""
        if order.unsent:
            found = self._unsent()
        else:
            found = [one for scope in self._log.scopes() for one in self._log.kept(scope)]
            if not order.everything:
                written = self._written_for(order.target, found)
                found = [one for one in found if one.hash not in written]
        allowed = order.scopes
        if allowed is not None:
            found = [one for one in found if one.name.scope in allowed]
        return sorted(found, key=lambda one: (one.name.scope not in {ORG, LIB}, one.name))

    def _unsent(self) -> list[KeptSegment]:
        """Own segments that no place of exchange has for certain."""
        by_target = [
            {one.name: one for one in (*self._log.unplaced(target), *self._log.unverified(target))}
            for target in self._facts.targets or {"": ""}
        ]
        names = set.intersection(*map(set, by_target))
        return [one for name, one in by_target[0].items() if name in names and one.own]

    def _written_for(self, target: str, kept: Iterable[KeptSegment]) -> set[str]:
        """SHA-256 of all segments before the ends that were remembered, these included."""
        before = {one.hash: one.prev for one in kept}
        found: set[str] = set()
        for digest in self._ends(target):
            while digest in before and digest not in found:
                found.add(digest)
                digest = before[digest]  # noqa: PLW2901  # walks back along the stream
        return found

    def _ends(self, target: str) -> list[str]:
        try:
            said = json.loads(self._log.facts().get(_WRITTEN + target, "[]"))
        except ValueError:
            return []
        return [str(digest) for digest in said] if isinstance(said, list) else []

    def _remember(self, target: str, chosen: Sequence[KeptSegment]) -> None:
        """Note the ends of what was written now and before."""
        everything = [one for scope in self._log.scopes() for one in self._log.kept(scope)]
        written = self._written_for(target, everything) | {one.hash for one in chosen}
        followed = {one.prev for one in everything if one.hash in written}
        self._log.note({_WRITTEN + target: json.dumps(sorted(written - followed))})

    def _chosen(
        self, wanted: Sequence[KeptSegment], told: Progress
    ) -> tuple[list[KeptSegment], dict[str, bytes]]:
        """As many segments as go into one file, and their bytes."""
        chosen: list[KeptSegment] = []
        files: dict[str, bytes] = {}
        size = 0
        for number, one in enumerate(wanted):
            told.report(number, len(wanted), tr("Gathering what is to be handed over"))
            data = self._log.bytes_of(one.name)
            size += len(data)
            if size > MOST_WRITTEN and chosen:
                break
            chosen.append(one)
            files[str(one.name)] = data
        return chosen, files

    def _others(self, roster: Roster, order: Order) -> dict[str, bytes]:
        """What every file holds: the site, the chains, requests, receipts."""
        files = self._block_files()
        if roster.site:
            files[SITE] = site_bytes(site_of_roster(roster))
        if order.unsent:
            return files
        return files | self._requests(roster) | self._receipts(roster, order)

    def _block_files(self) -> dict[str, bytes]:
        files = {}
        for chain in CHAINS:
            for data in self._log.blocks(chain):
                name = _name_of_block(chain, data)
                if name:
                    files[name] = data
        return files

    def _requests(self, roster: Roster) -> dict[str, bytes]:
        """Requests nobody has answered: the own one, and those on the places of exchange here."""
        actor = self._log.identity().actor
        own = self._tools.request(actor) if roster.member(actor) is None else None
        files = {request_name(actor): own} if own else {}
        for store in self._shares:
            files |= _requests_on(store, roster)
        return files

    def _receipts(self, roster: Roster, order: Order) -> dict[str, bytes]:
        """What the DX office confirmed, and where this is one of its PCs, what it has now."""
        me = self._me(roster)
        signer = self._tools.signer(me.actor) if me and me.writes_everywhere else None
        files: dict[str, bytes] = {}
        for scope in self._log.scopes():
            if order.scopes is not None and scope not in order.scopes:
                continue
            known = self._log.kept_receipts(scope)
            files |= {name: known[name] for name in sorted(known)[-_RECEIPTS:]}
            if me is not None and signer is not None:
                n = 1 + max((name.n for text in known if (name := receipt_name(text))), default=0)
                at = self._tools.clock.now().isoformat()
                receipt = Receipt(
                    roster.site, scope, n, me.actor, at, tips_of(self._log.kept(scope))
                )
                data = receipt_bytes(receipt, signer)
                files[str(numbered("r", scope, n, hashlib.sha256(data).hexdigest()))] = data
        return files

    def _me(self, roster: Roster) -> Member | None:
        """The rights of this PC: those of its present actor, else of an earlier one."""
        actors = [self._log.identity().actor, *sorted(self._facts.actors)]
        found = (roster.member(actor) for actor in actors)
        return next((member for member in found if member and member.active), None)


def _name_of_block(chain: str, data: bytes) -> str:
    """The name of a block's file, "" where this program cannot read it."""
    try:
        block = read_block(data)
    except BlockRefusedError:
        return ""
    return str(numbered("c", chain, block.n, block.digest))


def _requests_on(store: ShareStore, roster: Roster) -> dict[str, bytes]:
    """Requests of others that lie on a place of exchange; none where it does not answer."""
    files = {}
    try:
        for text in store.list("e/"):
            actor = requesting_actor(text)
            if actor is not None and roster.member(actor) is None:
                files[text] = store.get(text)
    except ShareFaultError:
        return files
    return files
