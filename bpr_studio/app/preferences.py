"""What this user chose: role, language, section, last workspace; a small JSON file.

How the window looks (colours, size, panels) is kept beside it by the window itself.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from bpr_studio.domain.shared.errors import BprError

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)

ROLES: Final = ("member", "promoter", "kaizen_leader", "section_chief", "dx_office")


@dataclass(frozen=True, slots=True)
class Preferences:
    """The choices of one user on one PC.

    Attributes:
        role: one of `ROLES`, "" before the first start.
        language: "ja" or "en".
        workspace: folder of the workspace opened last, "" for none.
        section: code of the section the user belongs to, "" for none.
        sheet_layout: widths, folds and columns of the survey sheet, as its page writes them.
        flow_layout: what the editor of flows shows, as its page writes it.
    """

    role: str = ""
    language: str = "ja"
    workspace: str = ""
    section: str = ""
    sheet_layout: str = ""
    flow_layout: str = ""


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


def remember(path: Path, **choices: str) -> None:
    """Store some choices; where that is impossible it is logged, and the program goes on."""
    try:
        save_preferences(path, replace(load_preferences(path), **choices))
    except (OSError, BprError) as error:
        _log.warning("choices not stored: %s", error)
