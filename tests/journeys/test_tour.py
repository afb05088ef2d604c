"""The tour runs in a program of its own, on a machine without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parents[2]


def test_the_tour_makes_everything_without_a_display(tmp_path: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        environment[name] = str(tmp_path / name)
    out = tmp_path / "out"

    done = subprocess.run(  # our own program
        [sys.executable, "-m", "bpr_studio", "tour", "-o", str(out), *SMALL],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )

    assert done.returncode == 0, done.stderr
    made = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {"report.pdf", "report.xlsx", "report.html", "flow.bpmn", "flow.svg"} <= made
    assert sum(name.startswith("forms/") for name in made) == 3
    assert any(name.startswith("screenshots/") and name.endswith("home.png") for name in made)
    for name in ("report.pdf", "flow.svg"):
        assert name in done.stdout + done.stderr


SMALL = ["--sections", "6", "--tasks", "180", "--flows", "2"]
