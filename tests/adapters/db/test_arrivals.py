"""An open window hears of what another process took in."""

import pytest

from bpr_studio.adapters.db.arrivals import MOST_NAMED, ArrivalQueries
from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.adapters.db.taking_in import ARRIVALS_KEPT, Arriving
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.replication.ops import encode_body
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.events import EventBus
from tests.fakes.clock import ManualClock

PERSON = Person("tester", "dx_office")


class Desk:
    """A window with its database, the exchange process beside it, and another PC."""

    def __init__(self, folder):
        self.database = Database.create(folder / "here")
        self.store = OpStore(self.database, ManualClock(), EventBus())
        self.store.sign_in(PERSON, "a" * 13)
        self.beside = Database(folder / "here", beside=True)
        self.worker = OpStore(self.beside, ManualClock(), EventBus())
        self.far = Database.create(folder / "there")
        self.other = OpStore(self.far, ManualClock(), EventBus())
        self.other.sign_in(PERSON, "b" * 13)
        self.asked = ArrivalQueries(self.database)

    def receive(self, rows):
        """Rows of the other PC come in through the exchange process."""
        done = self.other.commit("x", [PutRow("term_lesson", row, {"term": row}) for row in rows])
        self.worker.take_in(Arriving(op, encode_body(op, op.label), "lib") for op in done.ops)

    def close(self):
        for database in (self.database, self.beside, self.far):
            database.close()


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.close()


def test_what_came_is_told_once(desk):
    before = desk.asked.last_arrival()
    desk.receive(["r1", "r2"])
    came = desk.asked.arrivals(before)
    assert came.kinds == {"term_lesson"}
    assert came.ids == {"r1", "r2"}
    assert desk.asked.arrivals(came.last).kinds == frozenset()


def test_the_version_differs_after_either_side_has_written(desk):
    versions = [desk.asked.version(), desk.asked.version()]
    desk.receive(["r1"])
    versions.append(desk.asked.version())
    desk.store.commit("own", [PutRow("term_lesson", "r9", {"term": "own"})])
    versions.append(desk.asked.version())
    assert versions[0] == versions[1]
    assert len(set(versions)) == 3


def test_very_many_rows_are_told_by_kind_only(desk):
    desk.receive([f"r{n}" for n in range(MOST_NAMED + 1)])
    came = desk.asked.arrivals(0)
    assert came.kinds == {"term_lesson"}
    assert came.ids == frozenset()


def test_where_some_are_forgotten_anything_may_differ(desk):
    desk.receive(["r0"])
    with desk.beside.writing() as cursor:
        cursor.execute("UPDATE arrival SET number = number + ?", (ARRIVALS_KEPT,))
    came = desk.asked.arrivals(0)
    assert {"work_item", "flow"} <= came.kinds
    assert came.ids == frozenset()
