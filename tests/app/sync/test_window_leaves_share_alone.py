"""The window makes zero share calls (sync.md I12): its process alone asks the place of exchange."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bpr_studio.app.workspace import Workspace
from tests.builders_process import CHIEF, Pair

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_the_window_never_touches_the_share_while_its_process_exchanges(tmp_path):
    pair = Pair(tmp_path)
    other = Workspace.open(pair.dx, CHIEF)
    pair.rename(other, "DX室から")  # goes out when the window is open
    other.close()
    done = subprocess.run(
        [
            sys.executable,
            *("-m", "tests.fakes.watched_window"),
            *(str(pair.section), str(pair.share), str(pair.dx)),
        ],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {
        "started": True,
        "sent": True,
        "received": True,
        "touched": [],
        "watching": True,
    }
