"""A second process that tells when it sees a new file on a share.

The first process names a path on standard input; this one looks for it once, so that it has cached
that nothing is there, answers "ready", and then looks until the file is listed and can be read. It
answers with its monotonic clock, which all processes of a PC share, or "no" after a minute.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Final, TextIO

from bpr_studio.adapters.share.file_calls import FileCalls

if TYPE_CHECKING:
    from collections.abc import Sequence

WAITED: Final = 60.0
"""Seconds after which a file counts as not seen."""

_EVERY: Final = 0.05
_START: Final = 20.0  # seconds a process may take to start and to look once


def watch(asked: TextIO, answers: TextIO, *, waited: float = WAITED) -> None:
    """Serve until standard input ends.

    Args:
        asked: one path on each line.
        answers: two lines for each.
        waited: seconds to look for a file.
    """
    calls = FileCalls()
    for line in asked:
        path = line.rstrip("\n")
        _sees(calls, path)
        _say(answers, "ready")
        end = time.monotonic() + waited
        while not (seen := _sees(calls, path)) and time.monotonic() < end:
            time.sleep(_EVERY)
        _say(answers, repr(time.monotonic()) if seen else "no")


def _sees(calls: FileCalls, path: str) -> bool:
    folder, name = os.path.split(path)
    try:
        listed = name in calls.entries(folder)[1]
        return bool(calls.read(path, 1)) and listed
    except OSError:
        return False


def _say(answers: TextIO, word: str) -> None:
    answers.write(word + "\n")
    answers.flush()


class Watcher:
    """The second process as the first one uses it."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start it.

        Args:
            command: what runs `watch` on its standard input and output.

        Raises:
            OSError: it cannot be started.
        """
        self._process = subprocess.Popen(  # noqa: S603  # the program itself, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._lines.put(line.strip())
        self._lines.put("")

    def prepare(self, path: str) -> bool:
        """Let it look for a file that is not there yet; whether it is ready now."""
        if self._process.stdin is None:
            return False
        try:
            self._process.stdin.write(path + "\n")
            self._process.stdin.flush()
        except OSError:
            return False
        return self._answer(_START) == "ready"

    def seen_at(self) -> float | None:
        """When it saw the file, by the monotonic clock; None when it did not."""
        answer = self._answer(WAITED + _START)
        try:
            return float(answer)
        except ValueError:
            return None

    def _answer(self, patience: float) -> str:
        try:
            return self._lines.get(timeout=patience)
        except queue.Empty:
            return ""

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._reader.join(_START)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
