"""A colleague at another PC who changes the same things, for tests and for looking at windows."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bpr_studio.domain.shared.ports import Person
from tests.fakes.office import Office, office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.adapters.db.store import OpStore
    from bpr_studio.domain.replication.changes import Change

COLLEAGUE = Person("u2002", "promoter")


class Colleague:
    """Somebody at another PC with the same data.

    Attributes:
        pc: their PC.
    """

    def __init__(self, pc: Office, store: OpStore) -> None:
        self.pc = pc
        self._store = store
        self.learn()

    def learn(self) -> None:
        """Take everything our PC has."""
        self.pc.store.apply(self._store.ops())

    def write(self, *changes: Change) -> None:
        """Change something there; nobody here knows of it."""
        self.pc.clock.move(60)
        self.pc.store.commit("Edit elsewhere", changes)

    def send(self) -> None:
        """Let our PC have it, as the exchange brings it."""
        self._store.apply(self.pc.store.ops(), origin="sync")


@contextmanager
def colleague_of(
    store: OpStore, folder: Path, person: Person = COLLEAGUE, actor: str = "actor0colleag"
) -> Iterator[Colleague]:
    """A colleague of whoever works with `store`; their PC lies in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with office(folder, actor, person) as pc:
        yield Colleague(pc, store)
