"""The user's guide in a window of its own, beside the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout

from bpr_studio.domain.shared.text import tr

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


_MARGIN: Final = 72  # of the text, the pictures' indent in lists and the scroll bar
_SIZE: Final = (860, 720)


class HelpWindow(QDialog):
    """Shows a chapter of the guide; links lead to the other chapters."""

    def __init__(self, guide: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._guide = guide
        self.setObjectName("help")
        self.setWindowTitle(tr("How to use BPR Studio"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._text = _Chapter(_SIZE[0] - 2 * 16 - _MARGIN)
        self._text.setAccessibleName(self.windowTitle())
        self._text.setSearchPaths([str(guide)])
        self._text.setOpenExternalLinks(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self._text)

    @classmethod
    def open_at(cls, parent: QWidget, guide: Path, chapter: str) -> HelpWindow:
        """Show a chapter, in the window that is open already if there is one."""
        found = parent.findChild(cls, "help")
        window = found if isinstance(found, cls) else cls(guide, parent)
        window.show_chapter(chapter)
        window.show()
        window.activateWindow()
        return window

    def show_chapter(self, chapter: str) -> None:
        """Show `<chapter>.md`, else the first page, else the keys alone."""
        for name in (chapter, "index"):
            file = self._guide / f"{name}.md"
            if file.is_file():
                self._text.setSource(
                    QUrl.fromLocalFile(str(file)), QTextDocument.ResourceType.MarkdownResource
                )
                return
        self._text.setMarkdown(keyboard_chapter())

    def text(self) -> str:
        """What is shown, as plain text."""
        return self._text.toPlainText()


class _Chapter(QTextBrowser):
    """Shows pictures of the whole window in the width there is."""

    def __init__(self, picture_width: int) -> None:
        super().__init__()
        self._picture_width = picture_width

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # Qt's name
        """Pictures that are too wide are made smaller; everything else is as it is."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        image = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        if image.width() <= self._picture_width:
            return image
        return image.scaledToWidth(self._picture_width, Qt.TransformationMode.SmoothTransformation)


def keyboard_chapter() -> str:
    """The keys of the window as Markdown, in every language without a file."""
    rows = (
        ("Ctrl+1 … 9", tr("Open a page")),
        ("Ctrl+K", tr("Search pages, sections, tasks and commands")),
        ("F6 / Shift+F6", tr("Go to the next or previous region")),
        ("Ctrl+Z / Ctrl+Y", tr("Undo and redo")),
        ("Ctrl+B", tr("Fold or open the menu at the left")),
        ("Ctrl+C", tr("Copy the marked rows with their headings")),
        ("Ctrl+A", tr("Mark all rows")),
        ("Enter", tr("Open the row")),
        ("Alt", tr("Go to the menu bar")),
        ("F1", tr("How to use this page")),
    )
    title, left, right = tr("Keyboard"), tr("Keys"), tr("Effect")
    lines = [f"## {title}", "", f"| {left} | {right} |", "| --- | --- |"]
    lines += [f"| {keys} | {effect} |" for keys, effect in rows]
    return "\n".join(lines)
