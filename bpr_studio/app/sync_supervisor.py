"""Starts the exchange process of a window, watches over it, and tells the window of news.

The window itself never touches a place of exchange (sync.md I12): a process of its own does
(`sync_worker.py`), which may hang and is killed then. What it brought is read from the local
database (`sync_watch.py`).
"""

from __future__ import annotations

import itertools
import logging
import sys
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Qt, QThread, QTimer, Signal

from bpr_studio.app.sync_messages import Do, Report, Request, Tell, error_of, line_of, report_of
from bpr_studio.app.sync_watch import ORIGIN
from bpr_studio.domain.shared.errors import BprError, CancelledError, RefusedError
from bpr_studio.domain.shared.text import language, tr
from bpr_studio.services.sync.status import (
    RED_AFTER,
    Activity,
    Glance,
    SyncReading,
    SyncStatus,
    status_of,
)
from bpr_studio.services.sync.troubles import Trouble, TroubleKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bpr_studio.app.sync_watch import LocalWatch
    from bpr_studio.domain.shared.ports import Clock
    from bpr_studio.domain.shared.progress import Progress
    from bpr_studio.services.events import Committed

PRESSING: Final = frozenset({"sheet_event"})
"""Entities whose rows others wait for: what people do with sheets."""
SECOND_WORKER: Final = 3
"""Exit code of an exchange process that found another one at work."""

_KEPT_WORDS: Final = 4_000  # characters of the process's last words, for the log
_LOOK_FOR_RESULT: Final = 0.1  # s between two looks of a thread that waits for a job

_KILLED_WITHIN: Final = 1_000  # ms until a killed process is gone, if it can go at all
_ABANDONED: Final[list[QProcess]] = []

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient the supervisor is, all in seconds.

    Attributes:
        stuck_after: a process that told nothing for so long is killed and started again.
        restart_after: wait before the first restart; each further one doubles it.
        restart_most: the longest wait before a restart.
        close_within: how long closing waits for the last changes to be shared.
        stop_within: how long stopping waits before the process is killed.
    """

    stuck_after: float = 120.0
    restart_after: float = 2.0
    restart_most: float = 300.0
    close_within: float = 10.0
    stop_within: float = 0.5


def worker_command(folder: Path, *, stuck_at: str = "") -> list[str]:
    """The command that starts the exchange process of a workspace.

    Args:
        folder: of the workspace.
        stuck_at: the place the process before never came back from; it is asked later.
    """
    program = [sys.executable] if getattr(sys, "frozen", False) else _module()
    after = ["--stuck-at", stuck_at] if stuck_at else []
    return [*program, "sync-worker", str(folder), *after]


def _module() -> list[str]:
    return [sys.executable, "-m", "bpr_studio"]


class _Job:
    """A job on its way through the exchange process."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.step = Report(Tell.ALIVE)
        self.outcome: Mapping[str, Any] | BprError | None = None
        self.done = threading.Event()

    def end(self, outcome: Mapping[str, Any] | BprError) -> None:
        """Let the waiting thread go on."""
        self.outcome = outcome
        self.done.set()


class SyncSupervisor(QObject):
    """The exchange of one window.

    Lives on the GUI thread and never waits there; only `ask` waits, on other threads.

    Signals:
        status_changed: one `SyncStatus`, whenever something of it differs.
        closed: after `finish`, when the process has ended; True when nothing stays here only.
    """

    status_changed = Signal(object)
    closed = Signal(bool)
    _read = Signal(object)
    _wanted = Signal(object)
    _pressing = Signal()

    def __init__(
        self,
        command: Callable[[str], Sequence[str]],
        watch: LocalWatch,
        clock: Clock,
        limits: Limits | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Nothing starts yet.

        Args:
            command: makes the command of the exchange process from the place it was stuck at.
            watch: reads the local database beside the GUI thread; started and ended here.
            clock: tells the time for the status.
            limits: how patient to be.
            parent: owner in Qt's sense.
        """
        super().__init__(parent)
        self._command = command
        self._watch = watch
        self._clock = clock
        self._limits = limits or Limits()
        self._process: QProcess | None = None
        self._reading: SyncReading | None = None
        self._status = SyncStatus()
        self._activity = Activity()
        self._trouble: Trouble | None = None
        self._last_word = time.monotonic()
        self._target = ""
        self._stuck_at = ""
        self._crashes = 0
        self._dying = False
        self._urgent = False
        self._leaving = False
        self._closed = False
        self._all_out = False
        self._last_words = ""
        self._jobs: dict[int, _Job] = {}
        self._numbers = itertools.count(1)
        self._read.connect(self._take_reading, Qt.ConnectionType.QueuedConnection)
        self._wanted.connect(self._send_job, Qt.ConnectionType.QueuedConnection)
        self._pressing.connect(self._bring_forward, Qt.ConnectionType.QueuedConnection)
        self._dog = QTimer(self)
        self._dog.setInterval(max(50, min(1_000, int(self._limits.stuck_after * 250))))
        self._dog.timeout.connect(self._look_after)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._launch)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.skip)

    # --- what the window asks --------------------------------------------------------------

    @property
    def status(self) -> SyncStatus:
        """The latest status."""
        return self._status

    @property
    def limits(self) -> Limits:
        """How patient it is."""
        return self._limits

    @property
    def is_running(self) -> bool:
        """Whether there is an exchange process just now."""
        return self._process is not None

    def start(self) -> None:
        """Watch the local database; the exchange process starts as soon as it says "shared"."""
        self._watch.start(self._read.emit)
        self._dog.start()

    def request_now(self) -> None:
        """Exchange at once: after submitting, or when the user asks for it."""
        if self._process is None or self._dying:
            self._crashes, self._urgent = 0, True
            self._launch()
        else:
            self._say(Request(Do.NOW))

    def hear(self, event: Committed) -> None:
        """Bring the next exchange forward when a sheet was submitted, approved, returned.

        Args:
            event: of the bus, from any thread.
        """
        if PRESSING & event.kinds and event.origin != ORIGIN:
            self._pressing.emit()

    def _bring_forward(self) -> None:
        self._say(Request(Do.NOW))

    def ask(self, name: str, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        """Let the exchange process do one thing and wait for it; never on the GUI thread.

        Args:
            name: a job of `sync_jobs.JOBS`, e.g. "join".
            arguments: what it needs, plain JSON values.
            progress: told how far it is; its cancelling ends the waiting.

        Returns:
            The result as plain JSON values.

        Raises:
            RefusedError: it cannot be done, or the exchange process went away meanwhile.
            CancelledError: the user gave up.
            RuntimeError: called on the GUI thread.
        """
        if QThread.currentThread() is self.thread():
            message = "jobs are waited for beside the GUI thread"
            raise RuntimeError(message)
        job = _Job(Request(Do.JOB, next(self._numbers), name, dict(arguments)))
        self._jobs[job.request.number] = job
        self._wanted.emit(job)
        try:
            while not job.done.wait(_LOOK_FOR_RESULT):
                progress.report(job.step.done, job.step.total, job.step.what)
        except CancelledError:
            self._wanted.emit(Request(Do.CANCEL, job.request.number))
            raise
        finally:
            self._jobs.pop(job.request.number, None)
        if isinstance(job.outcome, BprError):
            raise job.outcome
        return job.outcome or {}

    def read_anew(self) -> None:
        """Know of what was written in the last second, too, before the window goes."""
        if self._reading is None:
            return  # the exchange has not begun
        try:
            self._reading = self._watch.read()
        except BprError as error:
            _log.warning("local database not read: %s", error)
        self._refresh()

    def finish(self) -> None:
        """Share what is here once more, then end; `closed` tells when, `skip` cuts it short."""
        self._leaving = True
        self._again.stop()
        if self._process is None or not self.has_work_here:
            self.stop()
            self.closed.emit(not self.has_work_here)
            return
        self._say(Request(Do.CLOSE))
        self._patience.start(int(self._limits.close_within * 1_000))

    @property
    def has_work_here(self) -> bool:
        """Whether some work is on this PC only and could be shared now."""
        return self._status.glance is Glance.SAVED and not self._status.paused

    def skip(self) -> None:
        """Do not wait any longer for the last changes to be shared; they are shared next time."""
        self._kill()
        if self._process is not None:
            QTimer.singleShot(_KILLED_WITHIN, self, self._after_last)

    def stop(self) -> None:
        """End the exchange process at once and hear nothing more of the database."""
        self._leaving = True
        for timer in (self._dog, self._again, self._patience):
            timer.stop()
        self._watch.stop()
        self._fail_jobs()
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect(self._ended)
        process.write(line_of(Request(Do.STOP)))
        process.closeWriteChannel()
        if process.waitForFinished(int(self._limits.stop_within * 1_000)):
            process.deleteLater()
            return
        process.kill()  # safe at every moment: what was begun is found and finished next time
        if process.waitForFinished(_KILLED_WITHIN):
            process.deleteLater()
        else:  # it hangs in the system; Qt would wait for it half a minute
            process.setParent(None)
            _ABANDONED.append(process)

    # --- the process -----------------------------------------------------------------------

    def _launch(self) -> None:
        if self._process is not None or self._leaving:
            return
        process = QProcess(self)
        program, *arguments = self._command(self._stuck_at)
        process.setProgram(program)
        process.setArguments(arguments)
        surroundings = QProcessEnvironment.systemEnvironment()
        surroundings.insert("BPR_STUDIO_LANGUAGE", language())
        process.setProcessEnvironment(surroundings)
        process.readyReadStandardOutput.connect(self._hear)
        process.readyReadStandardError.connect(self._hear_last_words)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._dying = self._urgent = False
        self._last_word = time.monotonic()
        self._last_words = ""
        process.start()
        for job in self._jobs.values():
            self._say(job.request)

    def _say(self, request: Request) -> None:
        if self._process is not None:
            self._process.write(line_of(request))

    def _hear(self) -> None:
        process = self._process
        while process is not None and process.canReadLine():
            report = report_of(bytes(process.readLine().data()))
            if report is not None:
                self._take_report(report)

    def _take_report(self, report: Report) -> None:
        self._last_word = time.monotonic()
        self._target = report.target
        job = self._jobs.get(report.number)
        match report.tell:
            case Tell.ALIVE if job is not None:
                job.step = report
            case Tell.ALIVE:
                self._take_activity(Activity(report.what, report.done, report.total))
            case Tell.RESULT if job is not None:
                job.end(report.result)
                self._watch.look_now()
            case Tell.FAILED if job is not None:
                job.end(error_of(report.result))
            case Tell.EXCHANGED:
                self._crashes, self._trouble, self._stuck_at = 0, None, ""
                self._refresh()
            case Tell.CLOSED:
                self._all_out = bool(report.result.get("all"))
            case Tell.TROUBLE:
                self._tell_trouble(TroubleKind.of(report.what), report.result.get("detail", ""))
            case _:
                pass  # the result of a job nobody waits for any more, or the last word

    def _take_activity(self, activity: Activity) -> None:
        self._activity = activity
        self._refresh()

    def _hear_last_words(self) -> None:
        if self._process is not None:
            said = bytes(self._process.readAllStandardError().data())
            self._last_words = (self._last_words + said.decode(errors="replace"))[-_KEPT_WORDS:]

    def _look_after(self) -> None:
        """Kill a process that hangs; the next one asks the place it hung at later."""
        if self._process is None:
            return
        self._hear()
        if time.monotonic() - self._last_word < self._limits.stuck_after:
            return
        _log.warning("exchange process hangs at %r and is killed", self._target)
        self._stuck_at = self._target
        self._tell_trouble(TroubleKind.STUCK, target=self._target)
        self._kill()

    def _kill(self) -> None:
        if self._process is not None:
            self._dying = True
            self._process.kill()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # then `finished` never comes
            self._ended(-1)

    def _ended(self, code: int, _status: object = None) -> None:
        self._hear()
        self._hear_last_words()
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        self._fail_jobs()
        self._take_activity_off()
        if self._leaving:
            self._after_last()
            return
        if code == 0:  # nothing was left to do; a reading that says "shared" starts it again
            return
        self._crashes += 1
        if code == SECOND_WORKER:
            self._tell_trouble(TroubleKind.SECOND)
        elif self._trouble is None or self._trouble.kind is not TroubleKind.STUCK:
            _log.warning("exchange process ended (%s): %s", code, self._last_words)
            self._tell_trouble(TroubleKind.STOPPED)
        limits = self._limits
        wait = min(limits.restart_after * 2 ** (self._crashes - 1), limits.restart_most)
        self._again.start(0 if self._urgent else int(wait * 1_000))

    def _take_activity_off(self) -> None:
        self._activity = Activity()
        self._refresh()

    def _after_last(self) -> None:
        """The process has ended after `finish`, or hangs although it was killed."""
        if self._closed:
            return
        self._closed = True
        self._patience.stop()
        self.stop()
        self.closed.emit(self._all_out)

    # --- jobs ------------------------------------------------------------------------------

    def _send_job(self, wanted: _Job | Request) -> None:
        if isinstance(wanted, Request):
            self._say(wanted)
        elif self._leaving:
            wanted.end(_gone())
        elif self._process is None:
            self._again.stop()
            self._launch()  # says all jobs
        else:
            self._say(wanted.request)

    def _fail_jobs(self) -> None:
        for job in tuple(self._jobs.values()):
            job.end(_gone())

    # --- the status ------------------------------------------------------------------------

    def _take_reading(self, reading: SyncReading) -> None:
        self._reading = reading
        self._refresh()
        wanted = self._status.glance is not Glance.NOT_SHARED and not self._status.paused
        if wanted and not self._again.isActive():
            self._launch()

    def _tell_trouble(self, kind: TroubleKind, detail: str = "", target: str = "") -> None:
        if self._trouble is None or self._trouble.kind is not kind:
            self._trouble = Trouble(kind, self._clock.now(), target, detail)
        self._refresh()

    def _refresh(self) -> None:
        if self._reading is None:
            return
        reading = self._reading
        now, trouble = self._clock.now(), self._trouble
        if trouble is not None:
            red = trouble.since is not None and now - trouble.since >= RED_AFTER
            troubles = (*reading.troubles, replace(trouble, alarming=red))
            reading = replace(reading, troubles=troubles)
        status = status_of(reading, now, self._activity)
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)


def _gone() -> RefusedError:
    return RefusedError(
        tr("The place of exchange did not answer, or the exchange was ended."),
        kept=tr("Everything saved before is kept."),
        remedy=tr("Please try again."),
    )
