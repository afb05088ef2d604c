"""How fast segments are sealed, checked and taken in, and whether the window notices."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.bench_store import TASKS, Ticks, field_changes, task_row, unit_rows
from benchmarks.figures import Figure
from bpr_studio.adapters.db.database import Database
from bpr_studio.adapters.db.store import OpStore
from bpr_studio.adapters.db.sync_log import DatabaseSyncLog
from bpr_studio.adapters.share.compression import Zstd
from bpr_studio.adapters.share.signing import Ed25519Signer, Ed25519Verifier
from bpr_studio.domain.replication.changes import SetFields
from bpr_studio.domain.replication.segments import (
    MOST_BYTES,
    MOST_OPS,
    SegmentHead,
    named,
    open_segment,
    seal_segment,
)
from bpr_studio.domain.shared.ports import Person
from bpr_studio.services.events import EventBus
from bpr_studio.services.sync.facts import with_home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bpr_studio.domain.replication.names import SegmentName
    from bpr_studio.domain.replication.segments import Segment

EDITS = 60_000
"""One-field edits made after the tasks, some ten in a command."""
_SITE = "site-of-benchmark"
_DX = "dxaaaaaaaaaa2"
_READER = "rdbbbbbbbbbb3"
_KEY = hashlib.sha256(b"benchmark").digest()
_PER_APPLY = 5_000  # ops, as the exchange process hands them over


class Sealed(NamedTuple):
    """A segment's file and its name."""

    name: SegmentName
    data: bytes


class Pc:
    """A workspace with its log of exchange."""

    def __init__(self, folder: Path, actor: str, *, beside: bool = False) -> None:
        exists = (folder / "workspace.sqlite3").exists()
        self.database = Database(folder, beside=beside) if exists else Database.create(folder)
        self.store = OpStore(self.database, Ticks(), EventBus())
        if not beside:
            self.store.sign_in(Person("u1001", "dx_office"), actor)
        self.log = DatabaseSyncLog(self.database, self.store, Ticks())
        self.log.note(with_home("org"))

    def seal_all(self) -> list[Sealed]:
        """Seal whatever is not sealed yet."""
        made = []
        while (batch := self.log.pending(MOST_OPS, 4 * MOST_BYTES)) is not None:
            place = (batch.scope, batch.actor, batch.seq, batch.prev)
            head = SegmentHead(_SITE, *place, roster=1, app="bench", schema=4)
            data = seal_segment(head, batch.ops, Ed25519Signer(_KEY), Zstd())
            digest = hashlib.sha256(data).hexdigest()
            name = named(batch.scope, batch.actor, batch.seq, digest)
            self.log.keep_sealed(batch, name, digest, data)
            made.append(Sealed(name, data))
        return made

    def take(self, sealed: Sequence[Sealed]) -> int:
        """Check and take in segments in their order; the number of field changes."""
        changes = 0
        part: list[Segment] = []
        datas: list[bytes] = []
        for one in sealed:
            segment = _opened(one)
            part.append(segment)
            datas.append(one.data)
            changes += field_changes(segment.ops)
            if sum(len(some.ops) for some in part) >= _PER_APPLY:
                self.log.apply(part, datas, relay=False)
                part, datas = [], []
        self.log.apply(part, datas, relay=False)
        return changes


def _beside_a_window(folder: Path) -> Pc:
    """What the exchange process opens, while nobody writes at the window."""
    Pc(folder, _READER).database.close()
    return Pc(folder, "", beside=True)


def _as_pulled(sealed: Iterable[Sealed]) -> list[Sealed]:
    """In the order of pulling: the organisation, then one section after the other."""
    return sorted(sealed, key=lambda one: (one.name.scope not in {"org", "lib"}, one.name))


def _opened(sealed: Sealed) -> Segment:
    return open_segment(
        sealed.data,
        name=sealed.name,
        site=_SITE,
        public_key=Ed25519Signer(_KEY).public_key,
        verifier=Ed25519Verifier(),
        codec=Zstd(),
    )


def _timed(action: Callable[[], int]) -> tuple[int, float]:
    if hasattr(os, "sync"):
        os.sync()  # what the step before left for the disk to write is not part of this one
    start = time.perf_counter()
    count = action()
    return count, time.perf_counter() - start


def _take_beside(folder: Path, sealed: Sequence[Sealed]) -> None:
    """The exchange process: takes in segments beside the window."""
    pc = Pc(folder, "", beside=True)
    pc.take(sealed)
    pc.database.close()


def _seal_beside(folder: Path) -> None:
    pc = Pc(folder, "", beside=True)
    pc.seal_all()
    pc.database.close()


def _saves_while(
    pc: Pc, folder: Path, work: Callable[..., None], *arguments: object
) -> list[float]:
    """Milliseconds of one-field edits, some twenty a second, while another process works."""
    child = multiprocessing.get_context("spawn").Process(target=work, args=(folder, *arguments))
    child.start()
    taken: list[float] = []
    row = task_row(0).row
    while child.is_alive():
        edit = SetFields("work_item", row, {"minutes_regular": len(taken)})
        start = time.perf_counter()
        pc.store.commit("Edit", [edit])
        taken.append((time.perf_counter() - start) * 1000)
        time.sleep(0.03)
    child.join()
    if child.exitcode:
        msg = f"the other process ended with {child.exitcode}"
        raise RuntimeError(msg)
    return sorted(taken)


def _write_city(pc: Pc) -> None:
    units = list(unit_rows())
    pc.store.commit("Organisation", units)
    by_section: dict[str, list[int]] = {}
    for number in range(TASKS):
        by_section.setdefault(str(task_row(number).fields["unit_id"]), []).append(number)
    for numbers in by_section.values():
        pc.store.commit("Collect", [task_row(number) for number in numbers])


def _write_edits(pc: Pc, word: str) -> None:
    """One field of each task gets another value, made of the word."""
    for start in range(0, EDITS, 10):
        rows = [task_row(number * 37 % TASKS).row for number in range(start, start + 10)]
        pc.store.commit(
            "Edit", [SetFields("work_item", row, {"core_tag": f"{word}{start}"}) for row in rows]
        )


def _p95(taken: Sequence[float]) -> float:
    return taken[int(0.95 * len(taken))]


def main() -> list[Figure]:
    """Measure between workspaces of full size in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="bpr-bench-sync-"))
    try:
        return _measure(folder)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path) -> list[Figure]:
    dx = Pc(folder / "dx", _DX)
    _write_city(dx)
    rows, seal_rows = _timed_seal(dx)
    _write_edits(dx, "x")
    edits, seal_edits = _timed_seal(dx)
    dx.database.close()

    known = _beside_a_window(folder / "known")
    new, new_time = _timed(lambda: known.take(rows))
    edited, edited_time = _timed(lambda: known.take(edits))
    known.database.close()

    whole = _beside_a_window(folder / "whole")
    changes, whole_time = _timed(lambda: whole.take(_as_pulled(rows + edits)))
    whole.database.close()

    section = rows[-1].name.scope
    part = [one for one in (*rows, *edits) if one.name.scope in {"org", "lib", section}]
    one = _beside_a_window(folder / "section")
    _, section_time = _timed(lambda: one.take(part))
    one.database.close()

    window = Pc(folder / "window", _READER)
    window.take([sealed for sealed in rows if sealed.name.scope == "org"])
    window.store.commit("Task", [task_row(0)])
    applying = _saves_while(window, folder / "window", _take_beside, rows + edits)
    _write_edits(window, "y")
    sealing = _saves_while(window, folder / "window", _seal_beside)
    window.database.close()
    return [
        Figure(f"sealing {TASKS:,} new tasks", TASKS / seal_rows, "ops/s"),
        Figure(f"sealing {EDITS:,} edits of one field", EDITS / seal_edits, "ops/s"),
        Figure("checking and taking in new tasks", new / new_time, "changes/s", 30_000, "more"),
        Figure("edits of one field, each of another known row", edited / edited_time, "changes/s"),
        Figure(
            "checking and taking in all of it, as it is pulled",
            changes / whole_time,
            "changes/s",
            30_000,
            "more",
        ),
        Figure("first exchange of one section, without the network", section_time, "s", 10),
        Figure("first exchange of the whole city", whole_time, "s", 180),
        Figure(f"saving while taking in, 95 % of {len(applying)}", _p95(applying), "ms", 20),
        Figure("saving while taking in, longest", applying[-1], "ms"),
        Figure(f"saving while sealing, 95 % of {len(sealing)}", _p95(sealing), "ms", 20),
        Figure("saving while sealing, longest", sealing[-1], "ms"),
    ]


def _timed_seal(pc: Pc) -> tuple[list[Sealed], float]:
    start = time.perf_counter()
    made = pc.seal_all()
    return made, time.perf_counter() - start
