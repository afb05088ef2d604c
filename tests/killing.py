"""Kills the exchange at a chosen store or commit call, again and again, and lets it recover.

    python -m tests.killing FOLDER [--every N] [--first K]

Two lives are lived from the same morning: that of a section's PC (push and pull) and that of the
DX office's PC (push, pull, receipts, packs). Each is first lived to its end, which tells how many
calls it has and what must stand on the share and in the databases afterwards. Then it is lived
anew and ended by SIGKILL at call 1, 2, 3, ...; a fresh process goes on without any help, and all
must be as in the life that was not cut short: the same files with the same bytes, each delivered
once, equal databases on both PCs.

Every process is forked from this one, which has loaded the program and opened nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import traceback
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bpr_studio.adapters.db.database import DATABASE_NAME, Database
from bpr_studio.adapters.db.own_work import OwnWork
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.adapters.share.file_calls import FileCalls
from bpr_studio.app.sync_parts import SyncParts
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.replication.names import is_part
from bpr_studio.domain.replication.policy import Policy
from bpr_studio.services.events import EventBus
from bpr_studio.services.sync.cycle import Cycle, Wish
from bpr_studio.services.sync.packing import LOOSE, Packing
from bpr_studio.services.sync.tools import Meeting, Patience
from tests.builders_process import Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKED_LATER = timedelta(days=9)
"""The morning is so long after the first work that it may be packed."""


class Killer:
    """Counts calls and ends the process at one of them.

    Attributes:
        at: number of the call before which it ends, 0 for never.
        count: calls so far.
        log: what was called.
    """

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.count = 0
        self.log: list[str] = []

    def point(self, what: str) -> None:
        """Somebody is about to do this."""
        self.count += 1
        self.log.append(what)
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


class KilledCalls(FileCalls):
    """The real file system, before each call of which the process may end; writing has a middle."""

    def __init__(self, killer: Killer) -> None:
        self._killer = killer

    def make_folder(self, path):
        self._killer.point("make_folder")
        super().make_folder(path)

    def entries(self, folder):
        self._killer.point("entries")
        return super().entries(folder)

    def read(self, path, most):
        self._killer.point("read")
        return super().read(path, most)

    def write_new(self, path, data):
        self._killer.point("write")
        if self._killer.count + 1 == self._killer.at:
            Path(path).write_bytes(data[: len(data) // 2])
        self._killer.point("half written")
        super().write_new(path, data)

    def rename_new(self, source, target):
        self._killer.point("rename")
        super().rename_new(source, target)

    def modified(self, path):
        self._killer.point("modified")
        return super().modified(path)

    def remove(self, path):
        self._killer.point("remove")
        super().remove(path)


class Later:
    """A clock that can be moved; real time goes on beside."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC) + self.ahead  # noqa: TID251  # a clock, only later


@dataclass
class Morning:
    """What lies there before each life.

    Attributes:
        folder: share, dx and section.
    """

    folder: Path

    def copied(self, to: Path) -> Morning:
        """The same morning again."""
        if to.exists():
            shutil.rmtree(to)
        shutil.copytree(self.folder, to)
        return Morning(to)

    @property
    def files(self) -> dict[str, bytes]:
        """What stands on the share, without what was being written when somebody died."""
        share = self.folder / "share"
        found = {
            path.relative_to(share).as_posix(): path.read_bytes()
            for path in share.rglob("*")
            if path.is_file()
        }
        return {name: data for name, data in found.items() if not is_part(name)}


@contextmanager
def opened(morning: Morning, pc: str, killer: Killer, clock: Later) -> Iterator[_Pc]:
    """The exchange of a PC whose calls are counted."""
    database = Database(morning.folder / pc)
    with database.writing() as cursor:
        cursor.connection.set_trace_callback(
            lambda statement: killer.point("commit") if statement == "COMMIT" else None
        )
    yield _Pc(morning, database, killer, clock)
    database.close()


class _Pc:
    """The exchange of one PC."""

    def __init__(self, morning: Morning, database: Database, killer: Killer, clock: Later) -> None:
        self.database = database
        self.clock = clock
        self.target = "share"
        self.store = OpStore(database, clock, EventBus())
        self.parts = SyncParts(database, self.store, clock)
        self.tools = replace(self.parts.tools, threads=1)
        self.share = DirectoryStore(morning.folder / "share", KilledCalls(killer))
        self._cycle = Cycle(self.tools)

    def live(self, cycles: int, *, packs: bool) -> None:
        """Exchange some times, with a while between; the office packs."""
        for _ in range(cycles):
            done = self._cycle.run(self.target, self.share, wish=Wish(demanded=True))
            if done.fault is not None or done.troubles:
                raise AssertionError((done.fault, done.troubles))
            self.clock.ahead += timedelta(minutes=6)
        if packs:
            self._pack()

    def _pack(self) -> None:
        meeting = Meeting(
            self.tools, self.target, self.share, Patience(self.tools.pause, self.tools.chance)
        )
        packing = Packing(meeting, self.parts.log.identity().site)
        listed = self.share.list("")
        scopes = sorted({name.split("/")[1] for name in listed if name.startswith("s/")})
        packing.pack(scopes, listed, packing.inside(listed), lambda _done, _total: None)

    def state(self) -> dict[str, str]:
        """What the database says in the end."""
        work = OwnWork(self.database).work()
        return {
            "digest": self.store.digest(),
            "tables": self.store.projection_digest(),
            "work": f"{work.here} {work.on_the_way}",
            "waiting": str(len(self.parts.log.unplaced(self.target))),
        }


def prepare(folder: Path) -> None:
    """Two PCs with work of their own and news for each other, and much that is old enough to pack."""
    pair = Pair(folder)
    for name in ("dx", "section"):
        with opened(Morning(folder), name, Killer(), Later(timedelta())) as pc:
            pc.parts.log.note({f"target/{pair.share}": "", "target/share": "share"})
            if name == "dx":
                for number in range(LOOSE + 5):
                    _write(pc, f"old-{number}")
                    pc.live(1, packs=False)
            pc.live(2, packs=False)
    later = Later(PACKED_LATER)
    for name in ("dx", "section"):
        with opened(Morning(folder), name, Killer(), later) as pc:
            pc.live(1, packs=False)
            for number in range(3):
                _write(pc, f"new-{number}")
            if name == "dx":
                pc.parts.enrolment.set_policy(pc.parts.own_signer, Policy())


def _write(pc: _Pc, row: str) -> None:
    pc.store.commit(
        row, [PutRow("mapping_profile", f"{pc.parts.log.identity().actor}-{row}", {"name": row})]
    )


LIVES = ("section", "dx")


def other(pc: str) -> str:
    """The PC that is not killed."""
    return LIVES[1 - LIVES.index(pc)]


def live(morning: Morning, pc: str, killer: Killer, cycles: int = 2) -> None:
    """One life of an exchange process."""
    with opened(morning, pc, killer, Later(PACKED_LATER)) as one:
        one.live(cycles, packs=pc == "dx")


def calls_of(morning: Morning, pc: str) -> list[str]:
    """What a life that is not cut short calls."""
    killer = Killer()
    live(morning, pc, killer)
    return killer.log


def evening(morning: Morning, pc: str) -> dict[str, str]:
    """What is true after a fresh process went on, and the other PC has exchanged as well."""
    found: dict[str, str] = {}
    for name, cycles in ((pc, 2), (other(pc), 2), (pc, 1), (other(pc), 1)):
        live(morning, name, Killer(), cycles)
    for name in LIVES:
        with opened(morning, name, Killer(), Later(PACKED_LATER)) as one:
            found |= {f"{name} {what}": text for what, text in one.state().items()}
        with closing(sqlite3.connect(morning.folder / name / DATABASE_NAME)) as file:
            found[f"{name} sound"] = str(file.execute("PRAGMA integrity_check").fetchone()[0])
    found |= {
        name: hashlib.sha256(data).hexdigest()
        for name, data in morning.files.items()
        if not name.startswith("r/")  # receipts tell the same in other portions
    }
    return found


def forked(work: Callable[[], object]) -> tuple[int, str]:
    """Do something in a process of its own; how it ended (minus the signal), and what it gave."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        code = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            code = 0
        except BaseException:  # noqa: BLE001  # the end of this process
            os.write(writing, traceback.format_exc()[-4_000:].encode())
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        said = file.read().decode()
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), said


@dataclass
class Killed:
    """What came of the kills of one life.

    Attributes:
        pc: whose life.
        calls: number of calls in it.
        killed: number of points it was killed at.
        violations: by call what was not as it should be.
    """

    pc: str
    calls: int
    killed: int
    violations: dict[str, str]


def kill_all(prepared: Morning, pc: str, points: Callable[[int], list[int]]) -> Killed:
    """Kill the life of a PC at these calls, each on the same morning.

    Args:
        prepared: a city made by `prepared_in`.
        pc: "section" or "dx".
        points: which calls, from their number.
    """
    folder = prepared.folder.parent
    morning, work = prepared.copied(folder / pc), folder / "work"
    _needed(lambda: live(morning, other(pc), Killer()))  # its work is on the share already
    _, said = _needed(lambda: calls_of(morning.copied(work), pc))
    calls = json.loads(said)
    reference = json.loads(_needed(lambda: evening(morning.copied(work), pc))[1])
    chosen = points(len(calls))
    violations = {}
    for at in chosen:
        there = morning.copied(work)
        code, said = forked(partial(live, there, pc, Killer(at)))
        wrong = said if code != -signal.SIGKILL else _differs(there, pc, reference)
        if wrong:
            violations[f"{pc} {at} {calls[at - 1]}"] = wrong
    return Killed(pc, len(calls), len(chosen), violations)


def prepared_in(folder: Path) -> Morning:
    """The city, made in a process of its own; everything the lives need is loaded in this one."""
    import bpr_studio.adapters.db.projector  # noqa: F401  # loaded before forking
    from bpr_studio.adapters.share.key_protection import open_vault

    open_vault(folder)
    morning = Morning(folder / "morning")
    _needed(lambda: prepare(morning.folder))
    return morning


def _needed(work: Callable[[], object]) -> tuple[int, str]:
    code, said = forked(work)
    if code:
        raise RuntimeError(said)
    return code, said


def _differs(there: Morning, pc: str, reference: dict[str, str]) -> str:
    """What differs from a life that was not cut short, "" where nothing does."""
    code, said = forked(lambda: evening(there, pc))
    if code:
        return said
    found = json.loads(said)
    names = sorted(
        name for name in reference.keys() | found.keys() if reference.get(name) != found.get(name)
    )
    return ", ".join(names)


def main(arguments: list[str]) -> int:
    """Kill as the command line says; prints what came of it as JSON."""
    parser = argparse.ArgumentParser(prog="tests.killing")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth call")
    parser.add_argument("--first", type=int, default=1, metavar="K", help="beginning with call K")
    options = parser.parse_args(arguments)
    failed = False
    morning = prepared_in(options.folder)
    for pc in LIVES:
        killed = kill_all(
            morning,
            pc,
            lambda calls: list(range(options.first, calls + 1, options.every)),
        )
        sys.stdout.write(json.dumps(asdict(killed), ensure_ascii=False) + "\n")
        sys.stdout.flush()
        failed |= bool(killed.violations)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
