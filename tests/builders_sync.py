"""A city of several PCs on one place of exchange: found, enrol, edit, cycle, restart (架空).

    city = City(seed=1)                                   # a simulated share, logs in memory
    dx = city.found()
    a, b = city.join("0101"), city.join("0101", role="section_chief")
    a.write("t1", name="住民票の写しの交付")
    city.settle()                                         # cycles until nothing is on its way
    assert b.log.digest() == a.log.digest()

`City(tmp_path=…)` gives every PC a real workspace file instead. All keys follow from the names of
the actors, so that a copied PC has the keys of its original.
"""

from __future__ import annotations

import copy
import random
import shutil
from typing import TYPE_CHECKING

from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.adapters.db.sync_log import DatabaseSyncLog
from bpr_studio.adapters.share.compression import Zstd
from bpr_studio.adapters.share.signing import Ed25519Signer, Ed25519Verifier
from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.domain.shared.ids import planned_id
from bpr_studio.domain.shared.ports import Person
from bpr_studio.domain.workload.workflow import DX_OFFICE, MEMBER
from bpr_studio.services.events import EventBus
from bpr_studio.services.sync.cycle import Cycle, Wish
from bpr_studio.services.sync.enrolment import Approval, Enrolment, open_requests
from bpr_studio.services.sync.founding import Founder, Founding, RootFile, pin
from bpr_studio.services.sync.joining import Claim, OwnRequests, with_claim
from bpr_studio.services.sync.scopes import section_scope
from bpr_studio.services.sync.tools import Tools
from tests.builders_segments import key_of
from tests.fakes.ids import CountingIds
from tests.fakes.memory_log import MemoryLog
from tests.fakes.simulated_share import ShiftedClock, SimulatedShare

if TYPE_CHECKING:
    from pathlib import Path

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.replication.ops import Op
    from bpr_studio.services.sync.founding import Site
    from bpr_studio.services.sync.outcome import CycleOutcome
    from bpr_studio.services.sync.ports import ShareStore, Signer, SyncLog

TARGET = "//server/bpr"
CITY = "みなと市（架空）"
YEAR = 2026
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class RememberingVerifier:
    """Checks each signature once; many PCs of one city check the same ones."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, bytes, bytes], bool] = {}
        self._real = Ed25519Verifier()

    def verify(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the signature is that of the key."""
        asked = (public_key, message, signature)
        if asked not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[asked] = self._real.verify(*asked)
        return self._known[asked]


VERIFIER = RememberingVerifier()
_signers: dict[str, Signer] = {}


def signer_of(actor: str) -> Signer:
    """The key of an actor."""
    if actor not in _signers:
        _signers[actor] = Ed25519Signer(key_of(actor))
    return _signers[actor]


def unit_id(code: str) -> str:
    """Row id of a section."""
    return planned_id("org_unit", YEAR, code)


class RootKeys:
    """The root key in memory; implements `services.sync.keys.KeyFiles`."""

    def make(self, file: Path, passphrase: str) -> Signer:
        """The root key of the city, the same for the same words."""
        return signer_of(f"{file} {passphrase}")

    def open(self, file: Path, passphrase: str) -> Signer:
        """The same again."""
        return self.make(file, passphrase)


class FilePc:
    """A workspace file and what a window does with it."""

    def __init__(self, folder: Path, actor: str, clock: ShiftedClock) -> None:
        self.folder = folder
        self.actor = actor
        self.clock = clock
        self._open(Database.create(folder))

    def _open(self, database: Database) -> None:
        self.database = database
        self.store = OpStore(database, self.clock, EventBus())
        self.store.sign_in(Person(f"u-{self.actor[:5]}", MEMBER), self.actor)
        self.log = DatabaseSyncLog(database, self.store, self.clock)

    def commit(self, *changes: Change) -> tuple[Op, ...]:
        """Write as one command."""
        return self.store.commit("記入", list(changes)).ops

    def digest(self) -> str:
        """Equal on two PCs exactly when the merged state of their data is."""
        return self.store.digest()

    def reopen(self) -> None:
        """The program ended, however it ended, and starts again."""
        self.database.close()
        self._open(Database(self.folder))

    def copy_to(self, folder: Path) -> None:
        """A backup or a copied PC."""
        self.database.close()
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        self._open(Database(self.folder))


class Pc:
    """One PC of the city.

    Attributes:
        name: as the share knows it.
        section: code of its section, "" for the DX office.
        role: role of its person.
        local: its database.
        clock: its own clock, which may be wrong.
        outcomes: what its exchanges did, the last ones.
        alive: whether it still runs.
    """

    def __init__(  # noqa: PLR0917  # a PC has all of these
        self,
        city: City,
        name: str,
        section: str,
        role: str,
        local: MemoryLog | FilePc,
        clock: ShiftedClock,
    ) -> None:
        self.city = city
        self.name = name
        self.section = section
        self.role = role
        self.local = local
        self.clock = clock
        self.alive = True
        self.app = "1.0"
        self._has_key = True
        self.last: CycleOutcome | None = None
        self.start()

    @property
    def log(self) -> SyncLog:
        """Its database as exchange sees it."""
        return self.local if isinstance(self.local, MemoryLog) else self.local.log

    @property
    def store(self) -> ShareStore:
        """The share as this PC sees it."""
        return self.city.share.store(self.name)

    @property
    def actor(self) -> str:
        """Its present actor."""
        return self.log.identity().actor

    def start(self) -> None:
        """The exchange process starts; what it remembered is gone, what is on disk is not."""
        if isinstance(self.local, FilePc):
            self.local.reopen()
        self.city.share.calls(self.name).revive()
        local = self.local
        lookup = local if isinstance(local, MemoryLog) else local.log.lookup
        requests = OwnRequests(self.log, VERIFIER, self.signer)
        self.tools = Tools(
            log=self.log,
            lookup=lookup,
            signer=self.signer,
            verifier=VERIFIER,
            codec=Zstd(),
            clock=self.clock,
            pause=self.city.share.time.move,
            chance=random.Random(self.name),  # noqa: S311  # luck of a simulation
            new_actor=self.city.new_actor,
            request=requests.request,
            app=self.app,
            schema=4,
            threads=1,
        )
        self.cycles = Cycle(self.tools)

    def signer(self, actor: str) -> Signer | None:
        """The key of one of its actors."""
        return signer_of(actor) if self._has_key else None

    def lose_key(self) -> None:
        """The system does not give the key any more."""
        self._has_key = False

    def cycle(self, wish: Wish | None = None) -> CycleOutcome:
        """Exchange once."""
        self.last = self.cycles.run(TARGET, self.store, wish=wish or Wish(demanded=True))
        return self.last

    def commit(self, *changes: Change) -> tuple[Op, ...]:
        """Write something, as the window does."""
        return self.local.commit(*changes)

    def write(self, row: str, **fields: object) -> tuple[Op, ...]:
        """Answer about a task of the own section."""
        known = self.commit(SetFields("work_item", row, fields)) if self._has(row) else ()
        if known or self._has(row):
            return known
        return self.commit(PutRow("work_item", row, {"unit_id": unit_id(self.section), **fields}))

    def _has(self, row: str) -> bool:
        local = self.local
        state = local if isinstance(local, MemoryLog) else local.store
        return bool(state.state("work_item", row).heads)

    def digest(self) -> str:
        """Equal on two PCs exactly when the merged state of their data is."""
        return self.local.digest()

    @property
    def enrolment(self) -> Enrolment:
        """The desk of the DX office."""
        return Enrolment(self.log, VERIFIER, self.clock)


class City:
    """Several PCs and one place of exchange.

    Attributes:
        share: the server.
        pcs: all PCs, the first one of the DX office first.
    """

    def __init__(
        self, seed: int = 0, share: SimulatedShare | None = None, tmp_path: Path | None = None
    ) -> None:
        """Nobody is there yet.

        Args:
            seed: of all luck.
            share: the server; a faultless one by default.
            tmp_path: where real workspace files are made; logs are in memory without it.
        """
        self.share = share or SimulatedShare(seed)
        self.pcs: list[Pc] = []
        self._actors = 0
        self._answered: set[str] = set()
        self._folder = tmp_path
        self.site: Site | None = None

    def new_actor(self) -> str:
        """A name for a database."""
        self._actors += 1
        number, letters = self._actors, ""
        for _ in range(4):
            number, place = divmod(number, 32)
            letters = _LETTERS[place] + letters
        return f"actorpc22{letters}"

    def _pc(self, section: str, role: str, folder: Path | None = None) -> Pc:
        name = f"pc-{len(self.pcs) + 1}"
        clock = ShiftedClock(self.share.time)
        actor = self.new_actor()
        folder = folder or self._folder
        local = MemoryLog(actor, clock) if folder is None else FilePc(folder / name, actor, clock)
        pc = Pc(self, name, section, role, local, clock)
        self.pcs.append(pc)
        return pc

    def found(self, *sections: str, folder: Path | None = None) -> Pc:
        """The PC of the DX office that founds the exchange and writes the organisation.

        Args:
            sections: codes of the sections.
            folder: where its workspace file is made, if it alone shall have one.
        """
        pc = self._pc("", DX_OFFICE, folder)
        founding = Founding(pc.log, RootKeys(), VERIFIER, pc.clock, CountingIds())
        founder = Founder(signer_of(pc.actor), "dx01", "DX推進課（架空）", pc.name)
        root = RootFile(None, "root")  # type: ignore[arg-type]  # no file is written
        self.site = founding.found(CITY, founder, root, fictitious=True)
        for code in sections or ("0101", "0102"):
            pc.commit(
                PutRow("org_unit", unit_id(code), {"code": code, "level": "section", "name": code})
            )
        pc.cycle()
        return pc

    def join(
        self,
        section: str,
        role: str = MEMBER,
        *,
        approved: bool = True,
        folder: Path | None = None,
    ) -> Pc:
        """A PC whose person has said who they are.

        Args:
            section: code of its section, "" for the DX office.
            role: role of its person.
            approved: the DX office lets it in at once.
            folder: where its workspace file is made, if it alone shall have one.
        """
        if self.site is None:
            raise RuntimeError("found first")
        pc = self._pc(section, role if section else DX_OFFICE, folder)
        pin(pc.log, self.site, section_scope(section) if section else "org")
        claim = Claim(
            f"u-{pc.name}", f"{section}課（架空）", pc.name, pc.role, section, "2026-06-01"
        )
        pc.log.note(with_claim(claim))
        if approved:
            self.introduce(pc)
        return pc

    def introduce(self, *pcs: Pc) -> None:
        """PCs ask, and the first PC of the DX office lets them in."""
        for pc in pcs:
            pc.cycle()
        self.share.time.move(30)
        self.pcs[0].cycle()
        self.approve()
        self.pcs[0].cycle()
        self.share.time.move(30)
        for pc in pcs:
            pc.cycle()

    def approve(self) -> int:
        """The DX office lets in all who ask, as they wish; how many.

        Where its own PC had to take a new actor, the root key comes out of the safe.
        """
        desk, log = self.pcs[0].enrolment, self.pcs[0].log
        if not self._has_asked(log):
            return 0
        asked = open_requests(log, desk.roster, VERIFIER)
        if not asked:
            return 0
        root = RootKeys().make(None, "root")  # type: ignore[arg-type]  # no file is read
        signs = self.pcs[0].actor in desk.roster.admins
        self._answered |= {f"request/{one.actor}" for one in asked}
        for one in asked:
            scopes = (section_scope(one.section),) if one.section else ()
            signer = signer_of(self.pcs[0].actor) if signs else root
            desk.approve(signer, [Approval(one, one.role, scopes)])
        for member in desk.roster.members:
            if member.actor == self.pcs[0].actor and not signs:
                desk.make_admin(root, member.actor)
        return len(asked)

    def _has_asked(self, log: SyncLog) -> bool:
        """Whether there is a request nobody answered; the roster is folded only then."""
        asked = {name for name in log.facts() if name.startswith("request/")}
        return bool(asked - self._answered)

    def copy(self, pc: Pc) -> Pc:
        """Somebody clones a PC, database and keys and all."""
        name = f"pc-{len(self.pcs) + 1}"
        clock = replace_clock(pc.clock)
        if isinstance(pc.local, MemoryLog):
            local: MemoryLog | FilePc = copied(pc.local, clock)
        else:
            folder = pc.local.folder.with_name(name)
            pc.local.copy_to(folder)
            pc.start()
            local = opened(folder, pc.local.actor, clock)
        twin = Pc(self, name, pc.section, pc.role, local, clock)
        self.pcs.append(twin)
        return twin

    def backup(self, pc: Pc) -> MemoryLog:
        """A copy of a PC's database as it is now (logs in memory only)."""
        if not isinstance(pc.local, MemoryLog):
            raise TypeError("only logs in memory")
        return copied(pc.local, pc.clock)

    def restore(self, pc: Pc, backup: MemoryLog) -> None:
        """Somebody brings back an old backup of a PC's database."""
        pc.local = copied(backup, pc.clock)
        pc.start()

    def reopened(self, pc: FilePc) -> FilePc:
        """A PC on the file that lies in its folder now."""
        return opened(pc.folder, pc.actor, pc.clock)

    def cycle_all(self, seconds: float = 30) -> None:
        """Everybody exchanges once, one after the other."""
        for pc in self.pcs:
            if pc.alive:
                pc.cycle()
        self.share.time.move(seconds)

    def settle(self, rounds: int = 6) -> None:
        """Exchange until nothing can be on its way any more."""
        for _ in range(rounds):
            self.cycle_all(60)
            self.approve()


def replace_clock(clock: ShiftedClock) -> ShiftedClock:
    """Another clock that is as wrong."""
    return ShiftedClock(clock.time, clock.offset)


def copied(log: MemoryLog, clock: ShiftedClock) -> MemoryLog:
    """A copy of a database, on a PC with this clock."""
    twin = copy.copy(log)
    for name, value in vars(log).items():
        if name != "clock":
            setattr(twin, name, copy.deepcopy(value))
    twin.clock = clock
    return twin


def opened(folder: Path, actor: str, clock: ShiftedClock) -> FilePc:
    """A workspace file that exists."""
    pc = FilePc.__new__(FilePc)
    pc.folder, pc.actor, pc.clock = folder, actor, clock
    pc._open(Database(folder))  # noqa: SLF001  # the same class by another way
    return pc
