"""SIGKILL at a store call or a commit: a fresh process goes on without a user, nothing is lost.

A share of the points; `./bpr soak kills` goes through all of them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
EVERY = 11


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked from a loaded process")
def test_whoever_is_killed_at_any_call_recovers_without_a_user(tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.killing", str(tmp_path)),
            *("--every", str(EVERY), "--first", "3"),
        ],
        cwd=ROOT,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["pc"] for one in found] == ["section", "dx"], done.stderr
    assert [one["violations"] for one in found] == [{}, {}]
    assert all(one["calls"] > 60 and one["killed"] >= 5 for one in found)
