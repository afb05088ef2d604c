"""What this user chose: role, language, look, last workspace; a small JSON file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

ROLES: Final = ("member", "promoter", "kaizen_leader", "section_chief", "dx_office")


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices of one user on one PC.

    Attributes:
        role: one of `ROLES`, "" before the first start.
        language: "ja" or "en".
        theme: "light" or "dark".
        workspace: folder of the workspace opened last, "" for none.
        section: code of the section the user belongs to, "" for none.
    """

    role: str = ""
    language: str = "ja"
    theme: str = "light"
    workspace: str = ""
    section: str = ""


def load_preferences(path: Path) -> Preferences:
    """The stored choices; what is missing or unreadable has its default.

    A damaged file of preferences must not keep anybody from working: it is set aside as
    `settings.damaged.json` and the defaults hold.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Preferences()
    except (OSError, ValueError):
        set_aside(path)
        return Preferences()
    known = {field.name for field in fields(Preferences)}
    texts = {k: v for k, v in stored.items() if k in known and isinstance(v, str)}
    return Preferences(**texts)


def set_aside(path: Path) -> None:
    """Rename a damaged file, so that it can be looked at and is not overwritten."""
    if path.exists():
        path.replace(path.with_suffix(".damaged.json"))


def save_preferences(path: Path, preferences: Preferences) -> None:
    """Store the choices, keeping what other parts of the program keep in the same file."""
    from bpr_studio.adapters.fs.files import replace_file

    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stored = {}
    stored.update(asdict(preferences))
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, json.dumps(stored, ensure_ascii=False, indent=2).encode())
