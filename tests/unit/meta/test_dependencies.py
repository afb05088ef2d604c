"""The libraries: pinned, hashed, the safe ones, and the same in every list."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[3]


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def asked_for() -> list[Requirement]:
    """The direct dependencies, runtime and development."""
    document = project()
    texts = document["project"]["dependencies"] + document["dependency-groups"]["dev"]
    return [Requirement(text) for text in texts]


def locked() -> dict[str, list[str]]:
    """Each locked requirement (name==version ; marker) with its hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {
        line.partition(" --hash=")[0].strip(): re.findall(r"--hash=sha256:[0-9a-f]{64}", line)
        for line in lines
    }


def test_every_locked_library_has_an_exact_version_and_hashes():
    for text, hashes in locked().items():
        assert re.fullmatch(r"==[\w.]+", str(Requirement(text).specifier)), text
        assert hashes, text


def test_the_lock_names_no_address():
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_satisfies_what_the_project_asks_for():
    versions = {
        canonicalize_name(requirement.name): str(requirement.specifier).removeprefix("==")
        for requirement in map(Requirement, locked())
    }
    for wanted in asked_for():
        assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)]), str(wanted)


def test_pyside_is_pinned_to_the_version_that_keeps_none_alive():
    (pin,) = (r for r in asked_for() if r.name == "PySide6-Essentials")
    assert str(pin.specifier) == "==6.11.3"
    assert importlib.metadata.version("PySide6-Essentials") == "6.11.3"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal since Python 3.12")
def test_qt_calls_do_not_use_up_none():
    # PySide6 6.12.0 drops one reference per call and aborts after some 5,000 (decision 0006).
    from PySide6.QtCore import QTimer

    timer = QTimer()
    before = sys.getrefcount(None)
    for _ in range(1000):
        timer.setInterval(1)
    assert before - sys.getrefcount(None) < 100


def test_workbooks_are_read_with_the_safe_xml_parser():
    import openpyxl

    assert openpyxl.DEFUSEDXML


def test_the_program_imports_only_libraries_it_declares():
    own = {"bpr_studio", *sys.stdlib_module_names}
    provided = importlib.metadata.packages_distributions()
    declared = {
        canonicalize_name(Requirement(text).name) for text in project()["project"]["dependencies"]
    } | {"shiboken6"}  # the other half of PySide6
    undeclared = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "bpr_studio").rglob("*.py")
        for name in top_level_imports(path) - own
        if not declared & {canonicalize_name(library) for library in provided.get(name, [])}
    }
    assert undeclared == set()


def test_the_program_declares_only_libraries_it_imports():
    imported = set().union(*map(top_level_imports, (ROOT / "bpr_studio").rglob("*.py")))
    provided = importlib.metadata.packages_distributions()
    used = {canonicalize_name(library) for name in imported for library in provided.get(name, [])}
    declared = {
        canonicalize_name(Requirement(text).name) for text in project()["project"]["dependencies"]
    }
    assert declared - used == set()


def top_level_imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names
