"""What a second process does to a workspace the first one has open; started by `multiprocessing`."""

from __future__ import annotations

import contextlib
import multiprocessing
from typing import TYPE_CHECKING

from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.adapters.db.sync_log import DatabaseSyncLog
from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.services.events import EventBus
from tests.builders_exchange import opened
from tests.fakes.clock import ManualClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.process import BaseProcess
    from pathlib import Path


@contextlib.contextmanager
def beside(folder: Path) -> Iterator[tuple[OpStore, DatabaseSyncLog]]:
    """The workspace as the exchange process opens it."""
    with contextlib.closing(Database(folder, beside=True)) as database:
        store = OpStore(database, ManualClock(), EventBus())
        yield store, DatabaseSyncLog(database, store, ManualClock())


def write(folder: Path, word: str, count: int) -> None:
    """Write so many commands of three rows each."""
    with beside(folder) as (store, _):
        for number in range(count):
            rows = [PutRow("work_item", f"{word}{number}-{n}", {"name": word}) for n in range(3)]
            store.commit(word, rows)


def take(folder: Path, files: Sequence[tuple[str, bytes]], per_call: int) -> None:
    """Take in segments, so many by one call.

    Args:
        folder: the workspace.
        files: actor and file of each.
        per_call: segments handed over together.
    """
    with beside(folder) as (_, log):
        for start in range(0, len(files), per_call):
            part = files[start : start + per_call]
            segments = [opened(actor, data) for actor, data in part]
            log.apply(segments, [data for _, data in part], relay=False)


def start(work: Callable[..., None], *arguments: object) -> BaseProcess:
    """Run one of these in a new process."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    return process
