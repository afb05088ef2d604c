"""The exchange of one workspace, as the exchange process and the command line work with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpr_studio import __version__
from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.scope_names import scope_names
from bpr_studio.adapters.db.self_check import DatabaseCheck
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.app.sync_bundles import Bundles
from bpr_studio.app.sync_jobs import jobs_of
from bpr_studio.app.sync_news import NewsListeners
from bpr_studio.app.sync_parts import SyncParts, open_store
from bpr_studio.app.sync_window_jobs import window_jobs
from bpr_studio.app.system import SystemClock, new_actor
from bpr_studio.domain.replication.names import ORG
from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.services.events import EventBus
from bpr_studio.services.sync import facts as noted
from bpr_studio.services.sync.cycle import Wish
from bpr_studio.services.sync.facts import FaultFact
from bpr_studio.services.sync.noting import fault_notes
from bpr_studio.services.sync.outcome import CycleOutcome
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from bpr_studio.services.sync.reading import TOO_OLD
from bpr_studio.services.sync.troubles import Trouble, TroubleKind
from bpr_studio.services.sync.verifying import Verifying

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from bpr_studio.domain.replication.policy import Policy
    from bpr_studio.domain.shared.ports import Person
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.sync.verifying import Checked


class OpenExchange:
    """What the exchange process works with; implements `sync_worker.Exchange`."""

    def __init__(self, database: Database) -> None:
        """Work beside the window.

        Args:
            database: closed by `close`.
        """
        self._database = database
        self._listeners: NewsListeners | None = None
        self._policy: Policy | None = None
        clock = SystemClock()
        self._store = OpStore(database, clock, EventBus())
        self.parts = SyncParts(database, self._store, clock)
        self.bundles = Bundles(self.parts, lambda: scope_names(database))
        self.jobs = jobs_of(self.parts) | self.bundles.jobs() | window_jobs(self.parts, self.check)

    def targets(self) -> tuple[str, ...]:
        """Addresses to ask, none where the workspace is not shared or the user has paused."""
        facts = self.parts.facts
        return () if facts.paused or not facts.site else tuple(facts.targets)

    @property
    def is_paused(self) -> bool:
        """Whether the user has stopped the exchange for now."""
        return self.parts.facts.paused

    def cycle(self, address: str, progress: Progress, *, push: bool, demanded: bool) -> bool:
        """Exchange with one target; whether more can be done at once.

        Raises:
            BprError: the local disk refuses.
        """
        return self.exchange(address, progress, push=push, demanded=demanded).more

    def exchange(
        self, address: str, progress: Progress, *, push: bool, demanded: bool
    ) -> CycleOutcome:
        """As `cycle`, with all that was done and met.

        Raises:
            BprError: the local disk refuses.
        """
        parts = self.parts
        try:
            store = parts.store_at(address)
        except RefusedError as error:
            fault = FaultFact(TroubleKind.BAD_ADDRESS, error.message, parts.clock.now())
            parts.log.note(noted.with_fault(address, fault))
            kind = TroubleKind.BAD_ADDRESS
            return CycleOutcome(address, troubles=[Trouble(kind, None, address, error.message)])
        facts = parts.facts
        wish = Wish(
            seal=push and not facts.values.get(TOO_OLD),
            relay=facts.home == ORG and len(facts.targets) > 1,  # one place is being left
            demanded=demanded,
        )
        outcome = parts.cycle.run(address, store, progress, wish)
        self._heed_policy(anew=outcome.blocks > 0)
        return outcome

    def _heed_policy(self, *, anew: bool) -> None:
        """Note whether this version of the program may still share."""
        if anew or self._policy is None:
            self._policy = self.parts.enrolment.policy
        today = self.parts.clock.now().astimezone().date().isoformat()
        too_old = self._policy.is_too_old(__version__, today)
        self.parts.log.note({TOO_OLD: self._policy.least_app if too_old else ""})

    def check(self, progress: Progress, *, repair: bool) -> Checked:
        """Look whether everything is as it was written, here and on every place of exchange.

        Args:
            progress: told from time to time.
            repair: put right what can be.

        Raises:
            BprError: the local disk refuses, or an address makes no sense.
        """
        parts = self.parts
        local = DatabaseCheck(self._database, self._store, parts.clock)
        shares = {address: parts.store_at(address) for address in parts.facts.targets}
        return Verifying(parts.tools, local, shares, repair=repair).run(progress)

    def set_aside(self, address: str) -> None:
        """Leave a target alone for a while: the process before never came back from it."""
        facts = self.parts.facts
        if address in facts.targets:
            fault = ShareFaultError(Fault.UNREACHABLE, "", "never came back")
            self.parts.log.note(fault_notes(facts, address, fault, self.parts.clock.now()))

    def listen(self, hear: Callable[[], object], gone: threading.Event) -> None:
        """Hear places that tell of news by themselves.

        Args:
            hear: called from another thread when there is news.
            gone: set when the process ends.
        """
        self._listeners = NewsListeners(open_store, hear, gone)

    def tells_news(self, targets: tuple[str, ...]) -> bool:
        """Whether all of these tell of news by themselves and nothing is to be looked at again."""
        if self._listeners is None or not self._listeners.follow(targets):
            return False
        return not any(self.parts.log.unverified(address) for address in targets)

    def written(self) -> int:
        """A number that differs when the person has written."""
        with self._database.scanning() as cursor:
            return hash(tuple(cursor.execute("SELECT value FROM local WHERE name='n'")))

    def everything_out(self) -> bool:
        """Whether no work is on this PC only: all stands on one place at least."""
        log = self.parts.log
        if log.pending(1, 1) is not None:
            return False
        return any(not log.unplaced(address) for address in self.parts.facts.targets)

    def close(self) -> None:
        """Let go of the database and of all places."""
        self.parts.close()
        self._database.close()


def open_exchange(folder: Path, *, beside: bool = True) -> OpenExchange:
    """The exchange of a workspace.

    Args:
        folder: of the workspace.
        beside: a window has it open; otherwise nobody else may.

    Raises:
        BprError: it cannot be opened.
    """
    database = Database(folder, beside=beside)
    try:
        return OpenExchange(database)
    except BaseException:
        database.close()
        raise


def make_empty(folder: Path, person: Person) -> None:
    """Make a workspace that gets all its data from others.

    Args:
        folder: of the new workspace.
        person: who works with it.

    Raises:
        RefusedError: there is one already, or the folder cannot be written.
    """
    database = Database.create(folder)
    try:
        OpStore(database, SystemClock(), EventBus()).sign_in(person, new_actor())
    finally:
        database.close()
