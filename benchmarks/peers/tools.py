"""Finding Node.js, Chromium and the npm packages of this folder, and running its scripts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class PeerError(RuntimeError):
    """A peer tool is not here or did not do its work; the message says why."""


def missing(*, browser: bool = True) -> str:
    """What is not on this machine, as a sentence to print; "" when all is there."""
    if not shutil.which("node"):
        return "Node.js is not on this machine"
    if browser and not chromium():
        return "Chromium is not on this machine"
    if not (MODULES / ".package-lock.json").is_file():
        return "benchmarks/peers/node_modules is missing: python -m benchmarks.peers install"
    return ""


def chromium() -> str:
    """The Chromium program, "" when there is none; $CHROMIUM comes first."""
    found = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *_BROWSERS) if name)
    return next((program for program in found if program), "")


def install() -> None:
    """Fetch the npm packages the lock file names, unless they are here; takes about 15 seconds.

    Raises:
        PeerError: npm is not here, or could not fetch them.
    """
    if not missing(browser=False):
        return
    npm = shutil.which("npm")
    if not npm:
        msg = "npm is not on this machine"
        raise PeerError(msg)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(  # noqa: S603  # our own lock file in our own folder
        command, cwd=FOLDER, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        msg = f"npm ci failed: {done.stderr[-600:]}"
        raise PeerError(msg)


def run(script: str, question: object, *, seconds: float = 600, browser: bool = True) -> list[Any]:
    """Run a script of this folder: JSON on its standard input, JSON lines as its answer.

    Args:
        script: its file name.
        question: what it reads.
        seconds: how long it may take.
        browser: it needs Chromium.

    Raises:
        PeerError: something is missing, or the script failed or took longer.
    """
    reason = missing(browser=browser)
    if reason:
        raise PeerError(reason)
    try:
        done = subprocess.run(  # noqa: S603  # scripts of this folder only
            ["node", str(FOLDER / script)],  # noqa: S607  # found by `missing`
            input=json.dumps(question),
            env={**os.environ, "CHROMIUM": chromium()},
            capture_output=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        msg = f"{script} took longer than {seconds:.0f} s"
        raise PeerError(msg) from error
    if done.returncode:
        msg = f"{script} failed: {done.stderr[-1500:]}"
        raise PeerError(msg)
    return [json.loads(line) for line in done.stdout.splitlines() if line]


def open_all(files: Iterable[Path]) -> dict[Path, list[str]]:
    """What bpmn-js says when it opens each file, errors included; empty lists are what we want.

    Raises:
        PeerError: as `run`.
    """
    answers = run("open_all.mjs", {"files": [str(file) for file in files]})
    return {
        Path(answer["file"]): [*([answer["error"]] if answer["error"] else []), *answer["warnings"]]
        for answer in answers
    }
