"""A whole survey on one folder: 365 sections for 60 days, printed beside the envelope of sync.md §6.

Every section works on fifteen of the sixty days, with eight pushes a day of a dozen edits each, as a
survey goes; every push is a real exchange over the simulated server, whose requests are counted as
SMB makes them (5 ms each). A PC of the DX office then fetches everything into a real workspace
file, once loose and once packed. What clients ask for while nothing happens is measured on single
exchanges and multiplied. All figures of work are invented (架空).
"""

from __future__ import annotations

import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.changes import PutRow, SetFields
from bpr_studio.services.sync.cycle import Wish
from bpr_studio.services.sync.enrolment import Approval
from bpr_studio.services.sync.joining import OwnRequests
from bpr_studio.services.sync.requests import read_request
from bpr_studio.services.sync.scopes import section_scope
from tests.builders_sync import VERIFIER, City, signer_of, unit_id

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from tests.builders_sync import Pc

SECTIONS: Final = 365
DAYS: Final = 60
_BUSY_DAYS: Final = 15
_PUSHES: Final = 8
_EDITS: Final = 12
_TASKS: Final = 60
_CLIENTS: Final = 800
_RTT: Final = 0.005
_THREADS: Final = 8
_POLL: Final = 30
_LOOK: Final = 300
_DAY: Final = 86_400


@dataclass(frozen=True)
class Line:
    """One figure beside the one of the design."""

    what: str
    found: str
    planned: str

    def __str__(self) -> str:
        return f"  {self.what:<58} {self.found:>24}   {self.planned}"


def run(options: argparse.Namespace) -> int:
    """Play the survey and print what it took; `--seeds` below 10,000 is the number of sections."""
    sections = min(options.seeds, SECTIONS)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bpr-envelope-") as folder:
        for line in _figures(sections, Path(folder)):
            print(line, flush=True)
    print(f"({time.perf_counter() - began:,.0f} s in all)")
    return 0


def _figures(sections: int, folder: Path) -> Iterator[Line]:
    codes = [f"{number + 1:04}" for number in range(sections)]
    city = City(1)
    share = city.share
    share.latency = _RTT
    office = city.found(*codes, folder=folder)
    members = _enrolled(city, office, codes)
    start = share.time.seconds
    ops = 0
    before = share.traffic
    for number, pc in enumerate(members):
        share.time.seconds = start
        ops += _survey(pc, random.Random(number))  # noqa: S311  # invented work
        if number:
            city.pcs.remove(pc)  # its database is not needed any more
    share.time.seconds = start + DAYS * _DAY
    names = share.names()
    segments = [name for name in names if name.endswith(".seg")]
    size = sum(len(share.data(name)) for name in segments)
    pushes = sections * _BUSY_DAYS * _PUSHES
    used = share.traffic.requests - before.requests
    yield Line("ops", f"{ops:,}", "1.9 M one-field ops; a row is one op now")
    yield Line("segments", f"{len(segments):,}", "≈ 38,000")
    yield Line("bytes of segments", f"{size / 1e6:,.1f} MB", "50–77 MB for 1.9 M ops")
    yield Line("bytes for each op", f"{size / max(ops, 1):,.0f}", "26–40")
    yield Line("most files in one folder", f"{_most(names):,}", "80…770, ≤ 2,000 comfortable")
    yield Line("requests of an exchange that pushes", f"{used / pushes:,.1f}", "11 for the file")
    yield from _load(city, members[0])
    yield from _first_exchange(office, "DX office, loose", "≤ 10 min for 40,000 files")
    yield from _packing(city, office)
    yield from _first_exchange(
        _let_in(city, "", folder), "DX office, packed", "≤ 3 min, 500 files planned"
    )
    yield from _first_exchange(_let_in(city, codes[0], folder), "section, packed", "≤ 10 s")


def _enrolled(city: City, office: Pc, codes: list[str]) -> list[Pc]:
    """One PC for each section, all let in by one block."""
    members = [city.join(code, approved=False) for code in codes]
    approvals = []
    for pc in members:
        asked = OwnRequests(pc.log, VERIFIER, signer_of).request(pc.actor)
        site = pc.log.identity().site
        request = read_request(asked or b"", f"e/{pc.actor}.req", site, VERIFIER)
        approvals.append(Approval(request, request.role, (section_scope(pc.section),)))
    office.enrolment.approve(signer_of(office.actor), approvals)
    office.cycle()
    return members


def _survey(pc: Pc, luck: random.Random) -> int:
    """Sixty days of one section; the number of ops written."""
    clock = pc.city.share.time
    first_day = clock.seconds
    pc.cycle()
    ops = 0
    for place, day in enumerate(sorted(luck.sample(range(DAYS), _BUSY_DAYS))):
        clock.seconds = max(clock.seconds, first_day + day * _DAY)
        for _ in range(_PUSHES):
            ops += sum(len(_edit(pc, luck, first=place == 0)) for _ in range(_EDITS))
            pc.cycle()
            clock.move(1800)
    return ops


def _edit(pc: Pc, luck: random.Random, *, first: bool) -> tuple[object, ...]:
    row = f"{pc.section}-{luck.randrange(_TASKS)}"
    values: dict[str, object] = {
        "name": f"{luck.choice(('申請の受付', '証明書の交付', '照会への回答', '支払の処理'))}{row}",
        "minutes_regular": luck.randrange(60, 90_000),
        "case_count": luck.randrange(1, 20_000),
        "note": "年度末に集中するため、応援職員と分担している。",
    }
    if first:
        return pc.commit(PutRow("work_item", row, {"unit_id": unit_id(pc.section), **values}))
    field = luck.choice(sorted(values))
    return pc.commit(SetFields("work_item", row, {field: luck.randrange(90_000)}))


def _most(names: tuple[str, ...]) -> int:
    counts: dict[str, int] = {}
    for name in names:
        folder = name.rpartition("/")[0]
        counts[folder] = counts.get(folder, 0) + 1
    return max(counts.values())


def _load(city: City, pc: Pc) -> Iterator[Line]:
    """What the server is asked while nothing happens."""
    city.share.time.move(_LOOK + 1)
    pc.cycle()
    city.share.time.move(_POLL)
    plain = _requests_of(city, pc)
    city.share.time.move(_LOOK + 1)
    with_look = _requests_of(city, pc)
    each = (plain * (_LOOK / _POLL - 1) + with_look) / (_LOOK / _POLL)
    yield Line("requests of an exchange that finds nothing", f"{each:,.1f}", "6 (two listings)")
    yield Line(
        f"requests per second of {_CLIENTS} clients that poll",
        f"{each * _CLIENTS / _POLL:,.0f}",
        "160, promised ≤ 200",
    )


def _requests_of(city: City, pc: Pc) -> int:
    before = city.share.traffic.requests
    pc.cycle(Wish())
    return city.share.traffic.requests - before


def _let_in(city: City, section: str, folder: Path) -> Pc:
    """A new PC that has been let in and has read nothing but the organisation yet."""
    new = city.join(section, approved=False, folder=folder)
    new.cycle()
    city.pcs[0].cycle()
    city.approve()
    city.pcs[0].cycle()
    city.share.time.move(_LOOK + 1)
    return new


def _first_exchange(pc: Pc, who: str, planned: str) -> Iterator[Line]:
    """A PC fetches everything it takes in into a real workspace file.

    The server's part is that of eight threads, which the simulated server does one by one.
    """
    share = pc.city.share
    requests, clock, began = share.traffic.requests, share.time.seconds, time.perf_counter()
    outcome = pc.cycle()
    here = time.perf_counter() - began
    there = (share.time.seconds - clock) / _THREADS
    asked = share.traffic.requests - requests
    pulled = outcome.pulled
    yield Line(
        f"first exchange, {who}: segments, ops, requests",
        f"{pulled.segments:,}, {pulled.ops:,}, {asked:,}",
        "",
    )
    yield Line(
        f"first exchange, {who}: server, this PC", f"{there:,.0f} s + {here:,.0f} s", planned
    )


def _packing(city: City, office: Pc) -> Iterator[Line]:
    """The PC of the DX office packs what is old."""
    city.share.time.move(8 * _DAY)
    before = city.share.traffic.requests
    office.cycle()
    packs = [name for name in city.share.names() if name.endswith(".pack")]
    size = sum(len(city.share.data(name)) for name in packs)
    yield Line("packs, their bytes", f"{len(packs):,}, {size / 1e6:,.1f} MB", "500 packs")
    yield Line(
        "requests to make them, with the daily comparison",
        f"{city.share.traffic.requests - before:,}",
        "",
    )
