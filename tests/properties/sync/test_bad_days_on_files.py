"""The same bad days, shorter, on real workspace files: SQLite, the real log, projection and all."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from bpr_studio.domain.replication.changes import DeleteRow, PutRow
from bpr_studio.domain.replication.digest import state_digest
from bpr_studio.domain.replication.merge import merge_row
from bpr_studio.services.sync.enrolment import known_roster
from tests.builders_sync import VERIFIER, City, FilePc, Pc, unit_id
from tests.fakes.share_faults import NO_FAULTS, Faults
from tests.fakes.simulated_share import Killed

if TYPE_CHECKING:
    from bpr_studio.domain.replication.ops import Op, OpId

SEEDS = 8


def files_of(pc: Pc) -> FilePc:
    assert isinstance(pc.local, FilePc)
    return pc.local


def exchange(pc: Pc) -> None:
    try:
        pc.cycle()
    except Killed:
        pc.start()


def write(pc: Pc, luck: random.Random, number: int) -> set[OpId]:
    section = pc.section or luck.choice(("0101", "0102"))
    row = f"{section}-{luck.randrange(3)}"
    put = PutRow("work_item", row, {"unit_id": unit_id(section), "name": f"値{number}"})
    change = DeleteRow("work_item", row) if luck.random() < 0.15 else put
    return {op.id for op in pc.commit(change)}


def bad_day(city: City, luck: random.Random, steps: int) -> list[tuple[Pc, set[OpId]]]:
    """What everybody wrote."""
    written: list[tuple[Pc, set[OpId]]] = []
    for number in range(steps):
        pc = luck.choice(city.pcs)
        deed = luck.random()
        if deed < 0.45:
            written.append((pc, write(pc, luck, number)))
        elif deed < 0.6:
            city.share.calls(pc.name).kill_after(luck.randint(1, 25))
            exchange(pc)
        elif deed < 0.95:
            exchange(pc)
        city.share.time.move(luck.choice((1, 30, 300)))
    return written


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
def test_bad_days_end_well_on_real_files(seed, tmp_path):
    luck = random.Random(seed)  # noqa: S311  # luck of a simulation
    city = City(seed, tmp_path=tmp_path)
    city.found()
    city.join("0101")
    city.join("0102", "section_chief")
    city.share.set_faults(Faults.all(0.02))
    written = bad_day(city, luck, 40)
    city.copy(city.pcs[1])
    written += bad_day(city, luck, 25)
    # A backup of a PC comes back.
    victim = files_of(city.pcs[2])
    victim.copy_to(tmp_path / "backup")
    city.pcs[2].start()
    written += bad_day(city, luck, 15)
    exchange(city.pcs[2])
    shared = {id_ for pc, ids in written if pc is city.pcs[2] for id_ in ids}
    victim.database.close()
    shutil.rmtree(victim.folder)
    shutil.copytree(tmp_path / "backup", victim.folder)
    city.pcs[2].local = city.reopened(victim)
    city.pcs[2].start()
    city.share.set_faults(NO_FAULTS)
    for pc in city.pcs:
        pc.start()
    city.settle(8)
    for _ in range(8):
        city.share.time.move(24 * 3600)
        city.cycle_all()
    judge(city, written, lost=shared)
    for pc in city.pcs:
        files_of(pc).database.close()


def judge(city: City, written: list[tuple[Pc, set[OpId]]], lost: set[OpId]) -> None:
    """Everybody has everything of their scopes, the same of it, and the tables say the same."""
    everything = {op.id: op for pc in city.pcs for op in files_of(pc).store.ops()}
    for _, ids in written:
        assert ids <= everything.keys() | lost
    states: dict[tuple[str, str], set[str]] = {}
    for pc in city.pcs:
        local = files_of(pc)
        member = known_roster(pc.log, VERIFIER).member(pc.actor)
        assert member is not None, pc.name
        rows: dict[tuple[str, str], list[Op]] = {}
        for op in local.store.ops():
            if op.entity == "work_item":
                rows.setdefault((op.entity, op.row), []).append(op)
        for key, ops in rows.items():
            states.setdefault(key, set()).add(state_digest([(*key, merge_row(ops))]))
        assert pc.log.pending(5000, 1 << 20) is None, pc.name
        assert pc.log.unplaced("//server/bpr") == (), pc.name
        before = local.store.projection_digest()
        local.store.rebuild()
        assert local.store.projection_digest() == before, pc.name
    assert all(len(digests) == 1 for digests in states.values())
