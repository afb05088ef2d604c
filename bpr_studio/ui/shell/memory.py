"""What the window remembers between two starts."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bpr_studio.ui.qt.theme import Mode

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)

_SECTION: Final = "window"  # the file belongs to several parts of the program


@dataclass(slots=True)
class WindowMemory:
    """Geometry and choices of one person on one PC.

    Attributes:
        geometry: `QWidget.saveGeometry` as base64 text; "" for the first start.
        rail_folded: the rail shows icons only.
        mode: light or dark.
        page: key of the page that was in front.
        panels: widths of content and side panel by page key.
        recent: what was chosen in the search last; `RecentHits` reads and checks it.
    """

    geometry: str = ""
    rail_folded: bool = False
    mode: str = Mode.LIGHT.value
    page: str = ""
    panels: dict[str, list[int]] = field(default_factory=dict)
    recent: list[dict[str, str]] = field(default_factory=list)


def read_memory(file: Path) -> WindowMemory:
    """What was remembered; whatever is missing or damaged is as on the first day."""
    stored = _stored(file).get(_SECTION)
    if not isinstance(stored, dict):
        return WindowMemory()
    start = asdict(WindowMemory())
    kept = {
        name: value
        for name, value in stored.items()
        if name in start and type(value) is type(start[name])
    }
    memory = WindowMemory(**kept)
    if memory.mode not in set(Mode):
        memory.mode = Mode.LIGHT.value
    memory.panels = {key: sizes for key, sizes in memory.panels.items() if _are_sizes(sizes)}
    return memory


def write_memory(file: Path, memory: WindowMemory) -> None:
    """Remember, and leave what other parts of the program keep in the same file.

    A folder that cannot be written is logged; it must not stop the end of the program.
    """
    stored = {**_stored(file), _SECTION: asdict(memory)}
    beside = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(stored, ensure_ascii=False, indent=2), encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        _log.warning("window memory not written: %s", error)


def _stored(file: Path) -> dict[str, Any]:
    """Everything in the file; nothing when it is missing or damaged."""
    try:
        stored: Any = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        _log.warning("window memory not read: %s", error)
        return {}
    return stored if isinstance(stored, dict) else {}


def _are_sizes(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(size, int) and size >= 0 for size in value)
