"""A window and its real exchange process: work goes out, news come in, the window hears of it."""

import os
import subprocess

import pytest

from bpr_studio.app.sync_parts import SyncParts
from bpr_studio.app.sync_session import share_last_changes, supervisor_of
from bpr_studio.app.sync_supervisor import SECOND_WORKER, Limits, worker_command
from bpr_studio.app.workspace import Workspace
from bpr_studio.services.events import Committed
from bpr_studio.services.sync.keys import check_number
from bpr_studio.services.sync.status import Glance
from tests.builders_process import CHIEF, Pair
from tests.builders_workspace import DX_OFFICER

pytestmark = pytest.mark.slow

LONG = 30_000  # ms; processes start slowly on a busy machine


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


@pytest.fixture
def window(pair, qtbot):
    """The section's workspace as its window has it, with the exchange running."""
    workspace = Workspace.open(pair.section, CHIEF)
    supervisor = supervisor_of(workspace, Limits(close_within=20.0))
    supervisor.start()
    qtbot.waitUntil(lambda: supervisor.is_running, timeout=LONG)
    yield workspace, supervisor
    supervisor.stop()
    workspace.close()


def test_what_is_written_in_the_window_reaches_the_dx_office(pair, window, qtbot):
    workspace, supervisor = window
    pair.rename(workspace, "窓から")
    supervisor.request_now()

    def arrived():
        pair.cycle_closed(pair.dx)
        return pair.name_in(pair.dx) == "窓から"

    qtbot.waitUntil(arrived, timeout=LONG)


def test_what_comes_from_others_is_told_to_the_open_window(pair, window, qtbot):
    workspace, supervisor = window
    heard: list[Committed] = []
    workspace.bus.subscribe(heard.append)
    other = Workspace.open(pair.dx, CHIEF)
    pair.rename(other, "DX室から", 2)
    other.close()
    pair.cycle_closed(pair.dx)
    supervisor.request_now()
    qtbot.waitUntil(lambda: any(e.origin == "sync" for e in heard), timeout=LONG)
    told = [event for event in heard if event.origin == "sync"]
    assert pair.task(2) in set().union(*(event.ids for event in told))
    state = workspace.store.state("work_item", pair.task(2))
    assert [head.value for head in state.heads["name"]] == ["DX室から"]
    pair.rename(workspace, "その後の編集", 2)  # saw what came, so it is no conflict
    after = workspace.store.state("work_item", pair.task(2))
    assert [head.value for head in after.heads["name"]] == ["その後の編集"]


def test_closing_the_window_brings_the_last_changes_to_the_share(pair, window, qtbot):
    workspace, supervisor = window
    pair.rename(workspace, "最後の変更")
    qtbot.waitUntil(lambda: supervisor.status.glance is Glance.SAVED, timeout=LONG)
    with qtbot.waitSignal(supervisor.closed, timeout=LONG):
        supervisor.finish()
    pair.cycle_closed(pair.dx)
    assert pair.name_in(pair.dx) == "最後の変更"


def test_who_asks_is_let_in_by_the_open_window_of_the_dx_office(pair, tmp_path, qtbot):
    workspace = Workspace.open(pair.dx, DX_OFFICER)
    parts = SyncParts(workspace.database, workspace.store, workspace.clock)
    supervisor = supervisor_of(workspace)
    supervisor.start()
    newcomer = tmp_path / "newcomer"
    pair.ask_to_join(newcomer, check_number(parts.log.identity().root_key))
    qtbot.waitUntil(lambda: supervisor.is_running, timeout=LONG)

    def asked():
        supervisor.request_now()
        return pair.approve(parts) == 1

    qtbot.waitUntil(asked, timeout=LONG)
    supervisor.request_now()

    def let_in():
        pair.cycle_closed(newcomer)
        return pair.name_in(newcomer) is not None

    qtbot.waitUntil(let_in, timeout=LONG)
    supervisor.stop()
    workspace.close()


def started(folder):
    """The exchange process without a supervisor."""
    return subprocess.Popen(
        worker_command(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "BPR_STUDIO_LANGUAGE": "en"},
    )


def test_the_process_ends_when_its_window_dies(pair):
    process = started(pair.section)
    assert process.stdout.readline()  # it is at work
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()


def test_there_is_one_process_for_one_workspace(pair):
    first = started(pair.section)
    assert first.stdout.readline()
    second = started(pair.section)
    assert second.wait(30) == SECOND_WORKER
    for process in (first, second):
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def test_closing_with_the_real_process_takes_a_moment_and_shares_all(pair, window, qtbot):
    workspace, supervisor = window
    pair.rename(workspace, "閉じる前")
    qtbot.waitUntil(lambda: supervisor.status.glance is Glance.SAVED, timeout=LONG)
    share_last_changes(supervisor)
    assert not supervisor.is_running
    pair.cycle_closed(pair.dx)
    assert pair.name_in(pair.dx) == "閉じる前"


def test_with_nothing_to_share_closing_ends_the_process_at_once(window):
    _workspace, supervisor = window
    share_last_changes(supervisor)
    assert not supervisor.is_running
