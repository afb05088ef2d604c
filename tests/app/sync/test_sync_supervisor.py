"""The window's side of exchange: it starts a process, watches over it and never waits for it."""

import sys
import threading
import time
from pathlib import Path

import pytest

from bpr_studio.adapters.db.arrivals import Arrivals
from bpr_studio.app.sync_session import share_last_changes
from bpr_studio.app.sync_supervisor import Limits, SyncSupervisor
from bpr_studio.app.sync_watch import LocalWatch
from bpr_studio.domain.shared.errors import BprError, CancelledError, RefusedError
from bpr_studio.domain.shared.progress import NoProgress
from bpr_studio.services.events import Committed, EventBus
from bpr_studio.services.sync.status import Glance, Membership, SyncReading, Work
from bpr_studio.services.sync.troubles import Level, TroubleKind
from tests.fakes.clock import ManualClock

PROCESS = Path(__file__).resolve().parents[2] / "fakes" / "exchange_process.py"
SHARED = SyncReading(Membership.MEMBER, Work(on_the_way=1))
UNSENT = SyncReading(Membership.MEMBER, Work(here=2))
QUICK = Limits(stuck_after=1.5, restart_after=0.05, restart_most=0.2, close_within=1.0)


class Source:
    """A local database that says what the test wants."""

    def __init__(self, reading):
        self.reading = reading
        self.came = []

    def version(self):
        return id(self.reading) + len(self.came)

    def last_arrival(self):
        return 0

    def arrivals(self, after):
        new = [row for number, row in enumerate(self.came, 1) if number > after]
        return Arrivals(len(self.came), frozenset(k for k, _ in new), frozenset(r for _, r in new))

    def read(self):
        return self.reading


class Scene:
    """A supervisor with a process that behaves as told."""

    def __init__(self, mode, folder, reading=SHARED, limits=QUICK):
        self.log = folder / "log.txt"
        self.source = Source(reading)
        self.bus = EventBus()
        self.clock = ManualClock()
        self.supervisor = SyncSupervisor(
            lambda stuck_at: [
                *(sys.executable, str(PROCESS), mode, str(self.log)),
                *([stuck_at] if stuck_at else []),
            ],
            LocalWatch(self.source, self.bus, every=0.02),
            self.clock,
            limits,
        )

    @property
    def heard(self):
        """Starts and requests so far."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    def starts(self):
        return [line for line in self.heard if line.startswith("start")]

    def troubles(self):
        return [trouble.kind for trouble in self.supervisor.status.troubles]


@pytest.fixture
def scene(qtbot, tmp_path):
    made = []

    def make(mode, **options):
        scene = Scene(mode, tmp_path, **options)
        made.append(scene)
        scene.supervisor.start()
        return scene

    yield make
    for scene in made:
        scene.supervisor.stop()


def test_a_workspace_that_is_not_shared_has_no_process(scene, qtbot):
    lonely = scene("good", reading=SyncReading(Membership.NONE))
    qtbot.wait(200)
    assert not lonely.supervisor.is_running
    assert lonely.starts() == []


def test_the_process_starts_as_soon_as_the_workspace_is_shared(scene, qtbot):
    one = scene("good", reading=SyncReading(Membership.NONE))
    qtbot.wait(100)
    one.source.reading = SHARED
    qtbot.waitUntil(lambda: one.starts() == ["start good"])
    assert one.supervisor.status.glance is Glance.SHARED


def test_asking_for_exchange_now_reaches_the_process(scene, qtbot):
    one = scene("good")
    qtbot.waitUntil(lambda: one.starts() != [])
    one.supervisor.request_now()
    qtbot.waitUntil(lambda: "now" in one.heard)


def test_a_deed_on_a_sheet_is_shared_at_once_and_other_edits_take_their_time(scene, qtbot):
    one = scene("good")
    one.bus.subscribe(one.supervisor.hear)
    qtbot.waitUntil(lambda: one.starts() != [])
    one.bus.publish(Committed(frozenset({"work_item"}), frozenset()))
    one.bus.publish(Committed(frozenset({"sheet_event"}), frozenset(), "sync"))
    qtbot.wait(300)
    assert "now" not in one.heard
    one.bus.publish(Committed(frozenset({"sheet_event", "survey_sheet"}), frozenset()))
    qtbot.waitUntil(lambda: "now" in one.heard)


def test_a_process_that_hangs_is_killed_and_the_next_one_knows_where(scene, qtbot):
    one = scene("stuck")
    qtbot.waitUntil(lambda: one.starts() == ["start stuck", "start stuck share"], timeout=10_000)
    assert one.supervisor.is_running


def test_a_hanging_process_is_told_until_the_next_one_has_moved(scene, qtbot):
    one = scene("stuck", limits=Limits(stuck_after=2.0, restart_after=30.0))
    qtbot.waitUntil(lambda: TroubleKind.STUCK in one.troubles(), timeout=10_000)
    one.supervisor.request_now()
    qtbot.waitUntil(lambda: one.troubles() == [], timeout=10_000)


def test_a_process_that_crashes_is_started_again_and_the_window_says_so(scene, qtbot):
    one = scene("crash")
    qtbot.waitUntil(lambda: len(one.starts()) >= 3, timeout=10_000)
    assert one.troubles() == [TroubleKind.STOPPED]


def test_a_process_that_does_not_come_to_work_for_an_hour_is_told_in_red(scene, qtbot):
    one = scene("crash")
    qtbot.waitUntil(lambda: one.troubles() == [TroubleKind.STOPPED], timeout=10_000)
    levels = {one.supervisor.status.level}
    one.clock.move(3_600)
    qtbot.waitUntil(lambda: one.supervisor.status.level is Level.ALARM, timeout=10_000)
    assert levels == {Level.WARNING}


def test_a_second_process_beside_an_earlier_one_waits_for_its_turn(scene, qtbot):
    one = scene("second")
    qtbot.waitUntil(lambda: len(one.starts()) >= 2, timeout=10_000)
    assert one.troubles() == [TroubleKind.SECOND]


def test_a_program_that_is_not_there_is_told_and_tried_again(qtbot, tmp_path):
    supervisor = SyncSupervisor(
        lambda _stuck_at: [str(tmp_path / "nothing")],
        LocalWatch(Source(SHARED), EventBus(), every=0.02),
        ManualClock(),
        QUICK,
    )
    supervisor.start()
    qtbot.waitUntil(lambda: bool(supervisor.status.troubles))
    assert supervisor.status.troubles[0].kind is TroubleKind.STOPPED
    supervisor.stop()


def test_what_came_from_others_is_told_on_the_bus(scene, qtbot):
    heard: list[Committed] = []
    one = scene("good")
    one.bus.subscribe(heard.append)
    qtbot.waitUntil(lambda: one.starts() != [])
    one.source.came += [("work_item", "a"), ("flow", "b")]
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0].kinds == {"work_item", "flow"}
    assert heard[0].ids == {"a", "b"}
    assert heard[0].origin == "sync"
    one.source.came.append(("work_item", "c"))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1].ids == {"c"}


def test_while_much_comes_in_pages_are_told_now_and_then_only(scene, qtbot):
    heard: list[Committed] = []
    one = scene("good")
    one.bus.subscribe(heard.append)
    for number in range(60):
        one.source.came.append(("work_item", f"r{number}"))
        qtbot.wait(20)
    qtbot.waitUntil(lambda: set().union(*(e.ids for e in heard)) == {f"r{n}" for n in range(60)})
    assert len(heard) < 30


def test_closing_shares_the_last_changes_first(scene, qtbot):
    one = scene("good", reading=UNSENT)
    qtbot.waitUntil(lambda: one.starts() != [])
    with qtbot.waitSignal(one.supervisor.closed, timeout=5_000) as closed:
        one.source.reading = SHARED  # what the process does before it says "closed"
        one.supervisor.finish()
    assert closed.args == [True]
    assert "close" in one.heard
    assert not one.supervisor.is_running


def test_what_was_written_just_before_closing_is_shared_too(scene, qtbot):
    one = scene("good")
    qtbot.waitUntil(lambda: one.starts() != [])
    one.source.reading = UNSENT  # the watch has not looked again yet
    share_last_changes(one.supervisor)
    assert "close" in one.heard


def test_closing_waits_no_longer_than_agreed(scene, qtbot):
    one = scene("deaf", reading=UNSENT)
    qtbot.waitUntil(lambda: one.starts() != [])
    qtbot.waitUntil(lambda: one.supervisor.status.glance is Glance.SAVED)
    began = time.monotonic()
    with qtbot.waitSignal(one.supervisor.closed, timeout=5_000) as closed:
        one.supervisor.finish()
    assert closed.args == [False]
    assert time.monotonic() - began < 3.0


def test_the_wait_at_closing_can_be_skipped(scene, qtbot):
    one = scene("deaf", reading=UNSENT, limits=Limits(close_within=60.0))
    qtbot.waitUntil(lambda: one.supervisor.is_running)
    qtbot.waitUntil(lambda: one.supervisor.status.glance is Glance.SAVED)
    with qtbot.waitSignal(one.supervisor.closed, timeout=5_000):
        one.supervisor.finish()
        one.supervisor.skip()


def test_with_nothing_to_share_closing_does_not_wait(scene, qtbot):
    one = scene("good")
    qtbot.waitUntil(lambda: one.starts() != [])
    with qtbot.waitSignal(one.supervisor.closed, timeout=2_000) as closed:
        one.supervisor.finish()
    assert closed.args == [True]


class Asking(threading.Thread):
    """Asks for a job as a task of the window does, beside the GUI thread."""

    def __init__(self, supervisor, name, progress=None):
        super().__init__(daemon=True)
        self._supervisor, self._name, self._progress = supervisor, name, progress or NoProgress()
        self.result = self.error = None
        self.start()

    def run(self):
        try:
            self.result = self._supervisor.ask(self._name, {"word": "課"}, self._progress)
        except BprError as error:
            self.error = error


def test_a_job_is_done_by_the_process_even_before_anything_is_shared(scene, qtbot):
    one = scene("good", reading=SyncReading(Membership.NONE))
    asking = Asking(one.supervisor, "echo")
    qtbot.waitUntil(lambda: asking.result is not None)
    assert asking.result == {"echo": {"word": "課"}}


def test_a_refused_job_raises_what_the_process_said(scene, qtbot):
    one = scene("good")
    asking = Asking(one.supervisor, "refuse")
    qtbot.waitUntil(lambda: asking.error is not None)
    assert isinstance(asking.error, RefusedError)
    assert (asking.error.message, asking.error.remedy) == ("no", "ask")


def test_a_job_whose_process_dies_is_refused_with_a_sentence(scene, qtbot):
    one = scene("good")
    asking = Asking(one.supervisor, "die")
    qtbot.waitUntil(lambda: asking.error is not None)
    assert isinstance(asking.error, RefusedError)
    assert asking.error.remedy


class GivesUp:
    """Progress of a user who wants to stop."""

    def report(self, *_step):
        raise CancelledError("enough")


def test_a_job_can_be_given_up(scene, qtbot):
    one = scene("good")
    asking = Asking(one.supervisor, "never", GivesUp())
    qtbot.waitUntil(lambda: asking.error is not None)
    assert isinstance(asking.error, CancelledError)
    qtbot.waitUntil(lambda: "cancel" in one.heard)


def test_nobody_waits_for_a_job_on_the_gui_thread(scene):
    one = scene("good")
    with pytest.raises(RuntimeError):
        one.supervisor.ask("echo", {}, NoProgress())
