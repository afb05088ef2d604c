"""The simulated file server does what real ones do, tells its faults, and repeats itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

import pytest

from bpr_studio.services.sync.ports import Fault, ShareFaultError
from tests.fakes.share_faults import FAULT_NAMES, NO_FAULTS, Faults
from tests.fakes.simulated_share import Killed, ShiftedClock, SimulatedShare, VirtualTime

ACTOR = "abcdefghij234"
DATA = bytes(range(256)) * 8


def segment(n: int = 1, scope: str = "org") -> str:
    return f"s/{scope}/{ACTOR}-{n:06}-0123456789ab.seg"


def fault_of(call, *arguments) -> Fault | None:
    try:
        call(*arguments)
    except ShareFaultError as error:
        return error.fault
    return None


def played(seed: int, faults: Faults, pcs: int = 2) -> tuple[SimulatedShare, list[object]]:
    """Place files under faults, trying each up to 12 times; the server and all that was seen."""
    share = SimulatedShare(seed, faults)
    stores = [share.store(f"pc{n}") for n in range(pcs)]
    seen: list[object] = []
    for n in range(1, 13):
        store = stores[n % pcs]
        for _ in range(12):
            fault = fault_of(store.put_new, segment(n), DATA)
            seen.append(fault)
            if fault in {None, Fault.DIFFERS}:
                break
        seen.append(fault_of(stores[0].list, "s/"))
        seen.append(fault_of(stores[-1].get, segment(n)))
    return share, seen


def test_the_same_seed_gives_the_same_faults_and_another_seed_others():
    first, second, other = (played(seed, Faults.all(0.05)) for seed in (1, 1, 2))
    assert first[1] == second[1] != other[1]
    assert first[0].struck == second[0].struck
    assert first[0].time.seconds == second[0].time.seconds


@pytest.mark.parametrize("name", FAULT_NAMES)
def test_each_fault_strikes_alone_and_no_fault_replaces_a_finished_file(name):
    struck: Counter[str] = Counter()
    for seed in range(30):
        share, _ = played(seed, Faults(**{name: 0.2}))
        struck += share.struck
        for file in share.names():
            if file.endswith(".seg") and share.data(file) != DATA:
                assert name in {"shortened", "zeroed"}
    assert set(struck) <= {name}
    assert struck[name] or name == "delete_pending"  # nothing is taken away where nothing fails


def test_under_all_faults_files_are_placed_or_found_spoilt():
    seen: Counter[object] = Counter()
    struck: Counter[str] = Counter()
    for seed in range(60):
        share, faults = played(seed, Faults.all(0.03))
        seen.update(faults)
        struck += share.struck
        lost = 12 - sum(file.endswith(".seg") for file in share.names())
        assert lost <= share.struck["lost_rename"]  # told as placed, seen only when looked at later
    assert set(struck) == set(FAULT_NAMES)
    assert set(seen) >= {None, *Fault} - {Fault.REFUSED}


def test_a_cut_write_may_leave_any_part_of_the_file():
    sizes = set()
    for seed in range(200):
        share = SimulatedShare(seed, Faults(torn=1.0))
        calls = share.calls("a")
        with pytest.raises(OSError, match="torn"):
            calls.write_new("/share/x.part", b"12345")
        sizes.add(len(share.data("x.part")))
    assert sizes == {0, 1, 2, 3, 4, 5}


def test_a_listing_is_stale_for_ten_seconds_only():
    share = SimulatedShare(1, latency=0.0)
    store, other = share.store("a"), share.store("b")
    assert store.list("s/org/") == ()
    share.make("s/org")
    assert store.list("s/org/") == ()
    share.set_faults(Faults(stale_listing=1.0), "a")
    other.put_new(segment(), DATA)
    share.time.move(9)
    assert (store.list("s/org/"), other.list("s/org/")) == ((), (segment(),))
    share.time.move(2)
    assert store.list("s/org/") == (segment(),)


def test_a_missing_file_is_missing_for_five_seconds_more():
    share = SimulatedShare(1, Faults(negative_cache=1.0), latency=0.0)
    store = share.store("a")
    assert fault_of(store.get, segment()) is Fault.MISSING
    share.place(segment(), DATA)
    share.time.move(4)
    assert fault_of(store.get, segment()) is Fault.MISSING
    share.time.move(2)
    assert store.get(segment()) == DATA


def test_a_deletion_somebody_holds_up_blocks_the_name_and_ends():
    share = SimulatedShare(1, latency=0.0)
    store = share.store("a")
    store.put_new(segment(), DATA)
    share.delete(segment(), pending=8)
    assert fault_of(store.put_new, segment(), DATA) is Fault.REFUSED  # as Windows tells it
    assert store.list("s/") == (segment(),)
    share.time.move(9)
    assert store.list("s/") == ()
    store.put_new(segment(), DATA)
    assert store.get(segment()) == DATA


def test_a_restored_backup_loses_what_came_since():
    share = SimulatedShare(1)
    store = share.store("a")
    store.put_new(segment(1), DATA)
    backup = share.backup()
    store.put_new(segment(2), DATA)
    share.delete(segment(1))
    share.restore(backup)
    assert share.names() == (segment(1),)
    share.restore(backup)  # a backup can be used more than once
    assert store.get(segment(1)) == DATA


def test_a_hostile_user_edits_what_is_finished():
    share = SimulatedShare(1)
    store = share.store("a")
    store.put_new(segment(), DATA)
    share.place(segment(), b"evil")
    assert store.get(segment()) == b"evil"
    assert fault_of(store.put_new, segment(), DATA) is Fault.DIFFERS


def test_a_server_may_find_names_in_whatever_letters():
    share = SimulatedShare(1)
    store = share.store("a")
    store.put_new(segment(), DATA)
    share.delete(segment())
    folder, _, last = segment().rpartition("/")
    share.place(f"{folder}/{last.upper()}", DATA)
    assert fault_of(store.get, segment()) is Fault.MISSING
    store.put_new(segment(2), DATA)
    share.ignores_case = True
    assert store.get(segment()) == DATA
    assert store.list("s/") == (segment(2),)
    assert fault_of(store.put_new, segment(), DATA) is Fault.DIFFERS  # no reader would list it
    assert fault_of(store.put_new, segment(), b"other") is Fault.DIFFERS


def test_a_full_a_read_only_and_a_missing_server_are_told():
    share = SimulatedShare(1)
    store = share.store("a")
    share.capacity = 100
    assert fault_of(store.put_new, segment(), DATA) is Fault.FULL
    share.capacity = None
    share.read_only.add("a")
    assert fault_of(store.put_new, segment(), DATA) is Fault.REFUSED
    share.down.add("b")
    assert fault_of(share.store("b").list, "s/") is Fault.UNREACHABLE
    assert fault_of(share.store("b").put_new, segment(), DATA) is Fault.UNREACHABLE
    share.read_only.clear()
    store.put_new(segment(), DATA)
    assert share.held >= len(DATA)


@pytest.mark.parametrize("call", range(1, 8))
def test_a_killed_process_does_nothing_more_and_its_file_is_whole_or_not_there(call):
    for seed in range(20):
        share = SimulatedShare(seed)
        calls, store = share.calls("a"), share.store("a")
        calls.kill_after(call)
        try:
            store.put_new(segment(), DATA)
        except Killed:
            state = share.names()
            with pytest.raises(Killed):
                store.list("s/")
            assert share.names() == state
        assert all(share.data(name) == DATA for name in share.names() if name.endswith(".seg"))
        calls.revive()
        store.put_new(segment(), DATA)
        assert share.store("b").get(segment()) == DATA


def test_requests_and_bytes_are_counted_as_the_protocol_would_make_them():
    share = SimulatedShare(1, latency=0.005)
    store = share.store("a")
    share.make("s/org")
    before = share.time.seconds
    store.put_new(segment(), DATA)
    assert share.traffic.requests == 11  # measured on smbd (sync.md §6)
    assert (share.traffic.read, share.traffic.written) == (len(DATA), len(DATA))
    assert share.time.seconds - before == pytest.approx(0.055, abs=1e-5)
    for n in range(20_000):
        share.place(segment(n), b"")
    asked = share.traffic.requests
    store.list("s/org/")
    assert 45 <= share.traffic.requests - asked <= 55


def test_clocks_are_wrong_without_moving_time():
    time = VirtualTime()
    share = SimulatedShare(1, time=time, latency=0.0)
    share.clock_offset = -365 * 86400.0
    clock = ShiftedClock(time, 3600)
    assert (clock.now() - time.now()).total_seconds() == 3600
    assert (share.store("a").stat_time() - time.now()).days == -365


def test_every_fault_can_be_switched_alone():
    assert tuple(field.name for field in fields(Faults)) == FAULT_NAMES
    assert Faults.all(0.0) == NO_FAULTS
