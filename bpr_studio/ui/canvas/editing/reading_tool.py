"""Looking only, with the keys that change nothing: finding, copying, walking along the flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpr_studio.ui.canvas.tools import LookTool

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from bpr_studio.ui.canvas.editing.edit_tool import ToolBox
    from bpr_studio.ui.canvas.tools import Paper

_HARMLESS: Final = frozenset(
    {"find", "find_next", "find_previous", "copy", "select_all", "open", "help", "rulers", "grid"}
)


def is_harmless(deed: str) -> bool:
    """Whether a deed changes nothing, so that it is there while looking only too."""
    return deed in _HARMLESS or deed.startswith("walk:")


class ReadingTool(LookTool):
    """A `LookTool` that knows those keys."""

    def __init__(self, box: ToolBox) -> None:
        super().__init__()
        self._box = box

    def key(self, view: Paper, event: QKeyEvent) -> bool:
        """Do what the key stands for, when that changes nothing."""
        del view
        deed = self._box.deed_of(event)
        return is_harmless(deed) and self._box.do(deed)
