"""Writes THIRD_PARTY_LICENSES.md: `python packaging/third_party_licenses.py`.

Lists every library the program needs at run time, on Linux and Windows and on every supported
Python, with the licence its own metadata names. `--check` only tells whether the file is current.
"""

from __future__ import annotations

import importlib.metadata
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
TARGET: Final = ROOT / "THIRD_PARTY_LICENSES.md"

_SYSTEMS: Final = (("linux", "Linux"), ("win32", "Windows"))
_PYTHONS: Final = ("3.11", "3.12", "3.13")

# Not installed where this list is made: version and metadata cannot be asked.
_WINDOWS_ONLY: Final = {
    "colorama": "| colorama (Windows) | BSD-3-Clause | https://github.com/tartley/colorama |",
    "tzdata": "| tzdata (Windows) | Apache-2.0 | https://github.com/python/tzdata |",
    "pywin32-ctypes": (
        "| pywin32-ctypes (Windows) | BSD-3-Clause | https://github.com/enthought/pywin32-ctypes |"
    ),
}

# Metadata that names no licence, or names it in free text, in SPDX words.
_NAMED_BY_HAND: Final = {
    "backports-tarfile": "MIT",
    "jaraco-classes": "MIT",
    "contourpy": "BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "defusedxml": "PSF-2.0",
    "kiwisolver": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "reportlab": "BSD-3-Clause",
    "shellingham": "ISC",
}

# Metadata that names no home.
_HOMES: Final = {
    "cffi": "https://github.com/python-cffi/cffi",
    "lazy-importer": "–",
}

_HEAD: Final = """\
# Third-party licences

BPR Studio itself is under the MIT licence (LICENSE). It uses the works below; each keeps its own
licence, whose text comes with the installed library (`*.dist-info` in `.venv`).
Made by `packaging/third_party_licenses.py`, not by hand; a test says when it is out of date.

## Libraries

| Library | Licence | Home |
| --- | --- | --- |
"""

_TAIL: Final = """
PySide6 Essentials, shiboken6 and the Qt libraries inside are used under the LGPL 3.0: they are
separate, unchanged files that can be replaced. Nothing of Qt's GPL-only modules is used.

## Fonts and icons

| Work | Licence | Where from |
| --- | --- | --- |
| BIZ UDPGothic Regular and Bold, Copyright 2022 The BIZ UDGothic Project Authors | SIL Open Font Licence 1.1 | not in this repository: Windows 10 1809 and later bring it; on Debian and Ubuntu the package `fonts-morisawa-bizud-gothic`; installers carry it with its OFL.txt |
| Phosphor Icons (`resources/icons`), Copyright (c) Phosphor Icons | MIT (text as in LICENSE) | drawn as SVG from the font inside QtAwesome |
"""


def runtime_libraries() -> dict[str, importlib.metadata.Distribution | None]:
    """Every library needed at run time anywhere; None for one not installed here."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    waiting = [Requirement(text) for text in document["project"]["dependencies"]]
    found: dict[str, importlib.metadata.Distribution | None] = {}
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in found:
            continue
        try:
            found[name] = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
        waiting.extend(_needed_by(found[name], wanted.extras))
    return dict(sorted(found.items()))


def _needed_by(
    library: importlib.metadata.Distribution | None, extras: Iterable[str]
) -> Iterator[Requirement]:
    for text in (library.requires or []) if library else []:
        requirement = Requirement(text)
        if any(
            _applies(requirement, *system, python, extra)
            for system in _SYSTEMS
            for python in _PYTHONS
            for extra in ("", *extras)
        ):
            yield requirement


def _applies(requirement: Requirement, platform: str, system: str, python: str, extra: str) -> bool:
    environment = cast("dict[str, str]", default_environment()) | {
        "sys_platform": platform,
        "platform_system": system,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "extra": extra,
    }
    return requirement.marker is None or requirement.marker.evaluate(environment)


def _row(name: str, library: importlib.metadata.Distribution | None) -> str:
    if name in _WINDOWS_ONLY:
        return _WINDOWS_ONLY[name]
    if library is None:
        message = f"{name} is not installed; run ./bpr setup first"
        raise SystemExit(message)
    licence = (
        _field(library, "License-Expression")
        or _NAMED_BY_HAND.get(name)
        or _field(library, "License")
    )
    if not licence or "\n" in licence:
        message = f"{name} names no licence; look it up and add it to _NAMED_BY_HAND"
        raise SystemExit(message)
    return f"| {_field(library, 'Name')} {library.version} | {licence} | {_home(library)} |"


def _field(library: importlib.metadata.Distribution, name: str) -> str:
    values = library.metadata.get_all(name)
    return values[0] if values else ""


def _home(library: importlib.metadata.Distribution) -> str:
    by_label: dict[str, str] = {}
    for text in library.metadata.get_all("Project-URL") or []:
        label, _, link = text.partition(", ")
        by_label[label.lower()] = link
    for label in ("homepage", "home", "source", "code", "repository"):
        if label in by_label:
            return by_label[label]
    return _field(library, "Home-page") or _HOMES[canonicalize_name(_field(library, "Name"))]


def render() -> str:
    """The whole document."""
    rows = [_row(name, library) for name, library in runtime_libraries().items()]
    return _HEAD + "\n".join(rows) + "\n" + _TAIL


def main(arguments: list[str]) -> int:
    """Write the document, or with `--check` only compare; 1 when it is out of date."""
    text = render()
    if "--check" in arguments:
        return 0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
