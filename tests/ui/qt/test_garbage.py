"""Garbage is collected by the GUI thread, so that no widget dies on another one."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject

from bpr_studio.ui.qt.garbage import collect_on_this_thread, set_aside_what_stands


class Mourned:
    """Something in a cycle that tells on which thread it went."""

    def __init__(self, told: list[int]) -> None:
        self.itself = self
        self.told = told

    def __del__(self) -> None:
        self.told.append(threading.get_ident())


def test_cycles_made_on_a_worker_thread_are_collected_on_the_gui_thread(qtbot):
    host = QObject()
    collect_on_this_thread(host)
    told: list[int] = []

    def allocate() -> None:
        for _ in range(20_000):
            Mourned(told)

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert told == []
    qtbot.waitUntil(lambda: len(told) == 20_000, timeout=10_000)
    assert set(told) == {threading.get_ident()}


def test_a_second_call_changes_nothing(qtbot):
    host = QObject()
    collect_on_this_thread(host)
    collect_on_this_thread(host)
    assert len(host.children()) == 1
    assert not gc.isenabled()


@pytest.fixture
def nothing_set_aside():
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("nothing_set_aside")
def test_what_is_set_aside_is_not_gone_through_again(qtbot):
    kept: list[list[int]] = [[] for _ in range(1_000)]
    set_aside_what_stands()
    looked_at = {id(one) for one in gc.get_objects()}
    assert looked_at.isdisjoint(map(id, kept))


@pytest.mark.usefixtures("nothing_set_aside")
def test_the_garbage_of_a_window_before_goes_when_the_next_one_stands(qtbot):
    told: list[int] = []
    window = Mourned(told)
    set_aside_what_stands()
    del window
    gc.collect()
    assert told == []
    set_aside_what_stands()
    assert len(told) == 1
