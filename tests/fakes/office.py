"""A PC with a workspace: the real database and op store, a clock that stands still."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.events import EventBus
from bpr_studio.services.store import UndoStack
from tests.fakes.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.services.events import Committed

STAFF = Person("u1001", "member")


class Office:
    """An open workspace with somebody signed in.

    Attributes:
        told: the events since it was opened.
    """

    def __init__(self, database: Database, actor: str, person: Person = STAFF) -> None:
        self.database = database
        self.clock = ManualClock()
        self.bus = EventBus()
        self.store = OpStore(database, self.clock, self.bus)
        if not database.read_only:
            self.store.sign_in(person, actor)
        self.undo = UndoStack(self.store)
        self.told: list[Committed] = []
        self.bus.subscribe(self.told.append)

    def rows(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        """What a reading connection answers."""
        with self.database.scanning() as cursor:
            return [tuple(row) for row in cursor.execute(sql, parameters)]


@contextlib.contextmanager
def office(folder: Path, actor: str = "actor00000001", person: Person = STAFF) -> Iterator[Office]:
    """The workspace in `folder`, made when there is none, closed afterwards."""
    exists = (folder / "workspace.sqlite3").exists()
    database = Database(folder) if exists else Database.create(folder)
    with contextlib.closing(database):
        yield Office(database, actor, person)
