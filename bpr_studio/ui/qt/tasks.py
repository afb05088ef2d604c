"""Slow work beside the GUI thread: progress, a cancel that cancels, one typed outcome."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from bpr_studio.domain.shared.errors import BprError, CancelledError
from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import ThreadPoolExecutor

    from bpr_studio.domain.shared.progress import Progress

T = TypeVar("T")

_log = logging.getLogger(__name__)

#: How long a task may run before the status bar shows it, in seconds (ui.md, Behaviour).
SHOWN_AFTER = 1.0
#: How often the status bar looks at the progress, in milliseconds.
_LOOK_EVERY_MS = 100


class UnexpectedError(BprError):
    """A fault of the program itself; the details are for whoever repairs it."""

    @classmethod
    def of(cls, error: BaseException) -> UnexpectedError:
        """The sentence for a fault nobody foresaw."""
        return cls(
            tr("An unexpected error occurred: {error}", error=type(error).__name__),
            kept=tr("Everything saved before is kept."),
            remedy=tr("Please copy the details and hand them to the person in charge."),
        )


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The task finished with this value."""

    value: T


@dataclass(frozen=True, slots=True)
class Failed:
    """The task stopped with an error.

    Attributes:
        error: what to tell; an `UnexpectedError` when it was a fault of the program.
        details: traceback of an unexpected error, else "".
    """

    error: BprError
    details: str = ""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The user stopped the task."""


Outcome = Done[T] | Failed | Cancelled


@dataclass(frozen=True, slots=True)
class Step:
    """How far a task is; `total` 0 means unknown."""

    done: int = 0
    total: int = 0
    what: str = ""


class Task:
    """One running piece of work. It is the `Progress` its work reports to."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.started = time.monotonic()
        self._step = Step()
        self._cancel_wanted = False

    @property
    def step(self) -> Step:
        """The latest report; safe to read from any thread (one reference, replaced whole)."""
        return self._step

    @property
    def cancel_wanted(self) -> bool:
        """Somebody asked to stop."""
        return self._cancel_wanted

    @property
    def runs_long(self) -> bool:
        """It has run for so long that people should see it."""
        return time.monotonic() - self.started >= SHOWN_AFTER

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancel_wanted = True

    def report(self, done: int, total: int, what: str) -> None:
        """Called by the work, on its own thread.

        Raises:
            CancelledError: the user wants to stop.
        """
        self._step = Step(done, total, what)
        if self._cancel_wanted:
            raise CancelledError(tr("Stopped: {task}.", task=self.title))


class TaskRunner(QObject):
    """Runs work on worker threads and hands each outcome over on the GUI thread.

    Signals:
        changed: a task started or ended, or its progress moved.
        unexpected: a `Failed` with an `UnexpectedError`; the window shows it whatever the
            starter of the task does, so that no fault is swallowed.
    """

    changed = Signal()
    unexpected = Signal(object)
    _finished = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None, *, threads: int = 2) -> None:
        super().__init__(parent)
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None
        self._running: list[Task] = []
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.changed)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> tuple[Task, ...]:
        """The tasks not finished yet, oldest first."""
        return tuple(self._running)

    def start(
        self,
        title: str,
        work: Callable[[Progress], T],
        on_finished: Callable[[Outcome[T]], None],
    ) -> Task:
        """Run `work` on a worker thread.

        Args:
            title: what is being done, shown in the status bar, e.g. "Collecting workbooks".
            work: gets the progress to report to; must not touch widgets.
            on_finished: called on the GUI thread with the outcome, exactly once, unless the
                runner was closed meanwhile.
        """
        task = Task(title)
        self._running.append(task)
        self._executor().submit(self._work, task, work, on_finished)
        self._timer.start()
        self.changed.emit()
        return task

    def close(self) -> None:
        """Ask every task to stop and wait for them; outcomes are no longer delivered."""
        self._closed = True
        self._timer.stop()
        for task in self._running:
            task.cancel()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    def _executor(self) -> ThreadPoolExecutor:
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor  # not needed for the first paint

            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="task")
        return self._pool

    def _work(
        self, task: Task, work: Callable[[Progress], T], on_finished: Callable[[Outcome[T]], None]
    ) -> None:
        outcome = _outcome_of(task, work)
        if not self._closed:
            self._finished.emit(task, outcome, on_finished)

    def _deliver(
        self, task: Task, outcome: Outcome[Any], on_finished: Callable[[Outcome[Any]], None]
    ) -> None:
        if self._closed:
            return
        self._running.remove(task)
        if not self._running:
            self._timer.stop()
        self.changed.emit()
        if isinstance(outcome, Failed) and isinstance(outcome.error, UnexpectedError):
            self.unexpected.emit(outcome)
        on_finished(outcome)


def _outcome_of(task: Task, work: Callable[[Progress], T]) -> Outcome[T]:
    """Run the work and turn every way it can end into a value."""
    try:
        return Done(work(task))
    except CancelledError:
        return Cancelled()
    except BprError as error:
        return Failed(error)
    except Exception as error:  # noqa: BLE001  # the boundary of the worker thread: it is logged and shown
        _log.exception("task failed: %s", task.title)
        return Failed(UnexpectedError.of(error), details=traceback_of(error))


def traceback_of(error: BaseException) -> str:
    """Where a fault happened, for the foldable details."""
    import traceback

    return "".join(traceback.format_exception(error))


@contextmanager
def busy_cursor() -> Iterator[None]:
    """Show the busy cursor during work on the GUI thread that may take more than 100 ms."""
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QApplication.restoreOverrideCursor()
