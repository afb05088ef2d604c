"""A city on a real SMB server whose connections are cut again and again.

Debian's smbd, `smbprotocol` as client, a proxy between them that cuts every connection after some
kilobytes; several PCs of the DX office write into many sections at once. In the end everything
stands on the share exactly once, and all PCs hold the same.
"""

from __future__ import annotations

import collections
import time
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.replication.changes import PutRow
from bpr_studio.domain.replication.names import segment_name
from tests.builders_sync import City, unit_id
from tests.fakes import smbd
from tests.fakes.cutting_proxy import cutting_proxy
from tests.fakes.placed_city import PlacedShare
from tests.fakes.smb_store import SmbCalls, smb_store

if TYPE_CHECKING:
    import argparse

    from bpr_studio.services.sync.ports import ShareStore
    from tests.fakes.cutting_proxy import CuttingProxy

_LEAST, _MOST = 2_000, 21_000  # bytes after which a connection is cut
_STALLS: Final = 0.02  # share of the cuts after a silence
_CALM: Final = 4  # exchanges of everybody after the last cut
_OFFICES, _SECTIONS, _ROUNDS = 3, 8, 6  # of one town; a longer listing would hardly ever pass
_SEGMENTS: Final = 1_000
_PUSHES: Final = 20


class CutCity:
    """PCs of the DX office on one server, each with a connection of its own through the proxy."""

    def __init__(
        self, server: smbd.Smbd, proxy: CuttingProxy, *, offices: int, sections: int
    ) -> None:
        """Found and join while the line is good.

        Args:
            server: with an empty share.
            proxy: in front of it.
            offices: number of PCs.
            sections: number of sections, each a scope of its own.
        """
        self._server, self._proxy = server, proxy
        self._calls: dict[str, SmbCalls] = {}
        codes = [f"{number:04}" for number in range(101, 101 + sections)]
        self._codes = codes
        self._round = 0
        self.city = City(share=PlacedShare(self._store))
        self.city.found(*codes)
        for _ in range(1, offices):
            self.city.join("")
        self.city.settle(2)

    def _store(self, pc: str) -> ShareStore:
        if pc not in self._calls:
            user = smbd.USERS[len(self._calls) % len(smbd.USERS)]
            self._calls[pc] = SmbCalls(self._proxy.port, user)
        return smb_store(self._calls[pc])

    def play(self, rounds: int) -> None:
        """Everybody writes into every section and exchanges, while connections are cut."""
        self._proxy.least, self._proxy.most, self._proxy.stalls = _LEAST, _MOST, _STALLS
        for calls in self._calls.values():
            calls.close()  # cut from now on
        for _ in range(rounds):
            self._round += 1
            for pc in self.city.pcs:
                for code in self._codes:
                    row = f"{pc.name}-{code}-{self._round}"
                    fields = {"unit_id": unit_id(code), "name": "証明書の交付"}
                    pc.commit(PutRow("work_item", row, fields))
            self.city.cycle_all()
        self._proxy.most = 0
        for calls in self._calls.values():
            calls.close()

    def segments(self) -> int:
        """Number of segments on the share."""
        return len(self._on_share())

    def _on_share(self) -> list[str]:
        root = self._server.root
        return [str(path.relative_to(root)) for path in (root / "s").rglob("*.seg")]

    def judge(self) -> list[str]:
        """Exchange until nothing is on its way; what does not hold then."""
        for _ in range(_CALM):
            self.city.cycle_all(60)
        found = []
        digests = {pc.digest() for pc in self.city.pcs}
        if len(digests) > 1:
            found.append(f"{len(digests)} different states")
        names = [segment_name(text) for text in self._on_share()]
        streams = collections.Counter((n.scope, n.actor, n.seq) for n in names if n is not None)
        found += [f"{key} {count} times" for key, count in streams.items() if count > 1]
        found += [f"strange name {n}" for n in names if n is None]
        for pc in self.city.pcs:
            kept = {str(one.name) for scope in pc.log.scopes() for one in pc.log.kept(scope)}
            missing = len(set(map(str, names)) ^ kept)
            if missing:
                found.append(f"{pc.name}: {missing} segments not as on the share")
            rows = sum(bool(_state(pc, row)) for row in self._rows())
            if rows != len(self._rows()):
                found.append(f"{pc.name}: {rows} of {len(self._rows())} rows")
        return found

    def _rows(self) -> list[str]:
        rounds = range(1, self._round + 1)
        return [f"{pc.name}-{c}-{r}" for pc in self.city.pcs for c in self._codes for r in rounds]

    def close(self) -> None:
        """Drop all connections."""
        for calls in self._calls.values():
            calls.close()


def _state(pc: object, row: str) -> object:
    return pc.local.state("work_item", row).heads  # type: ignore[attr-defined]  # logs in memory


def run(options: argparse.Namespace) -> int:
    """Play until enough segments have passed, and print what came of it; 1 when something is wrong."""
    del options
    if smbd.why_not():
        print(smbd.why_not())
        return 1
    towns, passed, cuts, seconds = 0, 0, 0, 0.0
    violations: list[str] = []
    with smbd.smbd() as server:
        while passed < _SEGMENTS:
            server.empty()
            towns += 1
            with cutting_proxy(server.port, seed=towns) as proxy:
                city = CutCity(server, proxy, offices=_OFFICES, sections=_SECTIONS)
                began, before = time.perf_counter(), city.segments()
                city.play(_ROUNDS)
                seconds += time.perf_counter() - began
                cuts += proxy.cuts
                violations += city.judge()
                passed += city.segments() - before
                city.close()
            print(
                f"{towns} towns, {passed:,} segments, {cuts:,} cuts in {seconds:,.0f} s"
                f" ({cuts / seconds * 60:,.0f} a minute), {len(violations)} violations",
                flush=True,
            )
        print("\n".join(violations[:20]))
        with cutting_proxy(server.port) as slow:
            _push(server, slow)
    return int(bool(violations))


def _push(server: smbd.Smbd, proxy: CuttingProxy) -> None:
    """What placing one segment costs where an answer takes 5 ms."""
    server.empty()
    proxy.delay = 0.0025
    calls = SmbCalls(proxy.port, smbd.USERS[0])
    store = smb_store(calls)
    name = "s/sec-0101/abcdefghij234-{:06}-0123456789ab.seg"
    store.put_new(name.format(1), b"x")
    seconds = []
    requests, trips = calls.requests, calls.trips
    for number in range(2, 2 + _PUSHES):
        began = time.perf_counter()
        store.put_new(name.format(number), b"x" * 20_000)
        seconds.append(time.perf_counter() - began)
    calls.close()
    print(
        f"push at 5 ms: median {sorted(seconds)[_PUSHES // 2]:.3f} s, slowest {max(seconds):.3f} s,"
        f" {(calls.requests - requests) / _PUSHES:.0f} requests in"
        f" {(calls.trips - trips) / _PUSHES:.0f} round trips"
    )
