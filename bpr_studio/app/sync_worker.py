"""The exchange process: `bpr-studio sync-worker DIR`, started and watched by the window.

It alone asks places of exchange, may hang there, and may be killed at every moment: whatever was
begun is found and finished by the next one (sync.md I4). It ends when its standard input ends,
which happens when the window goes, however it goes.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import threading
import time
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from filelock import FileLock, Timeout

from bpr_studio.app.faults import keep_log
from bpr_studio.app.sync_messages import (
    Do,
    Report,
    Request,
    Tell,
    line_of,
    request_of,
    sentences_of,
)
from bpr_studio.app.system import cache_home
from bpr_studio.domain.shared.errors import BprError, CancelledError, RefusedError
from bpr_studio.domain.shared.text import tr
from bpr_studio.services.sync.cadence import USUAL, Cadence, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from bpr_studio.domain.shared.progress import Progress

    Job = Callable[[Mapping[str, Any], Progress], Mapping[str, Any]]

LOCK_NAME: Final = "sync.lock"
"""Held in the workspace folder by the one exchange process there may be."""
LOG_NAME: Final = "bpr-studio-sync.log"
SECOND: Final = 3
"""Exit code: another exchange process of this workspace has not ended yet."""
FAILED: Final = 4
"""Exit code: the workspace could not be opened; the reason is in the log."""

_SIGN_OF_LIFE: Final = 10.0  # s between two words while nothing happens
_LOOK_FOR_WRITING: Final = 5.0  # s between two looks whether the person writes
_GRACE: Final = 10.0  # s a step may take to end after the window has gone
_IDLE_END: Final = 60.0  # s after which a process with nothing to share ends
_TELL_EVERY: Final = 0.5  # s between two words during a cycle
_NICER: Final = 5  # of 19
_BELOW_NORMAL: Final = 0x4000  # Windows' name for about the same

_log = logging.getLogger(__name__)


class Exchange(Protocol):
    """What the process works with; built by `sync_exchange.py`."""

    def targets(self) -> tuple[str, ...]:
        """Addresses to ask, none where the workspace is not shared or the user has paused."""

    def cycle(self, address: str, progress: Progress, *, push: bool, demanded: bool) -> bool:
        """Exchange with one target; faults of the target become facts.

        Args:
            address: of the target.
            progress: told how far it is.
            push: own work goes out, too.
            demanded: also if the target failed a short while ago.

        Returns:
            Whether more can be done at once.

        Raises:
            BprError: the local disk refuses.
        """

    def set_aside(self, address: str) -> None:
        """Leave a target alone for a while: the process before never came back from it."""

    def tells_news(self, targets: tuple[str, ...]) -> bool:
        """Whether all of these tell of news by themselves and nothing is to be looked at again."""

    def written(self) -> int:
        """A number that differs when the person has written."""

    def everything_out(self) -> bool:
        """Whether no work is on this PC only."""

    def close(self) -> None:
        """Let go of the database."""


class Voice:
    """Says lines to the window, from any thread."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._turn = threading.Lock()

    def say(self, report: Report) -> None:
        """Say it; nobody listening is no fault, the end of input follows."""
        try:
            with self._turn:
                self._stream.write(line_of(report))
                self._stream.flush()
        except OSError:
            _log.debug("nobody listens")


class Telling:
    """Progress of a cycle or a job, told to the window now and then; implements `Progress`."""

    def __init__(
        self, voice: Voice, cancelled: Callable[[], bool], number: int = 0, target: str = ""
    ) -> None:
        """Tell the window at once that it began.

        Args:
            voice: to the window.
            cancelled: whether to stop.
            number: of the job, 0 for a cycle.
            target: address of the place being asked.
        """
        self._voice = voice
        self._cancelled = cancelled
        self._number = number
        self._target = target
        self._told = 0.0
        self.report(0, 0, tr("Exchanging"))

    def report(self, done: int, total: int, what: str) -> None:
        """Tell how far it is.

        Raises:
            CancelledError: the user gave up, or the window has gone.
        """
        if self._cancelled():
            raise CancelledError(tr("The exchange was stopped."))
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY or done == total:
            self._told = now
            self._voice.say(Report(Tell.ALIVE, self._number, what, done, total, self._target))


class Ear:
    """Hears the window on a thread of its own."""

    def __init__(self, stream: Iterable[bytes], grace: float = _GRACE) -> None:
        """Nothing is heard yet.

        Args:
            stream: lines of standard input.
            grace: seconds a step may take to end after the window has gone.
        """
        self._stream = stream
        self._grace = grace
        self._requests: SimpleQueue[Request | None] = SimpleQueue()
        self._cancelled: set[int] = set()
        self.gone = threading.Event()
        """Set when the window has gone or wants the process to end."""

    def start(self) -> None:
        """Hear from now on."""
        threading.Thread(target=self._hear, name="ear", daemon=True).start()

    def next(self, seconds: float) -> Request | None:
        """The next request; `Do.STOP` when the window has gone, None after `seconds` of silence."""
        try:
            return self._requests.get(timeout=seconds) or Request(Do.STOP)
        except Empty:
            return None

    def is_cancelled(self, number: int) -> bool:
        """Whether a job was given up."""
        return self.gone.is_set() or number in self._cancelled

    def put(self, request: Request) -> None:
        """Hear this, too: a place of exchange announced news."""
        self._requests.put(request)

    def _hear(self) -> None:
        for line in self._stream:
            request = request_of(line)
            if request is None:
                continue
            if request.do is Do.CANCEL:
                self._cancelled.add(request.number)
                continue
            if request.do is Do.STOP:
                break
            self._requests.put(request)
        self.gone.set()
        self._requests.put(None)
        time.sleep(self._grace)
        os._exit(0)  # the step hangs in a system call; being killed is safe


class Worker:
    """The loop of the exchange process."""

    def __init__(
        self,
        exchange: Exchange,
        jobs: Mapping[str, Job],
        ear: Ear,
        voice: Voice,
        cadence: Cadence = USUAL,
    ) -> None:
        """Nothing runs yet.

        Args:
            exchange: what to work with.
            jobs: what the window may ask for, by name.
            ear: hears the window.
            voice: speaks to the window.
            cadence: how often what is done.
        """
        self._exchange = exchange
        self._jobs = jobs
        self._ear = ear
        self._voice = voice
        self._plan = Plan(cadence, time.monotonic())
        self._written = exchange.written()
        self._busy = time.monotonic()

    def run(self) -> None:
        """Work until the window has gone or wants an end, or nothing is left to share."""
        while True:
            if self._plan.is_due(time.monotonic()) and not self._turn():
                return
            request = self._listen()
            if request is not None and not self._follow(request):
                return

    def _turn(self) -> bool:
        """One cycle with every target; whether to go on."""
        targets = self._exchange.targets()
        push, demanded = self._plan.pushes(time.monotonic()), self._plan.demanded
        more = self._cycles(targets, push=push, demanded=demanded)
        told = bool(targets) and self._exchange.tells_news(targets)
        self._plan.after(pushed=push, now=time.monotonic(), told=told)
        if more:
            self._plan.on_more(time.monotonic())
        return bool(targets) or time.monotonic() - self._busy < _IDLE_END

    def _listen(self) -> Request | None:
        """The next request, None when a cycle is due; gives signs of life meanwhile."""
        while True:
            self._voice.say(Report(Tell.ALIVE))
            wait = min(self._plan.wait(time.monotonic()), _SIGN_OF_LIFE, _LOOK_FOR_WRITING)
            request = self._ear.next(wait)
            self._look_for_writing()
            if request is not None or self._plan.is_due(time.monotonic()):
                return request

    def _look_for_writing(self) -> None:
        written = self._exchange.written()
        if written != self._written:
            self._written = written
            self._plan.on_written(time.monotonic())

    def _follow(self, request: Request) -> bool:
        """Do what was asked; whether to go on."""
        match request.do:
            case Do.NOW:
                self._plan.on_request(time.monotonic())
            case Do.NEWS:
                self._plan.on_news(time.monotonic())
            case Do.JOB:
                self._do_job(request)
                self._busy = time.monotonic()
                self._plan.on_request(time.monotonic())
            case Do.CLOSE:
                self._cycles(self._exchange.targets(), push=True, demanded=True)
                self._voice.say(
                    Report(Tell.CLOSED, result={"all": self._exchange.everything_out()})
                )
                return False
            case _:
                return False
        return True

    def _cycles(self, targets: tuple[str, ...], *, push: bool, demanded: bool) -> bool:
        """Exchange with every target; a fault of one does not stop the others."""
        clean = True
        found = []
        for address in targets:
            if self._ear.gone.is_set():
                return False
            try:
                told = Telling(self._voice, self._ear.gone.is_set, target=address)
                found.append(self._exchange.cycle(address, told, push=push, demanded=demanded))
            except CancelledError:
                return False
            except BprError as error:
                clean = False
                _log.warning("cycle with %s: %s", address, error)
                self._tell_trouble("local_disk", error.message)
            except Exception as error:  # noqa: BLE001  # the boundary of the process: logged and told
                clean = False
                _log.exception("cycle with %s", address)
                self._tell_trouble("program", type(error).__name__)
        if clean:
            self._voice.say(Report(Tell.EXCHANGED))
        return any(found)

    def _tell_trouble(self, kind: str, detail: str) -> None:
        self._voice.say(Report(Tell.TROUBLE, what=kind, result={"detail": detail}))

    def _do_job(self, request: Request) -> None:
        number = request.number
        try:
            told = Telling(self._voice, lambda: self._ear.is_cancelled(number), number)
            result = self._jobs[request.name](request.arguments, told)
        except BprError as error:
            self._voice.say(Report(Tell.FAILED, number, result=sentences_of(error)))
        except Exception as error:  # noqa: BLE001  # the boundary of the process: logged and told
            _log.exception("job %s", request.name)
            self._voice.say(Report(Tell.FAILED, number, result=sentences_of(_fault(error))))
        else:
            self._voice.say(Report(Tell.RESULT, number, result=result))


def _fault(error: Exception) -> BprError:
    return RefusedError(
        tr("An unexpected error occurred: {error}", error=type(error).__name__),
        kept=tr("Everything saved before is kept."),
        remedy=tr("Please copy the details and hand them to the person in charge."),
    )


def main(arguments: list[str]) -> int:
    """Run the exchange process of one workspace; returns its exit code.

    Args:
        arguments: the folder, and `--stuck-at ADDRESS` after a process that hung there.
    """
    parser = argparse.ArgumentParser(prog="bpr-studio sync-worker")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stuck-at", default="")
    given = parser.parse_args(arguments)
    keep_log(cache_home(), LOG_NAME)
    _step_back()
    # Without a buffer, whose lock a thread that waits for input would hold when Python ends.
    ear = Ear(open(sys.stdin.fileno(), "rb", buffering=0, closefd=False))  # noqa: SIM115  # a handle, open until the end
    voice = Voice(sys.stdout.buffer)
    ear.start()
    try:
        with FileLock(given.folder / LOCK_NAME, timeout=0):
            _work(given.folder, given.stuck_at, ear, voice)
    except Timeout:
        return SECOND
    except BprError as error:
        _log.warning("workspace not opened: %s", error)
        voice.say(Report(Tell.TROUBLE, what="local_disk", result={"detail": error.message}))
        return FAILED
    return 0


def _step_back() -> None:
    """Let the window have the processor first."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_NICER)


def _work(folder: Path, stuck_at: str, ear: Ear, voice: Voice) -> None:
    from bpr_studio.app.sync_exchange import open_exchange

    voice.say(Report(Tell.ALIVE))
    with contextlib.closing(open_exchange(folder)) as exchange:
        exchange.listen(partial(ear.put, Request(Do.NEWS)), ear.gone)
        if stuck_at:
            exchange.set_aside(stuck_at)
        Worker(exchange, exchange.jobs, ear, voice).run()
