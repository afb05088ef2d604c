"""A person at a window in a process of its own: `python -m tests.journeys.seat_process ARGUMENTS`.

The test writes one deed per line to its standard input, {"do": name, "with": [arguments]}; a deed is
a function of `sync_deeds.py` that gets the seat. The answer comes as one line on standard output.
The window is the real one, with its exchange process beside it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpr_studio.app.language import start_language
from tests.journeys.people import Seat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 90.0
"""Seconds a deed may take; exchange of the others is waited for in some."""


class Hands:
    """What `Seat` needs of pytest-qt, without pytest."""

    mouseClick = staticmethod(QTest.mouseClick)  # noqa: N815  # pytest-qt's name

    @staticmethod
    @contextmanager
    def waitExposed(window: Any) -> Iterator[None]:  # noqa: N802  # pytest-qt's name
        """Wait until a window is on the screen."""
        yield
        assert QTest.qWaitForWindowExposed(window, 30_000)

    @staticmethod
    def waitUntil(happened: Callable[[], bool], timeout: int) -> None:  # noqa: N802  # as above
        """Go on with the event loop until something is so."""
        end = time.monotonic() + timeout / 1000
        while not happened():
            assert time.monotonic() < end, "it did not happen in time"
            QTest.qWait(10)


class Person:
    """The test's end of the line."""

    def __init__(self, folder: Path, settings: Path, user: str, role: str, section: str) -> None:
        arguments = [str(folder), str(settings), role, section]
        environment = os.environ | {
            "LOGNAME": user,
            "QT_QPA_PLATFORM": "offscreen",
            "BPR_STUDIO_LANGUAGE": "ja",
        }
        self.user = user
        self._process = subprocess.Popen(  # our own module
            [sys.executable, "-m", "tests.journeys.seat_process", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
            cwd=Path(__file__).parents[2],
        )
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._answer("sit down")

    def do(self, name: str, *arguments: Any) -> Any:
        """Let the person do something; gives what came out of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": name, "with": arguments}) + "\n")
        self._process.stdin.flush()
        return self._answer(name)

    def leave(self) -> None:
        """Close the window, as a person does."""
        if self._process.poll() is None:
            self.do("leave")
        self._process.wait(timeout=PATIENCE)

    def end(self) -> None:
        """Whatever is left of the process goes."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(timeout=PATIENCE)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def _answer(self, name: str) -> Any:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._lines.get(timeout=max(end - time.monotonic(), 0.1))
            except Empty:
                raise AssertionError(f"{self.user} does not answer to {name!r}") from None
            assert line, f"{self.user} has gone while asked to {name!r}"
            if line.startswith("{"):
                answer = json.loads(line)
                assert "fault" not in answer, f"{self.user}, {name}:\n{answer.get('fault')}"
                return answer["answer"]


def _tell(**answer: Any) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Sit down and do what the lines say, until there are no more."""
    from tests.journeys import sync_deeds

    folder, settings, role, section = sys.argv[1:]
    start_language(Path(settings))
    seat = Seat(Hands(), Path(settings), Path(folder), role=role, section=section)
    seat.session.start_sharing()
    _tell(answer=None)
    lines: Queue[str] = Queue()

    def listen() -> None:
        for line in sys.stdin:
            lines.put(line)
        lines.put("")

    threading.Thread(target=listen, daemon=True).start()

    def look() -> None:
        if lines.empty():
            return
        line = lines.get()
        wanted: dict[str, Any] = json.loads(line) if line else {"do": "leave", "with": []}
        try:
            _tell(answer=getattr(sync_deeds, wanted["do"])(seat, *wanted["with"]))
        except Exception:  # noqa: BLE001  # told to the test, which fails
            seat.window.grab().save(
                str(Path(folder).parent / f"fault-{seat.workspace.person.user}.png")
            )
            _tell(fault=traceback.format_exc())
        if wanted["do"] == "leave":
            QApplication.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    QApplication.exec()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
