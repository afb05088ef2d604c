"""The event bus as a signal on the GUI thread."""

import threading
from typing import Any

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from bpr_studio.services.events import Committed, EventBus
from bpr_studio.ui.qt.bus import BusBridge

EVENT = Committed(frozenset({"work_item"}), frozenset({"1"}), "survey")


def test_events_come_one_turn_of_the_loop_later(qtbot: Any, qapp: QApplication) -> None:
    bus = EventBus()
    bridge = BusBridge(bus)
    seen: list[Any] = []
    bridge.committed.connect(seen.append)

    bus.publish(EVENT)

    assert seen == []
    qtbot.waitUntil(lambda: seen == [EVENT])


def test_events_of_other_threads_arrive_on_the_gui_thread(qtbot: Any, qapp: QApplication) -> None:
    bus = EventBus()
    bridge = BusBridge(bus)
    threads: list[Any] = []
    bridge.committed.connect(lambda _event: threads.append(QThread.currentThread()))

    thread = threading.Thread(target=bus.publish, args=(EVENT,))
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [qapp.thread()]


def test_a_closed_bridge_hears_nothing(qtbot: Any, qapp: QApplication) -> None:
    bus = EventBus()
    bridge = BusBridge(bus)
    seen: list[Any] = []
    bridge.committed.connect(seen.append)

    bridge.close()
    bus.publish(EVENT)
    qtbot.wait(20)

    assert seen == []
