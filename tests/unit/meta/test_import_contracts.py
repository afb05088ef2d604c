"""The architecture: its contracts hold, and each of them really reports when it is broken."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "bpr_studio"
COMMAND = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint_imports(folder: Path) -> tuple[set[str], str]:
    """The names of the broken contracts of the project in `folder`, and all that was said."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    said = done.stdout + done.stderr
    assert "Contracts: " in said, said
    broken = {match[1] for match in re.finditer(r"^(.+) BROKEN$", said, re.MULTILINE)}
    assert (done.returncode != 0) == bool(broken), said
    return broken, said


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """The project's contracts over its packages, all of them empty."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGE.rglob("__init__.py"):
        copy = tmp_path / package.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.touch()
    (tmp_path / "bpr_studio/adapters/db/tables.py").touch()
    return tmp_path


@pytest.mark.slow
def test_the_program_keeps_every_contract():
    broken, said = lint_imports(ROOT)
    assert not broken, said


def test_the_empty_packages_keep_every_contract(skeleton: Path):
    assert lint_imports(skeleton)[0] == set()


#: What is done wrong, where, and the contracts that have to say so.
OFFENCES = {
    "a service uses an adapter": (
        {"services/x.py": "import bpr_studio.adapters.fs"},
        {"Layers"},
    ),
    "an adapter uses the window": (
        {"adapters/db/x.py": "import bpr_studio.ui.pages"},
        {"Layers"},
    ),
    "a chart uses a service": ({"charts/x.py": "import bpr_studio.services"}, {"Layers"}),
    "a package without a layer": ({"helpers/__init__.py": ""}, {"Layers"}),
    "shared knows a subject": (
        {"domain/shared/x.py": "import bpr_studio.domain.workload"},
        {"Domain: comparison"},
    ),
    "a subject knows the comparison": (
        {"domain/process/x.py": "import bpr_studio.domain.benchmark"},
        {"Domain: comparison"},
    ),
    "a flow knows what people do with it": (
        {"domain/process/x.py": "import bpr_studio.domain.modeling"},
        {"Domain: comparison"},
    ),
    "a gesture knows the rules of lint": (
        {"domain/modeling/x.py": "import bpr_studio.domain.lint"},
        {"Domain: comparison"},
    ),
    "a subject without a layer": ({"domain/helpers/__init__.py": ""}, {"Domain: comparison"}),
    "replication knows a subject": (
        {"domain/replication/x.py": "import bpr_studio.domain.process"},
        {"Domain: replication builds"},
    ),
    "a subject knows replication": (
        {"domain/workload/x.py": "import bpr_studio.domain.replication"},
        {"Domain: no subject"},
    ),
    "the window knows replication": (
        {"ui/pages/x.py": "import bpr_studio.domain.replication"},
        {"Domain: no subject"},
    ),
    "a page knows the shell": ({"ui/pages/x.py": "import bpr_studio.ui.shell"}, {"Window"}),
    "the grid knows the canvas": ({"ui/grid/x.py": "import bpr_studio.ui.canvas"}, {"Window"}),
    "two adapters know each other": (
        {"adapters/sheets/x.py": "import bpr_studio.adapters.db"},
        {"Adapters"},
    ),
    "fs knows its siblings": (
        {"adapters/fs/x.py": "import bpr_studio.adapters.db"},
        {"Adapters"},
    ),
    "Qt in a service": ({"services/x.py": "import PySide6.QtCore"}, {"Qt only"}),
    "Qt in a chart": ({"charts/x.py": "import qtawesome"}, {"Qt only"}),
    "Qt in another adapter": (
        {"adapters/sheets/x.py": "def f(): from PySide6 import QtGui"},
        {"Qt only"},
    ),
    "SQLite in a service": ({"services/x.py": "import sqlite3"}, {"No input/output"}),
    "a workbook in the domain": (
        {"domain/workload/x.py": "def f(): import openpyxl"},
        {"No input/output"},
    ),
    "a row outside the database": (
        {"app/x.py": "import bpr_studio.adapters.db.tables"},
        {"Row classes"},
    ),
    "two modules in a circle": (
        {"ui/canvas/a.py": "import bpr_studio.ui.canvas.b"}
        | {"ui/canvas/b.py": "import bpr_studio.ui.canvas.a"},
        {"No cycles"},
    ),
    "a circle of types only": (
        {"domain/process/x.py": "import bpr_studio.domain.diagram"}
        | {
            "domain/diagram/x.py": "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    import bpr_studio.domain.process"
        },
        {"No cycles"},
    ),
}


@pytest.mark.parametrize("offence", OFFENCES)
@pytest.mark.slow
def test_a_broken_contract_is_reported(skeleton: Path, offence: str):
    files, expected = OFFENCES[offence]
    for name, text in files.items():
        path = skeleton / "bpr_studio" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    broken, said = lint_imports(skeleton)
    assert {name for name in expected if any(b.startswith(name) for b in broken)} == expected, said


def test_qt_is_allowed_where_pictures_are_drawn(skeleton: Path):
    (skeleton / "bpr_studio/adapters/render/x.py").write_text("import PySide6.QtSvg\n")
    assert lint_imports(skeleton)[0] == set()


def imported_by(path: Path) -> set[str]:
    """The dotted names a module imports, at its top or later."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("layer", ["domain", "services"])
def test_the_inner_layers_use_the_standard_library_and_numerics_only(layer: str):
    allowed = set(sys.stdlib_module_names) | {"bpr_studio", "numpy", "scipy", "networkx"}
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (PACKAGE / layer).rglob("*.py")
        for name in imported_by(path)
        if name.partition(".")[0] not in allowed
    }
    assert not strangers


def test_pictures_are_drawn_without_widgets():
    allowed = {"QtCore", "QtGui", "QtSvg"}
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (PACKAGE / "adapters" / "render").rglob("*.py")
        for name in imported_by(path)
        if name.startswith("PySide6") and name.split(".")[1] not in allowed
    }
    assert not strangers
