"""What the editor page of flows works with, and how a person set it up."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from bpr_studio.domain.process.model import ProcessModel
    from bpr_studio.services.conflicts import Conflicts
    from bpr_studio.services.flow_editing import FlowDesk
    from bpr_studio.services.flow_export import ExportOptions
    from bpr_studio.services.flow_making import FlowMaking
    from bpr_studio.ui.pages.flow_panel import FlowPanel
    from bpr_studio.ui.pages.flows_files import FlowPicker
    from bpr_studio.ui.qt.page import PageHost

DRAWING, TABLE, TEXT = "drawing", "table", "text"
"""The three ways of looking at a flow."""


@dataclass(frozen=True, slots=True)
class FlowEditorParts:
    """What the page works with.

    Attributes:
        desk: opens flows; its news come on the GUI thread.
        making: renames them.
        export: writes a stored flow to a file, by the ending of its name; pages as chosen.
        picker: asks for files.
        panels: makes the panels at the right.
        views: makes the ways of looking beside the drawing, by `TABLE` and `TEXT`.
        versions: id and name of every version of a flow, itself included.
        printer: asks for a printer; None when the person changed their mind.
        svg_of: writes a drawing as SVG, for what is copied; None copies pictures only.
        fictitious: what is drawn is made up, which every printed page says.
        layout: how this person set the page up, as `FlowLayout.text` writes it.
        keep_layout: remembers it.
        overlaps: lists and decides what several people changed; None where nobody else writes.
    """

    desk: FlowDesk
    making: FlowMaking
    export: Callable[[str, Path, ExportOptions], object]
    picker: FlowPicker
    panels: Callable[[PageHost], Sequence[FlowPanel]] = lambda _host: ()
    views: Callable[[], dict[str, FlowPanel]] = dict
    versions: Callable[[str], Sequence[tuple[str, str]]] = lambda _flow_id: ()
    printer: Callable[[QWidget], QPrinter | None] | None = None
    svg_of: Callable[[ProcessModel], str] | None = None
    fictitious: bool = False
    layout: Callable[[], str] = lambda: ""
    keep_layout: Callable[[str], object] = lambda _text: None
    overlaps: Conflicts | None = None


@dataclass(frozen=True, slots=True)
class FlowLayout:
    """How a person set the editor up.

    Attributes:
        side: the panels at the right are open.
        panel: class name of the panel in front, "" for the first.
        hidden: what of the drawing is not shown, e.g. "minutes" or "map".
        shown: what is shown although it usually is not, e.g. "rulers".
    """

    side: bool = True
    panel: str = ""
    hidden: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()

    def text(self) -> str:
        """For the file of preferences."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def with_shown(self, key: str, *, shown: bool, usual: bool) -> FlowLayout:
        """The layout in which something is shown or not.

        Args:
            key: what.
            shown: whether it shall be.
            usual: whether it is when nobody said anything.
        """
        hidden = {*self.hidden} - {key} | ({key} if usual and not shown else set())
        extra = {*self.shown} - {key} | ({key} if shown and not usual else set())
        return replace(self, hidden=tuple(sorted(hidden)), shown=tuple(sorted(extra)))

    def shows(self, key: str, *, usual: bool) -> bool:
        """Whether something is shown."""
        return key in self.shown or (usual and key not in self.hidden)


def layout_from(text: str) -> FlowLayout:
    """The layout a person left; what is missing or damaged is as on the first day."""
    try:
        stored: Any = json.loads(text)
    except ValueError:
        return FlowLayout()
    if not isinstance(stored, dict):
        return FlowLayout()
    kept = {one.name: _fitting(one.name, stored.get(one.name)) for one in fields(FlowLayout)}
    return FlowLayout(**{name: value for name, value in kept.items() if value is not None})


def _fitting(name: str, value: object) -> Any:
    """A stored value if it can be what it claims to be, else None."""
    usual = getattr(FlowLayout(), name)
    if isinstance(usual, tuple):
        is_names = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return tuple(value) if is_names and isinstance(value, list) else None
    return value if type(value) is type(usual) else None
