"""The real store on a real file system that fails on purpose (架空)."""

from __future__ import annotations

import pytest

from benchmarks.soak.fuse import play
from bpr_studio.adapters.share.directory import DirectoryStore
from bpr_studio.services.sync.ports import Fault, ShareFaultError
from tests.fakes import failing_files
from tests.fakes.failing_files import failing_folder

SEGMENT = "s/sec-0101/abcdefghij234-000001-0123456789ab.seg"


@pytest.fixture
def folder(tmp_path):
    if failing_files.why_not():
        pytest.skip(failing_files.why_not())
    with failing_folder(tmp_path / "fuse", seed=3) as made:
        yield made


def test_a_file_is_placed_whole_or_not_at_all(folder):
    store = DirectoryStore(folder.root)
    data = bytes(range(256)) * 40
    faults = []
    for number in range(1, 60):
        name = SEGMENT.replace("000001", f"{number:06}")
        folder.plan(0.4)
        try:
            store.put_new(name, data)
        except ShareFaultError as fault:
            faults.append(fault.fault)
            assert name not in store.list("s/sec-0101/")
        else:
            folder.plan(0)
            assert store.get(name) == data
    assert set(faults) == {Fault.FULL, Fault.UNREACHABLE}
    folder.plan(0)
    assert {path.read_bytes() for path in folder.behind.rglob("*.seg")} == {data}


def test_a_city_on_it_loses_nothing(folder):
    found, segments = play(folder, rounds=6, share=0.25)
    assert found == []
    assert segments >= 12
    assert sum(folder.struck().values()) > 5
