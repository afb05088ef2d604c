"""One exchange with one target: roster, push, own request, pull, receipts, healing.

Each step stands alone: what one of them meets is told and the others go on, unless the target as a
whole does not answer. A cycle may be killed at any moment; the next one finds out by looking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.names import (
    LIB,
    ORG,
    SITE,
    request_name,
    requesting_actor,
)
from bpr_studio.domain.replication.streams import forks
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync import facts as noted
from bpr_studio.services.sync.chains import Chains
from bpr_studio.services.sync.enrolment import keep_request
from bpr_studio.services.sync.facts import Facts
from bpr_studio.services.sync.healing import DAILY, Healing
from bpr_studio.services.sync.joining import is_declined
from bpr_studio.services.sync.listing import folders_of
from bpr_studio.services.sync.noting import fault_notes, gaps_now, rests
from bpr_studio.services.sync.outcome import CycleOutcome
from bpr_studio.services.sync.packing import Packing
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.pulling import LOOK_EVERY, Knowledge, Memory, Pulling
from bpr_studio.services.sync.pushing import Placing, Sealing, put_with_repair
from bpr_studio.services.sync.receipts import Receipts
from bpr_studio.services.sync.requests import RequestRefusedError
from bpr_studio.services.sync.shelf import Shelf
from bpr_studio.services.sync.site import WrongTargetError, check_site
from bpr_studio.services.sync.status import GAP_ALLOWED
from bpr_studio.services.sync.tidying import Keeper, clock_skew, sweep
from bpr_studio.services.sync.tools import (
    SECOND_LOOK,
    Meeting,
    Patience,
    is_lost,
    side_by_side,
    since,
)
from bpr_studio.services.sync.troubles import Trouble, TroubleKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.roster import Member, Roster
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.ports import ShareStore
    from bpr_studio.services.sync.tools import Tools


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of an exchange.

    Attributes:
        seal: make segments of own ops now.
        relay: what comes from the target shall be placed on the other targets, too.
        demanded: somebody wants it now, though the target failed a short while ago.
    """

    seal: bool = True
    relay: bool = False
    demanded: bool = False


USUAL: Final = Wish()


class Cycle:
    """Exchanges with targets; one object for the life of an exchange process."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._shelf = Shelf(tools.log)
        self._chains: tuple[bytes, Chains] | None = None
        self._memories: dict[str, Memory] = {}
        self._receipts: dict[str, Receipts] = {}

    def run(
        self,
        target: str,
        store: ShareStore,
        progress: Progress | None = None,
        wish: Wish = USUAL,
    ) -> CycleOutcome:
        """Exchange once.

        Args:
            target: address of the place of exchange.
            store: the place itself.
            progress: told how far it is; the user's wish to stop comes from there.
            wish: what is wanted of it.

        Raises:
            CancelledError: the user stopped; all that was done stays.
            RefusedError: the local disk refuses.
        """
        facts = Facts(self._tools.log.facts())
        if not wish.demanded and rests(facts.rest(target), self._tools.clock.now()):
            return CycleOutcome(target, resting=True)
        root_key = self._tools.log.identity().root_key
        if self._chains is None or self._chains[0] != root_key:
            self._chains = (root_key, Chains(self._tools, root_key))
        known = _Known(
            chains=self._chains[1],
            shelf=self._shelf,
            memory=self._memories.setdefault(target, Memory(packs=set(facts.packs))),
            receipts=self._receipts.setdefault(target, Receipts(self._tools)),
        )
        patience = Patience(self._tools.pause, self._tools.chance)
        meeting = Meeting(self._tools, target, store, patience)
        return _Run(meeting, progress or NoProgress(), known, wish).all()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the process remembers between two exchanges."""

    chains: Chains
    shelf: Shelf
    memory: Memory
    receipts: Receipts


class _Run:
    """One exchange."""

    def __init__(self, meeting: Meeting, progress: Progress, known: _Known, wish: Wish) -> None:
        self._meeting = meeting
        self._tools = meeting.tools
        self._log = meeting.tools.log
        self._target = meeting.target
        self._progress = progress
        self._wish = wish
        self._chains = known.chains
        self._shelf = known.shelf
        self._memory = known.memory
        self._receipts = known.receipts
        self._now = self._tools.clock.now()
        self._facts = Facts(self._log.facts())
        self._identity = self._log.identity()
        self._listed: set[str] = set()
        self._requests: tuple[str, ...] = ()
        self._done = CycleOutcome(self._target)
        self._notes: dict[str, str] = {}
        self._me: Member | None = None
        self._scopes: tuple[str, ...] = ()
        ago = since(self._facts.looked(self._target), self._now)
        self._looks = ago is None or ago >= LOOK_EVERY
        self._full = self._looks or wish.demanded or self._memory.wants_all(self._now)

    def all(self) -> CycleOutcome:
        """All steps, one after the other, as far as the target answers."""
        steps: tuple[Callable[[], None], ...] = (
            self._check_site,
            self._refresh_chains,
            self._list,
            self._take_own,
            self._push,
            self._ask_to_take_part,
            self._pull,
            self._keep_requests,
            self._confirm,
            self._heal,
            self._pack,
        )
        for step in steps:
            try:
                step()
            except ShareFaultError as fault:
                self._met(fault)
            except WrongTargetError as wrong:
                self._tell(wrong.kind, wrong.detail)
                break
            if self._done.fault is not None and is_lost(self._done.fault):
                break
        self._note_all()
        return self._done

    # --- what is told ---------------------------------------------------------------------------

    def _met(self, fault: ShareFaultError) -> None:
        if self._done.fault is None or is_lost(fault):
            self._done.fault = fault

    def _tell(self, kind: TroubleKind, detail: str = "", at: datetime | None = None) -> None:
        self._done.troubles.append(Trouble(kind, at, self._target, detail))

    def _told(self, what: str) -> Callable[[int, int], None]:
        def told(done: int, total: int) -> None:
            self._progress.report(done, total, what)

        told(0, 0)
        return told

    # --- who is who -----------------------------------------------------------------------------

    @property
    def _roster(self) -> Roster:
        return self._chains.roster

    @property
    def _own(self) -> frozenset[str]:
        return self._facts.actors | {self._identity.actor}

    def _look_who_is_who(self) -> None:
        """The rights of this PC, those of its present actor or else of an earlier one; its scopes.

        Who waits for approval takes in what concerns everybody, to choose a section and look around.
        """
        candidates = [self._identity.actor, *sorted(self._facts.actors)]
        found = [member for actor in candidates if (member := self._roster.member(actor))]
        self._me = next((member for member in found if member.active), None)
        is_waiting = not found and self._roster.version > 0
        own = self._me.scopes if self._me else ()
        self._scopes = tuple(sorted({ORG, LIB, *own})) if self._me or is_waiting else ()

    # --- steps ----------------------------------------------------------------------------------

    def _check_site(self) -> None:
        """The target must be the one of this deployment; one that was away may be another."""
        was_away = self._facts.fault(self._target) is not None
        if self._looks or self._wish.demanded or was_away or not self._memory.site:
            sound = check_site(self._meeting, self._identity, self._roster)
            self._memory.site = self._identity.site if sound else ""  # else told each time
            if not sound:
                self._tell(TroubleKind.DIFFERS, SITE)

    def _refresh_chains(self) -> None:
        """Newer rights first: everything else is judged by them."""
        if not self._full and not self._chains.reread():
            self._look_who_is_who()
            return
        self._told(tr("Reading the list of participants"))
        news = self._chains.refresh(self._meeting)
        self._look_who_is_who()
        self._done.blocks = news.new
        for name, _ in news.refused:
            self._tell(TroubleKind.NEWER if news.newer else TroubleKind.QUARANTINED, name)
        if self._roster.forks:
            self._tell(TroubleKind.ROSTER_FORK)
        if self._roster.version != self._facts.roster_seen:
            self._log.release()
            self._notes |= noted.with_roster_seen(self._roster.version)
        self._put_back(news.back)

    def _put_back(self, missing: tuple[str, ...]) -> None:
        """Blocks the target lacks: the DX office has just made them, or an old backup came back."""
        before, self._memory.back = self._memory.back, missing
        me = self._me
        if me is not None and me.writes_everywhere:
            # A second time in a later exchange, and all once a day: writing may have damaged them.
            names = {*missing, *self._memory.blocks_to_look_at(self._now)}
            names |= set(self._chains.names) if self._is_day_to_heal else set()
            self._done.healed = Healing(self._meeting).heal_chains(self._chains, sorted(names))
            self._memory.blocks |= dict.fromkeys(missing, self._now)
            for name in self._done.healed.damaged:
                self._tell(TroubleKind.DIFFERS, name)
        elif set(before) & set(missing):  # not just a listing that is some seconds old
            self._tell(TroubleKind.ROSTER_BACK, missing[-1])

    def _list(self) -> None:
        """What lies on the target, of all scopes this PC takes in."""
        me = self._me
        if not self._scopes:
            return
        told = self._told(tr("Looking for news"))
        if me is not None and me.writes_everywhere:
            # Before the segments: whoever asks under a new actor has delivered what was before.
            self._requests = tuple(filter(self._is_new_request, self._meeting.list("e/")))
        folders = folders_of(me, self._scopes, full=self._full, packs=self._looks)
        answers = side_by_side(self._meeting.list, folders, self._tools.threads)
        for number, (_, names) in enumerate(answers, 1):
            told(number, len(folders))
            if isinstance(names, ShareFaultError):
                self._met(names)
            else:
                self._listed.update(names)
        if me is not None and me.writes_everywhere:
            found = {name.scope for text in self._listed if (name := self._memory.segment(text))}
            self._scopes = tuple(sorted(found | set(self._scopes)))

    def _is_new_request(self, text: str) -> bool:
        actor = requesting_actor(text)
        known = actor is None or self._roster.member(actor) is not None
        return not known and text not in self._memory.requests

    def _pulling(self) -> Pulling:
        known = Knowledge(self._shelf, self._memory, self._own)
        return Pulling(self._meeting, self._roster, known, relay=self._wish.relay)

    def _take_own(self) -> None:
        """Own segments this database does not know: it was copied or set back (sync.md §7.4)."""
        mine = [
            text
            for text in self._listed
            if (name := self._memory.segment(text)) is not None
            and name.actor == self._identity.actor
            and name.original not in self._shelf.of(name.scope)
        ]
        if mine:
            self._renew_after(self._pulling().pull(mine, self._told("")).own)

    def _renew_after(self, own: Iterable[SegmentName]) -> None:
        """Go on under a new actor once segments of the present one came from elsewhere."""
        if all(name.actor != self._identity.actor for name in own):
            return
        actor = self._tools.new_actor()
        self._log.note(noted.with_renewal(self._own, actor))
        self._log.renew(actor)
        self._tell(TroubleKind.CLONE)
        self._done.renewed = True
        self._facts = Facts(self._log.facts())
        self._identity = self._log.identity()

    def _push(self) -> None:
        placing = Placing(self._meeting)
        ago = since(self._facts.placed(self._target), self._now)
        if ago is None or ago >= SECOND_LOOK:
            told = self._told(tr("Looking again at what was shared"))
            self._done.verified, fault = placing.verify(told)
            if fault is not None:
                raise fault
        if self._wish.seal:
            self._seal()
        placed = placing.place(self._told(tr("Sharing your work")))
        self._done.placed, self._done.left = placed.placed, placed.left
        for name in placed.repaired:
            self._tell(TroubleKind.DIFFERS, name)
        if placed.placed:
            self._notes |= noted.with_placed(self._target, self._tools.clock.now())
        if placed.fault is not None:
            raise placed.fault
        self._notes |= noted.with_pushed(self._target, self._now)

    def _seal(self) -> None:
        """Seal what the roster permits; what it does not stays here and is told."""
        sealed = Sealing(self._tools, self._roster, self._facts.actors).seal_all()
        self._done.sealed = len(sealed.names)
        self._done.held = list(sealed.held)
        for scope in {name.scope for name in sealed.names}:
            self._shelf.forget(scope)
        if sealed.key_missing:
            self._tell(TroubleKind.KEY_MISSING)

    def _ask_to_take_part(self) -> None:
        """A new actor asks once all work of the one before is delivered."""
        actor = self._identity.actor
        member = self._roster.member(actor)
        if member is not None:
            if not member.active:
                self._tell(TroubleKind.REVOKED)
            return
        if is_declined(self._facts.values, actor, self._roster):
            self._tell(TroubleKind.DECLINED, self._roster.declined(actor) or "")
            return
        self._tell(TroubleKind.NOT_APPROVED)
        if self._facts.copied == actor and not self._done.renewed:
            self._tell(TroubleKind.CLONE)  # until the new name is approved: why it has to be
        if self._facts.actors and not self._delivered():
            return
        request = self._tools.request(actor)
        if request is None:
            return
        put_with_repair(self._meeting, request_name(actor), request)

    def _delivered(self) -> bool:
        waiting = self._log.pending(1, 1)
        rest = waiting is not None and waiting.actor != self._identity.actor
        return not (rest or self._log.unplaced(self._target) or self._log.unverified(self._target))

    def _pull(self) -> None:
        if not self._scopes:
            return
        pulled = self._pulling().pull(self._listed, self._told(tr("Fetching news")))
        self._done.pulled = pulled
        if pulled.segments:
            self._log.release()  # rights are judged by what is known
            names = (name for scope in self._scopes for name in self._shelf.of(scope))
            self._done.forks = forks(names)
        self._renew_after(pulled.own)
        for refused in pulled.refused:
            if refused.is_aside:
                self._tell(TroubleKind.QUARANTINED, refused.name)
        if pulled.newer or self._memory.newer:
            self._tell(TroubleKind.NEWER)
        self._note_gaps(pulled.waiting)
        self._notes |= noted.with_packs(self._memory.packs) if self._looks else {}
        if pulled.fault is not None:
            raise pulled.fault
        self._notes |= noted.with_pulled(self._target, self._now)

    def _note_gaps(self, waiting: Mapping[tuple[str, str], int]) -> None:
        if not self._full:
            return
        gaps = gaps_now(self._facts.gaps(self._target), waiting, self._now)
        self._notes |= noted.with_gaps(self._target, gaps)
        for stream, at in sorted(gaps.items()):
            if self._now - at >= GAP_ALLOWED:
                self._tell(TroubleKind.GAP, stream, at)

    def _keep_requests(self) -> None:
        """Requests are for the desk of the DX office."""
        for text in self._requests:
            data = b""
            try:
                data = self._meeting.get(text)
                keep_request(self._log, data, text, self._tools.verifier)
            except RequestRefusedError as error:
                self._log.refuse(self._target, text, str(error.reason), error.detail, data)
            except ShareFaultError as fault:
                if is_lost(fault):
                    raise
                if fault.fault not in {Fault.REFUSED, Fault.DIFFERS}:
                    continue  # read in a later cycle
                self._log.refuse(self._target, text, str(fault.fault), fault.detail, data)
            self._memory.requests.add(text)

    def _confirm(self) -> None:
        """Receipts: the DX office writes them, everybody else reads them."""
        me = self._me
        if me is not None and me.writes_everywhere:
            made = self._receipts.write(self._meeting, self._roster, me, self._scopes)
            self._done.confirmed = made
        elif self._looks:
            self._done.confirmed = self._receipts.read(self._meeting, self._roster, self._scopes)

    @property
    def _is_day_to_heal(self) -> bool:
        ago = since(self._facts.healed(self._target), self._now)
        return ago is None or ago >= DAILY

    def _heal(self) -> None:
        lost = self._done.fault is not None and is_lost(self._done.fault)
        if self._me is None or not self._full or lost:
            return
        kept = (name for scope in self._scopes for name in self._shelf.of(scope))
        own = [name for name in kept if name.actor in self._own]
        if not self._is_day_to_heal and not Healing(self._meeting).misses(own, self._listed):
            return
        told = self._told(tr("Comparing your work with the place of exchange"))
        healed = Healing(self._meeting).heal(self._scopes, self._listed, told)
        self._done.healed = self._done.healed.with_segments(healed)
        for name in healed.damaged:
            self._tell(TroubleKind.DIFFERS, name)
        if healed.fault is not None:
            raise healed.fault
        self._notes |= noted.with_healed(self._target, self._now)
        self._tidy(self._me)

    def _tidy(self, me: Member) -> None:
        """The clock of the target, and what this PC left half written there; both may fail."""
        skew = clock_skew(self._meeting)
        if skew is not None:
            self._notes |= noted.with_skew(self._target, skew)
        sweep(self._meeting, Keeper(self._own, office=me.writes_everywhere), me.scopes)

    def _pack(self) -> None:
        """The DX office packs old files, where there are many, so that new PCs read few."""
        me = self._me
        ago = since(self._facts.packed(self._target), self._now)
        if me is None or not me.writes_everywhere or not self._looks:
            return
        if (ago is not None and ago < DAILY) or self._done.fault is not None:
            return
        told = self._told(tr("Packing old files"))
        packing = Packing(self._meeting, self._roster.site)
        packed = packing.pack(self._scopes, self._listed, packing.inside(self._listed), told)
        self._memory.packs.update(packed.packs)
        self._done.packed = packed.segments
        self._notes |= noted.with_packed(self._target, self._now)

    @property
    def _is_eager(self) -> bool:
        """Whether the next exchange shall look everywhere: something is on its way to this PC."""
        done = self._done
        waits = done.pulled.waiting or done.pulled.strangers or done.fault or done.renewed
        return self._me is None or bool(waits) or done.blocks > 0

    # --- what stays -----------------------------------------------------------------------------

    def _note_all(self) -> None:
        notes = self._notes | noted.with_troubles(self._target, self._done.troubles)
        if self._me is not None and self._full:
            notes |= noted.with_scopes(self._scopes)
        self._memory.remember(self._now if self._full else None, self._is_eager, self._me)
        fault = self._done.fault
        if fault is not None:
            notes |= fault_notes(self._facts, self._target, fault, self._now)
        else:
            notes |= noted.with_contact(self._target, self._now)
            looked = self._looks and self._me is not None  # else packs were passed over
            notes |= noted.with_looked(self._target, self._now) if looked else {}
        known = self._facts.values
        self._log.note({name: text for name, text in notes.items() if known.get(name, "") != text})
