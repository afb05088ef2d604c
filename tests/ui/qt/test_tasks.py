"""Slow work beside the GUI thread."""

import threading
import time
from typing import Any

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from bpr_studio.domain.shared.errors import RefusedError
from bpr_studio.ui.qt.tasks import Cancelled, Done, Failed, TaskRunner, UnexpectedError


@pytest.fixture
def runner(qapp: QApplication) -> Any:
    made = TaskRunner()
    yield made
    made.close()


def run(qtbot: Any, runner: Any, work: Any) -> Any:
    """The outcome of `work`, and the thread it was delivered on."""
    outcomes: list[Any] = []
    runner.start("試験", work, lambda outcome: outcomes.append((outcome, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(outcomes), timeout=5000)
    return outcomes[0]


def test_the_result_arrives_on_the_gui_thread(qtbot: Any, qapp: QApplication, runner: Any) -> Any:
    threads: list[Any] = []

    def work(progress: Any) -> Any:
        threads.append(threading.current_thread())
        return 42

    outcome, thread = run(qtbot, runner, work)

    assert outcome == Done(42)
    assert thread == qapp.thread()
    assert threads[0] is not threading.main_thread()
    assert runner.running == ()


def test_a_refusal_arrives_as_it_was_said(qtbot: Any, runner: Any) -> None:
    error = RefusedError("だめです。", kept="前のものは残っています。")

    def work(progress: Any) -> None:
        raise error

    outcome, _ = run(qtbot, runner, work)

    assert outcome == Failed(error)


def test_a_fault_of_the_program_is_shown_with_its_traceback_and_never_swallowed(
    qtbot: Any, caplog: pytest.LogCaptureFixture, runner: Any
) -> None:
    told: list[Any] = []
    runner.unexpected.connect(told.append)

    def work(progress: Any) -> None:
        msg = "broken on purpose"
        raise ZeroDivisionError(msg)

    outcome, _ = run(qtbot, runner, work)

    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, UnexpectedError)
    assert "broken on purpose" in outcome.details
    assert told == [outcome]
    assert "task failed" in caplog.text


def test_cancel_stops_the_work_at_its_next_report(qtbot: Any, runner: Any) -> None:
    reports: list[Any] = []
    outcomes: list[Any] = []

    def work(progress: Any) -> None:
        for number in range(10_000):
            progress.report(number, 10_000, "課")
            reports.append(number)
            time.sleep(0.002)

    task = runner.start("長い仕事", work, outcomes.append)
    qtbot.waitUntil(lambda: len(reports) > 2)
    task.cancel()
    qtbot.waitUntil(lambda: bool(outcomes), timeout=5000)

    assert outcomes == [Cancelled()]
    assert len(reports) < 10_000


def test_progress_can_be_read_while_the_work_runs(qtbot: Any, runner: Any) -> None:
    go_on = threading.Event()
    outcomes: list[Any] = []

    def work(progress: Any) -> None:
        progress.report(3, 10, "総務課.xlsx")
        go_on.wait(5)

    task = runner.start("取り込み", work, outcomes.append)
    qtbot.waitUntil(lambda: task.step.done == 3)

    assert (task.step.total, task.step.what) == (10, "総務課.xlsx")
    assert runner.running == (task,)
    assert not task.runs_long
    go_on.set()
    qtbot.waitUntil(lambda: bool(outcomes))


def test_closing_cancels_what_runs_and_delivers_nothing_more(
    qtbot: Any, qapp: QApplication
) -> None:
    runner = TaskRunner()
    outcomes: list[Any] = []
    started = threading.Event()

    def work(progress: Any) -> None:
        started.set()
        for number in range(10_000):
            progress.report(number, 10_000, "")
            time.sleep(0.002)

    runner.start("長い仕事", work, outcomes.append)
    assert started.wait(5)
    runner.close()
    qtbot.wait(50)

    assert outcomes == []
    assert runner.running == ()
