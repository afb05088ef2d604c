"""SIGKILL at every store call and every commit of push, pull and pack; see tests/killing.py."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.killing import LIVES, kill_all, prepared_in

if TYPE_CHECKING:
    import argparse


def run(_options: argparse.Namespace) -> int:
    """Kill at all points and print what came of it; 1 when somebody did not recover."""
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="bpr-kills-") as folder:
        os.environ["XDG_DATA_HOME"] = folder  # keys of these lives
        morning = prepared_in(Path(folder) / "lives")
        for pc in LIVES:
            killed = kill_all(morning, pc, lambda calls: list(range(1, calls + 1)))
            share = killed.killed / killed.calls
            print(f"{pc}: killed at {killed.killed} of {killed.calls} calls ({share:.0%})")
            for place, what in killed.violations.items():
                print(f"  NOT RECOVERED {place}: {what}")
            wrong += len(killed.violations)
    print(f"violations: {wrong}")
    return int(wrong > 0)
