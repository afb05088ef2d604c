"""The line above a flow being edited: its name to write over, how to look at it, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpr_studio.domain.shared.text import tr
from bpr_studio.ui.qt.theme import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent

_LEAST_NAME: Final = 160


class FlowHeader(QWidget):
    """Name and owner at the left; version, diagrams, ways of looking and buttons at the right.

    Signals:
        renamed: the name that was typed.
        view_wanted: key of a way of looking.
        diagram_wanted: id of a diagram of the same flow.
        up_wanted: from an inner drawing to the one around it.
        version_wanted: id of another version of the flow.
        left: the name was left by key; the keyboard belongs to the flow again.
    """

    renamed = Signal(str)
    view_wanted = Signal(str)
    diagram_wanted = Signal(str)
    up_wanted = Signal()
    version_wanted = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name_field = _NameField()
        self._owner = label("", kind="caption")
        self._owner.setIndent(5)  # below the letters of the name, which stand in a field
        self._owner.setTextFormat(Qt.TextFormat.PlainText)
        self._owner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.versions = _version_chooser()
        self._buttons = QHBoxLayout()
        self._segments = QHBoxLayout()
        self._views: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self.diagrams = _diagram_chooser()
        self.up_button = QPushButton(tr("‹ Up"))
        self.up_button.setToolTip(tr("To the drawing around this one (Esc)"))
        self.up_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.up_button.clicked.connect(lambda _checked=False: self.up_wanted.emit())
        self.up_button.hide()
        self.name_field.renamed.connect(self.renamed)
        self.name_field.left.connect(self.left)
        self.diagrams.activated.connect(
            lambda _row: self.diagram_wanted.emit(str(self.diagrams.currentData() or ""))
        )
        self.versions.activated.connect(
            lambda _row: self.version_wanted.emit(str(self.versions.currentData() or ""))
        )
        self._lay_out()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.name_field)
        texts.addWidget(self._owner)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addLayout(texts, 1)
        row.addWidget(self.up_button)
        row.addWidget(self.diagrams)
        row.addWidget(self.versions)
        for part in (self._segments, self._buttons):
            part.setSpacing(0 if part is self._segments else 8)
            row.addLayout(part)

    # -- what it shows ---------------------------------------------------------------------------

    def show_name(self, name: str, owner: str, *, editable: bool) -> None:
        """Show whose flow it is; a name being typed stays."""
        self.name_field.show_name(name, editable=editable)
        self._owner.setText(owner)
        self._owner.setToolTip(owner)

    @property
    def owner(self) -> str:
        """Section, class and version as shown."""
        return self._owner.text()

    def show_versions(self, versions: Sequence[tuple[str, str]], shown: str) -> None:
        """Offer the versions of the flow, id and name each; hidden where there is only one."""
        self._offer(self.versions, versions, shown)

    def add_button(self, widget: QWidget) -> None:
        """Add a button at the right end."""
        self._buttons.addWidget(widget)

    def add_view(self, key: str, text: str, tip: str) -> None:
        """Add a way of looking; the first one is chosen."""
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setMinimumSize(44, 32)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setChecked(not self._views)
        button.clicked.connect(lambda _checked=False: self.view_wanted.emit(key))
        self._group.addButton(button)
        self._views[key] = button
        self._segments.addWidget(button)

    @property
    def views(self) -> tuple[str, ...]:
        """Keys of the ways of looking, in order."""
        return tuple(self._views)

    def show_view(self, key: str) -> None:
        """Mark the way of looking that is in front."""
        self._views[key].setChecked(True)

    def show_diagrams(
        self, diagrams: Sequence[tuple[str, str]], shown: str, *, inner: bool = False
    ) -> None:
        """Offer the diagrams of the flow, id and name each; hidden where there is only one.

        Args:
            diagrams: all of them.
            shown: id of the one in sight.
            inner: it lies inside another, to which a button leads.
        """
        self.up_button.setVisible(inner)
        self._offer(self.diagrams, diagrams, shown)

    @staticmethod
    def _offer(box: QComboBox, entries: Sequence[tuple[str, str]], shown: str) -> None:
        known = [(str(box.itemData(row)), box.itemText(row)) for row in range(box.count())]
        if known != list(entries):
            box.clear()
            for key, name in entries:
                box.addItem(name, key)
        box.setCurrentIndex(max(box.findData(shown), 0))
        box.setVisible(len(entries) > 1)


def _diagram_chooser() -> QComboBox:
    chooser = _chooser()
    chooser.setAccessibleName(tr("Drawing of this flow"))
    chooser.setToolTip(tr("The flow has several drawings, for example inside a sub-process"))
    return chooser


def _version_chooser() -> QComboBox:
    chooser = _chooser()
    chooser.setAccessibleName(tr("Version of the flow"))
    chooser.setToolTip(tr("As-Is, To-Be and other versions of this flow"))
    return chooser


def _chooser() -> QComboBox:
    chooser = QComboBox()
    chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    chooser.setMinimumContentsLength(11)
    chooser.hide()
    return chooser


class _NameField(QLineEdit):
    """A title that can be written over: Enter takes it, Esc leaves it as it was.

    Signals:
        renamed: the new name.
        left: by Enter or Esc.
    """

    renamed = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.setProperty("kind", "heading")
        self.setAccessibleName(tr("Name of the flow"))
        self.setMinimumWidth(_LEAST_NAME)
        self.setMaxLength(200)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.textChanged.connect(self.setToolTip)

    def show_name(self, name: str, *, editable: bool) -> None:
        """Show the name as it is stored."""
        is_typing = self.hasFocus() and self.text() != self._name
        self._name = name
        self.setReadOnly(not editable)
        policy = Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)
        if not is_typing:
            self.setText(name)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc leave the field; the input method has seen them before."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._name)
            self.left.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes what was typed."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._take()
            self.setCursorPosition(0)

    def _take(self) -> None:
        words = " ".join(self.text().split())
        if not words or words == self._name:
            self.setText(self._name)
            return
        self.renamed.emit(words)
