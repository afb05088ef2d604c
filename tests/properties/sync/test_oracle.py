"""The judge of bad days sees what is wrong: each fault planted here is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpr_studio.domain.replication.names import SegmentName
from bpr_studio.domain.replication.ops import OpId
from tests.builders_sync import TARGET
from tests.fakes.memory_log import MemoryLog
from tests.properties.sync.oracle import judge
from tests.properties.sync.worlds import World, local


@pytest.fixture
def world() -> World:
    """A world after a good evening."""
    made = World(3).play(30).calm_down()
    assert judge(made) == []
    return made


def found(world: World) -> set[str]:
    return {line.split(" ", 1)[0] for line in judge(world)}


def some_op(log: MemoryLog) -> OpId:
    """An op of somebody else."""
    return next(id_ for id_ in log.ops if id_.actor != log.actor)


def test_a_lost_op_is_found(world):
    log = local(world.city.pcs[0])
    del log.ops[some_op(log)]
    assert "I2" in found(world)


def test_an_op_nobody_wrote_is_found(world):
    log = local(world.city.pcs[0])
    strange = replace(log.ops[some_op(log)], id=OpId("strangerstra2", 1, "00000000"))
    log.ops[strange.id] = strange
    assert "I7" in found(world)


def test_changed_bytes_under_a_name_are_found(world):
    name = next(name for name in world.files if name.endswith(".seg"))
    world.share.place(name, b"other")
    world.watch()
    assert "I9" in found(world)


def test_work_that_was_shared_and_is_nowhere_is_found(world):
    pc = world.city.pcs[1]
    lost = world.city.backup(pc)
    world.deeds.lost.append((pc, lost))
    pc.write("0101-8", name="まだ誰も知らない")
    log = local(pc)
    world.deeds.lost[:] = [(pc, log)]
    world.city.restore(pc, lost)
    batch = log.pending(9, 9999)
    assert batch is not None
    pc.cycles.run(TARGET, pc.store)  # with the backup: what was written is not there
    log.keep_sealed(batch, name_of(batch.scope, batch.actor), "f" * 64, b"")
    log.set_placed(TARGET, name_of(batch.scope, batch.actor), verified=True)
    assert "I4" in found(world)


def name_of(scope: str, actor: str) -> SegmentName:
    """The name of a segment nobody placed."""
    return SegmentName(scope, actor, 99, "f" * 12)


def test_work_left_behind_is_found(world):
    for _ in range(9):
        world.edit()
    assert "I8" in found(world)


def test_an_overwritten_value_is_found(world):
    """A writer who did not know of a value must not have replaced it."""
    entry = next(entry for entry in reversed(world.journal) if entry.op.seen and entry.op.fields)
    place = world.journal.index(entry)
    world.journal[place] = replace(entry, knew=frozenset())
    assert "I6" in found(world)
