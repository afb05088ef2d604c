"""What a file of the project must not contain: traces of the machine it was written on."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
GENERATED = {"__pycache__", "out", "out.previous", "build", "dist", "wheels"}

MACHINE_PATH = re.compile(r"(?<![\w.~}])/(?:work|root|home)/\w")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npm|deb\.debian\.org|archive\.ubuntu")


def project_files() -> list[Path]:
    """Files git knows or would add; without git, everything that is not generated."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        files = [ROOT / name for name in listed.split("\0") if name]
    else:
        files = [
            path
            for path in ROOT.rglob("*")
            if not any(
                part in GENERATED or (part.startswith(".") and part != ".ci")
                for part in path.relative_to(ROOT).parts[:-1]
            )
        ]
    return [path for path in files if path.is_file() and path != Path(__file__).resolve()]


def texts() -> dict[Path, str]:
    found = {}
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content[:4096]:
            found[path.relative_to(ROOT)] = content.decode("utf-8", errors="replace")
    return found


def test_no_file_names_a_path_of_one_machine():
    assert [
        f"{path}: {match[0]}"
        for path, text in texts().items()
        if (match := MACHINE_PATH.search(text))
    ] == []


def test_no_file_names_a_package_registry():
    assert [
        f"{path}: {match[0]}" for path, text in texts().items() if (match := REGISTRY.search(text))
    ] == []
