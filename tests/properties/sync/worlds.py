"""A whole city on a bad day: PCs, a file server with every fault of sync.md §9, and a hostile hand.

A `World` follows from its seed. `play` lets things happen at random and writes a journal of what
every person truly wrote and knew; `calm_down` ends all faults, brings every PC back that still
exists and lets the PCs exchange until nothing can be on its way. `judge` (oracle.py) then looks
whether the invariants hold. Databases are in memory (`MemoryLog`); one test plays the same on real
workspace files.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from bpr_studio.domain.replication.changes import (
    AddMembers,
    DeleteRow,
    PutRow,
    RemoveMembers,
    SetFields,
)
from bpr_studio.domain.replication.names import ORG, segment_name
from bpr_studio.domain.workload.workflow import KAIZEN_LEADER, MEMBER, PROMOTER, SECTION_CHIEF
from bpr_studio.services.sync.cycle import Wish
from bpr_studio.services.sync.scopes import section_scope
from bpr_studio.services.sync.troubles import TroubleKind
from tests.builders_sync import City, Pc, unit_id
from tests.fakes.memory_log import MemoryLog
from tests.fakes.share_faults import NO_FAULTS, Faults
from tests.fakes.simulated_share import Killed, SimulatedShare

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpr_studio.domain.replication.changes import Change
    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.ops import Op, OpId
    from tests.fakes.simulated_share import Backup

SECTIONS = ("0101", "0102")
ROLES = (MEMBER, PROMOTER, KAIZEN_LEADER, SECTION_CHIEF)
YEAR_SECONDS = 365 * 86_400
FIELDS = ("name", "minutes_regular", "note", "field_of_next_year")
_ALL_CALLS = {"stall", "cut"}  # strike everywhere
CALM_ROUNDS = 11


@dataclass(frozen=True)
class Written:
    """An op with what its writer knew when making it."""

    op: Op
    knew: frozenset[OpId]
    pc: str
    scope: str


@dataclass
class Deeds:
    """What was done to the city behind the program's back.

    Attributes:
        happened: how often each thing happened.
        taken: segments that stood on the share when it was set back, or whose file was taken or
            changed; they may be lost where nobody else has them.
        touched: final names somebody hostile wrote to.
        lost: databases that exist no more, as they were when they were lost, with their PCs.
    """

    happened: Counter[str] = field(default_factory=Counter)
    taken: set[SegmentName] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    lost: list[tuple[Pc, MemoryLog]] = field(default_factory=list)


class World:
    """One city and its bad day.

    Attributes:
        journal: all ops anybody ever wrote, in true order.
        deeds: what else happened.
        files: by final name the bytes it first had.
        scopes: for the oracle, by PC the scopes it takes in in the end.
        changed: names whose bytes changed though nobody hostile touched them (I9).
    """

    def __init__(self, seed: int) -> None:
        """The city is founded and its first PCs have joined, on a good day."""
        self.seed = seed
        self.luck = random.Random(seed)  # noqa: S311  # luck of a simulation
        self.share = SimulatedShare(seed)
        self.city = City(seed, self.share)
        self.journal: list[Written] = []
        self.deeds = Deeds()
        self.files: dict[str, bytes] = {}
        self.changed: list[str] = []
        self.scopes: dict[str, set[str] | None] = {}
        self._backups: list[tuple[Pc, MemoryLog]] = []
        self._share_backups: list[Backup] = []
        self._count = 0
        dx = self.city.found(*SECTIONS)
        self._note(dx, [dx.log.ops[id_] for id_ in dx.log.ops], frozenset())  # type: ignore[attr-defined]  # in memory
        sections = [*SECTIONS, self.luck.choice(SECTIONS)]
        if self.luck.random() < 0.5:
            sections.append("")  # another PC of the DX office
        pcs = [self.city.join(one, self.luck.choice(ROLES), approved=False) for one in sections]
        self.city.introduce(*pcs)

    # --- the bad day ----------------------------------------------------------------------------

    def play(self, steps: int = 50) -> World:
        """Let so many things happen."""
        self.share.set_faults(self._weather())
        what = (*_EVENTS,)
        weights = [_EVENTS[event] for event in what]
        for event in self.luck.choices(what, weights, k=steps):
            self.deeds.happened[event.__name__] += 1
            event(self)
            self.watch()
        return self

    def _weather(self) -> Faults:
        """Some of the faults, some more, some less often."""
        if self.luck.random() < 0.1:
            return Faults.all(0.03)
        rates = {
            one.name: self.luck.choice((0.02, 0.05, 0.15)) * (0.3 if one.name in _ALL_CALLS else 1)
            for one in fields(Faults)
            if self.luck.random() < 0.35
        }
        return Faults(**rates)

    def _pc(self) -> Pc:
        return self.luck.choice([pc for pc in self.city.pcs if pc.alive])

    def edit(self) -> None:
        """Somebody writes."""
        pc = self._pc()
        log = local(pc)
        for _ in range(self.luck.randint(2, 12)):
            knew = frozenset(log.ops)
            self._note(pc, log.commit(*self._changes(pc)), knew)

    def _note(self, pc: Pc, ops: object, knew: frozenset[OpId]) -> None:
        seen = set(knew)
        for op in ops:  # type: ignore[attr-defined]  # ops
            self.journal.append(Written(op, frozenset(seen), pc.name, _scope_of(op)))
            seen.add(op.id)

    def _changes(self, pc: Pc) -> list[Change]:
        self._count += 1
        if not pc.section and self.luck.random() < 0.4:
            return [SetFields("org_unit", unit_id(SECTIONS[0]), {"name": f"課{self._count}"})]
        section = pc.section or self.luck.choice(SECTIONS)
        row = f"{section}-{self.luck.randrange(4)}"
        values: dict[str, object] = {
            name: self.luck.choice((self._count, f"値{self._count}", None, [self._count]))
            for name in self.luck.sample(FIELDS, self.luck.randint(1, 3))
        }
        unit = {"unit_id": unit_id(section)}
        put = PutRow("work_item", row, {**values, **unit})
        wanted: list[list[Change]] = [
            [put],
            [put],
            [SetFields("work_item", row, values)],
            [DeleteRow("work_item", row)],
            [AddMembers("work_item", row, "tags", (f"t{self._count}", "紙"))],
            [RemoveMembers("work_item", row, "tags", ("紙",))],
            [put, PutRow("work_item", f"{section}-9", unit), DeleteRow("work_item", row)],
            [PutRow("hologram", f"{section}-h", {**values, **unit})],
        ]
        chosen = self.luck.choice(wanted)
        known = local(pc).state("work_item", row).heads
        return chosen if known else [put]  # nobody answers about a task that nobody made

    def cycle(self) -> None:
        """One PC exchanges."""
        self.exchange(self._pc())

    def exchange(self, pc: Pc) -> None:
        """One exchange; where the process is killed in it, it starts again."""
        wish = Wish(seal=self.luck.random() < 0.85, demanded=self.luck.random() < 0.8)
        try:
            pc.cycle(wish)
        except Killed:
            self.deeds.happened["killed"] += 1
            pc.start()

    def round(self) -> None:
        """Everybody exchanges."""
        for pc in list(self.city.pcs):
            if pc.alive:
                self.exchange(pc)
        self.wait()

    def wait(self) -> None:
        """Time passes."""
        self.share.time.move(self.luck.choice((1, 7, 30, 30, 120, 3600, 30 * 3600)))

    def kill(self) -> None:
        """An exchange process is killed within a call."""
        pc = self._pc()
        self.share.calls(pc.name).kill_after(self.luck.randint(1, 25))
        self.exchange(pc)

    def copy_pc(self) -> None:
        """Somebody clones a PC."""
        if len(self.city.pcs) < 9:
            self.city.copy(self._pc())

    def back_up_pc(self) -> None:
        """Somebody makes a backup of a database."""
        pc = self._pc()
        self._backups.append((pc, self.city.backup(pc)))

    def restore_pc(self) -> None:
        """Somebody brings back an old backup of a database."""
        if self._backups:
            pc, backup = self._backups.pop(self.luck.randrange(len(self._backups)))
            if pc.alive:
                self.deeds.lost.append((pc, local(pc)))
                self.city.restore(pc, backup)

    def lose_pc(self) -> None:
        """A PC is gone for good."""
        alive = [pc for pc in self.city.pcs[1:] if pc.alive]
        if len(alive) > 2:
            pc = self.luck.choice(alive)
            pc.alive = False
            self.deeds.lost.append((pc, local(pc)))

    def back_up_share(self) -> None:
        """The server is backed up."""
        self._share_backups.append(self.share.backup())

    def restore_share(self) -> None:
        """The server is set back to an old backup."""
        if self._share_backups:
            before = self._segments()
            self.share.restore(self.luck.choice(self._share_backups))
            self._take(before)

    def _segments(self) -> dict[str, SegmentName]:
        found = ((text, segment_name(text)) for text in self.share.names())
        return {text: name for text, name in found if name is not None}

    def _take(self, before: dict[str, SegmentName]) -> None:
        """Remember which segments are gone."""
        left = self._segments()
        self.deeds.taken |= {name.original for text, name in before.items() if text not in left}
        self.files.clear()

    def delete_file(self) -> None:
        """Somebody hostile deletes a segment."""
        names = sorted(self._segments())
        if names:
            before, name = self._segments(), self.luck.choice(names)
            self.deeds.touched.add(name)
            self.share.delete(name, pending=self.luck.choice((0.0, 0.0, 15.0)))
            self.deeds.taken.add(before[name].original)
            self._take(before)

    def change_file(self) -> None:
        """Somebody hostile changes a segment."""
        names = sorted(self._segments())
        if names:
            name = self.luck.choice(names)
            data = bytearray(self.share.data(name))
            place = self.luck.randrange(len(data)) if data else 0
            changed = self.luck.choice(
                (
                    bytes(data[:place]),
                    bytes(data[:place]) + bytes(len(data) - place),
                    bytes(data) + b"x",
                    bytes(
                        data[:place] + bytes([data[place] ^ 1 if data else 0]) + data[place + 1 :]
                    ),
                )
            )
            self.share.place(name, changed)
            self.deeds.taken.add(self._segments()[name].original)
            self.deeds.touched.add(name)

    def move_file(self) -> None:
        """Somebody copies a file under another name: another scope, number, actor."""
        segments = self._segments()
        if not segments:
            return
        text, name = self.luck.choice(sorted(segments.items()))
        other = self.luck.choice(sorted(segments.values()))
        target = replace(
            name,
            scope=self.luck.choice((name.scope, other.scope)),
            seq=self.luck.choice((name.seq, name.seq + 1)),
            actor=self.luck.choice((name.actor, other.actor)),
            repair=self.luck.choice((0, 1)),
        )
        if str(target) not in segments:
            self.share.place(str(target), self.share.data(text))
            self.deeds.touched.add(str(target))

    def strew(self) -> None:
        """Windows leaves its own files."""
        self.share.place(f"s/org/{self.luck.choice(('desktop.ini', 'Thumbs.db', '~$x'))}", b"?")

    def turn_clock(self) -> None:
        """A clock is set wrong, or right."""
        offset = self.luck.choice((0.0, 0.0, 400.0, -400.0, YEAR_SECONDS, -YEAR_SECONDS))
        if self.luck.random() < 0.2:
            self.share.clock_offset = offset
        else:
            self._pc().clock.offset = offset

    def cut_off(self) -> None:
        """A PC loses the server or the right to write, or gets it back."""
        pc = self._pc()
        group = self.luck.choice((self.share.down, self.share.down, self.share.read_only))
        if pc.name in group:
            group.discard(pc.name)
        else:
            group.add(pc.name)

    def fill_up(self) -> None:
        """The disk of the server is full, or has room again."""
        full = self.share.capacity is None
        self.share.capacity = self.share.held + self.luck.randrange(3000) if full else None

    def change_weather(self) -> None:
        """Other faults from now on."""
        pc = self.luck.choice((None, self._pc().name))
        self.share.set_faults(self._weather(), pc)

    def join(self) -> None:
        """Somebody new asks to take part."""
        if len(self.city.pcs) < 9:
            section = self.luck.choice(SECTIONS)
            self.city.join(section, self.luck.choice(ROLES), approved=False)

    def approve(self) -> None:
        """The DX office looks at requests."""
        self.city.approve()

    def update(self) -> None:
        """A PC gets another version of the program, and starts again."""
        pc = self._pc()
        pc.app = self.luck.choice(("0.9", "1.0", "1.1"))
        pc.start()

    # --- and the evening ------------------------------------------------------------------------

    def watch(self) -> None:
        """Names that exist never change their bytes, whatever fails (I9)."""
        for folder, files in self.share.folders.items():
            for last in files:
                name = f"{folder}/{last}"
                if last.endswith(".part") or name in self.deeds.touched:
                    continue
                data = files[last].data
                known = self.files.setdefault(name, data)
                if known is not data and known != data:
                    self.changed.append(name)
                    self.files[name] = data

    def calm_down(self) -> World:
        """All faults end; everybody exchanges until nothing can be on its way."""
        self.share.set_faults(NO_FAULTS)
        self.share.down.clear()
        self.share.read_only.clear()
        self.share.capacity = None
        for pc in self.city.pcs:
            self.share.calls(pc.name).kill_after(-1)
            if pc.alive:
                pc.start()
        self.share.time.move(60)
        for number in range(CALM_ROUNDS):
            self.city.cycle_all(30)
            self.city.approve()
            if 2 <= number < 9:  # a week: files of others are compared once in it
                self.share.time.move(24 * 3600)
        for _ in range(8):  # what came to light last goes its way, too
            if not any(self._is_waiting(pc) or _moved(pc) for pc in self.city.pcs if pc.alive):
                break
            self.city.cycle_all(30)
            self.city.approve()
        return self

    @staticmethod
    def _is_waiting(pc: Pc) -> bool:
        return pc.last is not None and any(
            trouble.kind is TroubleKind.NOT_APPROVED for trouble in pc.last.troubles
        )


_EVENTS: dict[Callable[[World], None], int] = {
    World.edit: 260,
    World.cycle: 260,
    World.round: 60,
    World.wait: 60,
    World.kill: 60,
    World.copy_pc: 6,
    World.back_up_pc: 12,
    World.restore_pc: 8,
    World.lose_pc: 4,
    World.back_up_share: 8,
    World.restore_share: 5,
    World.delete_file: 10,
    World.change_file: 10,
    World.move_file: 8,
    World.strew: 3,
    World.turn_clock: 25,
    World.cut_off: 30,
    World.fill_up: 8,
    World.change_weather: 20,
    World.join: 6,
    World.approve: 12,
    World.update: 8,
}


def _moved(pc: Pc) -> bool:
    """Whether segments came or went in its last exchange, so that others may have to follow."""
    last = pc.last
    return last is not None and bool(
        last.pulled.segments or last.sealed or last.placed or last.verified or last.healed.segments
    )


def _scope_of(op: Op) -> str:
    """Whose data a row of this city is; its id begins with the section."""
    return ORG if op.entity == "org_unit" else section_scope(op.row[:4])


def local(pc: Pc) -> MemoryLog:
    """The database of a PC, in memory."""
    if not isinstance(pc.local, MemoryLog):
        raise TypeError("only logs in memory")
    return pc.local
