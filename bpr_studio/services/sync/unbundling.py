"""Taking handover files in: an ordinary pull from a place of exchange that is only read.

Every file in it passes the same checks as on a shared folder. What is new is marked to be placed on
the places of exchange of this network, where the PCs here find it. Taking a file in twice changes
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.names import SITE, requesting_actor, segment_name
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync import facts as noted
from bpr_studio.services.sync.chains import Chains
from bpr_studio.services.sync.enrolment import keep_request
from bpr_studio.services.sync.facts import Facts
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.pulling import Knowledge, Memory, Pulled, Pulling
from bpr_studio.services.sync.receipts import Receipts
from bpr_studio.services.sync.requests import RequestRefusedError
from bpr_studio.services.sync.rights import may_read
from bpr_studio.services.sync.shelf import Shelf
from bpr_studio.services.sync.tools import Meeting, Patience

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.roster import Member, Roster
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.bundles import Bundle, BundleFiles, Manifest
    from bpr_studio.services.sync.ports import ShareStore
    from bpr_studio.services.sync.tools import Tools

TARGET: Final = "bundle"
"""What the log calls the place a file was taken in from."""
_HANDED_ON: Final = ("c/", "e/", "r/")


@dataclass(slots=True)
class Taken:
    """What a handover file brought.

    Attributes:
        manifest: what it says of itself.
        pulled: segments taken in, refused, waiting.
        blocks: new blocks of roster and policy.
        requests: requests to take part, for the desk of the DX office.
        receipts: confirmations read.
        passed_over: number of files of sections this PC does not take in.
        handed_on: files besides segments brought to the places of exchange of this network.
        renewed: this PC goes on under a new actor, since its database was copied or set back.
    """

    manifest: Manifest
    pulled: Pulled = field(default_factory=Pulled)
    blocks: int = 0
    requests: int = 0
    receipts: int = 0
    passed_over: int = 0
    handed_on: int = 0
    renewed: bool = False


class BundleTaking:
    """Takes handover files in."""

    def __init__(self, tools: Tools, files: BundleFiles, shares: Sequence[ShareStore] = ()) -> None:
        """Work for one PC.

        Args:
            tools: of this PC.
            files: reads the files.
            shares: places of exchange of this network, which get the participants, requests and
                confirmations; segments are placed there by the next exchange.
        """
        self._tools = tools
        self._log = tools.log
        self._files = files
        self._shares = tuple(shares)

    def take_in(self, path: Path, progress: Progress | None = None) -> Taken:
        """Take in what is new in a file.

        Args:
            path: the file.
            progress: told from time to time.

        Raises:
            UnreadableInputError: it is no handover file, or damaged; nothing of it was used.
            RefusedError: it is of another deployment, or this workspace is not shared.
            CancelledError: the user stopped; what was taken in is whole and stays.
        """
        with self._files.open(path) as bundle:
            self._require_same_site(bundle)
            return self._take_in(bundle, progress or NoProgress())

    def _require_same_site(self, bundle: Bundle) -> None:
        site = self._log.identity().site
        if not site:
            raise RefusedError(
                tr("This workspace is not shared with other PCs yet."),
                remedy=tr("Join the sharing first; the DX office tells how."),
            )
        if bundle.manifest.site != site:
            raise RefusedError(
                tr("This handover file belongs to another city or another sharing."),
                kept=tr("Nothing of it was taken in."),
                remedy=tr("Please check which file you were given."),
            )

    def _take_in(self, bundle: Bundle, progress: Progress) -> Taken:
        taken = Taken(bundle.manifest)
        patience = Patience(self._tools.pause, self._tools.chance)
        meeting = Meeting(self._tools, TARGET, bundle.store, patience)
        chains = Chains(self._tools, self._log.identity().root_key)
        try:
            taken.blocks = chains.refresh(meeting).new
            self._pull(meeting, chains.roster, taken, progress)
            self._keep_requests(meeting, chains.roster, taken)
        except ShareFaultError as fault:
            taken.pulled.fault = fault
        if taken.blocks or taken.pulled.segments:
            self._log.release()  # rights are judged by what is known
        taken.handed_on = sum(self._hand_on(bundle.store, share) for share in self._shares)
        return taken

    def _pull(self, meeting: Meeting, roster: Roster, taken: Taken, progress: Progress) -> None:
        me = self._me(roster)
        if me is None:
            return

        def told(done: int, total: int) -> None:
            progress.report(done, total, tr("Taking in what was handed over"))

        listed = [*meeting.list("k/"), *meeting.list("s/")]
        mine = [text for text in listed if may_read(me, text.split("/")[1])]
        taken.passed_over = len(listed) - len(mine)
        known = Knowledge(Shelf(self._log), Memory(), self._own)
        taken.pulled = Pulling(meeting, roster, known, relay=True).pull(mine, told)
        taken.renewed = self._renewed_after(taken.pulled.own)
        scopes = {name.scope for text in mine if (name := segment_name(text))}
        scopes.update(self._log.scopes())
        taken.receipts = Receipts(self._tools).read(meeting, roster, sorted(scopes))

    @property
    def _own(self) -> frozenset[str]:
        return Facts(self._log.facts()).actors | {self._log.identity().actor}

    def _me(self, roster: Roster) -> Member | None:
        found = (roster.member(actor) for actor in sorted(self._own))
        return next((member for member in found if member and member.active), None)

    def _renewed_after(self, own: Iterable[SegmentName]) -> bool:
        """Go on under a new actor once segments of the present one came from elsewhere."""
        actor = self._log.identity().actor
        if all(name.actor != actor for name in own):
            return False
        renewed = self._tools.new_actor()
        self._log.note(noted.with_renewal(self._own, renewed))
        self._log.renew(renewed)
        return True

    def _keep_requests(self, meeting: Meeting, roster: Roster, taken: Taken) -> None:
        """Requests are for the desk of the DX office."""
        me = self._me(roster)
        if me is None or not me.writes_everywhere:
            return
        for text in meeting.list("e/"):
            actor = requesting_actor(text)
            if actor is None or roster.member(actor) is not None:
                continue
            data = meeting.get(text)
            try:
                keep_request(self._log, data, text, self._tools.verifier)
            except RequestRefusedError as error:
                self._log.refuse(TARGET, text, str(error.reason), error.detail, data)
            else:
                taken.requests += 1

    def _hand_on(self, bundle: ShareStore, share: ShareStore) -> int:
        """Bring participants, requests and confirmations to a place of exchange of this network.

        Whoever reads them there checks them; a place that does not answer gets them from the next
        file.
        """
        count = 0
        try:
            count += _hand_on_site(bundle, share)
            for folder in _HANDED_ON:
                present = set(share.list(folder))
                for text in bundle.list(folder):
                    if text not in present:
                        share.put_new(text, bundle.get(text))
                        count += 1
        except ShareFaultError:
            return count
        return count


def _hand_on_site(bundle: ShareStore, share: ShareStore) -> int:
    """Say on a new place of exchange whose it is; 1 where nothing said so before.

    Raises:
        ShareFaultError: the place does not answer, or the bundle says nothing.
    """
    try:
        share.get(SITE)
    except ShareFaultError as fault:
        if fault.fault is not Fault.MISSING:
            raise
        share.put_new(SITE, bundle.get(SITE))
        return 1
    return 0
