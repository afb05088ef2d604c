"""The picker of a class in a window of its own: type any part of a name or code, Enter takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.pages.entry_picker import ClassPicker

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from bpr_studio.ui.pages.entry_classes import ClassFinder, ClassTree

_STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}
_TAKES: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_SIZE: Final = (600, 460)


class ClassDialog(QDialog):
    """A field with the list of classes below it; accepted with `code` chosen.

    Args:
        tree: the classification.
        finder: searches in it.
        task: the wording a class is wanted for; its suggestions stand on top.
        parent: the page.

    Attributes:
        code: the class chosen, "" before.
    """

    def __init__(
        self, tree: ClassTree, finder: ClassFinder, task: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.code = ""
        self.setWindowTitle(tr("Choose a class"))
        self.setModal(True)
        self.resize(*_SIZE)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Name or code of a class"))
        self.field.setAccessibleName(tr("Name or code of a class"))
        self.field.setClearButtonEnabled(True)
        self.picker = ClassPicker(tree, finder, task=task, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.picker, 1)
        self.field.textEdited.connect(self.picker.search)
        self.picker.chosen.connect(self._take)
        self.field.installEventFilter(self)
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down walk through the list, Enter takes the marked class."""
        if event.type() == QEvent.Type.KeyPress and watched is self.field:
            return isinstance(event, QKeyEvent) and self._walked(event)
        return super().eventFilter(watched, event)

    def _walked(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.picker.step(_STEPS[key])
            return True
        if key in _TAKES:
            self._take(self.picker.marked() or "")
            return True
        return False

    def _take(self, code: str) -> None:
        if code:
            self.code = code
            self.accept()
