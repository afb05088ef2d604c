"""What the inner layers must not drag in; each question is asked of a fresh Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HEAVY = {"PySide6", "matplotlib", "openpyxl", "numpy", "reportlab", "sqlmodel", "sqlalchemy"}
HEAVY |= {"xlsxwriter", "python_calamine", "pydantic", "typer", "babel"}


def modules_of(package: str) -> list[str]:
    return sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / package.replace(".", "/")).rglob("*.py")
    )


def heavy_after_importing(modules: list[str]) -> set[str]:
    """The heavy libraries loaded once all these modules are."""
    script = (
        "import importlib, json, sys\n"
        "for name in json.loads(sys.argv[1]): importlib.import_module(name)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(modules)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout)) & HEAVY


@pytest.mark.parametrize("package", ["bpr_studio.domain", "bpr_studio.services"])
def test_an_inner_layer_needs_no_window_and_no_file_library(package: str):
    modules = modules_of(package)
    assert modules
    # Modules that calculate may use numpy; who imports them at start-up is asked below.
    assert heavy_after_importing(modules) <= {"numpy"}


def test_the_command_line_starts_without_any_heavy_library():
    assert heavy_after_importing(["bpr_studio.app.main", "bpr_studio.app.cli"]) <= {"typer"}


def test_the_translations_are_checked_without_loading_babel():
    assert heavy_after_importing(["bpr_studio.app.translations"]) == set()
