"""A real SMB server between cut connections: everything arrives once, and pushing stays cheap (架空)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from benchmarks.soak.smb import CutCity
from tests.fakes import smbd
from tests.fakes.cutting_proxy import cutting_proxy
from tests.fakes.smb_store import SmbCalls, smb_store

SEGMENT = "s/sec-0101/abcdefghij234-{:06}-0123456789ab.seg"


@pytest.fixture
def server() -> Iterator[smbd.Smbd]:
    if smbd.why_not():
        pytest.skip(smbd.why_not())
    shared = smbd.shared_smbd()
    shared.empty()
    yield shared
    shared.empty()


@pytest.mark.slow
def test_segments_through_cut_connections_arrive_once_everywhere(server):
    with cutting_proxy(server.port, seed=7) as proxy:
        city = CutCity(server, proxy, offices=2, sections=4)
        city.play(rounds=3)
        found = city.judge()
        city.close()
    assert found == []
    assert proxy.cuts > 10
    assert city.segments() >= 24


def test_a_push_over_a_slow_line_takes_few_requests(server):
    calls = SmbCalls(server.port, smbd.USERS[0])
    smb_store(calls).put_new(SEGMENT.format(1), b"x")
    calls.close()
    with cutting_proxy(server.port) as proxy:
        proxy.delay = 0.0025  # 5 ms there and back
        slow = SmbCalls(proxy.port, smbd.USERS[0])
        store = smb_store(slow)
        store.list("s/sec-0101/")
        before, began = slow.trips, time.perf_counter()
        store.put_new(SEGMENT.format(2), b"x" * 20_000)
        seconds = time.perf_counter() - began
        slow.close()
    assert slow.trips - before <= 12
    assert seconds < 2  # 0.1 s where nothing else runs
