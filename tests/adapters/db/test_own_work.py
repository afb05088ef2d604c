"""How far the own work has come, counted in deeds of people."""

from datetime import UTC

import pytest

from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.own_work import OwnWork
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.adapters.db.sync_log import DatabaseSyncLog
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.replication.names import SegmentName
from bpr_studio.domain.replication.segments import named
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.events import EventBus
from bpr_studio.services.sync.facts import with_home
from bpr_studio.services.sync.status import Work
from tests.fakes.clock import MONDAY, ManualClock

ME = "a" * 13
SHARE = "/share"


class Pc:
    """A database whose work is shared step by step."""

    def __init__(self, folder):
        self.clock = ManualClock()
        self.database = Database.create(folder / "here")
        self.store = OpStore(self.database, self.clock, EventBus())
        self.store.sign_in(Person("tester", "dx_office"), ME)
        self.log = DatabaseSyncLog(self.database, self.store, self.clock)
        self.log.note(with_home("org"))
        self.own = OwnWork(self.database)

    def edit(self, *rows):
        self.store.commit("edit", [PutRow("term_lesson", row, {"term": row}) for row in rows])

    def seal(self):
        """Seal all; the names of the segments."""
        made: list[SegmentName] = []
        while batch := self.log.pending(100, 1 << 20):
            data = b'{"roster":1}\n' + str(len(made)).encode()
            name = named(batch.scope, batch.actor, batch.seq, digest := f"{len(made):064x}")
            self.log.keep_sealed(batch, name, digest, data)
            made.append(name)
        return made


@pytest.fixture
def pc(tmp_path):
    made = Pc(tmp_path)
    yield made
    made.database.close()


def test_a_command_counts_once_however_many_rows_it_writes(pc):
    pc.clock.move(60)
    pc.edit("r1", "r2", "r3")
    pc.edit("r4")
    assert pc.own.work().here == 3  # signing in is one, too
    assert pc.own.work().here_since == MONDAY.astimezone(UTC)


def test_work_goes_from_here_to_a_target_to_the_dx_office(pc):
    pc.edit("r1")
    assert pc.own.work() == Work(2, MONDAY)
    names = pc.seal()
    assert pc.own.work() == Work(2, MONDAY)
    for name in names:
        pc.log.set_placed(SHARE, name, verified=False)
    assert pc.own.work().here == 2  # seen once only
    for name in names:
        pc.log.set_placed(SHARE, name, verified=True)
    assert pc.own.work() == Work(on_the_way=2)


def test_what_is_held_back_is_told_with_its_reason_and_counts_nowhere(pc):
    batch = pc.log.pending(100, 1 << 20)
    pc.log.hold([op.id for op in batch.ops], "not permitted")
    pc.log.hold([op.id for op in batch.ops], "not permitted")
    assert pc.own.held() == ("not permitted",)
    assert pc.own.work() == Work()


def test_work_written_under_an_earlier_name_counts_too(pc):
    pc.edit("r1")
    pc.log.renew("b" * 13)
    pc.edit("r2")
    assert pc.own.work().here == 4  # twice signed in
