"""Choosing files for flows: what is read, and where something is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from bpr_studio.domain.shared.text import tr
from bpr_studio.services.flow_export import WRITE_ENDINGS
from bpr_studio.ui.qt.blocks import Deed, Notice
from bpr_studio.ui.qt.theme import Tone

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

READ_ENDINGS: Final = (".bpmn", ".xml")
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST_NAME: Final = 80


class FlowPicker(Protocol):
    """Asks people for files; tests answer themselves."""

    def files(self, parent: QWidget) -> list[Path]:
        """Files to import; empty when the person changed their mind."""

    def folder(self, parent: QWidget) -> Path | None:
        """A folder to import; None when the person changed their mind."""

    def target(self, parent: QWidget, suggested: str) -> Path | None:
        """Where to write, with an ending; None when the person changed their mind."""


class DialogPicker:
    """Asks with the dialogs of the system."""

    def files(self, parent: QWidget) -> list[Path]:
        """Several files at once."""
        from PySide6.QtWidgets import QFileDialog

        kinds = " ".join(f"*{ending}" for ending in READ_ENDINGS)
        chosen, _ = QFileDialog.getOpenFileNames(
            parent,
            tr("Import flows"),
            "",
            tr("BPMN files") + f" ({kinds});;" + tr("All files") + " (*)",
        )
        return [Path(file) for file in chosen]

    def folder(self, parent: QWidget) -> Path | None:
        """One folder, with everything below it."""
        from PySide6.QtWidgets import QFileDialog

        chosen = QFileDialog.getExistingDirectory(parent, tr("Import all flows of a folder"))
        return Path(chosen) if chosen else None

    def target(self, parent: QWidget, suggested: str) -> Path | None:
        """A file; the ending chosen below is added when it is missing."""
        from PySide6.QtWidgets import QFileDialog

        kinds = {
            tr("BPMN drawing, for other programs") + " (*.bpmn)": ".bpmn",
            tr("Pages to print") + " (*.pdf)": ".pdf",
            tr("Table of steps") + " (*.xlsx)": ".xlsx",
            tr("Picture") + " (*.png)": ".png",
            tr("Picture, sharp at any size") + " (*.svg)": ".svg",
        }
        chosen, kind = QFileDialog.getSaveFileName(
            parent, tr("Export the flow"), suggested, ";;".join(kinds)
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() in WRITE_ENDINGS:
            return path
        return path.with_name(path.name + kinds.get(kind, ".bpmn"))


def suggested_file(name: str) -> str:
    """A file name for a flow that every system accepts."""
    safe = _FORBIDDEN.sub("_", " ".join(name.split())).strip(" .")[:_LONGEST_NAME]
    return (safe or tr("Flow")) + ".bpmn"


def written_notice(path: Path) -> Notice:
    """Says where a flow was written to, with the way to the folder."""
    folder = QUrl.fromLocalFile(str(path.parent))
    return Notice(
        tr("The flow was written to {file}.", file=path.name),
        Tone.SUCCESS,
        Deed(tr("Open the folder"), lambda: QDesktopServices.openUrl(folder)),
    )
