"""A person at the real window: keys, clicks and files, as somebody with hands would use them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDoubleSpinBox,
    QLabel,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as QtBotTimeout

from bpr_studio.app.opening import Opener
from bpr_studio.app.preferences import remember
from bpr_studio.app.window import start_application
from bpr_studio.ui.qt.page import Jump

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bpr_studio.app.window import WindowSession
    from bpr_studio.app.workspace import Workspace
    from bpr_studio.ui.shell.main_window import MainWindow

P = TypeVar("P", bound=QWidget)
_NONE = Qt.KeyboardModifier.NoModifier
_PATIENCE_MS = 30_000


class Seat:
    """Somebody who opened the workspace with a role, and works in its window.

    Leave it before the next person sits down: a workspace is open once.
    """

    def __init__(self, qtbot, settings: Path, folder: Path, *, role: str, section: str) -> None:
        self._qtbot = qtbot
        remember(settings, role=role, section=section)
        start_application()
        session, workspace = Opener(settings).open(folder)
        self.session: WindowSession = session
        self.workspace: Workspace = workspace
        self.window: MainWindow = session.window
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=_PATIENCE_MS)
        self.settle()

    def leave(self) -> None:
        """Close the window and the workspace."""
        self.settle()
        self.window.close()
        self.window.deleteLater()
        self.workspace.close()
        self._qtbot.waitUntil(lambda: not self.window.isVisible(), timeout=_PATIENCE_MS)

    # -- waiting -----------------------------------------------------------------------------------

    def settle(self) -> None:
        """Wait until nothing runs beside the window and every outcome was shown."""
        QApplication.processEvents()
        self._qtbot.waitUntil(lambda: not self.window.tasks.running, timeout=_PATIENCE_MS)
        QApplication.processEvents()

    def until(self, happened) -> None:
        """Wait until something is so."""
        self._qtbot.waitUntil(happened, timeout=_PATIENCE_MS)

    # -- mouse -------------------------------------------------------------------------------------

    def go_to(self, page: str, target: str, kind: type[P]) -> P:
        """Open a page, as the rail, a link or the palette does."""
        self.window.go_to(Jump(page, target))
        self.settle()
        return self.page(kind)

    def page(self, kind: type[P]) -> P:
        """The page in front."""
        front = self.window.current_page
        assert isinstance(front, kind), f"{kind.__name__} is not in front, {front} is"
        return front

    def button(self, text: str) -> QAbstractButton:
        """The button to press whose text begins so; it may come in a moment."""
        with suppress(QtBotTimeout):
            self._qtbot.waitUntil(lambda: self.sees_button(text), timeout=_PATIENCE_MS)
        buttons = [b for b in self.window.findChildren(QAbstractButton) if b.isVisible()]
        found = [b for b in buttons if b.text().startswith(text) and b.isEnabled()]
        assert found, f"no button {text!r} among {sorted({b.text() for b in buttons})}"
        return found[0]

    def sees_button(self, text: str) -> bool:
        """Whether there is such a button to press."""
        buttons = self.window.findChildren(QAbstractButton)
        return any(b.text().startswith(text) and b.isVisible() and b.isEnabled() for b in buttons)

    def press(self, text: str) -> None:
        """Click a button."""
        self._qtbot.mouseClick(self.button(text), Qt.MouseButton.LeftButton)
        self.settle()

    def press_named(self, words: str) -> None:
        """Click a button without text by a part of what a screen reader says of it."""
        buttons = self.window.findChildren(QAbstractButton)
        found = [b for b in buttons if b.isVisible() and words in b.accessibleName()]
        assert found, f"no button named {words!r}"
        self._qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)
        self.settle()

    def drop(self, *files: Path) -> None:
        """Drop files on the window, as from a file manager."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        left, place = Qt.MouseButton.LeftButton, QPoint(400, 300).toPointF()
        self.window.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, mime, left, _NONE))
        self.settle()

    # -- keyboard ----------------------------------------------------------------------------------

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = _NONE) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(self._focus(), key, held)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type a text: Latin letters by keys, everything else through an input method."""
        if text.isascii():
            for letter in text:  # the first one may move the keyboard
                QTest.keyClicks(self._focus(), letter)
        else:
            composing = QInputMethodEvent(text[:1], [])
            QApplication.sendEvent(self._focus(), composing)
            confirmed = QInputMethodEvent("", [])
            confirmed.setCommitString(text)
            QApplication.sendEvent(self._focus(), confirmed)
        QApplication.processEvents()

    def type_into(self, name: str, text: str) -> None:
        """Type over the number in the field that a screen reader names so."""
        fields = self.window.findChildren(QDoubleSpinBox)
        found = [f for f in fields if f.isVisible() and name in f.accessibleName()]
        assert found, f"no field named {name!r}"
        found[0].setFocus(Qt.FocusReason.TabFocusReason)
        found[0].selectAll()
        self.type(text)
        self.key(Qt.Key.Key_Tab)

    def paste(self, text: str) -> None:
        """Ctrl+V of what another program put on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    @staticmethod
    def _focus() -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "the keyboard is nowhere"
        return widget

    # -- what is to be seen ------------------------------------------------------------------------

    def reads(self, words: str) -> bool:
        """Whether these words stand somewhere in the window, in a line of a list included."""
        labels = self.window.findChildren(QLabel)
        if any(words in label.text() for label in labels if label.isVisible()):
            return True
        lists = [v for v in self.window.findChildren(QAbstractItemView) if v.isVisible()]
        return any(words in text for view in lists for text in _texts_of(view))


def _texts_of(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            yield str(model.index(row, 0).data(role) or "")
