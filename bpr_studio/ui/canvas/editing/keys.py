"""The keys of the canvas, in one place: what they do, and how they are shown to people.

Letters work alone while the canvas has the keyboard; nothing here is a window-wide shortcut.
Zoom keys, space bar and Tab belong to the view (`ui/canvas/view.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from bpr_studio.domain.shared.text import N_, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_Mod = Qt.KeyboardModifier
_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One deed and its keys.

    Attributes:
        deed: stable name of the deed.
        keys: in Qt's portable words; the first is shown beside buttons.
        text: English source of what happens; a verb.
    """

    deed: str
    keys: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that are shown together."""

    title: str
    rows: tuple[KeyRow, ...]


GROUPS: Final = (
    KeyGroup(
        N_("Go on drawing"),
        (
            KeyRow("append:task", ("N", "Return"), N_("Add the next step")),
            KeyRow("append_lane:down", ("J",), N_("Add the next step in the lane below")),
            KeyRow("append_lane:up", ("U",), N_("Add the next step in the lane above")),
            KeyRow("append:exclusive_gateway", ("G",), N_("Add a branch: one way")),
            KeyRow("append:parallel_gateway", ("Shift+G",), N_("Add a branch: all ways")),
            KeyRow("append:end", ("E",), N_("Add the end")),
            KeyRow("append:wait_timer", ("W",), N_("Add a wait")),
            KeyRow("append:data_object", ("D",), N_("Add a document")),
            KeyRow("append:annotation", ("T",), N_("Add a note")),
            KeyRow("attach:on_timer", ("B",), N_("Add a time limit to the step")),
            KeyRow("prepend:task", ("Shift+N",), N_("Put a step before")),
            KeyRow("connect", ("C",), N_("Connect with another element")),
        ),
    ),
    KeyGroup(
        N_("Change what is there"),
        (
            KeyRow("name", ("F2",), N_("Write the name")),
            KeyRow("replace", ("R",), N_("Change the kind")),
            KeyRow("kind:1", tuple("12345678"), N_("Become the first, second … kind")),
            KeyRow("core", ("K",), N_("Core work, non-core work, neither")),
            KeyRow("open_close", ("X",), N_("Open or close the sub-process")),
            KeyRow("default", ("M",), N_("Make it the way taken otherwise")),
            KeyRow("remove", ("Del", "Backspace"), N_("Delete")),
            KeyRow("duplicate", ("Ctrl+D",), N_("Duplicate")),
            KeyRow("wrap", ("Ctrl+G",), N_("Put into a sub-process")),
            KeyRow("unwrap", ("Ctrl+Shift+G",), N_("Dissolve the sub-process")),
        ),
    ),
    KeyGroup(
        N_("Lanes"),
        (
            KeyRow("lane:below", ("L",), N_("Add a lane below")),
            KeyRow("lane:above", ("Shift+L",), N_("Add a lane above")),
            KeyRow("lane:up", ("Alt+Shift+Up",), N_("Move to the lane above")),
            KeyRow("lane:down", ("Alt+Shift+Down",), N_("Move to the lane below")),
            KeyRow("lane:in", ("Alt+Shift+Right",), N_("Put the lane into the one above")),
            KeyRow("lane:out", ("Alt+Shift+Left",), N_("Take the inner lane out")),
        ),
    ),
    KeyGroup(
        N_("Go and move"),
        (
            KeyRow("walk:right", ("Alt+Right",), N_("Go to the right along the flow")),
            KeyRow("walk:left", ("Alt+Left",), N_("Go to the left along the flow")),
            KeyRow("walk:up", ("Alt+Up",), N_("Go up")),
            KeyRow("walk:down", ("Alt+Down",), N_("Go down")),
            KeyRow("nudge:right", ("Right",), N_("Move to the right")),
            KeyRow("nudge:left", ("Left",), N_("Move to the left")),
            KeyRow("nudge:up", ("Up",), N_("Move up")),
            KeyRow("nudge:down", ("Down",), N_("Move down")),
            KeyRow("nudge:right:fine", ("Shift+Right",), N_("Move a little to the right")),
            KeyRow("nudge:left:fine", ("Shift+Left",), N_("Move a little to the left")),
            KeyRow("nudge:up:fine", ("Shift+Up",), N_("Move up a little")),
            KeyRow("nudge:down:fine", ("Shift+Down",), N_("Move down a little")),
        ),
    ),
    KeyGroup(
        N_("Select and find"),
        (
            KeyRow("select_all", ("Ctrl+A",), N_("Select everything")),
            KeyRow("copy", ("Ctrl+C", "Ctrl+Ins"), N_("Copy")),
            KeyRow("cut", ("Ctrl+X", "Shift+Del"), N_("Cut")),
            KeyRow("paste", ("Ctrl+V", "Shift+Ins"), N_("Paste")),
            KeyRow("find", ("Ctrl+F",), N_("Find in the drawing")),
            KeyRow("find_next", ("F3",), N_("Next place found")),
            KeyRow("find_previous", ("Shift+F3",), N_("Previous place found")),
            KeyRow("open", ("Alt+Return",), N_("Open it")),
        ),
    ),
    KeyGroup(
        N_("Tools"),
        (
            KeyRow("tool:select", ("V",), N_("Select and move")),
            KeyRow("tool:hand", ("H",), N_("Move the paper")),
            KeyRow("tool:lasso", ("Q",), N_("Select with a frame")),
            KeyRow("tool:space", ("S",), N_("Make or take away space")),
            KeyRow("menu", ("Menu", "Shift+F10"), N_("Show everything that can be done")),
            KeyRow("rulers", ("Ctrl+Shift+R",), N_("Show or hide the rulers")),
            KeyRow("grid", ("Ctrl+Shift+D",), N_("Show or hide the grid")),
            KeyRow("help", ("?",), N_("Show the keys")),
        ),
    ),
)
"""All keys in the order they are shown."""

IN_NAMES: Final = KeyGroup(
    N_("While writing a name"),
    (
        KeyRow("commit", ("Return",), N_("Finish")),
        KeyRow("commit_go_on", ("Tab", "Ctrl+Return"), N_("Finish and add the next step")),
        KeyRow("new_line", ("Shift+Return",), N_("New line")),
        KeyRow("cancel", ("Esc",), N_("Leave as it was")),
    ),
)
"""Keys of the label editor; shown only, it reads them itself."""

_ROWS: Final = {row.deed: row for group in GROUPS for row in group.rows}
_DIGITS: Final = "kind:1"
_DEEDS: Final = {
    key: f"kind:{key}" if row.deed == _DIGITS else row.deed
    for row in _ROWS.values()
    for key in row.keys
}
_MOST_KEYS: Final = 4
_SHOWN: Final = {
    "Return": "Enter",
    "Right": "→",
    "Left": "←",
    "Up": "↑",
    "Down": "↓",
}


def deed_of(event: QKeyEvent) -> str:
    """The deed a key stands for, "" for none."""
    return _DEEDS.get(_portable(event), "")


def keys_of(deed: str) -> str:
    """The first key of a deed as people read it, "" where it has none."""
    row = _ROWS.get(deed)
    return shown_keys(row.keys[:1]) if row else ""


def shown_keys(keys: tuple[str, ...]) -> str:
    """Keys as people read them: "N, Enter"; many in a row as "1 – 8"."""
    if len(keys) > _MOST_KEYS:
        return f"{keys[0]} – {keys[-1]}"
    return tr(", ").join("+".join(_SHOWN.get(k, k) for k in key.split("+")) for key in keys)


def tip_of(text: str, deed: str) -> str:
    """The tooltip of a button: what it does and its key in brackets."""
    keys = keys_of(deed)
    return tr("{text} ({keys})", text=text, keys=keys) if keys else text


def _portable(event: QKeyEvent) -> str:
    """The key in Qt's portable words; keypad and the Shift that makes a sign do not count."""
    modifiers = event.modifiers() & ~_Mod.KeypadModifier
    key = event.key()
    if key == Qt.Key.Key_Enter:
        key = Qt.Key.Key_Return
    if key == Qt.Key.Key_Question:
        modifiers &= ~_Mod.ShiftModifier
    try:
        combination = QKeyCombination(modifiers, Qt.Key(key))
    except ValueError:  # a key Qt has no name for
        return ""
    return QKeySequence(combination).toString(_PORTABLE)
